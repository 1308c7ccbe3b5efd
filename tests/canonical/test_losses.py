"""What JSON-LD drops or changes is found, with its place, by the compiled path."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.canonical import canonicalize, find_losses
from microcred.findings import Fault
from microcred.limits import MAX_FAULTS

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
CONTEXT: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    "name": "https://example.org/name",
    "Thing": "https://example.org/Thing",
    "link": {"@id": "https://example.org/link", "@type": "@id"},
    "kind": {"@id": "https://example.org/kind", "@type": "@vocab"},
    "many": {"@id": "https://example.org/many", "@container": "@list", "@type": "@id"},
    "said": {"@id": "https://example.org/said", "@container": "@language"},
    "when": {"@id": "https://example.org/when", "@type": f"{XSD}dateTime"},
    "whole": {"@id": "https://example.org/whole", "@type": f"{XSD}integer"},
    "size": {"@id": "https://example.org/size", "@type": f"{XSD}double"},
    "blank": "_:blank",
    "nothing": None,
}


def _losses(document: dict[str, Any]) -> tuple[Fault, ...]:
    return canonicalize({"@context": CONTEXT, "id": "urn:x", **document}).losses


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        ({"nme": "x"}, "undefined-term", "/nme"),
        ({"name": {"a/b": {"c": 1}}}, "undefined-term", "/name/a~1b"),
        ({"name": [{}, {"nme": "x"}]}, "undefined-term", "/name/1/nme"),
        ({"nothing": "x"}, "undefined-term", "/nothing"),
        ({"__proto__": "x"}, "undefined-term", "/__proto__"),
        ({"@ignoreMe": "x"}, "undefined-term", "/@ignoreMe"),
        ({"type": "Thng"}, "undefined-type", "/type"),
        ({"name": {"type": ["Thing", "Thng"]}}, "undefined-type", "/name/type"),
        ({"id": "relative"}, "relative-id", "/id"),
        ({"name": {"id": "#fragment"}}, "relative-id", "/name/id"),
        ({"link": "relative"}, "relative-reference", "/link"),
        ({"link": ["urn:a", "relative"]}, "relative-reference", "/link/1"),
        ({"many": ["urn:a", "relative"]}, "relative-reference", "/many/1"),
        ({"kind": "Thng"}, "relative-reference", "/kind"),
        ({"link": "https://a b/"}, "malformed-iri", "/link"),
        ({"link": "https://a<b>/"}, "malformed-iri", "/link"),
        ({"id": "urn:a\n"}, "malformed-iri", "/id"),
        ({"https://example.org/<>": "x"}, "malformed-iri", "/https:~1~1example.org~1<>"),
        ({"name": {"@value": "x", "@type": "urn:<>"}}, "malformed-iri", "/name"),
        ({"name": {"@value": "x", "@language": "a b"}}, "malformed-language-tag", "/name"),
        ({"said": {"en": "x", "a b": "y"}}, "malformed-language-tag", "/said/a b"),
        ({"blank": "x"}, "blank-node-property", "/blank"),
        ({"link": 5}, "broken-coercion", "/link"),
        ({"when": True}, "broken-coercion", "/when"),
        ({"whole": 1.5}, "broken-coercion", "/whole"),
        ({"whole": [1, 10**21]}, "broken-coercion", "/whole/1"),
        ({"size": "1_000"}, "broken-coercion", "/size"),
        ({"name": {"@list": ["a"], "nme": "b"}}, "undefined-term", "/name/nme"),
        ({"name": {"@value": "a", "nme": "b"}}, "undefined-term", "/name/nme"),
        ({"name": 0.30000000000000004}, "lost-digits", "/name"),
        ({"name": {"@value": 2**53 + 1, "@type": f"{XSD}double"}}, "lost-digits", "/name"),
        ({"name": {"@value": 5, "@direction": "ltr"}}, "ignored-keyword", "/name"),
    ],
)
def test_a_loss_is_found_with_its_place(document: dict[str, Any], code: str, pointer: str) -> None:
    (loss,) = _losses(document)
    assert (loss.code, loss.pointer) == (code, pointer)
    assert loss.message
    assert loss.advice


@pytest.mark.parametrize(
    "document",
    [
        {"name": ["x", 1, 1.5, True, {"@value": "x", "@language": "en-GB"}], "type": "Thing"},
        {"link": ["urn:a", "_:b", {"id": "urn:c"}], "many": []},
        {"when": "2020-01-01T00:00:00Z", "size": [5, 5.5, "5.0E0"], "whole": [5, 5.0]},
        {"said": {"en": "x", "@none": ["y"]}},
        {"name": None, "link": [None]},
        {"name": {"@value": {"any": ["thing"]}, "@type": "@json"}},
        {"https://example.org/direct": {"@id": "urn:a"}},
    ],
)
def test_what_loses_nothing_has_no_loss(document: dict[str, Any]) -> None:
    assert _losses(document) == ()


def test_a_badge_with_one_misspelt_member_says_which() -> None:
    badge = {
        "@context": [V2, OB],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "https://e.example/", "type": "Profile", "nmae": "E"},
        "credentialSubject": {"type": ["AchievementSubject"], "results": []},
    }
    found = [(loss.code, loss.pointer) for loss in canonicalize(badge).losses]
    assert found == [
        ("undefined-term", "/issuer/nmae"),
        ("undefined-term", "/credentialSubject/results"),
    ]


def test_a_type_scoped_term_outside_its_type_is_undefined() -> None:
    badge = {"@context": [V2, OB], "id": "urn:x", "achievementType": "Badge"}
    assert [loss.code for loss in canonicalize(badge).losses] == ["undefined-term"]


def test_losses_are_cut_at_the_limit() -> None:
    assert len(_losses({f"term{n}": 1 for n in range(3 * MAX_FAULTS)})) == MAX_FAULTS


def test_untrusted_text_is_cut_in_messages() -> None:
    (loss,) = _losses({"x" * 5000: 1})
    assert len(loss.message) < 300


@pytest.mark.parametrize(
    ("value", "pointer"), [("x", "/@graph/0"), ({"@value": "x"}, "/@graph/0/@value")]
)
def test_a_value_under_no_term_is_lost(value: Any, pointer: str) -> None:
    (loss,) = canonicalize({"@context": CONTEXT, "@graph": [value]}).losses
    assert (loss.code, loss.pointer) == ("free-floating-value", pointer)


def _contained(kind: str) -> dict[str, Any]:
    return {**CONTEXT, "by": {"@id": "https://example.org/by", "@container": kind}}


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"@nest": {"name": "x"}}, '<urn:x> <https://example.org/name> "x" .'),
        ({"@included": {"id": "urn:y", "name": "y"}}, '<urn:y> <https://example.org/name> "y" .'),
        ({"@reverse": {"link": {"id": "urn:y"}}}, "<urn:y> <https://example.org/link> <urn:x> ."),
        ({"@index": "i", "name": "x"}, '<urn:x> <https://example.org/name> "x" .'),
        (
            {"@graph": {"id": "urn:y", "name": "y"}},
            '<urn:y> <https://example.org/name> "y" <urn:x> .',
        ),
        (
            {"@context": _contained("@index"), "by": {"en": "x"}},
            '<urn:x> <https://example.org/by> "x" .',
        ),
        (
            {"@context": _contained("@id"), "by": {"urn:y": {"name": "y"}}},
            '<urn:y> <https://example.org/name> "y" .',
        ),
        (
            {"@context": _contained("@type"), "by": {"Thing": {"id": "urn:y"}}},
            f"<urn:y> <{RDF_TYPE}> <https://example.org/Thing> .",
        ),
        (
            {"@context": {**CONTEXT, "by": {"@id": "https://example.org/by", "@nest": "@nest"}},
             "@nest": {"by": "x"}},
            '<urn:x> <https://example.org/by> "x" .',
        ),
    ],
)  # fmt: skip
def test_what_no_pinned_context_uses_is_never_free_of_losses(
    document: dict[str, Any], says: str
) -> None:
    """The general processor does it, and whoever asks what it dropped cannot be told."""
    document = {"@context": CONTEXT, "id": "urn:x", **document}
    canonical = canonicalize(document)
    assert says in canonical.nquads.splitlines()
    assert [loss.code for loss in canonical.losses] == ["not-checked"]
    assert [loss.code for loss in find_losses(document)] == ["not-checked"]
    assert not canonical.plain


def test_what_the_general_processor_drops_is_told() -> None:
    losses = _losses({"@included": {"id": "urn:y", "name": "y", "nme": "y"}})
    assert [loss.code for loss in losses] == ["not-checked", "undefined-term"]


@pytest.mark.parametrize("kind", ["@id", "@index", "@type"])
def test_a_map_that_a_context_only_defines_is_nothing_special(kind: str) -> None:
    context = {**_contained(kind), "back": {"@reverse": "https://example.org/back"}}
    context["nested"] = {"@id": "https://example.org/nested", "@nest": "@nest"}
    canonical = canonicalize({"@context": context, "id": "urn:x", "name": "x"})
    assert canonical.losses == ()


@pytest.mark.parametrize("keyword", ["@list", "@set", "@value"])
def test_an_undefined_member_beside_a_value_does_not_take_its_place(keyword: str) -> None:
    value = {"nme": "b", keyword: "a" if keyword == "@value" else ["a"], "zzz": "c"}
    nquads = canonicalize({"@context": CONTEXT, "id": "urn:x", "name": value}).nquads
    assert '"a"' in nquads
    assert '"b"' not in nquads
    assert '"c"' not in nquads
