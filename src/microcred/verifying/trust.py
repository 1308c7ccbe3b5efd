"""Who is trusted: lists of issuers, here or published, and trust anchors.

The published form is that of the known-issuer registries of the Digital Credentials Consortium,
`{"registry": {"did:key:...": {"name": ...}}}`; a list of ids or of objects with one is read too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Final, cast

from microcred.arguments import path_of
from microcred.document import text_of
from microcred.errors import ConfigurationError, MalformedInput, excerpt
from microcred.fetch import Fetcher, reading
from microcred.files import read_start
from microcred.limits import MAX_DOCUMENT_BYTES
from microcred.strict_json import parse_json
from microcred.verifying.entity_statement import WELL_KNOWN, Now, read_keys
from microcred.verifying.federation import TrustAnchor, find_in_federation

_MEDIA_TYPES: Final = ("application/json", "application/*+json", "text/plain")
_ID_MEMBERS: Final = ("did", "id", "issuer")
_LIST_MEMBERS: Final = ("registry", "issuers", "trusted_issuers")


@dataclass(frozen=True, slots=True)
class TrustList:
    """Issuers that are trusted, known here.

    Attributes:
        issuers: their names by id (a DID or URL); a name may be empty.
        name: for reports.
    """

    issuers: Mapping[str, str]
    name: str = "the trust list"


@dataclass(frozen=True, slots=True)
class PublishedTrustList:
    """A list of issuers in one JSON document at a URL.

    Attributes:
        url: where it is.
        name: for reports.
    """

    url: str
    name: str = ""


TrustRegistry = TrustList | PublishedTrustList | TrustAnchor


def find_issuer(registry: TrustRegistry, issuer: str, fetcher: Fetcher, now: Now) -> str | None:
    """Return the name of `issuer` in a registry, which may be empty; None where it is not listed.

    Raises:
        ResolutionFailed: the registry could not be asked, or what it gave cannot be read.
        MalformedInput: it lacks what a question needs.
        ProofInvalid: who vouches for the issuer may not, by the constraints of those above.
    """
    if isinstance(registry, TrustAnchor):
        statement = find_in_federation(registry, issuer, fetcher, now)
        return None if statement is None else statement.name
    if isinstance(registry, PublishedTrustList):
        fetched = fetcher.fetch(registry.url, accept=_MEDIA_TYPES)
        with reading(fetched, "a list of issuers"):
            return read_issuers(parse_json(fetched.body)).get(issuer)
    return registry.issuers.get(issuer)


def load_trust(path: str | PathLike[str]) -> tuple[TrustRegistry, ...]:
    """Read a file that says who is trusted.

    It holds ids, one a line, with comments after `#`; or JSON: a list of issuers in one of the
    published forms, or a list of registries (`{"type": "dcc-legacy", "name": ..., "url": ...}`,
    `{"type": "oidf", "name": ..., "trustAnchorEC": ...}`, the latter also with `jwks`).

    Raises:
        ConfigurationError: the file cannot be read, or there is something else in it.
        WrongArgument: it is no path.
    """
    path = path_of(path)
    text = _read_file(path)
    try:
        if not text.lstrip().startswith(("{", "[")):
            return (TrustList(_read_lines(text), path.name),)
        value = parse_json(text)
        if _lists_registries(value):
            return tuple(_read_registry(item) for item in value)
        return (TrustList(read_issuers(value), path.name),)
    except MalformedInput as error:
        message = f"{path}: {error.message}"
        raise ConfigurationError(message, code=error.code, pointer=error.pointer) from error


def read_issuers(value: object) -> dict[str, str]:
    """Read a list of issuers; give their names by id.

    Entries without an id are passed over: they trust nobody.

    Raises:
        MalformedInput: code `no-issuer-list`.
    """
    listed = _listed(value) if isinstance(value, dict) else value
    if isinstance(listed, dict):
        named = [(name, entry) for name, entry in listed.items() if entry is not None]
        return {name: _name_of(entry) for name, entry in named if _is_id(name)}
    if isinstance(listed, list):
        return {issuer: _name_of(entry) for entry in listed if (issuer := _id_of(entry))}
    message = "not a list of issuers: expected a member registry with DIDs or URLs"
    raise MalformedInput(message, code="no-issuer-list")


def _listed(document: dict[str, Any]) -> object:
    """Return what holds the issuers: a member for them, or the object if it is by id."""
    for name in _LIST_MEMBERS:
        if name in document:
            return document[name]
    return document if any(map(_is_id, document)) else None


def _is_id(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("did:", "https://", "http://"))


def _id_of(entry: object) -> str:
    values = [entry.get(name) for name in _ID_MEMBERS] if isinstance(entry, dict) else [entry]
    return next((cast("str", value) for value in values if _is_id(value)), "")


def _name_of(entry: object) -> str:
    return text_of(entry.get("name")) if isinstance(entry, dict) else ""


def _read_file(path: Path) -> str:
    data = read_start(path, MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        message = f"{path}: larger than {MAX_DOCUMENT_BYTES} bytes"
        raise ConfigurationError(message, code="limit-exceeded")
    try:
        # bytes, since reading text would make a line feed of each carriage return
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}: not UTF-8", code="not-utf-8") from error


def _read_lines(text: str) -> dict[str, str]:
    """Read ids; a `#` counts as a comment at the start of a line or after a space.

    Only a line feed ends a line: an editor shows the rest of a comment after U+2028 in one line.
    """
    issuers = {}
    for number, line in enumerate(text.split("\n"), 1):
        issuer, _, comment = f" {line.strip()}".partition(" #")
        issuer = issuer.strip()
        if not issuer:
            continue
        if not _is_id(issuer) or len(issuer.split()) != 1:
            message = f"line {number} is no DID or URL: {excerpt(issuer)}"
            raise MalformedInput(message, code="no-issuer-list")
        issuers[issuer] = comment.strip()
    return issuers


def _lists_registries(value: object) -> bool:
    return isinstance(value, list) and any(
        isinstance(item, dict) and "type" in item and {"url", "trustAnchorEC"} & item.keys()
        for item in value
    )


def _read_registry(entry: Any) -> TrustRegistry:
    """Read an entry of a list of registries (@digitalcredentials/issuer-registry-client)."""
    entry = entry if isinstance(entry, dict) else {}
    kind, name = entry.get("type"), text_of(entry.get("name"))
    url = entry.get("url" if kind == "dcc-legacy" else "trustAnchorEC")
    if kind not in ("dcc-legacy", "oidf") or not isinstance(url, str):
        message = f"a registry of type {excerpt(kind)}, expected dcc-legacy with a url or oidf"
        raise MalformedInput(f"{message} with a trustAnchorEC", code="unknown-trust-registry")
    if kind == "dcc-legacy":
        return PublishedTrustList(url, name)
    return _read_anchor(url, name, entry.get("jwks"))


def _read_anchor(url: str, name: str, key_set: Any) -> TrustAnchor:
    """Read a federation's trust anchor; without keys of its own it is asked for them."""
    entity_id = url.removesuffix(WELL_KNOWN)
    keys = read_keys(key_set.get("keys") if isinstance(key_set, dict) else None)
    if entity_id == url or (key_set is not None and not keys):
        message = f"a trustAnchorEC must end in {WELL_KNOWN}, and its jwks hold keys"
        raise MalformedInput(message, code="unknown-trust-registry")
    return TrustAnchor(entity_id, name, tuple(key for _, key in keys))
