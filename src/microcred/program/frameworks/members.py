"""Read the members of a JSON object and note every one that is not as it must be."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.errors import excerpt
from microcred.json_pointer import join_pointer
from microcred.limits import MAX_FRAMEWORK_TEXT_CHARACTERS
from microcred.program.frameworks.building import Faults

_URI: Final = re.compile(r"(?:https?://|urn:)[!-~\u00a1-\U0010ffff]+\Z", re.IGNORECASE)
_KINDS: Final = {str: "text", dict: "an object", list: "an array", bool: "true or false"}


class Members:
    """One object of a source.

    Args:
        value: the object, or whatever stands in its place.
        pointer: where it stands.
        faults: what is wrong goes here.
    """

    def __init__(self, value: Any, pointer: str, faults: Faults):
        self.pointer = pointer
        self._faults = faults
        if not isinstance(value, dict):
            self.refuse((), "wrong-type", f"expected an object, found {describe_kind(value)}")
            value = {}
        self._value: Mapping[str, Any] = value

    def __contains__(self, name: str) -> bool:
        return self._value.get(name) is not None

    def at(self, *names: str | int) -> str:
        """Return the pointer of a member, or of what is inside it."""
        return self.pointer + join_pointer(names)

    def refuse(self, names: str | tuple[str | int, ...], code: str, message: str) -> None:
        """Note a fault of a member, or of what is inside it."""
        path = (names,) if isinstance(names, str) else names
        self._faults.add(self.at(*path), code, message)

    def get(self, name: str) -> Any:
        """Return a member as it stands; null and a missing one are None."""
        return self._value.get(name)

    def text(self, name: str, *, required: bool = False) -> str:
        """Read text; empty where there is none."""
        value = self.get(name)
        if required and (value is None or (isinstance(value, str) and not value.strip())):
            self.refuse(name, "missing-member", f"{name} is missing")
        return "" if value is None else self.check_text(name, value)

    def check_text(self, name: str | tuple[str | int, ...], value: Any) -> str:
        """Return `value` if it is text that is not too long."""
        if not isinstance(value, str):
            self.refuse(name, "wrong-type", f"expected text, found {describe_kind(value)}")
            return ""
        if "\0" in value:
            self.refuse(name, "control-character", "text has a NUL in it")
            return ""
        if len(value) > MAX_FRAMEWORK_TEXT_CHARACTERS:
            message = (
                f"text of {len(value)} characters, at most {MAX_FRAMEWORK_TEXT_CHARACTERS} are read"
            )
            self.refuse(name, "text-too-long", message)
            return ""
        return value.strip()

    def uri(self, name: str, *, required: bool = False) -> str:
        """Read an http, https or urn URI; nothing else may become a link on a page."""
        return self.check_uri(name, self.text(name, required=required))

    def check_uri(self, name: str | tuple[str | int, ...], text: str) -> str:
        """Return `text` if it is such a URI."""
        if text and not _URI.match(text):
            self.refuse(name, "invalid-uri", f"expected an http or urn URI, found {excerpt(text)}")
            return ""
        return text

    def number(self, name: str) -> float | None:
        """Read a number; None where there is none. A number in quotes, as some write, is read."""
        value = self.get(name)
        if value is None or value == "":
            return None
        number = math.nan
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            with contextlib.suppress(ValueError, OverflowError):
                number = float(value)
        if math.isfinite(number):
            return number
        self.refuse(name, "wrong-type", f"expected a number, found {excerpt(value)}")
        return None

    def array(self, name: str) -> list[Any]:
        """Read an array; empty where there is none."""
        value = self.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(name, "wrong-type", f"expected an array, found {describe_kind(value)}")
            return []
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Read an array of text, or one text by itself."""
        value = self.get(name)
        if isinstance(value, str):
            value = [value]
        elif value is None or not isinstance(value, list):
            return tuple(self.array(name))
        found = [self.check_text((name, index), text) for index, text in enumerate(value)]
        return tuple(text for text in found if text)

    def objects(self, name: str) -> Iterator[Members]:
        """Read an array of objects."""
        for index, value in enumerate(self.array(name)):
            yield Members(value, self.at(name, index), self._faults)

    def linked(self, name: str) -> Iterator[Members]:
        """Read a link (CASE, "LinkURI"), or an array of them; nothing where there is none."""
        value = self.get(name)
        if isinstance(value, list):
            yield from self.objects(name)
        elif value is not None:
            yield Members(value, self.at(name), self._faults)

    def object(self, name: str) -> Members:
        """Read an object that must be there."""
        if name not in self:
            self.refuse(name, "missing-member", f"{name} is missing")
            return Members({}, self.at(name), Faults())
        return Members(self.get(name), self.at(name), self._faults)


def describe_kind(value: object) -> str:
    """Say what kind of JSON value it is."""
    if value is None:
        return "null"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "a number"
    return _KINDS.get(type(value), "something else")
