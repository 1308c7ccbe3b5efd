"""What pages show of badges and achievements, taken out of documents that anybody may have written.

Members of a wrong form are left out: a page is made of whatever was signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from microcred.document import as_list, id_of, objects_of, period_of, text_of
from microcred.publishing.language import Day, Phrase, day_of, language_tag, phrase_of

_WEB: Final = re.compile(r"https?://[^\s\"<>\\^`{|}]+\Z", re.IGNORECASE)
_MAX_ITEMS: Final = 200
_NO_NAME: Final = Phrase("–")
_IDENTITY_TYPES: Final = {
    "emailAddress": "email_address",
    "name": "person_name",
    "systemId": "system_number",
    "studentId": "student_number",
}
"""What `Words` calls the ways in which a holder is named; the others are `identifier`."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a rubric criterion, and what it was to the holder."""

    name: Phrase
    description: Phrase
    points: str
    achieved: bool
    required: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A result of a badge, or what an achievement asks for; see `levels`.

    Attributes:
        name: of the result description.
        value: what was reached, where that is no level.
        required: the value that is needed, where that is no level.
        levels: from low to high.
    """

    name: Phrase
    value: str
    required: str
    levels: tuple[Level, ...]

    @property
    def achieved(self) -> Level | None:
        """Return the level that was reached."""
        return next((level for level in self.levels if level.achieved), None)


@dataclass(frozen=True, slots=True)
class Alignment:
    """What an achievement is aligned with."""

    name: str
    framework: str
    code: str
    description: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a badge rests on."""

    name: str
    kind: str
    description: str
    narrative: str
    url: str | None


@dataclass(frozen=True, slots=True)
class AchievementView:
    """What an achievement says; `kind` is a term of Open Badges."""

    id: str
    name: Phrase
    description: Phrase
    kind: str
    criteria: Phrase
    criteria_url: str | None
    language: str
    tags: tuple[str, ...]
    alignments: tuple[Alignment, ...]
    results: tuple[Result, ...]
    creator: Phrase
    credits: str
    code: str
    version: str


@dataclass(frozen=True, slots=True)
class BadgeView:
    """What a badge says, and what became of it since.

    Attributes:
        recipient: the names in `Words` of what names the holder, never the name itself.
        hashed: whether any of that is hashed.
    """

    id: str
    achievement: AchievementView
    issuer: Phrase
    issuer_id: str
    issuer_url: str | None
    issued: Day | None
    expires: Day | None
    recipient: tuple[str, ...]
    hashed: bool
    results: tuple[Result, ...]
    evidence: tuple[Evidence, ...]
    has_status: bool
    revoked: Day | None
    suspended: Day | None


def web_link(value: Any) -> str | None:
    """Return a URL that a page may link to; None for all others."""
    return value if isinstance(value, str) and _WEB.match(value) else None


def achievement_view(document: Mapping[str, Any], language: str = "") -> AchievementView:
    """Read an achievement; `language` is that of the site, where it says none itself."""
    language = language_tag(document.get("inLanguage")) or language
    criteria = _first(document.get("criteria"))
    tags = [tag for tag in as_list(document.get("tag")) if isinstance(tag, str)]
    return AchievementView(
        id=id_of(document) or "",
        name=phrase_of(document.get("name"), language) or _NO_NAME,
        description=phrase_of(document.get("description"), language),
        kind=text_of(document.get("achievementType")),
        criteria=phrase_of(criteria.get("narrative"), language),
        criteria_url=web_link(criteria.get("id")),
        language=language,
        tags=tuple(tags[:_MAX_ITEMS]),
        alignments=tuple(map(_alignment, _several(document.get("alignment")))),
        results=tuple(
            _result(description, {}, language)
            for description in _several(document.get("resultDescription"))
        ),
        creator=phrase_of(_first(document.get("creator")).get("name"), language),
        credits=_number(document.get("creditsAvailable")),
        code=text_of(document.get("humanCode")),
        version=text_of(document.get("version")),
    )


def badge_view(
    document: Mapping[str, Any],
    *,
    revoked_at: str | None = None,
    suspended_at: str | None = None,
    language: str = "",
) -> BadgeView:
    """Read a credential.

    Args:
        document: the credential as signed.
        revoked_at: dateTimeStamp, or None.
        suspended_at: dateTimeStamp, or None.
        language: of the site.
    """
    subject = _first(document.get("credentialSubject"))
    achievement = _first(subject.get("achievement"))
    view = achievement_view({"name": document.get("name"), **achievement}, language)
    issuer = _first(document.get("issuer"))
    issuer_id = id_of(document.get("issuer")) or ""
    kinds, hashed = _recipient(subject)
    start, end = period_of(document)
    return BadgeView(
        id=id_of(document) or "",
        achievement=view,
        issuer=phrase_of(issuer.get("name"), language) or Phrase(issuer_id),
        issuer_id=issuer_id,
        issuer_url=web_link(issuer.get("url")) or web_link(issuer_id),
        issued=day_of(start),
        expires=day_of(end),
        recipient=kinds,
        hashed=hashed,
        results=tuple(_results(subject, achievement, view.language)),
        evidence=tuple(map(_evidence, _several(document.get("evidence")))),
        has_status=bool(document.get("credentialStatus")),
        revoked=day_of(revoked_at),
        suspended=day_of(suspended_at),
    )


def _several(value: Any) -> list[dict[str, Any]]:
    return [item for _, item in objects_of(value)][:_MAX_ITEMS]


def _first(value: Any) -> dict[str, Any]:
    found = objects_of(value)
    return found[0][1] if found else {}


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _recipient(subject: Mapping[str, Any]) -> tuple[tuple[str, ...], bool]:
    """Return what names the holder, see `BadgeView`, and whether that is hashed."""
    identities = _several(subject.get("identifier"))
    kinds = [text_of(identity.get("identityType")) for identity in identities]
    told = [_IDENTITY_TYPES.get(kind, "identifier") for kind in kinds]
    if subject.get("id"):
        told.append("did" if str(subject["id"]).startswith("did:") else "web_address")
    hashed = any(identity.get("hashed") is True for identity in identities)
    return tuple(dict.fromkeys(told)), hashed


def _results(
    subject: Mapping[str, Any], achievement: Mapping[str, Any], language: str
) -> Iterator[Result]:
    descriptions = _several(achievement.get("resultDescription"))
    described = {text_of(item.get("id")): item for item in descriptions}
    for result in _several(subject.get("result")):
        description = described.get(text_of(result.get("resultDescription")), {})
        yield _result(description, result, language)


def _result(description: Mapping[str, Any], result: Mapping[str, Any], language: str) -> Result:
    reached = text_of(result.get("achievedLevel"))
    needed = text_of(description.get("requiredLevel"))
    levels = tuple(
        Level(
            name=phrase_of(level.get("name"), language),
            description=phrase_of(level.get("description"), language),
            points=text_of(level.get("points")),
            achieved=bool(reached) and level.get("id") == reached,
            required=bool(needed) and level.get("id") == needed,
        )
        for level in _several(description.get("rubricCriterionLevel"))
    )
    return Result(
        name=phrase_of(description.get("name"), language),
        value=text_of(result.get("value")) or text_of(result.get("status")),
        required=text_of(description.get("requiredValue")),
        levels=levels,
    )


def _alignment(document: Mapping[str, Any]) -> Alignment:
    url = text_of(document.get("targetUrl"))
    name = text_of(document.get("targetName")) or url
    code = text_of(document.get("targetCode"))
    return Alignment(
        name=name,
        framework=text_of(document.get("targetFramework")),
        code="" if _letters(code) == _letters(name) else code,
        description=text_of(document.get("targetDescription")),
        url=web_link(url),
    )


def _letters(text: str) -> str:
    """Return the letters and digits alone: some codes are the name again, with hyphens."""
    return "".join(filter(str.isalnum, text)).casefold()


def _evidence(document: Mapping[str, Any]) -> Evidence:
    identifier = text_of(document.get("id"))
    url = web_link(identifier)
    return Evidence(
        name=text_of(document.get("name")) or url or text_of(document.get("genre")),
        kind=text_of(document.get("genre")),
        description=text_of(document.get("description")),
        narrative=text_of(document.get("narrative")),
        url=url,
    )
