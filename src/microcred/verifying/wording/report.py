"""Tell a person how a verification came out: the verdict, then only what matters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from microcred.document import types_of
from microcred.findings import Finding, Outcome
from microcred.verifying.checklist import CHECKS
from microcred.verifying.judgement import WRONG, Judgement, Verdict
from microcred.verifying.questions import QUESTION_OF, Answer, Question
from microcred.verifying.wording.badge import tell_badge
from microcred.verifying.wording.grounds import tell_grounds
from microcred.verifying.wording.headline import tell_answers, tell_headline
from microcred.verifying.wording.lines import line

_SIGNS: Final[Mapping[Verdict, str]] = {"valid": "✔", "invalid": "✘", "undetermined": "?"}
_MARKS: Final = {
    Outcome.PASSED: "✔",
    Outcome.FAILED: "✘",
    Outcome.UNDETERMINED: "?",
    Outcome.SKIPPED: "-",
}
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


@dataclass(frozen=True, slots=True)
class Manner:
    """How a report is told, and what only the one who tells it can add.

    Attributes:
        show_all: the checks that passed, too.
        brief: a line at most for each thing that the badge rests on.
        emphasize: how the headline of a verdict is set off, in colour for example.
        hints: what follows on a thing left out, by its name: `all` for findings, `session` for a
            challenge, `trust` and `recipient` for checks that nobody asked for; and on the advice
            of a finding, by its code.
    """

    show_all: bool = False
    brief: bool = False
    emphasize: Callable[[str, Verdict], str] = lambda text, _verdict: text
    hints: Mapping[str, str] = field(default_factory=dict)


PLAIN: Final = Manner()


def tell_verdict(report: Judgement, manner: Manner = PLAIN) -> str:
    """Return the verdict as a sign, and the answers behind it in capitals."""
    text = f"{_SIGNS[report.verdict]} {tell_headline(report)}"
    return manner.emphasize(text, report.verdict)


def tell_report(report: Judgement, name: str = "", manner: Manner = PLAIN) -> str:
    """Return the verdict and its reasons, who gave what to whom, what it rests on, and the rest.

    Args:
        report: what was found.
        name: what was verified, a file for example; told beside the verdict.
        manner: see `Manner`.
    """
    lines = [f"{tell_verdict(report, manner)}  {line(name)}".rstrip()]
    if answers := tell_answers(report):
        lines.append(f"  {answers}")
    reasons = sorted(filter(_speaks_against, report.checks), key=_weight)
    lines += _tell_findings(reasons, manner)
    lines += _tell_credential(report, brief=manner.brief)
    others = [item for item in report.checks if not _speaks_against(item)]
    if manner.show_all:
        return "\n".join([*lines, *_tell_findings(others, manner)])
    matter = list(filter(_matters, others))
    return "\n".join([*lines, *_tell_findings(matter, manner), *_tell_rest(report, manner)])


def _tell_credential(report: Judgement, *, brief: bool) -> Iterator[str]:
    """Yield what the badge says, and that nothing shows it, where nothing does."""
    if report.credential is None:
        return
    if not _is_signed(report):
        yield "  It says, and nothing shows that it is true:"
    for told in (
        *tell_badge(report.credential, brief=brief),
        *tell_grounds(report.credential, brief=brief),
    ):
        yield f"  {told}"


def _tell_findings(findings: Sequence[Finding], manner: Manner) -> Iterator[str]:
    """Tell the first findings, or all of them, and how many more there are."""
    shown = len(findings) if manner.show_all else _SHOWN_FINDINGS
    for finding in findings[:shown]:
        yield from _tell_finding(finding, manner)
    if len(findings) > shown:
        yield f"  … and {len(findings) - shown} more{manner.hints.get('all', '')}"


def _speaks_against(finding: Finding) -> bool:
    """Tell what the headline rests on: of form also where the policy only wants it reported."""
    return finding.outcome in WRONG and QUESTION_OF[finding.check] in _WEIGHT


def _weight(finding: Finding) -> tuple[int, int]:
    return _WEIGHT.index(QUESTION_OF[finding.check]), WRONG.index(finding.outcome)


def tell_presentation(
    own: Judgement,
    holder: str | None,
    badges: Sequence[Judgement],
    name: str = "",
    manner: Manner = PLAIN,
) -> str:
    """Return the verdict on a presentation, who presents, and each badge inside.

    Args:
        own: what was found about the presentation.
        holder: who presents it, or None.
        badges: what was found about each badge inside.
        name: what was verified.
        manner: see `Manner`.
    """
    own = replace(own, credential=None)
    first, *rest = tell_report(own, name, replace(manner, brief=False)).split("\n")
    lines = [first, f"  presented by {line(holder or '(nobody named)')}", *rest]
    if any(item.code == "nothing-presented" for item in own.find("contained")):
        lines.append("  no badge is inside; it shows who presents it, and nothing else")
    for number, inner in enumerate(badges, start=1):
        lines += [f"  badge {number}: {tell_verdict(inner, manner)}"]
        lines += [f"    {told}" for told in tell_badge(inner.credential or {})]
    return "\n".join(lines)


def _is_signed(report: Judgement) -> bool:
    """Tell whether it is shown that the issuer stands behind all that the badge says."""
    return report.genuine is Answer.YES


def _matters(finding: Finding) -> bool:
    noteworthy = finding.code in _NOTEWORTHY or bool(finding.advice)
    noteworthy |= finding.check == "source" and bool(finding.pointer)  # it was inside something
    return finding.outcome in WRONG or (finding.outcome is Outcome.PASSED and noteworthy)


def _tell_finding(finding: Finding, manner: Manner) -> list[str]:
    place = f" ({line(finding.pointer)})" if finding.pointer else ""
    mark = _MARKS[finding.outcome]
    lines = [f"  {mark} {finding.check}: {line(finding.message, 400)}{place}"]
    if finding.advice:
        hint = manner.hints.get(finding.code, "")
        lines.append(f"      {line(finding.advice + hint, 400)}")
    return lines


def _tell_rest(report: Judgement, manner: Manner) -> Iterator[str]:
    """Tell what is good about a badge of this issuer, and what nobody has asked."""
    if not _is_signed(report):
        return
    if good := ", ".join(_good(report)):
        yield f"  {_MARKS[Outcome.PASSED]} {good}"
    if report.verdict == "valid" and (open_questions := "; ".join(_not_asked(report, manner))):
        yield f"  {_MARKS[Outcome.SKIPPED]} not asked: {open_questions}"


def _good(report: Judgement) -> Iterator[str]:
    passed = _passed(report)
    told = dict.fromkeys(filter(None, (_GOOD.get(item.code) for item in passed)))
    who = "its holder" if report.source == _PRESENTATION else "the issuer"
    yield from (text.replace("the issuer", who) for text in told)
    inside = len(_verified(passed, "contained"))
    if inside:
        yield f"with valid credentials ({inside})"
    yield from (line(item.message) for item in passed if item.code == "issuer-trusted")
    yield from _endorsers(_verified(passed, "endorsements"))


def _passed(report: Judgement) -> list[Finding]:
    """List the findings of checks that passed."""
    # asked once for each check: a record of hundreds of badges has thousands of findings
    good = {name for name in CHECKS if report.outcome(name) is Outcome.PASSED}
    return [item for item in report.checks if item.check in good]


def _endorsers(endorsed: Sequence[Finding]) -> Iterator[str]:
    """Yield who endorses: that is what counts, for an issuer can endorse itself."""
    yield from (line(item.message) for item in endorsed[:_SHOWN_ENDORSEMENTS])
    if len(endorsed) > _SHOWN_ENDORSEMENTS:
        yield f"and {len(endorsed) - _SHOWN_ENDORSEMENTS} more endorsements"


def _verified(findings: Iterable[Finding], check: str) -> list[Finding]:
    return [item for item in findings if (item.check, item.code) == (check, "verified")]


def _not_asked(report: Judgement, manner: Manner) -> Iterator[str]:
    if report.source == _PRESENTATION:
        if not any(item.code == "challenge-matches" for item in report.checks):
            yield f"whether it was made for you, now{manner.hints.get('session', '')}"
        return
    if report.outcome("trust") is Outcome.SKIPPED:
        yield f"who is behind the issuer's id{manner.hints.get('trust', '')}"
    about_somebody = _ABOUT_NOBODY.isdisjoint(types_of(report.credential or {}))
    if report.outcome("recipient") is Outcome.SKIPPED and about_somebody:
        yield f"whose badge it is{manner.hints.get('recipient', '')}"
