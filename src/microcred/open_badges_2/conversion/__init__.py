"""From Open Badges 2.0 to 3.0."""

from microcred.open_badges_2.conversion.converting import (
    Converted,
    check_convertible,
    convert,
    convert_assertion,
    convert_badge_class,
    embed_linked,
    fetch_badge,
)

__all__ = [
    "Converted",
    "check_convertible",
    "convert",
    "convert_assertion",
    "convert_badge_class",
    "embed_linked",
    "fetch_badge",
]
