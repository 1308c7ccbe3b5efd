"""Where PyLD gives another answer than the compiled path: the whole list, each with its reason.

Nothing here is about documents that occur. Differential fuzzing knows no other differences; a
new one is a fault until it stands here with the rule that decides it.
"""

from __future__ import annotations

from typing import Any

import pytest
from pyld import jsonld
from pyld.canon import URDNA2015

from microcred.canonical import canonicalize_nquads
from microcred.canonical.door import compiled_dataset
from microcred.canonical.general import general_dataset
from microcred.canonical.rdfc import canonical_nquads
from microcred.errors import MicrocredError
from tests.vectors import VECTORS, needs_vectors

P = "https://example.org/p"
XP = f'<urn:a> <{P}> "x" .\n'
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PROTECTED = {"@id": "urn:B", "@context": {"@propagate": True, "p": "urn:other"}}
I18N = "https://www.w3.org/ns/i18n#"


def _outcome(path: Any, document: Any) -> str:
    try:
        return canonical_nquads(path(document, {})[0])[0].decode()
    except MicrocredError as error:
        return error.code


def _with(context: Any) -> dict[str, Any]:
    return {"@context": context, "@id": "urn:a", "p": "x"}


@pytest.mark.parametrize(
    ("document", "ours", "theirs"),
    [
        # Context Processing, 5.8.2, 5.9.2, 5.10.3: null clears what may not be there; PyLD raises
        # a KeyError.
        (_with({"@vocab": None, "p": P}), XP, "invalid-json-ld"),
        (_with({"@language": None, "p": P}), XP, "invalid-json-ld"),
        (_with({"@direction": None, "p": P}), XP, "invalid-json-ld"),
        # Context Processing, 5.13: false protects nothing; PyLD takes it for a cycle.
        (_with({"@protected": False, "p": P}), XP, "cyclic-IRI-mapping"),
        # Context Processing, 5.2: a context is a copy of the one before; PyLD forgets the default
        # direction.
        (_with([{"@direction": "rtl"}, {"p": P}]), f'<urn:a> <{P}> "x"^^<{I18N}_rtl> .\n', XP),
        # Context Processing, 5.7.5: a relative @base needs a base; PyLD lets it pass.
        ({"@context": {"@base": "b"}, "@id": "a", P: "x"}, "invalid-base-IRI", ""),
        # Node Map Generation, 4: values that differ in direction differ; PyLD keeps the first.
        (
            {"@id": "urn:a", P: [{"@value": "x", "@direction": d} for d in ("ltr", "rtl")]},
            f'<urn:a> <{P}> "x"^^<{I18N}_ltr> .\n<urn:a> <{P}> "x"^^<{I18N}_rtl> .\n',
            f'<urn:a> <{P}> "x"^^<{I18N}_ltr> .\n',
        ),
        # Expansion, 11.2: the context of a type overrides no protected term. PyLD keeps what it
        # worked out where the same term was a property, whose context may, and takes it here too.
        (
            {
                "@context": {"@protected": True, "p": P, "B": _PROTECTED, "q": "urn:q"},
                "@id": "urn:a",
                "B": {"@id": "urn:b"},
                "q": {"@id": "urn:c", "@type": "B"},
            },
            "protected-term-redefinition",
            (
                "<urn:a> <urn:B> <urn:b> .\n<urn:a> <urn:q> <urn:c> .\n"
                f"<urn:c> <{RDF}type> <urn:B> .\n"
            ),
        ),
        # Context Processing, 4: an empty array changes nothing; PyLD is in 1.0 mode after it.
        (
            {"@context": [], "@id": "urn:a", P: {"@value": 1, "@type": "@json"}},
            f'<urn:a> <{P}> "1"^^<{RDF}JSON> .\n',
            "invalid-typed-value",
        ),
        # RFC 8785, 3.2.2.3 and RFC 7493, 2.2: no JSON integer beyond 2^53 - 1 in a JSON literal;
        # from 10^21 on PyLD writes a double.
        (
            {"@id": "urn:a", P: {"@value": 10**21, "@type": "@json"}},
            "invalid-JSON-literal",
            f'<urn:a> <{P}> "1e+21"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .\n',
        ),
    ],
)
def test_a_difference_that_is_known(document: Any, ours: str, theirs: str) -> None:
    assert _outcome(compiled_dataset, document) == ours
    assert _outcome(general_dataset, document) == theirs


@pytest.mark.parametrize(
    ("document", "found"),
    [
        # Object to RDF, 1 and 8.1: what is no well-formed IRI makes no triple; PyLD writes these
        # as they are, and the second one breaks the line.
        ({"@id": "urn:<b>", P: "x"}, "<urn:<b>>"),
        ({"@id": "urn:b\n", P: "x"}, "<urn:b\n>"),
        # Without a base, PyLD resolves relative IRIs against one of its own.
        ({"@id": "b", P: "x"}, "<http://example.org/base/b>"),
        # Object to RDF, 12: a text with a malformed language makes no triple.
        ({"@id": "urn:b", P: {"@value": "x", "@language": "a b"}}, '"x"@a b'),
    ],
)
def test_what_pyld_alone_would_write_is_kept_out_on_both_paths(document: Any, found: str) -> None:
    assert found in jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert _outcome(compiled_dataset, document) == ""
    assert _outcome(general_dataset, document) == ""


@needs_vectors
@pytest.mark.parametrize("number", ["060", "075"])
def test_pyld_fails_two_tests_of_the_rdfc_suite(number: str) -> None:
    folder = VECTORS / "w3c" / "rdf-canon" / "rdfc10"
    source = folder.joinpath(f"test{number}-in.nq").read_text("utf-8")
    expected = folder.joinpath(f"test{number}-rdfc10.nq").read_text("utf-8")
    hash_name = "sha384" if number == "075" else "sha256"
    assert canonicalize_nquads(source, hash_name=hash_name).nquads == expected
    dataset = jsonld.JsonLdProcessor.parse_nquads(source)
    assert URDNA2015().main(dataset, {"format": "application/n-quads"}) != expected


def test_pyld_counts_a_quad_twice_in_which_a_blank_node_occurs_twice() -> None:
    """RDFC-1.0, section 4.4.3, step 2: a quad is referred to once; rdf-canonize agrees with us."""
    source = (
        "_:n1 <urn:p1> <urn:o> _:n0 .\n_:n1 <urn:p1> <urn:o> .\n_:n0 <urn:p0> _:n2 .\n"
        "_:n0 <urn:p1> _:n1 _:n1 .\n_:n0 <urn:p0> _:n2 _:n2 .\n"
        "_:n2 <urn:p0> _:n2 <urn:g> .\n_:n1 <urn:p0> _:n2 <urn:g> .\n"
    )
    labels = {"_:n0": "_:c14n0", "_:n1": "_:c14n1", "_:n2": "_:c14n2"}
    assert canonicalize_nquads(source).issued == labels
    algorithm = URDNA2015()
    dataset = jsonld.JsonLdProcessor.parse_nquads(source)
    algorithm.main(dataset, {"format": "application/n-quads"})
    assert algorithm.canonical_issuer.existing != labels
