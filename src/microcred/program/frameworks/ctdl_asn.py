"""Read a competency framework in CTDL-ASN JSON-LD: one `@graph` of a framework and competencies.

Credential Engine, CTDL-ASN: `ceasn:CompetencyFramework` and `ceasn:Competency`, in the compacted
form with the prefixes `ceasn` and `ceterms`, as the Credential Registry gives it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from microcred.errors import excerpt
from microcred.limits import MAX_FRAMEWORK_ITEMS
from microcred.program.frameworks.building import (
    Faults,
    Link,
    Placed,
    build_framework,
    check_count,
)
from microcred.program.frameworks.members import Members, describe_kind
from microcred.program.frameworks.model import (
    EXACT_MATCH_OF,
    IS_CHILD_OF,
    Association,
    Framework,
    Item,
)

TARGET_TYPE: Final = "ceasn:Competency"
_FRAMEWORK: Final = "ceasn:CompetencyFramework"
_COMPETENCY: Final = "ceasn:Competency"
_ALIGNMENTS: Final = {
    "ceasn:exactAlignment": EXACT_MATCH_OF,
    "ceasn:broadAlignment": "isRelatedTo",
    "ceasn:narrowAlignment": "isRelatedTo",
    "ceasn:majorAlignment": "isRelatedTo",
    "ceasn:minorAlignment": "isRelatedTo",
    "ceasn:prerequisiteAlignment": "isRelatedTo",
}
_UP: Final = ("ceasn:isChildOf", "ceasn:isTopChildOf")
_DOWN: Final = ("ceasn:hasChild", "ceasn:hasTopChild")
_STATUSES: Final = {"Draft": "Draft", "Published": "Adopted", "Deprecated": "Deprecated"}


def is_ctdl_asn(document: Any) -> bool:
    """Say whether a JSON document looks like a CTDL-ASN graph."""
    graph = document.get("@graph") if isinstance(document, dict) else None
    nodes = graph if isinstance(graph, list) else [document]
    return any(isinstance(node, dict) and node.get("@type") == _FRAMEWORK for node in nodes)


def read_ctdl_asn(document: Any) -> Framework:
    """Read a graph that has exactly one framework.

    Raises:
        InvalidDocument: with every fault and its JSON pointer.
        LimitExceeded: too many competencies.
    """
    faults = Faults()
    root = Members(document, "", faults)
    check_count("items", len(root.array("@graph")), MAX_FRAMEWORK_ITEMS + 1)
    nodes = list(root.objects("@graph"))
    frameworks = [node for node in nodes if node.get("@type") == _FRAMEWORK]
    competencies = [node for node in nodes if node.get("@type") == _COMPETENCY]
    if len(frameworks) != 1:
        message = f"expected one {_FRAMEWORK} in the graph, found {len(frameworks)}"
        faults.add("/@graph", "not-one-framework", message)
        faults.raise_any()
    described = _read_framework(frameworks[0])
    items = [_read_competency(node, described.language) for node in competencies]
    ids = {
        node.text("@id"): placed.item.id for node, placed in zip(competencies, items, strict=True)
    }
    ids[frameworks[0].text("@id")] = described.id
    links = [link for node in (*frameworks, *competencies) for link in _read_links(node, ids)]
    return build_framework(described, items, links, faults)


def _read_framework(node: Members) -> Framework:
    language, title = _read_words(node, "ceasn:name", "", required=True)
    uri = node.uri("@id", required=True)
    status = _first(node.texts("ceasn:publicationStatusType")).rpartition(":")[2]
    return Framework(
        id=_read_id(node),
        title=title,
        uri=uri,
        publisher=_read_words(node, "ceasn:publisherName", "")[1],
        version=node.text("ceterms:versionCode"),
        adoption_status=_STATUSES.get(status.rpartition("/")[2], ""),
        language=_first(node.texts("ceasn:inLanguage")) or language,
        target_type=TARGET_TYPE,
    )


def _read_competency(node: Members, language: str) -> Placed:
    own, statement = _read_words(node, "ceasn:competencyText", language, required=True)
    item = Item(
        id=_read_id(node),
        statement=statement,
        uri=node.uri("@id", required=True),
        code=node.text("ceasn:codedNotation"),
        name=_read_words(node, "ceasn:competencyLabel", language)[1],
        type=_read_words(node, "ceasn:competencyCategory", language)[1],
        language=own or _first(node.texts("ceasn:inLanguage")) or language,
        education_levels=_read_levels(node),
    )
    return Placed(item, node.pointer)


def _read_id(node: Members) -> str:
    """Give the CTID, else the URI itself."""
    return node.text("ceterms:ctid") or node.text("@id", required=True)


def _read_words(
    node: Members, name: str, language: str, *, required: bool = False
) -> tuple[str, str]:
    """Read text or a language map; of several languages the wanted one, else the first.

    Returns:
        The language tag, empty where the text has none, and the text.
    """
    value = _unlisted(node.get(name))
    if value is None and required:
        node.refuse(name, "missing-member", f"{name} is missing")
    if value is None:
        return "", ""
    if not isinstance(value, dict):
        return "", node.check_text(name, value)
    tag = language if language in value else next(iter(value), "")
    return tag, node.check_text((name, tag), _unlisted(value.get(tag, "")))


def _read_levels(node: Members) -> tuple[str, ...]:
    """Read the education levels: the names of CTDL alignment objects, or URIs."""
    found = []
    for index, level in enumerate(_listed(node.get("ceasn:educationLevelType"))):
        if isinstance(level, dict):
            named = Members(level, node.at("ceasn:educationLevelType", index), Faults())
            found.append(_read_words(named, "ceterms:targetNodeName", "")[1])
        else:
            found.append(node.check_text(("ceasn:educationLevelType", index), level))
    return tuple(name for name in found if name)


def _read_links(node: Members, ids: dict[str, str]) -> Iterator[Link]:
    """Read what a node says of others; a hierarchy may be told from above, below, or both."""
    own = ids[node.text("@id")]
    for name in (*_UP, *_DOWN, *_ALIGNMENTS):
        for index, reference in enumerate(_listed(node.get(name))):
            uri = _read_reference(node, (name, index), reference)
            other, place = ids.get(uri, uri), node.at(name, index)
            if not uri:
                continue
            if name in _DOWN:
                yield Link(Association(IS_CHILD_OF, other, own), place)
            else:
                kind = _ALIGNMENTS.get(name, IS_CHILD_OF)
                yield Link(Association(kind, own, other, uri), place)


def _read_reference(node: Members, path: tuple[str, int], reference: Any) -> str:
    value = reference.get("@id") if isinstance(reference, dict) else reference
    if not isinstance(value, str) or not value:
        found = excerpt(value) if value is not None else describe_kind(reference)
        node.refuse(path, "wrong-type", f"expected the @id of another node, found {found}")
        return ""
    return value


def _listed(value: Any) -> Sequence[Any]:
    return () if value is None else value if isinstance(value, list) else (value,)


def _unlisted(value: Any) -> Any:
    """Give the first of several, or the one by itself."""
    return (value[0] if value else None) if isinstance(value, list) else value


def _first(texts: Sequence[str]) -> str:
    return texts[0] if texts else ""
