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
from microcred.program.frameworks.language_maps import (
    own_text,
    read_texts,
    text_in,
    texts_in,
    wordings_of,
)
from microcred.program.frameworks.members import Members, describe_kind
from microcred.program.frameworks.model import (
    EXACT_MATCH_OF,
    IS_CHILD_OF,
    Association,
    Framework,
    FrameworkLicence,
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
    return any(isinstance(node, dict) and _is(node, _FRAMEWORK) for node in nodes)


def read_ctdl_asn(document: Any) -> Framework:
    """Read a graph that has exactly one framework.

    Raises:
        InvalidDocument: with every fault and its JSON pointer.
        LimitExceeded: too many competencies.
    """
    faults = Faults()
    root = Members(document, "", faults)
    most = MAX_FRAMEWORK_ITEMS + 1  # one of the nodes is the framework
    check_count("nodes", len(root.array("@graph")), most, within="/@graph")
    nodes = list(root.objects("@graph"))
    frameworks = [node for node in nodes if _is(node, _FRAMEWORK)]
    competencies = [node for node in nodes if _is(node, _COMPETENCY)]
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
    stated = _first(node.texts("ceasn:inLanguage"))
    titles = read_texts(node, "ceasn:name", required=True)
    descriptions = read_texts(node, "ceasn:description")
    tag, title = text_in(stated, titles)
    language = tag or stated
    status = _first(node.texts("ceasn:publicationStatusType")).rpartition(":")[2]
    return Framework(
        id=_read_id(node),
        title=title,
        uri=node.uri("@id", required=True),
        publisher=text_in(language, read_texts(node, "ceasn:publisherName"))[1],
        version=node.text("ceterms:versionCode"),
        adoption_status=_STATUSES.get(status.rpartition("/")[2], ""),
        language=language,
        target_type=TARGET_TYPE,
        description=own_text(language, descriptions),
        subjects=_read_list(node, "ceasn:localSubject", language),
        licence=_read_licence(node),
        source=_first(node.texts("ceasn:source")),
        translations=wordings_of(language, titles, descriptions),
    )


def _read_licence(node: Members) -> FrameworkLicence | None:
    address = _first(node.texts("ceasn:license"))
    return FrameworkLicence(uri=address) if address else None


def _read_competency(node: Members, language: str) -> Placed:
    statements = read_texts(node, "ceasn:competencyText", required=True)
    labels = read_texts(node, "ceasn:competencyLabel")
    tag, statement = text_in(language, statements)
    own = tag or _first(node.texts("ceasn:inLanguage")) or language
    item = Item(
        id=_read_id(node),
        statement=statement,
        uri=node.uri("@id", required=True),
        code=node.text("ceasn:codedNotation"),
        name=own_text(own, labels),
        type=text_in(own, read_texts(node, "ceasn:competencyCategory"))[1],
        language=own,
        education_levels=_read_levels(node, own),
        subjects=_read_list(node, "ceasn:localSubject", own),
        keywords=_read_list(node, "ceasn:conceptKeyword", own),
        notes=text_in(own, read_texts(node, "ceasn:comment"))[1],
        translations=wordings_of(own, labels, statements),
    )
    return Placed(item, node.pointer)


def _read_list(node: Members, name: str, language: str) -> tuple[str, ...]:
    return tuple(texts_in(language, read_texts(node, name))[1])


def _is(node: Members | dict[str, Any], kind: str) -> bool:
    """Say whether a node is of a type, by itself or among others."""
    return kind in _listed(node.get("@type"))


def _read_id(node: Members) -> str:
    """Return the CTID, else the URI itself."""
    return node.text("ceterms:ctid") or node.text("@id", required=True)


def _read_levels(node: Members, language: str) -> tuple[str, ...]:
    """Read the education levels: the names of CTDL alignment objects, or URIs."""
    found = []
    for index, level in enumerate(_listed(node.get("ceasn:educationLevelType"))):
        if isinstance(level, dict):
            named = Members(level, node.at("ceasn:educationLevelType", index), Faults())
            found.append(text_in(language, read_texts(named, "ceterms:targetNodeName"))[1])
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


def _first(texts: Sequence[str]) -> str:
    return texts[0] if texts else ""
