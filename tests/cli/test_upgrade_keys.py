"""`microcred upgrade` and a workspace whose keys were in files."""

from __future__ import annotations

import json
from pathlib import Path

from microcred.verifying import Verifier
from tests.application.test_taking_over import old_workspace

from .conftest import Shell, copy_examples


def test_an_old_workspace_issues_again_with_one_command(shell: Shell) -> None:
    old_workspace(shell.folder)
    copy_examples(shell.folder)
    issue = ("issue", "active-listening.yaml", "--to", "ana@school.example", "-o", "a.json")
    assert shell.error("key", "list", code=2) == "registry-outdated"
    assert shell.json("upgrade")["keys"] == ["key-1", "key-2"]
    assert shell.json("upgrade")["keys"] == []
    shell(*issue)
    proof = json.loads(Path("a.json").read_text())["proof"][0]
    assert proof["verificationMethod"] == "did:web:hill.example#key-2"
    assert "key-2" in (shell.folder / "site" / ".well-known" / "did.json").read_text()
    assert Verifier().verify(Path("a.json")).verdict == "undetermined"
