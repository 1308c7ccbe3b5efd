"""Value objects, list objects and set objects (JSON-LD 1.1 API, section 5.1, steps 15 to 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from microcred.canonical import emitters, literals
from microcred.canonical.bounds import check_json
from microcred.canonical.members import Members, take_keyword
from microcred.canonical.refusals import NotCompiled, refuse
from microcred.canonical.syntax import has_scheme, is_iri
from microcred.errors import excerpt

if TYPE_CHECKING:
    from microcred.canonical.uses import Use
    from microcred.canonical.walk import Kind, Walk

_VALUE_MEMBERS: Final = frozenset({"@value", "@type", "@language", "@direction", "@index"})


def take_container(
    walk: Walk,
    use: Use,
    members: Members,
    terms: list[str | None],
    *,
    in_list: bool,
    floats: bool,
) -> Kind:
    """Take a list or set object (section 5.1, step 16)."""
    keywords = members.keywords
    if members.has_values():
        raise NotCompiled("a list or set object with properties")
    keyword = "@list" if "@list" in keywords else "@set"
    own, key, value = keywords[keyword]
    if members.included or keywords.keys() - {keyword, "@index"}:
        if type(value) is not list:
            raise NotCompiled("a list or set object with other keywords")
        raise refuse("invalid-set-or-list-object", f"{keyword} goes with nothing but @index")
    for member, lost, _ in members.properties:
        member.emit(walk, member, walk.nowhere, lost)
    if value is None or (keyword == "@set" and in_list):
        raise NotCompiled("an empty list, or a set in a list")
    if keyword == "@set" and "@list" in use.container:
        raise NotCompiled("a set object under a list container")
    if "@index" in keywords:
        take_keyword(walk, "@index", keywords["@index"][1], keywords["@index"][2], "")
    if keyword == "@list" and floats:
        walk.lose("free-floating-value", value, key)
        return "nothing"
    is_free = keyword == "@list" and use.keyword == "@graph"
    slot = type(use)(None, own.ctx) if is_free else walk.slot(use, own.ctx)
    slot.keyword = use.keyword
    items: list[str | None] = []
    walk.path.append(key)
    walk.collect(slot, value, items, in_list=keyword == "@list")
    walk.path.pop()
    terms += [walk.list_head(items)] if keyword == "@list" else items
    return "list" if keyword == "@list" else "set"


def take_value(walk: Walk, members: Members, terms: list[str | None], *, floats: bool) -> Kind:
    """Take a value object (section 5.1, step 15)."""
    keywords = members.keywords
    if members.has_values():
        raise NotCompiled("a value object with properties")
    for member, value, _ in members.properties:
        member.emit(walk, member, walk.nowhere, value)
    own = {name: value for name, (_, _, value) in keywords.items()}
    if _is_hollow(own["@value"]) and not members.is_json:
        raise NotCompiled("an empty array as a value")  # processors forget the @value then
    if own.get("@language", "") is None:
        del own["@language"]
    if members.included or own.keys() - _VALUE_MEMBERS:
        raise refuse("invalid-value-object", "@value goes with no such members")
    if "@type" in own and ("@language" in own or "@direction" in own):
        raise refuse("invalid-value-object", "@type goes with neither @language nor @direction")
    if "@index" in own:
        take_keyword(walk, "@index", keywords["@index"][1], own["@index"], "")
    _check_tags(own)
    before = len(walk.losses)
    term = _value_term(walk, members, own)
    if floats:
        walk.lose("free-floating-value", own["@value"], keywords["@value"][1])
    elif term is not None or len(walk.losses) > before:
        terms.append(term)
        return "value"
    return "nothing"


def _is_hollow(value: Any) -> bool:
    """Tell an array that has nothing in it, or only such arrays and null."""
    arrays = [value] if type(value) is list else []
    for array in arrays:  # which grows
        if any(item is not None and type(item) is not list for item in array):
            return False
        arrays += [item for item in array if item is not None]
    return bool(arrays)


def _check_tags(own: dict[str, Any]) -> None:
    if type(own.get("@language", "")) is not str:
        raise refuse("invalid-language-tagged-string", "@language is no text")
    if own.get("@direction", "ltr") not in ("ltr", "rtl"):
        raise refuse("invalid-base-direction", f"@direction is {excerpt(own['@direction'])}")


def _value_term(walk: Walk, members: Members, own: dict[str, Any]) -> str | None:
    value = own["@value"]
    datatype = _datatype(members)
    if datatype == "@json":
        check_json(value)
        return literals.json_literal(value)
    if type(value) in (dict, list):
        raise refuse("invalid-value-object-value", "@value is an object or an array")
    if value is None:
        return None
    language = own.get("@language")
    if language is not None and type(value) is not str:
        raise refuse("invalid-language-tagged-value", "only a text has a language")
    if datatype is not None and (not has_scheme(datatype) or datatype.startswith("_:")):
        raise refuse("invalid-typed-value", f"the type {excerpt(datatype)} is no IRI")
    if datatype == literals.LANG_STRING:
        raise NotCompiled("rdf:langString as a datatype")
    if type(value) is str:
        if datatype == literals.XSD_DOUBLE:
            value = _double(walk, value)
        tag = None if language is None else language.lower()
        return walk.string(value, datatype, tag, own.get("@direction"))
    return _number(walk, own, datatype)


def _double(walk: Walk, value: str) -> str:
    text = literals.double_text(value)
    if text != value:
        walk.lose_value("broken-coercion", f"{excerpt(value)} becomes {excerpt(text)}")
    return text


def _number(walk: Walk, own: dict[str, Any], datatype: str | None) -> str | None:
    value = own["@value"]
    if type(value) not in (bool, int, float):
        raise refuse("not-json", f"{type(value).__name__} is no JSON value")
    if "@direction" in own:
        walk.lose("ignored-keyword", "@direction", None)
    broken = literals.breaks_coercion(value, datatype)
    if broken is not None:
        walk.lose_value("broken-coercion", broken)
    if datatype is not None and not is_iri(datatype):
        walk.lose("malformed-iri", datatype, None)
        return None
    return emitters.number(walk, value, datatype)


def _datatype(members: Members) -> str | None:
    """Return the datatype of a value object, or None; `@json` for a JSON literal."""
    if not members.types:
        return None
    if len(members.types) > 1 or type(members.types[0][2]) is list:
        raise refuse("invalid-typed-value", "the @type of a value is one text")
    ctx, _, value = members.types[0]
    if value is None:
        return None
    if type(value) is not str:
        raise refuse("invalid-type-value", "@type is no text")
    if members.is_json:
        return "@json"
    return ctx.expand_vocab(value) or ""
