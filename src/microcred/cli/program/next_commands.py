"""The commands that bring a submission further, by where it stands and who has something to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

NEXT: Final[Mapping[str, str]] = {
    "draft": "draft {}",
    "submitted": "assign {}",
    "in_assessment": "assess {} --as ASSESSOR",
    "disputed": "assign {}",
    "assessed": "decide {}",
    "passed": "award {}",
    "not_yet": "draft {} --again",
    "withdrawn": "enrol WHO DEFINITION",
}
"""What comes next in each state."""


def next_command(state: str, submission_id: str) -> str:
    """Return the command that brings a submission further."""
    return f"microcred program {NEXT[state].format(submission_id)}"


def next_commands(
    state: str, submission_id: str, waited_for: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Return the commands that bring a submission further, one for each who has something to do.

    Args:
        state: where it stands.
        submission_id: which.
        waited_for: who has yet to rate it, as `not-now` has them in its data.
    """
    commands = [_command_of(submission_id, each) for each in waited_for]
    if commands:
        return commands
    # Where assessors have it and none is waited for, somebody is wanting.
    return [next_command("submitted" if state == "in_assessment" else state, submission_id)]


def next_after_refusal(data: Mapping[str, Any]) -> str:
    """Say what comes next where something is not possible now; empty where nothing is known."""
    if "state" not in data:
        return ""
    commands = next_commands(data["state"], data["submission"], data["waited_for"])
    named = " and ".join(f"'{each}'" for each in commands)
    return f"Next is {named}."


def _command_of(submission_id: str, waited_for: Mapping[str, Any]) -> str:
    assessor = waited_for["assessor"]
    if waited_for["left"]:
        return f"microcred program assign {submission_id} {assessor} --release"
    verb = "adjudicate" if waited_for["adjudicates"] else "assess"
    return f"microcred program {verb} {submission_id} --as {assessor}"
