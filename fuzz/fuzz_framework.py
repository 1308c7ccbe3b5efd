"""Frameworks in CASE, CTDL-ASN and CSV: what is read is stored and read again as it was."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from pathlib import Path

from microcred.errors import MicrocredError
from microcred.program.frameworks import Described, read_framework
from microcred.program.frameworks.stored import dump_framework, load_framework

_FOLDER = Path(tempfile.mkdtemp(prefix="fuzz-"))
_ENDINGS = ("json", "csv", "stored")
_SITE = "https://frameworks.example"


def _case() -> dict[str, object]:
    def named(name: str) -> dict[str, str]:
        return {"identifier": name, "uri": f"{_SITE}/{name}", "title": name}

    return {
        "CFDocument": {**named("d"), "creator": "c", "lastChangeDateTime": "2024-05-01T00:00:00Z"},
        "CFItems": [{**named("i"), "fullStatement": "s"}, {**named("j"), "fullStatement": "t"}],
        "CFAssociations": [{**named("a"), "associationType": "isChildOf",
                            "originNodeURI": named("j"), "destinationNodeURI": named("i")}],
    }  # fmt: skip


def _ctdl() -> dict[str, object]:
    return {"@graph": [
        {"@type": "ceasn:CompetencyFramework", "@id": f"{_SITE}/f", "ceasn:name": {"en": "F"},
         "ceasn:hasTopChild": [f"{_SITE}/c"]},
        {"@type": "ceasn:Competency", "@id": f"{_SITE}/c", "ceasn:competencyText": {"en": "C"},
         "ceasn:isPartOf": f"{_SITE}/f"},
    ]}  # fmt: skip


def seeds() -> list[bytes]:
    table = b'id,statement,parent,code,replaced_by\na,Listens,,A.1,\nb,"Asks, too",a,A.2,a\n'
    made = [b"\0" + json.dumps(each()).encode() for each in (_case, _ctdl)]
    path = _FOLDER / "seed.csv"
    path.write_bytes(table)
    stored = dump_framework(read_framework(path, Described("any", "Any")))
    return [*made, b"\1" + table, b"\2" + stored]


def check(data: bytes) -> None:
    ending, text = _ENDINGS[data[0] % 3 if data else 0], data[1:]
    with suppress(MicrocredError):
        if ending == "stored":
            framework = load_framework(text)
        else:
            path = _FOLDER / f"a.{ending}"
            path.write_bytes(text)
            framework = read_framework(path, Described("any", "Any"))
        assert load_framework(dump_framework(framework)) == framework
