"""Lists of a programme as JSON: educators, submissions and decisions, a page each."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from microcred.program.flow.listed import Educator, ListedDecision, ListedSubmission, Page
from microcred.program.flow.people import Person


class EducatorJson(TypedDict):
    """An educator, by a random id."""

    id: str
    school: str | None
    """Where they teach; null where it is not known."""
    contact: str | None
    """The address in clear, where the workspace keeps it."""
    added_at: str
    """A dateTimeStamp, like all moments here."""


class ListedEducatorJson(EducatorJson):
    """An educator in a list."""

    holds: list[str]
    """Ids of the micro-credentials and stacks of which they have a badge that counts."""


class EducatorsJson(TypedDict):
    """A page of educators, in the order of their ids."""

    educators: list[ListedEducatorJson]
    next: str | None
    """The last one here, to go on after; null where there are no more."""


class RegisteredJson(TypedDict):
    """An educator who is known by now."""

    educator: EducatorJson


class ListedSubmissionJson(TypedDict):
    """A submission in a list."""

    id: str
    state: Literal[
        "draft", "submitted", "in_assessment", "disputed", "assessed", "passed", "not_yet",
        "withdrawn",
    ]  # fmt: skip
    """Where it stands."""
    attempt: int
    """1 for the first."""
    educator: str
    """The educator's id."""
    school: str | None
    """Of the educator; null where it is not known."""
    definition: str
    """The id of the micro-credential."""
    begun_at: str
    changed_at: str
    """When anything was done to it last."""


class SubmissionsJson(TypedDict):
    """A page of submissions, oldest first."""

    submissions: list[ListedSubmissionJson]
    next: str | None
    """The last one here, to go on after; null where there are no more."""


class ListedDecisionJson(TypedDict):
    """A decision in a list."""

    submission: str
    """The id of the submission."""
    outcome: Literal["passed", "not_yet"]
    educator: str
    """The educator's id."""
    school: str | None
    """Of the educator; null where it is not known."""
    definition: str
    """The id of the micro-credential."""
    badge: str | None
    """The badge's id; null for "not yet"."""
    decided_at: str
    by: str
    """Who decided, as it was recorded."""


class DecisionsJson(TypedDict):
    """A page of decisions, oldest first."""

    decisions: list[ListedDecisionJson]
    next: str | None
    """The submission of the last one here, to go on after; null where there are no more."""


def registered_json(person: Person) -> RegisteredJson:
    """Return an educator who is known by now as JSON."""
    return {
        "educator": {
            "id": person.id,
            "school": person.school,
            "contact": person.contact,
            "added_at": person.added_at,
        }
    }


def educators_json(page: Page[Educator]) -> EducatorsJson:
    """Return a page of educators as JSON."""
    listed: list[ListedEducatorJson] = [
        {
            "id": each.id,
            "school": each.school,
            "contact": each.contact,
            "added_at": each.added_at,
            "holds": [*each.holds],
        }
        for each in page.items
    ]
    return {"educators": listed, "next": page.following}


def submissions_json(page: Page[ListedSubmission]) -> SubmissionsJson:
    """Return a page of submissions as JSON."""
    listed: list[ListedSubmissionJson] = [
        {
            "id": each.id,
            "state": each.state.value,
            "attempt": each.attempt,
            "educator": each.person_id,
            "school": each.school,
            "definition": each.definition_id,
            "begun_at": each.begun_at,
            "changed_at": each.changed_at,
        }
        for each in page.items
    ]
    return {"submissions": listed, "next": page.following}


def decisions_json(page: Page[ListedDecision]) -> DecisionsJson:
    """Return a page of decisions as JSON."""
    listed: list[ListedDecisionJson] = [
        {
            "submission": each.submission_id,
            "outcome": "passed" if each.badge_id is not None else "not_yet",
            "educator": each.person_id,
            "school": each.school,
            "definition": each.definition_id,
            "badge": each.badge_id,
            "decided_at": each.decided_at,
            "by": each.actor,
        }
        for each in page.items
    ]
    return {"decisions": listed, "next": page.following}
