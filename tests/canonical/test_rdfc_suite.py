"""The test suite of RDF Dataset Canonicalization (RDFC-1.0), and its work limit."""

from __future__ import annotations

import hashlib
import json
import random
import re
import time
from typing import Any

import pytest
from pyld import jsonld
from pyld.canon import URDNA2015

from microcred.canonical import canonicalize, canonicalize_nquads
from microcred.canonical.nquads import parse_nquads
from microcred.canonical.rdfc import _Canonicalization
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
        begin = time.process_time()
        with pytest.raises(LimitExceeded) as caught:
            canonicalize_nquads(source, hash_name=hash_name)
        assert caught.value.code == "poison-graph"
        assert time.process_time() - begin < 2
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
    begin = time.process_time()
    with pytest.raises(LimitExceeded) as caught:
        canonicalize(_clique(nodes))
    assert caught.value.code == "poison-graph"
    assert time.process_time() - begin < 2


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


def _random_nquads(seed: int) -> str:
    """Make a small dataset of alike blank nodes, as subjects, objects and graph names.

    No blank node occurs twice in one quad, since PyLD counts such a quad twice.
    """
    choose = random.Random(seed)
    nodes = [f"_:n{n}" for n in range(choose.randrange(3, 7))]
    lines = []
    for _ in range(choose.randrange(1, 10)):
        subject, value, graph = choose.sample(nodes, 3)
        if choose.random() < 0.8:
            graph = ""
        if choose.random() < 0.1:
            value = '"x"'
        lines.append(f"{subject} <urn:p> {value} {graph} .\n")
    return "".join(dict.fromkeys(lines))


def test_small_datasets_are_canonical_as_pyld_has_them() -> None:
    general = 0
    for seed in range(2500):
        nquads = _random_nquads(seed)
        try:
            ours = canonicalize_nquads(nquads).nquads
        except CanonicalizationFailed as error:
            assert error.code == "ambiguous-graph"
            continue
        dataset = jsonld.JsonLdProcessor.parse_nquads(nquads)
        assert ours == URDNA2015().main(dataset, {"format": "application/n-quads"}), nquads
        general += _shares_hashes(nquads)
    assert general > 300


def test_labels_and_order_change_no_canonical_form() -> None:
    for seed in range(400):
        nquads = _random_nquads(seed)
        forms = {_form(_relabelled(nquads, way)) for way in range(4)}
        assert len(forms) == 1, nquads


def _form(nquads: str) -> str:
    try:
        return canonicalize_nquads(nquads).nquads
    except CanonicalizationFailed as error:
        return error.code


def _relabelled(nquads: str, seed: int) -> str:
    choose = random.Random(seed)
    labels = [f"_:n{n}" for n in range(7)]
    new = dict(zip(labels, choose.sample(labels, len(labels)), strict=True))
    lines = re.sub(r"_:n\d", lambda label: new[label[0]], nquads).splitlines(keepends=True)
    choose.shuffle(lines)
    return "".join(lines)


def test_a_graph_with_two_canonical_forms_is_refused() -> None:
    """Three blank nodes in a circle: RDFC-1.0 cannot tell which way it goes."""
    circle = [("_:a", "_:b", "_:c"), ("_:b", "_:c", "_:a"), ("_:c", "_:a", "_:b")]
    source = "".join(f"{s} <urn:p> {o} {g} .\n" for s, o, g in circle)
    with pytest.raises(CanonicalizationFailed) as caught:
        canonicalize_nquads(source)
    assert caught.value.code == "ambiguous-graph"


def test_equal_nodes_in_a_graph_without_a_name_are_not_ambiguous() -> None:
    nodes = [{"https://example.org/to": {"https://example.org/name": "same"}} for _ in range(3)]
    canonical = canonicalize({"@id": "_:g", "@graph": nodes, "https://example.org/name": "g"})
    assert canonical.nquads.count("\n") == 7


def _shares_hashes(nquads: str) -> bool:
    run = _Canonicalization(parse_nquads(nquads), hashlib.sha256)
    run.issue_labels()
    return len(set(run.first.values())) < len(run.first)
