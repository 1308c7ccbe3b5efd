"""CSS in a picture that only draws: what it may set, and that no value of it asks for anything.

A value asks another host by a function (`url()`, `image()`, `image-set()`, whatever comes next) or
a rule by an at-keyword. So those functions are listed that compute or draw, and `url()` may only
point into the picture itself; an escape could spell any of them, and is refused.
"""

from __future__ import annotations

import re
from typing import Final


def names_in(text: str) -> frozenset[str]:
    """Return the words of a table that is written as a text."""
    return frozenset(text.split())


PROPERTIES: Final = names_in(
    """
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
    color-interpolation-filters color-rendering cx cy d direction display dominant-baseline
    enable-background fill fill-opacity fill-rule filter flood-color flood-opacity font font-family
    font-feature-settings font-kerning font-size font-size-adjust font-stretch font-style
    font-synthesis font-variant font-variant-alternates font-variant-caps font-variant-east-asian
    font-variant-ligatures font-variant-numeric font-variant-position font-variation-settings
    font-weight glyph-orientation-horizontal glyph-orientation-vertical height image-rendering
    isolation kerning letter-spacing lighting-color line-height marker marker-end marker-mid
    marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events r rx ry
    shape-inside shape-padding shape-rendering solid-color solid-opacity stop-color stop-opacity
    stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width tab-size text-align text-align-last text-anchor text-decoration
    text-decoration-color text-decoration-line text-decoration-style text-indent text-orientation
    text-overflow text-rendering text-transform transform transform-box transform-origin
    unicode-bidi vector-effect visibility white-space width word-spacing writing-mode x y
    -inkscape-font-specification -inkscape-stroke
    """
)
"""What a drawing sets: SVG 2's presentation properties, those of text, and an editor's two."""

_FUNCTIONS: Final = names_in(
    """
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix calc min max clamp var
    matrix translate translatex translatey scale scalex scaley rotate skewx skewy
    blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia
    circle ellipse inset polygon path not is where nth-child nth-of-type
    """
)
_WORD: Final = re.compile(r"([^\s,:;(){}\"']+)\s*(\()?")
_URL_HERE: Final = re.compile(
    r"url\(\s*(?:#[\w.:-]+|\"#[\w.:-]+\"|'#[\w.:-]+')\s*\)", re.IGNORECASE
)


def why_value_asks(value: str) -> str | None:
    """Tell what in a value could ask for something outside the picture; None where nothing can.

    It is asked of the text as it is, strings and comments included: where one of these ends is for
    each viewer to say.
    """
    for found in ("\\", "@", "<"):
        if found in value:
            return f"{found} in a style"
    for word, bracket in _WORD.findall(_URL_HERE.sub(" ", value)):
        if bracket and word.lower() not in _FUNCTIONS:
            return f"{word}()"
    return None


def why_declarations_act(text: str) -> str | None:
    """Tell what in the declarations of a `style` is more than drawing; None where nothing is."""
    return why_value_asks(text) or _why_set(_without_comments(text))


def why_rules_act(text: str) -> str | None:
    """Tell what in a style sheet is more than drawing; None where nothing is."""
    if (why := why_value_asks(text)) is not None:
        return why
    *rules, rest = _without_comments(text).split("}")
    for rule in rules:
        _, brace, declarations = rule.partition("{")
        why = _why_set(declarations) if brace and "{" not in declarations else "rules within rules"
        if why is not None:
            return why
    return "a rule without an end" if rest.strip() else None


def _why_set(declarations: str) -> str | None:
    for declaration in declarations.split(";"):
        name, _, value = declaration.partition(":")
        name = name.strip().lower()
        if (name or value.strip()) and name not in PROPERTIES:
            return f"the property {name}"
    return None


def _without_comments(text: str) -> str:
    first, *others = text.split("/*")
    kept = [first]
    for other in others:
        _, end, after = other.partition("*/")
        kept += [" ", after if end else "{"]  # without an end, it is no style
    return "".join(kept)
