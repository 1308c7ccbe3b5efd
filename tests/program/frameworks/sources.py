"""Frameworks in the formats that others publish, made here from the published structures."""

from __future__ import annotations

import uuid
from typing import Any

SITE = "https://frameworks.example/ims/case/v1p0"
CHANGED = "2024-05-01T00:00:00+00:00"


def guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{SITE}/{name}"))


def link(title: str, identifier: str, kind: str = "CFItems") -> dict[str, str]:
    return {"title": title, "identifier": identifier, "uri": f"{SITE}/{kind}/{identifier}"}


def case_item(code: str, statement: str, **members: Any) -> dict[str, Any]:
    identifier = guid(code)
    return {
        "identifier": identifier,
        "uri": f"{SITE}/CFItems/{identifier}",
        "fullStatement": statement,
        "humanCodingScheme": code,
        "CFItemType": "Standard",
        "lastChangeDateTime": CHANGED,
        **members,
    }


def case_association(
    kind: str, origin: str, target: str, sequence: int | None = None
) -> dict[str, Any]:
    identifier = guid(f"{kind} {origin} {target}")
    members: dict[str, Any] = {
        "identifier": identifier,
        "uri": f"{SITE}/CFAssociations/{identifier}",
        "associationType": kind,
        "originNodeURI": link(origin, guid(origin)),
        "destinationNodeURI": link(target, guid(target)),
        "lastChangeDateTime": CHANGED,
    }
    if sequence is not None:
        members["sequenceNumber"] = sequence
    return members


def case_package() -> dict[str, Any]:
    """A heading L with the standards L.1 and L.2, and L.1.a below the first."""
    return {
        "CFDocument": {
            "identifier": guid("document"),
            "uri": f"{SITE}/CFDocuments/{guid('document')}",
            "creator": "Hill District",
            "title": "Listening",
            "version": "2024",
            "adoptionStatus": "Adopted",
            "language": "en",
            "lastChangeDateTime": CHANGED,
        },
        "CFItems": [
            case_item("L", "Listening", CFItemType="Strand"),
            case_item("L.1", "Listens to students", abbreviatedStatement="Students"),
            case_item("L.2", "Listens to families", educationLevel=["KG", "01"]),
            case_item("L.1.a", "Restates what a student said"),
        ],
        "CFAssociations": [
            case_association("isChildOf", "L", "document"),
            case_association("isChildOf", "L.2", "L", 2),
            case_association("isChildOf", "L.1", "L", 1),
            case_association("isChildOf", "L.1.a", "L.1"),
            case_association("precedes", "L.1", "L.2"),
            case_association("exactMatchOf", "L.2", "elsewhere"),
        ],
        "CFDefinitions": {
            "CFItemTypes": [
                {
                    "identifier": guid("type"),
                    "uri": f"{SITE}/CFItemTypes/{guid('type')}",
                    "title": "Standard",
                    "description": "A standard",
                    "hierarchyCode": "1",
                    "lastChangeDateTime": CHANGED,
                }
            ]
        },
        "CFRubrics": [
            {
                "identifier": guid("rubric"),
                "uri": f"{SITE}/CFRubrics/{guid('rubric')}",
                "title": "Listening, judged",
                "lastChangeDateTime": CHANGED,
                "CFRubricCriteria": [
                    {
                        "identifier": guid("criterion"),
                        "uri": f"{SITE}/CFRubricCriteria/{guid('criterion')}",
                        "category": "Restating",
                        "description": "Says again what was said",
                        "CFItemURI": link("L.1", guid("L.1")),
                        "weight": 0.5,
                        "position": 1,
                        "lastChangeDateTime": CHANGED,
                        "CFRubricCriterionLevels": [
                            level("met", "Met", 2, 2.0),
                            level("not-yet", "Not yet", 1, 1),
                        ],
                    }
                ],
            }
        ],
    }


def level(name: str, quality: str, position: int, score: float) -> dict[str, Any]:
    return {
        "identifier": guid(name),
        "uri": f"{SITE}/CFRubricCriterionLevels/{guid(name)}",
        "quality": quality,
        "score": score,
        "position": position,
        "lastChangeDateTime": CHANGED,
    }


REGISTRY = "https://credentialengineregistry.org/resources"
CTID = "ce-177f4c85-4efe-401d-acdd-1ea4adeeaf37"


def ctid(number: int) -> str:
    return f"ce-00000000-0000-4000-8000-{number:012d}"


def ctdl_asn_graph() -> dict[str, Any]:
    """A framework of three competencies; the hierarchy is told from above and from below."""

    def competency(number: int, text: str, **members: Any) -> dict[str, Any]:
        return {
            "@type": "ceasn:Competency",
            "@id": f"{REGISTRY}/{ctid(number)}",
            "ceterms:ctid": ctid(number),
            "ceasn:competencyText": {"en-US": text},
            "ceasn:inLanguage": ["en-US"],
            "ceasn:isPartOf": f"{REGISTRY}/{CTID}",
            **members,
        }

    return {
        "@context": "https://credreg.net/ctdlasn/schema/context/json",
        "@id": f"https://credentialengineregistry.org/graph/{CTID}",
        "@graph": [
            {
                "@type": "ceasn:CompetencyFramework",
                "@id": f"{REGISTRY}/{CTID}",
                "ceterms:ctid": CTID,
                "ceasn:name": {"en-US": "Coaching"},
                "ceasn:publisherName": {"en-US": ["Hill District"]},
                "ceasn:publicationStatusType": "publicationStatus:Published",
                "ceasn:inLanguage": ["en-US"],
                "ceasn:hasTopChild": [f"{REGISTRY}/{ctid(1)}"],
            },
            competency(
                1,
                "Coaches colleagues",
                **{"ceasn:hasChild": [f"{REGISTRY}/{ctid(2)}", f"{REGISTRY}/{ctid(3)}"]},
            ),
            competency(
                2,
                "Asks open questions",
                **{
                    "ceasn:codedNotation": "C.1",
                    "ceasn:competencyLabel": {"es": "Preguntas", "en-US": "Questions"},
                    "ceasn:isChildOf": [f"{REGISTRY}/{ctid(1)}"],
                    "ceasn:exactAlignment": ["https://other.example/c1"],
                },
            ),
            competency(
                3,
                "Observes lessons",
                **{
                    "ceasn:educationLevelType": [
                        {
                            "@type": "ceterms:CredentialAlignmentObject",
                            "ceterms:targetNodeName": {"en-US": "Grade 1"},
                        }
                    ]
                },
            ),
        ],
    }


CSV_TABLE = """id,statement,code,parent,education_level,replaced_by
l,Listening,L,,,
l1,Listens to students,L.1,l,"K, 1",
l2,Listens to families,L.2,l,,
l1a,"Restates, in own words, what was said",L.1.a,l1 l2,,https://other.example/x
"""
