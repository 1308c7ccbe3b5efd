"""One badge that uses much of the model, as a document; tests change one thing in a copy."""

from __future__ import annotations

import copy
from typing import Any

from microcred.findings import Fault

_LEVEL = "urn:uuid:d05a0867-d0ad-4b03-bdb5-28fb5d2aab7a"
_DESCRIPTION = "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c"

_BADGE: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Active listening",
    "issuer": {"id": "did:example:hill", "type": ["Profile"], "name": "Hill District"},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2029-01-01T00:00:00+02:00",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": "sha256$" + "b5809d8a" * 8,
                "identityType": "emailAddress",
                "salt": "Kosher",
            }
        ],
        "activityStartDate": "2025-09-01T00:00:00Z",
        "activityEndDate": "2025-12-01T00:00:00Z",
        "achievement": {
            "id": "https://hill.example/achievements/1",
            "type": ["Achievement"],
            "name": "Active listening",
            "description": "Listens so that learners think aloud.",
            "criteria": {"narrative": "# Criteria"},
            "achievementType": "MicroCredential",
            "image": {"id": "https://hill.example/achievements/1.png", "type": "Image"},
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "Learning designs",
                    "targetType": "CFItem",
                    "targetUrl": "https://standards.example/uri/1",
                }
            ],
            "tag": ["listening", "coaching"],
            "creditsAvailable": 1.5,
            "inLanguage": "en-GB",
            "resultDescription": [
                {
                    "id": _DESCRIPTION,
                    "type": ["ResultDescription"],
                    "name": "Reflection",
                    "resultType": "RubricCriterionLevel",
                    "requiredLevel": _LEVEL,
                    "rubricCriterionLevel": [
                        {"id": "urn:level:1", "type": ["RubricCriterionLevel"], "name": "Basic"},
                        {"id": _LEVEL, "type": ["RubricCriterionLevel"], "name": "Proficient"},
                    ],
                },
                {
                    "id": "urn:result:score",
                    "type": ["ResultDescription"],
                    "name": "Score",
                    "resultType": "Percent",
                    "requiredValue": "60",
                    "valueMax": "100",
                    "valueMin": "0",
                },
            ],
        },
        "result": [
            {"type": ["Result"], "resultDescription": _DESCRIPTION, "achievedLevel": _LEVEL},
            {"type": ["Result"], "resultDescription": "urn:result:score", "value": "85.5"},
        ],
    },
    "evidence": [
        {"id": "https://ana.example/1", "type": ["Evidence"], "name": "Recording"},
        {"id": "https://ana.example/2", "type": ["Evidence"], "narrative": "What I learned."},
    ],
}

ENDORSEMENT: dict[str, Any] = {
    "@context": list(_BADGE["@context"]),
    "id": "urn:uuid:endorsement",
    "type": ["VerifiableCredential", "EndorsementCredential"],
    "name": "Good standing",
    "issuer": {"id": "did:example:board", "type": ["Profile"]},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:hill",
        "type": ["EndorsementSubject"],
        "endorsementComment": "In good standing.",
    },
}


def badge() -> dict[str, Any]:
    """Make a fresh copy of the badge, in canonical form."""
    return copy.deepcopy(_BADGE)


def badge_with(path: str, value: Any) -> dict[str, Any]:
    """Make a copy in which one member, named by a path with slashes, has another value."""
    document = badge()
    holder, name = _find(document, path)
    holder[name] = value
    return document


def badge_without(path: str) -> dict[str, Any]:
    """Make a copy in which one member is missing."""
    document = badge()
    holder, name = _find(document, path)
    del holder[name]
    return document


def places(faults: list[Fault] | tuple[Fault, ...]) -> list[tuple[str, str]]:
    """List the pointer and code of each fault."""
    return [(fault.pointer, fault.code) for fault in faults]


def _find(document: Any, path: str) -> tuple[Any, Any]:
    *parents, last = [int(part) if part.isdecimal() else part for part in path.split("/")]
    for part in parents:
        document = document[part]
    return document, last
