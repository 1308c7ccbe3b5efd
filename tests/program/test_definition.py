"""The typed model of a definition, and what it refuses."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from microcred.errors import InvalidDocument
from microcred.program.definition import MicroCredential, Stack, read_any
from microcred.program.submission import Level

from .definitions import ID, OTHER_ID, STACK_ID, micro_credential, stack

Change = Callable[[dict[str, Any]], object]


def faults(document: dict[str, Any]) -> list[tuple[str, str]]:
    kind = Stack if document["format"] == "microcred-stack/1" else MicroCredential
    return [(fault.pointer, fault.code) for fault in kind.check_document(document)]


def test_a_definition_is_read_and_written_again() -> None:
    for document in (micro_credential(), stack()):
        definition = read_any(document)
        assert type(definition).from_document(definition.to_document()) == definition
    written = MicroCredential.from_document(micro_credential()).to_document()
    assert written["parts"][1]["evidence"][0]["mediaTypes"] == ["video/*", "audio/mpeg"]


def test_a_version_that_reads_as_a_number_is_to_be_quoted() -> None:
    (fault,) = MicroCredential.check_document(micro_credential(version=1.0))
    assert (fault.pointer, fault.code) == ("/version", "wrong-type")
    assert fault.advice == 'Put it in quotes: "1.0".'


def test_what_has_its_default_is_the_same_text() -> None:
    said = micro_credential(assessment={"waitDays": 0}, prerequisites=[])
    unsaid = MicroCredential.from_document(micro_credential())
    assert MicroCredential.from_document(said).digest == unsaid.digest
    assert "assessment" not in unsaid.to_document()


def test_the_digest_pins_the_text() -> None:
    document = micro_credential()
    document["parts"][1]["evidence"][0].pop("min")  # what it is anyway
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    digest = MicroCredential.from_document(micro_credential()).digest
    assert digest == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    changed = micro_credential()
    changed["rubric"][0]["levels"][0]["description"] = "Hardly ever."
    assert MicroCredential.from_document(changed).digest != digest


def test_programs_can_write_definitions_too() -> None:
    members = micro_credential()
    del members["format"]
    read = MicroCredential.from_document(micro_credential())
    assert MicroCredential(**members) == read
    assert MicroCredential(**{**members, "rubric": read.rubric}) == read
    with pytest.raises(InvalidDocument, match="missing") as caught:
        MicroCredential(**{**members, "alignments": [{"url": "https://x.example/1"}]})
    assert caught.value.faults[0].pointer == "/alignments/0"


def test_definitions_do_not_change() -> None:
    level = MicroCredential.from_document(micro_credential()).rubric[0].levels[0]
    with pytest.raises(ValueError, match="frozen"):
        level.id = "other"  # type: ignore[misc]
    assert isinstance(level, Level)


def test_the_format_says_what_the_file_is() -> None:
    assert isinstance(read_any(micro_credential()), MicroCredential)
    assert isinstance(read_any(stack()), Stack)
    for unknown in ("microcred/2", 1, ["microcred/1"], None):
        with pytest.raises(InvalidDocument) as caught:
            read_any(micro_credential(format=unknown))
        assert [(each.pointer, each.code) for each in caught.value.faults] == [
            ("/format", "unknown-format")
        ]


def test_what_a_stack_needs() -> None:
    read = Stack.from_document(stack())
    assert [each.needed for each in read.requires] == [1, 1]
    assert read.members == [ID, OTHER_ID]
    assert Stack.from_document(stack(requires=[{"of": [ID, OTHER_ID]}])).requires[0].needed == 2


def test_the_parts_that_a_criterion_judges() -> None:
    read = MicroCredential.from_document(micro_credential())
    assert [part.id for part in read.parts_of("waits")] == ["lesson"]
    criterion = read.criterion("waits")
    assert criterion is not None
    assert criterion.required == "proficient"
    assert read.criterion("other") is None


def test_how_many_pieces_of_evidence_are_accepted() -> None:
    document = micro_credential()
    document["parts"][0]["evidence"][0]["min"] = 3
    document["parts"][2]["evidence"][0]["min"] = 0
    read = MicroCredential.from_document(document)
    assert [part.evidence[0].accepted for part in read.parts] == [3, 2, 1]


REFUSED: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "a member that there is not": (
        lambda d: d["parts"][1]["evidence"][0].update(medaTypes=[]),
        [("/parts/1/evidence/0/medaTypes", "unknown-member")],
    ),
    "a member in snake case": (
        lambda d: d["parts"][1]["evidence"][0].update(media_types=[]),
        [("/parts/1/evidence/0/media_types", "unknown-member")],
    ),
    "no competency": (lambda d: d.pop("competency"), [("/competency", "missing-member")]),
    "an author whose id runs when it is followed": (
        lambda d: d.update(authors=[{"name": "A", "id": "javascript:alert(1)"}]),
        [("/authors/0/id", "invalid-url")],
    ),
    "an empty competency": (lambda d: d.update(competency=" \n"), [("/competency", "empty-text")]),
    "text that is a command to a terminal": (
        lambda d: d["rubric"][0].update(name="\x1b[2JWaits"),
        [("/rubric/0/name", "control-character")],
    ),
    "null": (lambda d: d.update(hours=None), [("/hours", "null-value")]),
    "hours that are none": (lambda d: d.update(hours=0), [("/hours", "not-in-range")]),
    "hours in words": (lambda d: d.update(hours="ten"), [("/hours", "not-in-range")]),
    "an id that is a word": (lambda d: d.update(id="wait-time"), [("/id", "invalid-id")]),
    "an id with a fragment": (
        lambda d: d.update(id="https://hill.example/wait#time"),
        [("/id", "invalid-id")],
    ),
    "an id that is a whole host": (
        lambda d: d.update(id="https://hill.example"),
        [("/id", "invalid-id")],
    ),
    "a link that runs code": (
        lambda d: d["resources"][0].update(link="javascript:alert(1)"),
        [("/resources/0/link", "invalid-url")],
    ),
    "a kind that there is not": (
        lambda d: d["parts"][1].update(kind="portfolio"),
        [("/parts/1/kind", "unknown-term")],
    ),
    "a name with capitals": (
        lambda d: d["parts"][0].update(id="Overview"),
        [("/parts/0/id", "invalid-name")],
    ),
    "no parts": (lambda d: d.update(parts=[]), [("/parts", "too-short")]),
    "one level": (
        lambda d: d["rubric"][1]["levels"].pop(),
        [("/rubric/1/levels", "too-short")],
    ),
    "a required level that there is not": (
        lambda d: d["rubric"][0].update(required="profficient"),
        [("/rubric/0/required", "no-such-level")],
    ),
    "no required level in a part": (
        lambda d: d["rubric"][0].pop("required"),
        [("/parts/1/passing/criteria", "nothing-required")],
    ),
    "a criterion that no part is judged by": (
        lambda d: d["parts"][1].update(passing={"statement": "Yes."}),
        [("/rubric/0/id", "criterion-without-part"), ("/rubric/2/id", "criterion-without-part")],
    ),
    "a part judged by no criterion of the rubric": (
        lambda d: d["parts"][1]["passing"]["criteria"].append("weights"),
        [("/parts/1/passing/criteria/2", "no-such-criterion")],
    ),
    "a part judged by nothing": (
        lambda d: d["parts"][0].update(passing={}),
        [("/parts/0/passing", "passing-rule")],
    ),
    "a part judged by both": (
        lambda d: d["parts"][0]["passing"].update(criteria=["waits"]),
        [("/parts/0/passing", "passing-rule")],
    ),
    "two parts of one id": (
        lambda d: d["parts"][2].update(id="lesson"),
        [("/parts/2/id", "id-twice")],
    ),
    "two pieces of evidence of one id, in two parts": (
        lambda d: d["parts"][2]["evidence"][0].update(id="context"),
        [("/parts/2/evidence/0/id", "id-twice")],
    ),
    "two criteria of one id": (
        lambda d: d["rubric"][1].update(id="waits"),
        [
            ("/parts/2/passing/criteria/0", "no-such-criterion"),
            ("/rubric/1/id", "id-twice"),
        ],
    ),
    "two levels of one id": (
        lambda d: d["rubric"][2]["levels"][1].update(id="partly"),
        [("/rubric/2/levels/1/id", "id-twice")],
    ),
    "more needed than accepted": (
        lambda d: d["parts"][1]["evidence"][0].update(min=3),
        [("/parts/1/evidence/0/max", "min-above-max")],
    ),
    "media types of text": (
        lambda d: d["parts"][0]["evidence"][0].update(mediaTypes=["text/plain"]),
        [("/parts/0/evidence/0/mediaTypes", "no-file-expected")],
    ),
    "a media type that is an ending": (
        lambda d: d["parts"][1]["evidence"][0].update(mediaTypes=["mp4"]),
        [("/parts/1/evidence/0/mediaTypes/0", "invalid-media-type")],
    ),
    "an alignment to nothing": (
        lambda d: d.update(alignments=[{"framework": "list"}]),
        [("/alignments/0", "missing-member"), ("/alignments/0", "missing-member")],
    ),
    "an alignment to an item of no framework": (
        lambda d: d.update(alignments=[{"item": "one"}]),
        [("/alignments/0", "missing-member")],
    ),
    "a name of 65 characters": (
        lambda d: d["parts"][0].update(id="a" * 65),
        [("/parts/0/id", "invalid-name")],
    ),
    "an alignment that says what the framework says": (
        lambda d: d["alignments"][0].update(name="One"),
        [("/alignments/0/name", "said-twice")],
    ),
    "a picture that is nowhere": (
        lambda d: d.update(image={"caption": "A clock"}),
        [("/image", "missing-member")],
    ),
    "a tag said twice": (
        lambda d: d.update(tags=["a", "b", "a"]),
        [("/tags/2", "named-twice")],
    ),
    "no attempts": (
        lambda d: d.update(assessment={"attempts": 0}),
        [("/assessment/attempts", "not-in-range")],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    change, expected = REFUSED[name]
    document = micro_credential()
    change(document)
    assert faults(document) == expected


def test_an_unknown_member_is_told_what_was_probably_meant() -> None:
    (fault,) = MicroCredential.check_document(micro_credential(competancy="x"))
    assert fault.advice == "Did you mean competency?"
    document = micro_credential()
    document["rubric"][0]["levels"][0]["xyz"] = 1
    (fault,) = MicroCredential.check_document(document)
    assert fault.pointer == "/rubric/0/levels/0/xyz"
    assert fault.advice == "There are: id, name, description, points."


@pytest.mark.parametrize(
    ("requires", "expected"),
    [
        ([], [("/requires", "too-short")]),
        ([{"of": []}], [("/requires/0/of", "too-short")]),
        ([{"of": [ID], "count": 2}], [("/requires/0/count", "count-too-high")]),
        ([{"of": [ID, ID]}], [("/requires/0/of/1", "named-twice")]),
        ([{"of": [ID], "count": 0}], [("/requires/0/count", "not-in-range")]),
    ],
)
def test_refused_stacks(requires: Any, expected: list[tuple[str, str]]) -> None:
    assert faults(stack(requires=requires)) == expected
    assert STACK_ID != ID


def test_a_hundred_faults_are_listed_and_the_rest_counted() -> None:
    groups = [{"of": [ID], "name": "Group"}] * 150
    found = faults(stack(languages=["ar"], requires=groups))
    assert len(found) == 101
    assert found[-1] == ("", "more-faults")


class TestLanguages:
    """Every text is in every language of the definition."""

    def in_arabic(self) -> dict[str, Any]:
        document = stack(languages=["ar"])
        document["name"] = {"en": "Questioning", "ar": "طرح الأسئلة"}
        document["competency"] = {"en": "The educator leads.", "ar": "يقود المعلم النقاش."}
        document["requires"][1]["name"] = {"en": "One more", "ar": "واحد آخر"}
        return document

    def test_texts_from_right_to_left_are_kept(self) -> None:
        read = Stack.from_document(self.in_arabic())
        assert read.to_document() == self.in_arabic()
        assert read.all_languages == ("en", "ar")

    def test_a_text_that_is_missing_in_one_of_them(self) -> None:
        document = self.in_arabic()
        document["name"] = "Questioning"
        del document["requires"][1]["name"]["ar"]
        assert faults(document) == [
            ("/name", "language-missing"),
            ("/requires/1/name", "language-missing"),
        ]

    def test_a_text_in_a_language_that_is_not_stated(self) -> None:
        document = self.in_arabic()
        document["name"]["fr"] = "Questionner"
        assert faults(document) == [("/name/fr", "language-not-stated")]

    def test_the_main_language_is_not_said_again(self) -> None:
        assert faults(stack(languages=["en"])) == [("/languages/0", "named-twice")]

    @pytest.mark.parametrize("tag", ["english", "EN", "en_US", ""])
    def test_tags_that_are_none(self, tag: str) -> None:
        document = self.in_arabic()
        document["name"][tag] = "x"
        assert faults(document) == [("/name", "invalid-language")]


def test_what_is_expected_is_told_in_words_that_can_be_written() -> None:
    document = micro_credential()
    document["parts"][0]["kind"] = "סקירה"
    document["rubric"][0]["required"] = None
    told = {fault.pointer: fault.message for fault in MicroCredential.check_document(document)}
    assert (
        told["/parts/0/kind"] == "expected one of: overview, work, reflection, found text 'סקירה'"
    )
    assert ",," not in told["/rubric/0/required"]
