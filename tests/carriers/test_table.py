"""The table of carriers: what is in it, and that a further one is a file and a line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import microcred
from microcred.carriers import (
    CARRIERS,
    bake,
    carriers_in_words,
    claimed_carrier,
    detect_carrier,
    drawn_carrier,
    unbake,
)
from microcred.errors import InvalidImage, LimitExceeded
from microcred.limits import MAX_IMAGE_BYTES

JWT = "eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.c2ln"


@pytest.mark.parametrize("name", CARRIERS)
def test_every_carrier_draws_what_it_detects_bakes_and_unbakes(name: str) -> None:
    carrier = CARRIERS[name]
    blank = drawn_carrier(name, "Active Listening", "Hill District")
    assert (carrier.name, detect_carrier(blank), claimed_carrier(blank)) == (name, carrier, carrier)
    assert [each.name for each in CARRIERS.values() if each.detect(blank)] == [name]
    assert carrier.is_still is None or carrier.is_still(blank)
    baked = unbake(bake(JWT, blank))
    assert (baked.text, baked.version) == (JWT, "3.0")


@pytest.mark.parametrize("name", [name for name, each in CARRIERS.items() if each.frame])
def test_a_frame_shows_a_png_and_carries_a_badge(name: str) -> None:
    frame = CARRIERS[name].frame
    assert frame is not None
    framed = frame(drawn_carrier("png", "Active Listening", "Hill District"), 'Says "<hello>"')
    assert detect_carrier(framed) is CARRIERS[name]
    assert unbake(bake(JWT, framed)).text == JWT


def test_carriers_are_named_in_words() -> None:
    assert carriers_in_words() == "PNG or SVG"
    assert carriers_in_words("nor") == "PNG nor SVG"


def test_what_is_too_large_is_not_looked_at() -> None:
    huge = b"\x89PNG\r\n\x1a\n" + bytes(MAX_IMAGE_BYTES)
    assert detect_carrier(huge) is None
    with pytest.raises(LimitExceeded) as large:
        claimed_carrier(huge)
    assert large.value.code == "image-too-large"
    with pytest.raises(InvalidImage) as other:
        claimed_carrier(b"GIF89a")
    assert other.value.code == "unknown-image-format"


FILE = '''
"""A card: a line that says so, what it shows, and the badge below a rule."""

from microcred.carriers.carrier import Carrier
from microcred.errors import NoCredential

_HEAD = b"%CARD\\n"
_RULE = b"\\n----\\n"


def _detect(data):
    return data.startswith(_HEAD)


def _bake(text, card):
    return card.partition(_RULE)[0] + _RULE + text.encode()


def _unbake(card):
    if _RULE not in card:
        raise NoCredential("nothing below the rule")
    return card.partition(_RULE)[2].decode(), "3.0"


def _draw(name, issuer):
    return _HEAD + f"{name}, {issuer}".encode()


CARD = Carrier(
    name="card",
    title="Card",
    media_type="application/x-card",
    detect=_detect,
    bake=_bake,
    unbake=_unbake,
    draw=_draw,
)
'''
USE = """
import json
import sys
from pathlib import Path

from microcred.cli import main
from microcred.verifying.web_page import BADGE_LINK_TYPES

definition = sys.argv[1]


def run(*arguments):
    try:
        main(list(arguments))
    except SystemExit as end:
        assert not end.code, (arguments, end.code)


run("init", "desk", "--name", "Hill District", "--url", "https://hill.example")
desk = ("--workspace", "desk")
run("issue", definition, "--to", "ana@school.example", "--format", "card", *desk, "-o", "a.card")
assert Path("a.card").read_bytes().startswith(b"%CARD\\nActive Listening, Hill District\\n----\\n")
run("issue", definition, "--to", "ana@school.example", "--public", *desk, "-o", "b.card")
Path("roster.csv").write_text("email\\nbo@school.example\\nchi@school.example\\n")
run("mint", definition, "roster.csv", "--format", "card", *desk, "-o", "minted")
minted = sorted(Path("minted").glob("*.card"))
assert len(minted) == 2
run("unbake", "a.card", "-o", "a.json")
Path("blank.card").write_bytes(b"%CARD\\nmine")
run("bake", "a.json", "blank.card", "-o", "mine.card")
assert Path("mine.card").read_bytes().startswith(b"%CARD\\nmine\\n----\\n{")
run("publish", *desk, "-o", "site")
(published,) = Path("site").rglob("badge.card")
assert 'href="badge.card"' in (published.parent / "index.html").read_text("utf-8")
files = ["a.card", "b.card", "mine.card", *map(str, minted), str(published)]
run("verify", *files, "--site", "https://hill.example", "site", "--offline")
assert "application/x-card" in BADGE_LINK_TYPES
"""


@pytest.mark.loopback
def test_a_further_carrier_is_a_file_and_a_line(tmp_path: Path) -> None:
    """In a copy of the package: issued, minted, baked and unbaked, published and verified."""
    package = Path(microcred.__file__).parent
    copy = tmp_path / "lib" / "microcred"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    if (schemas := package.parents[1] / "schemas").is_dir():
        shutil.copytree(schemas, copy / "schemas", dirs_exist_ok=True)
    (copy / "carriers" / "card.py").write_text(FILE, "utf-8")
    table = copy / "carriers" / "table.py"
    text = table.read_text("utf-8")
    imported, named = "from microcred.carriers.svg import SVG\n", "        SVG,\n"
    assert (text.count(imported), text.count(named)) == (1, 1)
    text = text.replace(imported, f"{imported}from microcred.carriers.card import CARD\n")
    table.write_text(text.replace(named, f"{named}        CARD,\n"), "utf-8")
    definition = Path("examples/active-listening.yaml").resolve()
    code = f"import sys\nsys.path.insert(0, {str(copy.parent)!r})\n{USE}"
    done = subprocess.run(
        [sys.executable, "-c", code, str(definition)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.count("VALID") == 6
