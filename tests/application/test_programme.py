"""The programme of a workspace, opened with its settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from microcred.application import Workspace
from microcred.application.programme import flow_settings, open_programme
from microcred.authority import Principal
from microcred.errors import ConfigurationError
from microcred.program.flow import CalibrationRule, FlowSettings, FolderStore
from microcred.program.flow.evidence.s3 import S3Store


def workspace(tmp_path: Path, settings: str = "") -> Workspace:
    made = Workspace.create(tmp_path / "w", "Hill District")
    with (made.root / "microcred.toml").open("a") as file:
        file.write(f"\n[program]\n{settings}\n")
    return Workspace(made.root)


def test_without_settings_the_defaults_hold(tmp_path: Path) -> None:
    made = workspace(tmp_path)
    assert flow_settings(made) == FlowSettings()
    store = made.evidence_store
    assert isinstance(store, FolderStore)
    assert store.root == made.root / "program" / "evidence"


def test_settings_are_the_programmes_choices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without credentials boto3 would look for a server that gives some.
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    made = workspace(
        tmp_path,
        "levels_apart = 0\ncalibration_anchors = 2\ncalibration_exact_percent = 80\n"
        'max_evidence_megabytes = 3\nkeep_evidence_days = 400\nevidence = "s3://bucket/a/b"\n'
        'evidence_endpoint = "https://s3.example"',
    )
    assert flow_settings(made) == FlowSettings(
        levels_apart=0,
        calibration=CalibrationRule(anchors=2, exact=0.8),
        max_evidence_bytes=3 * 1024 * 1024,
        keep_evidence_days=400,
    )
    store = made.evidence_store
    assert isinstance(store, S3Store)
    assert (store.bucket, store.prefix) == ("bucket", "a/b/")


def test_a_programme_opens_with_the_key_only_where_it_signs(tmp_path: Path) -> None:
    made = workspace(tmp_path)
    with pytest.raises(ConfigurationError) as caught, open_programme(made):
        pass
    assert caught.value.code == "no-program"
    made.program_folder.mkdir()
    with open_programme(made) as programme:
        assert programme.desk.open_issuer is None
        assert programme.desk.issuer_id == made.profile.id
        assert programme.queue(by=Principal.operator("office")) == []
    with open_programme(made, passphrase=lambda: None) as programme:
        with programme.desk.database.reading() as connection:
            key = programme.desk.need_issuer(connection).signer.key
        assert key.key_id == made.keys()[0].key_id


@pytest.mark.parametrize(
    ("endpoint", "taken"),
    [
        ("http://127.0.0.1:9000", True),
        ("http://localhost:9000/", True),
        ("http://[::1]:9000", True),
        ("http://127.0.0.1.store.example", False),
        ("http://127.0.0.1:9000@store.example", False),
        ("http://store.example", False),
    ],
)
def test_evidence_goes_in_clear_to_this_machine_only(
    tmp_path: Path, endpoint: str, taken: bool
) -> None:
    settings = f'evidence = "s3://bucket"\nevidence_endpoint = "{endpoint}"'
    if taken:
        found = workspace(tmp_path, settings).settings.program.evidence_endpoint
        assert found == endpoint.rstrip("/")
        return
    with pytest.raises(ConfigurationError) as told:
        workspace(tmp_path, settings)
    assert "http://127.0.0.1:PORT" in told.value.message
