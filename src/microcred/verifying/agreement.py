"""Whether the JSON of a credential reads as the statements that an embedded proof covers.

A proof over RDF says nothing about spelling. `validUntil`, the full IRI of that term, an alias
from a context in the document and `@nest` are one and the same statement, so whoever holds a
signed credential can write its end, or its status, where no reader of JSON looks for it. VC Data
Integrity 1.0, "Context Injection", leaves that to the verifier.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.canonical import Canonical
from microcred.document import as_list, types_of
from microcred.errors import Fault, excerpt
from microcred.json_pointer import join_pointer

_CREDENTIALS: Final = "https://www.w3.org/2018/credentials#"
_VOCABULARIES: Final = (
    _CREDENTIALS,
    "https://w3id.org/security#",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "https://purl.imsglobal.org/spec/vc/clr/vocab.html#",
)
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_CLASSES: Final = ("VerifiableCredential", "VerifiablePresentation")
_WATCHED: Final = (
    "issuer",
    "holder",
    "credentialSubject",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "credentialStatus",
    "credentialSchema",
    "refreshService",
    "relatedResource",
    "termsOfUse",
    "confidenceMethod",
)
"""The members that the checks look for in the credential itself."""

_OTHER_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "countryCode": ("addressCountryCode",),
    "geoCoordinates": ("geo",),
    "phoneNumber": ("phone",),
    "profile": ("creator",),
    "expiration": ("expires",),
    "signingAlgorithm": ("signatureAlgorithm",),
}
"""Terms of the pinned contexts that are not called like what they stand for.

Beside these, a name may begin with a capital letter and end in a number: `Criteria`,
`achievement-0`.
"""

_HIDING: Final = frozenset({"@id", "@included", "@nest", "@reverse", "@graph"})
_QUAD: Final = re.compile(
    r"(\S+) <([^>]*)> "
    r'(<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?)'
    r"( <[^>]*>| _:\S+)? \.",
    re.DOTALL,
)
_ADVICE: Final = "Do not use it; somebody has rewritten the badge so that it reads otherwise."


def find_disagreements(document: Mapping[str, Any], canonical: Canonical) -> list[Fault]:
    """List where the JSON does not show what the statements say.

    Args:
        document: a credential or presentation, without its proofs.
        canonical: its canonical form, without losses.
    """
    if canonical.plain:
        return []
    lines = canonical.nquads.split("\n")  # a literal may hold U+2028
    quads = [match.groups() for match in map(_QUAD.match, lines) if match]
    faults = list(_hiding_keywords(document, ()))
    own = [(subject, predicate, value) for subject, predicate, value, graph in quads if not graph]
    roots = _roots(document, own)
    if not roots and set(_CLASSES).intersection(types_of(document)):
        message = f"the credential's id is not {excerpt(document.get('id'), 200)} in what is signed"
        faults.append(Fault("/id", "id-reads-otherwise", message, _ADVICE))
    for name in _WATCHED:
        signed = {
            value
            for subject, predicate, value in own
            if predicate == _CREDENTIALS + name and subject in roots
        }
        if signed and not _shows(as_list(document.get(name)), signed):
            faults.append(_hidden(f"/{name}", name))
    return faults or list(_hidden_anywhere(document, quads))


def _roots(document: Mapping[str, Any], quads: list[tuple[str, str, str]]) -> set[str]:
    """Give the node that the document describes, as it is called in the statements."""
    classes = [f"<{_CREDENTIALS}{name}>" for name in _CLASSES]
    found = {
        subject for subject, predicate, value in quads if predicate == _TYPE and value in classes
    }
    identifier = document.get("id")
    if isinstance(identifier, str) and not identifier.startswith("_:"):
        return found & {f"<{identifier}>"}
    return {subject for subject in found if subject.startswith("_:")}


def _shows(values: list[Any], signed: set[str]) -> bool:
    """Tell whether each signed value of a member is among its values in JSON."""
    texts = {value for value in values if isinstance(value, str)}
    objects = [value for value in values if isinstance(value, dict)]
    named = {value["id"] for value in objects if isinstance(value.get("id"), str)}
    nameless = sum(not isinstance(value.get("id"), str) for value in objects)
    labels = {name for name in named if name.startswith("_:")}
    iris = {value[1:-1] for value in signed if value.startswith("<")}
    blank = sum(value.startswith("_:") for value in signed)
    literals = sum(value.startswith('"') for value in signed)
    return iris <= named | texts and blank <= nameless + len(labels) and literals <= len(texts)


def _hidden_anywhere(
    document: Mapping[str, Any], quads: list[tuple[str | Any, ...]]
) -> Iterator[Fault]:
    """Find properties of the vocabularies of which more are signed than the JSON shows."""
    shown: Counter[str] = Counter()
    _count_members(document, shown)
    signed = Counter(
        predicate for _, predicate, _, _ in quads if predicate.startswith(_VOCABULARIES)
    )
    for predicate, count in signed.items():
        name = re.sub(r"-\d+\Z", "", predicate.partition("#")[2])
        name = name[:1].lower() + name[1:]
        if count > sum(shown[other] for other in (name, *_OTHER_NAMES.get(name, ()))):
            yield _hidden("", name)


def _count_members(value: Any, shown: Counter[str]) -> None:
    if isinstance(value, list):
        for item in value:
            _count_members(item, shown)
    elif isinstance(value, dict):
        for name, member in value.items():
            if name != "@context":
                shown[name] += len(_flat(member))
                _count_members(member, shown)


def _flat(value: Any) -> list[Any]:
    """Give a member's values; arrays in arrays are one array to JSON-LD."""
    return [leaf for item in value for leaf in _flat(item)] if isinstance(value, list) else [value]


def _hiding_keywords(value: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """Find keywords, and other names for them, that put members where no reader expects them."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _hiding_keywords(item, (*path, index))
    elif isinstance(value, dict):
        for name, member in value.items():
            here = (*path, name)
            if name in _HIDING:
                message = f"{name} says the same as usual members and hides it from most readers"
                yield Fault(join_pointer(here), "hiding-keyword", message, _ADVICE)
            elif name == "@context":
                yield from _keyword_aliases(member, here)
            else:
                yield from _hiding_keywords(member, here)


def _keyword_aliases(context: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """Find terms of a context in the document that stand for keywords, or turn links around."""
    if isinstance(context, list):
        for index, item in enumerate(context):
            yield from _keyword_aliases(item, (*path, index))
    elif isinstance(context, dict):
        for term, definition in context.items():
            here = (*path, term)
            meaning = definition.get("@id") if isinstance(definition, dict) else definition
            is_alias = not term.startswith("@") and str(meaning).startswith("@")
            if is_alias and (term, meaning) not in (("id", "@id"), ("type", "@type")):
                message = f"{excerpt(term)} stands for {excerpt(meaning)}"
                yield Fault(join_pointer(here), "hiding-keyword", message, _ADVICE)
            if isinstance(definition, dict):
                if "@reverse" in definition:
                    message = f"{excerpt(term)} turns a property around"
                    yield Fault(join_pointer(here), "hiding-keyword", message, _ADVICE)
                yield from _keyword_aliases(definition.get("@context"), here)


def _hidden(pointer: str, name: str) -> Fault:
    message = f"the signature covers a {excerpt(name)} that the JSON does not show as such"
    return Fault(pointer, "hidden-member", message, _ADVICE)
