"""The states of a submission, and the one table of what may happen in each.

A submission is one attempt of one educator at one micro-credential. Nothing else decides whether
something may happen to it (`microcred.authority` says by whom); `docs/programme.md` has the same
table as a picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from microcred.errors import Conflict


class State(StrEnum):
    """Where a submission stands."""

    DRAFT = "draft"
    """The educator is putting it together."""
    SUBMITTED = "submitted"
    """It waits for assessors."""
    IN_ASSESSMENT = "in_assessment"
    """Assessors have it, and not all of them have rated it."""
    DISPUTED = "disputed"
    """The assessors disagree; an adjudicator is to rate it."""
    ASSESSED = "assessed"
    """The levels are settled; a decision is due."""
    PASSED = "passed"
    """Every required level was reached: there is a badge."""
    NOT_YET = "not_yet"
    """It was not enough; there is feedback, and there may be another attempt."""
    WITHDRAWN = "withdrawn"
    """The educator took it back, or it was left lying for too long."""


class Action(StrEnum):
    """What can be done to a submission."""

    ENROL = "enrol"
    ATTACH = "attach"
    DETACH = "detach"
    CHOOSE = "choose"
    """Choose what of a piece of evidence the badge shows."""
    SUBMIT = "submit"
    ASSIGN = "assign"
    RELEASE = "release"
    """Take an assessor off."""
    ASSESS = "assess"
    ADJUDICATE = "adjudicate"
    DECIDE = "decide"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table.

    Attributes:
        source: the state in which it may happen; None where there is no submission yet.
        action: what happens.
        target: the state after it.
        when: on what it depends, where one action can lead to several states.
        next_attempt: whether the target is that of a new submission, and this one stays as it is.
    """

    source: State | None
    action: Action
    target: State
    when: str = ""
    next_attempt: bool = False


def _rows() -> Iterator[Transition]:
    yield Transition(None, Action.ENROL, State.DRAFT)
    yield Transition(State.DRAFT, Action.ATTACH, State.DRAFT)
    yield Transition(State.DRAFT, Action.DETACH, State.DRAFT)
    yield Transition(State.DRAFT, Action.SUBMIT, State.SUBMITTED)
    for source in (State.SUBMITTED, State.IN_ASSESSMENT):
        yield Transition(source, Action.ASSIGN, State.IN_ASSESSMENT)
    yield Transition(State.IN_ASSESSMENT, Action.ASSESS, State.IN_ASSESSMENT, "others are to rate")
    # Who leaves may be the last one that the others waited for; or, found to be partial, one of
    # those whose word counted.
    for source in (State.IN_ASSESSMENT, State.DISPUTED, State.ASSESSED):
        yield Transition(source, Action.RELEASE, State.IN_ASSESSMENT, "others are to rate")
        yield Transition(source, Action.RELEASE, State.ASSESSED, "all agree")
        yield Transition(source, Action.RELEASE, State.DISPUTED, "they disagree")
    # After the last rating: ratings may be corrected until the decision.
    for source in (State.IN_ASSESSMENT, State.DISPUTED, State.ASSESSED):
        yield Transition(source, Action.ASSESS, State.ASSESSED, "all agree")
        yield Transition(source, Action.ASSESS, State.DISPUTED, "they disagree")
    yield Transition(State.DISPUTED, Action.ASSIGN, State.DISPUTED)
    for source in (State.DISPUTED, State.ASSESSED):
        yield Transition(source, Action.ADJUDICATE, State.ASSESSED)
    yield Transition(State.ASSESSED, Action.DECIDE, State.PASSED, "all reached")
    yield Transition(State.ASSESSED, Action.DECIDE, State.NOT_YET, "not all reached")
    yield Transition(State.NOT_YET, Action.RESUBMIT, State.DRAFT, next_attempt=True)
    for source in (State.DRAFT, *_WITH_PROGRAMME):
        yield Transition(source, Action.CHOOSE, source)
    for source in (State.DRAFT, *_WITH_PROGRAMME):
        yield Transition(source, Action.WITHDRAW, State.WITHDRAWN)
    yield Transition(State.WITHDRAWN, Action.ENROL, State.DRAFT, next_attempt=True)
    yield Transition(State.PASSED, Action.ENROL, State.DRAFT, "renewal is due", next_attempt=True)


_WITH_PROGRAMME: Final = (
    State.SUBMITTED, State.IN_ASSESSMENT, State.DISPUTED, State.ASSESSED,
)  # fmt: skip
"""It is handed in and not decided."""

OPEN: Final = frozenset((State.DRAFT, *_WITH_PROGRAMME))
"""The states of a submission that is neither decided nor withdrawn."""

DECIDED: Final = frozenset((State.PASSED, State.NOT_YET))
"""The states after a decision."""

TRANSITIONS: Final = tuple(_rows())
"""Everything that may happen, and nothing else may."""


def state_words(state: State) -> str:
    """Write a state as people read it."""
    return state.replace("_", " ")


def transition(
    source: State | None,
    action: Action,
    target: State | None = None,
    *,
    subject: str = "SUBMISSION",
) -> Transition:
    """Find what an action does in a state.

    Args:
        source: the state of the submission.
        action: what is to be done.
        target: which of several outcomes it is, where there are several.
        subject: the submission's id, for messages.

    Raises:
        Conflict: code `not-now`, when the state does not allow it.
    """
    rows = [row for row in TRANSITIONS if row.source == source and row.action == action]
    if not rows:
        message = f"there is no submission to {action}"
        if source is not None:
            message = f"{action} is not possible now: {subject} is {state_words(source)}"
        raise Conflict(message, code="not-now")
    return next(row for row in rows if target in (None, row.target))


def diagram() -> str:
    """Draw the table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    arrows: dict[tuple[str, str], list[str]] = {}
    for row in TRANSITIONS:
        if row.action is Action.CHOOSE:
            continue  # it changes no state, and would be an arrow on each
        words = f"{row.action} [{row.when}]" if row.when else str(row.action)
        words += " (next attempt)" if row.next_attempt else ""
        arrows.setdefault((row.source or "[*]", row.target), []).append(words)
    for (start, end), labels in arrows.items():
        lines.append(f"    {start} --> {end}: {' / '.join(labels)}")
    lines.append(f"    {State.PASSED} --> [*]")
    return "\n".join(lines) + "\n"
