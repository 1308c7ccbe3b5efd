"""Acts that were committed and not told: a command that was killed there finishes when run again.

Before such an act is committed, a note of it is on the disk; it goes when the act was told and
published. The same request that finds the note of an act that was committed ends that one, instead
of doing it a second time.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Final

from microcred.errors import ConfigurationError, MicrocredError
from microcred.files import locked, make_folder, reason_of
from microcred.limits import MAX_DOCUMENT_BYTES
from microcred.strict_json import parse_json_object

FOLDER: Final = "pending"


class ActNote:
    """The note of one act; whoever is at work holds it, and one that nobody holds was left.

    Args:
        root: of the workspace.
        name: of the kind of act, as `rotation`.
    """

    def __init__(self, root: Path, name: str):
        self._folder, self._name = root / FOLDER, name
        self._path = self._folder / f"{name}-{secrets.token_hex(8)}.note"
        self._held = ExitStack()

    def find_left(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what is noted of an act that the same request began, and take that note over."""
        for path in sorted(self._folder.glob(f"{self._name}-*.note")):
            with suppress(ConfigurationError), ExitStack() as held:
                held.enter_context(locked(path, wait=False))
                done = _read(path, asked)
                if done is not None:
                    self._path, self._held = path, held.pop_all()
                    return done
        return None

    def write(self, asked: Mapping[str, Any], done: Mapping[str, Any]) -> None:
        """Note an act that is about to be committed.

        Raises:
            ConfigurationError: code `cannot-write-file`.
        """
        make_folder(self._folder)
        data = json.dumps({"asked": dict(asked), "done": dict(done)}).encode()
        try:
            if not self._path.exists():
                # Held while it is still empty: nobody takes over what is not written yet.
                self._path.touch(mode=0o600)
                self._held.enter_context(locked(self._path, wait=True))
            with self._path.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            message = f"{self._path} cannot be written: {reason_of(error)}"
            raise ConfigurationError(message, code="cannot-write-file") from error

    def remove(self) -> None:
        """Forget the act: it is told."""
        self._path.unlink(missing_ok=True)
        self._held.close()

    def let_go(self) -> None:
        """Leave the note to whoever asks for the same act again."""
        self._held.close()


def _read(path: Path, asked: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        with path.open("rb") as file:
            noted = parse_json_object(file.read(MAX_DOCUMENT_BYTES))
    except (OSError, MicrocredError):
        return None
    done = noted.get("done")
    return done if noted.get("asked") == dict(asked) and isinstance(done, dict) else None
