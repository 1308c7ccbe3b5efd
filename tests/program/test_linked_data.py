"""The document at an achievement's id: every term is defined, nothing of the definition lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from microcred.canonical import find_losses
from microcred.contexts import pinned_context
from microcred.program.linked_data import VOCABULARY, make_linked_document
from microcred.program.loading import load_awardable

from .test_examples import PATHS


def linked(path: Path) -> dict[str, Any]:
    awarded = load_awardable(path)
    assert awarded.definition is not None
    return make_linked_document(awarded.definition, awarded.achievement)


def expanded(document: dict[str, Any]) -> dict[str, Any]:
    """Expand with PyLD, a processor that knows nothing of us."""

    def load(url: str, _options: Any) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": pinned_context(url)}

    (node,) = jsonld.expand(document, {"documentLoader": load})
    (definition,) = node[f"{VOCABULARY}definition"]
    return dict(definition)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_no_term_is_undefined(path: Path) -> None:
    document = linked(path)
    assert list(find_losses(document)) == []
    members = document["definition"].keys()
    known = {name.removeprefix(VOCABULARY) for name in expanded(document)} | {"id"}
    assert members - {"id"} <= known


def test_members_read_as_what_they_are() -> None:
    definition = expanded(linked(PATHS[1]))
    assert definition["@id"] == "urn:uuid:3b0c4f0e-6d6e-4a7b-9a54-0a2f5c1e7d02"
    names = {item["@language"]: item["@value"] for item in definition[f"{VOCABULARY}name"]}
    assert names == {"en": "Feedback That Students Use", "es": "Retroalimentación que se usa"}
    (resources,) = definition[f"{VOCABULARY}resources"]
    assert resources["@list"][0][f"{VOCABULARY}link"] == [
        {"@id": "https://ies.ed.gov/ncee/wwc/PracticeGuide/22"}
    ]
    (rubric,) = definition[f"{VOCABULARY}rubric"]
    (levels,) = rubric["@list"][0][f"{VOCABULARY}levels"]
    ids = [level[f"{VOCABULARY}id"][0]["@value"] for level in levels["@list"]]
    assert ids == ["emerging", "developing", "proficient", "accomplished"]


def test_a_stack_names_what_it_requires() -> None:
    definition = expanded(linked(PATHS[2]))
    (requires,) = definition[f"{VOCABULARY}requires"]
    (of,) = requires["@list"][0][f"{VOCABULARY}of"]
    assert [item["@id"][-2:] for item in of["@list"]] == ["01", "02"]


def test_the_achievement_in_it_is_the_one_of_the_badge() -> None:
    awarded = load_awardable(PATHS[0])
    document = linked(PATHS[0])
    for name, value in awarded.achievement.to_document().items():
        assert document[name] == value
