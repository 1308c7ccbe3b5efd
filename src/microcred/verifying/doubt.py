"""Whether an error speaks against the badge: the one place that tells "no" from "could not tell".

"No" needs evidence against the badge itself: a signature that is wrong, a key that its owner's own
document does not list, a member that is missing. What somebody else's server, list or document got
wrong is no such evidence, nor is what is not implemented here: anybody's good badge would meet the
same. Neither is ever "yes".

The class of an error says which it is, since whoever raises it knows what it read:
`ResolutionFailed` speaks of what could not be had, its `UnusableAnswer` of what came and is not
what was asked for. Everything else speaks of the badge, except the codes below.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from microcred.budget import OUT_OF_TIME
from microcred.errors import (
    NOT_IMPLEMENTED,
    MicrocredError,
    ResolutionFailed,
    UnusableAnswer,
    UnusableKey,
)
from microcred.verifying.case import failed, undetermined
from microcred.verifying.report import ADVICE_ON_DOUBT, AT_STAKE, Check

_UNKNOWN_HERE: Final = NOT_IMPLEMENTED | {
    "digest-algorithm-unknown",
    "schema-draft-unknown",
    "schema-type-unknown",
    "status-type-unknown",
    "unsupported-did-method",
}
_UNKNOWN_CONTEXT: Final = "unknown-context"
_TOO_MANY: Final = frozenset({"too-many-nodes", "too-many-objects", "too-many-statements"})
"""Codes of a document that was read, and says more than is looked at."""

_NOBODYS_FAULT: Final = _UNKNOWN_HERE | _TOO_MANY | {_UNKNOWN_CONTEXT, OUT_OF_TIME}

_ANOTHER_TRY: Final = "Try again with a connection"
_LOOK_THERE: Final = (
    "Look what stands at that address; a login page may be your own network's, so try from "
    "another, else tell whoever keeps the address"
)
_WAYS_ON: Final[Mapping[str, frozenset[str]]] = {
    "Use a verifier that knows it, or ask the issuer for a badge of a usual kind": _UNKNOWN_HERE,
    "Ask the issuer for a smaller one; it is more than is looked at here": _TOO_MANY,
    "Read the context, then accept it (--context, Policy.contexts)": frozenset({_UNKNOWN_CONTEXT}),
    "Ask the issuer where it is published now": frozenset({"not-found", "gone"}),
    "Ask the issuer; nobody can check what is only at that address": frozenset(
        {"credentials-in-url", "forbidden-address", "insecure-url", "invalid-url", "not-a-web-url"}
    ),
    "Tell whoever keeps that address that it does not answer as it should": frozenset(
        {
            "bad-content-encoding",
            "bad-response",
            "invalid-redirect",
            "tls-failed",
            "too-large",
            "too-many-redirects",
            "unexpected-status",
        }
    ),
    "Ask the issuer; checking it takes more questions than one verification asks": frozenset(
        {"fetch-limit"}
    ),
    _ANOTHER_TRY: frozenset(
        {
            "connection-failed",
            "name-not-found",
            "offline",
        }
    ),
    "Try again later": frozenset({"busy", "out-of-time", "server-busy", "server-error", "timeout"}),
    _LOOK_THERE: frozenset({"answered-from-elsewhere", "wrong-content-type"}),
}
"""What may help, and with which codes; another try only where it would ask again."""

_WAY_ON: Final = {code: way for way, codes in _WAYS_ON.items() for code in codes}


def is_evidence(error: MicrocredError) -> bool:
    """Tell whether an error speaks against the badge, and not of anything else."""
    return not isinstance(error, ResolutionFailed) and error.code not in _NOBODYS_FAULT


def finding_of(
    check: str, error: MicrocredError, pointer: str = "", *, about: str = "", advice: str = ""
) -> Check:
    """Report that a check met `error`: failed where it is evidence, undetermined otherwise.

    Args:
        check: the check's name.
        error: what it met.
        pointer: where in the badge; an error about the badge itself may know better.
        about: what the message begins with.
        advice: what to do about evidence; what to do about doubt follows from the error.
    """
    message = f"{about}: {error.message}" if about else error.message
    if is_evidence(error):
        # what is wrong with a key is a place in its owner's document
        place = pointer if isinstance(error, UnusableKey) else error.pointer or pointer
        return failed(check, error.code, message, place, advice)
    place = (error.pointer or pointer) if error.code in _NOBODYS_FAULT else pointer
    return undetermined(check, error.code, message, place, what_to_do(check, error))


def finding_inside(check: str, error: MicrocredError, pointer: str) -> Check:
    """Report an error about something that stands at `pointer`, with the place in it."""
    found = finding_of(check, error)
    return found._replace(pointer=pointer + found.pointer)


def what_to_do(check: str, error: MicrocredError) -> str:
    """Say what can be done about a check that could not be completed for `error`."""
    otherwise = _LOOK_THERE if isinstance(error, UnusableAnswer) else _ANOTHER_TRY
    return _with_stake(check, _WAY_ON.get(error.code, otherwise))


def what_to_do_about(check: str, code: str) -> str:
    """Say what can be done about a check that could not be completed, of which the code is told."""
    way = _WAY_ON.get(code)
    return _with_stake(check, way) if way else ADVICE_ON_DOUBT[check]


def _with_stake(check: str, way: str) -> str:
    stake = AT_STAKE.get(check, "")
    return f"{way}; {stake}." if stake else f"{way}."
