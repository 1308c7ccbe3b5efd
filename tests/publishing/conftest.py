"""The world of an issuer whose site is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from microcred.registry import Database
from tests.publishing.world import World


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path / "site")
