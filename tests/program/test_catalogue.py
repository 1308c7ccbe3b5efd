"""Micro-credentials are found by every need, the same on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from microcred.errors import ConfigurationError
from microcred.program.catalogue import Catalogue, read_standard
from microcred.program.catalogue_filter import Filter
from microcred.program.frameworks import Framework, FrameworkFolder, Item
from microcred.registry import Database

from .catalogues import SITE, catalogue, definition, definitions


@pytest.fixture(scope="module")
def whole() -> Catalogue:
    return catalogue()


def slugs(catalogue: Catalogue, text: str = "", **wanted: Any) -> list[str]:
    found = catalogue.search(Filter(**wanted), text)
    return [each.entry.id.removeprefix(SITE) for each in found]


def standards(*names: str) -> list[Any]:
    return [read_standard(name, FrameworkFolder(Path("nowhere"))) for name in names]


def test_without_a_condition_all_are_there_by_name(whole: Catalogue) -> None:
    assert slugs(whole) == ["listening", "coaching", "leader", "questions", "evidence", "arabic"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"roles": ["COACH"]}, ["coaching", "leader", "questions", "evidence", "arabic"]),
        ({"subjects": ["science"]}, ["listening", "coaching", "leader", "evidence", "arabic"]),
        ({"grades": ["K-1"]}, ["listening", "coaching", "leader", "evidence", "arabic"]),
        ({"grades": ["3"], "kind": "micro-credential", "tags": ["Communication"]},
         ["listening", "questions"]),
        ({"tags": ["questioning", "nothing"]}, ["questions"]),
        ({"kind": "stack"}, ["leader"]),
        ({"language": "ar"}, ["arabic"]),
        ({"language": "en", "tags": ["communication"]}, ["listening", "questions"]),
        ({"max_hours": 15}, ["listening", "questions"]),
        ({"min_hours": 11, "max_hours": 30}, ["coaching", "questions"]),
        ({"held": frozenset({SITE + "listening"}), "show_held": "only"}, ["listening"]),
        ({"held": frozenset({SITE + "listening"}), "show_held": "hide", "tags": ["communication"]},
         ["questions"]),
        ({"ready": True, "kind": "micro-credential"}, ["listening", "evidence", "arabic"]),
        ({"ready": True, "held": frozenset({SITE + "listening"}), "tags": ["questioning"]},
         ["questions"]),
        ({"leads_to": SITE + "coaching"}, ["listening", "questions"]),
        ({"leads_to": SITE + "leader"}, ["listening", "questions", "evidence"]),
        ({"leads_to": SITE + "nothing"}, []),
        ({"standards": standards("equity-practices")}, ["listening", "questions"]),
        ({"standards": standards("spl-2022:leadership", "evidence")},
         ["coaching", "leader", "evidence"]),
        ({"standards": standards("rigorous-content-for-each-learner")}, ["listening", "questions"]),
        ({"standards": standards("spl-2022")},
         ["listening", "coaching", "leader", "questions", "evidence"]),
        ({"standards": standards("spl-2011")}, []),
    ],
)  # fmt: skip
def test_a_condition_finds(wanted: dict[str, Any], found: list[str], whole: Catalogue) -> None:
    assert slugs(whole, **wanted) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("active listening", ["listening"]),
        ("commun", ["listening", "questions"]),
        ("معلم", ["arabic"]),
        ("equity practices", ["listening", "questions"]),
        ("mathematics", ["questions"]),
        ("L1", ["listening"]),
        ("accomplished", ["listening", "questions", "coaching", "evidence", "arabic"]),
        ("nothing of the kind", []),
    ],
)
def test_words_find(text: str, found: list[str], database: Database) -> None:
    assert sorted(slugs(catalogue(database), text)) == sorted(found)


def test_the_name_counts_most(database: Database) -> None:
    found = slugs(catalogue(database), "listening")
    assert set(found[:2]) <= {"listening", "leader", "arabic"}
    assert "questions" not in found


def test_words_and_conditions_go_together(database: Database) -> None:
    assert slugs(catalogue(database), "students", tags=["questioning"]) == ["questions"]


def test_a_find_shows_where_the_words_are(database: Database) -> None:
    (found,) = catalogue(database).search(Filter(), "decides teach")
    assert [piece.text for piece in found.snippet if piece.found] == ["decides", "teach"]
    assert found.score > 0
    (found,) = catalogue(database).search(Filter(), "active")  # in the name alone
    assert "".join(piece.text for piece in found.snippet) == found.entry.competency()


def test_a_changed_definition_is_found_by_its_new_words(database: Database, tmp_path: Path) -> None:
    catalogue(database).search(Filter(), "listening")
    changed = [
        (file, each.model_copy(update={"name": "Wonderful Hearing"}))
        for file, each in definitions()
        if file == "listening.yaml"
    ]
    after = Catalogue(changed, FrameworkFolder(tmp_path), catalogue(database)._index)
    assert slugs(after, "wonderful") == ["listening"]
    assert slugs(after, "evidence") == []


def test_an_entry_is_called_by_id_code_or_file(whole: Catalogue) -> None:
    for name in (SITE + "listening", "L1", "listening.yaml", "listening"):
        assert whole.entry(name).id == SITE + "listening"
    with pytest.raises(ConfigurationError) as caught:
        whole.entry("hearing")
    assert caught.value.code == "no-such-definition"


def test_a_standard_that_two_frameworks_have_must_be_said_in_full(tmp_path: Path) -> None:
    folder = FrameworkFolder(tmp_path)
    assert read_standard("spl-2011:leadership", folder).framework.id == "spl-2011"
    with pytest.raises(ConfigurationError, match="spl-2011:leadership, spl-2022:leadership"):
        read_standard("leadership", folder)
    with pytest.raises(ConfigurationError) as caught:
        read_standard("spl-2022:no-such", folder)
    assert caught.value.code == "no-such-standard"


def test_a_standard_may_be_called_by_a_uri(tmp_path: Path) -> None:
    folder = FrameworkFolder(tmp_path)
    item = Item("a", "A", uri="https://standards.example/a:1")
    folder.store(Framework("own", "Own", items=(item,)))
    assert read_standard("https://standards.example/a:1", folder).item == item


def test_an_address_of_an_item_counts_as_the_item(tmp_path: Path) -> None:
    folder = FrameworkFolder(tmp_path)
    page = folder.find("spl-2022", "equity-practices")
    assert page is not None
    alignments = [
        {"name": "Equity", "url": page.target_url},
        {"name": "Unclear", "url": page.framework.uri},
    ]
    own = definition("own", "Own", "Own.", alignments=alignments)
    found = Catalogue([("own.yaml", own)], folder)
    assert [each.key for each in next(iter(found)).standards] == [("spl-2022", "equity-practices")]


def test_a_circle_of_prerequisites_ends() -> None:
    circle = [
        (file, each.model_copy(update={"prerequisites": [SITE + "coaching"]}))
        for file, each in definitions()
    ]
    odd = Catalogue(circle, FrameworkFolder(Path("nowhere")))
    assert odd.before[SITE + "coaching"] == frozenset()
    assert SITE + "coaching" in odd.before[SITE + "leader"]
