"""The site of a did:webvh issuer is all that a verifier needs, its log included."""

from __future__ import annotations

from pathlib import Path

import pytest

from microcred import Achievement, Criteria, Verifier
from microcred.application import KeyLife, Workspace, act_now
from microcred.application.awards import issue
from microcred.application.site import publish_site
from microcred.authority import Principal
from microcred.dids import Resolver
from microcred.ledger import Award
from tests.operated import OFFICE
from tests.verifying.world import MemoryFetcher

URL = "https://hill.example/schools"
LISTENING = Achievement(
    id=f"{URL}/listening",
    name="Active Listening",
    description="Listens to students so that they feel heard.",
    criteria=Criteria(narrative="Submit a recording."),
)


@pytest.fixture
def hill(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "hill", "Hill District", did="webvh:hill.example:schools")


def badge(hill: Workspace) -> bytes:
    (one,) = issue(hill, [Award.to("ana@school.example", LISTENING)], by=Principal.operator("ann"))
    return one.data


def verdict(data: bytes, site: Path) -> str:
    """Verify with what a static host would serve of the site, and nothing else."""
    served = {
        f"{URL}/{path.relative_to(site).as_posix()}": path.read_text("utf-8")
        for path in site.rglob("*.json*")
    }
    fetcher = MemoryFetcher(served)
    return str(Verifier(fetcher=fetcher, resolver=Resolver(fetcher)).verify(data).verdict)


def test_badges_of_all_keys_verify_from_the_published_log(hill: Workspace) -> None:
    before = badge(hill)
    assert "did.jsonl" in publish_site(hill, by=OFFICE).written
    KeyLife(hill, act_now("office"), by=OFFICE).rotate()
    after = badge(hill)
    site, log = hill.site_folder, hill.site_folder / "did.jsonl"
    assert verdict(before, site) == "valid"
    assert verdict(after, site) != "valid"  # its key is not published yet
    assert "did.jsonl" in publish_site(hill, by=OFFICE).written
    assert [verdict(each, site) for each in (before, after)] == ["valid", "valid"]
    assert len(log.read_text("utf-8").splitlines()) == 2
    assert publish_site(hill, everything=True, by=OFFICE).written == ()


def test_a_log_that_the_host_rewrote_proves_nothing(hill: Workspace) -> None:
    data = badge(hill)
    publish_site(hill, by=OFFICE)
    log = hill.site_folder / "did.jsonl"
    other = Workspace.create(hill.root.parent / "other", "Other", did="webvh:hill.example:schools")
    publish_site(other, by=OFFICE)
    log.write_bytes((other.site_folder / "did.jsonl").read_bytes())
    assert verdict(data, hill.site_folder) != "valid"
    assert "did.jsonl" in publish_site(hill, everything=True, by=OFFICE).written
    assert verdict(data, hill.site_folder) == "valid"
