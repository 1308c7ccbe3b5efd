"""The schema of what each command prints with --json; every call of the tests is held to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

RESULTS = Path(__file__).parents[2] / "schemas" / "results"
SHAPES = {
    "backup": "backup",
    "restore": "restore",
    "badges": "badges",
    "bake": "baked",
    "convert": "converted",
    "doctor": "checkup",
    "key export": "exported-key",
    "key import": "changed-key",
    "key list": "keys",
    "key new": "changed-key",
    "key retire": "changed-key",
    "key revoke": "revoked-key",
    "key revoke --dry-run": "planned-revocation",
    "key rotate": "rotation",
    "init": "new-workspace",
    "quickstart": "example-workspace",
    "unbake": "unbaked",
    "upgrade": "upgraded",
    "upgrade --all": "upgraded-workspaces",
    "program check": "checked-programme",
    "program coverage": "coverage",
    "program framework import": "imported-framework",
    "program framework list": "frameworks",
    "program framework show": "framework",
    "program init": "new-programme",
    "program list": "definitions",
    "program next": "suggestions",
    "program search": "found",
    "program decisions": "decisions",
    "program educators": "educators",
    "program register": "registered",
    "program submissions": "submissions",
    "inspect": "inspected",
    "issue": "issued",
    "mint": "minted-roster",
    "publish": "publication",
    "redate": "redated",
    "reinstate": "status-outcome",
    "resign": "resigned",
    "revoke": "status-outcome",
    "status": "badge-history",
    "suspend": "status-outcome",
}
"""The name of its schema, by the command's words."""
NOT_YET = {
    "verify",
    "program adjudicate", "program agreement", "program assess", "program assessor",
    "program assign", "program attach", "program award", "program decide", "program draft",
    "program endorse", "program enrol", "program erase", "program export", "program feedback",
    "program queue", "program record", "program show",
    "program stacks", "program submit",
}  # fmt: skip
"""Commands whose JSON has no schema yet: it only grows shorter."""


def check_shape(words: Sequence[str], document: Any) -> None:
    """Check that a command printed what its schema says, and nothing else."""
    if set(document) == {"error"}:
        validator("refusal").validate(document)
        return
    called = [" ".join(words[:count]) for count in (3, 2, 1)]
    planned = [f"{each} --dry-run" for each in called if "--dry-run" in words]
    named = next((SHAPES[each] for each in [*planned, *called] if each in SHAPES), None)
    if named is not None:
        validator(named).validate(document)
    else:
        assert not NOT_YET.isdisjoint(called), f"{called[0]} has no schema"


@cache
def validator(name: str) -> jsonschema_rs.Draft201909Validator:
    """Return what checks documents against a schema, which here refuses members it does not know.

    Readers take what a later version adds; that we add it without telling is what tests find.
    """
    schema = json.loads((RESULTS / f"{name}.schema.json").read_text("utf-8"))
    return jsonschema_rs.Draft201909Validator(_closed(schema))


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: _closed(value) for name, value in schema.items()}
    if isinstance(inner.get("properties"), dict) and inner.get("type") == "object":
        inner.setdefault("additionalProperties", False)
    return inner
