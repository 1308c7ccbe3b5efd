"""Whatever is in a file: a framework, or one of our errors; never a stray exception."""

from __future__ import annotations

import contextlib
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.errors import MicrocredError
from microcred.program.frameworks import Described, Framework, read_framework
from microcred.program.frameworks.importing import JSON_FORMATS
from microcred.program.frameworks.stored import dump_framework, load_framework

from .sources import CSV_TABLE, case_package, ctdl_asn_graph

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        found += [place for name, member in items for place in places(member, (*path, name))]
    return found


def put(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(document)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return changed


@pytest.mark.parametrize("form", JSON_FORMATS)
@given(data=st.data())
@settings(max_examples=150)
def test_any_member_may_be_anything(form: str, data: st.DataObject) -> None:
    document: Any = {"case": case_package, "ctdl-asn": ctdl_asn_graph}[form]()
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(document)))
        document = put(document, path, data.draw(VALUES))
    _, read = JSON_FORMATS[form]
    try:
        framework = read(document)
    except MicrocredError:
        return
    assert load_framework(dump_framework(framework)) == framework


@given(data=st.data())
@settings(max_examples=150)
def test_a_stored_file_may_be_anything(data: st.DataObject) -> None:
    stored = json.loads(dump_framework(JSON_FORMATS["case"][1](case_package())))
    path = data.draw(st.sampled_from(places(stored)))
    changed = put(stored, path, data.draw(VALUES))
    with contextlib.suppress(MicrocredError):
        assert isinstance(load_framework(json.dumps(changed).encode()), Framework)


@given(table=st.text(max_size=200) | st.text(max_size=60).map(lambda text: CSV_TABLE + text))
@settings(max_examples=150)
def test_any_text_may_be_a_table(table: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path: Path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(table.encode("utf-8", "surrogatepass"))
    try:
        framework = read_framework(path, Described("any", "Any"))
    except MicrocredError:
        return
    assert load_framework(dump_framework(framework)) == framework
