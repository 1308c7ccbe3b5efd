"""Other implementations as running programs that answer one JSON line with another."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from microcred.contexts import PINNED_URLS, pinned_context
from tests.interop.installing import HERE, PEER_SCRIPT, node_project, python_environment


class PeerRefusedError(Exception):
    """The other implementation did not do what it was asked; the message is its own."""


class Peer:
    """A running peer, which knows our pinned contexts and fetches nothing.

    Args:
        command: starts it.
        folder: where it runs.
    """

    def __init__(self, command: Sequence[str], folder: Path):
        # Its errors go to our own standard error, where pytest shows them.
        self._process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.ask("contexts", documents={url: pinned_context(url) for url in PINNED_URLS})

    @classmethod
    def digitalbazaar(cls) -> Self:
        """Start @digitalbazaar/vc and jose, in node."""
        return cls(["node", PEER_SCRIPT], node_project())

    @classmethod
    def openbadgeslib(cls) -> Self:
        """Start openbadgeslib."""
        return cls([str(python_environment()), str(HERE / "openbadgeslib_peer.py")], HERE)

    @classmethod
    def openvc(cls) -> Self:
        """Start openvc-core."""
        return cls([str(python_environment()), str(HERE / "openvc_peer.py")], HERE)

    def ask(self, operation: str, **arguments: Any) -> Any:
        """Have it do one operation; see the peer's script for which there are.

        Raises:
            PeerRefusedError: it raised an error.
        """
        return self._exchange(operation, arguments)["value"]

    def time(self, operation: str, repeat: int, **arguments: Any) -> list[float]:
        """Have it do one operation several times; give the processor's seconds of each."""
        return list(self._exchange(operation, {**arguments, "repeat": repeat})["seconds"])

    def _exchange(self, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        assert pipe_in is not None
        assert pipe_out is not None
        pipe_in.write(json.dumps({"operation": operation, **arguments}) + "\n")
        pipe_in.flush()
        line = pipe_out.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended; its errors are above")
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise PeerRefusedError(reply["error"])
        return reply

    def close(self) -> None:
        """End it."""
        self._process.communicate()
