"""The loopback world, for the tests that want real sockets."""

from __future__ import annotations

from tests.fetch.conftest import world

__all__ = ["world"]
