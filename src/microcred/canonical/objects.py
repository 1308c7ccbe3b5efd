"""Value objects, list objects and set objects (JSON-LD 1.1 API, section 5.1, steps 15 to 17)."""

from __future__ import annotations

from typing import Any, Final

from microcred.canonical import literals, scalars
from microcred.canonical.bounds import check_json
from microcred.canonical.making import make_slot
from microcred.canonical.members import Members
from microcred.canonical.refusals import NotCompiled, refuse
from microcred.canonical.syntax import has_scheme
from microcred.canonical.uses import Kind, Use, Walker
from microcred.errors import excerpt

_VALUE_MEMBERS: Final = frozenset({"@value", "@type", "@language", "@direction"})
_TAGS: Final = frozenset({"@language", "@direction"})


def take_container(
    walk: Walker, use: Use, members: Members, terms: list[str | None], *, in_list: bool
) -> Kind:
    """Take a list or set object (step 17)."""
    keyword: Kind = "list" if "@list" in members.keywords else "set"
    own, key, value = members.keywords[f"@{keyword}"]
    _check_alone(members, keyword, value)
    drop_properties(walk, members)
    if value is None or (keyword == "set" and (in_list or "@list" in use.container)):
        raise NotCompiled("an empty list, or a set in a list")
    if keyword == "list" and use.key is None:
        walk.lose("free-floating-value", value, key)
        return "nothing"
    items: list[str | None] = []
    with walk.at(key):
        walk.collect(make_slot(use, own.ctx), value, items, in_list=keyword == "list")
    terms += [walk.list_head(items)] if keyword == "list" else items
    return keyword


def _check_alone(members: Members, keyword: Kind, value: Any) -> None:
    """Check that nothing stands beside `@list` or `@set` (step 17.1)."""
    if members.has_values():
        raise NotCompiled("a list or set object with properties")
    if len(members.keywords) > 1:
        if type(value) is not list or "@type" in members.keywords:
            raise NotCompiled("a list or set object with other keywords")
        raise refuse("invalid-set-or-list-object", f"@{keyword} goes with nothing but @index")


def take_value(walk: Walker, use: Use, members: Members, terms: list[str | None]) -> Kind:
    """Take a value object (step 15)."""
    if members.has_values():
        raise NotCompiled("a value object with properties")
    drop_properties(walk, members)
    own = {name: value for name, (_, _, value) in members.keywords.items()}
    if _is_hollow(own["@value"]) and not members.is_json:
        raise NotCompiled("an empty array as a value")  # processors forget the @value then
    if own.get("@language", "") is None:
        del own["@language"]
    _check_members(own)
    before = len(walk.losses)
    term = _value_term(walk, members, own)
    if use.key is None:
        walk.lose("free-floating-value", own["@value"], members.keywords["@value"][1])
    elif term is not None or len(walk.losses) > before:
        terms.append(term)
        return "value"
    return "nothing"


def drop_properties(walk: Walker, members: Members) -> None:
    """Say of each property that it is dropped; none of them has a value."""
    for use, value in members.properties:
        use.emit(walk, use, walk.nowhere, value)


def _is_hollow(value: Any) -> bool:
    """Tell an array that has nothing in it, or only such arrays and null."""
    arrays = [value] if type(value) is list else []
    for array in arrays:  # which grows
        if any(item is not None and type(item) is not list for item in array):
            return False
        arrays += [item for item in array if item is not None]
    return bool(arrays)


def _check_members(own: dict[str, Any]) -> None:
    """Check what stands beside `@value` (steps 13.4.8, 13.4.9 and 15.2)."""
    if own.keys() - _VALUE_MEMBERS:
        raise refuse("invalid-value-object", "@value goes with no such members")
    if "@type" in own and not _TAGS.isdisjoint(own):
        raise refuse("invalid-value-object", "@type goes with neither @language nor @direction")
    if type(own.get("@language", "")) is not str:
        raise refuse("invalid-language-tagged-string", "@language is no text")
    if own.get("@direction", "ltr") not in ("ltr", "rtl"):
        raise refuse("invalid-base-direction", f"@direction is {excerpt(own['@direction'])}")


def _value_term(walk: Walker, members: Members, own: dict[str, Any]) -> str | None:
    """Return the term of a value object, or None where it says nothing or is lost."""
    value = own["@value"]
    datatype = _datatype(members)
    if datatype == "@json":
        check_json(value)
        return literals.json_literal(value)
    if type(value) in (dict, list):
        raise refuse("invalid-value-object-value", "@value is an object or an array")
    if value is None:
        return None
    if own.get("@language") is not None and type(value) is not str:
        raise refuse("invalid-language-tagged-value", "only a text has a language")
    _check_datatype(datatype)
    if type(value) is str:
        return _string_term(walk, own, datatype)
    scalars.check_scalar(value)
    if "@direction" in own:
        walk.lose("ignored-keyword", "@direction", None)
    return scalars.typed_scalar(walk, value, datatype)


def _string_term(walk: Walker, own: dict[str, Any], datatype: str | None) -> str | None:
    text, language = own["@value"], own.get("@language")
    if datatype == literals.XSD_DOUBLE:
        text = scalars.canonical_double(walk, text)
    tag = None if language is None else language.lower()
    return walk.string(text, datatype, tag, own.get("@direction"))


def _check_datatype(datatype: str | None) -> None:
    if datatype is not None and (not has_scheme(datatype) or datatype.startswith("_:")):
        raise refuse("invalid-typed-value", f"the type {excerpt(datatype)} is no IRI")
    if datatype == literals.LANG_STRING:
        raise NotCompiled("rdf:langString as a datatype")


def _datatype(members: Members) -> str | None:
    """Return the datatype of a value object, or None; `@json` for a JSON literal."""
    if not members.types:
        return None
    value = members.types[0][1]
    if len(members.types) > 1 or type(value) is list:
        raise refuse("invalid-typed-value", "the @type of a value is one text")
    if value is None:
        return None
    if type(value) is not str:
        raise refuse("invalid-type-value", "@type is no text")
    return "@json" if members.is_json else members.type_ctx.expand_vocab(value) or ""
