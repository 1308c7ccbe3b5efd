"""Extensions, each against the schema that its own context names ("Extension Validation").

An extension's context may be anybody's. It decides nothing about the badge: all that is read of
it is which schema is for which type, and with the terms that it defines the extension is brought
into the form that the schema is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from microcred.canonical.bounds import check_json
from microcred.document import as_list, id_of
from microcred.errors import MicrocredError, excerpt
from microcred.findings import Finding
from microcred.json_pointer import join_pointer
from microcred.limits import MAX_GENERAL_VALUES, MAX_SCHEMAS, MAX_SCHEMAS_OF_EXTENSION
from microcred.open_badges_2.badge_objects import BadgeObjects, SchemaChecking
from microcred.open_badges_2.checklist import (
    failed,
    failed_by_faults,
    passed,
    skipped,
    undetermined,
    undetermined_by,
)
from microcred.open_badges_2.known import (
    context_of_badges,
    is_context_of_badges,
    known_context,
    known_schema,
)
from microcred.open_badges_2.linked import LinkedDocuments
from microcred.open_badges_2.vocabulary import CONTEXT, expand_name, type_names

Path = tuple[str | int, ...]

_ADVICE: Final = "Try again with a connection, or ask the issuer for an extension that can be had."


def check_extensions(badge: BadgeObjects, *, proved: bool) -> Iterator[Finding]:
    """Check the extensions in the objects that make up a badge.

    Args:
        badge: what is checked.
        proved: whether the badge is known to be its issuer's, so that what it names is asked.
    """
    if "schema" in badge.expectations.left_out:
        return
    schemas = badge.expectations.schemas
    found = list(_extensions(badge.assembled()))
    if not found or schemas is None:
        yield skipped("schema", "no-extensions", "there are no extensions to check")
    elif not proved:
        message = "not asked, since nothing shows that the issuer wrote them"
        yield skipped("schema", "no-verified-proof", message)
    elif len(found) > MAX_SCHEMAS:
        message = f"{len(found)} extensions, at most {MAX_SCHEMAS} are looked at"
        yield undetermined("schema", "limit-exceeded", message)
    else:
        for path, extension, contexts in found:
            yield from _check_extension(badge.documents, schemas, path, extension, contexts)


def _extensions(whole: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any], list[Any]]]:
    """Yield each extension, its place, and the contexts that it may be defined by."""
    level: list[tuple[Any, Path, list[Any]]] = [(whole, (), [])]
    seen: set[int] = set()
    while level:
        deeper: list[tuple[Any, Path, list[Any]]] = []
        for value, path, contexts in level:
            if id(value) in seen:
                continue
            seen.add(id(value))
            own = contexts
            if isinstance(value, dict):
                own = as_list(value["@context"]) if "@context" in value else contexts
                if "Extension" in type_names(value):
                    yield path, value, own
            deeper += [(item, (*path, step), own) for step, item in _inside(value)]
        level = deeper


def _inside(value: Any) -> Iterable[tuple[str | int, Any]]:
    """Return the steps into an array or an object, whose contexts say nothing themselves."""
    if isinstance(value, list):
        return enumerate(value)
    members = value.items() if isinstance(value, dict) else ()
    return ((name, item) for name, item in members if name != "@context")


def _check_extension(
    documents: LinkedDocuments,
    schemas: SchemaChecking,
    path: Path,
    extension: dict[str, Any],
    contexts: list[Any],
) -> Iterator[Finding]:
    place = join_pointer(path)
    foreign = [item for item in contexts if not is_context_of_badges(item)]
    if not foreign:
        message = "an extension needs the context that defines it, at its URL"
        yield failed("schema", "extension-without-context", message, f"{place}/@context")
        return
    try:
        found = _contexts_at(documents, foreign)
        named = [entry for context in found.values() for entry in _validations(context)]
        fitting = _fitting(extension, named)
        if fitting:
            document = _in_its_words(extension, found)
            yield from _apply_each(documents, schemas, document, fitting, place)
        else:
            yield _without_schema(named, place)
    except MicrocredError as error:
        yield undetermined_by("schema", error, place, _ADVICE)


def _contexts_at(documents: LinkedDocuments, contexts: list[Any]) -> dict[str, Any]:
    """Return the contexts that are named by a URL, carried here or fetched."""
    urls = [item for item in contexts if isinstance(item, str)]
    return {url: known_context(url) or documents.fetch_json(url) for url in urls}


def _apply_each(
    documents: LinkedDocuments,
    schemas: SchemaChecking,
    document: dict[str, Any],
    urls: list[str],
    place: str,
) -> Iterator[Finding]:
    """Check against each schema.

    Raises:
        MicrocredError: one could not be had or used.
    """
    for url in urls[:MAX_SCHEMAS_OF_EXTENSION]:
        schema = known_schema(url) or documents.fetch_json(url)
        faults = schemas.check(document, schema, url, documents.fetch_json)
        yield from failed_by_faults("schema", faults, place)
        if not faults:
            yield passed("schema", "schema-satisfied", f"agrees with {excerpt(url, 200)}", place)
    if len(urls) > MAX_SCHEMAS_OF_EXTENSION:
        message = f"{len(urls)} schemas, of which {MAX_SCHEMAS_OF_EXTENSION} were looked at"
        yield undetermined("schema", "limit-exceeded", message, place)


def _without_schema(named: list[tuple[str, str]], place: str) -> Finding:
    if not named:
        message = "the context of this extension names no schema"
        return passed("schema", "extension-without-schema", message, place)
    message = f"its context knows {excerpt(named[0][0], 200)}, and no type that it has itself"
    return failed("schema", "extension-type-unknown", message, f"{place}/type")


def _validations(context: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what a context says of schemas: a type, and the URL of the schema for it."""
    for entry in as_list(_member(context, "validation")):
        if not isinstance(entry, dict):
            continue
        schema = _reference(_member(entry, "validationSchema"))
        for name in as_list(_member(entry, "validatesType")):
            type_name = _reference(name)
            if schema and type_name:
                yield expand_name(type_name), schema


def _member(value: Mapping[str, Any], name: str) -> Any:
    """Return a member of the vocabulary, which contexts spell with and without its prefix."""
    return next(
        (value[spelled] for spelled in (name, f"obi:{name}", expand_name(f"obi:{name}"))
         if spelled in value), None)  # fmt: skip


def _reference(value: Any) -> str | None:
    return value.get("@id") if isinstance(value, dict) and "@id" in value else id_of(value)


def _in_its_words(
    extension: dict[str, Any], contexts: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return an extension in the words of its own context, "compacted" as the schemas expect it.

    Raises:
        MicrocredError: it is no JSON-LD, or its contexts are more than is read.
    """
    if not _has_long_names(extension):
        return extension
    # PyLD takes a tenth of a second to import, and hardly any badge needs it
    from microcred.canonical.compaction import compact  # noqa: PLC0415

    own = {url: dict(context) for url, context in contexts.items()}
    check_json(list(own.values()), max_values=MAX_GENERAL_VALUES)
    known = {CONTEXT: context_of_badges(), **own}
    words = [CONTEXT, *own]
    return compact({**extension, "@context": words}, words, known)


def _has_long_names(extension: dict[str, Any]) -> bool:
    """Tell whether some member, or one of an object in it, is written with a prefix or an IRI."""
    names = [name for name in extension if name != "@context"]
    inside = [name for value in extension.values() if isinstance(value, dict) for name in value]
    return any(":" in name for name in (*names, *inside)) or any(name[:1] == "@" for name in names)


def _fitting(extension: dict[str, Any], named: Iterable[tuple[str, Any]]) -> list[Any]:
    """Return the schemas that a context names for a type of the extension, each once."""
    types = {expand_name(name) for name in as_list(extension.get("type"))}
    return list(dict.fromkeys(schema for name, schema in named if name in types))
