"""Files that carry a badge (Open Badges 3.0, section "Baked Badge"), all in one table."""

from microcred.carriers.baking import Baked, HasText, bake, unbake
from microcred.carriers.carrier import Carrier
from microcred.carriers.table import (
    CARRIERS,
    carriers_in_words,
    claimed_carrier,
    detect_carrier,
    drawn_carrier,
)

__all__ = [
    "CARRIERS",
    "Baked",
    "Carrier",
    "HasText",
    "bake",
    "carriers_in_words",
    "claimed_carrier",
    "detect_carrier",
    "drawn_carrier",
    "unbake",
]
