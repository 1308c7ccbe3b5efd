"""The rules of Open Badges 3.0 that a schema cannot say."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.limits import MAX_FAULTS
from microcred.models import ADVISORY_CODES, check_open_badge
from tests.models.badges import ENDORSEMENT, badge, badge_with, badge_without, places
from tests.vectors import needs_vectors, read_vector, vector_files

SUBJECT = "credentialSubject"
ACHIEVEMENT = f"{SUBJECT}/achievement"
RUBRIC = f"{ACHIEVEMENT}/resultDescription/0"
SCORE = f"{ACHIEVEMENT}/resultDescription/1"
LEVEL = "urn:uuid:d05a0867-d0ad-4b03-bdb5-28fb5d2aab7a"


def test_a_sound_badge_breaks_no_rule() -> None:
    assert check_open_badge(badge()) == []


@pytest.mark.parametrize("document", [None, [], {}, "text", {"type": 7}, ENDORSEMENT])
def test_what_is_no_open_badge_has_one_fault(document: object) -> None:
    assert places(check_open_badge(document)) == [("/type", "not-an-open-badge")]


def test_the_recipient_has_an_id_or_an_identifier() -> None:
    without = badge_without(f"{SUBJECT}/identifier")
    assert places(check_open_badge(without)) == [("/credentialSubject", "subject-unidentified")]
    without["credentialSubject"]["id"] = "did:example:ana"
    assert check_open_badge(without) == []
    empty = badge_with(f"{SUBJECT}/identifier", [])
    assert places(check_open_badge(empty)) == [("/credentialSubject", "subject-unidentified")]


def test_criteria_have_an_id_or_a_narrative() -> None:
    place = f"/{ACHIEVEMENT}/criteria"
    assert places(check_open_badge(badge_with(f"{ACHIEVEMENT}/criteria", {}))) == [
        (place, "criteria-empty")
    ]
    with_page = badge_with(f"{ACHIEVEMENT}/criteria", {"id": "https://hill.example/criteria"})
    assert check_open_badge(with_page) == []


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (f"{SUBJECT}/activityEndDate", "2025-08-01T00:00:00Z", "dates-reversed"),
        (f"{SUBJECT}/identifier/0/identityHash", "ana@example.org", "identity-hash-malformed"),
        (f"{SUBJECT}/identifier/0/identityHash", "sha256$abc", "identity-hash-malformed"),
        (f"{SUBJECT}/identifier/0/identityHash", "md5$" + "0" * 64, "identity-hash-malformed"),
        (f"{SUBJECT}/result/0/resultDescription", "urn:nowhere", "result-description-unknown"),
        (f"{SUBJECT}/result/0/achievedLevel", "urn:nowhere", "achieved-level-unknown"),
        (f"{SUBJECT}/result/1/achievedLevel", LEVEL, "achieved-level-elsewhere"),
        (f"{SUBJECT}/result/1/value", "101", "value-out-of-range"),
        (f"{SUBJECT}/result/1/value", "-0.1", "value-out-of-range"),
        (f"{SUBJECT}/result/1/value", "good", "value-not-a-number"),
        (f"{RUBRIC}/requiredLevel", "urn:nowhere", "required-level-unknown"),
        (f"{RUBRIC}/rubricCriterionLevel/1/id", "urn:level:1", "duplicate-id"),
        (f"{SCORE}/requiredValue", "110", "value-out-of-range"),
        (f"{SCORE}/requiredValue", "pass", "value-not-a-number"),
        (f"{SCORE}/valueMin", "none", "value-not-a-number"),
        (f"{SCORE}/valueMin", "200", "value-range-reversed"),
        (f"{SCORE}/id", "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c", "duplicate-id"),
    ],
)
def test_a_broken_rule_is_named_with_its_place(path: str, value: Any, code: str) -> None:
    assert (f"/{path}", code) in places(check_open_badge(badge_with(path, value)))


def test_a_level_needs_its_result_description() -> None:
    faults = check_open_badge(badge_without(f"{SUBJECT}/result/0/resultDescription"))
    assert places(faults) == [(f"/{SUBJECT}/result/0/achievedLevel", "achieved-level-unlinked")]


def test_a_value_is_one_of_the_allowed_ones() -> None:
    document = badge_with(f"{RUBRIC}/allowedValue", ["C", "B", "A"])
    document["credentialSubject"]["result"][0]["value"] = "A"
    assert check_open_badge(document) == []
    document["credentialSubject"]["result"][0]["value"] = "D"
    rubric = document["credentialSubject"]["achievement"]["resultDescription"][0]
    rubric["requiredValue"] = "E"
    assert places(check_open_badge(document)) == [
        (f"/{RUBRIC}/requiredValue", "value-not-allowed"),
        (f"/{SUBJECT}/result/0/value", "value-not-allowed"),
    ]


def test_a_per_cent_sign_is_no_fault() -> None:
    assert check_open_badge(badge_with(f"{SUBJECT}/result/1/value", "85.5 %")) == []


def test_an_own_result_type_may_have_any_value() -> None:
    document = badge_with(f"{SCORE}/resultType", "ext:Grade")
    document["credentialSubject"]["result"][1]["value"] = "cum laude"
    assert check_open_badge(document) == []


def test_a_status_result_says_its_status() -> None:
    document = badge_with(f"{SCORE}/resultType", "Status")
    assert places(check_open_badge(document)) == [(f"/{SUBJECT}/result/1/status", "status-missing")]
    document["credentialSubject"]["result"][1]["status"] = "Completed"
    assert check_open_badge(document) == []


def test_related_achievements_are_others_and_each_once() -> None:
    own = badge()["credentialSubject"]["achievement"]["id"]
    related = [
        {"id": identifier, "type": ["Related"]} for identifier in ("urn:a:1", own, "urn:a:1")
    ]
    assert sorted(places(check_open_badge(badge_with(f"{ACHIEVEMENT}/related", related)))) == [
        (f"/{ACHIEVEMENT}/related/1/id", "related-to-itself"),
        (f"/{ACHIEVEMENT}/related/2/id", "duplicate-id"),
    ]


def test_compacted_results_are_checked_in_their_place() -> None:
    result = {"type": "Result", "resultDescription": "urn:nowhere"}
    assert places(check_open_badge(badge_with(f"{SUBJECT}/result", result))) == [
        (f"/{SUBJECT}/result/resultDescription", "result-description-unknown")
    ]


@pytest.mark.parametrize("junk", [None, 7, "text", [], {}, [[]], [7], [{}], {"id": []}, True])
def test_wrong_types_anywhere_do_not_stop_the_walk(junk: Any) -> None:
    paths = [SUBJECT, ACHIEVEMENT, RUBRIC]
    for holder in (SUBJECT, ACHIEVEMENT, RUBRIC, SCORE, f"{SUBJECT}/result/0"):
        value: Any = badge()
        for part in holder.split("/"):
            value = value[int(part)] if isinstance(value, list) else value[part]
        paths += [f"{holder}/{name}" for name in value]
    for path in paths:
        check_open_badge(badge_with(path, junk))


def test_many_faults_are_cut() -> None:
    result = {"type": ["Result"], "resultDescription": "urn:nowhere"}
    faults = check_open_badge(badge_with(f"{SUBJECT}/result", [result] * (MAX_FAULTS + 50)))
    assert len(faults) == MAX_FAULTS + 1
    assert places(faults)[-1] == ("", "more-faults")


@needs_vectors
def test_the_complete_example_has_an_advisory_fault_only() -> None:
    name = "fullOpenBadge--complete-openbadgecredential.json"
    faults = check_open_badge(read_vector("1edtech", "examples", name))
    assert {fault.code for fault in faults} == {"achieved-level-elsewhere"} == ADVISORY_CODES


@needs_vectors
def test_badges_of_a_national_programme_break_one_rule_at_most() -> None:
    codes = [
        [fault.code for fault in check_open_badge(read_vector("edubadges", path.name))]
        for path in vector_files("edubadges")
    ]
    assert codes.count([]) == 24
    assert codes.count(["result-description-unknown"]) == 6
