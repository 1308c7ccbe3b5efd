"""The published schemas are what the models say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator

from microcred.models import schema_export
from microcred.models.schema_check import read_schema
from tests.models.badges import ENDORSEMENT, badge

DOCUMENTS: dict[str, Any] = {
    "credential": badge(),
    "endorsement": ENDORSEMENT,
    "achievement": badge()["credentialSubject"]["achievement"],
    "profile": badge()["issuer"],
    "clr": {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:5c1f4f0e-6c1d-4a0e-8f83-0d3f1f3b1c11",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Record",
        "issuer": badge()["issuer"],
        "validFrom": "2026-05-01T00:00:00Z",
        "partial": True,
        "credentialSubject": {
            "id": "did:example:ana",
            "type": ["ClrSubject"],
            "verifiableCredential": [badge()],
            "association": [
                {
                    "type": "Association",
                    "associationType": "isPartOf",
                    "sourceId": "urn:example:1",
                    "targetId": "urn:example:2",
                }
            ],
        },
    },
}


def test_the_files_are_current() -> None:
    assert schema_export.outdated() == []
    assert schema_export.main(["--check"]) == 0


def test_a_file_that_is_not_current_is_found_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(schema_export, "SCHEMAS_FOLDER", tmp_path)
    assert len(schema_export.outdated()) == 5
    assert schema_export.main(["--write"]) == 0
    assert schema_export.outdated() == []
    path = tmp_path / "profile.schema.json"
    path.write_text(path.read_text("utf-8").replace("email", "mail"), "utf-8")
    assert schema_export.main(["--check"]) == 1
    assert "profile.schema.json is not current" in capsys.readouterr().err
    assert schema_export.main([]) == 2


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_schema_is_sound_and_accepts_what_is_written(name: str) -> None:
    schema = read_schema(name)
    Draft201909Validator.check_schema(schema)
    assert Draft201909Validator(schema).is_valid(DOCUMENTS[name])
    assert not Draft201909Validator(schema).is_valid({})


def test_a_schema_describes_its_members() -> None:
    text = json.dumps(read_schema("credential"))
    assert "Who assessed the achievement on behalf of the issuer." in text
    assert "null" not in text
    assert '"default"' not in text
