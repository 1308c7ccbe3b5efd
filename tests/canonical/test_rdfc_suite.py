"""The test suite of RDF Dataset Canonicalization (RDFC-1.0), and its work limit."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from microcred.canonical import canonicalize, canonicalize_nquads
from microcred.errors import CanonicalizationFailed, LimitExceeded, MalformedInput
from tests.vectors import VECTORS

_FOLDER = VECTORS / "w3c" / "rdf-canon"


def _tests() -> list[dict[str, Any]]:
    if not _FOLDER.is_dir():
        return []
    entries = json.loads(_FOLDER.joinpath("manifest.jsonld").read_text("utf-8"))["entries"]
    return [dict(entry) for entry in entries]


@pytest.mark.parametrize("test", _tests(), ids=lambda test: test["id"] + test["type"][12:])
def test_the_suite(test: dict[str, Any]) -> None:
    source = _FOLDER.joinpath(test["action"]).read_text("utf-8")
    hash_name = test.get("hashAlgorithm", "SHA256").lower()
    if test["type"] == "rdfc:RDFC10NegativeEvalTest":
        begin = time.monotonic()
        with pytest.raises(LimitExceeded) as caught:
            canonicalize_nquads(source, hash_name=hash_name)
        assert caught.value.code == "poison-graph"
        assert time.monotonic() - begin < 2
        return
    canonical = canonicalize_nquads(source, hash_name=hash_name)
    result = _FOLDER.joinpath(test["result"]).read_text("utf-8")
    if test["type"] == "rdfc:RDFC10MapTest":
        labels = {old[2:]: new[2:] for old, new in canonical.issued.items()}
        assert labels == json.loads(result)
    else:
        assert canonical.nquads == result


def _clique(nodes: int) -> dict[str, Any]:
    """Make a graph of blank nodes that all know one another; nothing tells them apart."""
    return {
        "@graph": [
            {
                "@id": f"_:n{i}",
                "https://example.org/knows": [{"@id": f"_:n{j}"} for j in range(nodes) if j != i],
            }
            for i in range(nodes)
        ]
    }


@pytest.mark.parametrize("nodes", [8, 10, 12, 60])
def test_a_poison_graph_stops_within_two_seconds(nodes: int) -> None:
    begin = time.monotonic()
    with pytest.raises(LimitExceeded) as caught:
        canonicalize(_clique(nodes))
    assert caught.value.code == "poison-graph"
    assert time.monotonic() - begin < 2


def test_a_long_chain_of_equal_blank_nodes_is_bounded() -> None:
    chain: list[dict[str, Any]] = [
        {"@id": f"_:n{i}", "https://example.org/next": {"@id": f"_:n{(i + 1) % 600}"}}
        for i in range(600)
    ]
    with pytest.raises(LimitExceeded):
        canonicalize({"@graph": chain})


def test_equal_blank_nodes_that_nothing_links_are_cheap() -> None:
    items = [{"https://example.org/name": "same"} for _ in range(1000)]
    canonical = canonicalize({"@id": "urn:x", "https://example.org/item": items})
    assert canonical.nquads.count("\n") == 2000


def test_the_order_of_a_document_changes_nothing() -> None:
    items: list[dict[str, Any]] = [
        {"https://example.org/n": n, "https://example.org/to": {"@id": f"_:x{n % 3}"}}
        for n in range(9)
    ]
    forwards = canonicalize({"@graph": items}).nquads
    assert canonicalize({"@graph": items[::-1]}).nquads == forwards


def test_another_hash_gives_other_labels() -> None:
    document = {"@graph": [{"https://example.org/p": n} for n in range(12)]}
    assert canonicalize(document).nquads != canonicalize(document, hash_name="sha384").nquads


def test_an_unknown_hash_is_refused() -> None:
    with pytest.raises(CanonicalizationFailed) as caught:
        canonicalize({}, hash_name="md5")
    assert caught.value.code == "unknown-hash"


@pytest.mark.parametrize(
    "line", ["<a> <b>", '<urn:a> <urn:b> "x" <urn:g> <urn:h> .', "<urn:a b> <urn:b> <urn:c> ."]
)
def test_what_is_no_n_quad_is_refused(line: str) -> None:
    with pytest.raises(MalformedInput) as caught:
        canonicalize_nquads(f"<urn:a> <urn:b> <urn:c> .\n{line}\n")
    assert caught.value.code == "invalid-nquads"
    assert "line 2" in caught.value.message


def test_escapes_of_n_quads_are_read_and_written_canonically() -> None:
    source = '<urn:a> <urn:\\u0062> "\\u0041\\t\\b\\u007F\\u00e9"@EN <urn:g>.\n'
    nquads = canonicalize_nquads(source).nquads
    assert nquads == '<urn:a> <urn:b> "A\\t\\b\\u007Fé"@EN <urn:g> .\n'
