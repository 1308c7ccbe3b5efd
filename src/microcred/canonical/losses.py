"""What JSON-LD drops or changes in meaning, said so that the author can mend it."""

from __future__ import annotations

from typing import Final

from microcred.errors import excerpt
from microcred.findings import Fault

_ADVICE: Final = {
    "undefined-term": "Define the term in a context, or take the member out.",
    "undefined-type": "Use a type that a context defines, or an absolute IRI.",
    "relative-id": "Use an absolute IRI, such as an https: or urn:uuid: one.",
    "relative-reference": "Use an absolute IRI, such as an https: or urn:uuid: one.",
    "malformed-iri": "Percent-encode what an IRI cannot hold (RFC 3987).",
    "malformed-language-tag": "Use a language tag such as en or pt-BR (BCP 47).",
    "blank-node-property": "Use an absolute IRI for the property.",
    "broken-coercion": "Give the value in the form that the context says for this term.",
    "lost-digits": "Give a number of at most 15 significant digits, or a text.",
    "free-floating-value": "Put the value under a term.",
    "ignored-keyword": "Take the keyword out; it means nothing here.",
    "not-checked": "Avoid the feature; what it drops cannot be told.",
}


def loss(pointer: str, code: str, message: str) -> Fault:
    """Make the fault of one loss, with its advice."""
    return Fault(pointer, code, message, _ADVICE[code])


def describe(code: str, value: object) -> str:
    """Say what happens to a value that is lost for the reason `code`."""
    said = {
        "undefined-term": "no context defines {}; JSON-LD drops it, a signature does not cover it",
        "undefined-type": "no context defines the type {}; JSON-LD drops it",
        "relative-id": "the identifier {} is relative; JSON-LD drops what is said of it",
        "relative-reference": "the identifier {} is relative; JSON-LD drops it",
        "malformed-iri": "{} is no well-formed IRI; JSON-LD drops it",
        "malformed-language-tag": "{} is no language tag; JSON-LD drops the text",
        "blank-node-property": "the property {} is a blank node; JSON-LD drops it",
        "free-floating-value": "{} stands under no term; JSON-LD drops it",
        "ignored-keyword": "{} is ignored here; a signature does not cover it",
    }
    return said[code].format(excerpt(value))
