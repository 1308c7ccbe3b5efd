"""From an achievement and a recipient to a badge."""

from __future__ import annotations

import uuid

import pytest

from microcred.errors import InvalidDocument, MalformedInput
from microcred.issuing import Issuer, Recipient, result_for
from microcred.keys import LocalKey
from microcred.models import Achievement, Evidence, Profile
from microcred.verifying import Policy, Verifier

ANA = Recipient.email("ana@school.example")


def test_a_badge_says_who_what_whom_and_when(issuer: Issuer, achievement: Achievement) -> None:
    badge = issuer.award(
        achievement,
        ANA,
        evidence=[Evidence(id="https://district.example/lesson")],
        results=[result_for(achievement, "Listens", "Accomplished")],
        valid_until="2030-01-01T00:00:00Z",
    )
    document = badge.to_document()
    assert document["issuer"] == issuer.profile.to_document()
    assert document["validFrom"] == "2026-03-01T09:30:15Z"
    assert document["validUntil"] == "2030-01-01T00:00:00Z"
    assert document["name"] == "Active Listening"
    assert document["evidence"] == [{"id": "https://district.example/lesson", "type": ["Evidence"]}]
    subject = document["credentialSubject"]
    assert "id" not in subject
    assert subject["identifier"] == [ANA.identifiers[0].to_document()]
    assert subject["achievement"] == achievement.to_document()
    assert subject["result"][0]["achievedLevel"] == "urn:example:high"


def test_each_badge_has_an_id_of_its_own(issuer: Issuer, achievement: Achievement) -> None:
    first, second = (issuer.award(achievement, ANA).id for _ in range(2))
    assert first != second
    assert uuid.UUID(first).version == 4


def test_an_id_can_be_given(issuer: Issuer, achievement: Achievement) -> None:
    assert issuer.award(achievement, ANA, badge_id="urn:example:1").id == "urn:example:1"


def test_a_subject_needs_an_id_or_an_identifier(issuer: Issuer, achievement: Achievement) -> None:
    with pytest.raises(InvalidDocument) as caught:
        issuer.sign(issuer.award(achievement, Recipient()))
    assert caught.value.faults[0].pointer.startswith("/credentialSubject")


def test_a_badge_that_ends_before_it_begins_is_refused(
    issuer: Issuer, achievement: Achievement
) -> None:
    with pytest.raises(InvalidDocument):
        issuer.sign(issuer.award(achievement, ANA, valid_until="2026-01-01T00:00:00Z"))


def test_the_key_must_be_the_issuers(key: LocalKey, achievement: Achievement) -> None:
    issuer = Issuer(Profile(id="did:web:district.example", name="Hill District"), key)
    with pytest.raises(InvalidDocument) as caught:
        issuer.sign(issuer.award(achievement, ANA))
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.code) == ("/issuer/id", "issuer-key-mismatch")
    assert fault.advice


def test_extension_contexts_are_named_in_each_badge(key: LocalKey) -> None:
    url = "https://district.example/context.json"
    contexts = {url: {"@context": {"hallPass": "https://district.example/vocabulary#hallPass"}}}
    achievement = Achievement.from_document(
        {
            "id": "urn:example:a",
            "type": ["Achievement"],
            "name": "A",
            "description": "D",
            "criteria": {"narrative": "N"},
            "hallPass": "yes",
        }
    )
    plain = Issuer(Profile(id=key.did, name="Hill District"), key)
    with pytest.raises(InvalidDocument):
        plain.sign(plain.award(achievement, ANA))
    issuer = Issuer(Profile(id=key.did, name="Hill District"), key, contexts=contexts)
    signed = issuer.sign(issuer.award(achievement, ANA))
    assert signed.document["@context"][-1] == url
    assert Verifier(Policy(contexts=contexts)).verify(signed).verdict == "valid"
    assert Verifier().verify(signed).verdict == "undetermined"


def test_results_name_descriptions_and_levels_by_id_or_name(achievement: Achievement) -> None:
    for name in ("Listens", "urn:example:rubric"):
        for level in ("Accomplished", "urn:example:high", "3"):
            result = result_for(achievement, name, level).to_document()
            assert result["resultDescription"] == "urn:example:rubric"
            assert result["achievedLevel"] == "urn:example:high"
            assert "value" not in result


def test_a_result_without_levels_is_a_value(achievement: Achievement) -> None:
    result = result_for(achievement, "Score", "17")
    assert (result.value, result.achieved_level) == ("17", None)


@pytest.mark.parametrize(
    ("name", "reached", "code"),
    [("Speaks", "3", "no-such-result"), ("Listens", "Superb", "no-such-level")],
)
def test_a_result_that_is_not_described_is_refused(
    achievement: Achievement, name: str, reached: str, code: str
) -> None:
    with pytest.raises(MalformedInput) as caught:
        result_for(achievement, name, reached)
    assert caught.value.code == code
    assert "Listens" in caught.value.message or "Accomplished" in caught.value.message


def test_a_level_may_be_named_by_the_end_of_its_id_and_must_pass() -> None:
    levels = [
        {"id": f"urn:uuid:x#waits/{name}", "name": name.title()} for name in ("low", "mid", "high")
    ]
    achievement = Achievement(
        id="urn:uuid:x",
        name="A",
        description="D",
        criteria={"narrative": "N"},
        result_description=[
            {
                "id": "urn:uuid:x#waits",
                "name": "Waits",
                "resultType": "RubricCriterionLevel",
                "rubricCriterionLevel": levels,
                "requiredLevel": "urn:uuid:x#waits/mid",
            }
        ],
    )
    assert result_for(achievement, "waits", "mid").achieved_level == "urn:uuid:x#waits/mid"
    assert result_for(achievement, "Waits", "High").achieved_level == "urn:uuid:x#waits/high"
    with pytest.raises(MalformedInput, match="Low does not pass; Mid is required") as caught:
        result_for(achievement, "waits", "low")
    assert caught.value.code == "level-not-reached"
