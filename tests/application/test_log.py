"""What a workspace tells the log: that it is done, how much of it, and of nobody."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from microcred import (
    Achievement,
    Award,
    BadgeChoice,
    Criteria,
    KeyLife,
    Principal,
    Workspace,
    act_now,
    change_status,
    issue,
    publish_site,
)
from microcred.registry.committed import tell_committed

ACHIEVEMENT = Achievement(
    id="https://hill.example/achievements/listening",
    name="Active Listening",
    description="Listens.",
    criteria=Criteria(narrative="Submit a recording."),
)
OFFICE = Principal.operator("office")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "hill", "Hill District", did="web:hill.example")


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (record.name, vars(record)["event"], vars(record)["facts"])
        for record in caplog.records
        if record.name.startswith("microcred.")
    ]


def test_what_is_done_is_told_and_whom_it_is_about_is_not(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "microcred"):
        awards = [Award.to(f"{name}@school.example", ACHIEVEMENT) for name in ("ana", "bo")]
        issued = issue(workspace, awards, by=OFFICE)
        this = BadgeChoice.of_ids(issued[0].badge.id)
        change_status(workspace, "revoke", this, by=OFFICE, reason="Ana asked.")
        KeyLife(workspace, act_now("office", "spring"), by=OFFICE).rotate()
        publish_site(workspace, by=OFFICE)
    events = told(caplog)
    run = issued[0].badge.run_id
    assert (
        "microcred.issuing",
        "badges-issued",
        {"count": 2, "form": "json", "run": run},
    ) in events
    assert ("microcred.status", "status-changed", {"action": "revoke", "count": 1}) in events
    assert ("microcred.status", "lists-signed", {"count": 1}) in events
    actions = [facts["action"] for name, _, facts in events if name == "microcred.keys"]
    assert actions == ["generate", "retire", "sign"]
    assert events[-1][:2] == ("microcred.publishing", "site-published")
    assert events[-1][2]["written"] > 3
    for secret in ("ana", "bo@", "school.example", "office", "spring", issued[0].badge.id):
        assert not any(secret in record.getMessage().casefold() for record in caplog.records)


def test_what_was_undone_is_not_told(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    database = workspace.database
    with caplog.at_level(logging.INFO, "microcred"):
        with suppress(LookupError), database.writing() as connection:
            tell_committed(connection, "status", "status-changed", action="revoke", count=1)
            raise LookupError
        with database.writing():
            pass
        assert told(caplog) == []
        with database.writing() as connection:
            tell_committed(connection, "status", "status-changed", action="revoke", count=2)
            assert told(caplog) == []
    facts = {"action": "revoke", "count": 2}
    assert told(caplog) == [("microcred.status", "status-changed", facts)]
