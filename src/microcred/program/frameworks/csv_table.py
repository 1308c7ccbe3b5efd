"""Read a framework from a CSV table: a line for each item, with a header line above.

Between cells stands a comma, a semicolon or a tab.

    id               the item's identifier; nothing else is required but a statement or a name
    statement        what it says, in full
    name             a short form
    code             how people cite it
    type             what kind of item it is
    parent           ids of the items above it, separated by spaces
    uri              where it is on the web
    language         language tag of the statement
    education_level  grades or levels, separated by commas
    exact_match      ids or URIs of the same thing elsewhere, separated by spaces
    related          ids or URIs of related items, separated by spaces
    replaced_by      ids or URIs of what replaced it, separated by spaces
    statement_es     what it says in another language, here Spanish; so does `name_es`

A table has no place for the framework's own title and edition: they come with `Described`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from microcred.errors import InvalidDocument, MalformedInput, excerpt
from microcred.limits import MAX_FRAMEWORK_ITEMS
from microcred.program.frameworks.building import (
    Faults,
    Link,
    Placed,
    build_framework,
    check_count,
    parent_links,
)
from microcred.program.frameworks.members import Members
from microcred.program.frameworks.model import (
    EXACT_MATCH_OF,
    REPLACED_BY,
    Association,
    Framework,
    Item,
    Wording,
)
from microcred.program.frameworks.table import Table

COLUMNS: Final = (
    "id",
    "statement",
    "name",
    "code",
    "type",
    "parent",
    "uri",
    "language",
    "education_level",
    "exact_match",
    "related",
    "replaced_by",
)
_IN_LANGUAGE: Final = re.compile(r"(name|statement)_([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\Z")
_ASSOCIATIONS: Final = {
    "exact_match": EXACT_MATCH_OF,
    "related": "isRelatedTo",
    "replaced_by": REPLACED_BY,
}


@dataclass(frozen=True, slots=True)
class Described:
    """What a table does not say of its framework; see `Framework` for the attributes."""

    id: str = ""
    title: str = ""
    uri: str = ""
    version: str = ""
    language: str = ""


def read_csv_framework(text: str, described: Described) -> Framework:
    """Read a table.

    Args:
        text: the file's text.
        described: the framework's own id and title, which must be there, and what else is known.

    Raises:
        MalformedInput: no id or title, no table, or a column nobody knows.
        InvalidDocument: with every fault; its pointer is `/row/column`, rows counted from 1 below
            the header, and its line and column are those of the cell.
        LimitExceeded: too many rows.
    """
    if not described.id or not described.title:
        message = "a CSV table does not name its framework: give it an id and a title"
        raise MalformedInput(message, code="framework-not-named")
    table = Table(text)
    _check_header(table.header)
    try:
        return _read_table(table, described)
    except InvalidDocument as error:
        raise InvalidDocument(table.locate(error.faults), what="framework") from None


def _read_table(table: Table, described: Described) -> Framework:
    faults = Faults()
    items: list[Placed] = []
    links: list[Link] = []
    for number, cells in table.rows(faults):
        check_count("items", number, MAX_FRAMEWORK_ITEMS, line=table.line_of(number))
        row = Members(cells, f"/{number}", faults)
        placed = _read_item(row, described.language, cells)
        items.append(placed)
        links += _read_links(row, placed.item.id)
    if not items and not faults:
        raise MalformedInput("the table has no rows below its header", code="empty-framework")
    framework = Framework(
        id=described.id,
        title=described.title,
        uri=Members({"uri": described.uri}, "", faults).uri("uri"),
        version=described.version,
        language=described.language,
    )
    return build_framework(framework, items, links, faults)


def _check_header(header: list[str]) -> None:
    for name in header:
        if name not in COLUMNS and not _IN_LANGUAGE.match(name):
            message = (
                f"unknown column {excerpt(name)}; a framework has {', '.join(COLUMNS)}, and for "
                "other languages name_es and statement_es, with their tags"
            )
            raise MalformedInput(message, code="unknown-column")
        if header.count(name) > 1:
            message = f"the column {name} occurs twice"
            raise MalformedInput(message, code="duplicate-column")
    if "id" not in header or not {"statement", "name"} & set(header):
        message = "a framework needs the column id, and statement or name"
        raise MalformedInput(message, code="missing-column")


def _read_item(row: Members, language: str, columns: Iterable[str]) -> Placed:
    name = row.text("name")
    statement = row.text("statement")
    if not statement and not name:
        row.refuse("statement", "missing-member", "the row has neither a statement nor a name")
    levels = row.text("education_level").split(",")
    item = Item(
        id=row.text("id", required=True),
        statement=statement or name,
        uri=row.uri("uri"),
        code=row.text("code"),
        name=name if statement else "",
        type=row.text("type"),
        language=row.text("language") or language,
        education_levels=tuple(level.strip() for level in levels if level.strip()),
        translations=tuple(_read_translations(row, columns)),
    )
    return Placed(item, row.pointer)


def _read_translations(row: Members, columns: Iterable[str]) -> Iterator[Wording]:
    matches = filter(None, map(_IN_LANGUAGE.match, columns))  # of those that are not empty
    for tag in dict.fromkeys(match[2] for match in matches):
        yield Wording(tag, row.text(f"name_{tag}"), row.text(f"statement_{tag}"))


def _read_links(row: Members, item_id: str) -> Iterator[Link]:
    yield from parent_links(item_id, row.text("parent").split(), row.at("parent"))
    for column, kind in _ASSOCIATIONS.items():
        for target in row.text(column).split():
            uri = target if ":" in target else ""
            yield Link(Association(kind, item_id, target, uri), row.at(column))
