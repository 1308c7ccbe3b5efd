"""Look at one subject after the other; one that cannot be looked at does not end the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from microcred.application import Workspace
from microcred.application.doctor.badges import badge_faults
from microcred.application.doctor.changes import change_faults
from microcred.application.doctor.examination import Examination, Note
from microcred.application.doctor.keys import faults_of_keys
from microcred.application.doctor.lists import list_faults
from microcred.application.doctor.programme import programme_faults
from microcred.application.doctor.registry import registry_faults
from microcred.application.doctor.settings import settings_faults
from microcred.application.doctor.site import faults_of_site
from microcred.application.permission import permit_issuer
from microcred.authority import Principal, Verb
from microcred.errors import InvalidDocument, MicrocredError
from microcred.findings import Fault
from microcred.timestamps import Clock, system_clock

SUBJECTS: Final[Mapping[str, Callable[[Examination], Iterable[Fault]]]] = {
    "settings": settings_faults,
    "registry": registry_faults,
    "keys": faults_of_keys,
    "status": list_faults,
    "badges": badge_faults,
    "changes": change_faults,
    "site": faults_of_site,
    "program": programme_faults,
}
"""What is looked at, in this order; pointers of faults begin with these names."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found.

    Attributes:
        faults: everything that is wrong, by subject.
        notes: what could not be looked at, or only in part.
    """

    faults: Mapping[str, tuple[Fault, ...]]
    notes: tuple[Note, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.faults.values())


def examine(
    workspace: Workspace, *, by: Principal, thorough: bool = False, clock: Clock = system_clock
) -> Checkup:
    """Look at everything in a workspace; changes nothing.

    Args:
        workspace: the workspace.
        by: who asks.
        thorough: whether to look at every badge and file, however many.
        clock: tells what has expired.

    Raises:
        Forbidden: code `forbidden`.
        ConfigurationError: the settings are wrong, or the registry cannot be opened.
    """
    permit_issuer(by, Verb.EXAMINE)
    examination = Examination(workspace, workspace.database, clock(), thorough)
    workspace.profile.to_document()
    faults = {name: tuple(_look(name, look, examination)) for name, look in SUBJECTS.items()}
    return Checkup(faults, tuple(examination.notes))


def _look(
    name: str, look: Callable[[Examination], Iterable[Fault]], examination: Examination
) -> Iterator[Fault]:
    try:
        yield from look(examination)
    except InvalidDocument as error:
        yield from error.faults
    except MicrocredError as error:
        yield Fault(f"/{name}", error.code, error.message)
    except Exception as error:  # damaged data breaks what reads it in any way
        message = f"this could not be looked at to the end ({type(error).__name__}: {error})"
        yield Fault(f"/{name}", "cannot-look", message, "Mend what else is wrong, and look again.")
