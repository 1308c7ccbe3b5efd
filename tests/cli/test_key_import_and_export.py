"""`microcred key import` and `export`: what others use comes in, and nothing secret gets out."""

from __future__ import annotations

import base64
import json
import os
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption

from microcred.encoding import encode_multibase
from microcred.keys import CallableKey, LocalKey, PublicKey, SigningKey
from microcred.proofs import UnsecuredDocument, suite_of
from microcred.verifying import Verifier
from tests.keys.softhsm import PIN, Token

from .conftest import DEFINITION, Shell, copy_examples

KEYS: dict[str, LocalKey] = {
    "Ed25519": SigningKey.generate(),
    "P-256": SigningKey.generate("P-256"),
    "RSA": SigningKey.generate("RSA"),
}
ISSUE = ("issue", DEFINITION, "--to", "ana@school.example")


@pytest.fixture
def web(hill: Shell) -> Shell:
    """A shell in the workspace of a did:web issuer."""
    (hill.folder / "microcred.toml").unlink()
    (hill.folder / "registry.sqlite3").unlink()
    (hill.folder / "keys" / "key-1.pem").unlink()
    hill("init", ".", "--name", "Hill", "--did", "web:hill.example")
    return hill


def pem(name: str, form: str, passphrase: str | None = None) -> bytes:
    protection = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return KEYS[name].native.private_bytes(
        serialization.Encoding.PEM, getattr(serialization.PrivateFormat, form), protection
    )


def sources() -> dict[str, tuple[str, bytes]]:
    native: Any = KEYS["Ed25519"].native
    seed = b"\x00\x20" + native.private_bytes_raw()
    return {
        "PKCS #8": ("Ed25519", pem("Ed25519", "PKCS8")),
        "PKCS #1": ("RSA", pem("RSA", "TraditionalOpenSSL")),
        "SEC 1": ("P-256", pem("P-256", "TraditionalOpenSSL")),
        "JWK": ("P-256", json.dumps(KEYS["P-256"].to_jwk(private=True)).encode()),
        "Multikey": ("Ed25519", KEYS["Ed25519"].to_secret_multikey().encode()),
        "seed": ("Ed25519", encode_multibase(seed).encode() + b"\n"),
    }


@pytest.mark.parametrize("kind", sources())
def test_what_others_use_is_taken_and_signs(kind: str, web: Shell) -> None:
    name, data = sources()[kind]
    if kind == "seed":
        assert data.startswith(b"z1A")
    Path("source").write_bytes(data)
    made = web.json("key", "import", "source", "--name", "theirs")
    assert made["public_key_multibase"] == KEYS[name].public_key.multikey
    assert (made["id"], made["signs"]) == ("did:web:hill.example#theirs", False)
    assert (web.folder / "keys" / "theirs.pem").stat().st_mode & 0o777 == 0o600
    web("key", "rotate", "--to", "theirs")
    form = "jwt" if name == "RSA" else "json"
    web(*ISSUE, "--no-status", "--format", form, "-o", "badge")
    secret = base64.b64encode(data)[4:40].decode()
    assert secret not in json.dumps(web.json("key", "list"))


def test_a_workspace_begins_with_the_seed_of_another_service(shell: Shell) -> None:
    native: Any = KEYS["Ed25519"].native
    Path("seed").write_text(encode_multibase(b"\x00\x20" + native.private_bytes_raw()))
    made = shell.json("init", "w", "--name", "Hill", "--key", "seed")
    assert made["issuer"] == KEYS["Ed25519"].did
    copy_examples(shell.folder)
    shell(*ISSUE, "-o", "a.json", "--workspace", "w")
    assert Verifier().verify(Path("a.json")).verdict == "valid"


def test_a_key_from_standard_input(web: Shell) -> None:
    assert web("key", "import", "-", stdin=pem("P-256", "PKCS8")).stdout.startswith("key-2  ")


def test_an_encrypted_key_of_another_system(web: Shell) -> None:
    """Badgr-server keeps PKCS #8, encrypted with the secret of the installation."""
    Path("issuer.pem").write_bytes(pem("Ed25519", "PKCS8", "django-insecure"))
    assert web.error("key", "import", "issuer.pem", code=2) == "passphrase-needed"
    web.env["MICROCRED_SOURCE_PASSPHRASE"] = "wrong"
    assert web.error("key", "import", "issuer.pem", code=2) == "wrong-passphrase"
    assert web.files("keys") == {"key-1.pem"}
    web.env["MICROCRED_SOURCE_PASSPHRASE"] = None
    Path("secret").write_text("django-insecure\n")
    words = ("key", "import", "issuer.pem", "--source-passphrase-file", "secret")
    Path("secret").chmod(0o644)
    assert web.error(*words, code=2) == "secret-file-open"
    Path("secret").chmod(0o600)
    key_id = "did:web:hill.example#key-0"
    assert web.json(*words, "--id", key_id)["id"] == key_id
    assert "ENCRYPTED" not in (web.folder / "keys" / "key-2.pem").read_text()


def test_that_a_key_is_encrypted_no_more_is_said(web: Shell) -> None:
    Path("issuer.pem").write_bytes(pem("Ed25519", "PKCS8", "django-insecure"))
    Path("plain.pem").write_bytes(pem("P-256", "PKCS8"))
    web.env["MICROCRED_SOURCE_PASSPHRASE"] = "django-insecure"
    assert "It was encrypted and is not any more" in web("key", "import", "issuer.pem").stderr
    assert "any more" not in web("key", "import", "plain.pem").stderr
    Path("other.pem").write_bytes(pem("RSA", "PKCS8", "django-insecure"))
    web.env["MICROCRED_PASSPHRASE"] = "correct horse"
    assert "any more" not in web("key", "import", "other.pem").stderr


def test_an_imported_key_is_encrypted_as_new_ones_are(web: Shell) -> None:
    Path("source").write_bytes(pem("P-256", "PKCS8"))
    Path("secret").write_text("correct horse\n")
    Path("secret").chmod(0o600)
    web.env["MICROCRED_PASSPHRASE_FILE"] = str(web.folder / "secret")
    web("key", "import", "source")
    web("key", "rotate", "--to", "key-2")
    assert "ENCRYPTED" in (web.folder / "keys" / "key-2.pem").read_text()
    web(*ISSUE, "--no-status", "-o", "a.json")
    web.env["MICROCRED_PASSPHRASE_FILE"] = None
    assert web.error(*ISSUE, "--no-status", code=2) == "passphrase-needed"
    web(*ISSUE, "--no-status", "--passphrase-file", "secret", "-o", "b.json")


def test_one_key_is_there_once(web: Shell) -> None:
    data = (web.folder / "keys" / "key-1.pem").read_bytes()
    assert web.error("key", "import", "-", stdin=data, code=2) == "key-exists"
    assert web.files("keys") == {"key-1.pem"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], "invalid-option"),
        (["nowhere.pem"], "unreadable-file"),
        (["--pkcs11", "/usr/lib/x.so", "--token", "t"], "invalid-option"),
        (["microcred.toml", "--pkcs11", "/usr/lib/x.so", "--token", "t", "--label", "l"],
         "invalid-option"),
        (["--pkcs11", "/tmp/x.so", "--token", "t", "--label", "l"], "module-not-allowed"),
        (["microcred.toml"], "invalid-secret-key"),
        (["public.pem"], "not-a-secret-key"),
        (["public.pem", "--signer", "nobody"], "no-such-signer"),
        (["public.pem", "--signer", "x", "--setting", "y"], "invalid-option"),
    ],
)  # fmt: skip
def test_import_refuses(words: list[str], code: str, web: Shell) -> None:
    Path("public.pem").write_bytes(KEYS["P-256"].public_key.to_pem())
    before = web.json("key", "list")
    web.env["MICROCRED_PIN"] = PIN
    assert web.error("key", "import", *words, code=2) == code
    assert web.json("key", "list") == before


@pytest.mark.parametrize("form", ["pem", "jwk", "multikey"])
def test_the_public_key_is_exported(form: str, web: Shell) -> None:
    (key,) = web.json("key", "list")["keys"]
    text = web("key", "export", "key-1", "--format", form).stdout
    assert PublicKey.load(text).multikey == key["public_key_multibase"]
    assert "PRIVATE" not in text
    web("key", "export", "key-1", "--format", form, "-o", "out")
    assert Path("out").read_text() == text


@pytest.mark.parametrize("form", ["pem", "jwk", "multikey"])
def test_the_private_key_goes_to_a_file_that_is_yours_alone(form: str, web: Shell) -> None:
    words = ("key", "export", "key-1", "--private", "--format", form)
    assert web.error(*words, code=2) == "invalid-option"
    assert web.error(*words, "-o", "-", code=2) == "invalid-option"
    os.umask(0o022)
    result = web(*words, "-o", "out")
    assert Path("out").stat().st_mode & 0o777 == 0o600
    (key,) = web.json("key", "list")["keys"]
    assert SigningKey.load(Path("out")).public_key.multikey == key["public_key_multibase"]
    assert Path("out").read_text().strip().splitlines()[-1] not in result.output
    assert web.error(*words, "-o", "out", code=2) == "file-exists"


def test_an_encrypted_key_is_exported_encrypted(web: Shell) -> None:
    web.env["MICROCRED_PASSPHRASE"] = "correct horse"
    web("key", "new")
    web("key", "export", "key-2", "--private", "-o", "out.pem")
    assert "ENCRYPTED" in Path("out.pem").read_text()
    assert SigningKey.load(Path("out.pem"), "correct horse")
    web.env["MICROCRED_PASSPHRASE"] = "wrong"
    assert web.error("key", "export", "key-2", "--private", "-o", "b.pem", code=2) == (
        "wrong-passphrase"
    )


def test_a_key_in_a_token(web: Shell, token: Token) -> None:
    web.env["MICROCRED_PIN"] = PIN
    place = ("--pkcs11", token.module, "--token", token.label, "--label", f"{web.folder.name}")
    made = web.json("key", "new", *place, "--algorithm", "P-256")
    assert (made["name"], made["store"], made["algorithm"]) == ("key-2", "pkcs11", "P-256")
    assert web.files("keys") == {"key-1.pem"}
    assert web.error("key", "import", *place, code=2) == "key-exists"
    web("key", "rotate", "--to", "key-2")
    web(*ISSUE, "--no-status", "-o", "badge.json")
    document = json.loads(Path("badge.json").read_text())
    assert document["proof"][0]["verificationMethod"] == "did:web:hill.example#key-2"
    assert web.error("key", "rotate", code=2) == "successor-needed"
    export = ("key", "export", "key-2", "--private", "-o", "out")
    assert web.error(*export, code=2) == "key-not-exportable"
    assert PIN.encode() not in (web.folder / "registry.sqlite3").read_bytes()
    assert PIN not in (web.folder / "microcred.toml").read_text()


def test_without_a_pin_a_token_is_not_opened(web: Shell, token: Token) -> None:
    place = ("--pkcs11", token.module, "--token", token.label, "--label", "x")
    assert web.error("key", "import", *place, code=2) == "pin-needed"


def test_a_plug_in_signs(web: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("vault", "tests.cli.test_key_import_and_export:open_vault", "microcred.x")
    monkeypatch.setattr(
        "microcred.application.stores.entry_points", lambda group: EntryPoints([point])
    )
    Path("public.pem").write_bytes(KEYS["P-256"].public_key.to_pem())
    words = ("key", "import", "public.pem", "--signer", "vault", "--setting")
    made = web.json(*words, "path=badges/1", "--id", "did:web:hill.example#older")
    assert (made["store"], made["algorithm"]) == ("callable", "P-256")
    assert web.error(*words, "path=other", code=2) == "wrong-signature"
    web("key", "rotate", "--to", "key-2")
    web(*ISSUE, "--no-status", "-o", "badge.json")
    document = json.loads(Path("badge.json").read_text())
    (proof,) = document["proof"]
    assert proof["verificationMethod"] == "did:web:hill.example#older"
    suite = suite_of(proof)
    assert suite is not None
    suite.verify(UnsecuredDocument(document, {}), proof, KEYS["P-256"].public_key)


def open_vault(settings: dict[str, str], public_key: PublicKey, key_id: str) -> SigningKey:
    """Open a key as a plug-in does; what it is given must be what was set."""
    key = KEYS["P-256"] if settings["path"] == "badges/1" else SigningKey.generate("P-256")
    return CallableKey(public_key, key.sign, key_id=key_id)


def test_a_public_key_goes_to_standard_output(web: Shell) -> None:
    text = web("key", "export", "key-1").stdout
    assert web("key", "export", "key-1", "-o", "-").stdout == text
    assert "-" not in web.files()
