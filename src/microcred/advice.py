"""What to do about what a check found: the one table of advice, by check and by code.

A finding has the advice that fits it best: of its code, else of its check. What may help where
something could not be had follows from what stood in the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from microcred.errors import NOT_IMPLEMENTED, MicrocredError, UnusableAnswer

_CORRECT: Final = "The issuer has to correct the badge and sign it again."
_AS_DELIVERED: Final = "ask the holder for the badge as the issuer delivered it."

ADVICE_ON_FAILURE: Final[Mapping[str, str]] = {
    "source": "Hand in the file, the text or the picture as the issuer delivered it.",
    "data_model": _CORRECT,
    "json_ld": f"Do not rely on what is named here. {_CORRECT}",
    "open_badges": _CORRECT,
    "proof": "Do not use it; the issuer has to sign it again, if it is the issuer's at all.",
    "issuer_key": "Do not use it; ask the issuer whether it issued this badge.",
    "schema": f"It is not what the schema that it names demands. {_CORRECT}",
    "resources": "Do not rely on what it points at; ask the issuer.",
    "refresh": "Ask the issuer for the newest version.",
    "status": "Do not accept the badge before the issuer says whether it was revoked.",
    "validity": "Ask the issuer whether the dates of the badge are right.",
    "recipient": "Ask the holder whom the badge was issued to.",
    "endorsements": "Do not rely on this endorsement; ask who made it.",
    "contained": "Do not rely on this credential, whatever it is contained in.",
    "trust": "Where you know that this id is the issuer's, add it to your list; else ask who keeps "
    "the list.",
}
"""What to do about a check that failed, where nothing better is known."""

_TOO_MUCH: Final = "Ask the issuer for a smaller one; it is more than is looked at here."

ADVICE_ON_FAILURE_OF: Final[Mapping[str, str]] = {
    "algorithm-refused": "Do not use it; whoever made it has proved nothing about who they are.",
    "base-proof": "Ask the holder to show a badge made from it; this form is the holder's own.",
    "created-in-future": "A clock may be wrong, the issuer's or this one; look again later.",
    "proof-expired": "Ask the issuer to sign it again.",
    "bad-signature": "The badge was changed after signing, or is not what the issuer signed. "
    f"Do not use it; {_AS_DELIVERED}",
    "limit-exceeded": _TOO_MUCH,
    "no-issuer": "Do not use it; nobody says that it is theirs.",
    "no-proof": f"Do not use it; {_AS_DELIVERED}",
    "proof-own-context": "That is how it was made; ask the issuer to sign it in a form of today.",
    "weak-rsa-key": "Anybody could have made it; ask the issuer to sign it with another key.",
    "private-jwk": "Do not use it; tell the issuer that its private key may be known.",
    "too-deep": _TOO_MUCH,
    "too-many-values": _TOO_MUCH,
    "secret-key-published": "Do not use it; tell the issuer that everybody knows its private key.",
}
"""What to do about what failed, by its code, where that says more than the check does."""

AT_STAKE: Final[Mapping[str, str]] = {
    "json_ld": "until then nobody knows what is signed",
    "proof": "until then nothing shows that its issuer stands by it",
    "issuer_key": "until then nothing says who signed",
    "resources": "until then do not rely on what it points at",
    "refresh": "the badge itself was checked as it is",
    "status": "the badge may have been revoked",
    "endorsements": "until then do not rely on the endorsement",
    "contained": "until then do not rely on this credential",
    "trust": "until then nothing says that the issuer is one you trust",
}
"""What it means that a check could not be completed."""

_ASK: Final = "Ask the issuer"

ADVICE_ON_DOUBT: Final[Mapping[str, str]] = {
    "source": f"{_ASK} for the badge in another form.",
    "data_model": f"{_ASK}.",
    "json_ld": f"{_ASK}; {AT_STAKE['json_ld']}.",
    "open_badges": f"{_ASK}.",
    "proof": f"{_ASK} for a badge with a signature of a usual kind.",
    "issuer_key": f"{_ASK}; {AT_STAKE['issuer_key']}.",
    "schema": f"{_ASK} for a badge that names a schema of a usual kind.",
    "resources": f"{_ASK}; {AT_STAKE['resources']}.",
    "refresh": f"{_ASK} for the newest version; {AT_STAKE['refresh']}.",
    "status": f"{_ASK} whether the badge was revoked.",
    "validity": f"{_ASK} whether the badge has expired.",
    "recipient": f"{_ASK} for a badge that names its holder.",
    "endorsements": f"Do not rely on the endorsement; {_ASK.lower()}.",
    "contained": "Verify it by itself; until then do not rely on this credential.",
    "trust": f"Ask who keeps the list; {AT_STAKE['trust']}.",
}
"""What to do about a check that could not be completed, where nothing better is known.

Another try is not among it: it helps where something is fetched, and `what_to_do` knows that.
"""

ADVICE_ON_DOUBT_OF: Final[Mapping[str, str]] = {"limit-exceeded": _TOO_MUCH}
"""What to do about what could not be completed, by its code, where that says more."""


UNKNOWN_HERE: Final = NOT_IMPLEMENTED | {
    "digest-algorithm-unknown",
    "schema-draft-unknown",
    "schema-type-unknown",
    "status-type-unknown",
    "unsupported-did-method",
}
"""Codes of what may be sound and is not known here."""

UNKNOWN_CONTEXT: Final = "unknown-context"
"""The code of a context that has to be read by somebody before it is relied on."""

TOO_MANY: Final = frozenset({"too-many-nodes", "too-many-objects", "too-many-statements"})
"""Codes of a document that was read, and says more than is looked at."""

_ANOTHER_TRY: Final = "Try again with a connection"
_LOOK_THERE: Final = (
    "Look what stands at that address; a login page may be your own network's, so try from "
    "another, else tell whoever keeps the address"
)
_WAYS_ON: Final[Mapping[str, frozenset[str]]] = {
    "Use a verifier that knows it, or ask the issuer for a badge of a usual kind": UNKNOWN_HERE,
    "Ask the issuer for a smaller one; it is more than is looked at here": TOO_MANY,
    "Read the context, then accept it (Policy.contexts)": frozenset({UNKNOWN_CONTEXT}),
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


def on_failure(check: str, code: str) -> str:
    """Return what to do about a check that failed."""
    return ADVICE_ON_FAILURE_OF.get(code) or ADVICE_ON_FAILURE[check]


def on_doubt(check: str, code: str) -> str:
    """Return what to do about a check that could not be completed, of which the code is told."""
    way = _WAY_ON.get(code)
    return (
        _with_stake(check, way) if way else ADVICE_ON_DOUBT_OF.get(code) or ADVICE_ON_DOUBT[check]
    )


def what_to_do(check: str, error: MicrocredError) -> str:
    """Return what to do about a check that could not be completed for `error`."""
    otherwise = _LOOK_THERE if isinstance(error, UnusableAnswer) else _ANOTHER_TRY
    return _with_stake(check, _WAY_ON.get(error.code, otherwise))


def _with_stake(check: str, way: str) -> str:
    stake = AT_STAKE.get(check, "")
    return f"{way}; {stake}." if stake else f"{way}."
