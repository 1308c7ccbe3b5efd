"""The nouns of Open Badges 3.0 as typed models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.on_demand import on_demand

if TYPE_CHECKING:
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
    from microcred.models.presentation import VerifiablePresentation, check_presentation
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
    "VerifiablePresentation",
    "WireModel",
    "check_clr",
    "check_credential",
    "check_open_badge",
    "check_presentation",
    "check_schema",
    "is_open_badge",
    "plain_text",
    "read_credential",
]

if not TYPE_CHECKING:  # else a type checker takes a mistyped name for one that is loaded
    __getattr__ = on_demand(
        __name__,
        {
            "microcred.models.achievement": (
                "Achievement",
                "Alignment",
                "Criteria",
                "Related",
                "ResultDescription",
                "RubricCriterionLevel",
            ),
            "microcred.models.checking": ("check_credential", "is_open_badge", "read_credential"),
            "microcred.models.clr_rules": ("check_clr",),
            "microcred.models.credential": (
                "AchievementCredential",
                "AchievementSubject",
                "Evidence",
                "OpenBadgeCredential",
                "Result",
            ),
            "microcred.models.language_text": ("plain_text",),
            "microcred.models.open_badge_rules": ("ADVISORY_CODES", "check_open_badge"),
            "microcred.models.presentation": ("VerifiablePresentation", "check_presentation"),
            "microcred.models.profile": (
                "Address",
                "EndorsementCredential",
                "EndorsementSubject",
                "GeoCoordinates",
                "IdentifierEntry",
                "IdentityObject",
                "Image",
                "Profile",
            ),
            "microcred.models.schema_check": ("check_schema",),
            "microcred.models.verifiable": (
                "CredentialSchema",
                "CredentialStatus",
                "CredentialSubject",
                "Issuer",
                "Proof",
                "RefreshService",
                "RelatedResource",
                "TermsOfUse",
                "VerifiableCredential",
            ),
            "microcred.models.vocabulary": (
                "AchievementType",
                "AlignmentTargetType",
                "IdentifierType",
                "ResultStatus",
                "ResultType",
            ),
            "microcred.models.wire": ("WireModel",),
        },
    )
