"""The words between an author's own: headings and phrases of a criteria narrative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_ENGLISH: Final = {
    "competency": "Competency",
    "method": "Key method",
    "audience": "For whom",
    "hours": "Hours",
    "valid_months": "Months that the badge counts",
    "prerequisites": "To be held before",
    "parts": "What is submitted, and when it passes",
    "optional": "optional",
    "count": "{min} to {max}",
    "forms": "as",
    "file": "file",
    "link": "link",
    "text": "text",
    "passes_by": "Passes when it reaches, in the rubric:",
    "passes_if": "Passes when an assessor says yes to:",
    "rubric": "Rubric",
    "required": "required",
    "not_required": "Told, but not required.",
    "standards": "Standards",
    "research": "Research",
    "resources": "Resources",
    "about": "About this micro-credential",
    "authors": "Written by",
    "assessor": "Assessed by",
    "licence": "Licence",
    "version": "Version",
    "stack": "What must be held",
    "all_of": "All of:",
    "some_of": "At least {count} of:",
}
_SPANISH: Final = {
    "competency": "Competencia",
    "method": "Método clave",
    "audience": "Para quién",
    "hours": "Horas",
    "valid_months": "Meses de validez",
    "prerequisites": "Requisitos previos",
    "parts": "Qué se entrega y cuándo se aprueba",
    "optional": "opcional",
    "count": "de {min} a {max}",
    "forms": "como",
    "file": "archivo",
    "link": "enlace",
    "text": "texto",
    "passes_by": "Se aprueba cuando alcanza, en la rúbrica:",
    "passes_if": "Se aprueba cuando quien evalúa responde que sí a:",
    "rubric": "Rúbrica",
    "required": "requerido",
    "not_required": "Se informa, pero no se exige.",
    "standards": "Estándares",
    "research": "Investigación",
    "resources": "Recursos",
    "about": "Sobre esta microcredencial",
    "authors": "Autoría",
    "assessor": "Evaluado por",
    "licence": "Licencia",
    "version": "Versión",
    "stack": "Qué se debe haber obtenido",
    "all_of": "Todo lo siguiente:",
    "some_of": "Al menos {count} de:",
}
_BY_LANGUAGE: Final[Mapping[str, Mapping[str, str]]] = {"en": _ENGLISH, "es": _SPANISH}


def headings_in(language: str) -> Mapping[str, str]:
    """Give the words for a language; in English where there are none.

    Args:
        language: a language tag; its first part decides.
    """
    return _BY_LANGUAGE.get(language.partition("-")[0], _ENGLISH)
