"""SVG: anything is refused or read, and what is baked is found again."""

from __future__ import annotations

from fuzz import badge
from fuzz.fuzz_png import check

__all__ = ["check", "seeds"]

_HEAD = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
)


def seeds() -> list[bytes]:
    return [badge.svg(), _HEAD + b"/>", _HEAD + b"><!-- > --><a b='c>'/><![CDATA[<svg>]]></svg>",
            b'<?xml version="1.0" encoding="utf-16"?>' + _HEAD + b"/>",
            _HEAD + b'><openbadges:credential verify="eyJ.e.A"/></svg>',
            b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + _HEAD + b">&a;</svg>"]  # fmt: skip
