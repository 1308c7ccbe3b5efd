"""Every verdict on a proof is held against a second implementation: jsonld.js and node's crypto.

It shares no code with the one here, nor with the libraries of proofs that badges are exchanged
with. `ecdsa-sd-2023` is held against one of those, in `test_selective_disclosure.py`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from microcred import Signer
from microcred.document import as_list
from microcred.errors import ProofInvalid
from microcred.issuing import TOKENS
from microcred.keys import JOSE_ALGORITHMS, Algorithm, PublicKey, SigningKey
from microcred.proofs import SUITES, HashSuite, UnsecuredDocument, previous_proofs, suite_of
from microcred.strict_json import parse_json_object
from tests.contexts_of_vectors import vector_contexts
from tests.interop import test_openbadgeslib as openbadgeslib_badges
from tests.interop import test_openvc as openvc_badges
from tests.interop.badges import in_data_model_1, realistic_badge
from tests.interop.conftest import _running
from tests.interop.exchange import failures, report_on, tampered_token
from tests.interop.installing import HERE, node_project
from tests.interop.peers import Peer
from tests.interop.test_digitalbazaar import ISSUED_THERE, issue_there
from tests.vectors import VECTORS

pytestmark = pytest.mark.interop

Document = dict[str, Any]

SCRIPT: Final = "node_crypto_peer.mjs"
JWS_2020: Final = "https://w3id.org/security/suites/jws-2020/v1"
HASH_SUITES: Final = [
    (name, algorithm)
    for name, suite in SUITES.items()
    for algorithm in sorted(suite.algorithms)
    if isinstance(suite, HashSuite)
]
DETACHED: Final[list[tuple[str, Algorithm, str]]] = [
    ("Ed25519Signature2018", "Ed25519", "EdDSA"),
    ("JsonWebSignature2020", "Ed25519", "EdDSA"),
    ("JsonWebSignature2020", "P-256", "ES256"),
    ("JsonWebSignature2020", "P-384", "ES384"),
    ("JsonWebSignature2020", "secp256k1", "ES256K"),
    ("JsonWebSignature2020", "RSA", "PS256"),
]


@pytest.fixture(scope="session")
def node_crypto() -> Iterator[Peer]:
    """Provide jsonld.js and node's crypto, running."""

    def start() -> Peer:
        script = (HERE / SCRIPT).read_text(encoding="utf-8")
        peer = Peer(["node", "--input-type=module", "--eval", script], node_project())
        peer.ask("contexts", documents=vector_contexts())
        return peer

    yield from _running(start)


def rename(badge: Document, proof: Document) -> None:
    badge["id"] = "urn:uuid:33333333-3333-4333-8333-333333333333"


def redate(badge: Document, proof: Document) -> None:
    proof["created"] = "2001-01-01T00:00:00Z"


def change_signature(badge: Document, proof: Document) -> None:
    name = "jws" if "jws" in proof else "proofValue"
    place = -10
    other = "A" if proof[name][place] != "A" else "B"
    proof[name] = proof[name][:place] + other + proof[name][place + 1 :]


CHANGES: Final[dict[str, Callable[[Document, Document], None] | None]] = {
    "as it is": None,
    "renamed": rename,
    "redated": redate,
    "signature changed": change_signature,
}
HOW: Final = pytest.mark.parametrize("how", CHANGES)


def verdicts(peer: Peer, badge: Document, index: int, key: PublicKey) -> tuple[bool, bool]:
    """Return what is said here and there of one proof of a badge."""
    proofs = as_list(badge["proof"])
    proof = proofs[index]
    unsecured = UnsecuredDocument(badge, vector_contexts())
    if previous := previous_proofs(proof, proofs):
        unsecured = unsecured.with_proofs(list(previous))
    suite = suite_of(proof)
    assert suite is not None
    try:
        suite.verify(unsecured, proof, key)
        here = True
    except ProofInvalid:
        here = False
    there = peer.ask("verify", document=unsecured.document, proof=proof, multikey=key.multikey)
    return here, there["verified"]


def changed(badge: Document, index: int, how: str) -> Document:
    badge = copy.deepcopy(badge)
    if change := CHANGES[how]:
        change(badge, as_list(badge["proof"])[index])
    return badge


def signed_vectors() -> Iterator[Any]:
    """Yield each proof of each signed vector, but for those of selective disclosure."""
    patterns = ("w3c/vc-di-*/**/signed*.json", "1edtech/**/signed.json")
    for path in sorted(path for pattern in patterns for path in VECTORS.glob(pattern)):
        if "ecdsa-sd-2023" in path.parts:
            continue
        badge = parse_json_object(path.read_text("utf-8"))
        for index, _ in enumerate(as_list(badge.get("proof"))):
            name = f"{path.relative_to(VECTORS)}-{index}"
            yield pytest.param(path, index, id=name)


@HOW
@pytest.mark.parametrize(("path", "index"), list(signed_vectors()))
def test_a_vector(node_crypto: Peer, path: Path, index: int, how: str) -> None:
    badge = changed(parse_json_object(path.read_text("utf-8")), index, how)
    name = as_list(badge["proof"])[index]["verificationMethod"]
    key = PublicKey.from_multikey(name.partition("#")[2])
    expected = how == "as it is"
    assert verdicts(node_crypto, badge, index, key) == (expected, expected)
    other = SigningKey.generate(key.algorithm).public_key
    assert verdicts(node_crypto, badge, index, other) == (False, False)


def test_there_are_vectors_of_each_suite_that_is_issued() -> None:
    if not VECTORS.is_dir():
        pytest.skip("../shared/vectors is absent")
    found = {
        suite.name
        for parameters in signed_vectors()
        for proof in as_list(parse_json_object(parameters.values[0].read_text("utf-8"))["proof"])
        if (suite := suite_of(proof))
    }
    assert found == {name for name, _ in HASH_SUITES}


@HOW
@pytest.mark.parametrize("convert", [dict, in_data_model_1], ids=["VCDM 2.0", "1.1"])
@pytest.mark.parametrize(("suite", "algorithm"), HASH_SUITES)
def test_a_badge_of_ours(
    node_crypto: Peer, suite: str, algorithm: Algorithm, convert: Callable[..., Document], how: str
) -> None:
    key = SigningKey.generate(algorithm)
    signed = Signer(key, suite).sign(convert(realistic_badge(key).to_document()))
    badge = changed(dict(signed.document), 0, how)
    expected = how == "as it is"
    assert verdicts(node_crypto, badge, 0, key.public_key) == (expected, expected)


@HOW
@pytest.mark.parametrize(("suite", "algorithm"), ISSUED_THERE)
def test_a_badge_of_a_peer(
    node_crypto: Peer, digitalbazaar: Peer, suite: str, algorithm: Algorithm, how: str
) -> None:
    made = issue_there(digitalbazaar, suite, algorithm, dict)
    badge = changed(made, 0, how)
    proof = as_list(made["proof"])[0]
    key = PublicKey.from_multikey(proof["verificationMethod"].partition("#")[2])
    expected = how == "as it is"
    assert verdicts(node_crypto, badge, 0, key) == (expected, expected)


@HOW
@pytest.mark.parametrize(("suite", "algorithm"), [*openvc_badges.RDFC, *openvc_badges.JCS])
def test_a_badge_of_openvc(
    node_crypto: Peer, openvc: Peer, suite: str, algorithm: Algorithm, how: str
) -> None:
    key = SigningKey.generate(algorithm)
    made = openvc_badges.issue_there(openvc, suite, key, realistic_badge(key).to_document())
    if "-jcs-" in suite:
        made = openvc_badges.with_context_in_proof(made)
    expected = how == "as it is"
    badge = changed(made, 0, how)
    assert verdicts(node_crypto, badge, 0, key.public_key) == (expected, expected)


@HOW
def test_a_badge_of_openbadgeslib(node_crypto: Peer, openbadgeslib: Peer, how: str) -> None:
    key = SigningKey.generate("Ed25519")
    made = openbadgeslib_badges.sign_there(openbadgeslib, key, realistic_badge(key).to_document())
    expected = how == "as it is"
    badge = changed(made, 0, how)
    assert verdicts(node_crypto, badge, 0, key.public_key) == (expected, expected)


@HOW
@pytest.mark.parametrize(("suite", "algorithm", "alg"), DETACHED)
def test_a_badge_with_a_detached_jws_made_there(
    node_crypto: Peer, suite: str, algorithm: Algorithm, alg: str, how: str
) -> None:
    key = SigningKey.generate(algorithm)
    badge = in_data_model_1(realistic_badge(key).to_document())
    if suite == "JsonWebSignature2020":
        badge["@context"] = [*badge["@context"], JWS_2020]
    options = {
        "type": suite,
        "created": "2025-03-15T00:00:00Z",
        "verificationMethod": key.key_id,
        "proofPurpose": "assertionMethod",
    }
    made = node_crypto.ask(
        "signDetached", document=badge, options=options, alg=alg, jwk=key.to_jwk(private=True)
    )
    found = failures(report_on(changed(made, 0, how)))
    assert found == (set() if how == "as it is" else {("proof", "bad-signature", "/proof")})


@pytest.mark.parametrize("alg", JOSE_ALGORITHMS)
def test_a_jwt_made_there(node_crypto: Peer, alg: str) -> None:
    key = SigningKey.generate(JOSE_ALGORITHMS[alg].key)
    document = realistic_badge(key).to_document()
    header = {"alg": alg, "typ": "vc+jwt", "jwk": key.to_jwk()}
    token = node_crypto.ask(
        "signJws", header=header, payload=document, jwk=key.to_jwk(private=True)
    )
    assert failures(report_on(token)) == set()
    assert node_crypto.ask("verifyJws", token=token, jwk=key.to_jwk())
    for part in (1, 2):
        broken = tampered_token(token, part)
        assert not node_crypto.ask("verifyJws", token=broken, jwk=key.to_jwk())
        assert report_on(broken).verdict == "invalid"


@pytest.mark.parametrize(
    ("suite", "alg"),
    [
        (suite, alg)
        for suite, kind in TOKENS.items()
        for alg, jose in JOSE_ALGORITHMS.items()
        if jose.signed and alg == (kind.alg or alg) and (kind.alg or alg != "Ed25519")
    ],
)
def test_a_jwt_of_ours(node_crypto: Peer, suite: str, alg: str) -> None:
    key = SigningKey.generate(JOSE_ALGORITHMS[alg].key)
    convert = in_data_model_1 if suite.endswith("1.1") else dict
    token = Signer(key, suite).sign(convert(realistic_badge(key).to_document())).jwt
    assert node_crypto.ask("verifyJws", token=token, jwk=key.to_jwk())
    assert not node_crypto.ask("verifyJws", token=tampered_token(token, 2), jwk=key.to_jwk())
