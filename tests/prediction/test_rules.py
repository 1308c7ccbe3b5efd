"""What other verifiers would say: every rule, by its code; only what can be known is said."""

from __future__ import annotations

import ast
import base64
import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from microcred import prediction
from microcred.keys import Algorithm, SigningKey
from microcred.limits import MAX_FAULTS
from microcred.prediction import (
    VERIFIERS,
    Prediction,
    opinion_of,
    public_validator,
    verifier_core,
)
from microcred.prediction.rules_page import with_current_rules
from microcred.prediction.verifier_core import is_url
from microcred.prediction.verifiers import ALL_RULES
from microcred.status import StatusList, make_entry, make_status_list_credential
from microcred.verifying import Source, read_source
from tests.verifying.world import ISSUER, World

ONE_EDTECH: Final = public_validator.VERIFIER
DCC: Final = verifier_core.VERIFIER
EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
LIST_URL: Final = "https://district.example/status/1"
PAGE: Final = Path(__file__).parents[2] / "docs" / "why-refused.md"

Change = Callable[[World], Any]


def predict(world: World, badge: Any = None) -> list[Prediction]:
    """Verify a badge here and ask what the others would say; by default the world's own."""
    given = world.signed() if badge is None else badge
    handed_in = given if isinstance(given, str | bytes) else json.dumps(given)
    return prediction.predict(read_source(handed_in), world.verify(handed_in))


def codes(predictions: list[Prediction], verifier: str, accepts: bool | None) -> list[str]:
    return [
        item.code for item in predictions if item.verifier == verifier and item.accepts is accepts
    ]


def pointers(predictions: list[Prediction], verifier: str) -> list[str]:
    return [
        item.pointer for item in predictions if item.verifier == verifier and item.accepts is False
    ]


def subject(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world.badge["credentialSubject"]
    return found


def achievement(world: World) -> dict[str, Any]:
    found: dict[str, Any] = subject(world)["achievement"]
    return found


def document(world: World) -> dict[str, Any]:
    return world.documents[world.issuer]


def test_a_badge_that_is_right_is_accepted_by_both() -> None:
    predictions = predict(World())
    assert {name: opinion_of(predictions, name) for name in VERIFIERS} == dict.fromkeys(
        VERIFIERS, True
    )
    assert codes(predictions, DCC, accepts=True) == ["issuer-registry", "no-objection"]
    assert codes(predictions, ONE_EDTECH, accepts=True) == ["no-objection"]


def test_every_prediction_names_its_basis() -> None:
    world = World()
    del world.badge["id"]
    assert all(item.basis and item.reason for item in predict(world))


def test_an_opinion_is_the_worst_of_the_answers() -> None:
    def one(accepts: bool | None) -> Prediction:
        return Prediction(DCC, accepts, "x", "", "", "", "")

    assert opinion_of([one(True), one(None), one(False)], DCC) is False
    assert opinion_of([one(True), one(None)], DCC) is None
    assert opinion_of([one(True)], DCC) is True
    assert opinion_of([one(True)], ONE_EDTECH) is None


# Rules of 1EdTech on the document: what is changed before signing, the code, the place.
ONE_EDTECH_RULES: Final[list[tuple[str, Change, str]]] = [
    ("context-order", lambda w: w.badge["@context"].insert(1, EXTENSIONS), "/@context/1"),
    ("context-order", lambda w: w.badge["@context"].pop(), "/@context/1"),
    ("type-wrong", lambda w: w.badge.update(type=["VerifiableCredential"]), "/type"),
    ("schema", lambda w: achievement(w).pop("name"), "/credentialSubject/achievement"),
    ("subject-shape", lambda w: w.badge.update(credentialSubject=[subject(w)]),
     "/credentialSubject"),
    ("type-missing", lambda w: subject(w).pop("type"), "/credentialSubject"),
    ("subject-not-identified", lambda w: [subject(w).pop("id"), subject(w).pop("identifier")],
     "/credentialSubject"),
    ("type-missing", lambda w: subject(w)["identifier"][1].pop("type"),
     "/credentialSubject/identifier/1"),
    ("type-missing", lambda w: subject(w)["result"][0].pop("type"), "/credentialSubject/result/0"),
    ("type-missing", lambda w: subject(w).update(source={"id": "https://a.example/"}),
     "/credentialSubject/source"),
    ("no-achievement", lambda w: subject(w).pop("achievement"), "/credentialSubject/achievement"),
    ("type-missing", lambda w: achievement(w)["resultDescription"][0].pop("type"),
     "/credentialSubject/achievement/resultDescription/0"),
    ("criteria-empty", lambda w: achievement(w).update(criteria={"type": "Criteria"}),
     "/credentialSubject/achievement/criteria"),
    ("type-missing", lambda w: w.badge.update(evidence=[{"name": "Essay"}]), "/evidence/0"),
    ("issuer-shape", lambda w: w.badge.update(issuer=ISSUER), "/issuer"),
    ("type-missing", lambda w: w.badge["issuer"].update(type=["Organization"]), "/issuer"),
    ("type-missing", lambda w: w.badge["issuer"].update(otherIdentifier=[{"type": ["X"]}]),
     "/issuer/otherIdentifier/0"),
    ("type-missing", lambda w: w.badge["issuer"].update(parentOrg={"type": ["X"]}),
     "/issuer/parentOrg"),
    ("no-id", lambda w: w.badge.pop("id"), "/id"),
    ("expired", lambda w: w.badge.update(validUntil="2026-05-30T00:00:00Z"), "/validUntil"),
    ("not-yet-valid", lambda w: w.badge.update(validFrom="2027-01-01T00:00:00Z"), "/validFrom"),
    ("no-extensions-context",
     lambda w: w.badge.update(credentialStatus={"id": LIST_URL, "type": "1EdTechRevocationList"}),
     "/credentialStatus/type"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "change", "pointer"),
    [pytest.param(*rule, id=f"{rule[0]}-{rule[2]}") for rule in ONE_EDTECH_RULES],
)
def test_1edtech_rules_on_the_document(code: str, change: Change, pointer: str) -> None:
    world = World()
    change(world)
    # A JWT, since our own signers refuse to sign some of these.
    predictions = predict(world, world.token())
    found = [
        item.pointer
        for item in predictions
        if item.verifier == ONE_EDTECH and item.accepts is False and item.code == code
    ]
    assert found == [pointer]


def test_1edtech_wants_time_zones_and_the_dcc_does_not() -> None:
    world = World()
    predictions = predict(world, world.signed() | {"validUntil": "2027-01-01T00:00:00"})
    assert "date-unreadable" in codes(predictions, ONE_EDTECH, accepts=False)
    assert "date-lenient" in codes(predictions, DCC, accepts=None)


def test_1edtech_warns_of_older_contexts_only() -> None:
    world = World()
    world.badge["@context"][1] = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
    predictions = predict(world)
    assert codes(predictions, ONE_EDTECH, accepts=True) == ["context-older", "no-objection"]
    assert opinion_of(predictions, ONE_EDTECH) is True


def test_1edtech_warns_of_a_badge_that_is_right_as_json_ld_only() -> None:
    world = World()
    achievement(world)["type"] = "Achievement"
    predictions = predict(world)
    assert "schema-json-ld-only" in codes(predictions, ONE_EDTECH, accepts=True)
    assert opinion_of(predictions, ONE_EDTECH) is True


def test_terms_that_no_context_defines_are_refused_by_both() -> None:
    predictions = predict(World(), World().signed() | {"colour": "green"})
    for verifier in VERIFIERS:
        assert "term-not-defined" in codes(predictions, verifier, accepts=False)
        assert "/colour" in pointers(predictions, verifier)


def test_what_an_unknown_context_says_is_not_known() -> None:
    badge = World().signed()
    badge["@context"].append("https://contexts.example/v1")
    predictions = predict(World(), badge)
    for verifier in VERIFIERS:
        assert "context-fetched" in codes(predictions, verifier, accepts=None)
        assert opinion_of(predictions, verifier) is None


@pytest.mark.parametrize(
    ("suite", "algorithm"),
    [
        ("eddsa-jcs-2022", "Ed25519"),
        ("ecdsa-rdfc-2019", "P-256"),
        ("ecdsa-jcs-2019", "P-384"),
    ],
)
def test_suites_that_neither_knows(suite: str, algorithm: Algorithm) -> None:
    predictions = predict(World(algorithm, suite))
    assert codes(predictions, ONE_EDTECH, accepts=False) == ["suite-unknown"]
    assert codes(predictions, DCC, accepts=False) == ["proof-not-taken"]


def test_both_know_the_older_suite() -> None:
    predictions = predict(World(suite="Ed25519Signature2020"))
    assert opinion_of(predictions, ONE_EDTECH) is True
    assert opinion_of(predictions, DCC) is True


def test_1edtech_takes_the_first_proof_only_and_the_dcc_any() -> None:
    world = World()
    signed = world.signed()
    world.suite = "eddsa-jcs-2022"
    jcs = world.signed()["proof"][0]
    first = predict(world, {**signed, "proof": [*signed["proof"], jcs]})
    assert (opinion_of(first, ONE_EDTECH), opinion_of(first, DCC)) == (True, True)
    last = predict(world, {**signed, "proof": [jcs, *signed["proof"]]})
    assert (opinion_of(last, ONE_EDTECH), opinion_of(last, DCC)) == (False, True)


def test_a_forged_badge_is_refused_by_both() -> None:
    world = World()
    predictions = predict(world, world.signed() | {"name": "Forged"})
    assert codes(predictions, ONE_EDTECH, accepts=False) == ["signature-wrong"]
    assert codes(predictions, DCC, accepts=False) == ["signature-wrong"]


def test_an_unsigned_badge_is_refused_by_both() -> None:
    world = World()
    predictions = predict(world, world.badge)
    assert codes(predictions, ONE_EDTECH, accepts=False) == ["no-proof"]
    assert codes(predictions, DCC, accepts=False) == ["no-proof"]


def test_proofs_for_another_purpose_or_none() -> None:
    world = World()
    predictions = predict(world, world.signed(proofPurpose="authentication"))
    assert codes(predictions, ONE_EDTECH, accepts=False) == ["proof-not-taken"]
    signed = world.signed()
    del signed["proof"][0]["proofPurpose"]
    assert "purpose-missing" in codes(predict(world, signed), ONE_EDTECH, accepts=False)


def test_whether_others_look_at_the_end_of_a_proof_is_not_said() -> None:
    world = World()
    predictions = predict(world, world.signed(expires="2026-05-02T00:00:00Z"))
    assert codes(predictions, ONE_EDTECH, accepts=None) == ["signature-unknown"]
    assert codes(predictions, DCC, accepts=None) == ["signature-unknown"]


def test_a_proof_chain_is_refused_by_the_dcc() -> None:
    world = World()
    signed = world.signed()
    signed["proof"][0]["previousProof"] = "urn:uuid:0e7b4d5a-6f1c-4a6e-9b7a-2f8f3c1d9e02"
    assert codes(predict(world, signed), DCC, accepts=False) == ["proof-chain"]


def did_key_world() -> World:
    key = SigningKey.generate("Ed25519")
    world = World(issuer=key.did)
    world.key = key
    world.badge["issuer"]["id"] = key.did
    world.options["verificationMethod"] = key.key_id
    return world


def test_a_did_key_of_somebody_else() -> None:
    world = did_key_world()
    world.badge["issuer"]["id"] = ISSUER
    predictions = predict(world)
    assert codes(predictions, ONE_EDTECH, accepts=False) == ["controller-not-the-issuer"]
    assert codes(predictions, DCC, accepts=False) == ["key-not-the-issuers"]


def test_a_did_jwk_gives_no_multikey() -> None:
    world = World()
    jwk = json.dumps(world.key.public_key.jwk).encode()
    did = "did:jwk:" + base64.urlsafe_b64encode(jwk).decode().rstrip("=")
    world.badge["issuer"]["id"] = did
    predictions = predict(world, world.signed(verificationMethod=f"{did}#0"))
    assert codes(predictions, ONE_EDTECH, accepts=False) == ["key-not-a-multikey"]
    assert codes(predictions, DCC, accepts=False) == ["did-method-unknown"]


@pytest.mark.parametrize(
    ("change", "one_edtech", "dcc"),
    [
        (lambda w: document(w).pop("@context"), [], ["did-document-no-context"]),
        (
            lambda w: document(w).update(assertionMethod=["#key-1"]),
            ["key-not-listed"],
            [],
        ),
        (
            lambda w: document(w).update(verificationMethod=[], assertionMethod=[w.method]),
            ["assertion-method-not-ids"],
            [],
        ),
        (lambda w: document(w).update(assertionMethod=[]), [], ["key-not-the-issuers"]),
    ],
)
def test_did_documents(change: Change, one_edtech: list[str], dcc: list[str]) -> None:
    world = World()
    change(world)
    predictions = predict(world)
    assert set(one_edtech) <= set(codes(predictions, ONE_EDTECH, accepts=False))
    assert codes(predictions, DCC, accepts=False) == dcc


def test_a_did_document_with_another_first_context_cannot_be_told() -> None:
    world = World()
    document(world)["@context"].reverse()
    assert codes(predict(world), DCC, accepts=None) == ["did-document-context"]


def test_an_issuer_out_of_reach_cannot_be_told() -> None:
    world = World()
    signed = world.signed()
    world.documents.clear()
    predictions = predict(world, signed)
    assert codes(predictions, ONE_EDTECH, accepts=None) == ["did-web", "signature-unknown"]
    assert codes(predictions, DCC, accepts=None) == ["signature-unknown"]


@pytest.mark.parametrize(
    ("method", "accepts", "code"),
    [
        ("key-1", False, "method-not-a-url"),
        ("ipfs://x#key-1", False, "method-not-a-url"),
        ("did:example:x#key-1", None, "did-resolver"),
        ("https://district.example/keys/1", None, "key-url"),
    ],
)
def test_verification_methods_at_1edtech(method: str, accepts: bool | None, code: str) -> None:
    world = World()
    signed = world.signed()
    signed["proof"][0]["verificationMethod"] = method
    assert codes(predict(world, signed), ONE_EDTECH, accepts)[0] == code


@pytest.mark.parametrize(
    ("algorithm", "kid", "accepts", "code"),
    [
        ("RSA", None, True, "no-objection"),
        ("P-256", None, True, "no-objection"),
        ("Ed25519", None, False, "algorithm"),
        ("P-384", None, False, "algorithm"),
        ("P-256", "#key-1", False, "kid-gives-no-jwk"),
        ("P-256", f"{ISSUER}#key-1", None, "kid-fetched"),
    ],
)
def test_tokens(algorithm: Algorithm, kid: str | None, accepts: bool | None, code: str) -> None:
    world = World(algorithm)
    header: dict[str, Any] = {"jwk": world.key.public_key.jwk}
    if kid:
        header["kid"] = kid
    predictions = predict(world, world.token(header))
    assert codes(predictions, ONE_EDTECH, accepts) == [code]
    assert codes(predictions, DCC, accepts=False) == ["jwt-not-read"]


def test_a_forged_token() -> None:
    world = World("P-256")
    token = world.token({"jwk": world.key.public_key.jwk})
    middle = len(token) - 20
    token = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    assert codes(predict(world, token), ONE_EDTECH, accepts=False) == ["signature-wrong"]


def with_status(purpose: str, *, is_set: bool, as_token: bool = False) -> World:
    world = World()
    statuses = StatusList(purpose)
    if is_set:
        statuses.set(94_567)
    signer = copy.copy(world)
    signer.badge = make_status_list_credential(
        statuses, LIST_URL, ISSUER, valid_from=datetime(2026, 5, 1, tzinfo=UTC)
    )
    world.published[LIST_URL] = signer.token() if as_token else signer.signed()
    world.badge["credentialStatus"] = [make_entry(LIST_URL, 94_567, purpose)]
    return world


def test_a_suspended_badge_is_accepted_by_1edtech() -> None:
    predictions = predict(with_status("suspension", is_set=True))
    assert opinion_of(predictions, ONE_EDTECH) is True
    assert "status-not-looked-up" in codes(predictions, ONE_EDTECH, accepts=True)
    assert codes(predictions, DCC, accepts=False) == ["status-set"]


def test_a_revoked_badge_is_refused_by_both() -> None:
    predictions = predict(with_status("revocation", is_set=True))
    assert codes(predictions, ONE_EDTECH, accepts=False) == ["revoked"]
    assert codes(predictions, DCC, accepts=False) == ["status-set"]


def test_a_list_as_a_jwt_is_refused_by_the_dcc() -> None:
    predictions = predict(with_status("revocation", is_set=False, as_token=True))
    assert codes(predictions, DCC, accepts=False) == ["status-list-is-a-jwt"]
    assert codes(predictions, ONE_EDTECH, accepts=None) == ["status-list-unknown"]


def test_a_list_in_a_suite_that_the_dcc_does_not_know() -> None:
    world = with_status("revocation", is_set=False)
    signer = copy.copy(world)
    signer.suite = "eddsa-jcs-2022"
    signer.badge = {**world.published[LIST_URL]}
    del signer.badge["proof"]
    world.published[LIST_URL] = signer.signed()
    assert codes(predict(world), DCC, accepts=False) == ["status-list-suite"]


def test_a_list_out_of_reach_cannot_be_told() -> None:
    world = with_status("revocation", is_set=False)
    world.published.clear()
    predictions = predict(world)
    assert codes(predictions, DCC, accepts=None) == ["status-unknown"]
    assert codes(predictions, ONE_EDTECH, accepts=None) == ["status-unknown"]


def test_a_revocation_list_is_looked_up_by_1edtech_only() -> None:
    world = World()
    world.badge["@context"].append(EXTENSIONS)
    world.badge["credentialStatus"] = {"id": LIST_URL, "type": "1EdTechRevocationList"}
    predictions = predict(world)
    assert "status-list-unreachable" in codes(predictions, ONE_EDTECH, accepts=True)
    assert opinion_of(predictions, ONE_EDTECH) is True
    assert "status-not-looked-up" in codes(predictions, DCC, accepts=True)


@pytest.mark.parametrize(
    ("endorsement", "code"),
    [
        ({"type": ["VerifiableCredential", "EndorsementCredential"]}, "endorsement-context"),
        ({"type": ["EndorsementCredential"]}, "endorsement-type"),
        ({"proof": {"type": "DataIntegrityProof", "proofPurpose": "assertionMethod",
                    "cryptosuite": "bbs-2023"}}, "endorsement-proof"),
    ],
)  # fmt: skip
def test_embedded_endorsements(endorsement: dict[str, Any], code: str) -> None:
    world = World("P-256")
    achievement(world)["endorsement"] = [endorsement]
    predictions = predict(world, world.token({"jwk": world.key.public_key.jwk}))
    assert code in codes(predictions, ONE_EDTECH, accepts=False)
    where = "/credentialSubject/achievement/endorsement/0"
    assert any(pointer.startswith(where) for pointer in pointers(predictions, ONE_EDTECH))


def test_endorsements_as_jwt() -> None:
    world = World()
    world.badge["endorsementJwt"] = [world.token()]
    predictions = predict(world)
    assert "endorsement-jwt" in codes(predictions, ONE_EDTECH, accepts=False)
    assert codes(predictions, DCC, accepts=False) == ["context-copy"]


def test_learner_records_have_another_inspector() -> None:
    world = World()
    world.badge["type"] = ["VerifiableCredential", "ClrCredential"]
    predictions = predict(world, world.token())
    assert codes(predictions, ONE_EDTECH, accepts=None) == ["another-inspector"]


def test_a_refresh_service_is_asked_by_1edtech() -> None:
    world = World()
    world.badge["@context"].append(EXTENSIONS)
    url = "https://district.example/refresh/1"
    world.badge["refreshService"] = {"id": url, "type": "1EdTechCredentialRefresh"}
    assert codes(predict(world), ONE_EDTECH, accepts=None) == ["refreshed"]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("type", ["OpenBadgeCredential"], "not-a-credential"),
        ("credentialSubject", [], "no-subject"),
        ("credentialSubject", {"id": "https://"}, "subject-id-not-a-url"),
        ("issuer", [ISSUER, ISSUER], "several-issuers"),
        ("issuer", {"id": "the district"}, "issuer-id-not-a-url"),
        ("validUntil", "next year", "date-unreadable"),
        ("termsOfUse", [{"id": "https://a.example/"}], "type-missing"),
        ("evidence", [{"id": "https://", "type": "Evidence"}], "evidence-id-not-a-url"),
        ("credentialStatus", {"type": "Clairvoyance2030"}, "status-type-unknown"),
        ("credentialStatus", {"type": "BitstringStatusListEntry"}, "status-malformed"),
    ],
)
def test_dcc_rules_on_the_document(name: str, value: Any, code: str) -> None:
    world = World()
    assert code in codes(predict(world, world.signed() | {name: value}), DCC, accepts=False)


def test_vcdm_1_1_needs_an_issuance_date_at_the_dcc() -> None:
    badge = World().signed()
    badge["@context"][0] = "https://www.w3.org/2018/credentials/v1"
    assert "no-issuance-date" in codes(predict(World(), badge), DCC, accepts=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("urn:uuid:1", True),
        ("did:key:z6Mk", True),
        ("https://a.example/1", True),
        ("https://[::1]:80/", True),
        ("HTTPS://a.example", True),
        ("https://", False),
        ("https://a b/", False),
        ("badge-1", False),
        ("", False),
        (None, False),
        (7, False),
        ("1:2", False),
    ],
)
def test_urls_as_javascript_reads_them(text: object, expected: bool) -> None:
    assert is_url(text) is expected


@pytest.mark.parametrize(
    "badge",
    [
        {},
        {"@context": 7, "type": 7, "proof": 7, "credentialStatus": 7, "issuer": 7},
        {"@context": {}, "type": {}, "proof": {}, "credentialStatus": {}, "issuer": {}},
        {"@context": [[]], "type": [[]], "proof": [[]], "credentialStatus": [[]], "issuer": [[]]},
        {"type": "OpenBadgeCredential", "credentialSubject": {"type": {}, "achievement": []}},
        {"type": "OpenBadgeCredential", "credentialSubject": [[]], "evidence": "x"},
        {"type": "OpenBadgeCredential", "proof": {"proofPurpose": [], "type": []}},
        {"type": "OpenBadgeCredential", "endorsement": {"@context": {}, "proof": [[]]}},
        {"type": "OpenBadgeCredential", "endorsementJwt": [7, "", "eyJ.e.A"], "validFrom": []},
        {"credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": {}}},
        {"credentialSubject": {"id": []}, "validFrom": {}, "evidence": [{"id": {}}]},
    ],
)
def test_any_badge_gets_an_answer_of_each_verifier(badge: Mapping[str, Any]) -> None:
    predictions = predict(World(), dict(badge))
    assert {item.verifier for item in predictions} == set(VERIFIERS)
    assert opinion_of(predictions, DCC) is False


def _places(value: Any, *place: str | int) -> Iterator[tuple[str | int, ...]]:
    yield place
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in pairs:
            yield from _places(inner, *place, name)


@pytest.mark.parametrize("junk", [None, 7, "", "x", [], {}, [[]], [None], {"type": [{}]}, True])
def test_junk_anywhere_gets_an_answer(junk: Any) -> None:
    world = with_status("revocation", is_set=False)
    achievement(world)["endorsement"] = [{"type": "EndorsementCredential", "proof": [{}]}]
    badge = {**world.badge, "proof": World().signed()["proof"]}
    report = world.verify(badge)
    for place in list(_places(badge))[1:]:
        broken = copy.deepcopy(badge)
        holder: Any = broken
        for name in place[:-1]:
            holder = holder[name]
        holder[place[-1]] = junk
        predictions = prediction.predict(Source("json", broken), report)
        assert {item.verifier for item in predictions} == set(VERIFIERS)


def test_many_answers_are_cut_and_refusals_are_kept() -> None:
    world = World("P-256")
    achievement(world)["endorsementJwt"] = [7] * 5000 + ["eyJ.e.A"] * 5000
    predictions = predict(world, world.token({"jwk": world.key.public_key.jwk}))
    refused = codes(predictions, ONE_EDTECH, accepts=False)
    assert refused.count("endorsement-jwt") == MAX_FAULTS


def test_the_page_has_every_rule_in_its_own_words() -> None:
    page = PAGE.read_text("utf-8")
    assert with_current_rules(page) == page, (
        f"out of date; run: python -m microcred.prediction.rules_page {PAGE.name}"
    )
    for rules in ALL_RULES.values():
        assert all(
            rule.__doc__ and f"| {rule.__doc__.splitlines()[0]} |" in page for rule, _ in rules
        )


SIGNS: Final = {"refuses": "✘", "unknown": "?", "remarks": "-"}
ROW: Final = re.compile(
    r"^\| (`[^|]+`) \| (1EdTech|DCC|both) \| ([✘?-]) \| [^|]{5,} \|$", re.MULTILINE
)


def test_the_page_tells_every_code_as_the_code_has_it() -> None:
    told: dict[str, tuple[str, str]] = {}
    for codes_told, verifier, sign in ROW.findall(PAGE.read_text("utf-8")):
        told |= dict.fromkeys(re.findall(r"`([a-z0-9-]+)`", codes_told), (verifier, sign))
    written: dict[str, tuple[set[str], set[str]]] = {}
    for path in Path(public_validator.__file__).parent.glob("*.py"):
        for kind, code in _codes_in(path):
            verifiers, signs = written.setdefault(code, (set(), set()))
            verifiers |= {"1EdTech"} if path.stem.startswith("public") else set()
            verifiers |= {"DCC"} if path.stem.startswith("verifier") else set()
            verifiers |= {"1EdTech", "DCC"} if path.stem == "extensions" else set()
            signs.add(SIGNS[kind])
    for code in ("expired", "not-yet-valid"):  # taken over from the check of the same name
        written[code][0].add("1EdTech")
    assert told.keys() == written.keys()
    for code, (verifiers, signs) in written.items():
        verifier, sign = told[code]
        assert verifiers == ({"1EdTech", "DCC"} if verifier == "both" else {verifier}), code
        assert signs == {sign}, code


def _codes_in(path: Path) -> set[tuple[str, str]]:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return {
        (call.func.id, call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in SIGNS
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }
