"""did:webvh against the logs that five other implementations wrote, sound and unsound.

The folder is `vectors/` of the did:webvh test suite of the Decentralized Identity Foundation.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from microcred.dids import Resolver
from microcred.errors import MalformedInput, ResolutionFailed, UnusableAnswer
from microcred.fetch import Fetched
from tests.vectors import VECTORS

FOLDER = VECTORS / "didwebvh"
LOGS = sorted(log for log in FOLDER.glob("*/*/did.jsonl") if log.stat().st_size)

NOT_AS_SPECIFIED = {
    "witness-update": "the list of witnesses is replaced without the approval of those replaced, "
    'while "that new list becomes active AFTER the new DID log entry has been published"',
    "witness-threshold-rust": "witnesses are bare keys, while they MUST be did:key DIDs",
}
"""Logs that their own test suite takes for sound, and the specification does not."""

pytestmark = pytest.mark.skipif(not LOGS, reason="../shared/vectors/didwebvh is absent")


class Files:
    """A fetcher over one folder: whatever the host, the file of that name."""

    def __init__(self, folder: Path):
        self.folder = folder

    def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 0) -> Fetched:
        file = self.folder / url.rsplit("/", 1)[1]
        if not file.exists():
            raise ResolutionFailed("no such file", code="not-found")
        return Fetched(url, accept[0], file.read_bytes())


def is_sound(log: Path) -> bool:
    name = log.parts[-3]
    known = name in NOT_AS_SPECIFIED or f"{name}-{log.parts[-2]}" in NOT_AS_SPECIFIED
    return not known and not name.startswith("negative-") and name != "deactivate"


@pytest.mark.parametrize("log", LOGS, ids=lambda log: f"{log.parts[-3]}-{log.parts[-2]}")
def test_log_of_another_implementation(log: Path) -> None:
    entries = [json.loads(line) for line in log.read_text().splitlines() if line.strip()]
    name, did = log.parts[-3], entries[-1]["state"]["id"]
    if name == "negative-portable-scid-swap":
        did = entries[0]["state"]["id"]
    resolver = Resolver(Files(log.parent))
    if not is_sound(log):
        with pytest.raises((MalformedInput, UnusableAnswer)) as caught:
            resolver.resolve(did)
        wrong = {"invalid-did", "invalid-did-log", "not-witnessed"}
        assert caught.value.code in ({"did-deactivated"} if name == "deactivate" else wrong)
        return
    document = resolver.resolve(did)
    assert document.version_id == entries[-1]["versionId"]
    assert document.document == entries[-1]["state"]
    for number, entry in enumerate(entries, 1):
        if entry["state"]["id"] == did:
            earlier = resolver.resolve(f"{did}?versionNumber={number}")
            assert earlier.document == entry["state"]
