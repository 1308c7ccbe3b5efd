"""Reading a 2.0 object member by member, and keeping account of what is left behind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self, TypeVar

from microcred.document import as_list
from microcred.findings import Fault
from microcred.json_pointer import join_pointer
from microcred.limits import MAX_FAULTS
from microcred.open_badges_2.documents import single, text_or_none
from microcred.open_badges_2.values import describe, is_iri
from microcred.open_badges_2.vocabulary import type_names

Path = tuple[str | int, ...]
T = TypeVar("T")

_LANGUAGE: Final = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\Z", re.ASCII)
_FOR_2_ONLY: Final = frozenset({"verification", "verify", "publicKey", "revocationList"})
_SCHEMES: Final = frozenset({"https", "http", "mailto", "tel", "urn", "did"})
_IMAGE_DATA: Final = re.compile(r"data:image/[a-z0-9.+-]+[;,]", re.IGNORECASE)
_NOT_CONTENT: Final = frozenset({"@context", "type", "@language", "revoked"})


@dataclass(slots=True)
class Account:
    """What a conversion left behind, and what kept it from being made.

    Attributes:
        losses: what could not be carried over; the rest is converted all the same.
        faults: what 3.0 needs and the document does not have.
    """

    losses: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def lose(self, path: Path, code: str, message: str, advice: str = "") -> None:
        """Note something that is not carried over."""
        if len(self.losses) < MAX_FAULTS:
            self.losses.append(Fault(join_pointer(path), code, message, advice))
        elif len(self.losses) == MAX_FAULTS:
            self.losses.append(Fault("", "more-losses", "more was not carried over; it is cut"))

    def miss(self, path: Path, code: str, message: str) -> None:
        """Note something that 3.0 cannot do without."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(join_pointer(path), code, message))


class Reader:
    """One object of a 2.0 document; what nobody asks for is accounted for by `finish`.

    Args:
        document: the object.
        path: where it stands.
        account: what is left behind.
    """

    def __init__(self, document: Mapping[str, Any], path: Path, account: Account):
        self.document = document
        self.path = path
        self.account = account
        self._left = set(document) - _NOT_CONTENT

    def take(self, name: str) -> Any:
        """Return a member as it stands."""
        self._left.discard(name)
        return self.document.get(name)

    def items(self, name: str) -> list[tuple[Path, Any]]:
        """Return each value of a member with its place."""
        value = self.take(name)
        if isinstance(value, list):
            return [((*self.path, name, index), item) for index, item in enumerate(value)]
        return [((*self.path, name), item) for item in as_list(value)]

    def inner(self, value: Mapping[str, Any], path: Path) -> Self:
        """Read an object inside this one."""
        return type(self)(value, path, self.account)

    def text(self, name: str) -> str | None:
        """Return a text."""
        return self._read(name, text_or_none(self.take(name)), "text")

    def iri(self, name: str, *, as_image: bool = False) -> str | None:
        """Return an absolute IRI that a page may link to; see `link`."""
        value = single(self.take(name))
        if value is None or value == []:
            return None
        return self.link(value, (*self.path, name), as_image=as_image)

    def link(self, value: Any, path: Path, *, as_image: bool = False) -> str | None:
        """Return `value` where it is an absolute IRI that a page may link to; else account for it.

        Whoever shows the badge makes links of what stands here: none may run a program or open a
        file, so only known schemes are carried over, for a picture also its own bytes.
        """
        if not is_iri(value):
            message = f"expected an absolute IRI, found {describe(value)}"
            self.account.lose(path, "unreadable", message)
            return None
        text = str(value)
        scheme = text.partition(":")[0].lower()
        if scheme in _SCHEMES or (as_image and _IMAGE_DATA.match(text)):
            return text
        message = f"links of the scheme {scheme!r:.40} are not carried over"
        self.account.lose(path, "link-not-carried", message)
        return None

    def number_or_text(self, name: str) -> str | None:
        """Return a version as text."""
        value = single(self.take(name))
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**20:
            return str(value)
        return repr(value) if isinstance(value, float) else self.text(name)

    def language_text(self, name: str) -> Any:
        """Return a text as it stands, with its language where it has one."""
        value = self.take(name)
        readable = bool(as_list(value)) and all(map(_is_language_text, as_list(value)))
        return self._read(name, single(value) if readable else None, "text")

    def language(self) -> str | None:
        """Return the document's language as 3.0 spells it: `pt-BR`, whatever the case here."""
        value = self.document.get("@language")
        if value is None:
            return None
        spelled = _spell_language(value) if isinstance(value, str) else None
        if spelled is None:
            self._unreadable("@language", value, "a language tag")
        return spelled

    def needed(self, name: str, value: Any) -> Any:
        """Pass on what 3.0 needs; note a fault where there is nothing."""
        if value is None:
            message = f"Open Badges 3.0 needs it, found {describe(self.document.get(name))}"
            self.account.miss((*self.path, name), "missing-member", message)
        return value

    def finish(self) -> None:
        """Account for every member that nobody took."""
        for name in [name for name in self.document if name in self._left]:
            value = self.document[name]
            if value is not None and value != []:
                self.account.lose((*self.path, name), *_why_left(name, value))

    def _read(self, name: str, value: T | None, expected: str) -> T | None:
        found = self.document.get(name)
        if value is None and found is not None and found != []:
            self._unreadable(name, found, expected)
        return value

    def _unreadable(self, name: str, value: Any, expected: str) -> None:
        message = f"expected {expected}, found {describe(value)}"
        self.account.lose((*self.path, name), "unreadable", message)


def _why_left(name: str, value: Any) -> tuple[str, str, str]:
    if name in _FOR_2_ONLY:
        message = "says how a 2.0 badge is verified; a 3.0 badge has its proof and its status"
        return "belongs-to-2", message, ""
    if name == "endorsement":
        advice = "Ask the endorser for an EndorsementCredential."
        return "endorsement-not-carried", "an endorsement of 2.0 cannot be signed anew", advice
    item = single(value)
    if isinstance(item, Mapping) and any(kind.lower() == "extension" for kind in type_names(item)):
        advice = "Publish a 3.0 context for it, or say it on the criteria page."
        return "extension-not-carried", "an extension of 2.0 has no context in 3.0", advice
    return "no-place-in-3", "Open Badges 3.0 has no place for it", ""


def _is_language_text(value: Any) -> bool:
    if isinstance(value, str):
        return True
    known = isinstance(value, Mapping) and {"@value"} <= value.keys() <= {"@value", "@language"}
    return known and all(isinstance(item, str) for item in value.values())


def _spell_language(tag: str) -> str | None:
    first, *others = tag.replace("_", "-").split("-")[:4]
    spelled = [first.lower()]
    spelled += [part.title() if len(part) == 4 else part.upper() for part in others]
    joined = "-".join(spelled)
    return joined if _LANGUAGE.match(joined) else None


def compact(members: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not there."""
    return {name: value for name, value in members.items() if value not in (None, [], {})}
