"""The nouns of Open Badges 3.0 as typed models."""

from microcred.models.achievement import (
    Achievement,
    Alignment,
    Criteria,
    Related,
    ResultDescription,
    RubricCriterionLevel,
)
from microcred.models.checking import check_credential, is_open_badge, read_credential
from microcred.models.clr_rules import check_clr
from microcred.models.credential import (
    AchievementCredential,
    AchievementSubject,
    Evidence,
    OpenBadgeCredential,
    Result,
)
from microcred.models.language_text import plain_text
from microcred.models.open_badge_rules import ADVISORY_CODES, check_open_badge
from microcred.models.profile import (
    Address,
    EndorsementCredential,
    EndorsementSubject,
    GeoCoordinates,
    IdentifierEntry,
    IdentityObject,
    Image,
    Profile,
)
from microcred.models.schema_check import check_schema
from microcred.models.verifiable import (
    CredentialSchema,
    CredentialStatus,
    CredentialSubject,
    Issuer,
    Proof,
    RefreshService,
    RelatedResource,
    TermsOfUse,
    VerifiableCredential,
)
from microcred.models.vocabulary import (
    AchievementType,
    AlignmentTargetType,
    IdentifierType,
    ResultStatus,
    ResultType,
)
from microcred.models.wire import WireModel

__all__ = [
    "ADVISORY_CODES",
    "Achievement",
    "AchievementCredential",
    "AchievementSubject",
    "AchievementType",
    "Address",
    "Alignment",
    "AlignmentTargetType",
    "CredentialSchema",
    "CredentialStatus",
    "CredentialSubject",
    "Criteria",
    "EndorsementCredential",
    "EndorsementSubject",
    "Evidence",
    "GeoCoordinates",
    "IdentifierEntry",
    "IdentifierType",
    "IdentityObject",
    "Image",
    "Issuer",
    "OpenBadgeCredential",
    "Profile",
    "Proof",
    "RefreshService",
    "Related",
    "RelatedResource",
    "Result",
    "ResultDescription",
    "ResultStatus",
    "ResultType",
    "RubricCriterionLevel",
    "TermsOfUse",
    "VerifiableCredential",
    "WireModel",
    "check_clr",
    "check_credential",
    "check_open_badge",
    "check_schema",
    "is_open_badge",
    "plain_text",
    "read_credential",
]
