"""Definitions that tests change in one place."""

from __future__ import annotations

import copy
from typing import Any

from microcred.program.frameworks import Framework, FrameworkShelf, Item

ID = "urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae7"
OTHER_ID = "urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae8"
STACK_ID = "urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90af0"

_MICRO_CREDENTIAL: dict[str, Any] = {
    "format": "microcred/1",
    "id": ID,
    "version": "1.0",
    "language": "en",
    "name": "Wait time",
    "competency": "The educator waits after a question, so that more students think.",
    "method": "Three seconds of silence after every open question.",
    "components": [{"name": "Ask", "description": "Ask an open question."}],
    "research": {
        "rationale": "Waiting changes who answers.",
        "citations": [{"text": "A work (2001).", "link": "https://doi.org/10.1000/1"}],
    },
    "resources": [
        {
            "title": "Waiting",
            "link": "https://example.org/waiting",
            "kind": "article",
            "why": "Shows it in a lesson.",
        }
    ],
    "parts": [
        {
            "id": "overview",
            "kind": "overview",
            "name": "Overview questions",
            "evidence": [{"id": "context", "name": "Your class", "kinds": ["text"]}],
            "passing": {"statement": "The answer describes the class."},
        },
        {
            "id": "lesson",
            "kind": "work",
            "name": "A lesson",
            "evidence": [
                {
                    "id": "recording",
                    "name": "Recording",
                    "kinds": ["file", "link"],
                    "mediaTypes": ["video/*", "audio/mpeg"],
                    "min": 1,
                    "max": 2,
                }
            ],
            "passing": {"criteria": ["waits", "records"]},
        },
        {
            "id": "reflection",
            "kind": "reflection",
            "name": "Reflection",
            "evidence": [{"id": "learned", "name": "What changed", "kinds": ["text"]}],
            "passing": {"criteria": ["reflects"]},
        },
    ],
    "rubric": [
        {
            "id": "waits",
            "name": "Waits",
            "levels": [
                {"id": "emerging", "name": "Emerging", "description": "Seldom."},
                {"id": "proficient", "name": "Proficient", "description": "Mostly."},
                {"id": "accomplished", "name": "Accomplished", "description": "Always."},
            ],
            "required": "proficient",
        },
        {
            "id": "reflects",
            "name": "Reflects",
            "levels": [
                {"id": "emerging", "name": "Emerging", "description": "Tells."},
                {"id": "proficient", "name": "Proficient", "description": "Explains."},
            ],
            "required": "proficient",
        },
        {
            "id": "records",
            "name": "Records",
            "levels": [
                {"id": "partly", "name": "Partly", "description": "Voices are lost."},
                {"id": "all", "name": "All", "description": "Every voice.", "points": "2"},
            ],
        },
    ],
    "alignments": [{"framework": "list", "item": "one", "why": "It is one."}],
    "audience": {"roles": ["teacher"], "subjects": ["any"], "grades": ["K-12"]},
    "tags": ["questions"],
    "hours": 10,
    "licence": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
    "authors": [{"name": "Hill District", "url": "https://hill.example/"}],
    "assessor": {"name": "Hill University", "id": "did:web:university.example"},
}


def micro_credential(**changes: Any) -> dict[str, Any]:
    """Return the members of a sound micro-credential, some of them changed."""
    return {**copy.deepcopy(_MICRO_CREDENTIAL), **changes}


def stack(**changes: Any) -> dict[str, Any]:
    """Return the members of a sound stack, some of them changed."""
    members = {
        "format": "microcred-stack/1",
        "id": STACK_ID,
        "version": "1.0",
        "language": "en",
        "name": "Questioning",
        "competency": "The educator leads discussions.",
        "requires": [{"of": [ID]}, {"of": [ID, OTHER_ID], "count": 1, "name": "One more"}],
    }
    return {**members, **changes}


FRAMEWORKS = FrameworkShelf(
    [
        Framework(
            "list",
            "The list",
            target_type="CFItem",
            items=(
                Item(
                    "one",
                    "It says so.",
                    uri="https://standards.example/one",
                    code="S.1",
                    name="Standard one",
                ),
            ),
        )
    ]
)
