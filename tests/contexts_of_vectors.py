"""Contexts that the vectors use and that real badges do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data" / "contexts"


def vector_contexts() -> dict[str, dict[str, Any]]:
    """Return the contexts by URL; the examples context puts every term in one vocabulary."""
    citizenship = json.loads((DATA / "citizenship-v4rc1.jsonld").read_text("utf-8"))
    examples = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
    return {
        "https://w3id.org/citizenship/v4rc1": citizenship,
        "https://www.w3.org/ns/credentials/examples/v2": examples,
    }
