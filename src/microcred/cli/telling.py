"""Tell a person what a badge says and how its verification came out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import click

from microcred.document import as_list, id_of, objects_of, text_of
from microcred.errors import excerpt
from microcred.verifying import Check, Outcome, PresentationReport, VerificationReport

_SIGNS: Final = {
    "valid": ("✔ VALID", "green"),
    "invalid": ("✘ INVALID", "red"),
    "undetermined": ("? UNDETERMINED", "yellow"),
}
_MARKS: Final = {
    Outcome.PASSED: "✔",
    Outcome.FAILED: "✘",
    Outcome.UNDETERMINED: "?",
    Outcome.SKIPPED: "-",
}
_TEXT_CHARACTERS: Final = 200
_LONG_TEXT_CHARACTERS: Final = 1000
_SHOWN_FINDINGS: Final = 20
_IDENTITY_TYPES: Final = {"emailAddress": "e-mail address", "did": "DID"}


def tell_verdict(report: VerificationReport) -> str:
    """Give the verdict in a word."""
    sign, colour = _SIGNS[report.verdict]
    return click.style(sign, fg=colour, bold=True)


def tell_report(name: str, report: VerificationReport, *, show_all: bool) -> str:
    """Give the verdict, who gave what to whom, and what matters of the checks."""
    lines = [f"{tell_verdict(report)}  {_line(name)}"]
    if report.credential is not None:
        if not all(report.outcome(name) is Outcome.PASSED for name in ("proof", "issuer_key")):
            lines.append("  It says, and nothing shows that it is true:")
        lines += [f"  {line}" for line in tell_badge(report.credential)]
    shown = [
        finding
        for finding in report.checks
        if show_all or finding.outcome in (Outcome.FAILED, Outcome.UNDETERMINED)
    ]
    for finding in shown if show_all else shown[:_SHOWN_FINDINGS]:
        lines += _tell_finding(finding)
    if not show_all:
        if len(shown) > _SHOWN_FINDINGS:
            lines.append(f"  … and {len(shown) - _SHOWN_FINDINGS} more; --all shows them")
        lines += _tell_rest(report)
    return "\n".join(lines)


def tell_presentation(name: str, report: PresentationReport, *, show_all: bool) -> str:
    """Give the verdict on a presentation, who presents, and each badge inside."""
    own = replace(report.as_report(), credential=None)
    first, *rest = tell_report(name, own, show_all=show_all).split("\n")
    lines = [first, f"  presented by {_line(report.holder or '(nobody named)')}", *rest]
    for number, inner in enumerate(report.credentials, start=1):
        title = f"badge {number}: {tell_verdict(inner)}"
        lines += [f"  {title}"]
        lines += [f"    {line}" for line in tell_badge(inner.credential or {})]
    return "\n".join(lines)


def _tell_finding(finding: Check) -> list[str]:
    place = f" ({_line(finding.pointer)})" if finding.pointer else ""
    mark = _MARKS[finding.outcome]
    lines = [f"  {mark} {finding.check}: {_line(finding.message, 400)}{place}"]
    if finding.advice:
        lines.append(f"      {_line(finding.advice, 400)}")
    return lines


def _tell_rest(report: VerificationReport) -> Iterator[str]:
    for outcome, title in ((Outcome.PASSED, "passed"), (Outcome.SKIPPED, "nothing to check")):
        names = dict.fromkeys(item.check for item in report.checks if item.outcome is outcome)
        kept = [name for name in names if report.outcome(name) is outcome]
        if kept:
            yield f"  {_MARKS[outcome]} {title}: {', '.join(kept)}"


def tell_badge(document: Mapping[str, Any]) -> list[str]:
    """Give who gave what to whom and when, and what was reached, as the badge itself says."""
    subject = _first(document.get("credentialSubject"))
    achievement = _first(subject.get("achievement"))
    title = text_of(achievement.get("name")) or text_of(document.get("name")) or "(no name)"
    lines = [
        _line(title),
        f"given by {_line(_issuer(document))}",
        f"to {_line(_recipient(subject))}",
        _line(_dates(document)),
    ]
    results = _shown(subject.get("result"))
    return lines + [f"result: {_line(_tell_result(result, achievement))}" for result in results]


def _shown(value: Any) -> list[dict[str, Any]]:
    """Give the objects of a member, as many as are told of one kind."""
    return [item for _, item in objects_of(value)][:_SHOWN_FINDINGS]


def _first(value: Any) -> dict[str, Any]:
    found = objects_of(value)
    return found[0][1] if found else {}


def _dates(document: Mapping[str, Any]) -> str:
    since = document.get("validFrom", document.get("issuanceDate"))
    until = document.get("validUntil", document.get("expirationDate"))
    return f"on {_moment(since)}" + (f", valid until {_moment(until)}" if until else "")


def _moment(value: Any) -> str:
    """Write a dateTimeStamp in UTC as people read it; anything else as it stands."""
    text = value if isinstance(value, str) else "(no date)"
    return re.sub(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d+)?Z\Z", r"\1 \2 UTC", text)


def _issuer(document: Mapping[str, Any]) -> str:
    name = text_of(_first(document.get("issuer")).get("name"))
    identifier = id_of(document.get("issuer")) or "(nobody)"
    return f"{name} ({identifier})" if name else identifier


def _recipient(subject: Mapping[str, Any]) -> str:
    named = [id_of(subject) or ""]
    for _, identity in objects_of(subject.get("identifier")):
        kind = text_of(identity.get("identityType")) or "identifier"
        if identity.get("hashed") is True:
            named.append(f"the holder of a hashed {_IDENTITY_TYPES.get(kind, kind)}")
        else:
            named.append(text_of(identity.get("identityHash")))
    return " / ".join(item for item in named if item) or "(nobody named)"


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


def tell_contents(
    document: Mapping[str, Any], header: Mapping[str, Any] | None = None
) -> list[str]:
    """Give all that a reader wants of a badge, still unverified; `header` is the JWT's."""
    lines = tell_badge(document)
    for subject in _shown(document.get("credentialSubject")):
        for achievement in _shown(subject.get("achievement")):
            lines += _tell_achievement(achievement)
    for evidence in _shown(document.get("evidence")):
        shown = [text_of(evidence.get(name)) for name in ("name", "id", "narrative")]
        lines.append(f"evidence: {_line(' - '.join(item for item in shown if item))}")
    kinds = [
        text_of(proof.get("cryptosuite")) or text_of(proof.get("type"))
        for proof in _shown(document.get("proof"))
    ]
    if header:
        kinds.append(f"JWT ({header.get('alg')})")
    lines.append(f"signed with: {_line(', '.join(filter(None, kinds)) or 'nothing')}")
    return lines


def _tell_achievement(achievement: Mapping[str, Any]) -> Iterator[str]:
    if text_of(achievement.get("description")):
        yield f"about: {_line(text_of(achievement['description']), _LONG_TEXT_CHARACTERS)}"
    for criteria in _shown(achievement.get("criteria")):
        told = text_of(criteria.get("narrative")) or text_of(criteria.get("id"))
        yield f"criteria: {_line(told, _LONG_TEXT_CHARACTERS)}"
    for alignment in _shown(achievement.get("alignment")):
        names = [text_of(alignment.get(name)) for name in ("targetName", "targetUrl")]
        yield f"aligned with: {_line(' - '.join(item for item in names if item))}"
    if tags := [tag for tag in as_list(achievement.get("tag")) if isinstance(tag, str)]:
        yield f"tags: {_line(', '.join(tags))}"


def _line(text: str, limit_characters: int = _TEXT_CHARACTERS) -> str:
    """Make untrusted text safe for a terminal: printable, on one line, not too long."""
    return excerpt(" ".join(text.split()), limit_characters)[1:-1]
