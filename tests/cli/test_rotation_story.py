"""The page docs/rotation-story.md, as it stands: typed, published, verified over real HTTPS."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Iterator
from glob import glob
from pathlib import Path

import pytest

from microcred.dids import Resolver
from microcred.timestamps import format_timestamp, system_clock
from microcred.verifying import Verifier
from tests.fetch.world import World

from .conftest import DEFINITION, Shell, copy_examples

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rotation-story.md"
MEDIA_TYPES = {".json": "application/json", ".jsonl": "text/jsonl", ".jwt": "application/jwt"}

pytestmark = pytest.mark.loopback


@pytest.fixture
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    served = World(tmp_path_factory.mktemp("world"))
    yield served
    served.close()


def upload(site: Path, world: World) -> None:
    """Put what is published on the web, as any web server has it."""
    for path in site.rglob("*"):
        if path.suffix in MEDIA_TYPES:
            where = f"/{path.relative_to(site)}"
            world.serve("issuer.example", where, path.read_bytes(),
                        content_type=MEDIA_TYPES[path.suffix])  # fmt: skip


def verdicts(names: list[str], world: World) -> dict[str, str]:
    found = {}
    for path in sorted(path for name in names for path in glob(name)):  # noqa: PTH207
        fetcher = world.fetcher()
        verifier = Verifier(fetcher=fetcher, resolver=Resolver(fetcher))
        found[path] = str(verifier.verify(Path(path)).verdict)
    return found


def test_the_story(shell: Shell, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_examples(shell.folder)
    stolen = ""
    text = PAGE.read_text("utf-8").replace("web:hill.example", f"web:issuer.example%3A{world.port}")
    said: list[str] = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE):
        if part.startswith("A laptop"):
            time.sleep(1.1)  # what is dated in whole seconds must not be of the same one
            stolen = format_timestamp(system_clock().replace(microsecond=0))
        for block in re.findall(r"^```sh\n(.*?)^```$", part, re.MULTILINE | re.DOTALL):
            for line in block.replace("2027-03-01T08:00:00Z", stolen).splitlines():
                words = shlex.split(line, comments=True)
                if words[0] == "cd":
                    (shell.folder / "hill" / DEFINITION).write_bytes(Path(DEFINITION).read_bytes())
                    monkeypatch.chdir(shell.folder / "hill")
                elif words[1] == "verify":
                    upload(shell.folder / "hill" / "site", world)
                    found = verdicts(words[2:], world)
                    assert set(found.values()) == {line.partition("# ")[2]}, (line, found)
                    said += found
                else:
                    shell(*words[1:])
    assert len(said) == 1 + 3 + 2 + 1 + 2
    asked = {asked.path for asked in world.asked}
    assert "/.well-known/did.json" in asked
    assert any(path.startswith("/status/") for path in asked)
