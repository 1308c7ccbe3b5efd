"""Acts that were committed and not told: a command that was killed there finishes when run again.

Before such an act is committed, a note of it is on the disk; it goes when the act was told and
published. The same request that finds the note of an act that was committed ends that one, instead
of doing it a second time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from microcred.errors import MicrocredError
from microcred.files import make_folder, write_file
from microcred.limits import MAX_DOCUMENT_BYTES
from microcred.strict_json import parse_json_object

FOLDER: Final = "pending"


class ActNote:
    """The note of one act.

    Args:
        root: of the workspace.
        name: of the kind of act, as `rotation`; one of a kind is under way at a time.
    """

    def __init__(self, root: Path, name: str):
        self._path = root / FOLDER / f"{name}.note"

    def read(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what is noted of an act that the same request began; None where nothing is."""
        try:
            with self._path.open("rb") as file:
                noted = parse_json_object(file.read(MAX_DOCUMENT_BYTES))
        except (OSError, MicrocredError):
            return None
        done = noted.get("done")
        return done if noted.get("asked") == dict(asked) and isinstance(done, dict) else None

    def write(self, asked: Mapping[str, Any], done: Mapping[str, Any]) -> None:
        """Note an act that is about to be committed.

        Raises:
            ConfigurationError: code `cannot-write-file`.
        """
        make_folder(self._path.parent)
        data = json.dumps({"asked": dict(asked), "done": dict(done)}).encode()
        write_file(self._path, data, overwrite=True, mode=0o600)

    def remove(self) -> None:
        """Forget the act: it is told."""
        self._path.unlink(missing_ok=True)
