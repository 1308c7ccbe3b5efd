"""A framework of real size, made from the published structure of a CASE 1.0 package."""

from __future__ import annotations

import random
import uuid
from typing import Any

SITE = "https://frameworks.example/ims/case/v1p0"
CHANGED = "2024-05-01T00:00:00+00:00"
VERBS = "analyse apply argue ask build check choose coach collect compare compose connect count create decide define describe design develop discuss draw estimate evaluate explain explore find graph identify interpret investigate judge listen measure model observe order organise plan predict present prove question read reason recall reflect report represent revise solve sort summarise support tell test trace translate use verify wait write".split()  # noqa: E501, SIM905
NOUNS = "addition angle area argument atom author axis balance base beat body book cause cell chart citizen claim climate colour community context country culture cycle data decimal definition detail diagram distance economy energy equation estimate event evidence example experiment fable feature force form fraction function gene geography goal grammar graph group habitat hand heat history idea image inference instrument integer interval language law layer letter light line list map market mass material matter meaning measure melody metaphor method migration mixture model motion movement multiplication music narrator number opinion order organism paragraph pattern peer percent perspective phrase place planet plot poem point polygon power price probability problem process product proportion proof property purpose quantity question rate ratio reason record relation report resource response result rhythm right role root rule sample scale scene sentence sequence series set shape sign solid solution sound source space speaker speech square stage statement story structure student style sum surface symbol symmetry system table task temperature tempo term text theme theory time tone tool topic treaty triangle unit value variable verse volume vote water wave weight word work".split()  # noqa: E501, SIM905


def case_package(items: int, seed: int = 1) -> dict[str, Any]:
    """Make a package of subjects, grades, clusters and standards, `items` of them in all."""
    chance = random.Random(seed)
    document = _guid("document")
    package: dict[str, Any] = {
        "CFDocument": {
            "identifier": document,
            "uri": f"{SITE}/CFDocuments/{document}",
            "creator": "Hill District",
            "title": "Standards of Hill District",
            "lastChangeDateTime": CHANGED,
            "language": "en",
            "version": "2024",
            "adoptionStatus": "Adopted",
        },
        "CFItems": [],
        "CFAssociations": [],
        "CFRubrics": [],
    }
    for number in range(items):
        parent = (number - 1) // 9 if number else None
        package["CFItems"].append(_item(number, chance))
        package["CFAssociations"].append(_child(number, parent, document))
    return package


def _item(number: int, chance: random.Random) -> dict[str, Any]:
    words = " ".join(chance.choice(NOUNS) for _ in range(chance.randint(6, 18)))
    identifier = _guid(f"item {number}")
    return {
        "identifier": identifier,
        "uri": f"{SITE}/CFItems/{identifier}",
        "fullStatement": f"{chance.choice(VERBS).capitalize()} and {chance.choice(VERBS)} {words}.",
        "humanCodingScheme": code_of(number),
        "CFItemType": "Standard",
        "educationLevel": [f"{chance.randint(1, 12):02d}"],
        "language": "en",
        "lastChangeDateTime": CHANGED,
    }


def _child(number: int, parent: int | None, document: str) -> dict[str, Any]:
    identifier = _guid(f"child {number}")
    target = document if parent is None else _guid(f"item {parent}")
    return {
        "identifier": identifier,
        "uri": f"{SITE}/CFAssociations/{identifier}",
        "associationType": "isChildOf",
        "sequenceNumber": number,
        "originNodeURI": _link(code_of(number), _guid(f"item {number}"), "CFItems"),
        "destinationNodeURI": _link("parent", target, "CFItems"),
        "lastChangeDateTime": CHANGED,
    }


def code_of(number: int) -> str:
    """Return the code of an item."""
    return f"S.{number}"


def _guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{SITE}/{name}"))


def _link(title: str, identifier: str, kind: str) -> dict[str, str]:
    return {"title": title, "identifier": identifier, "uri": f"{SITE}/{kind}/{identifier}"}
