"""`microcred init`, `microcred key new`, `microcred key list`."""

from __future__ import annotations

import tomllib

import pytest

from .conftest import DEFINITION, Shell


def test_init_makes_a_workspace(shell: Shell) -> None:
    result = shell("init", "hill", "--name", "Hill District", "--url", "https://hill.example")
    assert "did:key:z6Mk" in result.stdout
    assert shell.files("hill") == {".gitignore", "microcred.toml", "keys", "registry.sqlite3"}
    assert shell.files("hill/keys") == {"key-1.pem"}
    settings = tomllib.loads((shell.folder / "hill" / "microcred.toml").read_text("utf-8"))
    assert settings["issuer"]["name"] == "Hill District"
    assert settings["issuer"]["url"] == "https://hill.example"
    assert shell.issued("hill") == 0


def test_init_as_json(shell: Shell) -> None:
    made = shell.json("init", "hill", "--name", "Hill", "--did", "web:hill.example:schools")
    assert made == {
        "workspace": "hill",
        "issuer": "did:web:hill.example:schools",
        "encrypted": False,
    }
    assert {"did.json", "jwks.json", "index.html"} <= shell.files("hill/site")


@pytest.mark.parametrize(
    ("did", "file", "address"),
    [
        ("web:hill.example", ".well-known/did.json", "https://hill.example"),
        ("web:hill.example%3A8443:a:b", "did.json", "https://hill.example:8443/a/b"),
        ("webvh:hill.example:a", "did.jsonl", "https://hill.example/a"),
        ("https", "issuer.json", "https://www.hill.example/badges"),
    ],
)
def test_init_says_what_to_upload(did: str, file: str, address: str, shell: Shell) -> None:
    words = ("init", "w", "--name", "Hill", "--url", "https://www.hill.example/badges/")
    assert f"Upload w/site so that it stands at {address}\n" in shell(*words, "--did", did).stderr
    settings = tomllib.loads((shell.folder / "w" / "microcred.toml").read_text("utf-8"))
    text = (shell.folder / "w" / "site" / file).read_text("utf-8")
    assert settings["issuer"]["id"] in text
    assert "Multikey" in text


def test_init_says_where_the_site_stands(shell: Shell) -> None:
    without = shell("init", "v", "--name", "Hill", "--url", "https://hill.example")
    assert "cannot be revoked" in without.stderr
    words = ("init", "w", "--name", "Hill", "--site", "https://badges.hill.example/")
    told = shell(*words).stderr
    assert "Upload w/site so that it stands at https://badges.hill.example\n" in told
    assert "cannot be revoked" not in told
    (shell.folder / DEFINITION).write_text(_definition())
    issue = ("issue", DEFINITION, "--to", "ana@school.example", "--workspace", "w", "-o", "b.json")
    shell(*issue)
    assert "https://badges.hill.example/status/1/" in (shell.folder / "b.json").read_text("utf-8")


def test_a_registry_elsewhere(shell: Shell) -> None:
    path = shell.folder / "other.sqlite3"
    shell("init", "w", "--name", "Hill", "--registry", f"sqlite:///{path}")
    assert path.exists()
    assert "registry.sqlite3" not in shell.files("w")
    # The address may hold a password.
    assert (shell.folder / "w" / "microcred.toml").stat().st_mode & 0o077 == 0
    assert len(shell.json("key", "list", "--workspace", "w")["keys"]) == 1
    words = ("init", "v", "--name", "Hill", "--registry", f"sqlite:///{path}")
    assert shell.error(*words, code=2) == "registry-in-use"


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256", "P-384", "RSA"])
def test_init_with_each_kind_of_key(algorithm: str, shell: Shell) -> None:
    shell("init", "w", "--name", "Hill", "--algorithm", algorithm)
    (key,) = shell.json("key", "list", "--workspace", "w")["keys"]
    assert (key["algorithm"], key["name"], key["signs"]) == (algorithm, "key-1", True)


def test_init_does_not_overwrite(hill: Shell) -> None:
    before = (hill.folder / "microcred.toml").read_bytes()
    assert hill.error("init", ".", "--name", "Other", code=2) == "workspace-exists"
    assert (hill.folder / "microcred.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["init", "w", "--name", ""], "invalid-profile"),
        (["init", "w", "--name", "Hill", "--url", "hill"], "invalid-profile"),
        (["init", "w", "--name", "Hill", "--did", "peer:1"], "invalid-did"),
        (["init", "w", "--name", "Hill", "--site", "http://hill.example"], "invalid-site"),
        (["init", "w", "--name", "Hill", "--algorithm", "DSA"], "usage"),
        (["init", "w"], "usage"),
        (["init", "file/w", "--name", "Hill"], "cannot-write-file"),
        (["init", "file", "--name", "Hill"], "cannot-write-file"),
        (["init", "/proc/w", "--name", "Hill"], "cannot-write-file"),
        (["init", "w", "--name", "Hill", "--encrypt"], "no-passphrase"),
    ],
)
def test_init_refuses(words: list[str], code: str, shell: Shell) -> None:
    (shell.folder / "file").write_text("")
    assert shell.error(*words, code=2) == code
    assert shell.files() == {"file"}


def test_an_encrypted_key_signs_with_the_passphrase_of_the_environment(shell: Shell) -> None:
    shell.env["MICROCRED_PASSPHRASE"] = "correct horse"
    assert shell.json("init", ".", "--name", "Hill", "--encrypt")["encrypted"] is True
    pem = (shell.folder / "keys" / "key-1.pem").read_text()
    assert "ENCRYPTED" in pem
    (shell.folder / DEFINITION).write_text(_definition())
    issue = ("issue", DEFINITION, "--to", "ana@school.example")
    shell(*issue)
    answers = (
        ("wrong", "wrong-passphrase"),
        ("", "passphrase-needed"),
        (None, "passphrase-needed"),
    )
    for given, code in answers:
        shell.env["MICROCRED_PASSPHRASE"] = given
        assert shell.error(*issue, code=2) == code


def _definition() -> str:
    return "id: urn:example:a\nname: A\ndescription: D\ncriteria:\n  narrative: N\n"


def test_an_empty_passphrase_is_none(shell: Shell) -> None:
    shell.env["MICROCRED_PASSPHRASE"] = ""
    assert shell.json("init", "w", "--name", "Hill")["encrypted"] is False
    assert "ENCRYPTED" not in (shell.folder / "w" / "keys" / "key-1.pem").read_text()
    assert shell.error("init", "v", "--name", "Hill", "--encrypt", code=2) == "no-passphrase"


def test_a_passphrase_is_asked_twice_at_a_terminal(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("microcred.cli.passphrase._somebody_is_there", lambda: True)
    result = shell("init", "w", "--name", "Hill", "--encrypt", stdin=b"secret\nsecret\n")
    assert "secret" not in result.output
    (shell.folder / "d.yaml").write_text(_definition())
    issue = ("issue", "d.yaml", "--to", "ana@school.example", "--workspace", "w")
    shell(*issue, stdin=b"secret\n")
    shell(*issue, stdin=b"wrong\n", code=2)
    shell(*issue, stdin=b"", code=130)


def test_new_keys_are_numbered_and_listed(hill: Shell) -> None:
    made = hill.json("key", "new", "--algorithm", "P-256")
    assert (made["name"], made["algorithm"], made["signs"]) == ("key-2", "P-256", False)
    result = hill("key", "new", "--name", "spare")
    assert result.stdout.startswith("spare  did:key:z6Mk")
    listed = hill.json("key", "list")["keys"]
    assert [key["name"] for key in listed] == ["key-1", "key-2", "spare"]
    lines = hill("key", "list").stdout.splitlines()
    assert [line[:7] for line in lines] == ["* key-1", "  key-2", "  spare"]
    assert (hill.folder / "keys" / "spare.pem").stat().st_mode & 0o777 == 0o600


def test_a_new_key_says_how_to_sign_with_it(hill: Shell) -> None:
    assert "another issuer" in hill("key", "new").stderr
    hill("init", "web", "--name", "Hill", "--did", "web:hill.example")
    note = hill("key", "new", "--workspace", "web").stderr
    assert "key rotate --to key-2" in note
    assert "stands at https://hill.example" in note
    hill("key", "rotate", "--to", "key-2", "--workspace", "web")
    (signing,) = [k for k in hill.json("key", "list", "--workspace", "web")["keys"] if k["signs"]]
    assert signing["id"] == "did:web:hill.example#key-2"


@pytest.mark.parametrize(
    ("name", "code"),
    [("key-1", "file-exists"), ("../x", "invalid-key-name"), ("A b", "invalid-key-name")],
)
def test_key_new_refuses(name: str, code: str, hill: Shell) -> None:
    assert hill.error("key", "new", "--name", name, code=2) == code
    assert hill.files("keys") == {"key-1.pem"}


def test_the_history_says_who_and_why(shell: Shell) -> None:
    shell("init", ".", "--name", "Hill", "--did", "web:hill.example")
    shell("key", "rotate", "--by", "Ana", "--reason", "every spring")
    old, _ = shell.json("key", "list", "--history")["keys"]
    told = [(e["action"], e["actor"], e["reason"]) for e in old["history"][1:]]
    assert told == [("retire", "Ana", "every spring")]
    assert "retire, by Ana: every spring" in shell("key", "list", "--history").stdout
    assert "history" not in shell.json("key", "list")["keys"][0]


def test_no_private_key_is_ever_printed(hill: Shell) -> None:
    pem = (hill.folder / "keys" / "key-1.pem").read_text()
    secret = pem.splitlines()[1]
    for words in (["key", "list"], ["key", "new"], ["key", "list", "--json"]):
        assert secret not in hill(*words).output


@pytest.mark.parametrize(
    ("settings", "code"),
    [("not toml", "invalid-settings"), ("", "invalid-settings"), (None, "no-workspace")],
)
def test_a_broken_workspace_is_named(settings: str | None, code: str, hill: Shell) -> None:
    path = hill.folder / "microcred.toml"
    path.unlink() if settings is None else path.write_text(settings)
    for words in (["key", "list"], ["key", "new"], ["issue", DEFINITION, "--to", "a@b.example"]):
        assert hill.error(*words, "--workspace", ".", code=2) == code


def test_a_workspace_is_found_from_below(hill: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    (hill.folder / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(hill.folder / "a" / "b")
    assert len(hill.json("key", "list")["keys"]) == 1
    monkeypatch.chdir("/")
    assert hill.error("key", "list", code=2) == "no-workspace"
    assert len(hill.json("key", "list", "--workspace", hill.folder)["keys"]) == 1


def test_who_made_the_workspace_is_in_the_history(shell: Shell) -> None:
    shell("init", ".", "--name", "Hill", "--by", "ana")
    (key,) = shell.json("key", "list", "--history")["keys"]
    assert [(event["action"], event["actor"]) for event in key["history"]] == [("generate", "ana")]


def test_the_update_keys_of_a_log_are_no_keys_for_badges(shell: Shell) -> None:
    shell("init", ".", "--name", "Hill", "--did", "webvh:hill.example")
    for words in (("rotate", "--to"), ("retire",), ("revoke",), ("export",)):
        assert shell.error("key", *words, "update-2", code=2) == "no-such-key"
    shell("key", "rotate")
