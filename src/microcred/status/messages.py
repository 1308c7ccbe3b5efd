"""Status messages: what each value of a status of the purpose `message` stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from microcred.errors import LimitExceeded, MalformedInput, excerpt
from microcred.limits import MAX_STATUS_SIZE_BITS

UNSET_AND_SET: Final[Mapping[int, str]] = {0: "unset", 1: "set"}
"""The messages of a status of one bit for which none are given ("statusMessage")."""

_HEXADECIMAL: Final = re.compile(r"0x[0-9A-Fa-f]{1,8}\Z", re.ASCII)


def read_size(size: object, pointer: str) -> int:
    """Read a `statusSize`: how many bits a status has; 1 when it is not there.

    Raises:
        MalformedInput: it is no whole number from 1 on.
        LimitExceeded: it is larger than is read here.
    """
    if size is None:
        return 1
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        message = f"statusSize must be a whole number above zero, found {excerpt(size)}"
        raise MalformedInput(message, code="status-size-invalid", pointer=pointer)
    if size > MAX_STATUS_SIZE_BITS:
        message = f"a status of more than {MAX_STATUS_SIZE_BITS} bits is not read"
        raise LimitExceeded(message, code="status-size-too-large", pointer=pointer)
    return size


def read_messages(value: object, size: int, pointer: str) -> Mapping[int, str]:
    """Read `statusMessage`: a message for each value that `size` bits can have.

    Raises:
        MalformedInput: missing for a size above 1, not as many as there are values, or one
            that is not `{"status": "0x…", "message": "…"}`.
    """
    if value is None:
        if size == 1:
            return {}
        message = f"a status of {size} bits needs a message for each value"
        raise MalformedInput(message, code="status-messages-missing", pointer=pointer)
    if not isinstance(value, list) or len(value) != 1 << size:
        message = f"a status of {size} bits needs an array of {1 << size} messages"
        raise MalformedInput(message, code="status-messages-count", pointer=pointer)
    messages = dict(_read_message(item, f"{pointer}/{i}") for i, item in enumerate(value))
    if messages.keys() != set(range(1 << size)):
        message = "the status messages are not one for each value"
        raise MalformedInput(message, code="status-messages-count", pointer=pointer)
    return messages


def _read_message(item: Any, pointer: str) -> tuple[int, str]:
    if isinstance(item, dict):
        status, text = item.get("status"), item.get("message")
        if isinstance(status, str) and isinstance(text, str) and _HEXADECIMAL.match(status):
            return int(status, 16), text
    message = "a status message needs a hexadecimal status, like 0x1, and a message"
    raise MalformedInput(message, code="status-message-malformed", pointer=pointer)


def size_for(messages: Sequence[str]) -> int:
    """Return how many bits tell `messages` apart: 1 for none or two, 2 for four, and so on.

    Raises:
        MalformedInput: they are not two to the power of a size.
        LimitExceeded: the size would be above `MAX_STATUS_SIZE_BITS`.
    """
    if not messages:
        return 1
    size = len(messages).bit_length() - 1
    if len(messages) != 1 << size or size == 0:
        message = f"{len(messages)} status messages: write 2, 4, 8, …, one for each value"
        raise MalformedInput(message, code="status-messages-count")
    return read_size(size, "/statusSize")


def write_messages(messages: Sequence[str]) -> list[dict[str, str]]:
    """Write messages in the order of their values."""
    return [{"status": hex(value), "message": text} for value, text in enumerate(messages)]
