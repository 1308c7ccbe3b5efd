"""`microcred verify`."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import pytest

from microcred.errors import ResolutionFailed
from microcred.fetch import Fetched
from microcred.issuing.presentation import Holder
from microcred.keys import SigningKey
from microcred.proofs import sign_jws
from microcred.verifying import CHECKS
from tests.vectors import CASES, needs_cases

from .conftest import DEFINITION, Shell, copy_examples
from .hostile import FORGED, NO_CREDENTIAL

FORMS = ("json", "jwt", "png", "svg")


@pytest.mark.parametrize("form", FORMS)
def test_a_good_badge(form: str, badges: Path, shell: Shell) -> None:
    path = badges / f"badge.{form}"
    result = shell("verify", path)
    assert result.stderr == ""
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert lines[0] == f"✔ VALID  {path}"
    assert lines[1] == "Active Listening"
    assert lines[2].startswith("given by Hill District (did:key:z6Mk")
    assert "result: Listens to understand: Accomplished" in lines
    assert "urn:uuid" not in result.stdout


@pytest.mark.parametrize("form", FORMS)
def test_from_standard_input(form: str, badges: Path, shell: Shell) -> None:
    result = shell("verify", "-", stdin=(badges / f"badge.{form}").read_bytes())
    assert "VALID  standard input" in result.stdout


def test_as_json(badges: Path, shell: Shell) -> None:
    path = str(badges / "badge.png")
    (report,) = shell.json("verify", path)["reports"]
    assert (report["name"], report["verdict"], report["source"]) == (path, "valid", "png")
    assert list(dict.fromkeys(check["check"] for check in report["checks"])) == list(CHECKS)
    assert report["credential"]["name"] == "Active Listening"


def test_all_explains_what_passed_too(badges: Path, shell: Shell) -> None:
    result = shell("verify", "--all", badges / "badge.json")
    for check in CHECKS:
        assert f" {check}: " in result.stdout


def test_the_worst_of_several_decides(badges: Path, shell: Shell) -> None:
    good, bad = badges / "badge.json", shell.folder / "bad.json"
    bad.write_bytes(FORGED["name changed"](badges))
    result = shell("verify", good, bad, good, code=1)
    assert [result.stdout.count(word) for word in ("✔ VALID", "✘ NOT GENUINE")] == [2, 1]
    assert "\n\n✘ NOT GENUINE" in result.stdout
    reports = shell.json("verify", good, bad, code=1)["reports"]
    assert [report["verdict"] for report in reports] == ["valid", "invalid"]
    # A source that cannot be read takes nothing from the others.
    result = shell("verify", "absent", good, code=2)
    assert "absent cannot be read" in result.stderr
    assert "✔ VALID" in result.stdout
    reports = shell.json("verify", "absent", good, code=2)["reports"]
    assert reports[0]["error"]["code"] == "unreadable-file"
    assert reports[1]["verdict"] == "valid"
    shell("verify", "absent", bad, code=1)


def test_undetermined_is_3(hill: Shell) -> None:
    hill("init", "web", "--name", "Hill", "--did", "web:hill.example")
    issue = ("issue", DEFINITION, "--to", "ana@school.example", "--workspace", "web")
    Path("a.json").write_text(hill(*issue).stdout)
    result = hill("verify", "a.json", "--offline", code=3)
    assert result.stdout.startswith("? NOT KNOWN WHETHER GENUINE")
    assert "nothing shows that it is true" in result.stdout
    (report,) = hill.json("verify", "a.json", "--offline", code=3)["reports"]
    assert report["verdict"] == "undetermined"
    undetermined = [item["check"] for item in report["checks"] if item["outcome"] == "undetermined"]
    assert "proof" in undetermined


def test_recipient(badges: Path, shell: Shell) -> None:
    path = badges / "badge.svg"
    shell("verify", path, "--recipient", "ana@school.example")
    result = shell("verify", path, "--recipient", "bo@school.example", code=1)
    assert "✘ recipient: " in result.stdout


def test_trust(badges: Path, shell: Shell) -> None:
    issuer = json.loads((badges / "badge.json").read_text("utf-8"))["issuer"]["id"]
    trust = shell.folder / "trust.txt"
    trust.write_bytes(f"\ufeff# our partners\r\n\r\n  {issuer}  # Hill\r\n".encode())
    shell("verify", badges / "badge.json", "--trust", trust)
    trust.write_text(f"#{issuer}\ndid:web:other.example\n")
    (report,) = shell.json("verify", badges / "badge.json", "--trust", trust, code=1)["reports"]
    assert [c["code"] for c in report["checks"] if c["check"] == "trust"] == ["issuer-not-trusted"]


def test_at(badges: Path, shell: Shell) -> None:
    result = shell("verify", badges / "badge.json", "--at", "2020-01-01T00:00:00Z", code=1)
    assert "✘ validity: " in result.stdout
    shell("verify", badges / "badge.json", "--at", "2090-01-01T00:00:00Z")


def test_a_context_that_is_accepted(badges: Path, shell: Shell) -> None:
    url = "https://hill.example/context.json"
    badge = json.loads((badges / "badge.json").read_text("utf-8"))
    badge["@context"].append(url)
    path, context = shell.folder / "with-context.json", shell.folder / "context.json"
    path.write_text(json.dumps(badge))
    context.write_text(json.dumps({"@context": {"room": "https://hill.example/terms#room"}}))
    result = shell("verify", path, "--offline", code=3)
    assert "--context" in result.stdout
    shell("verify", path, "--offline", "--context", url, context)
    context.write_text("{}")
    assert shell.error("verify", str(path), "--context", url, str(context), code=2)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--at", "yesterday"], "usage"),
        (["--at", "2026-02-30"], "usage"),
        (["--trust", "absent"], "unreadable-file"),
        (["--trust", "."], "unreadable-file"),
        (["--trust", "latin"], "not-utf-8"),
        (["--frobnicate"], "usage"),
    ],
)
def test_wrong_usage(words: list[str], code: str, badges: Path, shell: Shell) -> None:
    (shell.folder / "latin").write_bytes(b"\xe9")
    assert shell.error("verify", str(badges / "badge.json"), *words, code=2) == code


def test_nothing_to_verify_is_wrong_usage(shell: Shell) -> None:
    assert shell.error("verify", code=2) == "usage"
    assert shell.error("verify", "-", "-", code=2) == "invalid-option"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (".", "unreadable-file"),
        ("absent", "unreadable-file"),
    ],
)
def test_what_cannot_be_read(source: str, code: str, shell: Shell) -> None:
    result = shell("verify", source, code=2)
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    (report,) = shell.json("verify", source, code=2)["reports"]
    assert report["error"]["code"] == code


class Web:
    """A fetcher with a few pages."""

    def __init__(self, **pages: bytes):
        self.pages = {f"https://{name}.example/badge": body for name, body in pages.items()}

    def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 0) -> Fetched:
        assert "image/png" in accept
        if url not in self.pages:
            raise ResolutionFailed(f"{url} is not there", code="not-found")
        return Fetched(url, "application/json", self.pages[url])


def test_links(badges: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web(
        good=(badges / "badge.png").read_bytes(),
        bad=FORGED["name changed"](badges),
        page=b"<!doctype html><p>hello",
    )
    asked: list[bool] = []

    def make_fetcher(*, offline: bool) -> Web:
        asked.append(offline)
        return web

    monkeypatch.setattr("microcred.cli.verify.make_fetcher", make_fetcher)
    assert (
        "✔ VALID  https://good.example/badge"
        in shell("verify", "https://good.example/badge").stdout
    )
    shell("verify", "https://good.example/badge", "https://bad.example/badge", code=1)
    result = shell("verify", "https://page.example/badge", code=3)
    assert "https://page.example/badge' is a web page and names no file of a badge" in result.stderr
    result = shell("verify", "https://absent.example/badge", "https://good.example/badge", code=3)
    assert "https://absent.example/badge is not there" in result.stderr
    assert "✔ VALID" in result.stdout
    (report,) = shell.json("verify", "https://absent.example/badge", code=3)["reports"]
    assert report["error"]["code"] == "not-found"
    assert not any(asked)


def test_the_link_of_a_published_page_leads_to_its_badge(shell: Shell) -> None:
    """The link in the QR code and in "Add to LinkedIn"."""
    copy_examples(shell.folder)
    words = ("--did", "web:hill.example", "--url", "https://hill.example/")
    shell("init", "hill", "--name", "Hill District", *words)
    badge = ("--to", "ana@school.example", "--public", "-o", "a.json", "--workspace", "hill")
    shell("issue", DEFINITION, *badge)
    shell("publish", "--workspace", "hill")
    folder = shell.folder / "hill" / "site"
    (page,) = (path.with_name("index.html") for path in folder.rglob("badge.svg"))
    address = f"https://hill.example/{page.parent.relative_to(folder).as_posix()}/"
    text = page.read_text()
    assert quote(address, safe="") in text  # certUrl, to which the QR code leads as well
    site = ["--site", "https://hill.example", "hill/site", "--offline"]
    result = shell("verify", address, *site)
    assert f"✔ VALID  {address}" in result.stdout
    assert f"is a web page; it leads to {address}badge.json\n" in result.stderr


def test_what_the_shell_opened_is_read_and_a_pipe_is_not(badges: Path, shell: Shell) -> None:
    reading, writing = os.pipe()
    os.write(writing, (badges / "badge.jwt").read_bytes())
    os.close(writing)
    assert "✔ VALID" in shell("verify", f"/dev/fd/{reading}").stdout
    os.close(reading)
    os.mkfifo(shell.folder / "pipe.json")
    (report,) = shell.json("verify", "pipe.json", code=2)["reports"]
    assert report["error"]["code"] == "not-a-file"


@pytest.mark.parametrize("command", ["verify", "inspect", "unbake", "convert"])
@pytest.mark.parametrize("name", ["\udcff", "a\udcff.png", "a\0b", "a" * 5000])
def test_a_name_that_is_no_text_is_an_error(shell: Shell, command: str, name: str) -> None:
    """The system's names are bytes; what is none of its text comes as surrogates."""
    result = shell(command, name, code=2)
    assert "cannot be read" in result.stderr or "is not the name of a file" in result.stderr


def test_offline_asks_nobody(shell: Shell) -> None:
    (report,) = shell.json("verify", "https://a.example/badge", "--offline", code=3)["reports"]
    assert report["error"]["code"] == "offline"


@pytest.mark.parametrize("name", NO_CREDENTIAL)
def test_what_is_no_badge_is_invalid(name: str, badges: Path, shell: Shell) -> None:
    path = shell.folder / "source"
    path.write_bytes(NO_CREDENTIAL[name](badges))
    result = shell("verify", path, code=1)
    assert result.stdout.startswith("✘ N")
    assert len(result.stdout) < 4000
    (report,) = shell.json("verify", path, code=1)["reports"]
    assert report["verdict"] == "invalid"


@pytest.mark.parametrize("name", FORGED)
def test_what_is_forged_is_invalid(name: str, badges: Path, shell: Shell) -> None:
    path = shell.folder / "source"
    path.write_bytes(FORGED[name](badges))
    result = shell("verify", path, code=1)
    assert result.stdout.startswith("✘ NOT GENUINE")
    assert "  ✘ " in result.stdout


@needs_cases
def test_what_is_only_badly_formed_is_4(shell: Shell) -> None:
    path = CASES / "null-and-single-type.json"
    result = shell("verify", path, code=4)
    first, second, reason, *_ = result.stdout.splitlines()
    assert first == f"✘ GENUINE, IN FORCE, NOT WELL FORMED  {path}"
    assert second == "  its issuer signed this; it counts now; it breaks a rule of Open Badges 3.0"
    assert reason.startswith("  ✘ data_model: ")
    (report,) = shell.json("verify", path, code=4)["reports"]
    assert report["answers"] == {"genuine": "yes", "inForce": "yes", "wellFormed": "no"}
    assert report["verdict"] == "invalid"


@needs_cases
def test_where_in_a_file_the_badge_was_is_told(shell: Shell) -> None:
    told = shell("verify", CASES / "jwt-wrapped.json").stdout
    assert "source: a credential was found (jwt); the badge is inside member 'jwt' (/jwt)" in told


@needs_cases
def test_form_can_be_reported_only(shell: Shell) -> None:
    path = CASES / "null-and-single-type.json"
    result = shell("verify", path, "--form", "report")
    assert result.stdout.startswith("✔ GENUINE, IN FORCE, NOT WELL FORMED")
    assert "✘ data_model" in result.stdout
    (report,) = shell.json("verify", path, "--form", "report")["reports"]
    assert (report["verdict"], report["answers"]["wellFormed"]) == ("valid", "no")
    assert shell.error("verify", path, "--form", "ignore", code=2) == "usage"


def test_the_reason_stands_right_under_the_verdict(badges: Path, shell: Shell) -> None:
    words = ("--recipient", "eva@school.example")
    lines = shell("verify", badges / "badge.json", *words, code=1).stdout.splitlines()
    assert lines[0].startswith("✘ GENUINE, IN FORCE, WELL FORMED, NOT GIVEN TO WHOM YOU ASKED FOR")
    assert lines[2].startswith("  ✘ recipient: the badge was not given to")


@pytest.mark.parametrize("form", ["json", "jwt", "svg"])
def test_one_flipped_byte(form: str, badges: Path, shell: Shell) -> None:
    data = bytearray((badges / f"badge.{form}").read_bytes())
    places = {"json": b"Listens to understand", "jwt": b".", "svg": b"Listens to understand"}
    place = data.index(places[form]) + 3
    data[place] ^= 1
    path = shell.folder / f"flipped.{form}"
    path.write_bytes(data)
    result = shell("verify", path, code=1)
    assert result.stdout.startswith(("✘ NOT GENUINE", "✘ NO BADGE TO CHECK"))
    (report,) = shell.json("verify", path, code=1)["reports"]
    assert report["verdict"] == "invalid"


def test_a_badge_cannot_write_to_the_terminal(badges: Path, shell: Shell) -> None:
    evil = json.dumps("\x1b[2J\x1b]0;owned\x07\u202e\nVALID")
    document = (badges / "badge.json").read_text("utf-8").replace('"Active Listening"', evil)
    path = shell.folder / "evil.json"
    path.write_text(document)
    for words in (["verify"], ["verify", "--all"], ["inspect"]):
        output = shell(*words, path, code=0 if words == ["inspect"] else 1).output
        assert not {"\x1b", "\x07", "\u202e"} & set(output)
        assert "\nVALID" not in output


def test_many_faults_are_cut_for_people(badges: Path, shell: Shell) -> None:
    document = json.loads((badges / "badge.json").read_text("utf-8"))
    document["evidence"] = [{"id": 5}] * 60
    path = shell.folder / "faults.json"
    path.write_text(json.dumps(document))
    result = shell("verify", path, code=1)
    assert result.stdout.count("✘ ") == 21
    assert "more; --all shows them" in result.stdout
    assert shell("verify", path, "--all", code=1).stdout.count("✘ ") > 60


def test_explain_tells_the_steps_and_who_else_would_refuse(badges: Path, shell: Shell) -> None:
    told = shell("verify", "--explain", badges / "badge.json").stdout
    assert "✔ VALID" in told
    assert "canonical form of the document without its proof:\n" in told
    assert "  DCC verifier-core: would accept it\n" in told
    told = shell("verify", "--explain", badges / "badge.jwt").stdout
    assert "what the JWT signs" in told
    assert "  DCC verifier-core: would refuse it\n" in told


def test_explain_as_json(badges: Path, shell: Shell) -> None:
    (plain,) = shell.json("verify", badges / "badge.png")["reports"]
    (report,) = shell.json("verify", "--explain", badges / "badge.png")["reports"]
    assert {"proof", "controller-document"} <= {step["step"] for step in report["trace"]}
    assert [item["accepts"] for item in report["otherVerifiers"]] == [True, None]
    assert {name: report[name] for name in plain} == plain


def test_explain_where_there_is_no_badge(shell: Shell) -> None:
    path = shell.folder / "nothing.json"
    path.write_text("{", encoding="utf-8")
    (report,) = shell.json("verify", "--explain", path, code=1)["reports"]
    assert report["trace"] == []
    assert "nothing was asked" in shell("verify", "--explain", path, code=1).stdout


def test_a_presentation(badges: Path, shell: Shell) -> None:
    key = SigningKey.generate("Ed25519")
    shown = Holder(key).present(
        [json.loads((badges / "badge.json").read_text("utf-8"))],
        challenge="1f44d55f",
        domain="employer.example",
    )
    path = shell.folder / "presentation.json"
    path.write_text(shown.json())
    session = ("--challenge", "1f44d55f", "--domain", "employer.example")
    result = shell("verify", path, *session, code=3)
    assert f"presented by {key.did}" in result.stdout
    assert "badge 1: ✔ VALID" in result.stdout
    (report,) = shell.json("verify", path, *session, code=3)["reports"]
    assert report["holder"] == key.did
    assert [inner["verdict"] for inner in report["credentials"]] == ["valid"]
    undetermined = [item["code"] for item in report["checks"] if item["outcome"] == "undetermined"]
    assert undetermined == ["holder-not-comparable"]
    (report,) = shell.json("verify", path, "--challenge", "other", code=1)["reports"]
    assert "challenge-mismatch" in [item["code"] for item in report["checks"]]


def test_a_presentation_of_an_e_mail_badge_is_accepted_where_asked_to(
    badges: Path, shell: Shell
) -> None:
    badge = json.loads((badges / "badge.json").read_text("utf-8"))
    path = shell.folder / "presentation.json"
    path.write_text(Holder(SigningKey.generate("Ed25519")).present([badge]).json())
    result = shell("verify", path, "--holder", "anyone")
    assert "accepted by policy" in result.stdout
    (report,) = shell.json("verify", path, "--holder", "anyone")["reports"]
    assert report["answers"] == {"genuine": "yes", "wellFormed": "yes", "recipient": "unknown"}


def test_a_presentation_of_nothing_says_so(shell: Shell) -> None:
    path = shell.folder / "presentation.json"
    path.write_text(Holder(SigningKey.generate("Ed25519")).present().json())
    assert "no badge is inside" in shell("verify", path).stdout


def test_a_presentation_that_is_not_well_formed_is_no_forgery(shell: Shell) -> None:
    key = SigningKey.generate("Ed25519")
    document = {**Holder(key, "vc-jwt").present().document, "termsOfUse": {"id": "urn:uuid:1"}}
    path = shell.folder / "presentation.jwt"
    path.write_text(sign_jws({"kid": key.key_id, "typ": "vp+jwt"}, document, key))
    (report,) = shell.json("verify", path, code=4)["reports"]
    assert report["answers"] == {"genuine": "yes", "wellFormed": "no"}
    shell("verify", path, "--form", "report")


def test_a_session_is_not_met_by_a_badge_that_anyone_can_copy(badges: Path, shell: Shell) -> None:
    words = ("verify", badges / "badge.json", "--challenge", "1f44d55f")
    (report,) = shell.json(*words, code=1)["reports"]
    assert "key-binding-missing" in [item["code"] for item in report["checks"]]


def test_a_site_is_tried_before_it_is_uploaded(shell: Shell) -> None:
    copy_examples(shell.folder)
    shell("init", "hill", "--name", "Hill District", "--did", "web:hill.example")
    shell("issue", DEFINITION, "--to", "ana@school.example", "-o", "a.json", "--workspace", "hill")
    site = ["--site", "https://hill.example", "hill/site"]
    result = shell("verify", "a.json", "--offline", *site)
    assert "✔ VALID" in result.stdout
    assert "nobody else can see it yet" in result.stderr
    shell("revoke", "--file", "a.json", "--workspace", "hill", "--reason", "an error")
    assert "✘ status" in shell("verify", "a.json", "--offline", *site, code=1).stdout
    assert shell.error("verify", "a.json", "--site", "hill.example", "hill/site", code=2)
    wrong = ["--site", "https://hill.example", "nowhere"]
    assert shell.error("verify", "a.json", *wrong, code=2) == "invalid-option"


def test_a_folder_is_told_as_such(shell: Shell, badges: Path) -> None:
    (report,) = shell.json("verify", badges, code=2)["reports"]
    assert report["error"]["code"] == "unreadable-file"
    assert report["error"]["message"].endswith(" is a folder, and not a file")


@pytest.mark.parametrize("empty", ["", "  "])
def test_nobody_is_asked_for_by_an_empty_name(empty: str, shell: Shell, badges: Path) -> None:
    result = shell.json("verify", badges / "badge.json", "--recipient", empty, code=2)
    assert result["error"]["code"] == "invalid-option"
