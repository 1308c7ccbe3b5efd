"""Untrusted JSON: what is read, and the place of what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.budget import Allowance
from microcred.errors import InvalidJson, LimitExceeded, MicrocredError
from microcred.limits import MAX_JSON_CONTAINERS, MAX_JSON_DEPTH, MAX_JSON_VALUES
from microcred.strict_json import parse_json, parse_json_object


@pytest.mark.parametrize(
    ("text", "code", "pointer"),
    [
        ('{"a":{"b":[1,{"x":1,"x":2}]}}', "duplicate-member", "/a/b/1/x"),
        ('{"a/b~":1,"c":[{}],"a\\/b~":2}', "duplicate-member", "/a~1b~0"),
        ('{"a":[0,NaN]}', "not-a-number", "/a/1"),
        ("[-Infinity]", "not-a-number", "/0"),
        ('{"a":1e400}', "number-out-of-range", "/a"),
        ("[1," + "9" * 350 + "]", "number-out-of-range", "/1"),
        ("[0." + "1" * 500 + "]", "number-out-of-range", "/0"),
        ('{"a":["ok","\\ud800"]}', "lone-surrogate", "/a/1"),
        ('{"\\udfff":1}', "lone-surrogate", "/\udfff"),
        ("[1,]", "invalid-json", None),
        ("", "invalid-json", None),
        ("{'a':1}", "invalid-json", None),
        ("[1] 2", "invalid-json", None),
        ("\ufeff\ufeff{}", "invalid-json", None),
        (" \ufeff{}", "invalid-json", None),
        ("[NaN2]", "invalid-json", None),
        ("[[NaN]]]]", "not-a-number", "/0/0"),
        ('[Infinity, "', "not-a-number", "/0"),
    ],
)
def test_refused_json_names_the_place(text: str, code: str, pointer: str | None) -> None:
    with pytest.raises(InvalidJson) as caught:
        parse_json(text)
    assert (caught.value.code, caught.value.pointer) == (code, pointer)


def test_bytes_must_be_utf_8() -> None:
    with pytest.raises(InvalidJson) as caught:
        parse_json(b'{"a":"\xe9"}')
    assert caught.value.code == "not-utf-8"


@pytest.mark.parametrize("text", ['\ufeff{"a": 1}', '\ufeff{"a": 1}'.encode()])
def test_one_byte_order_mark_is_read_through(text: str | bytes) -> None:
    assert parse_json(text) == {"a": 1}


def test_text_with_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(InvalidJson) as caught:
        parse_json('["\ud800"]')
    assert caught.value.code == "lone-surrogate"


def test_a_surrogate_pair_is_one_character() -> None:
    assert parse_json(b'["\\ud83d\\ude00"]') == ["\U0001f600"]


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_nesting_is_bounded_exactly(opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    fits = opening * (MAX_JSON_DEPTH - 1) + "[]" + closing * (MAX_JSON_DEPTH - 1)
    parse_json(fits)
    for text in (opening + fits + closing, opening * 300_000):
        with pytest.raises(LimitExceeded) as caught:
            parse_json(text)
        assert caught.value.code == "too-deep"


@pytest.mark.parametrize("rest", ["]" * MAX_JSON_DEPTH + "]}", "[" * 300_000])
def test_what_is_too_deep_has_its_place(rest: str) -> None:
    """Brackets in strings do not count."""
    text = '{"[[": "\\"[[[",\n "b": [[1, [2]],\n ' + "[" * MAX_JSON_DEPTH + rest
    with pytest.raises(LimitExceeded) as caught:
        parse_json(text)
    assert caught.value.place == (3, 1 + MAX_JSON_DEPTH - 1)


def test_what_is_too_many_has_its_place() -> None:
    with pytest.raises(LimitExceeded) as caught:
        parse_json("[\n" + "1,\n" * (MAX_JSON_VALUES + 5) + "1]")
    assert caught.value.code == "too-many-values"
    assert caught.value.place == (MAX_JSON_VALUES + 2, 2)


@pytest.mark.parametrize("unit", ["[" * 40 + "]" * 40, '{"a":' * 40 + "1" + "}" * 40])
def test_objects_and_arrays_of_one_are_counted_though_they_have_no_comma(unit: str) -> None:
    count = MAX_JSON_CONTAINERS // 40
    fits = ",".join([unit] * (count - 1))
    assert len(parse_json(f"[{fits}]")) == count - 1
    for text in (f"[\n{fits},{unit}]", f"[\n{fits},{'[' * MAX_JSON_CONTAINERS}"):
        with pytest.raises(LimitExceeded) as caught:
            parse_json(text)
        assert caught.value.code == "too-many-values"
        assert caught.value.place is not None
        assert caught.value.place[0] == 2


def test_brackets_and_commas_in_texts_are_no_values() -> None:
    text = '"[{,\\"\\\\' * 1 + "[" * (MAX_JSON_CONTAINERS + 1) + "," * (MAX_JSON_VALUES + 1) + '"'
    assert len(parse_json(f"[{text},{{}}]")) == 2


def test_several_texts_can_share_one_allowance() -> None:
    allowance = Allowance(containers=3, commas=2)
    assert parse_json("[[],1]", allowance=allowance) == [[], 1]
    assert parse_json("{}", allowance=allowance) == {}
    with pytest.raises(LimitExceeded, match="than the 0 that may be read"):
        parse_json("{}", allowance=allowance)
    assert parse_json("1", allowance=allowance) == 1


def test_many_siblings_are_not_depth() -> None:
    assert len(parse_json("[" + "[]," * 500 + "[]]")) == 501


def test_length_is_bounded_before_parsing() -> None:
    with pytest.raises(LimitExceeded):
        parse_json(b"[" * 10_000_000)
    with pytest.raises(LimitExceeded):
        parse_json('{"a":1}', max_bytes=6)


def test_an_object_is_asked_for() -> None:
    with pytest.raises(InvalidJson) as caught:
        parse_json_object("[]")
    assert caught.value.code == "not-an-object"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_everything_that_is_i_json_is_read_as_the_standard_library_reads_it(value: Any) -> None:
    for ascii_only in (True, False):
        text = json.dumps(value, ensure_ascii=ascii_only)
        assert parse_json(text) == value
        assert parse_json(text.encode()) == value


@given(st.binary() | st.text() | st.text(alphabet='{}[]":,\\ud8ntruefalse019.eE- '))
def test_any_input_is_a_value_or_an_error_of_ours(data: bytes | str) -> None:
    try:
        parse_json(data)
    except MicrocredError as error:
        assert str(error)
