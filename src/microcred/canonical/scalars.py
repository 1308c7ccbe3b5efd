"""The terms of texts, numbers and booleans among the values of a member (section 5.3, 8.2)."""

from __future__ import annotations

from typing import Any, Final

from microcred.canonical import literals
from microcred.canonical.literals import XSD_DOUBLE, closing
from microcred.canonical.refusals import refuse
from microcred.canonical.syntax import is_iri
from microcred.canonical.uses import TextTerm, Use, Walker
from microcred.errors import excerpt


def literal_text(_walk: Walker, use: Use, value: str) -> str | None:
    """Return the literal of a string."""
    return literals.quoted(value, use.close)


def double_text(walk: Walker, use: Use, value: str) -> str | None:
    """Return the literal of a string under xsd:double; say so where its form is changed."""
    return literals.quoted(canonical_double(walk, value), use.close)


def canonical_double(walk: Walker, value: str) -> str:
    """Return a string under xsd:double in its canonical form; say so where that changes it."""
    text = literals.double_text(value)
    if text != value:
        walk.lose_value("broken-coercion", f"{excerpt(value)} becomes {excerpt(text)}")
    return text


def json_text(_walk: Walker, _use: Use, value: str) -> str | None:
    """Return the JSON literal of a string."""
    return literals.json_literal(value)


def lost_text(walk: Walker, use: Use, _value: str) -> str | None:
    """Lose a string whose language or datatype is malformed."""
    code = "malformed-iri" if use.datatype is not None else "malformed-language-tag"
    walk.lose(code, use.datatype or use.language, None)
    return None


def id_text(walk: Walker, use: Use, value: str) -> str | None:
    """Return the node that a string identifies, by the base."""
    term = walk.resource(use.ctx.expand_id(value), value)
    if term is not None:
        walk.plain = walk.plain and (term[0] == "_" or term == f"<{value}>")
        walk.mention(term, is_object=False)
    return term


def vocab_text(walk: Walker, use: Use, value: str) -> str | None:
    """Return the node that a string identifies, by the vocabulary first."""
    term = walk.resource(use.ctx.expand_vocab(value), value)
    if term is not None:
        walk.mention(term, is_object=False)
    return term


_TEXTS: Final[dict[str, TextTerm]] = {
    "@id": id_text,
    "@vocab": vocab_text,
    "@json": json_text,
    XSD_DOUBLE: double_text,
}


def coerce_texts(use: Use) -> None:
    """Say what becomes of strings among the values of `use`: a literal, a node, or a loss."""
    close = closing(use.datatype, use.language, use.direction)
    use.close = close or ""
    use.width = len(use.close)
    use.text = _TEXTS.get(use.coercion or "", literal_text)
    is_sound = close is not None and (use.datatype is None or is_iri(use.datatype) is not None)
    if not is_sound and use.coercion not in ("@id", "@vocab", "@json"):
        use.text = lost_text


def scalar(walk: Walker, use: Use, value: Any) -> str | None:
    """Return the literal of a number or boolean (section 5.3, value expansion)."""
    check_scalar(value)
    if use.coercion == "@json":
        return literals.json_literal(value)
    if use.coercion in ("@id", "@vocab"):
        walk.lose_value("broken-coercion", f"{excerpt(value)} is no identifier")
    return typed_scalar(walk, value, use.datatype)


def check_scalar(value: Any) -> None:
    """Check that a value is a number or a boolean, and no Python object of another kind."""
    if type(value) not in (bool, int, float):
        raise refuse("not-json", f"{type(value).__name__} is no JSON value")


def typed_scalar(walk: Walker, value: float, datatype: str | None) -> str | None:
    """Return the literal of a number or boolean under a datatype; say so where it does not fit."""
    broken = literals.breaks_coercion(value, datatype)
    if broken is not None:
        walk.lose_value("broken-coercion", broken)
    if datatype is not None and not is_iri(datatype):
        walk.lose("malformed-iri", datatype, None)
        return None
    literal = literals.number(value, datatype)
    if literals.loses_digits(value, literal):
        walk.lose_value("lost-digits", f"{excerpt(value)} becomes {excerpt(literal)}")
    return literal
