"""Educator micro-credentials: what they ask for, the standards they connect to, and finding them.

Definitions
    MicroCredential, Stack, Awardable, load_awardable, Program, read_program, check_program,
    make_results
Standards
    Framework, FrameworkFolder, Described, read_framework, compare_editions
Finding and measuring
    Catalogue, Needs, suggest, Coverage, measure_coverage, catalogue_sources, badge_sources,
    draw_heat_map_svg, draw_heat_map_png
From evidence to a badge
    Programme, File, Rating, Consent, State

`microcred.open_programme` opens the programme of a workspace, as a `Programme`.

Names are loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from microcred.on_demand import on_demand

if TYPE_CHECKING:
    from microcred.program.catalogue import Catalogue as Catalogue
    from microcred.program.checking import check_program as check_program
    from microcred.program.coverage import Coverage as Coverage
    from microcred.program.coverage import badge_sources as badge_sources
    from microcred.program.coverage import catalogue_sources as catalogue_sources
    from microcred.program.coverage import measure_coverage as measure_coverage
    from microcred.program.definition import MicroCredential as MicroCredential
    from microcred.program.definition import Stack as Stack
    from microcred.program.flow import Consent as Consent
    from microcred.program.flow import File as File
    from microcred.program.flow import Programme as Programme
    from microcred.program.flow import Rating as Rating
    from microcred.program.flow import State as State
    from microcred.program.folder import Program as Program
    from microcred.program.folder import read_program as read_program
    from microcred.program.frameworks import Described as Described
    from microcred.program.frameworks import Framework as Framework
    from microcred.program.frameworks import FrameworkFolder as FrameworkFolder
    from microcred.program.frameworks import compare_editions as compare_editions
    from microcred.program.frameworks import read_framework as read_framework
    from microcred.program.heat_map import draw_heat_map_svg as draw_heat_map_svg
    from microcred.program.heat_map.png import draw_heat_map_png as draw_heat_map_png
    from microcred.program.loading import Awardable as Awardable
    from microcred.program.loading import load_awardable as load_awardable
    from microcred.program.results import make_results as make_results
    from microcred.program.suggestions import Needs as Needs
    from microcred.program.suggestions import suggest as suggest

_HOMES: Final = {
    "microcred.program.catalogue": ("Catalogue",),
    "microcred.program.checking": ("check_program",),
    "microcred.program.coverage": (
        "Coverage",
        "badge_sources",
        "catalogue_sources",
        "measure_coverage",
    ),
    "microcred.program.definition": (
        "MicroCredential",
        "Stack",
    ),
    "microcred.program.flow": (
        "Consent",
        "File",
        "Programme",
        "Rating",
        "State",
    ),
    "microcred.program.folder": (
        "Program",
        "read_program",
    ),
    "microcred.program.frameworks": (
        "Described",
        "Framework",
        "FrameworkFolder",
        "compare_editions",
        "read_framework",
    ),
    "microcred.program.heat_map": ("draw_heat_map_svg",),
    "microcred.program.heat_map.png": ("draw_heat_map_png",),
    "microcred.program.loading": (
        "Awardable",
        "load_awardable",
    ),
    "microcred.program.results": ("make_results",),
    "microcred.program.suggestions": (
        "Needs",
        "suggest",
    ),
}

__all__ = [name for names in _HOMES.values() for name in names]

if not TYPE_CHECKING:  # else a type checker takes a mistyped name for one that is loaded
    __getattr__ = on_demand(__name__, _HOMES)


def __dir__() -> list[str]:
    return [*(name for name in globals() if name.startswith("__")), *__all__]
