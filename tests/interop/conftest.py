"""The other implementations, running; each is started once a session."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.interop.installing import UnavailableError
from tests.interop.peers import Peer


def _running(start: Callable[[], Peer]) -> Iterator[Peer]:
    try:
        peer = start()
    except UnavailableError as error:
        # Continuous integration must not pass because it could not ask.
        if os.environ.get("CI"):
            pytest.fail(f"{error} (and the variable CI is set)", pytrace=False)
        pytest.skip(str(error))
    yield peer
    peer.close()


@pytest.fixture(scope="session")
def digitalbazaar() -> Iterator[Peer]:
    """Provide @digitalbazaar/vc with its suites, and jose."""
    yield from _running(Peer.digitalbazaar)


@pytest.fixture(scope="session")
def openbadgeslib() -> Iterator[Peer]:
    """Provide openbadgeslib."""
    yield from _running(Peer.openbadgeslib)


@pytest.fixture(scope="session")
def openvc() -> Iterator[Peer]:
    """Provide openvc-core."""
    yield from _running(Peer.openvc)
