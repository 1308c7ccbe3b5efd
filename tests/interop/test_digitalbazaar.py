"""Embedded proofs, exchanged with @digitalbazaar/vc."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from microcred import Signer
from microcred.keys import Algorithm, SigningKey
from microcred.proofs import SUITES
from tests.interop.badges import TAMPERINGS, in_data_model_1, realistic_badge, tampered
from tests.interop.exchange import (
    accepted,
    failures,
    multikey_of,
    refused,
    report_on,
)
from tests.interop.peers import Peer
from tests.program.test_examples import PATHS as DEFINITIONS
from tests.program.test_examples import badge_of

pytestmark = pytest.mark.interop

ISSUED_THERE: Final[tuple[tuple[str, Algorithm], ...]] = (
    ("eddsa-rdfc-2022", "Ed25519"),
    ("ecdsa-rdfc-2019", "P-256"),
    ("ecdsa-rdfc-2019", "P-384"),
    ("Ed25519Signature2020", "Ed25519"),
    ("eddsa-2022", "Ed25519"),
)
ISSUED_HERE: Final = tuple(pair for pair in ISSUED_THERE if pair[0] != "eddsa-2022")
"""eddsa-2022 is the name before the standard, which is only verified here."""

ELSEWHERE: Final = {
    "eddsa-jcs-2022": "exchanged with openvc-core; @digitalbazaar has no JCS suite",
    "ecdsa-jcs-2019": "exchanged with openvc-core; @digitalbazaar has no JCS suite",
    "ecdsa-sd-2023": "in test_selective_disclosure.py",
    "Ed25519Signature2018": "in test_two_implementations.py",
    "JsonWebSignature2020": "in test_two_implementations.py",
}

Convert = Callable[[dict[str, Any]], dict[str, Any]]
DATA_MODELS: Final = (pytest.param(dict, id="VCDM 2.0"), pytest.param(in_data_model_1, id="1.1"))


def test_every_suite_is_exchanged_with_somebody() -> None:
    assert set(SUITES) <= {suite for suite, _ in ISSUED_THERE} | set(ELSEWHERE)


@pytest.mark.parametrize("convert", DATA_MODELS)
@pytest.mark.parametrize(("suite", "algorithm"), ISSUED_HERE)
def test_our_badge_verifies_there(
    digitalbazaar: Peer, suite: str, algorithm: Algorithm, convert: Convert
) -> None:
    key = SigningKey.generate(algorithm)
    signed = Signer(key, suite).sign(convert(realistic_badge(key).to_document()))
    assert accepted(digitalbazaar.ask("verify", text=signed.json()))


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_a_badge_of_a_definition_verifies_there(digitalbazaar: Peer, path: Path) -> None:
    assert accepted(digitalbazaar.ask("verify", text=json.dumps(badge_of(path))))


@pytest.mark.parametrize("convert", DATA_MODELS)
@pytest.mark.parametrize(("suite", "algorithm"), ISSUED_THERE)
def test_a_badge_issued_there_verifies_here(
    digitalbazaar: Peer, suite: str, algorithm: Algorithm, convert: Convert
) -> None:
    badge = issue_there(digitalbazaar, suite, algorithm, convert)
    report = report_on(badge)
    assert failures(report) == set()
    assert report.verdict == "valid"
    assert report.outcome("proof") == "passed"
    assert report.outcome("issuer_key") == "passed"


@pytest.mark.parametrize("how", TAMPERINGS)
@pytest.mark.parametrize(("suite", "algorithm"), ISSUED_HERE)
def test_our_badge_changed_fails_in_both(
    digitalbazaar: Peer, suite: str, algorithm: Algorithm, how: str
) -> None:
    key = SigningKey.generate(algorithm)
    badge = tampered(Signer(key, suite).sign(realistic_badge(key)).document, how)
    assert failures(report_on(badge)) == {("proof", "bad-signature", "/proof/0")}
    assert refused(digitalbazaar.ask("verify", text=json.dumps(badge)), "Invalid signature")


@pytest.mark.parametrize("how", TAMPERINGS)
@pytest.mark.parametrize(("suite", "algorithm"), ISSUED_THERE)
def test_their_badge_changed_fails_in_both(
    digitalbazaar: Peer, suite: str, algorithm: Algorithm, how: str
) -> None:
    badge = tampered(issue_there(digitalbazaar, suite, algorithm, dict), how)
    assert failures(report_on(badge)) == {("proof", "bad-signature", "/proof")}
    assert refused(digitalbazaar.ask("verify", text=json.dumps(badge)), "Invalid signature")


def test_a_term_that_no_context_defines_is_refused_by_both(digitalbazaar: Peer) -> None:
    key = SigningKey.generate("Ed25519")
    badge = dict(Signer(key).sign(realistic_badge(key)).document)
    badge["undefinedTerm"] = "no signature would cover this"
    assert failures(report_on(badge)) >= {("json_ld", "undefined-term", "/undefinedTerm")}
    assert refused(digitalbazaar.ask("verify", text=json.dumps(badge)), "Safe mode")


def test_a_key_of_somebody_else_is_refused_by_both(digitalbazaar: Peer) -> None:
    key, other = SigningKey.generate("Ed25519"), SigningKey.generate("Ed25519")
    badge = digitalbazaar.ask(
        "issue",
        suite="eddsa-rdfc-2022",
        key=multikey_of(other),
        credential=realistic_badge(key).to_document(),
    )
    assert failures(report_on(badge)) == {("issuer_key", "issuer-mismatch", "/proof")}
    verdict = digitalbazaar.ask("verify", text=json.dumps(badge))
    assert refused(verdict, "issuer must match the verification method controller")


def test_a_proof_set_verifies_there(digitalbazaar: Peer) -> None:
    key = SigningKey.generate("Ed25519")
    suites = ["Ed25519Signature2020", "eddsa-rdfc-2022"]
    signed = Signer(key, suites).sign(realistic_badge(key))
    assert accepted(digitalbazaar.ask("verify", text=signed.json()))


def issue_there(peer: Peer, suite: str, algorithm: Algorithm, convert: Convert) -> dict[str, Any]:
    """Have @digitalbazaar/vc issue the badge."""
    key = SigningKey.generate(algorithm)
    credential = convert(realistic_badge(key).to_document())
    badge: dict[str, Any] = peer.ask(
        "issue", suite=suite, key=multikey_of(key), credential=credential
    )
    return badge
