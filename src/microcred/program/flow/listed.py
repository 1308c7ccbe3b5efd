"""Lines of what an officer looks through, pages of them, and what to look for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from microcred.program.flow.states import State

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the lines of a list.

    Attributes:
        items: the lines.
        following: the id of the last one, to go on after; None where there are no more.
    """

    items: tuple[T, ...]
    following: str | None


@dataclass(frozen=True, slots=True)
class Educator:
    """An educator in a list.

    Attributes:
        id: random; what everything is recorded under.
        school: where they teach, where it is known.
        contact: the address in clear, where the workspace keeps it.
        added_at: dateTimeStamp.
        holds: ids of the micro-credentials and stacks of which they have a badge that counts.
    """

    id: str
    school: str | None
    contact: str | None
    added_at: str
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedSubmission:
    """A submission in a list.

    Attributes:
        id: the submission.
        state: where it stands.
        attempt: 1 for the first.
        person_id: the educator.
        school: of the educator, where it is known.
        definition_id: the micro-credential.
        begun_at: dateTimeStamp.
        changed_at: dateTimeStamp of the last change.
    """

    id: str
    state: State
    attempt: int
    person_id: str
    school: str | None
    definition_id: str
    begun_at: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class ListedDecision:
    """A decision in a list.

    Attributes:
        submission_id: about what.
        outcome: `State.PASSED` or `State.NOT_YET`.
        person_id: the educator.
        school: of the educator, where it is known.
        definition_id: the micro-credential.
        badge_id: the badge; None for "not yet".
        decided_at: dateTimeStamp.
        actor: who decided.
    """

    submission_id: str
    outcome: State
    person_id: str
    school: str | None
    definition_id: str
    badge_id: str | None
    decided_at: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionFilter:
    """Which submissions are meant: those that meet all that is given.

    Attributes:
        school: of educators of this school.
        person: of this educator: an id, e-mail address or DID.
        definition_id: at this micro-credential.
        states: in one of these states; empty for any.
    """

    school: str | None = None
    person: str | None = None
    definition_id: str | None = None
    states: Collection[State] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFilter:
    """Which decisions are meant: those that meet all that is given.

    Attributes:
        since: from this moment on, dateTimeStamp.
        until: before this moment, dateTimeStamp.
        school: about educators of this school.
        definition_id: at this micro-credential.
        outcome: that came to this.
    """

    since: str | None = None
    until: str | None = None
    school: str | None = None
    definition_id: str | None = None
    outcome: State | None = None


ALL_SUBMISSIONS: Final = SubmissionFilter()
ALL_DECISIONS: Final = DecisionFilter()
