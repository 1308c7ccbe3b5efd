"""Tell a person how a verification came out: the verdict, then only what matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from microcred.cli.badge_lines import tell_badge
from microcred.cli.ground_lines import tell_grounds
from microcred.cli.words import line, styled
from microcred.document import types_of
from microcred.verifying import (
    CHECKS,
    Answer,
    Check,
    Outcome,
    PresentationReport,
    VerificationReport,
)
from microcred.verifying.headline import tell_answers, tell_headline
from microcred.verifying.questions import QUESTION_OF, Question

_SIGNS: Final = {"valid": ("✔", "green"), "invalid": ("✘", "red"), "undetermined": ("?", "yellow")}
_MARKS: Final = {
    Outcome.PASSED: "✔",
    Outcome.FAILED: "✘",
    Outcome.UNDETERMINED: "?",
    Outcome.SKIPPED: "-",
}
_WRONG: Final = (Outcome.FAILED, Outcome.UNDETERMINED)
_WEIGHT: Final = (
    Question.GENUINE,
    Question.IN_FORCE,
    Question.RECIPIENT,
    Question.TRUSTED,
    Question.CONTENTS,
    Question.WELL_FORMED,
)
"""What decides most comes first; faults of form, which can be many, hide nothing else."""

_SHOWN_FINDINGS: Final = 20
_SHOWN_ENDORSEMENTS: Final = 3
_PRESENTATION: Final = "presentation"
_ABOUT_NOBODY: Final = frozenset(
    {"EndorsementCredential", "BitstringStatusListCredential", "BadgeClass", "Issuer", "Profile"}
)
_NOTEWORTHY: Final = frozenset(
    {"newer-version", "status-message", "status-set", "refreshed", "key-confirmed-then"}
)
"""What passed, and a reader should know of all the same; beside all that has an advice."""

_GOOD: Final = {
    "key-confirmed": "signed by the issuer and unchanged since",
    "holder-authenticated": "signed by the issuer and unchanged since",
    "hosted-by-issuer": "hosted by the issuer",
    "key-is-issuers": "signed by the issuer and unchanged since",
    "not-revoked": "not revoked",
    "not-suspended": "not suspended",
    "within-period": "within its dates",
    "recipient-matches": "given to whom you asked for",
    "holder-is-subject": "given to who presents it",
    "digest-matches": "what it points at is unchanged",
    "challenge-matches": "presented to you, now",
}
"""What a reader is glad to know, in the order in which it is found."""


def tell_verdict(report: VerificationReport) -> str:
    """Return the verdict as a sign, and the answers behind it in capitals."""
    sign, colour = _SIGNS[report.verdict]
    return styled(f"{sign} {tell_headline(report)}", fg=colour, bold=True)


def tell_report(
    name: str, report: VerificationReport, *, show_all: bool, brief: bool = False
) -> str:
    """Return the verdict and its reasons, who gave what to whom, what it rests on, and the rest.

    Args:
        name: of the source.
        report: what was found.
        show_all: tell of the checks that passed, too.
        brief: a line at most for each thing that the badge rests on.
    """
    lines = [f"{tell_verdict(report)}  {line(name)}"]
    if answers := tell_answers(report):
        lines.append(f"  {answers}")
    reasons = sorted(filter(_speaks_against, report.checks), key=_weight)
    lines += _tell_findings(reasons, len(reasons) if show_all else _SHOWN_FINDINGS)
    if report.credential is not None:
        if not _is_signed(report):
            lines.append("  It says, and nothing shows that it is true:")
        lines += [f"  {told}" for told in tell_badge(report.credential, brief=brief)]
        lines += [f"  {told}" for told in tell_grounds(report.credential, brief=brief)]
    others = [item for item in report.checks if not _speaks_against(item)]
    if show_all:
        return "\n".join([*lines, *_tell_findings(others, len(others))])
    matter = [item for item in others if _matters(item)]
    return "\n".join([*lines, *_tell_findings(matter, _SHOWN_FINDINGS), *_tell_rest(report)])


def _tell_findings(findings: Sequence[Check], shown: int) -> Iterator[str]:
    """Tell the first findings, and how many more there are."""
    for finding in findings[:shown]:
        yield from _tell_finding(finding)
    if len(findings) > shown:
        yield f"  … and {len(findings) - shown} more; --all shows them"


def _speaks_against(finding: Check) -> bool:
    """Tell what the headline rests on: of form also where the policy only wants it reported."""
    return finding.outcome in _WRONG and QUESTION_OF[finding.check] in _WEIGHT


def _weight(finding: Check) -> tuple[int, int]:
    return _WEIGHT.index(QUESTION_OF[finding.check]), _WRONG.index(finding.outcome)


def tell_presentation(name: str, report: PresentationReport, *, show_all: bool) -> str:
    """Return the verdict on a presentation, who presents, and each badge inside."""
    own = replace(report.as_report(), credential=None)
    first, *rest = tell_report(name, own, show_all=show_all).split("\n")
    lines = [first, f"  presented by {line(report.holder or '(nobody named)')}", *rest]
    if any(item.code == "nothing-presented" for item in report.find("contained")):
        lines.append("  no badge is inside; it shows who presents it, and nothing else")
    for number, inner in enumerate(report.credentials, start=1):
        title = f"badge {number}: {tell_verdict(inner)}"
        lines += [f"  {title}"]
        lines += [f"    {told}" for told in tell_badge(inner.credential or {})]
    return "\n".join(lines)


def _is_signed(report: VerificationReport) -> bool:
    """Tell whether it is shown that the issuer stands behind all that the badge says."""
    return report.genuine is Answer.YES


def _matters(finding: Check) -> bool:
    noteworthy = finding.code in _NOTEWORTHY or bool(finding.advice)
    noteworthy |= finding.check == "source" and bool(finding.pointer)  # it was inside something
    return finding.outcome in _WRONG or (finding.outcome is Outcome.PASSED and noteworthy)


def _tell_finding(finding: Check) -> list[str]:
    place = f" ({line(finding.pointer)})" if finding.pointer else ""
    mark = _MARKS[finding.outcome]
    lines = [f"  {mark} {finding.check}: {line(finding.message, 400)}{place}"]
    if finding.advice:
        lines.append(f"      {line(finding.advice, 400)}")
    return lines


def _tell_rest(report: VerificationReport) -> Iterator[str]:
    """Tell what is good about a badge of this issuer, and what nobody has asked."""
    if not _is_signed(report):
        return
    if good := ", ".join(_good(report)):
        yield f"  {_MARKS[Outcome.PASSED]} {good}"
    if report.verdict == "valid" and (open_questions := "; ".join(_not_asked(report))):
        yield f"  {_MARKS[Outcome.SKIPPED]} not asked: {open_questions}"


def _good(report: VerificationReport) -> Iterator[str]:
    # asked once for each check: a record of hundreds of badges has thousands of findings
    good = {name for name in CHECKS if report.outcome(name) is Outcome.PASSED}
    passed = [item for item in report.checks if item.check in good]
    told = dict.fromkeys(_GOOD[item.code] for item in passed if item.code in _GOOD)
    who = "its holder" if report.source == _PRESENTATION else "the issuer"
    yield from (text.replace("the issuer", who) for text in told)
    inside = sum(item.check == "contained" and item.code == "verified" for item in passed)
    if inside:
        yield f"with valid credentials ({inside})"
    yield from (line(item.message) for item in passed if item.code == "issuer-trusted")
    # who endorses is what counts: an issuer can endorse itself
    endorsed = [item for item in passed if item.check == "endorsements" and item.code == "verified"]
    yield from (line(item.message) for item in endorsed[:_SHOWN_ENDORSEMENTS])
    if len(endorsed) > _SHOWN_ENDORSEMENTS:
        yield f"and {len(endorsed) - _SHOWN_ENDORSEMENTS} more endorsements"


def _not_asked(report: VerificationReport) -> Iterator[str]:
    if report.source == _PRESENTATION:
        if not any(item.code == "challenge-matches" for item in report.checks):
            yield "whether it was made for you, now (--challenge, --domain)"
        return
    if report.outcome("trust") is Outcome.SKIPPED:
        yield "who is behind the issuer's id (--trust)"
    about_somebody = _ABOUT_NOBODY.isdisjoint(types_of(report.credential or {}))
    if report.outcome("recipient") is Outcome.SKIPPED and about_somebody:
        yield "whose badge it is (--recipient)"
