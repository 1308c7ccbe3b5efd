"""Files that people write, read with the place of everything in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from microcred.errors import ConfigurationError, InvalidDocument, LimitExceeded
from microcred.findings import Fault
from microcred.limits import MAX_DEFINITION_BYTES, MAX_DEFINITION_VALUES, MAX_JSON_DEPTH
from microcred.models.located import read_located

YAML = """\
# a comment
name: Wait time
"quoted name": 1
parts:
  - id: one
    text: |
      long
  - {id: two, more: [1, 22]}
"""
JSON = """\
{
  "name": "Wait \\" { time",
  "quoted name": 1,
  "parts": [
    {"id": "one"},
    {"id": "two", "more": [1, 22],
     "last": {}}
  ]
}
"""


def place(path: Path, pointer: str, code: str = "x") -> tuple[int | None, int | None]:
    (fault,) = read_located(path).locate([Fault(pointer, code, "…")])
    return fault.line, fault.column


def refused(path: Path, data: bytes | str) -> tuple[str, int | None, int | None]:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    with pytest.raises(InvalidDocument) as caught:
        read_located(path)
    (fault,) = caught.value.faults
    return fault.code, fault.line, fault.column


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", (2, 1)),
        ("/name", (2, 7)),
        ("/quoted name", (3, 16)),
        ("/parts", (5, 3)),
        ("/parts/0", (5, 5)),
        ("/parts/0/text", (6, 11)),
        ("/parts/1/more/1", (8, 25)),
        ("/parts/1/missing", (8, 5)),
        ("/parts/7/id", (5, 3)),
        ("/name/0", (2, 7)),
    ],
)
def test_the_place_of_a_value_in_yaml(
    tmp_path: Path, pointer: str, expected: tuple[int, int]
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(YAML)
    assert place(path, pointer) == expected


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", (1, 1)),
        ("/name", (2, 11)),
        ("/quoted name", (3, 18)),
        ("/parts", (4, 12)),
        ("/parts/0/id", (5, 12)),
        ("/parts/1/more/1", (6, 31)),
        ("/parts/1/last", (7, 14)),
        ("/parts/1/missing", (6, 5)),
        ("/parts/7/id", (4, 12)),
    ],
)
def test_the_place_of_a_value_in_json(
    tmp_path: Path, pointer: str, expected: tuple[int, int]
) -> None:
    path = tmp_path / "a.json"
    path.write_text(JSON)
    assert place(path, pointer) == expected


def test_an_unknown_member_stands_at_its_name(tmp_path: Path) -> None:
    for name, text, expected in (("a.yaml", YAML, (8, 15)), ("a.json", JSON, (6, 19))):
        (tmp_path / name).write_text(text)
        assert place(tmp_path / name, "/parts/1/more", "unknown-member") == expected


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(JSON)
    (tmp_path / "a.json").write_text(JSON)
    assert (
        read_located(tmp_path / "a.yaml").members
        == read_located(tmp_path / "a.json").members
        == {
            "name": 'Wait " { time',
            "quoted name": 1,
            "parts": [{"id": "one"}, {"id": "two", "more": [1, 22], "last": {}}],
        }
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x [1]\nb: *x\n", ("invalid-yaml", 2, 4)),
        ("a: &x [*x]\n", ("invalid-yaml", 1, 8)),
        ("a: 1\nb: 2\na: 3\n", ("invalid-yaml", 3, 1)),
        ("a:\n  b: 1\n  'b': 2\n", ("invalid-yaml", 3, 3)),
        ("1: 2\n", ("invalid-yaml", 1, 1)),
        ("a: !!python/object:x.y {}\n", ("invalid-yaml", 1, 4)),
        ("a: [1,\n", ("invalid-yaml", 2, 1)),
        ("a: 1\n\tb: 2\n", ("invalid-yaml", 2, 1)),
        ("a: 1\nb: x\x07y\n", ("invalid-yaml", 2, 5)),
        ("a: é\nb: وقت\x07y\n", ("invalid-yaml", 2, 7)),
        ("a: é\nb: وقت: x\n", ("invalid-yaml", 2, 7)),
        ("a: 1\n--- \nb: 2\n", ("invalid-yaml", 2, 1)),
        ("- a\n", ("not-an-object", 1, 1)),
        ("", ("not-an-object", 1, 1)),
        ("x: " + "[" * (MAX_JSON_DEPTH + 1) + "\n", ("invalid-yaml", 1, 3 + MAX_JSON_DEPTH)),
        (b"a: 1\nb: \xff\n", ("not-utf-8", 2, 4)),
    ],
)
def test_yaml_that_is_refused(
    tmp_path: Path, text: bytes | str, expected: tuple[str, int, int]
) -> None:
    assert refused(tmp_path / "a.yaml", text) == expected


def test_aliases_that_expand_for_ever_are_refused_at_the_first(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert refused(tmp_path / "a.yaml", "\n".join(lines)) == ("invalid-yaml", 2, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,\n "b": }', ("invalid-json", 2, 7)),
        ('{"a": 1,\n "b": {"c": 1,\n "c": 2}}', ("duplicate-member", 3, 2)),
        ('{"a": {"b": 1, "b": 2}]', ("duplicate-member", 1, 16)),
        ('{"a": 1,\n "b": NaN}', ("not-a-number", 2, 2)),
        ("[1]", ("not-an-object", 1, 1)),
        (b'{"a": "\xff"}', ("not-utf-8", 1, 8)),
    ],
)
def test_json_that_is_refused(
    tmp_path: Path, text: bytes | str, expected: tuple[str, int, int]
) -> None:
    assert refused(tmp_path / "a.json", text) == expected


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_file_of_a_million_lines_is_not_parsed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"a\n" * 1_000_000)
    with pytest.raises(LimitExceeded) as caught:
        read_located(tmp_path / name)
    assert caught.value.code == "definition-too-long"
    assert refused(tmp_path / name, b" " * MAX_DEFINITION_BYTES)[0] in (
        "not-an-object",
        "invalid-json",
    )


def test_a_file_with_too_many_values_is_not_built(tmp_path: Path) -> None:
    items = ["1"] * MAX_DEFINITION_VALUES
    text = f"a: [{', '.join(items)}]\n"
    assert refused(tmp_path / "a.yaml", text) == ("invalid-yaml", 1, len(text) - 8)
    (tmp_path / "a.json").write_text(f'{{"a": [{", ".join(items)}]}}')
    with pytest.raises(LimitExceeded) as caught:
        read_located(tmp_path / "a.json")
    assert caught.value.code == "too-many-values"
    # The document, the member a and all items but the last one.
    assert caught.value.place == (1, len('{"a": [') + 3 * (MAX_DEFINITION_VALUES - 2) + 1)


def test_faults_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(YAML)
    pointers = ["/parts/1/id", "", "/name", "/parts/0/text"]
    faults = [Fault("", "more-faults", "…"), *(Fault(each, "x", "…") for each in pointers)]
    located = read_located(tmp_path / "a.yaml").locate(faults)
    assert [(each.pointer, each.line) for each in located] == [
        ("", 2),
        ("/name", 2),
        ("/parts/0/text", 6),
        ("/parts/1/id", 8),
        ("", None),
    ]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "no.yaml", tmp_path, tmp_path / "\0.yaml"):
        with pytest.raises(ConfigurationError) as caught:
            read_located(path)
        assert caught.value.code == "unreadable-file"
