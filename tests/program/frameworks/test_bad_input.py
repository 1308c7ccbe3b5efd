"""What cannot be a framework is refused, with every fault and its place."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microcred.errors import InvalidDocument, InvalidJson, LimitExceeded, MalformedInput
from microcred.limits import MAX_FRAMEWORK_ITEMS
from microcred.program.frameworks import Described, read_framework

from .sources import (
    CSV_TABLE,
    case_association,
    case_item,
    case_package,
    ctdl_asn_graph,
    ctid,
    guid,
)

DESCRIBED = Described(id="listening", title="Listening")


def faults_of(tmp_path: Path, document: Any) -> list[tuple[str, str]]:
    path = tmp_path / ("table.csv" if isinstance(document, str) else "package.json")
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    with pytest.raises(InvalidDocument) as caught:
        read_framework(path, DESCRIBED)
    assert caught.value.__notes__ == [str(path)]
    return [(fault.pointer, fault.code) for fault in caught.value.faults]


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    *parents, last = path.strip("/").split("/")

    def apply(document: dict[str, Any]) -> None:
        place: Any = document
        for name in parents:
            place = place[int(name)] if isinstance(place, list) else place[name]
        if isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = value

    return apply


@pytest.mark.parametrize(
    ("path", "value", "pointer", "code"),
    [
        ("CFDocument", [], "/CFDocument", "wrong-type"),
        ("CFDocument/title", None, "/CFDocument/title", "missing-member"),
        ("CFItems/1/identifier", "  ", "/CFItems/1/identifier", "missing-member"),
        ("CFDocument/uri", "javascript:alert(1)", "/CFDocument/uri", "invalid-uri"),
        ("CFDocument/adoptionStatus", 7, "/CFDocument/adoptionStatus", "wrong-type"),
        ("CFItems/1/fullStatement", 7, "/CFItems/1/fullStatement", "wrong-type"),
        ("CFItems/1/fullStatement", "x" * 20_001, "/CFItems/1/fullStatement", "text-too-long"),
        ("CFItems/1/fullStatement", "a\0b", "/CFItems/1/fullStatement", "control-character"),
        ("CFItems/2/educationLevel/1", 7, "/CFItems/2/educationLevel/1", "wrong-type"),
        ("CFItems/2", "L.2", "/CFItems/2", "wrong-type"),
        (
            "CFAssociations/4/associationType",
            "isFriendOf",
            "/CFAssociations/4/associationType",
            "unknown-term",
        ),
        (
            "CFAssociations/4/originNodeURI",
            None,
            "/CFAssociations/4/originNodeURI",
            "missing-member",
        ),
        (
            "CFAssociations/3/destinationNodeURI/identifier",
            "nobody",
            "/CFAssociations/3",
            "dangling-association",
        ),
        (
            "CFRubrics/0/CFRubricCriteria/0/weight",
            "heavy",
            "/CFRubrics/0/CFRubricCriteria/0/weight",
            "wrong-type",
        ),
    ],
)
def test_a_wrong_member_of_a_case_package_is_named(
    path: str, value: Any, pointer: str, code: str, tmp_path: Path
) -> None:
    package = case_package()
    change(path, value)(package)
    assert (pointer, code) in faults_of(tmp_path, package)


def test_every_fault_is_listed(tmp_path: Path) -> None:
    package = case_package()
    change("CFItems/0/fullStatement", "")(package)
    change("CFItems/1/uri", "no uri")(package)
    assert faults_of(tmp_path, package) == [
        ("/CFItems/0/fullStatement", "missing-member"),
        ("/CFItems/1/uri", "invalid-uri"),
    ]


def test_faults_past_a_hundred_are_counted(tmp_path: Path) -> None:
    package = case_package()
    package["CFItems"] += [{} for _ in range(200)]
    found = faults_of(tmp_path, package)
    assert len(found) == 101
    assert found[-1] == ("", "more-faults")


def test_an_id_that_two_items_have(tmp_path: Path) -> None:
    package = case_package()
    package["CFItems"].append(case_item("L.1", "Listens once more"))
    assert faults_of(tmp_path, package) == [("/CFItems/4", "duplicate-id")]


def test_items_that_form_a_circle_are_named(tmp_path: Path) -> None:
    package = case_package()
    package["CFAssociations"].append(case_association("isChildOf", "L", "L.1.a"))
    path = tmp_path / "circle.json"
    path.write_text(json.dumps(package))
    with pytest.raises(InvalidDocument) as caught:
        read_framework(path)
    (fault,) = caught.value.faults
    assert fault.code == "circle"
    assert fault.pointer.startswith("/CFAssociations/")
    assert all(guid(code) in fault.message for code in ("L", "L.1", "L.1.a"))


def test_an_item_below_itself_is_a_circle(tmp_path: Path) -> None:
    table = "id,statement,parent\na,A,a\n"
    assert faults_of(tmp_path, table) == [("/1/parent", "circle")]


def test_a_very_deep_hierarchy_is_read(tmp_path: Path) -> None:
    rows = ["id,statement,parent", *(f"i{n},Item,{f'i{n - 1}' if n else ''}" for n in range(5_000))]
    path = tmp_path / "deep.csv"
    path.write_text("\n".join(rows))
    framework = read_framework(path, DESCRIBED)
    assert len(list(framework.with_descendants("i0"))) == 5_000
    path.write_text("\n".join(rows).replace("i0,Item,", "i0,Item,i4999"))
    with pytest.raises(InvalidDocument) as caught:
        read_framework(path, DESCRIBED)
    assert [fault.code for fault in caught.value.faults] == ["circle"]


@pytest.mark.parametrize(
    ("table", "place"),
    [
        (CSV_TABLE.replace("l2,Listens to families", ",Listens to families"), "/3/id"),
        (CSV_TABLE.replace("l1,Listens to students", "l1,"), "/2/statement"),
        (CSV_TABLE.replace("L.1,l,", "L.1,nobody,"), "/2/parent"),
        (CSV_TABLE.replace("l2,", "l1,", 1), "/3"),
        (CSV_TABLE + "l9,Nine,,,,,too much\n", "/5"),
        (CSV_TABLE.replace("l1,Listens to students", "l1,Listens\0"), "/2/statement"),
    ],
)
def test_a_csv_fault_has_row_and_column(table: str, place: str, tmp_path: Path) -> None:
    assert place in [pointer for pointer, _ in faults_of(tmp_path, table)]


def test_a_csv_fault_has_the_line_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('id,statement,uri\na,"two\nlines",\nb,B,ftp://x\n')
    with pytest.raises(InvalidDocument) as caught:
        read_framework(path, DESCRIBED)
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.code) == ("/2/uri", "invalid-uri")
    assert (fault.line, fault.column) == (4, 5)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_csv_fault_has_line_and_column(delimiter: str, tmp_path: Path) -> None:
    """Commas, semicolons or tabs; a quoted cell may have them, and line ends, inside."""
    rows = [["id", "parent", "statement"], ["a", "", f'"one{delimiter}\ntwo"'], ["b", "no", "B"]]
    rows += [["b", "", "again"], ["c", "c", "circle"]]
    path = tmp_path / "table.csv"
    path.write_text("\n\n".join(delimiter.join(row) for row in rows) + "\n", "utf-8")
    with pytest.raises(InvalidDocument) as caught:
        read_framework(path, DESCRIBED)
    places = [(fault.code, fault.line, fault.column) for fault in caught.value.faults]
    assert places == [
        ("dangling-association", 6, 3),
        ("duplicate-id", 8, 1),
        ("circle", 10, 3),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"id,colour\na,red\n", "unknown-column"),
        (b"id,name,name\na,b,c\n", "duplicate-column"),
        (b"name\nb\n", "missing-column"),
        (b"id,name\n", "empty-framework"),
        (b"id,name\na,\xe9\n", "not-utf-8"),
        (b'id,name\na,"open\n', "invalid-csv"),
        (b"", "missing-column"),
    ],
)
def test_a_table_that_is_none(data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    with pytest.raises(MalformedInput) as caught:
        read_framework(path, DESCRIBED)
    assert caught.value.code == code


def test_ctdl_asn_must_have_one_framework(tmp_path: Path) -> None:
    graph = ctdl_asn_graph()
    graph["@graph"].append(dict(graph["@graph"][0]))
    assert faults_of(tmp_path, graph) == [("/@graph", "not-one-framework")]


def test_a_ctdl_asn_competency_that_is_missing(tmp_path: Path) -> None:
    graph = ctdl_asn_graph()
    del graph["@graph"][3]
    assert faults_of(tmp_path, graph) == [("/@graph/1/ceasn:hasChild/1", "dangling-association")]


def test_a_ctdl_asn_circle(tmp_path: Path) -> None:
    graph = ctdl_asn_graph()
    graph["@graph"][1]["ceasn:isChildOf"] = graph["@graph"][2]["@id"]
    assert [code for _, code in faults_of(tmp_path, graph)] == ["circle"]
    assert ctid(1) in json.dumps(graph)


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("ceasn:competencyText", {"en": 7}, "wrong-type"),
        ("ceasn:competencyText", None, "missing-member"),
        ("ceasn:isChildOf", [{"name": "x"}], "wrong-type"),
        ("@id", "no-uri", "invalid-uri"),
    ],
)
def test_a_wrong_member_of_ctdl_asn(member: str, value: Any, code: str, tmp_path: Path) -> None:
    graph = ctdl_asn_graph()
    graph["@graph"][3][member] = value
    pointers = faults_of(tmp_path, graph)
    assert any(
        place.startswith(f"/@graph/3/{member}") and found == code for place, found in pointers
    )


def test_json_that_is_none_has_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "package.json"
    path.write_text('{"CFDocument": {\n"title": }}')
    with pytest.raises(InvalidJson, match="line 2 column 10"):
        read_framework(path)


def test_a_fault_in_json_has_the_line_and_column_of_the_file(tmp_path: Path) -> None:
    document = case_package()
    document["CFItems"][1]["fullStatement"] = 7
    document["CFItems"][2]["identifier"] = document["CFItems"][0]["identifier"]
    document["CFDocument"]["title"] = None
    path = tmp_path / "package.json"
    for indent in (2, None):
        text = json.dumps(document, indent=indent, ensure_ascii=False)
        path.write_text(text, "utf-8")
        with pytest.raises(InvalidDocument) as caught:
            read_framework(path)
        places = {fault.pointer: (fault.line, fault.column) for fault in caught.value.faults}
        offset = text.index(": 7") + 2
        line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
        assert places["/CFItems/1/fullStatement"] == (line, column)
        assert places["/CFDocument/title"][0] == text[: text.index(": null")].count("\n") + 1
        assert list(places.values()) == sorted(places.values())


def test_a_circle_in_a_large_package_has_its_place_soon(tmp_path: Path) -> None:
    document = case_package()
    codes = [f"S.{number}" for number in range(20_000)]
    document["CFItems"] += [case_item(code, "A statement") for code in codes]
    document["CFAssociations"] += [
        case_association("isChildOf", code, above)
        for code, above in zip(codes, [*codes[1:], codes[0]], strict=True)
    ]
    path = tmp_path / "package.json"
    text = json.dumps(document, indent=1)
    path.write_text(text, "utf-8")
    begun = time.process_time()
    with pytest.raises(InvalidDocument) as caught:
        read_framework(path)
    assert time.process_time() - begun < 20
    (fault,) = caught.value.faults
    assert fault.code == "circle"
    assert fault.line is not None
    assert text.splitlines()[fault.line - 1] == "  {"
    assert fault.column == 3


def test_a_million_line_package_is_refused_in_bounded_time_and_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    item = json.dumps(case_item("L.1", "Listens"), indent=1)
    with path.open("w") as file:
        file.write('{"CFDocument": {}, "CFItems": [\n')
        file.write(",\n".join([item] * (1_000_000 // item.count("\n"))))
        file.write("]}")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    with pytest.raises(LimitExceeded) as caught:
        read_framework(path)
    assert time.perf_counter() - started < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600_000  # KiB
    assert caught.value.__notes__ == [str(path)]


def test_a_table_of_too_many_rows_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("id,name\n" + "a,b\n" * (MAX_FRAMEWORK_ITEMS + 1))
    with pytest.raises(LimitExceeded) as caught:
        read_framework(path, Described("a", "A"))
    assert caught.value.place == (MAX_FRAMEWORK_ITEMS + 2, 1)


@pytest.mark.parametrize(
    ("row", "column"), [('b,a"c,no', 7), ('b,"a""c, d",no', 13), ('b,"",no', 6), ("b,,no", 4)]
)
def test_a_quote_in_a_cell_does_not_move_the_place(row: str, column: int, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"id,statement,parent,name\n{row},n\n", "utf-8")
    with pytest.raises(InvalidDocument) as caught:
        read_framework(path, DESCRIBED)
    (fault,) = caught.value.faults
    assert (fault.code, fault.line, fault.column) == ("dangling-association", 2, column)


def test_a_table_that_is_not_utf8_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("id,name\na,é".encode() + b"\xe9\n")
    with pytest.raises(MalformedInput) as caught:
        read_framework(path, DESCRIBED)
    assert (caught.value.code, caught.value.place) == ("not-utf-8", (2, 4))


def test_a_member_that_occurs_twice_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "twice.json"
    path.write_text('{"CFDocument": {"title": "a",\n "title": "b"}}')
    with pytest.raises(InvalidJson) as caught:
        read_framework(path)
    assert (caught.value.pointer, caught.value.place) == ("/CFDocument/title", (2, 11))


@pytest.mark.parametrize("rest", ['"open', "[" * 100_000, "{}, {}: 1}"])
def test_the_place_is_told_though_nothing_can_be_read_after_it(rest: str, tmp_path: Path) -> None:
    path = tmp_path / "twice.json"
    path.write_text(f'{{"CFDocument": {{"title": "a",\n "title": "b"}}, "CFItems": {rest}')
    with pytest.raises(InvalidJson) as caught:
        read_framework(path)
    assert (caught.value.pointer, caught.value.place) == ("/CFDocument/title", (2, 11))


def test_very_many_short_items_are_refused_before_they_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    path.write_text('{"CFDocument": {}, "CFItems": [' + ",\n".join(["{}"] * 900_000) + "]}")
    started = time.perf_counter()
    with pytest.raises(LimitExceeded, match=f"at most {MAX_FRAMEWORK_ITEMS}") as caught:
        read_framework(path)
    assert caught.value.pointer == f"/CFItems/{MAX_FRAMEWORK_ITEMS}"
    assert caught.value.place == (MAX_FRAMEWORK_ITEMS + 1, 1)
    assert time.perf_counter() - started < 10
