"""Keys in a PKCS #11 token, with a real one: badges are signed, and the key stays inside."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from microcred.errors import ConfigurationError, UnusableKey, WrongPassphrase
from microcred.issuing import Issuer, Recipient
from microcred.keys import Algorithm
from microcred.keys.pkcs11 import TokenKey, TokenPlace, generate_token_key, open_token_key
from microcred.models import Achievement, Criteria, Profile
from microcred.verifying import Verifier
from tests.keys.softhsm import PIN, Token

ALGORITHMS: list[Algorithm] = ["Ed25519", "P-256", "P-384", "P-521", "RSA"]


@pytest.fixture(scope="session")
def made(token: Token) -> dict[Algorithm, TokenKey]:
    found: dict[Algorithm, TokenKey] = {}
    for algorithm in ALGORITHMS:
        public = generate_token_key(token.place(f"key {algorithm}"), algorithm, PIN)
        found[algorithm] = open_token_key(token.place(f"key {algorithm}"), PIN)
        assert found[algorithm].public_key == public
        assert public.algorithm == algorithm
    return found


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_badge_signed_in_a_token_is_valid(
    algorithm: Algorithm, made: dict[Algorithm, TokenKey]
) -> None:
    key = made[algorithm]
    issuer = Issuer(Profile(id=key.did, name="Hill"), key)
    achievement = Achievement(
        id="urn:example:a", name="A", description="D", criteria=Criteria(narrative="N")
    )
    signed = issuer.sign(issuer.award(achievement, Recipient.did("did:key:z6Mk1")))
    assert Verifier().verify(signed.text).verdict == "valid"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_signatures_have_the_raw_form(
    algorithm: Algorithm, made: dict[Algorithm, TokenKey]
) -> None:
    signature = made[algorithm].sign(b"data")
    assert (
        len(signature)
        == {"Ed25519": 64, "P-256": 64, "P-384": 96, "P-521": 132, "RSA": 384}[algorithm]
    )
    made[algorithm].public_key.verify(signature, b"data")


def test_the_private_key_cannot_be_taken_out(token: Token, made: dict[Algorithm, TokenKey]) -> None:
    from pkcs11 import Attribute

    private = made["P-256"]._private
    assert private[Attribute.SENSITIVE] is True
    assert private[Attribute.EXTRACTABLE] is False
    assert "P-256" in repr(made["P-256"])


def test_a_label_is_taken_once(token: Token, made: dict[Algorithm, TokenKey]) -> None:
    with pytest.raises(UnusableKey) as caught:
        generate_token_key(token.place("key RSA"), "P-256", PIN)
    assert caught.value.code == "token-key-exists"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"label": "nothing"}, "no-such-token-key"),
        ({"token": "other"}, "no-such-token"),
        ({"module": "/nowhere/lib.so"}, "pkcs11-module"),
        ({"module": __file__}, "pkcs11-module"),
    ],
)
def test_a_key_that_is_not_there(
    change: dict[str, str], code: str, token: Token, made: dict[Algorithm, TokenKey]
) -> None:
    place = {"module": token.module, "token": token.label, "label": "key RSA"} | change
    with pytest.raises((UnusableKey, ConfigurationError)) as caught:
        open_token_key(TokenPlace(**place), PIN)
    assert caught.value.code == code


def test_a_wrong_pin(token: Token, tmp_path: Path) -> None:
    """In a process of its own: within one, a token is logged in to once."""
    import subprocess

    code = (
        "from microcred.keys.pkcs11 import *\n"
        f"place = TokenPlace({token.module!r}, {token.label!r}, 'key RSA')\n"
        "try:\n    open_token_key(place, '9999')\n"
        "except Exception as error:\n    print(type(error).__name__, error.code, error)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("WrongPassphrase wrong-pin")
    assert "9999" not in run.stdout + run.stderr


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(ConfigurationError) as caught:
        open_token_key(TokenPlace("x", "y", "z"), PIN)
    assert caught.value.code == "missing-extra"
    assert "microcred[pkcs11]" in caught.value.message


def test_wrong_passphrases_and_wrong_pins_are_of_one_class() -> None:
    assert issubclass(WrongPassphrase, UnusableKey)
