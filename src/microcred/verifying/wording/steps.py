"""Tell an issuer's developer every step of a verification, to find where two verifiers part."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.limits import MAX_EXPLAINED_CHARACTERS
from microcred.verifying.report import VerificationReport

_TITLES: Final[Mapping[str, str]] = {
    "fetch": "asked the network",
    "credential": "now a credential that this one brings along or points at",
    "proof": "what an embedded proof signs",
    "jws": "what the JWT signs",
    "controller-document": "the document that lists the key",
    "schema": "a schema that was fetched",
    "cut": "the rest is left out, for its length",
}
_LABELS: Final[Mapping[str, str]] = {
    "canonical_options": "canonical form of the proof options",
    "options_hash": "its hash (hexadecimal)",
    "canonical_document": "canonical form of the document without its proof",
    "document_hash": "its hash (hexadecimal)",
    "signing_input": "the bytes that are signed",
    "from": "answered by",
    "body": "its answer",
}


def tell_steps(report: VerificationReport) -> str:
    """Return every intermediate step of a verification as text, in order.

    Nothing is shortened, up to `MAX_EXPLAINED_CHARACTERS` in all. Characters that could steer a
    terminal are written as JSON escapes them; `describe_trace` has them as they are.
    """
    lines = ["How it was verified, step by step"]
    steps = describe_trace(report)
    for number, step in enumerate(steps, 1):
        lines += _tell_step(number, step)
    if not steps:
        lines.append("  nothing was asked and no signature was computed")
    return "\n".join(lines)


def describe_trace(report: VerificationReport) -> list[dict[str, Any]]:
    """Return the steps as JSON-ready data; a last step `cut` says how many were left out."""
    kept: list[dict[str, Any]] = []
    room = MAX_EXPLAINED_CHARACTERS
    for number, step in enumerate(report.trace):
        room -= len(json.dumps(step, default=str))
        if room < 0:
            kept.append({"step": "cut", "left_out": len(report.trace) - number})
            break
        kept.append(dict(step))
    return kept


def _tell_step(number: int, step: Mapping[str, Any]) -> Iterator[str]:
    name = str(step.get("step"))
    place = step.get("pointer")
    where = f" at {on_one_line(str(place))}" if place else ""
    yield f"{number}. {on_one_line(_TITLES.get(name, name))}{where}"
    for fact in _in_order(step):
        yield from _tell_fact(_LABELS.get(fact, fact.replace("_", " ")), step[fact])


def _in_order(step: Mapping[str, Any]) -> list[str]:
    """Return the facts' names: first the short ones as they come, then in the order of work."""
    long = [name for name in _LABELS if name in step]
    return [name for name in step if name not in ("step", "pointer", *long)] + long


def _tell_fact(label: str, value: Any) -> Iterator[str]:
    text = value if isinstance(value, str) else _as_json(value)
    lines = text.removesuffix("\n").split("\n")
    if len(lines) == 1:
        yield f"     {on_one_line(label)}: {on_one_line(lines[0])}"
        return
    yield f"     {on_one_line(label)}:"
    for line in lines:
        yield f"       {on_one_line(line)}"


def _as_json(value: Any) -> str:
    indent = 2 if isinstance(value, Mapping | list) else None
    return json.dumps(value, indent=indent, ensure_ascii=False, default=str)


def on_one_line(text: str) -> str:
    """Return untrusted text as a terminal may have it: on one line, and nothing that steers it."""
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
