"""Controller documents: what a DID, or a URL that stands for an issuer, says about its keys.

Sources: Controlled Identifiers 1.0, "Controlled Identifier Documents" and "Verification
Relationships"; DID Core 1.0, "Core Properties".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from microcred.dids.verification_method import VerificationMethod, parse_verification_method
from microcred.errors import (
    UNREADABLE_KEY,
    KeyNotListed,
    LimitExceeded,
    MalformedInput,
    MicrocredError,
    UnusableAnswer,
    UnusableKey,
    excerpt,
)
from microcred.json_pointer import join_pointer
from microcred.keys import PublicKey
from microcred.limits import MAX_VERIFICATION_METHODS

__all__ = ["ControllerDocument", "VerificationMethod", "parse_controller_document"]


@dataclass(frozen=True, slots=True)
class ControllerDocument:
    """A controller document, read.

    Attributes:
        id: the DID or URL that the document is about.
        verification_methods: the methods whose keys can be used, by absolute id.
        unusable_methods: the other methods, by absolute id, each with the reason.
        assertion_methods: ids of the methods that may make claims: credentials.
        authentication_methods: ids of the methods that may prove who is there: presentations.
        also_known_as: other identifiers of the same subject; claims, not proofs.
        document: the JSON as received.
        version_id: which version this is, where the DID method keeps history.
        deactivated: the DID has been given up since; only history gives such a document.
        had_from: the URL that the document came from; empty where the identifier holds it all.
    """

    id: str
    verification_methods: Mapping[str, VerificationMethod]
    assertion_methods: frozenset[str] = frozenset()
    authentication_methods: frozenset[str] = frozenset()
    also_known_as: tuple[str, ...] = ()
    unusable_methods: Mapping[str, MicrocredError] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict, repr=False)
    version_id: str | None = None
    deactivated: bool = False
    had_from: str = ""

    def lists_for_assertion(self, method: VerificationMethod) -> bool:
        """Tell whether this document allows a method for claims, with the same key and controller.

        A method that is only referred to, and kept elsewhere, is allowed by its id.
        """
        if method.id not in self.assertion_methods or method.id in self.unusable_methods:
            return False
        own = self.verification_methods.get(method.id)
        return own is None or (own.public_key, own.controller) == (
            method.public_key,
            method.controller,
        )

    def listed_for(self, purpose: str) -> frozenset[str]:
        """Return the ids of the methods listed for `assertionMethod` or `authentication`."""
        presenting = purpose == "authentication"
        return self.authentication_methods if presenting else self.assertion_methods

    def methods_with(self, key: PublicKey) -> tuple[VerificationMethod, ...]:
        """Return the methods that have this key."""
        return tuple(
            method for method in self.verification_methods.values() if method.public_key == key
        )

    def method(self, method_id: str) -> VerificationMethod:
        """Return the method with this absolute id.

        Raises:
            KeyNotListed: the document does not have it.
            UnusableKey: the document has it, and it must not be used: the reason.
            UnusableAnswer: the document has it and cannot be read at that place; whose fault
                that is, the key's name does not tell.
        """
        method = self.verification_methods.get(method_id)
        if method is not None:
            return method
        reason = self.unusable_methods.get(method_id)
        if reason is not None:
            raise self._unusable(method_id, reason)
        message = f"{excerpt(self.id, 200)} has no verification method {excerpt(method_id, 200)}"
        raise KeyNotListed(message)

    def _unusable(self, method_id: str, reason: MicrocredError) -> MicrocredError:
        message = f"verification method {excerpt(method_id, 200)}: {reason.message}"
        damaged = not isinstance(reason, UnusableKey) or reason.code in UNREADABLE_KEY
        if self.had_from and damaged:
            message = f"{excerpt(self.had_from, 200)} gave a document that is damaged: {message}"
            return UnusableAnswer(message, code=reason.code, pointer=reason.pointer)
        return UnusableKey(message, code=reason.code, pointer=reason.pointer)


def parse_controller_document(
    document: object, expected_id: str, had_from: str = ""
) -> ControllerDocument:
    """Read a controller document or DID document, `had_from` a URL or made of its identifier.

    One method with a key of an unknown kind does not make the others unusable. Relative ids
    (`#key-1`) are taken against the document's id.

    Raises:
        MalformedInput: not such a document; its id is not `expected_id` (code
            `wrong-document-id`); an id that two different methods share. One that stands there
            twice in the same words is one.
        LimitExceeded: more than `MAX_VERIFICATION_METHODS` methods.
    """
    if not isinstance(document, Mapping):
        message = "a controller document must be a JSON object"
        raise MalformedInput(message, code="invalid-controller-document")
    if document.get("id") != expected_id:
        found, wanted = excerpt(document.get("id"), 200), excerpt(expected_id, 200)
        message = f"the document is about {found}, expected {wanted}"
        raise MalformedInput(message, code="wrong-document-id", pointer="/id")
    methods = _Methods(expected_id)
    methods.take(_items(document, "verificationMethod"), "verificationMethod", embedded=True)
    relations = {
        name: methods.take(_items(document, name), name, embedded=False)
        for name in ("assertionMethod", "authentication")
    }
    return ControllerDocument(
        id=expected_id,
        verification_methods=MappingProxyType(methods.usable),
        assertion_methods=relations["assertionMethod"],
        authentication_methods=relations["authentication"],
        also_known_as=tuple(_texts(document, "alsoKnownAs")),
        unusable_methods=MappingProxyType(methods.unusable),
        document=document,
        had_from=had_from,
    )


class _Methods:
    """Collects the methods of one document, listed and embedded."""

    def __init__(self, base: str):
        self.base = base
        self.usable: dict[str, VerificationMethod] = {}
        self.unusable: dict[str, MicrocredError] = {}
        self._as_written: dict[str, Mapping[str, Any]] = {}

    def take(self, items: list[Any], name: str, *, embedded: bool) -> frozenset[str]:
        """Read the methods among `items`; give the ids of all, referenced ones too."""
        if len(items) + len(self.usable) + len(self.unusable) > 2 * MAX_VERIFICATION_METHODS:
            raise _too_many()
        ids = set()
        for index, item in enumerate(items):
            pointer = join_pointer([name, index])
            if isinstance(item, Mapping):
                ids.add(self._add(item, pointer))
            elif isinstance(item, str) and not embedded:
                ids.add(self._absolute(item, pointer))
            else:
                message = f"{name} must hold verification methods"
                raise MalformedInput(message, code="invalid-controller-document", pointer=pointer)
        return frozenset(ids)

    def _add(self, members: Mapping[str, Any], pointer: str) -> str:
        method_id = self._absolute(members.get("id"), pointer)
        written = {**members, "id": method_id}
        if self._as_written.setdefault(method_id, written) is not written:
            if self._as_written[method_id] == written:
                return method_id
            message = f"two different verification methods have the id {excerpt(method_id, 200)}"
            raise MalformedInput(message, code="duplicate-verification-method", pointer=pointer)
        if len(self.usable) + len(self.unusable) >= MAX_VERIFICATION_METHODS:
            raise _too_many()
        try:
            self.usable[method_id] = parse_verification_method(members, method_id)
        except MicrocredError as error:
            error.pointer = error.pointer or pointer
            self.unusable[method_id] = error
        return method_id

    def _absolute(self, method_id: object, pointer: str) -> str:
        if not isinstance(method_id, str) or not method_id:
            message = "a verification method needs an id"
            raise MalformedInput(message, code="invalid-controller-document", pointer=pointer)
        return self.base + method_id if method_id.startswith("#") else method_id


def _too_many() -> LimitExceeded:
    message = f"more than {MAX_VERIFICATION_METHODS} verification methods in one document"
    return LimitExceeded(message, code="too-many-verification-methods")


def _items(document: Mapping[str, Any], name: str) -> list[Any]:
    """Return a member as a list; one value alone counts as a list of one."""
    value = document.get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _texts(document: Mapping[str, Any], name: str) -> Iterator[str]:
    return (
        item for item in _items(document, name)[:MAX_VERIFICATION_METHODS] if isinstance(item, str)
    )
