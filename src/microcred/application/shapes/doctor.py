"""What was found in a workspace that was examined, as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import TypedDict

from microcred.application.doctor import Checkup
from microcred.application.shapes.errors import FaultJson


class CheckupJson(TypedDict):
    """What is wrong in a workspace."""

    sound: bool
    """Whether nothing is wrong."""
    faults: list[FaultJson]
    """Everything that is wrong; a pointer begins with the name of the subject."""
    notes: list[str]
    """What could not be looked at, or only in part; sentences for people."""


def checkup_json(
    checkup: Checkup, faults: Sequence[FaultJson], notes: Sequence[str]
) -> CheckupJson:
    """Return what was found as JSON.

    Args:
        checkup: what was found.
        faults: its faults, with what whoever answers advises.
        notes: its notes, likewise.
    """
    return {"sound": checkup.is_sound, "faults": list(faults), "notes": list(notes)}
