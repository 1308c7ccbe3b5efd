"""The badge that is exchanged, and what is changed in it after signing."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any, Final

from microcred import Achievement, Issuer, Profile, Recipient
from microcred.issuing import result_for
from microcred.keys import SigningKey
from microcred.models import Evidence, OpenBadgeCredential

VALID_FROM: Final = "2025-03-14T09:00:00Z"

_ACHIEVEMENT: Final[Mapping[str, Any]] = {
    "id": "urn:uuid:5f0b7a52-1f0c-4f0e-9c51-3c1a8f9d7a10",
    "type": ["Achievement"],
    "achievementType": "MicroCredential",
    "name": "Active Listening — échanges en classe",
    "description": "The educator listens to students so that they feel heard, and uses what they "
    "say to choose the next question.",
    "criteria": {
        "id": "https://district.example/micro-credentials/active-listening",
        "narrative": "Submit a recording of a class discussion of ten minutes or more, and a "
        "reflection of one page on *three* moments in which a student's answer changed your next "
        "question.",
    },
    "alignment": [
        {
            "type": ["Alignment"],
            "targetName": "Professional Expertise",
            "targetFramework": "Standards for Professional Learning",
            "targetUrl": "https://standards.example/professional-learning/expertise",
            "targetType": "CFItem",
            "targetCode": "SPL-PE",
        },
        {
            "type": ["Alignment"],
            "targetName": "Questioning and discussion",
            "targetFramework": "Framework for Teaching",
            "targetUrl": "https://standards.example/teaching/3b",
            "targetType": "CFItem",
            "targetCode": "3b",
        },
    ],
    "resultDescription": [
        {
            "id": "urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c001",
            "type": ["ResultDescription"],
            "name": "Listens to understand",
            "resultType": "RubricCriterionLevel",
            "requiredLevel": "urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c012",
            "rubricCriterionLevel": [
                {
                    "id": "urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c011",
                    "type": ["RubricCriterionLevel"],
                    "name": "Emerging",
                    "description": "Asks prepared questions whatever the answer.",
                    "level": "1",
                },
                {
                    "id": "urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c012",
                    "type": ["RubricCriterionLevel"],
                    "name": "Proficient",
                    "description": "Takes up what a student said in the next question.",
                    "level": "2",
                },
            ],
        }
    ],
    "tag": ["listening", "classroom discussion"],
}
_EVIDENCE: Final = (
    Evidence(
        id="https://portfolio.example/ana/discussion.mp4",
        name="Class discussion, 14 February",
        description="Recording, twelve minutes, with transcript.",
        genre="Video",
    ),
    Evidence(
        id="https://portfolio.example/ana/reflection.pdf",
        name="Reflection",
        narrative="Three moments, and what I asked next.",
        genre="Document",
    ),
)


def realistic_badge(key: SigningKey) -> OpenBadgeCredential:
    """Make an unsigned badge of `key`'s issuer, some 2.9 KB of JSON.

    It has two alignments, one result description with rubric levels, one result, two pieces of
    evidence, and a letter outside ASCII.
    """
    achievement = Achievement.from_document(_ACHIEVEMENT)
    profile = Profile(id=key.did, name="Hill District", url="https://district.example")
    badge = Issuer(profile, key).award(
        achievement,
        Recipient.email("ana@school.example", salt="7b0c4f1d2e3a4b5c"),
        evidence=_EVIDENCE,
        results=[result_for(achievement, "Listens to understand", "Proficient")],
        badge_id="urn:uuid:9a1f3c52-77c1-4d2e-9b0a-3f1c5d7e9b01",
    )
    return badge.model_copy(update={"valid_from": VALID_FROM})


def without_rubric(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a badge whose result is a plain value, for libraries that know no rubric levels."""
    changed = copy.deepcopy(dict(document))
    subject = changed["credentialSubject"]
    description = subject["achievement"]["resultDescription"][0]
    del description["rubricCriterionLevel"], description["requiredLevel"]
    description["resultType"] = "Result"
    subject["result"][0].pop("achievedLevel")
    subject["result"][0]["value"] = "Proficient"
    for alignment in subject["achievement"]["alignment"]:
        del alignment["targetType"]
    return changed


def in_data_model_1(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same badge in VC Data Model 1.1, as issuers wrote it before 2.0."""
    changed = copy.deepcopy(dict(document))
    changed["@context"] = [
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
    ]
    changed["issuanceDate"] = changed.pop("validFrom")
    return changed


def with_named_nodes_only(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a badge in which every object has an `id`: its RDF has no blank node."""
    changed = copy.deepcopy(dict(document))
    subject = changed["credentialSubject"]
    del subject["identifier"], subject["result"], subject["achievement"]["alignment"]
    subject["id"] = "https://ana.example/"
    return changed


def _rename(document: dict[str, Any]) -> None:
    document["credentialSubject"]["achievement"]["name"] += "!"


def _redescribe(document: dict[str, Any]) -> None:
    document["credentialSubject"]["achievement"]["description"] = "Listens."


def _drop_evidence(document: dict[str, Any]) -> None:
    del document["evidence"][1]


def _redate_proof(document: dict[str, Any]) -> None:
    proof = document["proof"]
    (proof[0] if isinstance(proof, list) else proof)["created"] = "2025-03-14T09:00:01Z"


def _change_signature(document: dict[str, Any]) -> None:
    """Change one character in the middle of the signature, where each one counts."""
    proof = document["proof"]
    proof = proof[0] if isinstance(proof, list) else proof
    value = proof["proofValue"]
    middle = len(value) // 2
    other = "A" if value[middle] != "A" else "B"
    proof["proofValue"] = value[:middle] + other + value[middle + 1 :]


TAMPERINGS: Final[Mapping[str, Callable[[dict[str, Any]], None]]] = {
    "name changed": _rename,
    "description changed": _redescribe,
    "evidence left out": _drop_evidence,
    "proof redated": _redate_proof,
    "signature changed": _change_signature,
}


def tampered(document: Mapping[str, Any], how: str) -> dict[str, Any]:
    """Return a changed copy of a signed badge; `how` is a key of `TAMPERINGS`."""
    changed = copy.deepcopy(dict(document))
    TAMPERINGS[how](changed)
    return changed
