"""Pictures that carry a badge (Open Badges 3.0, section "Baked Badge"), and some to start from."""

from typing import TYPE_CHECKING, Any

from microcred.baking.carrier import Baked, HasText, bake, detect_image, unbake

if TYPE_CHECKING:
    from microcred.baking.drawing.png import draw_badge_png
    from microcred.baking.drawing.preview import draw_preview_png
    from microcred.baking.drawing.svg import draw_badge_svg

__all__ = [
    "Baked",
    "HasText",
    "bake",
    "detect_image",
    "draw_badge_png",
    "draw_badge_svg",
    "draw_preview_png",
    "unbake",
]


def __getattr__(name: str) -> Any:
    """Import what draws, and Pillow with it, only for whoever draws."""
    if name == "draw_badge_svg":
        from microcred.baking.drawing.svg import draw_badge_svg  # noqa: PLC0415

        return draw_badge_svg
    if name == "draw_badge_png":
        from microcred.baking.drawing.png import draw_badge_png  # noqa: PLC0415

        return draw_badge_png
    if name == "draw_preview_png":
        from microcred.baking.drawing.preview import draw_preview_png  # noqa: PLC0415

        return draw_preview_png
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
