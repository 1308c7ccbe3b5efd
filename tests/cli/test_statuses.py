"""`microcred revoke`, `suspend`, `reinstate`, `status` and `badges`."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from microcred.application import Passphrase, Workspace
from microcred.cli import main
from microcred.status import parse_entry, parse_list, status_of, status_references
from microcred.timestamps import fixed_clock, parse_timestamp, system_clock
from tests.postgres import fresh_database

from .conftest import DEFINITION, ROSTER, Shell, copy_examples

ACHIEVEMENT = "urn:uuid:5f0b7a52-1f0c-4f0e-9c51-3c1a8f9d7a10"


@pytest.fixture(scope="session")
def _web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    words = ["init", str(folder), "--name", "Hill District", "--did", "web:hill.example"]
    assert CliRunner().invoke(main, words, catch_exceptions=False).exit_code == 0
    copy_examples(folder)
    return folder


@pytest.fixture
def web(_web: Path, shell: Shell) -> Shell:
    """A shell that stands in the workspace of an issuer with a web address."""
    shutil.copytree(_web, shell.folder, dirs_exist_ok=True)
    return shell


def issue(shell: Shell, name: str, *words: str) -> dict[str, Any]:
    """Issue a badge; give it as it was handed over."""
    made = shell.json("issue", DEFINITION, "--to", f"{name}@school.example", *words)
    document: dict[str, Any] = json.loads(made["badge"])
    return document


def states(shell: Shell) -> list[str]:
    return [badge["state"] for badge in shell.json("badges")["badges"]]


def test_a_revocation_is_told_and_recorded(web: Shell) -> None:
    badge = issue(web, "ana")
    done = web("revoke", badge["id"], "--reason", "Issued in error.", "--by", "bo")
    assert done.stdout == f"1 badge revoked\n  {badge['id']}\n"
    assert (
        done.stderr == f"Upload {web.folder / 'site'} so that it stands at https://hill.example\n"
    )
    found = web.json("status", badge["id"])
    index = int(badge["credentialStatus"][0]["statusListIndex"])
    assert (found["state"], found["index"], found["list"]) == ("revoked", index, 1)
    assert [item["purpose"] for item in found["lists"]] == ["revocation", "suspension"]
    assert found["lists"][0]["url"] == badge["credentialStatus"][0]["statusListCredential"]
    assert found["lists"][0]["signed_at"] == found["revoked_at"]
    (event,) = found["history"]
    assert event == {
        "action": "revoke", "at": found["revoked_at"], "actor": "bo",
        "reason": "Issued in error.",
    }  # fmt: skip
    text = web("status", badge["id"]).stdout
    assert text.startswith(f"revoked  {badge['id']}\n")
    assert "revoke by bo: Issued in error." in text


def test_who_does_it_is_the_login_name_unless_said(
    web: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "chi")
    badge = issue(web, "ana")
    web("suspend", badge["id"])
    web("reinstate", badge["id"], "--by", "dee")
    history = web.json("status", badge["id"])["history"]
    assert [(event["action"], event["actor"]) for event in history] == [
        ("suspend", "chi"),
        ("reinstate", "dee"),
    ]


def test_as_json(web: Shell) -> None:
    ids = sorted(issue(web, name)["id"] for name in ("ana", "bo"))
    web("suspend", ids[0])
    done = web.json("suspend", *ids)
    assert done == {
        "action": "suspend", "at": done["at"], "changed": [ids[1]],
        "unchanged": [{"id": ids[0], "state": "suspended"}], "without_badge": 0,
        "without_status": [],
    }  # fmt: skip


def test_a_badge_that_does_not_fit_the_filters_is_not_left_out_in_silence(web: Shell) -> None:
    first, other = issue(web, "ana"), issue(web, "bo")
    run = web.json("status", first["id"])["run"]
    words = ("revoke", first["id"], other["id"], "--run", run)
    assert web.error(*words) == "no-such-badge"
    assert other["id"] in web(*words, code=1).stderr
    assert states(web) == ["active", "active"]


def test_who_is_on_a_roster_and_has_no_badge_is_told_of(web: Shell) -> None:
    issue(web, "ana")
    roster = web.folder / "left.csv"
    roster.write_text("email\nana@school.example\nanna@school.example\n")
    words = ("--file", roster, "--achievement", ACHIEVEMENT)
    assert web.json("suspend", *words, "--dry-run")["without_badge"] == 1
    assert "1 on the roster has no badge that fits." in web("suspend", *words).stderr
    assert web.json("suspend", *words)["without_badge"] == 1
    assert "roster" not in web("suspend", "--achievement", ACHIEVEMENT).stderr


def test_a_recipient_that_is_no_text_is_nobody(web: Shell) -> None:
    """A shell gives bytes that are no UTF-8 as lone surrogates."""
    issue(web, "ana")
    assert web.json("badges", "--recipient", "ana\udcff@school.example")["badges"] == []
    assert web.error("issue", DEFINITION, "--to", "ana\udcff@school.example") == "invalid-email"
    assert web.error("issue", DEFINITION, "--to", "ana@school\udcff.example") == "invalid-email"


def test_an_accent_is_the_same_however_it_is_written(web: Shell) -> None:
    issue(web, "jos\u00e9")
    assert len(web.json("badges", "--recipient", "JOSE\u0301@school.example")["badges"]) == 1


def test_revoked_is_final(web: Shell) -> None:
    ids = [issue(web, name)["id"] for name in ("ana", "bo")]
    web("revoke", ids[0])
    assert web.error("reinstate", *ids) == "revoked-is-final"
    assert web.error("suspend", *ids) == "revoked-is-final"
    assert sorted(states(web)) == ["active", "revoked"]
    web("suspend", "--achievement", ACHIEVEMENT)
    assert sorted(states(web)) == ["revoked", "suspended"]


def test_by_the_files_of_badges_in_every_form(web: Shell) -> None:
    for form in ("json", "jwt", "png", "svg"):
        web("issue", DEFINITION, "--to", "ana@school.example", "--format", form, "-o", f"a.{form}")
    web("suspend", *(word for form in ("json", "jwt", "png", "svg")
                     for word in ("--file", f"a.{form}")))  # fmt: skip
    assert states(web) == ["suspended"] * 4
    assert web.json("status", "--file", "a.svg")["state"] == "suspended"


def test_by_a_list_of_ids(web: Shell) -> None:
    ids = [issue(web, name)["id"] for name in ("ana", "bo", "chi")]
    Path("ids.txt").write_text(f"{ids[0]}\n\n{ids[2]}\n")
    done = web.json("revoke", "--file", "ids.txt")
    assert done["changed"] == sorted([ids[0], ids[2]])
    Path("ids.txt").write_text("\n")
    assert web.error("revoke", "--file", "ids.txt") == "no-badge-ids"


def test_by_a_roster_within_an_achievement(web: Shell) -> None:
    web("mint", DEFINITION, ROSTER)
    other = issue(web, "eve")
    assert web.error("revoke", "--file", ROSTER, code=2) == "nothing-chosen"
    done = web.json("suspend", "--file", ROSTER, "--achievement", ACHIEVEMENT)
    assert len(done["changed"]) == 4
    assert web.json("status", other["id"])["state"] == "active"
    Path("wrong.csv").write_text("email,name\n,Ana\n")
    words = ("suspend", "--file", "wrong.csv", "--achievement", ACHIEVEMENT)
    assert web.error(*words) == "invalid-roster"


def test_a_roster_with_nobody_on_it_chooses_nobody(web: Shell) -> None:
    """Else the other options would choose everybody's badges."""
    issue(web, "ana")
    Path("nobody.csv").write_text("email\n")
    words = ("revoke", "--file", "nobody.csv", "--achievement", ACHIEVEMENT)
    assert web.error(*words) == "empty-roster"
    assert states(web) == ["active"]


def test_by_run_and_by_key(web: Shell) -> None:
    issue(web, "eve")
    minted = web.json("mint", DEFINITION, ROSTER)
    run = minted["run"]
    assert web.json("status", minted["badges"][0]["id"])["run"] == run
    assert len(web.json("revoke", "--run", run)["changed"]) == 4
    key = web.json("key", "list")["keys"][0]
    done = web.json("suspend", "--key", key["name"])
    assert (len(done["changed"]), len(done["unchanged"])) == (1, 4)
    assert web.error("revoke", "--run", "none", code=2) == "no-such-run"
    assert web.error("revoke", "--key", "none", code=2) == "no-such-key"
    assert web.error("revoke", "--achievement", "urn:x:none") == "no-such-badge"


def test_a_dry_run_changes_nothing(web: Shell) -> None:
    ids = [issue(web, name)["id"] for name in ("ana", "bo")]
    web("suspend", ids[0])
    planned = web.json("suspend", "--achievement", ACHIEVEMENT, "--dry-run")
    assert planned["dry_run"] is True
    assert planned["changed"] == [ids[1]]
    assert planned["unchanged"] == [{"id": ids[0], "state": "suspended"}]
    assert sorted(states(web)) == ["active", "suspended"]
    assert web("revoke", *ids, "--dry-run").stdout.startswith("2 badges would be revoked\n")
    assert sorted(states(web)) == ["active", "suspended"]


@pytest.mark.parametrize("command", ["revoke", "suspend", "reinstate", "status"])
def test_what_is_not_there(command: str, web: Shell) -> None:
    assert web.error(command, code=2) == "nothing-chosen"
    assert web.error(command, "urn:uuid:none") == "no-such-badge"
    assert web.error(command, "--file", "none.json", code=2) == "unreadable-file"
    assert web.error(command, "--file", DEFINITION) in ("unknown-format", "invalid-json")


def test_a_workspace_without_a_web_address_says_what_that_means(hill: Shell) -> None:
    badge = issue(hill, "ana")
    assert "credentialStatus" not in badge
    done = hill("revoke", badge["id"])
    assert "No verifier can know of 1 badge" in done.stderr
    assert "[site]" in done.stderr
    assert "without a status" in hill("status", badge["id"]).stdout
    assert hill.json("status", badge["id"])["lists"] == []


def test_a_badge_issued_without_a_status(web: Shell) -> None:
    badge = issue(web, "ana", "--no-status")
    assert "credentialStatus" not in badge
    assert web.json("revoke", badge["id"])["without_status"] == [badge["id"]]


def test_badges_are_listed_a_page_at_a_time(web: Shell) -> None:
    web("mint", DEFINITION, ROSTER)
    everything = web.json("badges")
    assert everything["next"] is None
    first = web.json("badges", "--limit", "3")
    assert first["next"] == first["badges"][-1]["id"]
    rest = web.json("badges", "--limit", "3", "--after", first["next"])
    assert first["badges"] + rest["badges"] == everything["badges"]
    assert rest["next"] is None
    plain = web("badges", "--limit", "3")
    assert len(plain.stdout.splitlines()) == 3
    assert f"--after {first['next']}" in plain.stderr
    assert web.error("badges", "--after", "none") == "no-such-badge"


def test_badges_are_found_by_what_is_known_of_them(web: Shell) -> None:
    web("mint", DEFINITION, ROSTER)
    badge = issue(web, "eve", "--public")
    (found,) = web.json("badges", "--recipient", "EVE@school.example")["badges"]
    assert (found["id"], found["public"]) == (badge["id"], True)
    web("suspend", badge["id"])
    assert [item["id"] for item in web.json("badges", "--state", "suspended")["badges"]] == [
        badge["id"]
    ]
    assert len(web.json("badges", "--state", "active")["badges"]) == 4
    assert web.json("badges", "--state", "revoked")["badges"] == []
    assert web.json("badges", "--achievement", "urn:x:none")["badges"] == []
    assert len(web.json("badges", "--run", found["run"], "--key", "key-1")["badges"]) == 1


def test_the_settings_of_the_lists_count(web: Shell) -> None:
    with Path("microcred.toml").open("a") as file:
        file.write(
            '\n[site]\nurl = "https://badges.hill.example"\n'
            "[status]\nvalid_days = 7\nrevocation_list = true\n"
        )
    badge = issue(web, "ana")
    urls = [entry.get("statusListCredential", entry["id"]) for entry in badge["credentialStatus"]]
    assert urls == [
        "https://badges.hill.example/status/1/revocation.json",
        "https://badges.hill.example/status/1/suspension.json",
        "https://badges.hill.example/status/revoked.json",
    ]


@pytest.mark.loopback
def test_a_registry_in_postgresql(web: Shell, postgres_server: str) -> None:
    url = fresh_database(postgres_server)
    for path in ("microcred.toml", "registry.sqlite3"):
        Path(path).unlink()
    shutil.rmtree("keys")
    shutil.rmtree("site")
    web("init", ".", "--name", "Hill", "--did", "web:hill.example", "--registry", url)
    badge = issue(web, "ana")
    web("revoke", badge["id"])
    assert web.json("status", badge["id"])["state"] == "revoked"
    assert len(web.json("badges")["badges"]) == 1


def listed(badge: dict[str, Any]) -> list[bool]:
    """Read what the published lists say of a badge: revoked, suspended."""
    found = []
    for entry in badge["credentialStatus"]:
        url = entry["statusListCredential"]
        path = Path("site") / url.removeprefix("https://hill.example/")
        published = parse_list("BitstringStatusListEntry", json.loads(path.read_bytes()))
        (reference,) = status_references({"credentialStatus": entry, "issuer": badge["issuer"]})
        found.append(status_of(parse_entry(reference), published).set)
    return found


def test_what_is_published_says_so_when_the_command_returns(web: Shell) -> None:
    badges = [issue(web, name) for name in ("ana", "bo")]
    assert [listed(badge) for badge in badges] == [[False, False], [False, False]]
    web("suspend", badges[1]["id"])
    assert [listed(badge) for badge in badges] == [[False, False], [False, True]]
    web("revoke", badges[0]["id"])
    web("reinstate", badges[1]["id"])
    assert [listed(badge) for badge in badges] == [[True, False], [False, False]]


def test_a_site_that_cannot_be_written_is_told_and_made_good_later(web: Shell) -> None:
    badge = issue(web, "ana")
    path = Path("site/status/1/revocation.json")
    path.unlink()
    path.mkdir()
    (path / "in the way").touch()
    done = web("revoke", badge["id"], code=2)
    assert done.stdout == f"1 badge revoked\n  {badge['id']}\n"
    assert "not published" in done.stderr
    told = web.json("suspend", issue_anyway(web)["id"], code=2)
    assert len(told["changed"]) == 1
    assert told["unpublished"]["code"]
    (path / "in the way").unlink()
    path.rmdir()
    web("publish")
    assert listed(badge) == [True, False]


def issue_anyway(shell: Shell) -> dict[str, Any]:
    """Issue while the site cannot be written; the badge is handed over all the same."""
    words = ("issue", DEFINITION, "--to", "bo@school.example")
    made = shell.json(*words, code=2)
    document: dict[str, Any] = json.loads(made["badge"])
    return document


def test_without_a_web_address_no_site_is_made(hill: Shell) -> None:
    issue(hill, "ana")
    assert "site" not in hill.files()


def test_publishing_signs_lists_that_will_not_count_much_longer(
    web: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(web, "ana")
    path = Path("site/status/1/revocation.json")
    before = path.read_bytes()
    assert "Signed again" not in web("publish").stderr
    assert path.read_bytes() == before
    later = fixed_clock(system_clock() + timedelta(days=16))

    class LaterWorkspace(Workspace):
        def __init__(self, root: Path | str, ask_pin: Passphrase | None = None):
            super().__init__(root, ask_pin, clock=later)

    monkeypatch.setattr("microcred.cli.options.Workspace", LaterWorkspace)
    assert "Signed again: 1 pair of status lists" in web("publish").stderr
    signed = parse_timestamp(json.loads(path.read_bytes())["validFrom"])
    assert signed == later().replace(microsecond=0)
    assert "Signed again" not in web("publish").stderr


def test_a_published_revocation_list_names_the_revoked(web: Shell) -> None:
    with Path("microcred.toml").open("a") as file:
        file.write("\n[status]\nrevocation_list = true\n")
    badges = [issue(web, name) for name in ("ana", "bo")]
    web("revoke", badges[1]["id"], "--reason", "Not for all to read.")
    published = json.loads(Path("site/status/revoked.json").read_bytes())
    assert published == {
        "id": "https://hill.example/status/revoked.json",
        "issuer": "did:web:hill.example",
        "revokedCredential": [{"id": badges[1]["id"], "revoked": True}],
    }
    assert badges[0]["credentialStatus"][2]["id"] == published["id"]
