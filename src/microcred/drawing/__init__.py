"""Pictures to start from: a badge drawn from the names of an achievement and its issuer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.on_demand import on_demand

if TYPE_CHECKING:
    from microcred.drawing.frame import frame_svg
    from microcred.drawing.png import draw_badge_png
    from microcred.drawing.preview import draw_preview_png
    from microcred.drawing.svg import draw_badge_svg

__all__ = ["draw_badge_png", "draw_badge_svg", "draw_preview_png", "frame_svg"]

# What draws loads Pillow: only for whoever draws.
if not TYPE_CHECKING:  # else a type checker takes a mistyped name for one that is loaded
    __getattr__ = on_demand(
        __name__,
        {
            "microcred.drawing.frame": ("frame_svg",),
            "microcred.drawing.png": ("draw_badge_png",),
            "microcred.drawing.preview": ("draw_preview_png",),
            "microcred.drawing.svg": ("draw_badge_svg",),
        },
    )
