"""Tell a person what a badge says, in lines that are safe for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.document import (
    as_list,
    id_of,
    is_presentation,
    objects_of,
    period_of,
    text_of,
    types_of,
)
from microcred.open_badges_2 import class_of, recognize_version
from microcred.verifying.other_documents import name_other_document
from microcred.verifying.wording.grounds import (
    first,
    shown,
    tell_criteria,
    tell_evidence,
    tell_results,
    tell_standards,
)
from microcred.verifying.wording.lines import LONG_TEXT_CHARACTERS, line

_SHOWN: Final = 20
_IDENTITY_TYPES: Final = {"emailAddress": "e-mail address", "email": "e-mail address", "did": "DID"}
_UTC: Final = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d+)?(?:Z|[+-]00:00)\Z")
_STATUS_LIST: Final = "BitstringStatusListCredential"


def tell_badge(document: Mapping[str, Any], *, brief: bool = True) -> list[str]:
    """Return who gave what to whom and when, and what was reached, as the badge itself says.

    `brief` leaves out what the levels that were reached mean.
    """
    if recognize_version(document) == "2.0":
        return _tell_older(document)
    if is_presentation(document):
        presented = f"presented by {line(id_of(document.get('holder')) or '(nobody named)')}"
        return [presented, *_tell_contained(document)]
    if (other := name_other_document(document)) is not None:
        return [f"{other}, and no badge: {line(_title(document))}"]
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
        lines += tell_results(subject, brief=brief)
        lines += _tell_contained(subject)
    return lines


def tell_contents(
    document: Mapping[str, Any], header: Mapping[str, Any] | None = None
) -> list[str]:
    """Return all that a reader wants of a badge, still unverified; `header` is the JWT's."""
    lines = tell_badge(document, brief=False)
    for subject in shown(document.get("credentialSubject")):
        for achievement in shown(subject.get("achievement")):
            lines += _tell_achievement(achievement)
    lines += tell_evidence(document, brief=False)
    kinds = [
        text_of(proof.get("cryptosuite")) or text_of(proof.get("type"))
        for proof in shown(document.get("proof"))
    ]
    if header:
        kinds.append(f"JWT ({header.get('alg')})")
    lines.append(f"signed with: {line(', '.join(filter(None, kinds)) or 'nothing')}")
    return lines


def _title(document: Mapping[str, Any]) -> str:
    achievement = first(first(document.get("credentialSubject")).get("achievement"))
    return text_of(achievement.get("name")) or text_of(document.get("name")) or "(no name)"


def _tell_older(document: Mapping[str, Any]) -> list[str]:
    """Tell an assertion of Open Badges 2.0, with as much of its badge class as is known."""
    if (alone := _tell_alone(document)) is not None:
        return alone
    badge, recipient = first(document.get("badge")), first(document.get("recipient"))
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


def _tell_alone(document: Mapping[str, Any]) -> list[str] | None:
    """Tell an object of Open Badges 2.0 that nobody was given; None for an assertion."""
    name = line(text_of(document.get("name")) or "(no name)")
    match class_of(document):
        case "BadgeClass":
            offered = f"offered by {line(_issuer(document))}"
            return [f"a badge class, which nobody was given: {name}", offered]
        case "Profile":
            named = line(id_of(document) or "(no id)")
            return [f"an issuer's profile, and no badge: {name} ({named})"]
        case "Endorsement":
            claim = first(document.get("claim"))
            comment = text_of(claim.get("endorsementComment"))
            about = [f"an endorsement by {line(_issuer(document))}"]
            about += [f"of {line(id_of(claim) or '(nothing named)')}"]
            return about + ([f"saying: {line(comment)}"] if comment else [])
    return None


def _tell_endorsement(document: Mapping[str, Any]) -> list[str]:
    lines = [f"an endorsement by {line(_issuer(document))}"]
    for subject in shown(document.get("credentialSubject")):
        comment = text_of(subject.get("endorsementComment"))
        lines.append(f"of {line(id_of(subject) or '(nothing named)')}")
        lines += [f"saying: {line(comment)}"] if comment else []
    return [*lines, line(_dates(document))]


def _tell_contained(subject: Mapping[str, Any]) -> Iterator[str]:
    """Tell what a learner record or a presentation contains, and whose it is if somebody else's.

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
    subject = first(item.get("credentialSubject"))
    return told if id_of(subject) == learner else f"{told}, to {_recipient(subject)}"


def _subjects(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return shown(document.get("credentialSubject")) or [{}]


def _dates(document: Mapping[str, Any]) -> str:
    return _from_until(*period_of(document))


def _from_until(since: Any, until: Any) -> str:
    return f"on {_moment(since)}" + (f", valid until {_moment(until)}" if until else "")


def _moment(value: Any) -> str:
    """Write a dateTimeStamp in UTC as people read it; anything else as it stands."""
    text = value if isinstance(value, str) else "(no date)"
    return _UTC.sub(r"\1 \2 UTC", text)


def _issuer(document: Mapping[str, Any]) -> str:
    name = text_of(first(document.get("issuer")).get("name"))
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


def _tell_achievement(achievement: Mapping[str, Any]) -> Iterator[str]:
    if text_of(achievement.get("description")):
        yield f"about: {line(text_of(achievement['description']), LONG_TEXT_CHARACTERS)}"
    yield from tell_criteria(achievement, brief=False)
    yield from tell_standards(achievement)
    if tags := [tag for tag in as_list(achievement.get("tag")) if isinstance(tag, str)]:
        yield f"tags: {line(', '.join(tags))}"
