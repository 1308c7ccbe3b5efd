"""What can be achieved: the definition that many badges share."""

from __future__ import annotations

from typing import Annotated

from microcred.models.language_text import LanguageText
from microcred.models.profile import EndorsementCredential, IdentifierEntry, Image, Profile
from microcred.models.sets import Several, Types
from microcred.models.values import (
    AchievementTypeTerm,
    AlignmentTargetTypeTerm,
    CompactJws,
    Float,
    LanguageCode,
    Maybe,
    ResultTypeTerm,
    Text,
    Uri,
)
from microcred.models.wire import WireModel, several, typed


class Criteria(WireModel):
    """How the achievement is earned: a page, a narrative, or both."""

    id: Maybe[Uri] = None
    """The URI of a page for people."""
    narrative: Maybe[Text] = None
    """Markdown."""


class Alignment(WireModel):
    """An alignment with a node of a framework."""

    default_type = ("Alignment",)

    type: Annotated[list[str], Types(("Alignment",))] = typed()
    target_code: Maybe[Text] = None
    target_description: Maybe[Text] = None
    target_name: Text
    target_framework: Maybe[Text] = None
    target_type: Maybe[AlignmentTargetTypeTerm] = None
    target_url: Text


class Related(WireModel):
    """Another edition of the achievement: a language or a version."""

    default_type = ("Related",)

    id: Uri
    type: Annotated[list[str], Types(("Related",))] = typed()
    in_language: Maybe[LanguageCode] = None
    version: Maybe[Text] = None


class RubricCriterionLevel(WireModel):
    """A level of a rubric criterion."""

    default_type = ("RubricCriterionLevel",)

    id: Uri
    type: Annotated[list[str], Types(("RubricCriterionLevel",))] = typed()
    alignment: Several[Alignment] = several()
    description: Maybe[LanguageText] = None
    level: Maybe[Text] = None
    name: LanguageText
    points: Maybe[Text] = None


class ResultDescription(WireModel):
    """A result that may be given with the achievement."""

    default_type = ("ResultDescription",)

    id: Uri
    type: Annotated[list[str], Types(("ResultDescription",))] = typed()
    name: LanguageText
    result_type: ResultTypeTerm
    allowed_value: Several[Text] = several()
    """From low to high."""
    required_level: Maybe[Text] = None
    """The `id` of the rubric criterion level that is needed to pass."""
    required_value: Maybe[Text] = None
    rubric_criterion_level: Several[RubricCriterionLevel] = several()
    """From low to high."""
    value_max: Maybe[Text] = None
    value_min: Maybe[Text] = None
    alignment: Several[Alignment] = several()


class Achievement(WireModel):
    """The accomplishment that a badge recognises."""

    default_type = ("Achievement",)

    id: Uri
    type: Annotated[list[str], Types(("Achievement",))] = typed()
    name: LanguageText
    description: LanguageText
    criteria: Criteria
    achievement_type: Maybe[AchievementTypeTerm] = None
    image: Maybe[Image] = None
    alignment: Several[Alignment] = several()
    tag: Several[Text] = several()
    creator: Maybe[Profile] = None
    credits_available: Maybe[Float] = None
    field_of_study: Maybe[Text] = None
    specialization: Maybe[Text] = None
    human_code: Maybe[Text] = None
    in_language: Maybe[LanguageCode] = None
    version: Maybe[Text] = None
    result_description: Several[ResultDescription] = several()
    related: Several[Related] = several()
    other_identifier: Several[IdentifierEntry] = several()
    endorsement: Several[EndorsementCredential] = several()
    endorsement_jwt: Several[CompactJws] = several()
