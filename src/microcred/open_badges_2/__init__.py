"""Open Badges 2.0: read, checked for the verifier, and converted to 3.0.

Conversion is in `microcred.open_badges_2.conversion`; the models of 3.0 that it needs are not
loaded for checking.
"""

from microcred.open_badges_2.badge_check import BadgeCheck, check_badge
from microcred.open_badges_2.badge_objects import Expectations, Presented
from microcred.open_badges_2.checklist import SECTIONS
from microcred.open_badges_2.data_model import check_data
from microcred.open_badges_2.documents import (
    Assertion,
    BadgeClass,
    CryptographicKey,
    IdentityObject,
    Profile,
    RevocationList,
    Verification,
)
from microcred.open_badges_2.recipients import identity_matches
from microcred.open_badges_2.vocabulary import CONTEXT, class_of, recognize_version

__all__ = [
    "CONTEXT",
    "SECTIONS",
    "Assertion",
    "BadgeCheck",
    "BadgeClass",
    "CryptographicKey",
    "Expectations",
    "IdentityObject",
    "Presented",
    "Profile",
    "RevocationList",
    "Verification",
    "check_badge",
    "check_data",
    "class_of",
    "identity_matches",
    "recognize_version",
]
