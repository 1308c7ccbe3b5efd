"""The catalogue of a programme for its site: as data, and its coverage as a picture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from microcred.errors import ConfigurationError
from microcred.models import Profile
from microcred.program.catalogue import Catalogue
from microcred.program.coverage import catalogue_sources, main_framework, measure_coverage
from microcred.program.export import catalogue_document, ctdl_document
from microcred.program.folder import read_program
from microcred.program.heat_map import draw_heat_map_svg


def catalogue_files(folder: Path, owner: Profile) -> Mapping[str, bytes]:
    """Make the catalogue as JSON and in CTDL, and the heat map of its main framework.

    A map that would be too large to read is left out.

    Args:
        folder: the programme's folder.
        owner: the issuer.
    """
    program = read_program(folder)
    named = ((file.path.name, file.definition) for file in program.by_id.values())
    catalogue = Catalogue(named, program.frameworks)
    files = {
        "catalogue.json": _json(catalogue_document(catalogue)),
        "catalogue.jsonld": _json(ctdl_document(catalogue, owner)),
    }
    framework = main_framework(catalogue)
    entries = [entry for entry in catalogue if entry.kind == "micro-credential"]
    sources = catalogue_sources(entries, framework)
    coverage = measure_coverage(framework, sources, title="The catalogue")
    with suppress(ConfigurationError):
        files["coverage.svg"] = draw_heat_map_svg(coverage)
    return files


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
