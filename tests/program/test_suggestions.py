"""What comes next is suggested with its reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from microcred.program.catalogue import read_standard
from microcred.program.frameworks import FrameworkFolder
from microcred.program.suggestions import Needs, Suggestion, suggest
from microcred.registry import Database

from .catalogues import SITE, catalogue


def ids(*slugs: str) -> frozenset[str]:
    return frozenset(SITE + slug for slug in slugs)


def summary(found: list[Suggestion]) -> list[tuple[str, list[str]]]:
    return [
        (each.entry.id.removeprefix(SITE), [reason.code for reason in each.reasons])
        for each in found
    ]


def suggested(database: Database | None = None, **needs: Any) -> list[tuple[str, list[str]]]:
    return summary(suggest(catalogue(database), Needs(**needs)))


def test_what_is_missing_in_a_stack() -> None:
    found = suggest(catalogue(), Needs(stack=SITE + "leader"))
    assert summary(found) == [
        ("listening", ["missing-in-stack", "comes-before"]),
        ("evidence", ["missing-in-stack"]),
    ]
    listening, evidence = found
    assert listening.reasons[0].text == "is the last one missing in “Listening Leader”"
    assert "“Open Questions”" in listening.reasons[1].text
    assert evidence.reasons[0].text == "is one of 2 to choose 1 from in “Listening Leader”"


def test_what_is_held_is_not_suggested_but_built_on() -> None:
    found = suggested(stack=SITE + "leader", held=ids("listening"))
    assert found == [
        ("questions", ["missing-in-stack", "builds-on"]),
        ("evidence", ["missing-in-stack"]),
    ]
    assert suggested(stack=SITE + "leader", held=ids("listening", "evidence")) == []


def test_a_stack_that_is_begun_is_a_reason() -> None:
    found = suggested(held=ids("listening"), roles=["teacher"], grades=["3"])
    assert found[0] == ("questions", ["stack-begun", "builds-on", "for-role", "for-grade"])
    assert ("evidence", ["stack-begun"]) in found


def test_a_standard_is_a_reason_and_leads_to_what_comes_before() -> None:
    standard = read_standard("spl-2022:leadership", FrameworkFolder(Path("nowhere")))
    found = suggest(catalogue(), Needs(standards=[standard]))
    assert summary(found) == [("listening", ["comes-before"])]
    assert found[0].reasons[0].text == (
        "comes before “Coaching a Colleague”, which serves the standard “Leadership”"
    )
    assert summary(
        suggest(catalogue(), Needs(standards=[standard], held=ids("listening", "questions")))
    ) == [("coaching", ["serves-standard", "builds-on"])]


def test_own_words_are_a_reason(database: Database) -> None:
    found = suggest(
        catalogue(database), Needs(text="I do not know what to teach after the results")
    )
    assert found[0].entry.id == SITE + "evidence"
    assert found[0].reasons[0].code == "fits-words"
    assert "results" in found[0].reasons[0].text


def test_short_words_tell_little(database: Database) -> None:
    found = suggest(catalogue(database), Needs(text="how to do it, so that results decide"))
    assert found[0].entry.id == SITE + "evidence"
    assert found[0].reasons[0].text in {"speaks of results, decide", "speaks of decide, results"}


def test_another_form_of_a_word_fits(database: Database) -> None:
    found = suggested(database, text="observation", held=ids("listening", "questions"))
    assert [slug for slug, _ in found] == ["coaching"]


def test_what_is_for_others_is_left_out() -> None:
    assert [slug for slug, _ in suggested(roles=["principal"])] == ["evidence", "arabic"]
    assert "questions" not in [slug for slug, _ in suggested(subjects=["science"])]


def test_without_needs_what_can_be_begun() -> None:
    assert suggested() == [
        ("listening", ["can-be-begun"]),
        ("evidence", ["can-be-begun"]),
        ("arabic", ["can-be-begun"]),
    ]


def test_no_more_than_asked_for() -> None:
    assert len(suggest(catalogue(), Needs(), limit=1)) == 1


def test_a_need_that_nothing_serves(database: Database) -> None:
    assert suggested(database, text="quantum chromodynamics") == []
