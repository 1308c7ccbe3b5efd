"""What every look at a workspace is given."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from microcred.application import Workspace
from microcred.fetch import OfflineFetcher
from microcred.fetch.shelf import ShelfFetcher
from microcred.findings import Finding, Outcome
from microcred.registry import Database
from microcred.registry.moments import CLOCKS_APART
from microcred.timestamps import format_timestamp
from microcred.verifying import Policy, Verifier

SAMPLE: Final = 200
"""How many badges or files are looked at, of many, unless all are asked for."""

AHEAD: Final = frozenset({"created-in-future", "not-yet-valid"})
"""The codes of a check that fails for a signature of a later time."""

RESTORE_REGISTRY: Final = "Restore the registry from your newest copy."
"""What to do about what no command of microcred leaves behind."""

_CHECKS: Final = ("source", "data_model", "json_ld", "open_badges", "proof", "issuer_key")


class Note(NamedTuple):
    """Something that could not be looked at, or only in part.

    Attributes:
        code: a stable slug of what kind it is.
        message: a sentence for people, without its full stop.
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Examination:
    """One look at one workspace; changes nothing.

    Attributes:
        workspace: the workspace.
        database: its registry, open.
        moment: the time that counts as now.
        thorough: whether to look at everything, or at a part chosen at random where it is much.
        notes: what could not be looked at, or only in part.
    """

    workspace: Workspace
    database: Database
    moment: datetime
    thorough: bool = False
    notes: list[Note] = field(default_factory=list)

    @property
    def latest(self) -> str:
        """Return the latest moment that a clock of today may give, as a dateTimeStamp."""
        return format_timestamp((self.moment + CLOCKS_APART).replace(microsecond=0))

    @property
    def max_badges(self) -> int | None:
        """Return how many badges to look at; None for all."""
        return None if self.thorough else SAMPLE

    def choose(self, values: Sequence[str], what: str) -> list[str]:
        """Choose which of many to look at, and note it where it is not all of them."""
        if self.max_badges is None or len(values) <= self.max_badges:
            return list(values)
        message = f"Of {len(values)} {what} {self.max_badges} were looked at, chosen at random"
        self.notes.append(Note("sampled", message))
        return secrets.SystemRandom().sample(list(values), self.max_badges)


class IssuersWord:
    """Verifies what the issuer signed by what its registry would publish, and asks nobody.

    Args:
        documents: the issuer's documents by their addresses.
        moment: the time that counts as now.
    """

    def __init__(self, documents: Mapping[str, bytes], moment: datetime):
        policy = Policy(require_open_badge=False)
        shelf = ShelfFetcher(documents, OfflineFetcher())
        self._verifier = Verifier(policy, fetcher=shelf, clock=lambda: moment)

    def complaints(self, signed: str) -> list[Finding]:
        """Return what fails or cannot be said of the signature, the key and the form."""
        report = self._verifier.verify(signed)
        return [
            check
            for check in report.checks
            if (check.check in _CHECKS or check.code in AHEAD)
            and check.outcome in (Outcome.FAILED, Outcome.UNDETERMINED)
        ]
