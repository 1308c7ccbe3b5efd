"""Whether an SVG only draws: opened on its own, one with a script acts in the site's name.

Inside a page an SVG is a picture and runs nothing. But anybody can open the file by its address,
and then the page's Content-Security-Policy is not there.
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

from microcred.limits import MAX_SVG_BYTES

_SVG: Final = "http://www.w3.org/2000/svg"
_PAGES: Final = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML")
"""Elements of these are no drawing: one of XHTML leads elsewhere, or asks for a password."""

_ACTS: Final = frozenset(
    {"script", "handler", "listener", "foreignobject", "iframe", "embed", "object"}
)
_TO_LINKS: Final = frozenset({"href", "src", "action", "formaction", "data"})
_HARMLESS_LINK: Final = re.compile(
    r"\s*(#|https?://|data:image/(png|jpeg|gif|webp)[;,])", re.IGNORECASE
)


class _MovesError(Exception):
    """It does more than draw."""


def is_still(svg: bytes) -> bool:
    """Tell whether an SVG has no script, no foreign content and no links that run something.

    One that cannot be read is not still.
    """
    if len(svg) > MAX_SVG_BYTES:
        return False
    parser = expat.ParserCreate(namespace_separator=" ")

    def root(name: str, attributes: dict[str, str]) -> None:
        if name != f"{_SVG} svg":
            raise _MovesError
        _element(name, attributes)
        parser.StartElementHandler = _element

    parser.StartElementHandler = root
    parser.StartDoctypeDeclHandler = _document_type
    parser.ProcessingInstructionHandler = _refuse  # a stylesheet in XSLT makes a page of it
    try:
        parser.Parse(svg, True)
    except (_MovesError, expat.ExpatError, ValueError, LookupError):
        return False
    return True


def _element(name: str, attributes: dict[str, str]) -> None:
    if _local(name) in _ACTS or name.rpartition(" ")[0] in _PAGES:
        raise _MovesError
    for attribute, value in attributes.items():
        changed = attribute == "attributeName"  # what an animation sets
        for each in (attribute, value) if changed else (attribute,):
            if _local(each).startswith("on") or (changed and _local(each) in _TO_LINKS):
                raise _MovesError
        if _local(attribute) in _TO_LINKS and not _HARMLESS_LINK.match(value):
            raise _MovesError


def _document_type(
    _name: str, _system: str | None, _public: str | None, has_internal_subset: bool
) -> None:
    if has_internal_subset:  # entities could hide anything
        raise _MovesError


def _local(name: str) -> str:
    """Give a name without its namespace, or without its prefix in the value of an attribute."""
    return name.strip().rpartition(" ")[2].rpartition(":")[2].lower()


def _refuse(*_: object) -> None:
    raise _MovesError
