"""The log that a did:webvh issuer publishes, resolved by didwebvh-ts and here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from microcred.application import KeyLife, Workspace, act_now
from microcred.application.site import publish_site
from microcred.dids import Resolver
from tests.interop.installing import HERE, UnavailableError, npm_packages
from tests.operated import OFFICE
from tests.verifying.world import MemoryFetcher

pytestmark = pytest.mark.interop

PROJECT: Final = HERE / "webvh"
LOG_URL: Final = "https://hill.example/schools/did.jsonl"


@pytest.fixture(scope="module")
def script() -> Path:
    """Provide the other resolver's script, beside its packages."""
    try:
        folder = npm_packages(PROJECT)
    except UnavailableError as error:
        # Continuous integration must not pass because it could not ask.
        if os.environ.get("CI"):
            pytest.fail(f"{error} (and the variable CI is set)", pytrace=False)
        pytest.skip(str(error))
    return Path(shutil.copy(PROJECT / "resolve.mjs", folder))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Publish an issuer whose key was rotated and then revoked."""
    folder = tmp_path_factory.mktemp("webvh") / "hill"
    workspace = Workspace.create(folder, "Hill District", did="webvh:hill.example:schools")
    act = act_now("office")
    KeyLife(workspace, act, by=OFFICE).rotate()
    KeyLife(workspace, act, by=OFFICE).revoke("key-1")
    publish_site(workspace, by=OFFICE)
    return (workspace.site_folder / "did.jsonl").read_text("utf-8")


def resolve_there(script: Path, log: str) -> subprocess.CompletedProcess[str]:
    command = ["node", str(script)]
    return subprocess.run(command, input=log, capture_output=True, text=True, check=False)


def test_both_resolve_the_same_document(script: Path, log: str) -> None:
    run = resolve_there(script, log)
    assert run.returncode == 0, run.stderr
    there: dict[str, Any] = json.loads(run.stdout)
    assert there["meta"]["versionId"].startswith("3-")
    assert there["meta"]["prerotation"] is True
    here = Resolver(MemoryFetcher({LOG_URL: log})).resolve(there["did"])
    assert (here.id, here.version_id) == (there["did"], there["meta"]["versionId"])
    assert here.document["verificationMethod"] == there["doc"]["verificationMethod"]
    first, second = there["doc"]["verificationMethod"]
    assert first["id"].endswith("#key-1")
    assert "revoked" in first
    assert "revoked" not in second


@pytest.mark.parametrize(
    ("old", "new"), [("#key-2", "#key-9"), ('"nextKeyHashes":["', '"nextKeyHashes":["Qm')]
)
def test_a_log_that_was_changed_is_refused(script: Path, log: str, old: str, new: str) -> None:
    first, rest = log.split("\n", 1)
    assert old in rest
    run = resolve_there(script, f"{first}\n{rest.replace(old, new, 1)}")
    assert run.returncode != 0
