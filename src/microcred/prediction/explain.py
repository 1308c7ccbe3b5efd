"""Tell an issuer's developer every step of a verification, to find where two verifiers part."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from microcred.limits import MAX_EXPLAINED_CHARACTERS
from microcred.prediction import VERIFIERS, Prediction, opinion_of
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
_OPINIONS: Final[Mapping[bool | None, str]] = {
    True: "would accept it",
    False: "would refuse it",
    None: "cannot be said here",
}
_SIGNS: Final[Mapping[bool | None, str]] = {True: "-", False: "✘", None: "?"}


def explain(report: VerificationReport, predictions: Sequence[Prediction] = ()) -> str:
    """Return every intermediate step in order, then what other verifiers would say.

    Nothing is shortened, up to `MAX_EXPLAINED_CHARACTERS` in all. Characters that could steer a
    terminal are written as JSON escapes them; `describe_trace` has them as they are.
    """
    lines = ["How it was verified, step by step"]
    steps = describe_trace(report)
    for number, step in enumerate(steps, 1):
        lines += _tell_step(number, step)
    if not steps:
        lines.append("  nothing was asked and no signature was computed")
    if predictions:
        lines += ["", "What other verifiers would say", *_tell_elsewhere(predictions)]
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


def describe_elsewhere(predictions: Sequence[Prediction]) -> list[dict[str, Any]]:
    """Return what other verifiers would say as JSON-ready data; `accepts` is null if unknown."""
    return [
        {
            "verifier": verifier,
            "accepts": opinion_of(predictions, verifier),
            "predictions": [
                {name: value for name, value in asdict(item).items() if name != "verifier"}
                for item in predictions
                if item.verifier == verifier
            ],
        }
        for verifier in VERIFIERS
    ]


def _tell_step(number: int, step: Mapping[str, Any]) -> Iterator[str]:
    name = str(step.get("step"))
    place = step.get("pointer")
    where = f" at {_safe(str(place))}" if place else ""
    yield f"{number}. {_safe(_TITLES.get(name, name))}{where}"
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
        yield f"     {_safe(label)}: {_safe(lines[0])}"
        return
    yield f"     {_safe(label)}:"
    for line in lines:
        yield f"       {_safe(line)}"


def _as_json(value: Any) -> str:
    indent = 2 if isinstance(value, Mapping | list) else None
    return json.dumps(value, indent=indent, ensure_ascii=False, default=str)


def _tell_elsewhere(predictions: Iterable[Prediction]) -> Iterator[str]:
    predictions = list(predictions)
    for verifier in VERIFIERS:
        yield f"  {verifier}: {_OPINIONS[opinion_of(predictions, verifier)]}"
        for item in predictions:
            if item.verifier == verifier:
                yield from _tell_prediction(item)


def _tell_prediction(item: Prediction) -> Iterator[str]:
    where = f" ({_safe(item.pointer)})" if item.pointer else ""
    yield f"    {_SIGNS[item.accepts]} {_safe(item.reason)}{where}"
    if item.advice:
        yield f"        {_safe(item.advice)}"
    yield f"        [{item.code}; {item.basis}]"


def _safe(text: str) -> str:
    """Make untrusted text safe for a terminal: on one line, and nothing that steers it."""
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
