"""The coverage of a framework as a picture: a heat map with numbers, as SVG and PNG."""

from microcred.program.heat_map.layout import MAX_ROWS
from microcred.program.heat_map.svg import draw_heat_map_svg

__all__ = ["MAX_ROWS", "draw_heat_map_svg"]
