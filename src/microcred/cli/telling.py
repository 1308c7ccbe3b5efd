"""Tell a person what a badge says and how its verification came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import click

from microcred.document import as_list, id_of, objects_of, text_of
from microcred.errors import excerpt
from microcred.verifying import Check, Outcome, VerificationReport

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


def tell_report(name: str, report: VerificationReport, *, show_all: bool) -> str:
    """Give the verdict, who gave what to whom, and what matters of the checks."""
    sign, colour = _SIGNS[report.verdict]
    lines = [f"{click.style(sign, fg=colour, bold=True)}  {_line(name)}"]
    if report.credential is not None:
        lines += [f"  {line}" for line in tell_badge(report.credential)]
    shown = [
        finding
        for finding in report.checks
        if show_all or finding.outcome in (Outcome.FAILED, Outcome.UNDETERMINED)
    ]
    for finding in shown:
        lines += _tell_finding(finding)
    if not show_all:
        lines += _tell_rest(report)
    return "\n".join(lines)


def _tell_finding(finding: Check) -> list[str]:
    place = f" ({finding.pointer})" if finding.pointer else ""
    mark = _MARKS[finding.outcome]
    lines = [f"  {mark} {finding.check}: {_line(finding.message, 400)}{place}"]
    if finding.advice:
        lines.append(f"      {finding.advice}")
    return lines


def _tell_rest(report: VerificationReport) -> Iterator[str]:
    for outcome, title in ((Outcome.PASSED, "passed"), (Outcome.SKIPPED, "not asked for")):
        names = dict.fromkeys(item.check for item in report.checks if item.outcome is outcome)
        kept = [name for name in names if report.outcome(name) is outcome]
        if kept:
            yield f"  {_MARKS[outcome]} {title}: {', '.join(kept)}"


def tell_badge(document: Mapping[str, Any]) -> list[str]:
    """Give who gave what to whom and when, as the badge itself says."""
    subjects = objects_of(document.get("credentialSubject"))
    subject = subjects[0][1] if subjects else {}
    achievements = objects_of(subject.get("achievement"))
    achievement = achievements[0][1] if achievements else {}
    title = text_of(achievement.get("name")) or text_of(document.get("name")) or "(no name)"
    since = document.get("validFrom", document.get("issuanceDate"))
    until = document.get("validUntil", document.get("expirationDate"))
    dates = f"on {since}" + (f", valid until {until}" if until else "")
    return [
        _line(title),
        f"given by {_line(_issuer(document))}",
        f"to {_line(_recipient(subject))} {_line(dates)}",
    ]


def _issuer(document: Mapping[str, Any]) -> str:
    issuers = objects_of(document.get("issuer"))
    name = text_of(issuers[0][1].get("name")) if issuers else ""
    identifier = id_of(document.get("issuer")) or "(nobody)"
    return f"{name} ({identifier})" if name else identifier


def _recipient(subject: Mapping[str, Any]) -> str:
    named = [id_of(subject)] if id_of(subject) else []
    for _, identity in objects_of(subject.get("identifier")):
        kind = text_of(identity.get("identityType"))
        hashed = identity.get("hashed") is True
        named.append(f"a hashed {kind}" if hashed else text_of(identity.get("identityHash")))
    return " / ".join(item for item in named if item) or "(nobody named)"


def tell_contents(document: Mapping[str, Any]) -> list[str]:
    """Give all that a reader wants of a badge, still unverified."""
    lines = tell_badge(document)
    for _, subject in objects_of(document.get("credentialSubject")):
        for _, achievement in objects_of(subject.get("achievement")):
            lines += _tell_achievement(achievement)
        lines += [
            f"result: {_line(text_of(result.get('value')) or text_of(result.get('achievedLevel')))}"
            for _, result in objects_of(subject.get("result"))
        ]
    for _, evidence in objects_of(document.get("evidence")):
        shown = [text_of(evidence.get(name)) for name in ("name", "id", "narrative")]
        lines.append(f"evidence: {_line(' - '.join(item for item in shown if item))}")
    kinds = [
        text_of(proof.get("cryptosuite")) or text_of(proof.get("type"))
        for _, proof in objects_of(document.get("proof"))
    ]
    lines.append(f"embedded proofs: {_line(', '.join(kinds)) or 'none'}")
    return lines


def _tell_achievement(achievement: Mapping[str, Any]) -> Iterator[str]:
    if text_of(achievement.get("description")):
        yield _line(text_of(achievement["description"]), 1000)
    for _, criteria in objects_of(achievement.get("criteria")):
        told = text_of(criteria.get("narrative")) or text_of(criteria.get("id"))
        yield f"criteria: {_line(told, 1000)}"
    for _, alignment in objects_of(achievement.get("alignment")):
        names = [text_of(alignment.get(name)) for name in ("targetName", "targetUrl")]
        yield f"aligned with: {_line(' - '.join(item for item in names if item))}"
    if tags := [tag for tag in as_list(achievement.get("tag")) if isinstance(tag, str)]:
        yield f"tags: {_line(', '.join(tags))}"


def _line(text: str, limit_characters: int = _TEXT_CHARACTERS) -> str:
    """Make untrusted text safe for a terminal: printable, on one line, not too long."""
    return excerpt(" ".join(text.split()), limit_characters)[1:-1]
