"""Reading N-Quads (RDF 1.1 N-Quads), the form in which datasets are handed over."""

from __future__ import annotations

import re
from typing import Final

from microcred.canonical.dataset import Dataset
from microcred.canonical.literals import closing, quoted
from microcred.canonical.syntax import RDF, XSD
from microcred.errors import MalformedInput, excerpt

_IRI = r"<[^\x00-\x20<>\"{}|^`\\]*(?:\\[uU][0-9A-Fa-f]{4,8}[^\x00-\x20<>\"{}|^`\\]*)*>"
_BLANK = r"_:[^\s<>\".][^\s<>\"]*?"
_STRING = r'"(?:[^"\\\n\r]|\\.)*"'
_TAG = r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"
_QUAD: Final = re.compile(
    rf"[ \t]*({_IRI}|{_BLANK})[ \t]*({_IRI})[ \t]*"
    rf"(?:({_IRI}|{_BLANK})|({_STRING})(?:\^\^({_IRI})|({_TAG}))?)[ \t]*"
    rf"({_IRI}|{_BLANK})?[ \t]*\.[ \t]*(?:\#.*)?"
).fullmatch
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_NAMED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def parse_nquads(text: str) -> Dataset:
    """Parse N-Quads.

    Raises:
        MalformedInput: a line is no quad; the message names it.
    """
    dataset = Dataset()
    for number, line in enumerate(re.split(r"[\r\n]+", text), start=1):
        if line.strip(" \t") and not line.lstrip(" \t").startswith("#"):
            _add_line(dataset, number, line)
    labels = {part for quad in dataset.quads for part in quad}.union(dataset.tails)
    dataset.named.update(label for label in labels if label.startswith("_:"))
    return dataset


def _add_line(dataset: Dataset, number: int, line: str) -> None:
    match = _QUAD(line)
    if match is None:
        message = f"line {number} is no N-Quad: {excerpt(line)}"
        raise MalformedInput(message, code="invalid-nquads")
    subject, predicate, resource, literal, datatype, tag, graph = match.groups()
    value = _literal(literal, datatype, tag) if literal else _resource(resource)
    dataset.add(_resource(subject), f" {_resource(predicate)} ", value, _resource(graph or ""))


def _resource(term: str) -> str:
    return _unescape(term) if "\\" in term else term


def _literal(literal: str, datatype: str | None, tag: str | None) -> str:
    text = _unescape(literal[1:-1])
    if datatype is not None:
        iri = _resource(datatype)[1:-1]
        return quoted(text, '"' if iri == f"{XSD}string" else f'"^^<{iri}>')
    return quoted(text, closing(None, tag[1:] if tag else None, None) or '"')


def _unescape(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code is None:
            return _NAMED.get(match[3], match[3])
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else "\ufffd"

    return _ESCAPE.sub(character, text)


__all__ = ["RDF", "parse_nquads"]
