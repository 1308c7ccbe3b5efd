"""The same questions find the same texts, in the same order, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.errors import LimitExceeded
from microcred.program.search.index import Text, TextIndex
from microcred.registry import Database

TEXTS = [
    Text("listening", "Active Listening", "communication", "Hears what students say in class."),
    Text("questions", "Open Questions", "communication", "Asks so that students think and listen."),
    Text("reading", "Évaluation de la lecture", "lecture", "Évaluer la compréhension des élèves."),
    Text("arabic", "الاستماع إلى الطلاب", "تواصل", "مُعَلِّم يستمع ويسأل"),
    Text("hebrew", "הקשבה פעילה", "תקשורת", "מורה מקשיבה לתלמידים"),
    Text("japanese", "聞く力を育てる", "対話", "生徒の話を最後まで聞く"),
    Text("hindi", "सक्रिय श्रवण", "संचार", "छात्रों को ध्यान से सुनना"),
    Text("odd", "C++ & \"quotes\" 'n' more: (NOT) AND * OR", "", "naïve 100% \\ :* | !"),
]


@pytest.fixture
def index(database: Database) -> TextIndex:
    index = TextIndex(database)
    assert index.refresh("catalogue", "1", lambda: TEXTS) is True
    return index


def keys(index: TextIndex, question: str, **options: Any) -> list[str]:
    return [hit.key for hit in index.search("catalogue", question, **options)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("listening", ["listening"]),
        ("LISTEN", ["listening", "questions"]),
        ("students listen", ["listening", "questions"]),
        ("stud asks", ["questions"]),
        ("communication", ["listening", "questions"]),
        ("evaluation", ["reading"]),
        ("ÉLÈVE", ["reading"]),
        ("معلم", ["arabic"]),
        ("الطُّلاب", ["arabic"]),
        ("הקשבה", ["hebrew"]),
        ("聞く", ["japanese"]),
        ("話", ["japanese"]),
        ("育てる", ["japanese"]),
        ("सुन", ["hindi"]),
        ("naive", ["odd"]),
        ("100", ["odd"]),
        ("C++", ["odd", "listening", "questions", "reading"]),
        ("NOT AND OR", ["odd"]),
        ("students lecture", []),
        ('"; DROP TABLE x', []),
        ("' \" * : | & ! ( ) \\", []),
        ("", []),
    ],
)
def test_a_question_finds(question: str, found: list[str], index: TextIndex) -> None:
    assert keys(index, question) == found


def test_a_title_counts_more_than_a_body(index: TextIndex) -> None:
    assert keys(index, "listen") == ["listening", "questions"]
    assert keys(index, "questions") == ["questions"]


def test_what_fits_alike_comes_by_its_title_and_its_place(index: TextIndex) -> None:
    """The shorter title first, then the first in the source; keys say nothing."""
    texts = [Text("z", "Number sense"), Text("b", "Number"), Text("a", "Number"), Text("c", "x")]
    index.refresh(
        "order", "1", lambda: [*texts, Text("d", "y", "number"), Text("e", "y", "", "numbers")]
    )
    assert [hit.key for hit in index.search("order", "numb")] == ["b", "a", "z", "d", "e"]


def test_a_rare_word_counts_more_where_one_is_enough(index: TextIndex) -> None:
    texts = [*(Text(f"{each}", "Common") for each in range(5)), Text("rare", "Rare")]
    index.refresh("rarity", "1", lambda: texts)
    found = [hit.key for hit in index.search("rarity", "common rare", any_word=True)]
    assert found == ["rare", "0", "1", "2", "3", "4"]


def test_the_best_place_of_a_word_counts(index: TextIndex) -> None:
    texts = [Text("body", "A b", "", "wait " * 9), Text("all", "Wait for it", "wait", "wait")]
    index.refresh("places", "1", lambda: texts)
    assert [(hit.key, hit.score) for hit in index.search("places", "wait")] == [
        ("all", 10.0),
        ("body", 1.0),
    ]


def test_any_word_is_enough_where_asked(index: TextIndex) -> None:
    found = keys(index, "questions lecture nothing", any_word=True)
    assert found == ["questions", "reading"]
    assert keys(index, "students say nothing") == []
    assert keys(index, "students say nothing", any_word=True)[0] == "listening"


def test_no_more_than_asked(index: TextIndex) -> None:
    assert keys(index, "communication", limit=1) == keys(index, "communication")[:1]


def test_the_same_digest_leaves_the_index_alone(index: TextIndex) -> None:
    def never() -> list[Text]:
        raise AssertionError("the texts were not needed")

    assert index.refresh("catalogue", "1", never) is False
    assert keys(index, "listening") == ["listening"]


def test_another_digest_makes_it_anew(index: TextIndex) -> None:
    assert index.refresh("catalogue", "2", lambda: TEXTS[1:]) is True
    assert keys(index, "listening") == []
    assert keys(index, "questions") == ["questions"]


def test_sources_are_apart(index: TextIndex) -> None:
    index.refresh("framework", "1", lambda: [Text("item", "Listening standards")])
    assert keys(index, "listening") == ["listening"]
    assert [hit.key for hit in index.search("framework", "listen")] == ["item"]
    index.refresh("framework", "2", list)
    assert index.search("framework", "listen") == []
    assert keys(index, "listening") == ["listening"]


def test_a_text_of_a_million_words_is_indexed_in_part(index: TextIndex) -> None:
    long = Text("long", "Long", "", "first " + "word " * 1_000_000 + "last")
    index.refresh("long", "1", lambda: [long])
    assert [hit.key for hit in index.search("long", "first")] == ["long"]
    assert index.search("long", "last") == []


def test_a_question_without_end_is_refused(index: TextIndex) -> None:
    with pytest.raises(LimitExceeded) as caught:
        index.search("catalogue", "x" * 2_001)
    assert caught.value.code == "question-too-long"
    assert index.search("catalogue", " ".join(f"w{n}" for n in range(400))) == []


def test_two_indexes_on_one_database(index: TextIndex, database: Database) -> None:
    other = TextIndex(database)
    assert [hit.key for hit in other.search("catalogue", "listening")] == ["listening"]
