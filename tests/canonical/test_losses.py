"""What JSON-LD drops or changes is found, with its place, by the compiled path."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.canonical import canonicalize
from microcred.canonical.losses import CODES
from microcred.errors import Fault
from microcred.limits import MAX_FAULTS

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
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
    "by": {"@id": "https://example.org/by", "@container": "@index"},
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
        ({"name": {"@value": "0x", "@index": "i"}}, "dropped-index", "/name/@index"),
        ({"name": 0.30000000000000004}, "lost-digits", "/name"),
        ({"name": {"@value": 2**53 + 1, "@type": f"{XSD}double"}}, "lost-digits", "/name"),
        ({"@graph": ["x"]}, "free-floating-value", "/@graph/0"),
        ({"@graph": [{"@value": "x"}]}, "free-floating-value", "/@graph/0/@value"),
        ({"by": {"en": "x"}}, "dropped-index", "/by/en"),
        ({"name": {"@language": "en", "link": "urn:a"}}, "ignored-keyword", "/name/@language"),
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
        {"said": {"en": "x", "@none": ["y"]}, "by": {"@none": "x"}},
        {"name": None, "link": [None]},
        {"name": {"@value": {"any": ["thing"]}, "@type": "@json"}},
        {"https://example.org/direct": {"@id": "urn:a"}},
    ],
)
def test_what_loses_nothing_has_no_loss(document: dict[str, Any]) -> None:
    assert _losses(document) == ()


def test_a_loss_in_a_map_is_found_once() -> None:
    context = {"by": {"@id": "urn:by", "@container": "@id"}, "type": "@type"}
    document = {"@context": context, "@id": "urn:x", "by": {"urn:a": {"type": "Thng"}}}
    (loss,) = canonicalize(document).losses
    assert (loss.code, loss.pointer) == ("undefined-type", "/by/urn:a/type")


def test_every_code_has_advice_and_is_kebab_case() -> None:
    assert all(code == code.lower() and " " not in code for code in CODES)


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


def test_what_the_general_processor_did_never_counts_as_free_of_losses() -> None:
    context = {"p": {"@id": "urn:p", "@container": "@index", "@index": "q"}, "q": "urn:q"}
    canonical = canonicalize({"@context": context, "p": {"a": {"@id": "urn:a"}}, "nme": "x"})
    assert "<urn:q>" in canonical.nquads
    assert [loss.code for loss in canonical.losses] == ["not-checked", "undefined-term"]


@pytest.mark.parametrize("keyword", ["@list", "@set", "@value"])
def test_an_undefined_member_beside_a_value_does_not_take_its_place(keyword: str) -> None:
    value = {"nme": "b", keyword: "a" if keyword == "@value" else ["a"], "zzz": "c"}
    nquads = canonicalize({"@context": CONTEXT, "id": "urn:x", "name": value}).nquads
    assert '"a"' in nquads
    assert '"b"' not in nquads
    assert '"c"' not in nquads
