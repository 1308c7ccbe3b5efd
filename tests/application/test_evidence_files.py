"""Evidence on the site: what educators chose to show, while its badge is public."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from microcred.application import Workspace
from microcred.application.programme import open_programme
from microcred.application.site import publish_site
from microcred.program.flow import File, Rating, Shown
from microcred.publishing import Publication
from microcred.publishing.evidence_files import EvidenceChanges, evidence_changes
from tests.operated import OFFICE, Operated
from tests.program.flow.conftest import PDF, micro_credential

DEFINITION = micro_credential("https://hill.example/asking", assessment={"assessors": 1})


def workspace(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "w", "Hill District", did="web:hill.example")
    made.program_folder.mkdir()
    text = json.dumps(DEFINITION.to_document())
    (made.program_folder / "asking.json").write_text(text)
    return made


def published(made: Workspace) -> Publication:
    return publish_site(made, by=OFFICE)


def passed(programme: Operated, who: str, shown: Shown, data: bytes | None = None) -> str:
    """Bring somebody to a public badge; the part with the file passes in the first attempt."""
    programme.add_assessor("ash", by="office")
    submission_id = programme.enrol(who, DEFINITION.id, by="t").id
    file = File(io.BytesIO(data or PDF + who.encode()), "plan.pdf")
    plan = programme.attach_file(submission_id, "plan", file, by="t")
    programme.choose(plan.id, shown, by="t")
    programme.consent(submission_id, given=True, words="Yes.", by="t")
    for said in ("no", "yes"):
        programme.attach_text(submission_id, "essay", f"Next, {who}, {said}", by="t")
        programme.submit(submission_id, by="t")
        programme.assign(submission_id, by="office")
        asked = programme.task(submission_id, "ash").to_rate
        levels = {"planning": "proficient", "effect": "proficient", "part:reflection": said}
        programme.assess(submission_id, "ash", {each: Rating(levels[each], "!") for each in asked})
        programme.decide(submission_id, by="office", feedback="Look again.")
        if said == "no":
            submission_id = programme.resubmit(submission_id, by="t").id
    return str(plan.digest)


def test_a_file_is_on_the_site_as_long_as_its_badge_is(tmp_path: Path) -> None:
    made = workspace(tmp_path)
    with open_programme(made, passphrase=lambda: None) as opened:
        programme = Operated(opened.desk)
        shown = passed(programme, "ana@school.example", Shown.CONTENT)
        passed(programme, "ben@school.example", Shown.DIGEST)
        badge = programme.badges("ana@school.example")[0].document
    folder = made.site_folder / "evidence"
    written = published(made).written
    assert f"evidence/{shown}.pdf" in written
    assert badge is not None
    assert badge["evidence"][0]["id"] == f"https://hill.example/evidence/{shown}.pdf"
    assert [path.name for path in folder.iterdir()] == [f"{shown}.pdf"]
    assert (folder / f"{shown}.pdf").read_bytes() == PDF + b"ana@school.example"
    assert published(made).written == ()
    (folder / "readme.txt").write_text("not ours")
    with open_programme(made) as opened:
        Operated(opened.desk).erase_person("ana@school.example", by="office")
    assert f"evidence/{shown}.pdf" in published(made).removed
    assert [path.name for path in folder.iterdir()] == ["readme.txt"]


def test_what_changed_is_looked_at_and_nothing_else(tmp_path: Path) -> None:
    """Files of evidence that did not change cost nothing, and are not even looked at."""
    made = workspace(tmp_path)
    with open_programme(made, passphrase=lambda: None) as opened:
        programme = Operated(opened.desk)
        first = passed(programme, "ana@school.example", Shown.CONTENT)
        published(made)
        (made.site_folder / "evidence" / f"{first}.pdf").unlink()
        second = passed(programme, "ben@school.example", Shown.CONTENT)
    assert [path for path in published(made).written if "evidence/" in path] == [
        f"evidence/{second}.pdf"
    ]
    mended = publish_site(made, everything=True, by=OFFICE).written
    assert [path for path in mended if path.startswith("evidence/")] == [f"evidence/{first}.pdf"]


def test_a_file_that_another_badge_shows_stays(tmp_path: Path) -> None:
    made = workspace(tmp_path)
    with open_programme(made, passphrase=lambda: None) as opened:
        programme = Operated(opened.desk)
        shown = passed(programme, "ana@school.example", Shown.CONTENT, PDF)
        assert passed(programme, "ben@school.example", Shown.CONTENT, PDF) == shown
        published(made)
        for who, there in (("ana@school.example", True), ("ben@school.example", False)):
            programme.erase_person(who, by="office")
            published(made)
            assert (made.site_folder / "evidence" / f"{shown}.pdf").exists() is there


def test_two_processes_publish_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow one takes away nothing that a quicker one would have put there meanwhile."""
    made = workspace(tmp_path)
    reached, go_on = Event(), Event()

    def slowly(*args: Any) -> EvidenceChanges:
        found = evidence_changes(*args)
        reached.set()
        assert go_on.wait(60)
        return found

    with open_programme(made, passphrase=lambda: None) as opened, ThreadPoolExecutor(1) as slow:
        programme = Operated(opened.desk)
        first = passed(programme, "ana@school.example", Shown.CONTENT)
        with monkeypatch.context() as patched:
            patched.setattr("microcred.publishing.engine.evidence_changes", slowly)
            running = slow.submit(publish_site, made, by=OFFICE, everything=True)
            assert reached.wait(60)
        second = passed(programme, "ben@school.example", Shown.CONTENT)
        command = [sys.executable, "-c", "import microcred.cli\nmicrocred.cli.main()", "publish"]
        other = subprocess.Popen([*command, "--workspace", made.root], stdout=subprocess.DEVNULL)
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(3)  # it waits for its turn
        go_on.set()
        running.result()
        assert other.wait(60) == 0
    names = {path.name for path in (made.site_folder / "evidence").iterdir()}
    assert names == {f"{first}.pdf", f"{second}.pdf"}
