"""Change parsed JSON with a grasp of its structure."""

from __future__ import annotations

import copy
from typing import Any

from fuzz.choices import Choices


def change(document: dict[str, Any], choices: Choices) -> None:
    """Replace, drop, copy, stretch, repeat, add or rename one member or item."""
    places = list(_places(document))
    if not places:
        document[choices.text()] = choices.value()
        return
    holder, name = choices.pick(places)
    operation = choices.byte() % 8
    if operation == 0:
        holder[name] = choices.value()
    elif operation == 1:
        del holder[name]
    elif operation == 2:
        other, other_name = choices.pick(places)
        holder[name] = copy.deepcopy(other[other_name])
    elif operation == 3 and isinstance(holder[name], str):
        at = choices.number(len(holder[name]) + 1)
        holder[name] = holder[name][:at] + choices.text() + holder[name][at + choices.byte() % 2 :]
    elif operation == 4:
        holder[name] = [holder[name]] * (choices.byte() % 3)
    elif operation == 5 and isinstance(holder, dict):
        holder[choices.text()] = choices.value()
    elif operation == 6 and isinstance(holder, dict):
        holder[choices.text()] = holder.pop(name)
    elif isinstance(holder[name], list):
        holder[name].insert(choices.number(len(holder[name]) + 1), choices.value())


def _places(value: Any) -> Any:
    """Return every member and item, with what holds it."""
    for name, child in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, name
        if isinstance(child, dict | list):
            yield from _places(child)
