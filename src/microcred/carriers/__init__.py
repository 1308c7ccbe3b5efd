"""Pictures that carry a badge (Open Badges 3.0, section "Baked Badge")."""

from microcred.carriers.carrier import Baked, HasText, bake, detect_image, unbake

__all__ = ["Baked", "HasText", "bake", "detect_image", "unbake"]
