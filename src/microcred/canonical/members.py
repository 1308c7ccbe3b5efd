"""The members of an object, sorted into keywords and properties (JSON-LD 1.1 API, section 5.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from microcred.canonical import emitters
from microcred.canonical.refusals import NotCompiled, refuse
from microcred.errors import LimitExceeded, excerpt
from microcred.limits import MAX_JSON_DEPTH

if TYPE_CHECKING:
    from microcred.canonical.terms import ActiveContext
    from microcred.canonical.uses import Use
    from microcred.canonical.walk import Walk


@dataclass(slots=True)
class Members:
    """The members of an object, those of its `@nest` values among them.

    Attributes:
        keywords: by keyword, the use, the member name and the value.
        types: the context that each `@type` is read in, its path and value.
        properties: use, value and path of the object that each property stands in.
        included: member name and value of each `@included`.
        is_json: the object is a JSON literal.
    """

    keywords: dict[str, tuple[Use, str, Any]] = field(default_factory=dict)
    types: list[tuple[ActiveContext, tuple[str, ...], Any]] = field(default_factory=list)
    properties: list[tuple[Use, Any, tuple[str, ...]]] = field(default_factory=list)
    included: list[tuple[str, Any]] = field(default_factory=list)
    is_json: bool = False

    def has_values(self) -> bool:
        """Say whether a property may be left when what is null or undefined is dropped."""
        return any(
            (value is not None or use.coercion == "@json") and use.emit is not emitters.emit_dropped
            for use, value, _ in self.properties
        )


def enter_types(
    walk: Walk,
    type_ctx: ActiveContext,
    ctx: ActiveContext,
    value: dict[str, Any],
    members: Members,
) -> ActiveContext:
    """Enter the scoped contexts of the types of an object (section 5.1, step 11)."""
    if not all(type(key) is str for key in value):
        raise refuse("not-json", "a member name is no text")
    first: Any = None
    for key in sorted(value):
        if ctx.expand(key) != "@type":
            continue
        names = value[key] if type(value[key]) is list else [value[key]]
        first = first or (names[0] if names else None)
        ctx = walk.enter_types(type_ctx, ctx, [name for name in names if type(name) is str])
    if type(first) is str:
        members.is_json = ctx.expand(first) == "@json"
    return ctx


def gather(
    walk: Walk,
    ctx: ActiveContext,
    type_ctx: ActiveContext,
    value: dict[str, Any],
    members: Members,
    path: tuple[str, ...],
) -> None:
    """Sort the members of an object into `members`; `path` leads to the object if it is nested.

    Raises:
        LimitExceeded: objects are nested too deep.
    """
    if len(path) > MAX_JSON_DEPTH:
        raise LimitExceeded(f"JSON nested deeper than {MAX_JSON_DEPTH} levels", code="too-deep")
    nests: list[Use] = []
    for key in sorted(value):
        use = walk.use(ctx, key)
        if key == "@context":
            continue
        if use.keyword is None:
            members.properties.append((use, value[key], path))
        elif use.keyword == "@nest":
            nests.append(use)
        elif use.keyword == "@type":
            members.types.append((type_ctx, (*path, key), value[key]))
            members.keywords["@type"] = (use, key, value[key])
        elif use.keyword == "@included":
            members.included.append((key, value[key]))
        else:
            _add_keyword(members, use.keyword, (use, key, value[key]), nested=bool(path))
    for use in nests:
        _gather_nested(walk, use, value, members, (*path, use.key or ""))


def _add_keyword(
    members: Members, keyword: str, member: tuple[Use, str, Any], *, nested: bool
) -> None:
    if keyword in members.keywords:
        raise refuse("colliding-keywords", f"two members mean {keyword}")
    if keyword == "@id" and nested:
        raise NotCompiled("@id in a nested object")  # in which context it is read is disputed
    members.keywords[keyword] = member


def _gather_nested(
    walk: Walk, use: Use, value: dict[str, Any], members: Members, path: tuple[str, ...]
) -> None:
    nested = value[use.key or ""]
    for item in nested if type(nested) is list else [nested]:
        if type(item) is not dict:
            raise refuse("invalid-@nest-value", "@nest holds objects")
        ctx = use.ctx
        if "@context" in item:
            ctx = walk.cache.enter_local(ctx, item["@context"])
        inner = enter_types(walk, ctx, ctx, item, Members())
        if any(inner.expand(key) == "@value" for key in item):
            raise refuse("invalid-@nest-value", "@nest holds no value objects")
        gather(walk, inner, ctx, item, members, path)


def take_keyword(walk: Walk, keyword: str, key: str, value: Any, label: str | None) -> None:
    """Take a keyword that reaches no quad: check it, and say that it is lost.

    `label` is the term of the node, None where it is lost, and empty for what is no node.
    """
    if keyword == "@index":
        if type(value) is not str:
            raise refuse("invalid-@index-value", "@index is no text")
        if label != "":
            note_index(walk, value, label)
        walk.lose("dropped-index", value, key)
        return
    if keyword == "@language" and value is not None and type(value) is not str:
        raise refuse("invalid-language-tagged-string", "@language is no text")
    if keyword == "@direction" and value not in ("ltr", "rtl"):
        raise refuse("invalid-base-direction", f"@direction is {excerpt(value)}")
    if keyword not in ("@language", "@direction"):
        raise NotCompiled(f"{keyword} in a node")
    if value is not None:
        walk.lose("ignored-keyword", keyword, key)


def note_index(walk: Walk, value: str, label: str | None) -> None:
    """Check that a node has one index only (section 7.2, step 6.6)."""
    if label is None:
        raise NotCompiled("the index of a node that is lost")
    if walk.indexes.setdefault(f"{label} {walk.graph}", value) != value:
        raise refuse("conflicting-indexes", f"a node has the index {excerpt(value)} and another")
