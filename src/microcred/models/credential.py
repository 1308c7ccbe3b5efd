"""The badge itself: an achievement, awarded to somebody."""

from __future__ import annotations

from typing import Annotated, Any

from microcred.models.achievement import Achievement, Alignment
from microcred.models.context_urls import CREDENTIALS_V2, OPEN_BADGES, ContextOrder
from microcred.models.language_text import LanguageText
from microcred.models.profile import EndorsementCredential, IdentityObject, Image, Profile
from microcred.models.sets import Several, Types
from microcred.models.values import (
    CompactJws,
    DateTimeStamp,
    Float,
    Maybe,
    ResultStatusTerm,
    Text,
    Uri,
    UriOr,
)
from microcred.models.verifiable import VALID_FROM, OpenBadgesMembers, contexts
from microcred.models.wire import WireModel, several, typed


class Evidence(WireModel):
    """Evidence of the work that earned the badge."""

    default_type = ("Evidence",)

    id: Maybe[Uri] = None
    """The URL of a page with the evidence, or the evidence as a data URI."""
    type: Annotated[list[str], Types(("Evidence",))] = typed()
    name: Maybe[LanguageText] = None
    description: Maybe[LanguageText] = None
    narrative: Maybe[Text] = None
    """Markdown."""
    genre: Maybe[Text] = None
    audience: Maybe[Text] = None


class Result(WireModel):
    """A result that was achieved."""

    default_type = ("Result",)

    type: Annotated[list[str], Types(("Result",))] = typed()
    result_description: Maybe[Text] = None
    """The `id` of a result description of the achievement."""
    achieved_level: Maybe[Text] = None
    """The `id` of a rubric criterion level of that result description."""
    status: Maybe[ResultStatusTerm] = None
    value: Maybe[Text] = None
    alignment: Several[Alignment] = several()


class AchievementSubject(WireModel):
    """The recipient, and what they achieved."""

    default_type = ("AchievementSubject",)

    id: Maybe[Uri] = None
    type: Annotated[list[str], Types(("AchievementSubject",))] = typed()
    identifier: Several[IdentityObject] = several()
    activity_start_date: Maybe[DateTimeStamp] = None
    activity_end_date: Maybe[DateTimeStamp] = None
    credits_earned: Maybe[Float] = None
    image: Maybe[Image] = None
    license_number: Maybe[Text] = None
    narrative: Maybe[Text] = None
    role: Maybe[Text] = None
    term: Maybe[Text] = None
    source: Maybe[Profile] = None
    """Who assessed the achievement on behalf of the issuer."""
    achievement: Achievement
    result: Several[Result] = several()


class OpenBadgeCredential(OpenBadgesMembers):
    """An achievement awarded to one recipient (AchievementCredential)."""

    default_type = ("VerifiableCredential", "OpenBadgeCredential")
    default_contexts = (CREDENTIALS_V2, OPEN_BADGES)

    context: Annotated[list[str | dict[str, Any]], ContextOrder(open_badge=True)] = contexts()
    id: Uri
    type: Annotated[
        list[str],
        Types(("VerifiableCredential",), ("OpenBadgeCredential", "AchievementCredential")),
    ] = typed()
    image: Maybe[Image] = None
    issuer: Annotated[Profile | str, UriOr()]
    valid_from: Annotated[DateTimeStamp, VALID_FROM]
    credential_subject: AchievementSubject
    evidence: Several[Evidence] = several()
    endorsement: Several[EndorsementCredential] = several()
    endorsement_jwt: Several[CompactJws] = several()


AchievementCredential = OpenBadgeCredential
"""The class's name in the specification; either name may stand in `type`."""
