"""What a badge makes people follow: addresses on the web, and names that lead nowhere."""

from __future__ import annotations

import pytest

from microcred.errors import InvalidDocument, MalformedInput
from microcred.issuing import Issuer, Recipient, evidence_at
from microcred.models import Achievement, Evidence, Profile

ANA = Recipient.email("ana@school.example")
UNSAFE = (
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,<p>",
    "file:///etc/passwd",
    "vbscript:x",
    "https:no-host",
    "ftp://hill.example/lesson",
)


@pytest.mark.parametrize("url", UNSAFE)
def test_evidence_that_must_not_be_followed_is_refused(
    issuer: Issuer, achievement: Achievement, url: str
) -> None:
    with pytest.raises(MalformedInput):
        evidence_at(url)
    if "<" in url:
        return
    with pytest.raises(InvalidDocument) as caught:
        issuer.award(achievement, ANA, evidence=[Evidence(id=url)])
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.code) == ("/evidence/0/id", "unsafe-link")


@pytest.mark.parametrize(
    "url", ["https://hill.example/a", "HTTP://hill.example", "urn:uuid:1", "ni:///sha-256;x"]
)
def test_links_and_names_are_taken(issuer: Issuer, achievement: Achievement, url: str) -> None:
    badge = issuer.award(achievement, ANA, evidence=[evidence_at(url)])
    assert badge.evidence[0].id == url


@pytest.mark.parametrize(
    ("member", "value", "pointer"),
    [
        ("criteria", {"id": "javascript:x"}, "criteria/id"),
        ("image", {"id": "data:text/html,x", "type": "Image"}, "image/id"),
        (
            "alignment",
            [{"type": ["Alignment"], "targetName": "A", "targetUrl": "javascript:x"}],
            "alignment/0/targetUrl",
        ),
        (
            "creator",
            {"id": "urn:uuid:1", "type": ["Profile"], "url": "javascript:x"},
            "creator/url",
        ),
    ],
)
def test_every_link_of_an_achievement_is_looked_at(
    issuer: Issuer, achievement: Achievement, member: str, value: object, pointer: str
) -> None:
    document = {**achievement.to_document(), member: value}
    with pytest.raises(InvalidDocument) as caught:
        issuer.award(Achievement.from_document(document), ANA)
    (fault,) = caught.value.faults
    assert fault.pointer == f"/credentialSubject/achievement/{pointer}"
    assert fault.code == "unsafe-link"


def test_a_picture_may_be_in_the_badge_itself(issuer: Issuer, achievement: Achievement) -> None:
    image = {"id": "data:image/png;base64,AA==", "type": "Image"}
    document = {**achievement.to_document(), "image": image}
    badge = issuer.award(Achievement.from_document(document), ANA)
    assert badge.credential_subject.achievement.image is not None


def test_the_one_who_assessed_is_looked_at_too(issuer: Issuer, achievement: Achievement) -> None:
    source = Profile(id="urn:uuid:1", url="javascript:x")
    with pytest.raises(InvalidDocument) as caught:
        issuer.award(achievement, ANA, source=source)
    assert caught.value.faults[0].pointer == "/credentialSubject/source/url"


def test_no_text_of_a_badge_has_a_nul(issuer: Issuer, achievement: Achievement) -> None:
    document = {**achievement.to_document(), "name": "Active\0Listening"}
    evidence = [Evidence(id="urn:uuid:1", narrative="a\0b")]
    with pytest.raises(InvalidDocument) as caught:
        issuer.award(Achievement.from_document(document), ANA, evidence=evidence)
    assert {(fault.pointer, fault.code) for fault in caught.value.faults} == {
        ("/name", "control-character"),
        ("/credentialSubject/achievement/name", "control-character"),
        ("/evidence/0/narrative", "control-character"),
    }
