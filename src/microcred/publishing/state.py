"""What a published folder remembers of itself: `.microcred-site.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from microcred.errors import ConfigurationError, MalformedInput
from microcred.strict_json import parse_json_object

STATE_FILE: Final = ".microcred-site.json"
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class SiteState:
    """What a folder shows.

    Attributes:
        registry: id of the registry that it is about.
        change: number of the newest change that it shows; None while it is first written.
        digest: of what pages depend on beside the registry.
        files: the paths that are ours, but for those of badges and achievements: whether a folder
            of these is ours is seen by its page.
        definitions: a digest of each page of the programme, by the definition's id; empty where
            the page is an older one, as the definition has a fault.
        behind: whether a definition had a fault when the programme was last read.
        working_on: folders of badges and achievements that a run has begun to change; they are
            ours too, however far it came.
    """

    registry: str
    change: int | None
    digest: str
    files: frozenset[str]
    definitions: Mapping[str, str] = field(default_factory=dict)
    working_on: frozenset[str] = frozenset()
    behind: bool = False

    def to_json(self) -> bytes:
        """Write the state as the file has it."""
        members = {
            "format": _FORMAT,
            "registry": self.registry,
            "change": self.change,
            "digest": self.digest,
            "files": sorted(self.files),
            "definitions": dict(sorted(self.definitions.items())),
            "workingOn": sorted(self.working_on),
            "behind": self.behind,
        }
        return (json.dumps(members, indent=1) + "\n").encode()


def read_state(data: bytes | None, where: str) -> SiteState | None:
    """Read the state of a folder; None where it has none.

    Args:
        data: the file's content, or None where there is none.
        where: the file, for messages.

    Raises:
        ConfigurationError: code `site-state`, when it is no such file, or a newer version's.
    """
    if data is None:
        return None
    try:
        members = parse_json_object(data)
        if members["format"] != _FORMAT:
            message = f"{where} was written by another version of microcred; use that one"
            raise ConfigurationError(message, code="site-state")
        change = members["change"]
        return SiteState(
            registry=str(members["registry"]),
            change=None if change is None else int(change),
            digest=str(members["digest"]),
            files=_paths(members["files"]),
            definitions={str(name): str(digest) for name, digest in members["definitions"].items()},
            working_on=_paths(members["workingOn"]),
            behind=members.get("behind", False) is True,
        )
    except (MalformedInput, AttributeError, KeyError, TypeError, ValueError) as error:
        message = (
            f"{where} is not what was written there with the site; publish into an empty folder, "
            "or restore the file"
        )
        raise ConfigurationError(message, code="site-state") from error


def _paths(values: Iterable[object]) -> frozenset[str]:
    return frozenset(str(value) for value in values)
