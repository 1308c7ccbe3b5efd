"""Tell a person what a badge says, in lines that are safe for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.document import as_list, id_of, objects_of, text_of, types_of
from microcred.errors import excerpt
from microcred.open_badges_2 import recognize_version

_TEXT_CHARACTERS: Final = 200
_LONG_TEXT_CHARACTERS: Final = 1000
_SHOWN: Final = 20
_IDENTITY_TYPES: Final = {"emailAddress": "e-mail address", "email": "e-mail address", "did": "DID"}
_UTC: Final = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d+)?(?:Z|[+-]00:00)\Z")
_STATUS_LIST: Final = "BitstringStatusListCredential"


def line(text: str, limit_characters: int = _TEXT_CHARACTERS) -> str:
    """Make untrusted text safe for a terminal: printable, on one line, not too long."""
    return excerpt(" ".join(text.split()), limit_characters)[1:-1]


def tell_badge(document: Mapping[str, Any]) -> list[str]:
    """Give who gave what to whom and when, and what was reached, as the badge itself says."""
    if recognize_version(document) == "2.0":
        return _tell_older(document)
    types = types_of(document)
    if "EndorsementCredential" in types:
        return _tell_endorsement(document)
    if _STATUS_LIST in types:
        return [f"a status list of {line(_issuer(document))}", line(_dates(document))]
    lines = [
        line(_title(document)),
        f"given by {line(_issuer(document))}",
        *(f"to {line(_recipient(subject))}" for subject in _subjects(document)),
        line(_dates(document)),
    ]
    for subject in _subjects(document):
        achievement = _first(subject.get("achievement"))
        results = _shown(subject.get("result"))
        lines += [f"result: {line(_tell_result(item, achievement))}" for item in results]
        lines += _tell_contained(subject)
    return lines


def tell_contents(
    document: Mapping[str, Any], header: Mapping[str, Any] | None = None
) -> list[str]:
    """Give all that a reader wants of a badge, still unverified; `header` is the JWT's."""
    lines = tell_badge(document)
    for subject in _shown(document.get("credentialSubject")):
        for achievement in _shown(subject.get("achievement")):
            lines += _tell_achievement(achievement)
    lines += _tell_evidence(document)
    kinds = [
        text_of(proof.get("cryptosuite")) or text_of(proof.get("type"))
        for proof in _shown(document.get("proof"))
    ]
    if header:
        kinds.append(f"JWT ({header.get('alg')})")
    lines.append(f"signed with: {line(', '.join(filter(None, kinds)) or 'nothing')}")
    return lines


def tell_grounds(document: Mapping[str, Any]) -> Iterator[str]:
    """Give what a badge rests on: criteria, standards and evidence, each in a line."""
    for subject in _shown(document.get("credentialSubject")):
        for achievement in _shown(subject.get("achievement")):
            for told in _tell_achievement(achievement):
                if told.startswith(("criteria: ", "aligned with: ")):
                    yield line(told)
    yield from _tell_evidence(document)


def _tell_evidence(document: Mapping[str, Any]) -> Iterator[str]:
    for evidence in _shown(document.get("evidence")):
        shown = [text_of(evidence.get(name)) for name in ("name", "id", "narrative")]
        yield f"evidence: {line(' - '.join(item for item in shown if item))}"


def _title(document: Mapping[str, Any]) -> str:
    achievement = _first(_first(document.get("credentialSubject")).get("achievement"))
    return text_of(achievement.get("name")) or text_of(document.get("name")) or "(no name)"


def _tell_older(document: Mapping[str, Any]) -> list[str]:
    """Tell an assertion of Open Badges 2.0, with as much of its badge class as is known."""
    badge, recipient = _first(document.get("badge")), _first(document.get("recipient"))
    title = text_of(badge.get("name")) or id_of(document.get("badge")) or "(no name)"
    kind = text_of(recipient.get("type")) or "identifier"
    whom = _identity(recipient.get("hashed"), kind, recipient.get("identity"))
    since, until = document.get("issuedOn"), document.get("expires")
    return [
        line(title),
        f"given by {line(_issuer(badge) if badge else '(not known)')}",
        f"to {line(whom or '(nobody named)')}",
        line(_from_until(since, until)),
    ]


def _tell_endorsement(document: Mapping[str, Any]) -> list[str]:
    lines = [f"an endorsement by {line(_issuer(document))}"]
    for subject in _shown(document.get("credentialSubject")):
        comment = text_of(subject.get("endorsementComment"))
        lines.append(f"of {line(id_of(subject) or '(nothing named)')}")
        lines += [f"saying: {line(comment)}"] if comment else []
    return [*lines, line(_dates(document))]


def _tell_contained(subject: Mapping[str, Any]) -> Iterator[str]:
    """Tell what a learner record contains, and of whom where that is somebody else.

    A credential inside as JWT is not opened.
    """
    inside = subject.get("verifiableCredential")
    items = inside if isinstance(inside, list) else as_list(inside)
    for item in items[:_SHOWN]:
        yield f"contains: {line(_contained(item, id_of(subject)))}"
    if len(items) > _SHOWN:
        yield f"contains: {len(items) - _SHOWN} more"


def _contained(item: Any, learner: str | None) -> str:
    if not isinstance(item, dict):
        return "a JWT"
    told = f"{_title(item)}, {_issuer(item)}"
    subject = _first(item.get("credentialSubject"))
    return told if id_of(subject) == learner else f"{told}, to {_recipient(subject)}"


def _subjects(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _shown(document.get("credentialSubject")) or [{}]


def _shown(value: Any) -> list[dict[str, Any]]:
    """Give the objects of a member, as many as are told of one kind."""
    return [item for _, item in objects_of(value)][:_SHOWN]


def _first(value: Any) -> dict[str, Any]:
    found = objects_of(value)
    return found[0][1] if found else {}


def _dates(document: Mapping[str, Any]) -> str:
    since = document.get("validFrom", document.get("issuanceDate"))
    return _from_until(since, document.get("validUntil", document.get("expirationDate")))


def _from_until(since: Any, until: Any) -> str:
    return f"on {_moment(since)}" + (f", valid until {_moment(until)}" if until else "")


def _moment(value: Any) -> str:
    """Write a dateTimeStamp in UTC as people read it; anything else as it stands."""
    text = value if isinstance(value, str) else "(no date)"
    return _UTC.sub(r"\1 \2 UTC", text)


def _issuer(document: Mapping[str, Any]) -> str:
    name = text_of(_first(document.get("issuer")).get("name"))
    identifier = id_of(document.get("issuer")) or "(nobody)"
    return f"{name} ({identifier})" if name else identifier


def _recipient(subject: Mapping[str, Any]) -> str:
    named = [id_of(subject) or ""]
    for _, identity in objects_of(subject.get("identifier")):
        kind = text_of(identity.get("identityType")) or "identifier"
        named.append(_identity(identity.get("hashed"), kind, identity.get("identityHash")))
    return " / ".join(item for item in named if item) or "(nobody named)"


def _identity(hashed: Any, kind: str, value: Any) -> str:
    if hashed is True:
        return f"the holder of a hashed {_IDENTITY_TYPES.get(kind, kind)}"
    return text_of(value)


def _tell_result(result: Mapping[str, Any], achievement: Mapping[str, Any]) -> str:
    """Name a result and the level reached, by way of the achievement's result descriptions."""
    description = _with_id(achievement.get("resultDescription"), result.get("resultDescription"))
    levels = description.get("rubricCriterionLevel")
    level_id = text_of(result.get("achievedLevel"))
    level = text_of(_with_id(levels, level_id).get("name")) or level_id
    reached = level or text_of(result.get("value")) or text_of(result.get("status"))
    name = text_of(description.get("name")) or text_of(result.get("resultDescription"))
    return ": ".join(part for part in (name, reached) if part) or "(nothing stated)"


def _with_id(values: Any, identifier: Any) -> dict[str, Any]:
    found = (item for _, item in objects_of(values) if identifier and item.get("id") == identifier)
    return next(found, {})


def _tell_achievement(achievement: Mapping[str, Any]) -> Iterator[str]:
    if text_of(achievement.get("description")):
        yield f"about: {line(text_of(achievement['description']), _LONG_TEXT_CHARACTERS)}"
    for criteria in _shown(achievement.get("criteria")):
        told = text_of(criteria.get("narrative")) or text_of(criteria.get("id"))
        yield f"criteria: {line(told, _LONG_TEXT_CHARACTERS)}"
    for alignment in _shown(achievement.get("alignment")):
        names = [text_of(alignment.get(name)) for name in ("targetName", "targetUrl")]
        yield f"aligned with: {line(' - '.join(item for item in names if item))}"
    if tags := [tag for tag in as_list(achievement.get("tag")) if isinstance(tag, str)]:
        yield f"tags: {line(', '.join(tags))}"
