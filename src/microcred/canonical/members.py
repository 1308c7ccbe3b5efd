"""The members of an object, sorted into keywords and properties (JSON-LD 1.1 API, section 5.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from microcred.canonical import emitters
from microcred.canonical.refusals import NotCompiled, refuse
from microcred.canonical.terms import ActiveContext
from microcred.canonical.uses import Use, Walker

_TAKEN: Final = frozenset(
    {"@direction", "@graph", "@id", "@language", "@list", "@set", "@type", "@value"}
)
"""Keywords of objects that contexts of badges give a meaning; all others are rare."""


@dataclass(slots=True)
class Members:
    """The members of an object.

    Attributes:
        keywords: by keyword, the use, the member name and the value; the last one of `@type`.
        types: name and value of each member that means `@type`.
        properties: use and value of each property.
        type_ctx: the context that types are read in.
        is_json: the object is a JSON literal.
    """

    type_ctx: ActiveContext
    keywords: dict[str, tuple[Use, str, Any]] = field(default_factory=dict)
    types: list[tuple[str, Any]] = field(default_factory=list)
    properties: list[tuple[Use, Any]] = field(default_factory=list)
    is_json: bool = False

    def has_values(self) -> bool:
        """Say whether a property may be left when what is null or undefined is dropped."""
        return any(
            (value is not None or use.coercion == "@json") and use.emit is not emitters.emit_dropped
            for use, value in self.properties
        )


def gather(
    walk: Walker, ctx: ActiveContext, value: dict[str, Any]
) -> tuple[Members, ActiveContext]:
    """Return the members of an object, sorted, and the context inside it."""
    members = Members(ctx)
    inner = _enter_types(walk, value, members)
    for key in sorted(value):
        use = walk.use(inner, key)
        if use.keyword is not None:
            _add_keyword(members, use.keyword, (use, key, value[key]))
        elif key != "@context":
            members.properties.append((use, value[key]))
    return members, inner


def _enter_types(walk: Walker, value: dict[str, Any], members: Members) -> ActiveContext:
    """Enter the scoped contexts of the types of an object (steps 10 and 11)."""
    if not all(type(key) is str for key in value):
        raise refuse("not-json", "a member name is no text")
    ctx = members.type_ctx
    types: list[Any] = []
    for key in sorted(value):
        if ctx.expand(key) == "@type":
            names = value[key] if type(value[key]) is list else [value[key]]
            types += names
            texts = [name for name in names if type(name) is str]
            ctx = walk.enter_types(members.type_ctx, ctx, texts)
    first = next(filter(None, types), None)
    members.is_json = type(first) is str and ctx.expand(first) == "@json"
    return ctx


def _add_keyword(members: Members, keyword: str, member: tuple[Use, str, Any]) -> None:
    if keyword not in _TAKEN:
        raise NotCompiled(f"{keyword} in an object")
    if keyword == "@type":  # several members may mean it (step 13.4.4)
        members.types.append(member[1:])
    elif keyword in members.keywords:
        raise refuse("colliding-keywords", f"two members mean {keyword}")
    members.keywords[keyword] = member
