"""A framework keeps its words in every language, and tells them in the one that is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from microcred.errors import InvalidDocument
from microcred.program.frameworks import Framework, Wording
from microcred.program.frameworks.searching import search_framework
from microcred.program.frameworks.stored import dump_framework, load_framework
from microcred.program.languages import best_language
from microcred.registry import Database

from .sources import ctdl_asn_graph, ctid
from .test_importing import read

ARABIC = "يطرح أسئلة مفتوحة"


def multilingual() -> dict[str, Any]:
    graph = ctdl_asn_graph()
    framework, _, asks, observes = graph["@graph"]
    framework["ceasn:name"] = {"en-US": "Coaching", "es": "Acompañamiento"}
    framework["ceasn:description"] = {"es": "Para quien acompaña.", "en-US": "For coaches."}
    asks["ceasn:competencyText"] = {
        "ar": ARABIC,
        "en-US": "Asks open questions",
        "es": "Hace preguntas abiertas",
    }
    asks["ceasn:competencyLabel"] = {"es": "Preguntas", "en-US": "Questions"}
    observes["ceasn:competencyLabel"] = {"es": "Observar"}
    return graph


@pytest.fixture
def framework(tmp_path: Path) -> Framework:
    return load_framework(dump_framework(read(tmp_path, multilingual())))


def test_the_main_language_is_that_of_the_framework(framework: Framework) -> None:
    assert (framework.title, framework.language) == ("Coaching", "en-US")
    assert framework.description == "For coaches."
    item = framework.by_id[ctid(2)]
    assert (item.name, item.statement, item.language) == (
        "Questions",
        "Asks open questions",
        "en-US",
    )


def test_every_other_language_is_kept(framework: Framework) -> None:
    assert framework.languages == ("en-US", "es", "ar")
    assert framework.translations == (Wording("es", "Acompañamiento", "Para quien acompaña."),)
    assert framework.by_id[ctid(2)].translations == (
        Wording("ar", "", ARABIC),
        Wording("es", "Preguntas", "Hace preguntas abiertas"),
    )


def test_a_short_form_in_another_language_is_not_the_items_own(framework: Framework) -> None:
    item = framework.by_id[ctid(3)]
    assert (item.name, item.title) == ("", "Observes lessons")
    assert item.worded("es").title == "Observar"
    assert item.worded("es").statement == "Observes lessons"


def test_words_come_in_the_language_that_is_asked_for(framework: Framework) -> None:
    item = framework.by_id[ctid(2)]
    assert item.worded("es-MX").title == "Preguntas"
    assert item.worded("es-MX").language == "es"
    assert item.worded("ar").title == ARABIC
    assert item.worded("en").title == item.worded("nl").title == "Questions"
    assert framework.title_in("es") == "Acompañamiento"
    assert framework.title_in("ar") == "Coaching"


@pytest.mark.parametrize("words", ["abiertas", "preg", "مفتوحه", "open quest"])
def test_words_are_found_in_every_language(words: str, framework: Framework) -> None:
    found = search_framework(framework, words, Database("sqlite://"))
    assert [item.id for item in found] == [ctid(2)]


def test_other_words_make_another_index(framework: Framework, tmp_path: Path) -> None:
    assert framework.digest != read(tmp_path, ctdl_asn_graph()).digest


def test_a_language_map_of_the_wrong_kind_is_a_fault(tmp_path: Path) -> None:
    graph = multilingual()
    graph["@graph"][2]["ceasn:competencyText"]["es"] = 7
    with pytest.raises(InvalidDocument) as caught:
        read(tmp_path, graph)
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.code) == ("/@graph/2/ceasn:competencyText/es", "wrong-type")


def test_a_text_may_be_a_value_object(tmp_path: Path) -> None:
    graph = multilingual()
    graph["@graph"][2]["ceasn:competencyText"] = [
        {"@value": "Asks", "@language": "en-US"},
        {"@value": "Pregunta", "@language": "es"},
    ]
    item = read(tmp_path, graph).by_id[ctid(2)]
    assert (item.statement, item.worded("es").statement) == ("Asks", "Pregunta")


def test_a_table_has_a_column_for_each_language(tmp_path: Path) -> None:
    table = "id,statement,statement_es,name_pt-BR\na,Listens,Escucha,Ouvir\nb,Waits,,\n"
    framework = read(tmp_path, table)
    assert framework.by_id["a"].translations == (
        Wording("es", "", "Escucha"),
        Wording("pt-br", "Ouvir", ""),
    )
    assert framework.by_id["b"].translations == ()


@pytest.mark.parametrize(
    ("wanted", "tags", "best"),
    [
        ("es", ["en", "es-MX", "es"], "es"),
        ("ES-mx", ["es", "es-MX"], "es-MX"),
        ("es", ["en", "es-MX"], "es-MX"),
        ("es-MX", ["en", "es"], "es"),
        ("e", ["en", "es"], None),
        ("", ["", "en"], None),
    ],
)
def test_the_tag_that_serves_best(wanted: str, tags: list[str], best: str | None) -> None:
    assert best_language(wanted, tags) == best
