"""Bad input gets a clear answer, within bounds, and the same one from both paths."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest

from microcred.canonical import canonicalize
from microcred.canonical.door import compiled_dataset
from microcred.canonical.general import general_dataset
from microcred.canonical.rdfc import canonical_nquads
from microcred.canonical.refusals import NotCompiled
from microcred.errors import CanonicalizationFailed, LimitExceeded, MicrocredError
from microcred.limits import MAX_CONTEXT_TERMS, MAX_GENERAL_CONTEXTS, MAX_GENERAL_VALUES, MAX_NODES

A = "https://example.org/a"
B = "https://example.org/b"
P = "https://example.org/p"


def _both(document: Any, extra: dict[str, Any] | None = None) -> list[str]:
    answers = []
    for path in (compiled_dataset, general_dataset):
        try:
            answers.append(canonical_nquads(path(document, extra or {})[0])[0].decode())
        except MicrocredError as error:
            answers.append(error.code)
    return answers


def _scoped(depth: int) -> dict[str, Any]:
    context: dict[str, Any] = {"p": P}
    for _ in range(depth):
        context = {"p": {"@id": P, "@context": context}}
    return context


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"@context": {"a": "b", "b": "a"}}, "cyclic-IRI-mapping"),
        ({"@context": {"a": "a"}}, "invalid-IRI-mapping"),
        ({"@context": {"a:b": "a:c", "a": "a:b"}}, "cyclic-IRI-mapping"),
        ({"@context": {"id": "@id"}, "id": 5}, "invalid-@id-value"),
        ({"@type": {}}, "invalid-type-value"),
        ({"@type": None}, "invalid-type-value"),
        ({"@type": ["urn:a", 5]}, "invalid-type-value"),
        ({"@context": {"x": "@id"}, "@id": "urn:a", "x": "urn:b"}, "colliding-keywords"),
        ({"@context": {"v": "@value"}, P: {"@value": "x", "v": "y"}}, "colliding-keywords"),
        ({"@context": {"@id": P}}, "keyword-redefinition"),
        ({"@context": {"": P}}, "invalid-term-definition"),
        ({"@context": {"p": 5}}, "invalid-term-definition"),
        ({"@context": {"p": {"@id": P, "@foo": 1}}}, "invalid-term-definition"),
        ({"@context": 5}, "invalid-local-context"),
        ({"@context": [[]]}, "invalid-local-context"),
        ({"@context": {"@version": 1.0}}, "invalid-@version-value"),
        ({"@context": {"p": {"@id": P, "@container": "@foo"}}}, "invalid-container-mapping"),
        ({"@context": {"p": {"@id": P, "@context": {"q": 5}}}}, "invalid-scoped-context"),
        ({P: {"@value": {}}}, "invalid-value-object-value"),
        ({P: {"@value": 5, "@language": "en"}}, "invalid-language-tagged-value"),
        ({P: {"@value": "x", "@type": "rel"}}, "invalid-typed-value"),
        ({P: {"@value": "x", "@id": "urn:a"}}, "invalid-value-object"),
        ({P: {"@list": [], "@id": "urn:a"}}, "invalid-set-or-list-object"),
        ({"@reverse": []}, "invalid-@reverse-value"),
        ({"@reverse": {P: "x"}}, "invalid-reverse-property-value"),
        ({"@reverse": {"@id": "urn:a"}}, "invalid-reverse-property-map"),
        ({"@graph": 5}, "invalid-@graph-value"),
        ({"@index": 5, P: 1}, "invalid-@index-value"),
        ({"@context": A}, "unknown-context"),
        ({P: float("inf")}, "number-out-of-range"),
        ({P: float("nan")}, "number-out-of-range"),
        ({P: 10**400}, "number-out-of-range"),
        ({P: ["\ud800"]}, "lone-surrogate"),
        ({"\udfff": 1}, "lone-surrogate"),
        ({"@id": "urn:\ud800"}, "lone-surrogate"),
        ({P: {"@value": "x", "@type": "@json"}, "@context": {"p\ud800": P}}, "lone-surrogate"),
    ],
)
def test_both_paths_refuse_with_the_same_code(document: dict[str, Any], code: str) -> None:
    assert _through(document) == code
    with pytest.raises(MicrocredError) as caught:
        general_dataset(document, {})
    assert caught.value.code == code


def _through(document: dict[str, Any]) -> str:
    with pytest.raises(MicrocredError) as caught:
        canonicalize(document)
    return caught.value.code


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        (-0.0, '"0"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        (1e21, '"1.0E21"^^<http://www.w3.org/2001/XMLSchema#double>'),
        (10**21, '"1.0E21"^^<http://www.w3.org/2001/XMLSchema#double>'),
        (10**308, '"1.0E308"^^<http://www.w3.org/2001/XMLSchema#double>'),
        (5e-324, '"4.940656458412465E-324"^^<http://www.w3.org/2001/XMLSchema#double>'),
        (True, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("\u0000\u007f\b", '"\\u0000\\u007F\\b"'),
    ],
)
def test_odd_values_have_one_form_on_both_paths(value: Any, literal: str) -> None:
    document = {"@id": "urn:a", P: value}
    assert _both(document) == [f"<urn:a> <{P}> {literal} .\n"] * 2


def test_lists_of_what_is_lost_are_lost_too() -> None:
    for document in (
        {"@id": "urn:<>", P: {"@list": ["x"]}},
        {"@id": "relative", P: {"@list": ["x"]}},
        {"@id": "urn:a", "_:p": {"@list": ["x"]}},
    ):
        assert _both(document) == ["", ""]


def test_null_for_a_language_is_none() -> None:
    document = {"@id": "urn:a", P: {"@value": "x", "@language": None}}
    assert _both(document) == [f'<urn:a> <{P}> "x" .\n'] * 2


def test_names_of_javascript_and_of_keywords_to_come_are_nothing_special() -> None:
    names = ("__proto__", "constructor", "toString", "@ignoreMe", "hasOwnProperty")
    document = {"@id": "urn:a", P: "x", **dict.fromkeys(names, "y")}
    assert _both(document) == [f'<urn:a> <{P}> "x" .\n'] * 2
    with_context = {"@context": dict.fromkeys(names, P), **document}
    expected = f'<urn:a> <{P}> "x" .\n<urn:a> <{P}> "y" .\n'
    assert _both(with_context) == [expected] * 2


def test_contexts_that_include_each_other_are_refused() -> None:
    extra = {A: {"@context": [B]}, B: {"@context": [A]}}
    assert _both({"@context": A}, extra) == ["context-overflow"] * 2


def test_a_scoped_context_may_come_back_to_its_own_document() -> None:
    extra = {A: {"@context": {"p": {"@id": P, "@context": A}}}}
    document = {"@context": A, "@id": "urn:a", "p": {"@id": "urn:b", "p": {"@id": "urn:c"}}}
    expected = f"<urn:a> <{P}> <urn:b> .\n<urn:b> <{P}> <urn:c> .\n"
    assert _both(document, extra) == [expected] * 2


def test_circular_scoped_contexts_in_arrays_are_refused() -> None:
    extra = {A: {"@context": {"p": {"@id": P, "@context": [B]}}}}
    extra[B] = {"@context": {"q": {"@id": P, "@context": [A]}}}
    assert _both({"@context": A}, extra)[0] == "context-overflow"
    assert _both({"@context": A}, extra)[1].endswith(("overflow", "context"))


def test_scoped_contexts_nested_too_deeply_are_refused() -> None:
    assert _through({"@context": _scoped(27)}) == "context-overflow"


def test_a_context_of_a_million_terms_is_refused_before_any_work() -> None:
    context = {f"t{n}": P for n in range(1_000_000)}
    begin = time.process_time()
    assert _both({"@context": context}) == ["context-too-large"] * 2
    assert _both({"@context": [{}, context]}) == ["context-too-large"] * 2
    assert time.process_time() - begin < 5


def test_many_large_contexts_are_too_costly() -> None:
    context = {f"t{n}": P for n in range(MAX_CONTEXT_TERMS)}
    document: dict[str, Any] = {P: [{"@context": {**context, "n": f"{P}{n}"}} for n in range(0)]}
    scoped = {f"s{n}": {"@id": P, "@context": {"x": P}} for n in range(200)}
    document = {"@context": {**dict.fromkeys(list(context)[:5000], P), **scoped}}
    begin = time.process_time()
    assert _through(document) == "context-too-costly"
    assert time.process_time() - begin < 2


def test_the_general_processor_is_given_no_document_that_would_keep_it_busy() -> None:
    general = {"@context": {"@import": A}, P: [{P: n} for n in range(20_000)]}
    assert _through(general) == "too-many-values"
    contexts = [{"@context": {"p": P}} for _ in range(MAX_GENERAL_CONTEXTS + 1)]
    assert _through({"@context": {"@import": A}, P: contexts}) == "context-too-costly"


def test_many_values_of_one_property_are_too_many_for_the_general_processor() -> None:
    minus_zero = {"@value": -0.0, "@type": "http://www.w3.org/2001/XMLSchema#double"}
    for values in (
        {"@type": [f"urn:t{n}" for n in range(MAX_GENERAL_VALUES)]},
        {"@graph": [{"@id": "urn:x", P: n} for n in range(MAX_GENERAL_VALUES // 3)]},
    ):
        assert _through({"@id": "urn:a", P: minus_zero, **values}) == "too-many-values"


def test_ten_thousand_types_on_one_node() -> None:
    types = [f"https://example.org/T{n}" for n in range(10_000)]
    assert canonicalize({"@id": "urn:a", "@type": types}).nquads.count("\n") == 10_000
    ours, theirs = _both({"@id": "urn:a", "@type": types[:500]})  # PyLD takes the square of it
    assert ours == theirs


def test_ten_thousand_times_a_type_with_a_context() -> None:
    context = {"T": {"@id": "urn:T", "@context": {"p": P}}}
    document = {"@context": context, "@id": "urn:a", "@type": ["T"] * 10_000, "p": "x"}
    assert canonicalize(document).nquads.count("\n") == 2


def test_too_many_nodes_are_refused() -> None:
    assert _through({P: [{} for _ in range(MAX_NODES + 1)]}) == "too-many-nodes"


_LONG = "https://a.example/" + "a" * 1000
_MANY = range(50_000)


@pytest.mark.parametrize(
    "document",
    [
        {P: list(range(400_000))},
        {"@context": {"x": _LONG}, "x": list(_MANY)},
        {"@context": {"x": {"@id": P, "@type": _LONG}}, "x": [str(n) for n in _MANY]},
        {"@context": {"x": {"@id": P, "@language": "en" + "-abcdefgh" * 200}},
         "x": ["a"] * 50_000},
        {"@context": {"@vocab": _LONG}, **{f"p{n}": n for n in _MANY}},
        {"@context": {"@vocab": _LONG}, "@type": [f"T{n}" for n in _MANY]},
        {"@context": {"@vocab": _LONG}, P: [{"x": "a"} for _ in _MANY]},
        {"@context": {"p": f"{_LONG}/"}, P: [{"@id": f"p:{n}", P: "a"} for n in _MANY]},
        {"@id": _LONG, P: list(_MANY)},
        {"@context": {"x": {"@reverse": P}},
         "@id": _LONG, "x": [{"@id": f"urn:{n}"} for n in _MANY]},
        {"@context": {"x": {"@id": _LONG, "@container": "@graph"}},
         "x": [{"@id": f"urn:{n}", P: "a"} for n in _MANY]},
        {"@context": {"x": {"@id": P, "@container": "@language"}},
         "x": {"en" + "-abcdefgh" * 200: ["a"] * 50_000}},
    ],
)  # fmt: skip
def test_statements_are_counted_before_they_take_the_memory(document: Any) -> None:
    tracemalloc.start()
    try:
        assert _through(document) == "too-many-statements"
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_statements_are_counted_of_the_general_processor_too() -> None:
    document = {
        "@context": {"@import": A},
        "@id": f"{_LONG}{'a' * 20_000}",
        P: list(range(2000)),
    }
    extra: dict[str, Any] = {A: {"@context": {}}}
    with pytest.raises(LimitExceeded) as caught:
        general_dataset(document, extra)
    assert caught.value.code == "too-many-statements"


@pytest.mark.parametrize(
    "context",
    [
        {"x": "https://a.example/" + "a" * 3000},
        {"x": {"@id": P, "@type": "https://a.example/" + "a" * 3000}},
        {"@vocab": "https://a.example/" + "a" * 3000},
        {"p": f"{_LONG}/", "q": f"p:{'a' * 1100}/", "x": "q:x"},
        [{"p": f"{_LONG}/"} | {f"t{n}": f"p:{n}" for n in range(9000)} for _ in range(6)],
    ],
)
def test_a_context_cannot_make_iris_without_end(context: Any) -> None:
    assert _through({"@context": context, "@id": "urn:a"}) == "context-too-costly"


def test_the_general_processor_is_given_no_long_contexts() -> None:
    context = [{"@import": A}, {"x": "https://a.example/" + "a" * 70_000}]
    assert _through({"@context": context, "@id": "urn:a"}) == "context-too-costly"


@pytest.mark.parametrize("inner", [{}, [], {P: {}}])
def test_nesting_is_bounded_on_both_paths(inner: Any) -> None:
    value = inner
    for _ in range(70):
        value = {P: [value]}
    assert _both(value) == ["too-deep"] * 2


def test_a_document_that_contains_itself_is_too_deep() -> None:
    document: dict[str, Any] = {}
    document[P] = document
    assert _through(document) == "too-deep"


@pytest.mark.parametrize("value", [b"x", ("a",), {1: 2}, object()])
def test_what_is_no_json_is_refused(value: Any) -> None:
    assert _through({P: value}) == "not-json"


def test_no_text_can_end_a_line_of_the_canonical_form() -> None:
    injected = 'x" .\n<urn:evil> <urn:p> "y'
    document = {"@id": "urn:a", P: [injected, {"@id": "urn:a> <urn:b> .\n"}, {"@id": "_:x .\ny"}]}
    document["@type"] = ["urn:t> .\n<urn:evil>"]
    nquads = canonicalize(document).nquads
    assert nquads.count("\n") == 2
    assert "<urn:evil> <urn:p>" not in nquads.replace('\\"', "").split("\n")[1]
    assert all(line.endswith(" .") for line in nquads.splitlines())


def test_blank_node_labels_of_any_shape_stay_apart() -> None:
    labels = ("_: 1", "_: 2", "_:\x001", "_:b0", "_:c14n0", "_:a", "_:z", "_:\x00 1")
    document = {"@graph": [{"@id": label, P: [n, {}]} for n, label in enumerate(labels)]}
    ours, theirs = _both(document)
    assert ours == theirs
    assert len({line.split(" ")[0] for line in ours.splitlines()}) == len(labels)
    assert set(canonicalize(document).issued) == set(labels)


def test_errors_name_their_place() -> None:
    with pytest.raises(CanonicalizationFailed) as caught:
        canonicalize({P: [{}, {"@type": 5}]})
    assert caught.value.pointer == "/https:~1~1example.org~1p/1/@type"
    with pytest.raises(LimitExceeded) as too_deep:
        canonicalize({P: [[[[]]]] * 2, "x": _deep()})
    assert too_deep.value.pointer is not None


def _deep() -> Any:
    value: Any = 1
    for _ in range(100):
        value = [value]
    return value


@pytest.mark.parametrize(
    "more",
    [{}, {"@type": ["urn:a", "urn:b"]}, {"@language": 5}, {"@value": [[]]}, {"@value": [[None]]}],
)
def test_an_empty_array_as_a_value_is_left_to_the_general_processor(more: dict[str, Any]) -> None:
    document = {"@id": "urn:a", P: {"@value": [], **more}}
    with pytest.raises(NotCompiled):
        compiled_dataset(document, {})


def test_an_empty_array_is_a_json_literal() -> None:
    document = {"@id": "urn:a", P: {"@value": [], "@type": "@json"}}
    json_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON"
    assert _both(document) == [f'<urn:a> <{P}> "[]"^^<{json_type}> .\n'] * 2


@pytest.mark.parametrize("value", [{"@language": "en"}, [{"@language": "en", "undefined": 1}]])
def test_there_is_no_graph_of_a_lone_language(value: Any) -> None:
    context = {"t": {"@id": P, "@container": "@graph"}, "u": P}
    canonical = canonicalize({"@context": context, "@id": "urn:a", "t": value, "u": "x"})
    assert canonical.nquads == f'<urn:a> <{P}> "x" .\n'


def test_an_id_in_a_nested_object_is_left_to_the_general_processor() -> None:
    context = {"x": "urn:x:", "T": {"@id": "urn:T", "@context": {"x": "urn:other:"}}}
    document = {"@context": context, "@nest": {"@id": "x:a", "@type": "T"}, P: "b"}
    with pytest.raises(NotCompiled):
        compiled_dataset(document, {})
    assert f'<urn:other:a> <{P}> "b" .\n' in canonicalize(document).nquads
