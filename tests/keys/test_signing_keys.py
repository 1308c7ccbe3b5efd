"""Signing keys: read from every form, kept secret, written to files that only the owner reads."""

from __future__ import annotations

import contextlib
import copy
import itertools
import json
import logging
import os
import pickle
import stat
import traceback
from pathlib import Path
from typing import Any, get_args

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa, x25519

from microcred.encoding import decode_base64url, encode_multibase
from microcred.errors import ConfigurationError, MicrocredError, UnusableKey, WrongPassphrase
from microcred.keys import Algorithm, LocalKey, PublicKey, SigningKey

ALGORITHMS: tuple[Algorithm, ...] = get_args(Algorithm)
KEYS: dict[str, LocalKey] = {name: SigningKey.generate(name) for name in ALGORITHMS}
each_key = pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)


def refused(source: Any, **options: Any) -> UnusableKey:
    with pytest.raises(UnusableKey) as caught:
        SigningKey.load(source, **options)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value


@each_key
def test_every_form_gives_the_same_key(key: LocalKey) -> None:
    jwk = key.to_jwk(private=True)
    secret = key.to_secret_multikey()
    forms: list[Any] = [
        key.to_pem(),
        key.to_pem().decode(),
        jwk,
        json.dumps(jwk),
        json.dumps(jwk, indent=1).encode(),
        secret,
        f" {secret}\n",
        secret.encode(),
        {"publicKeyMultibase": key.public_key.multikey, "secretKeyMultibase": secret},
    ]
    for form in forms:
        again = SigningKey.load(form)
        assert again.public_key == key.public_key
        assert again.to_jwk(private=True) == jwk
        assert again.algorithm == key.algorithm


@pytest.mark.parametrize("name", ["P-256", "P-384", "P-521", "secp256k1", "RSA"])
def test_older_pem_forms_are_read(name: str) -> None:
    key = KEYS[name]
    pem = key.native.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.BestAvailableEncryption(b"secret"),
    )
    assert SigningKey.load(pem, "secret").public_key == key.public_key
    assert refused(pem).code == "passphrase-needed"


def test_key_id_is_a_did_key_unless_told_otherwise() -> None:
    key = KEYS["Ed25519"]
    multikey = key.public_key.multikey
    assert key.key_id == f"did:key:{multikey}#{multikey}"
    assert key.did == key.public_key.did_key
    other = key.with_key_id("did:web:example.org#key-1")
    assert (other.key_id, other.did) == ("did:web:example.org#key-1", "did:web:example.org")
    assert other.public_key == key.public_key
    assert (
        SigningKey.load(key.to_pem(), key_id="https://a.example/k#1").did == "https://a.example/k"
    )
    assert SigningKey.generate("Ed25519", "did:web:x.example#1").key_id == "did:web:x.example#1"
    for wrong in ("", "a b", "ключ", "a\n", "x" * 5000):
        with pytest.raises(UnusableKey) as caught:
            key.with_key_id(wrong)
        assert caught.value.code == "invalid-key-id"


def test_key_pair_in_json_keeps_its_id() -> None:
    key = KEYS["Ed25519"]
    pair = {
        "id": "did:web:example.org#key-1",
        "type": "Multikey",
        "publicKeyMultibase": key.public_key.multikey,
        "secretKeyMultibase": key.to_secret_multikey(),
    }
    assert SigningKey.load(pair).key_id == "did:web:example.org#key-1"
    assert SigningKey.load(pair, key_id="did:web:b.example#2").key_id == "did:web:b.example#2"
    pair["publicKeyMultibase"] = KEYS["P-256"].public_key.multikey
    assert refused(pair).code == "key-mismatch"


def test_seed_of_issuing_services_is_read() -> None:
    """The seed and the DID that a well-known issuing service gives as its example."""
    key = SigningKey.load("z1AeiPT496wWmo9BG2QYXeTusgFSZPNG3T9wNeTtjrQ3rCB")
    assert key.did == "did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q"


def test_seed_without_header_and_secret_with_its_public_part_are_read() -> None:
    key = KEYS["Ed25519"]
    seed = decode_base64url(key.to_jwk(private=True)["d"])
    public = decode_base64url(key.to_jwk()["x"])
    for data in (seed, b"\x00\x20" + seed, b"\x80\x26" + seed, b"\x80\x26" + seed + public):
        for base in "zu":
            assert SigningKey.load(encode_multibase(data, base)).public_key == key.public_key
    wrong = encode_multibase(b"\x80\x26" + seed + public[::-1])
    assert refused(wrong).code == "key-mismatch"


@each_key
def test_encrypted_pem_opens_with_its_passphrase_only(key: LocalKey) -> None:
    pem = key.to_pem("correct horse")
    assert b"ENCRYPTED" in pem
    assert SigningKey.load(pem, "correct horse").public_key == key.public_key
    assert SigningKey.load(pem, b"correct horse").public_key == key.public_key
    for passphrase, code in [(None, "passphrase-needed"), ("", "passphrase-needed")]:
        error = refused(pem, passphrase=passphrase)
        assert (type(error), error.code) == (WrongPassphrase, code)
    assert refused(pem, passphrase="wrong").code == "wrong-passphrase"
    assert SigningKey.load(key.to_pem(), "not needed").public_key == key.public_key
    with pytest.raises(UnusableKey) as caught:
        key.to_pem("")
    assert caught.value.code == "empty-passphrase"


def test_rsa_jwk_without_its_primes_is_read() -> None:
    jwk = KEYS["RSA"].to_jwk(private=True)
    short = {name: jwk[name] for name in ("kty", "n", "e", "d")}
    assert SigningKey.load(short).to_jwk(private=True).keys() == jwk.keys()


@each_key
def test_private_and_public_part_must_belong_together(key: LocalKey) -> None:
    other = SigningKey.generate(key.algorithm).to_jwk(private=True)
    mixed = key.to_jwk(private=True) | {"d": other["d"]}
    assert refused(mixed).code == "key-mismatch"


def test_rsa_private_key_is_checked() -> None:
    jwk = KEYS["RSA"].to_jwk(private=True)
    assert refused(jwk | {"p": jwk["q"]}).code == "key-mismatch"
    assert refused(jwk | {"oth": []}).code == "unsupported-key"
    partial = {name: value for name, value in jwk.items() if name != "dp"}
    assert refused(partial).code == "invalid-jwk"
    weak = rsa.generate_private_key(65537, 1024).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    assert refused(weak).code == "rsa-key-size"


def pem_of(native: Any) -> bytes:
    pem: bytes = native.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem


def test_other_kinds_of_private_keys_are_refused() -> None:
    natives: list[Any] = [
        x25519.X25519PrivateKey.generate(),
        ec.generate_private_key(ec.BrainpoolP256R1()),
        dsa.generate_private_key(1024),
    ]
    for native in natives:
        assert refused(pem_of(native)).code == "unsupported-key"
    assert refused({"kty": "oct", "k": "AAAA"}).code == "unsupported-key"
    with pytest.raises(UnusableKey) as caught:
        SigningKey.generate("Ed448")  # type: ignore[arg-type]
    assert caught.value.code == "unsupported-key"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"", "invalid-secret-key"),
        (b"\xff\xfe", "invalid-secret-key"),
        (b"A" * 100_000, "invalid-secret-key"),
        ("{" + " " * 100_000, "invalid-secret-key"),
        ('{"d": 1, "d": 2}', "invalid-secret-key"),
        ("{}", "invalid-secret-key"),
        ({"secretKeyMultibase": 5}, "invalid-secret-key"),
        ({"secretKeyMultibase": "x"}, "invalid-secret-key"),
        (encode_multibase(b"\x01" * 33), "invalid-secret-key"),
        (encode_multibase(b"\x80\x26" + bytes(40)), "wrong-key-length"),
        (encode_multibase(b"\x86\x26" + bytes(32)), "invalid-secret-key"),
        (encode_multibase(b"\x86\x26" + b"\xff" * 32), "invalid-secret-key"),
        (encode_multibase(b"\x86\x26" + b"\x01" * 33), "invalid-secret-key"),
        (encode_multibase(b"\x85\x26" + b"\x01" * 33), "invalid-secret-key"),
        (KEYS["Ed25519"].public_key.multikey, "not-a-secret-key"),
        (KEYS["Ed25519"].public_key.to_pem(), "not-a-secret-key"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "invalid-pem"),
        (KEYS["Ed25519"].public_key.jwk, "invalid-jwk"),
        (KEYS["Ed25519"].to_jwk(private=True) | {"d": "AAAA"}, "wrong-key-length"),
        (KEYS["Ed25519"].to_jwk(private=True) | {"d": "*"}, "invalid-jwk"),
        (KEYS["P-256"].to_jwk(private=True) | {"d": "AAAA"}, "invalid-secret-key"),
        (KEYS["P-256"].to_jwk(private=True) | {"key_ops": ["verify"]}, "wrong-key-use"),
        ("no-such-file.pem", "unreadable-key-file"),
        ("x\0y", "unreadable-key-file"),
        (Path("/"), "unreadable-key-file"),
    ],
    ids=itertools.count(),
)
def test_what_is_no_private_key_is_refused(source: Any, code: str) -> None:
    assert refused(source).code == code


def secrets_of(key: LocalKey) -> list[str]:
    private = key.to_jwk(private=True)
    secret = [private[name] for name in ("d", "p", "q", "dp", "dq", "qi") if name in private]
    secret.append(key.to_secret_multikey())
    secret.append(decode_base64url(private["d"]).hex())
    secret.extend(key.to_pem().decode().splitlines()[1:-1])
    return [text[:20] for text in secret]


@each_key
def test_nothing_that_is_shown_holds_the_private_key(
    key: LocalKey, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("test").warning("%s %r %s", key, key, {"key": key})
    shown = caplog.text + str(key) + repr(key) + f"{key}" + repr(key.public_key) + str(key.to_jwk())
    assert key.key_id in shown
    assert not [secret for secret in secrets_of(key) if secret in shown]


@each_key
def test_private_key_is_not_pickled(key: LocalKey) -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(UnusableKey) as caught:
            pickle.dumps(key, protocol)
        assert caught.value.code == "private-key-not-pickled"
    assert copy.copy(key) is key
    assert copy.deepcopy([key])[0] is key


@each_key
def test_errors_about_a_damaged_key_do_not_quote_it(key: LocalKey) -> None:
    private = key.to_jwk(private=True)
    text = json.dumps(private)
    pem = key.to_pem().decode()
    broken: list[Any] = [
        text[:-1],
        text.replace('"d"', '"d":"","d"'),
        text.replace('"kty"', '"\\ud800"'),
        private | {"d": private["d"] + "="},
        private | {"d": private["d"][:-4]},
        private | {"kty": "oct"},
        pem.replace("A", "B", 3),
        pem[:-40],
        pem.replace("-----BEGIN", ""),
        key.to_secret_multikey() + "0",
        key.to_secret_multikey() + "ü",
        key.to_secret_multikey()[:-5],
        key.to_secret_multikey()[1:],
    ]
    for source in broken:
        error = refused(source)
        shown = "".join(traceback.format_exception(error)) + repr(error.__dict__) + repr(error.args)
        assert not [secret for secret in secrets_of(key) if secret in shown]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@each_key
def test_saved_file_is_the_owners_alone(key: LocalKey, tmp_path: Path) -> None:
    path = tmp_path / "issuer.pem"
    old = os.umask(0)
    try:
        key.save(path, "secret")
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names_in(tmp_path) == ["issuer.pem"]
    assert SigningKey.load(path, "secret").public_key == key.public_key
    assert SigningKey.load(str(path), "secret").public_key == key.public_key


def test_saving_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "issuer.pem"
    path.write_text("old")
    dangling = tmp_path / "link.pem"
    dangling.symlink_to(tmp_path / "elsewhere")
    for taken in (path, dangling, tmp_path):
        with pytest.raises(ConfigurationError) as caught:
            KEYS["Ed25519"].save(taken)
        assert caught.value.code == "file-exists"
    assert path.read_text() == "old"
    assert names_in(tmp_path) == ["issuer.pem", "link.pem"]


def test_saving_without_hard_links_never_overwrites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    path = tmp_path / "issuer.pem"
    KEYS["Ed25519"].save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(ConfigurationError) as caught:
        KEYS["P-256"].save(path)
    assert caught.value.code == "file-exists"
    assert SigningKey.load(path).public_key == KEYS["Ed25519"].public_key
    assert names_in(tmp_path) == ["issuer.pem"]


def test_saving_where_there_is_no_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        KEYS["Ed25519"].save(tmp_path / "absent" / "issuer.pem")
    assert caught.value.code == "cannot-write-file"


class RemoteKey(SigningKey):
    """A key that lives elsewhere, as an HSM or a KMS has it."""

    def __init__(self, inside: LocalKey):
        self._inside = inside

    @property
    def public_key(self) -> PublicKey:
        return self._inside.public_key

    @property
    def key_id(self) -> str:
        return "did:web:issuer.example#hsm-1"

    def sign(self, data: bytes) -> bytes:
        return self._inside.sign(data)


def test_a_key_that_lives_elsewhere_drops_in() -> None:
    key = RemoteKey(KEYS["P-384"])
    assert (key.algorithm, key.did) == ("P-384", "did:web:issuer.example")
    key.public_key.verify(key.sign(b"text"), b"text")


def test_interface_cannot_be_used_without_its_three_members() -> None:
    with pytest.raises(TypeError):
        SigningKey()  # type: ignore[abstract]


def test_any_bytes_give_a_key_or_one_of_our_errors() -> None:
    pem = KEYS["RSA"].to_pem()
    for index in range(0, len(pem), 211):
        damaged = bytearray(pem)
        damaged[index] ^= 0x15
        with contextlib.suppress(MicrocredError):
            assert SigningKey.load(bytes(damaged)).public_key == KEYS["RSA"].public_key
