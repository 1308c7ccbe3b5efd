"""A YAML loader that gives JSON's types only, and refuses aliases, tags and duplicate keys."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any, Final

import yaml

from microcred.limits import MAX_DEFINITION_VALUES, MAX_JSON_DEPTH, MAX_JSON_NUMBER_CHARACTERS

_SCALARS: Final = (
    ("null", r"(?:null|Null|NULL|~|)\Z", "nN~"),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)\Z", "tTfF"),
    ("int", r"[-+]?[0-9]+\Z", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z", "-+.0123456789"),
)
"""Plain scalars of the YAML 1.2 core schema, and the characters that they begin with."""

_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "str", "null", "bool", "int", "float")
)


if yaml.__with_libyaml__:

    class _Loader(yaml.composer.Composer, yaml.CSafeLoader):
        """PyYAML's own nodes, made of the events of libyaml, which parses some times as fast."""

        def __init__(self, stream: Any):
            yaml.CSafeLoader.__init__(self, stream)
            yaml.composer.Composer.__init__(self)

else:  # pragma: no cover - PyYAML was built without it
    _Loader = yaml.SafeLoader  # type: ignore[assignment,misc]


class DefinitionLoader(_Loader):
    """Reads what JSON could say as well."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def __init__(self, stream: Any):
        super().__init__(stream)
        self._depth = 0
        self._values = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose a node; an alias, or one too many or nested too deep, is refused."""
        event: Any = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            raise _refused("an alias is not read", event)
        self._values += 1
        if self._values > MAX_DEFINITION_VALUES:
            raise _refused(f"more than {MAX_DEFINITION_VALUES} values", event)
        self._depth += 1
        if self._depth > MAX_JSON_DEPTH:
            raise _refused(f"nested deeper than {MAX_JSON_DEPTH} levels", event)
        node: Any = super().compose_node(parent, index)
        self._depth -= 1
        if node.tag not in _TAGS:
            raise _refused(f"the tag {node.tag!r:.60} is not read", event)
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """Construct an object; its names must be text and each occur once."""
        seen = set()
        for name, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if name.tag != "tag:yaml.org,2002:str":
                raise _refused("a member name must be text; put it in quotes", name)
            if name.value in seen:
                raise _refused(f"member {name.value!r:.60} occurs twice", name)
            seen.add(name.value)
        return super().construct_mapping(node, deep)

    def construct_scalar(self, node: Any) -> Any:
        """Construct text, which an escape must not fill with half a character."""
        text = super().construct_scalar(node)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise _refused("text has a lone surrogate", node)
        return text

    def construct_number(self, node: Any) -> int | float:
        """Construct a number as JSON would."""
        text = self.construct_scalar(node)
        if len(text) > MAX_JSON_NUMBER_CHARACTERS or math.isinf(float(text)):
            raise _refused("the number does not fit in a double", node)
        return int(text) if re.fullmatch(r"[-+]?[0-9]+", text) else float(text)


def place_in(node: Any, parts: Sequence[str], *, name: bool = False) -> tuple[int, int]:
    """Return the line and column, from 1, of what is at a path, or of what is nearest above it.

    Args:
        node: of the document's root; None for an empty document.
        parts: member names and indexes of a JSON pointer.
        name: whether the place of the last member's name is asked for.
    """
    mark = node.start_mark if node else None
    for part in parts:
        found = _member(node, part)
        if found is None:
            break
        node = found[1]
        mark = found[0].start_mark if name else node.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _member(node: Any, part: str) -> tuple[Any, Any] | None:
    """Return the nodes of a member's name and value; of an item both are one."""
    if isinstance(node, yaml.MappingNode):
        return next((pair for pair in node.value if pair[0].value == part), None)
    if isinstance(node, yaml.SequenceNode) and part.isdigit() and int(part) < len(node.value):
        item = node.value[int(part)]
        return item, item
    return None


def _refused(problem: str, marked: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=marked.start_mark)


for _name, _pattern, _first in _SCALARS:
    DefinitionLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(_pattern, re.ASCII), [*_first, ""]
    )
for _name in ("int", "float"):
    DefinitionLoader.add_constructor(
        f"tag:yaml.org,2002:{_name}", DefinitionLoader.construct_number
    )
