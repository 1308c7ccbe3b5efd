"""A framework of real size: a few thousand items import, resolve and are found at once."""

from __future__ import annotations

import json
import time
from pathlib import Path

from benchmarks.case_packages import case_package, code_of

from microcred.program.frameworks import FrameworkFolder, read_framework
from microcred.program.frameworks.searching import search_framework
from microcred.registry import Database

ITEMS = 3_000


def test_a_few_thousand_items(tmp_path: Path, database: Database) -> None:
    path = tmp_path / "package.json"
    path.write_text(json.dumps(case_package(ITEMS)))
    folder = FrameworkFolder(tmp_path / "frameworks")
    folder.store(read_framework(path))
    framework = FrameworkFolder(folder.folder).framework("Standards of Hill District")
    assert framework is not None
    assert len(framework.items) == ITEMS
    for number in (0, 17, ITEMS - 1):
        target = folder.find(framework.id, code_of(number))
        assert target is not None
        assert target.item.code == code_of(number)
    assert len(list(framework.with_descendants(framework.items[0].id))) == ITEMS
    search_framework(framework, "number", database)
    words = [" ".join(item.statement.rstrip(".").split()[-2:]) for item in framework.items[::300]]
    started = time.perf_counter()
    found = [search_framework(framework, each, database) for each in words]
    assert (time.perf_counter() - started) / len(words) < 0.5
    for item, items in zip(framework.items[::300], found, strict=True):
        assert item in items
