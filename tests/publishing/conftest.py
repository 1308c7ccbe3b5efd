"""The world of an issuer whose site is published, and a browser to look at it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from microcred.registry import Database, upgrade
from tests.interop.installing import UnavailableError, npm_packages
from tests.publishing.browser import Browser, BrowserUnavailableError, served
from tests.publishing.showroom import Showroom, furnish
from tests.publishing.world import World


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path / "site")


@pytest.fixture(scope="session")
def showroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Showroom]:
    """Provide a site with every kind of page, in a folder below that of its server."""
    folder = tmp_path_factory.mktemp("showroom")
    database = Database(folder / "registry.sqlite3")
    upgrade(database)
    yield furnish(World(database, folder / "web" / "some" / "path"))
    database.close()


@pytest.fixture(scope="session")
def address(showroom: Showroom) -> Iterator[str]:
    """Provide where the site of the showroom is served."""
    with served(showroom.folder.parents[1]) as url:
        yield f"{url}/some/path"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Provide a browser, one for the session."""
    with ExitStack() as stack:
        try:
            browser = stack.enter_context(Browser.running())
        except BrowserUnavailableError as error:
            _need(error)
            raise
        yield browser


@pytest.fixture(scope="session")
def axe() -> str:
    """Provide the script of axe-core, which finds what is not accessible in a page."""
    try:
        folder = npm_packages(Path(__file__).parent)
    except UnavailableError as error:
        _need(error)
        raise
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def _need(error: Exception) -> None:
    # Continuous integration must not pass because it could not look.
    if os.environ.get("CI"):
        pytest.fail(f"{error} (and the variable CI is set)", pytrace=False)
    pytest.skip(str(error))
