"""What others say about a badge, its badge class and its issuer ("Endorsement").

Each endorsement is verified as an assertion is, one level down. It says something about what it
names only; and whatever comes of it, the badge that it is about stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, Protocol

from microcred.document import as_list, id_of
from microcred.errors import excerpt
from microcred.findings import Finding, Outcome
from microcred.limits import MAX_ENDORSEMENTS, MAX_FAULTS
from microcred.open_badges_2.badge_objects import BadgeObjects, Expectations, Presented
from microcred.open_badges_2.checklist import failed, passed, skipped, undetermined
from microcred.open_badges_2.documents import Endorsement
from microcred.open_badges_2.linked import LinkedDocuments
from microcred.open_badges_2.vocabulary import CONTEXT, is_a

_WRONG: Final = (Outcome.FAILED, Outcome.UNDETERMINED)


class _Examined(Protocol):
    """What came of checking an endorsement."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return every finding."""
        ...

    @property
    def assertion(self) -> dict[str, Any] | None:
        """Return the endorsement as its source has it."""
        ...


class Examine(Protocol):
    """Runs every check on another object."""

    def __call__(
        self, presented: Presented, documents: LinkedDocuments, expectations: Expectations, /
    ) -> _Examined:
        """Check what is presented."""
        ...


def check_endorsements(badge: BadgeObjects, examine: Examine, *, proved: bool) -> Iterator[Finding]:
    """Verify each endorsement of the objects that make up a badge.

    Args:
        badge: what is checked.
        examine: checks another object.
        proved: whether the badge is known to be its issuer's, so that what it names is asked.
    """
    if badge.kind == "Endorsement" or badge.expectations.one_level_down:
        message = "endorsements are verified one level down only"
        yield skipped("endorsements", "not-asked", message)
        return
    if "endorsements" in badge.expectations.left_out:
        return
    found = list(_endorsements(badge))
    if not found:
        yield skipped("endorsements", "no-endorsements", "nobody endorses it")
    elif not proved:
        message = "not asked, since nothing shows that the issuer named them"
        yield skipped("endorsements", "no-verified-proof", message)
    elif len(found) > MAX_ENDORSEMENTS:
        message = f"{len(found)} endorsements, at most {MAX_ENDORSEMENTS} are verified"
        yield undetermined("endorsements", "limit-exceeded", message)
    else:
        for pointer, endorsed, value in found:
            yield from _check_endorsement(badge, examine, pointer, endorsed, value)


def _endorsements(badge: BadgeObjects) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    for place, endorsed in badge.views():
        value = endorsed.get("endorsement")
        for index, item in enumerate(as_list(value)):
            inner = f"/{index}" if isinstance(value, list) else ""
            yield f"{place}/endorsement{inner}", endorsed, item


def _check_endorsement(
    badge: BadgeObjects, examine: Examine, pointer: str, endorsed: Mapping[str, Any], value: Any
) -> Iterator[Finding]:
    if isinstance(value, Mapping) and value.keys() != {"id"}:
        presented = Presented({"@context": CONTEXT, **value})
    else:
        presented = Presented(url=id_of(value) or "")
    asked = replace(badge.expectations, recipient=None, trusted_issuers=None, one_level_down=True)
    examined = examine(presented, badge.documents, asked)
    document = examined.assertion or {}
    if document and not is_a(document, "Endorsement"):
        message = "an endorsement must be an Endorsement"
        yield failed("endorsements", "not-an-endorsement", message, pointer)
        return
    about = id_of(Endorsement(document).claim)
    if document and about != id_of(endorsed):
        message = f"it endorses {excerpt(about or 'nothing', 200)}, not what it stands in"
        yield failed("endorsements", "endorses-something-else", message, pointer)
    yield from _told(examined, pointer)


def _told(examined: _Examined, pointer: str) -> Iterator[Finding]:
    """Tell what matters of another object's findings, under this check's name."""
    wrong = [item for item in examined.findings if item.outcome in _WRONG]
    for item in wrong[:MAX_FAULTS]:
        report = failed if item.outcome is Outcome.FAILED else undetermined
        message = f"the endorsement: {item.check}: {item.message}"
        yield report("endorsements", item.code, message, pointer + item.pointer, item.advice)
    if not wrong:
        yield passed("endorsements", "verified", "the endorsement is valid", pointer)
