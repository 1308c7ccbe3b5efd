"""Whether an SVG only draws: opened on its own, it acts in the site's name and asks who it likes.

Inside a page an SVG is a picture: it runs nothing and asks no other host. But anybody can open the
file by its address, and then the page's Content-Security-Policy is not there. So a picture is still
if it has nothing but what a still picture needs: the elements, attributes and CSS that are listed
here and in `still_css`. No links, no animation, no fonts or pictures from elsewhere.
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

from microcred.carriers.still_css import (
    PROPERTIES,
    names_in,
    why_declarations_act,
    why_rules_act,
    why_value_asks,
)
from microcred.carriers.svg_scan import ASSERTION_NAMESPACE, SVG_NAMESPACE, scan_svg
from microcred.errors import InvalidImage, LimitExceeded, excerpt

_XLINK: Final = "http://www.w3.org/1999/xlink"
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_INERT: Final = (
    "https://purl.imsglobal.org/",
    ASSERTION_NAMESPACE,
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://purl.org/dc/",
    "http://www.inkscape.org/",
    "http://inkscape.sourceforge.net/",
    "http://sodipodi.sourceforge.net/",
    "http://ns.adobe.com/",
    "http://www.bohemiancoding.com/sketch/",
    "http://www.serif.com/",
    "http://www.figma.com/",
    "http://svgjs.",
    "http://krita.org/",
    "http://www.openswatchbook.org/",
)
"""How namespaces begin that mean nothing to a viewer: badges, metadata, notes of editors."""

_ELEMENTS: Final = names_in(
    """
    svg g defs symbol use switch title desc metadata style
    path rect circle ellipse line polyline polygon text tspan textPath image
    linearGradient radialGradient stop pattern clipPath mask marker
    filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
    feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG
    feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence
    """
)
_TEXTS: Final = names_in(
    """
    id class lang role tabindex focusable version baseProfile type media points title
    requiredFeatures requiredExtensions systemLanguage contentScriptType contentStyleType
    """
)
"""Attributes that are words or numbers, and never looked up anywhere."""
_MEASURES: Final = names_in(
    """
    x1 x2 y1 y2 dx dy fx fy fr offset rotate textLength lengthAdjust startOffset method spacing side
    pathLength viewBox preserveAspectRatio zoomAndPan refX refY orient markerWidth markerHeight
    markerUnits gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits
    patternTransform clipPathUnits maskUnits maskContentUnits filterUnits primitiveUnits filterRes
    in in2 result mode operator k1 k2 k3 k4 order kernelMatrix kernelUnitLength divisor bias targetX
    targetY edgeMode preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent
    limitingConeAngle scale xChannelSelector yChannelSelector azimuth elevation z pointsAtX
    pointsAtY pointsAtZ stdDeviation values tableValues slope intercept amplitude exponent radius
    baseFrequency numOctaves seed stitchTiles
    """
)
_NOTES: Final = re.compile(r"(aria|data)-[\w.-]+\Z")
_HERE: Final = re.compile(r"\s*#[^\s]*\s*\Z")
_PIXELS: Final = re.compile(r"\s*data:image/(png|jpeg|gif|webp)[;,]", re.IGNORECASE)


class _MovesError(Exception):
    """It does more than draw; the message says what it has."""


def is_still(svg: bytes) -> bool:
    """Tell whether an SVG only draws; one that cannot be read does not."""
    return why_not_still(svg) is None


def why_not_still(svg: bytes) -> str | None:
    """Tell what an SVG has that a still picture does not need; None where it only draws."""
    try:
        scan_svg(svg)
        _Still().parse(svg)
    except (InvalidImage, LimitExceeded) as error:
        return error.message
    except _MovesError as error:
        return str(error)
    except (expat.ExpatError, ValueError, LookupError):
        return "it cannot be read"
    return None


class _Still:
    """The handlers of one parse."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = _document_type
        self._parser.ProcessingInstructionHandler = _instruction
        self._style: list[str] | None = None

    def parse(self, svg: bytes) -> None:
        self._parser.Parse(svg, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._style is not None:
            raise _MovesError("it has an element inside <style>")
        namespace, _, local = name.rpartition(" ")
        if namespace != SVG_NAMESPACE:
            if not namespace.startswith(_INERT):
                raise _MovesError(f"it has an element {excerpt(local)} of {excerpt(namespace)}")
        elif local not in _ELEMENTS:
            raise _MovesError(f"it has an element {excerpt(local)}")
        for attribute, value in attributes.items():
            _check_attribute(namespace, local, attribute, value)
        if name == f"{SVG_NAMESPACE} style":
            self._style = []
            self._parser.CharacterDataHandler = self._style.append

    def _end(self, name: str) -> None:
        if name == f"{SVG_NAMESPACE} style" and self._style is not None:
            self._parser.CharacterDataHandler = None
            _raise(why_rules_act("".join(self._style)))
            self._style = None


def _check_attribute(namespace: str, element: str, attribute: str, value: str) -> None:
    prefix, _, name = attribute.rpartition(" ")
    is_own = namespace == SVG_NAMESPACE
    if is_own and name == "href" and prefix in ("", _XLINK):
        _check_reference(element, value)
    elif prefix in _STILL_NAMES:
        short, names = _STILL_NAMES[prefix]
        if name not in names:
            raise _MovesError(f"it has an attribute {short}:{excerpt(name)}")
    elif prefix and not prefix.startswith(_INERT):
        raise _MovesError(f"it has an attribute {excerpt(name)} of {excerpt(prefix)}")
    elif is_own and not prefix:
        _check_own(name, value)


def _check_reference(element: str, value: str) -> None:
    allowed = _PIXELS if element == "image" else _HERE
    if not allowed.match(value):
        raise _MovesError(f"its {element} refers to {excerpt(value)}")


_STILL_NAMES: Final = {
    _XLINK: ("xlink", frozenset({"type", "title", "role", "show", "actuate", "arcrole"})),
    _XML: ("xml", frozenset({"space", "lang", "id"})),
}
"""Attributes of other namespaces that neither move nor load anything, with the usual prefix."""


def _check_own(name: str, value: str) -> None:
    """Check an attribute without a namespace on an element of SVG."""
    if name == "style":
        _raise(why_declarations_act(value))
    elif name in PROPERTIES or name in _MEASURES:
        _raise(why_value_asks(value))
    elif name not in _TEXTS and not _NOTES.match(name):
        raise _MovesError(f"it has an attribute {excerpt(name)}")


def _raise(why: str | None) -> None:
    if why is not None:
        raise _MovesError(f"it has {excerpt(why)}")


def _document_type(_name: str, _system: object, _public: object, has_internal_subset: int) -> None:
    if has_internal_subset:  # entities could hide anything
        raise _MovesError("it has a DTD of its own")


def _instruction(target: str, _data: str) -> None:
    # A stylesheet in XSLT makes a page of it.
    raise _MovesError(f"it has an instruction {excerpt(target)}")
