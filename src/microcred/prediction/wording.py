"""What other verifiers would say, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from microcred.prediction.rule import Prediction
from microcred.prediction.verifiers import VERIFIERS, opinion_of
from microcred.verifying.wording.steps import on_one_line

_OPINIONS: Final[Mapping[bool | None, str]] = {
    True: "would accept it",
    False: "would refuse it",
    None: "cannot be said here",
}
_SIGNS: Final[Mapping[bool | None, str]] = {True: "-", False: "✘", None: "?"}


def tell_predictions(predictions: Sequence[Prediction]) -> str:
    """Return what other verifiers would say as text, safe for a terminal."""
    lines = ["What other verifiers would say"]
    for verifier in VERIFIERS:
        lines.append(f"  {verifier}: {_OPINIONS[opinion_of(predictions, verifier)]}")
        for item in predictions:
            if item.verifier == verifier:
                lines += _tell_prediction(item)
    return "\n".join(lines)


def describe_predictions(predictions: Sequence[Prediction]) -> list[dict[str, Any]]:
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


def _tell_prediction(item: Prediction) -> Iterator[str]:
    where = f" ({on_one_line(item.pointer)})" if item.pointer else ""
    yield f"    {_SIGNS[item.accepts]} {on_one_line(item.reason)}{where}"
    if item.advice:
        yield f"        {on_one_line(item.advice)}"
    yield f"        [{item.code}; {item.basis}]"
