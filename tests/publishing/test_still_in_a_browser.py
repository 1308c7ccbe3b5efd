"""A published picture that is opened by its address asks nobody anything, in a real browser."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from microcred.publishing.addresses import badge_folder
from microcred.registry import Database, upgrade
from tests.carriers.test_still_svg import ASKING, SVG
from tests.publishing.browser import Browser, served
from tests.publishing.world import World

pytestmark = pytest.mark.loopback


class _Counter(http.server.BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "text/css")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def counted() -> Iterator[tuple[str, list[str]]]:
    """Provide the address of another host, and what it was asked for."""
    asked: list[str] = []
    handler = type("Counter", (_Counter,), {"asked": asked})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def pictures_asking(url: str) -> Iterator[bytes]:
    for number, content in enumerate(ASKING):
        if "</a>" not in content.partition("<a ")[2]:  # a link is asked for when it is clicked
            yield SVG.format("", content.replace("URL", f"{url}/{number}")).encode()


def test_a_picture_that_asks_others_does_so_when_it_is_opened(
    browser: Browser, tmp_path: Path
) -> None:
    with counted() as (url, asked):
        for number, picture in enumerate(pictures_asking(url)):
            (tmp_path / f"{number}.svg").write_bytes(picture)
            browser.open((tmp_path / f"{number}.svg").as_uri(), width=360)
        time.sleep(0.5)
        # Otherwise the next test would see nothing whatever is published.
        assert len({path.split("/")[1] for path in asked}) >= 8


def test_what_is_published_of_it_asks_nobody(browser: Browser, tmp_path: Path) -> None:
    database = Database(tmp_path / "registry.sqlite3")
    upgrade(database)
    world = World(database, tmp_path / "site")
    with counted() as (url, asked):
        badges = [
            world.issue(f"asks-{number}", picture=("image/svg+xml", picture))
            for number, picture in enumerate(pictures_asking(url))
        ]
        world.publish()
        files = [f"{badge_folder(badge)}/badge.svg" for badge in badges]
        with served(world.folder) as address:
            for file in files:
                browser.open((world.folder / file).as_uri(), width=360)
                browser.open(f"{address}/{file}", width=360)
        time.sleep(0.5)
        assert asked == []
    database.close()
