"""`microcred resign`: after a key was stolen, its badges verify again with one command."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from microcred.carriers import bake, unbake
from microcred.cli import resign
from microcred.dids import Resolver
from microcred.issuing import TOKENS, Signer
from microcred.keys import SigningKey
from microcred.proofs import parse_jws
from microcred.verifying import Verifier
from tests.dids.files import Files

from .conftest import DEFINITION, Shell, copy_examples

KEY_ID = "did:web:hill.example#{}"


@pytest.fixture
def web(shell: Shell) -> Shell:
    shell("init", ".", "--name", "Hill", "--did", "web:hill.example")
    copy_examples(shell.folder)
    return shell


def issue(web: Shell, form: str = "json", *options: str) -> Path:
    path = Path(f"badge-{len(list(Path().glob('badge-*')))}.{form}")
    web("issue", DEFINITION, "--to", "ana@school.example", "--format", form, "-o", str(path),
        *options)  # fmt: skip
    return path


def verdict(badge: Any) -> str:
    files = Files()
    for path in Path("site").rglob("*"):
        if path.suffix in (".json", ".jsonl"):
            url = f"https://hill.example/{path.relative_to('site')}"
            files.put(url, path.read_bytes())
    report = Verifier(fetcher=files, resolver=Resolver(files)).verify(badge)
    return str(report.verdict)


def signer_of(path: Path) -> str:
    text = unbake(path.read_bytes()).text if path.suffix in (".png", ".svg") else path.read_text()
    return str(json.loads(text)["proof"][0]["verificationMethod"])


def content(path: Path) -> dict[str, Any]:
    document = json.loads(path.read_text())
    del document["proof"]
    return dict(document)


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256"])
@pytest.mark.parametrize("suite", [name for name in TOKENS if name != "vc-jwt-1.1"])
def test_a_jwt_stays_of_its_kind_as_far_as_the_new_key_can(
    web: Shell, suite: str, algorithm: str
) -> None:
    badge = issue(web, "jwt", "--suite", suite)
    web("key", "rotate", "--algorithm", algorithm)
    web("key", "revoke", "key-1", "--reason", "laptop stolen")
    done = web.json("resign", "--key", "key-1", "-o", "anew")
    before = parse_jws(badge.read_text()).header
    after = parse_jws(Path(done["resigned"][0]["file"]).read_text()).header
    assert after["typ"] == before["typ"]
    assert after["alg"] == (before["alg"] if algorithm == "Ed25519" else "ES256")


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_kept_badges_are_signed_again(form: str, web: Shell) -> None:
    badge = issue(web, form)
    assert verdict(badge) == "valid"
    planned = web.json("key", "revoke", "key-1", "--dry-run")
    assert planned["signs"]
    assert "Nothing was changed." in web("key", "revoke", "key-1", "--dry-run").stderr
    assert len(web.json("key", "list")["keys"]) == 1
    revoked = web.json("key", "revoke", "key-1", "--reason", "laptop stolen")
    assert revoked["badges"] == planned["badges"]
    assert revoked["count"] == 1
    assert revoked["badges"][0]["affected"] is True
    assert revoked["badges"][0]["kept"] is True
    assert revoked["replaced_by"]["name"] == "key-2"
    assert verdict(badge) == "invalid"
    done = web.json("resign", "--key", "key-1", "-o", "anew")
    assert [item["id"] for item in done["resigned"]] == [revoked["badges"][0]["id"]]
    assert done["left"] == []
    anew = Path(done["resigned"][0]["file"])
    assert anew.suffix == f".{form}"
    assert verdict(anew) == "valid"
    assert web.json("resign", "--key", "key-1")["resigned"] == []


def test_id_and_content_stay(web: Shell) -> None:
    badge = issue(web)
    web("key", "rotate")
    web("resign", "--key", "key-1", "-o", "anew")
    (anew,) = Path("anew").iterdir()
    assert content(anew) == content(badge)
    assert signer_of(badge) == KEY_ID.format("key-1")
    assert signer_of(anew) == KEY_ID.format("key-2")
    assert web.json("status", content(badge)["id"])["state"] == "active"


def test_the_site_shows_the_new_signature(web: Shell) -> None:
    badge = issue(web, "json", "--public")
    (shown,) = [p for p in Path("site").rglob("*.json") if content_id(p) == content(badge)["id"]]
    assert signer_of(shown) == KEY_ID.format("key-1")
    web("key", "revoke", "key-1")
    web("resign", "--key", "key-1")
    assert signer_of(shown) == KEY_ID.format("key-2")
    assert verdict(shown) == "valid"


def content_id(path: Path) -> str | None:
    return str(json.loads(path.read_text()).get("id"))


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_badges_that_are_not_kept_are_signed_from_their_files(form: str, web: Shell) -> None:
    badge = issue(web, form, "--plain")
    revoked = web.json("key", "revoke", "key-1")
    assert revoked["badges"][0]["kept"] is False
    assert web.json("resign", "--key", "key-1")["left"] == [revoked["badges"][0]["id"]]
    done = web.json("resign", "--key", "key-1", str(badge))
    assert (len(done["resigned"]), done["left"]) == (1, [])
    anew = Path("resigned") / badge.name
    assert verdict(anew) == "valid"
    assert verdict(badge) == "invalid"


def test_a_file_of_a_kept_badge_gets_what_is_kept(web: Shell) -> None:
    """Even where the file says something else: it is not believed."""
    badge = issue(web, "png")
    picture = badge.read_bytes()
    document = json.loads(unbake(picture).text)
    document["credentialSubject"]["identifier"] = []
    badge.write_bytes(bake(document, picture))
    web("key", "rotate")
    web("resign", "--key", "key-1", str(badge))
    anew = Path("resigned") / badge.name
    assert json.loads(unbake(anew.read_bytes()).text)["credentialSubject"]["identifier"]
    assert verdict(anew) == "valid"


def forged(badge: Path, change: Any, key: SigningKey) -> None:
    """Let a thief sign another content."""
    document = content(badge)
    change(document)
    badge.write_text(Signer(key).sign(document).json())


def other_achievement(document: dict[str, Any]) -> None:
    document["credentialSubject"]["achievement"]["id"] = "urn:example:doctor"


def other_person(document: dict[str, Any]) -> None:
    document["credentialSubject"]["identifier"][0]["identityHash"] = "eve@school.example"


def other_moment(document: dict[str, Any]) -> None:
    document["validFrom"] = "2020-01-01T00:00:00Z"


def longer(document: dict[str, Any]) -> None:
    document["validUntil"] = "2099-01-01T00:00:00Z"


def other_status(document: dict[str, Any]) -> None:
    for entry in document["credentialStatus"]:
        entry["statusListIndex"] = "7"


def no_status(document: dict[str, Any]) -> None:
    del document["credentialStatus"]


def other_evidence(document: dict[str, Any]) -> None:
    document["evidence"] = [{"id": "https://eve.example/work", "type": ["Evidence"]}]


def other_result(document: dict[str, Any]) -> None:
    document["credentialSubject"]["result"] = [{"type": ["Result"], "value": "distinction"}]


@pytest.mark.parametrize(
    "change",
    [
        other_achievement,
        other_person,
        other_moment,
        longer,
        other_status,
        no_status,
        other_evidence,
        other_result,
    ],
)
def test_a_file_that_a_thief_wrote_is_not_signed(change: Any, web: Shell) -> None:
    badge = issue(web, "json", "--plain")
    thief = SigningKey.load(Path("keys/key-1.pem"), key_id=KEY_ID.format("key-1"))
    forged(badge, change, thief)
    web("key", "revoke", "key-1")
    assert web.error("resign", "--key", "key-1", str(badge)) == "badge-altered"
    assert not list(Path("resigned").iterdir())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda document: document.update(name="other"), "bad-signature"),
        (lambda document: document.update(proof=[]), "other-key"),
        (lambda document: document.update(id="urn:uuid:not-ours"), "no-such-badge"),
    ],
)
def test_a_file_that_the_key_did_not_sign(change: Any, code: str, web: Shell) -> None:
    badge = issue(web, "json", "--plain")
    document = json.loads(badge.read_text())
    change(document)
    badge.write_text(json.dumps(document))
    web("key", "rotate")
    assert web.error("resign", "--key", "key-1", str(badge)) == code


def test_revoked_badges_stay_as_they_are(web: Shell) -> None:
    badge = issue(web)
    web("revoke", content(badge)["id"])
    web("key", "rotate")
    done = web.json("resign", "--key", "key-1")
    assert (done["resigned"], done["left"]) == ([], [content(badge)["id"]])


def test_the_file_of_a_revoked_badge_is_not_signed_again(web: Shell) -> None:
    """Without a web address its old key is all that tells a verifier that it does not count."""
    badge = issue(web, "json", "--plain")
    web("revoke", content(badge)["id"])
    web("key", "revoke", "key-1")
    assert web.error("resign", "--key", "key-1", str(badge)) == "badge-revoked"


@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["kept", "not kept"])
def test_a_badge_of_a_third_key_stays_with_it(options: tuple[str, ...], web: Shell) -> None:
    web("key", "rotate")
    badge = issue(web, "json", *options)
    web("key", "rotate")
    assert web.error("resign", "--key", "key-1", str(badge)) == "other-key"
    assert web.json("status", content(badge)["id"])["key"] == KEY_ID.format("key-2")
    assert verdict(badge) == "valid"


def test_a_file_is_not_believed_where_nothing_tells_what_was_issued(web: Shell) -> None:
    badge = issue(web, "json", "--plain")
    web("key", "rotate")
    with closing(sqlite3.connect("registry.sqlite3")) as database, database:
        database.execute("UPDATE badges SET content_digest = NULL")
    assert web.error("resign", "--key", "key-1", str(badge)) == "content-unknown"


def test_a_badge_signed_again_counts_from_then(web: Shell) -> None:
    """A key that was revoked from a moment on took no badge with it that is older, but this one."""
    badge = issue(web)
    web("key", "rotate")
    web("resign", "--key", "key-1")
    with closing(sqlite3.connect("registry.sqlite3")) as database, database:
        database.execute("UPDATE badges SET issued_at = '2026-01-01T00:00:00Z'")
    moment = web.json("key", "list")["keys"][1]["signs_from"]
    revoked = web.json("key", "revoke", "key-2", "--from", moment)
    assert [(item["id"], item["affected"]) for item in revoked["badges"]] == [
        (content(badge)["id"], True)
    ]


def test_the_key_that_signs_is_not_replaced_by_itself(web: Shell) -> None:
    assert web.error("resign", "--key", "key-1", code=2) == "key-signs"
    assert web.error("resign", "--key", "key-9", code=2) == "no-such-key"


def test_many_badges_are_signed_in_parts(web: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        issue(web)
    web("key", "rotate", "--algorithm", "P-256")
    monkeypatch.setattr("microcred.application.resigning._AT_ONCE", 2)
    done = web.json("resign", "--key", "key-1", "-o", "anew")
    assert len({item["id"] for item in done["resigned"]}) == 5
    assert {verdict(path) for path in Path("anew").iterdir()} == {"valid"}
    suites = {json.loads(p.read_text())["proof"][0]["cryptosuite"] for p in Path("anew").iterdir()}
    assert suites == {"ecdsa-rdfc-2019"}


def test_what_cannot_be_written_is_not_signed(web: Shell) -> None:
    """Else the next run would not give it: it signs only what the old key signed."""
    badge = issue(web)
    web("key", "rotate")
    name = f"{content(badge)['id'].replace(':', '_')}.json"
    Path("anew").mkdir()
    Path("anew", name).write_text("mine")
    assert web.error("resign", "--key", "key-1", "-o", "anew", code=2) == "file-exists"
    assert Path("anew", name).read_text() == "mine"
    done = web.json("resign", "--key", "key-1", "-o", "anew", "--force")
    assert [item["file"] for item in done["resigned"]] == [f"anew/{name}"]
    assert verdict(Path("anew", name)) == "valid"


@pytest.mark.parametrize("form", ["json", "jwt", "png"])
@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["kept", "not kept"])
def test_what_an_ended_call_wrote_is_not_in_the_way(
    form: str, options: tuple[str, ...], web: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call may be ended between the file and the record of its badge."""
    badge = issue(web, form, *options)
    web("key", "rotate")
    words = ("resign", "--key", "key-1", *([str(badge)] if options else []), "-o")

    def write_and_end(*arguments: Any, **options: Any) -> None:
        write(*arguments, **options)
        raise KeyboardInterrupt

    write = resign._write
    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(resign, "_write", write_and_end)
            web(*words, "anew", code=130)
        assert len(list(Path("anew").iterdir())) == 1
    if options:  # a file with the signature of before is replaced by nobody
        assert web.error(*words, ".", code=2) == "file-exists"
    done = web.json(*words, "anew")
    assert (len(done["resigned"]), done["left"]) == (1, [])
    assert verdict(Path(done["resigned"][0]["file"])) == "valid"


def test_a_badge_from_standard_input(web: Shell) -> None:
    badge = issue(web, "jwt", "--plain")
    web("key", "rotate")
    web("resign", "--key", "key-1", "-", stdin=badge.read_bytes())
    assert verdict(Path("resigned/badge.jwt")) == "valid"


@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["kept", "not kept"])
def test_a_key_that_signs_tokens_only_gives_a_token(options: tuple[str, ...], web: Shell) -> None:
    badge = issue(web, "json", "--no-status", *options)
    web("key", "rotate", "--algorithm", "RSA")
    files = [str(badge)] if options else []
    (done,) = web.json("resign", "--key", "key-1", *files, "-o", "anew")["resigned"]
    assert Path(done["file"]).suffix == ".jwt"
    assert verdict(Path(done["file"])) == "valid"
