"""What is predicted of the DCC verifier is what the npm program does: one fault a badge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from microcred.keys import Algorithm, SigningKey
from microcred.prediction import opinion_of, predict
from microcred.prediction.verifier_core import VERIFIER
from microcred.status import (
    StatusList,
    make_entry,
    make_revocation_entry,
    make_revocation_list,
    make_status_list_credential,
)
from microcred.verifying import read_source
from tests.interop.conftest import _running
from tests.interop.installing import HERE, node_project
from tests.interop.peers import Peer
from tests.program.test_examples import PATHS as DEFINITIONS
from tests.program.test_examples import badge_of
from tests.verifying.world import World

EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CREDENTIALS_V1: Final = "https://www.w3.org/2018/credentials/v1"
SCRIPT: Final = "verifier_core_peer.mjs"
LIST_URL: Final = "https://lists.example/status/1"
ANOTHER: Final = {
    "id": "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH",
    "type": ["Profile"],
}
REGISTRY_URL: Final = "https://registry.example/issuers.json"


class VerifierCore(Peer):
    """The program, whose script is handed to node as text, so that it finds its packages."""

    @classmethod
    def start(cls) -> VerifierCore:
        script = (HERE / SCRIPT).read_text(encoding="utf-8")
        return cls(["node", "--input-type=module", "--eval", script], node_project())


@pytest.fixture(scope="session")
def verifier_core() -> Iterator[Peer]:
    """Provide @digitalcredentials/verifier-core, running."""
    yield from _running(VerifierCore.start)


@dataclass
class Issuing:
    """A badge of an issuer with a did:key, and what is published beside it."""

    algorithm: Algorithm = "Ed25519"
    suite: str = "eddsa-rdfc-2022"
    issuer: str = ""
    after: list[Callable[[dict[str, Any]], None]] = field(default_factory=list)
    as_token: bool = False

    def __post_init__(self) -> None:
        # The program knows the present only, so the badge is valid for long.
        key = SigningKey.generate(self.algorithm)
        issuer = self.issuer or key.did
        self.world = World(self.algorithm, self.suite, issuer, now=datetime.now(UTC))
        if not self.issuer:
            self.world.key = key
            self.world.options["verificationMethod"] = key.key_id
        self.badge = self.world.badge
        self.badge["issuer"]["id"] = issuer
        self.badge["validFrom"] = "2020-01-01T00:00:00Z"
        self.badge["validUntil"] = "2120-01-01T00:00:00Z"
        self.world.options["created"] = "2020-01-01T00:00:00Z"

    def badge_as_signed(self) -> Any:
        if self.as_token:
            return self.world.token()
        signed = self.world.signed()
        for change in self.after:
            change(signed)
        return signed

    def publish_list(self, purpose: str, *, is_set: bool, as_token: bool = False) -> None:
        statuses = StatusList(purpose)
        if is_set:
            statuses.set(94_567)
        issuer = self.badge["issuer"]["id"]
        unsigned = make_status_list_credential(
            statuses, LIST_URL, issuer, valid_from="2020-01-01T00:00:00Z"
        )
        signer = World(self.algorithm, self.suite, issuer)
        signer.key, signer.options = self.world.key, self.world.options
        signer.badge = unsigned
        self.world.published[LIST_URL] = signer.token() if as_token else signer.signed()
        self.badge["credentialStatus"] = [make_entry(LIST_URL, 94_567, purpose)]


Fault = Callable[[Issuing], None]


def answers_of(peer: Peer, issuing: Issuing, badge: Any) -> dict[str, Any]:
    """Ask the program, which finds the issuer in its registry."""
    world = issuing.world
    documents: dict[str, Any] = dict(world.published)
    for did, document in world.documents.items():
        host = did.removeprefix("did:web:")
        documents[f"https://{host}/.well-known/did.json"] = document
    issuer = issuing.badge.get("issuer", {}).get("id", "")
    documents[REGISTRY_URL] = {"registry": {issuer: {"name": "Hill District"}}}
    peer.ask("publish", documents=documents)
    registry = {"type": "dcc-legacy", "name": "Test", "url": REGISTRY_URL}
    answer: dict[str, Any] = peer.ask("verify", credential=badge, registries=[registry])
    return answer


def is_accepted(answer: Mapping[str, Any]) -> bool:
    """Read "accepted" as verifier_core.py defines it."""
    steps = answer["steps"] or []
    done = {step["id"]: step.get("valid") for step in steps}
    return (
        not answer["errors"]
        and done.get("valid_signature") is True
        and all(done.values())
        and not any("error" in step for step in steps)
    )


def change(name: str, value: Any) -> Fault:
    """Return a fault that sets one member before signing."""

    def apply(issuing: Issuing) -> None:
        issuing.badge[name] = value

    return apply


def remove(name: str) -> Fault:
    def apply(issuing: Issuing) -> None:
        del issuing.badge[name]

    return apply


def afterwards(update: Callable[[dict[str, Any]], Any]) -> Fault:
    """Return a fault that changes the signed badge."""

    def apply(issuing: Issuing) -> None:
        issuing.after.append(lambda signed: update(signed) and None)

    return apply


def as_token(issuing: Issuing) -> None:
    issuing.as_token = True


def options(**chosen: str) -> Fault:
    def apply(issuing: Issuing) -> None:
        issuing.world.options |= chosen

    return apply


def status(purpose: str, *, is_set: bool, token: bool = False) -> Fault:
    def apply(issuing: Issuing) -> None:
        issuing.publish_list(purpose, is_set=is_set, as_token=token)

    return apply


def status_type_in_a_list(issuing: Issuing) -> None:
    issuing.publish_list("revocation", is_set=False)
    entry = issuing.badge["credentialStatus"][0]
    entry["type"] = [entry["type"]]


def revocation_list(issuing: Issuing) -> None:
    issuing.badge["@context"].append(EXTENSIONS)
    issuing.badge["credentialStatus"] = make_revocation_entry(LIST_URL)
    revoked = {issuing.badge["id"]: "Issued in error"}
    issuer = issuing.badge["issuer"]["id"]
    issuing.world.published[LIST_URL] = make_revocation_list(LIST_URL, issuer, revoked)


def context_of_suite_missing(issuing: Issuing) -> None:
    def drop(signed: dict[str, Any]) -> None:
        signed["@context"] = [item for item in signed["@context"] if "ed25519" not in item]

    issuing.after.append(drop)


def endorsement_jwt(issuing: Issuing) -> None:
    issuing.badge["endorsementJwt"] = ["eyJhbGciOiJSUzI1NiJ9.e30.AAAA"]


def subject(name: str, value: Any) -> Fault:
    def apply(issuing: Issuing) -> None:
        issuing.badge["credentialSubject"][name] = value

    return apply


def of_a_definition(issuing: Issuing) -> None:
    given = badge_of(DEFINITIONS[0])["credentialSubject"]
    for name in ("achievement", "result", "creditsEarned"):
        issuing.badge["credentialSubject"][name] = given[name]


def second_proof_is_right(issuing: Issuing) -> None:
    def add(signed: dict[str, Any]) -> None:
        signed["proof"].insert(0, {**signed["proof"][0], "cryptosuite": "eddsa-jcs-2022"})

    issuing.after.append(add)


def forged(signed: dict[str, Any]) -> None:
    signed["name"] = "Another name"


def unsigned(signed: dict[str, Any]) -> None:
    del signed["proof"]


def colour(signed: dict[str, Any]) -> None:
    signed["colour"] = "green"


def vc_context_last(signed: dict[str, Any]) -> None:
    signed["@context"].reverse()


def no_context(signed: dict[str, Any]) -> None:
    del signed["@context"]


def context_of_2_1(signed: dict[str, Any]) -> None:
    signed["@context"][0] = "https://www.w3.org/ns/credentials/v2.1"


def chain(signed: dict[str, Any]) -> None:
    signed["proof"][0]["id"] = "urn:uuid:0e7b4d5a-6f1c-4a6e-9b7a-2f8f3c1d9e02"
    signed["proof"][0]["previousProof"] = signed["proof"][0]["id"]


# Name, code that is predicted, fault, a word of what the program reports, how it is issued.
FAULTS: Final[list[tuple[str, str, Fault, str, dict[str, Any]]]] = [
    ("a-jwt", "jwt-not-read", as_token, "invalid_jsonld", {}),
    ("no-context", "no-context", afterwards(no_context), "invalid_jsonld", {}),
    ("another-vc-context", "no-vc-context", afterwards(context_of_2_1), "no_vc_context", {}),
    ("vc-context-last", "context-order", afterwards(vc_context_last), "", {}),
    ("no-id", "id-not-a-url", remove("id"), "invalid_credential_id", {}),
    ("unsigned", "no-proof", afterwards(unsigned), "no_proof", {}),
    ("forged", "signature-wrong", afterwards(forged), "invalid_signature", {}),
    ("for-authentication", "proof-not-taken", options(proofPurpose="authentication"),
     "invalid_signature", {}),
    ("jcs", "proof-not-taken", lambda _: None, "invalid_signature", {"suite": "eddsa-jcs-2022"}),
    (
        "ecdsa", "proof-not-taken",
        lambda _: None,
        "invalid_signature",
        {"suite": "ecdsa-rdfc-2019", "algorithm": "P-256"},
    ),
    (
        "2020-without-its-context", "proof-not-taken",
        context_of_suite_missing,
        "invalid_signature",
        {"suite": "Ed25519Signature2020"},
    ),
    ("proof-chain", "proof-chain", afterwards(chain), "invalid_signature", {}),
    ("undefined-term", "term-not-defined", afterwards(colour), "jsonld.ValidationError", {}),
    ("endorsement-jwt", "context-copy", endorsement_jwt, "jsonld.ValidationError", {}),
    ("another-issuer", "key-not-the-issuers", change("issuer", ANOTHER), "invalid_signature", {}),
    ("expired", "expired", change("validUntil", "2021-01-01T00:00:00Z"), "expiration", {}),
    ("not-yet-valid", "not-yet-valid", change("validFrom", "2119-01-01T00:00:00Z"), "", {}),
    ("subject-id-no-url", "subject-id-not-a-url", subject("id", "https://"), "", {}),
    ("revoked", "status-set", status("revocation", is_set=True), "revocation_status", {}),
    ("suspended", "status-set", status("suspension", is_set=True), "suspension_status", {}),
    ("newer-version", "status-set", status("refresh", is_set=True), "refresh_status", {}),
    ("list-is-a-jwt", "status-list-is-a-jwt", status("revocation", is_set=False, token=True),
     "revocation_status", {}),
    ("status-type-in-a-list", "status-type-unknown", status_type_in_a_list, "TypeError", {}),
    ("evidence-without-type", "type-missing", change("evidence", [{"name": "Essay"}]), "", {}),
]  # fmt: skip

ACCEPTED: Final[list[tuple[str, Fault, dict[str, Any]]]] = [
    ("right", lambda _: None, {}),
    ("did-web", lambda _: None, {"issuer": "did:web:right.example"}),
    ("2020", lambda _: None, {"suite": "Ed25519Signature2020"}),
    ("not-revoked", status("revocation", is_set=False), {}),
    ("revoked-by-a-1edtech-list", revocation_list, {}),
    ("second-proof-is-right", second_proof_is_right, {}),
    ("of-a-definition", of_a_definition, {}),
    ("with-evidence", change("evidence", [{"type": ["Evidence"], "name": "Essay"}]), {}),
]


def check(peer: Peer, issuing: Issuing) -> tuple[dict[str, Any], bool | None, list[str]]:
    badge = issuing.badge_as_signed()
    handed_in = badge if isinstance(badge, str) else json.dumps(badge)
    report = issuing.world.verify(handed_in)
    predictions = predict(read_source(handed_in), report)
    told = [item for item in predictions if item.verifier == VERIFIER]
    codes = [item.code for item in told if item.accepts is not True]
    return answers_of(peer, issuing, badge), opinion_of(told, VERIFIER), codes


@pytest.mark.parametrize(
    ("code", "fault", "reported", "how"),
    [pytest.param(*rest, id=name) for name, *rest in FAULTS],
)
def test_what_it_refuses_is_predicted(
    verifier_core: Peer, code: str, fault: Fault, reported: str, how: dict[str, Any]
) -> None:
    issuing = Issuing(**how)
    fault(issuing)
    answer, opinion, codes = check(verifier_core, issuing)
    assert not is_accepted(answer)
    assert opinion is False
    assert codes[0] == code
    said = [error["name"] for error in answer["errors"]]
    said += [step["id"] for step in answer["steps"] or [] if not step.get("valid")]
    assert any(reported in item for item in said), answer


@pytest.mark.parametrize(
    ("fault", "how"), [pytest.param(*rest, id=name) for name, *rest in ACCEPTED]
)
def test_what_it_accepts_is_predicted(
    verifier_core: Peer, fault: Fault, how: dict[str, Any]
) -> None:
    issuing = Issuing(**how)
    fault(issuing)
    answer, opinion, codes = check(verifier_core, issuing)
    assert opinion is True, codes
    assert is_accepted(answer), answer
