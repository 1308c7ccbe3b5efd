"""Every check and outcome, by code, from one world that changes one thing at a time."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from microcred.errors import VerificationFailed
from microcred.findings import Outcome
from microcred.issuing import Recipient
from microcred.json_pointer import resolve_pointer
from microcred.keys import Algorithm, SigningKey
from microcred.models.vocabulary import IdentifierType
from microcred.status import StatusList, make_status_list_credential
from microcred.verifying import CHECKS, AllOf, Policy, VerificationReport
from tests.verifying.world import BADGE, ISSUER, NOW, World

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
UNDETERMINED, SKIPPED = Outcome.UNDETERMINED, Outcome.SKIPPED


@pytest.fixture
def world() -> World:
    return World()


def found(report: VerificationReport, check: str) -> list[tuple[Outcome, str, str]]:
    return [(item.outcome, item.code, item.pointer) for item in report.find(check)]


def expect(
    report: VerificationReport, check: str, outcome: Outcome, code: str, pointer: str = ""
) -> None:
    assert (outcome, code, pointer) in found(report, check), found(report, check)


def test_a_right_badge_is_valid_and_every_check_is_in_its_order(world: World) -> None:
    report = world.verify()
    assert report.verdict == "valid"
    assert list(dict.fromkeys(item.check for item in report.checks)) == list(CHECKS)
    assert {item.check: item.outcome for item in report.checks} == {
        "source": PASSED,
        "data_model": PASSED,
        "json_ld": PASSED,
        "schema": SKIPPED,
        "resources": SKIPPED,
        "open_badges": PASSED,
        "proof": PASSED,
        "issuer_key": PASSED,
        "refresh": SKIPPED,
        "status": SKIPPED,
        "validity": PASSED,
        "recipient": SKIPPED,
        "endorsements": SKIPPED,
        "contained": SKIPPED,
        "trust": SKIPPED,
    }
    assert all(item.spec == CHECKS[item.check] for item in report.checks)
    report.raise_for_failures()


@pytest.mark.parametrize(
    ("algorithm", "suite"),
    [
        ("Ed25519", "eddsa-jcs-2022"),
        ("Ed25519", "Ed25519Signature2020"),
        ("P-256", "ecdsa-rdfc-2019"),
        ("P-384", "ecdsa-rdfc-2019"),
        ("P-256", "ecdsa-jcs-2019"),
        ("P-384", "ecdsa-jcs-2019"),
    ],
)
def test_every_suite_is_verified(algorithm: Algorithm, suite: str) -> None:
    assert World(algorithm, suite).verify().verdict == "valid"


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256", "P-384", "RSA"])
def test_every_kind_of_jwt_is_verified(algorithm: Algorithm) -> None:
    world = World(algorithm)
    report = world.verify(world.token())
    assert report.verdict == "valid"
    assert report.source == "jwt"
    assert report.credential == world.badge


# source


@pytest.mark.parametrize(
    ("badge", "code"),
    [
        (b"", "empty"),
        (b"hello", "invalid-json"),
        (b"[]", "not-an-object"),
        (b"\xff\xfe", "unknown-format"),
        (b'{"a":1,"a":2}', "duplicate-member"),
        (b'{"a":NaN}', "not-a-number"),
        (b"[" * 100_000, "too-deep"),
        (b"[" * 1_000_000, "too-many-values"),
        ("eyJhbGciOiJub25lIn0.e30.", "algorithm-refused"),
        ("eyJhbGciOiJIUzI1NiJ9.e30.AA", "algorithm-refused"),
    ],
)
def test_what_is_no_credential_fails_at_the_source(
    world: World, badge: str | bytes, code: str
) -> None:
    report = world.verify(badge)
    assert report.verdict == "invalid"
    assert report.credential is None
    assert [item.code for item in report.find("source")] == [code]
    assert {item.outcome for item in report.checks if item.check != "source"} == {SKIPPED}
    assert {item.check for item in report.checks} == set(CHECKS)


# data_model, json_ld, schema, open_badges


def test_data_model_names_the_place(world: World) -> None:
    del world.badge["issuer"]
    report = world.verify()
    assert report.outcome("data_model") is FAILED
    assert report.verdict == "invalid"
    world = World()
    world.badge["validFrom"] = "2026-05-01"
    assert [item.pointer for item in world.verify().find("data_model")] == ["/validFrom"]


def test_json_ld_reports_a_term_that_a_signature_leaves_out(world: World) -> None:
    signed = world.signed() | {"surname": "added after signing, covered by nothing"}
    report = world.verify(signed)
    assert [item.pointer for item in report.find("json_ld")] == ["/surname"]
    assert report.outcome("json_ld") is FAILED
    assert report.outcome("proof") is PASSED
    assert report.verdict == "invalid"


def test_form_is_unknown_for_an_unknown_context_where_json_is_signed(world: World) -> None:
    context = "https://district.example/context.json"
    world.badge["@context"].append(context)
    terms = {"@context": {"room": "https://district.example/vocab#room"}}
    world.badge["room"] = "12"
    token = world.token()
    report = world.verify(token)
    (finding,) = report.find("data_model")
    assert (finding.outcome, finding.code) == (UNDETERMINED, "unknown-context")
    expect(report, "json_ld", PASSED, "json-signed")
    assert report.answers == {"genuine": "yes", "inForce": "yes", "wellFormed": "unknown"}
    world.policy = Policy(contexts={context: terms})
    assert world.verify(token).outcome("data_model") is PASSED
    report = world.verify(world.badge)
    (finding,) = report.find("json_ld")


def test_a_context_is_fetched_only_when_the_policy_lists_it_and_then_once(world: World) -> None:
    context = "https://district.example/context.json"
    world.badge["@context"].append(context)
    world.badge["room"] = "12"
    world.published[context] = {"@context": {"room": "https://district.example/vocab#room"}}
    world.policy = Policy(contexts={context: world.published[context]})
    token = world.token()
    world.policy = Policy()
    assert world.verify(token).outcome("data_model") is UNDETERMINED
    verifier = world.verifier(Policy(fetch_contexts=frozenset({context})))
    assert verifier.verify(token).verdict == "valid"
    world.published.clear()
    assert verifier.verify(token).verdict == "valid"
    late = world.verifier(Policy(fetch_contexts=frozenset({context})))
    assert late.verify(token).outcome("data_model") is UNDETERMINED
    world.published[context] = {"room": "no context"}
    assert late.verify(token).outcome("data_model") is UNDETERMINED


EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)


@pytest.mark.parametrize("kind", ["1EdTechJsonSchemaValidator2019", "JsonSchema"])
def test_schema_passes_where_it_is_known(world: World, kind: str) -> None:
    world.badge["@context"].append(EXTENSIONS)
    world.badge["credentialSchema"] = [{"id": SCHEMA, "type": kind}]
    expect(world.verify(), "schema", PASSED, "schema-satisfied", "/credentialSchema/0")


def test_schema_fails_with_the_place(world: World) -> None:
    world.badge["@context"].append(EXTENSIONS)
    world.badge["credentialSchema"] = [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}]
    del world.badge["credentialSubject"]["achievement"]["criteria"]
    report = world.verify()
    assert report.outcome("schema") is FAILED
    assert any("/credentialSubject/achievement" in item.pointer for item in report.find("schema"))


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"id": "https://district.example/s.json", "type": "JsonSchema"}, "unreachable"),
        ({"id": SCHEMA, "type": "ShapeExpression"}, "schema-type-unknown"),
    ],
)
def test_schema_is_undetermined_where_it_is_not_known(
    world: World, entry: dict[str, str], code: str
) -> None:
    world.badge["credentialSchema"] = [entry]
    report = world.verify(world.token())
    expect(report, "schema", UNDETERMINED, code, "/credentialSchema/0")
    assert report.verdict != "valid"


def test_open_badges_checks_that_a_result_points_at_its_description(world: World) -> None:
    world.badge["credentialSubject"]["result"][0]["resultDescription"] = "urn:uuid:elsewhere"
    report = world.verify()
    assert report.outcome("open_badges") is FAILED
    pointers = [item.pointer for item in report.find("open_badges")]
    assert "/credentialSubject/result/0/resultDescription" in pointers


def test_a_credential_of_another_kind_is_no_badge_unless_the_policy_says_so(world: World) -> None:
    world.badge["type"] = ["VerifiableCredential"]
    world.badge["@context"] = world.badge["@context"][:1]
    world.badge["credentialSubject"] = {"id": "did:example:ana"}
    world.badge["issuer"] = ISSUER
    report = world.verify()
    assert [item.code for item in report.find("open_badges")] == ["not-an-open-badge"]
    assert report.verdict == "invalid"
    world.policy = Policy(require_open_badge=False)
    assert world.verify().verdict == "valid"


# proof


def test_proof_fails_when_anything_was_changed(world: World) -> None:
    signed = world.signed()
    signed["credentialSubject"]["achievement"]["name"] = "Passive Listening"
    report = world.verify(signed)
    expect(report, "proof", FAILED, "bad-signature", "/proof/0")
    expect(report, "issuer_key", SKIPPED, "no-verified-proof")
    assert report.verdict == "invalid"


def test_the_trace_shows_what_a_wrong_signature_was_checked_over(world: World) -> None:
    signed = world.signed()
    right = next(step for step in world.verify(signed).trace if step["step"] == "proof")
    signed["name"] = "Passive Listening"
    wrong = next(step for step in world.verify(signed).trace if step["step"] == "proof")
    assert wrong["options_hash"] == right["options_hash"]
    assert wrong["document_hash"] != right["document_hash"]
    assert "Passive Listening" in wrong["canonical_document"]
    token = world.token()
    header, payload, _ = token.split(".")
    steps = world.verify(f"{header}.{payload}.{'A' * 86}").trace
    assert [step["signing_input"] for step in steps if step["step"] == "jws"] == [
        f"{header}.{payload}"
    ]


def test_proof_fails_without_any(world: World) -> None:
    expect(world.verify(world.badge), "proof", FAILED, "no-proof")


def test_proof_fails_on_a_list_of_none(world: World) -> None:
    expect(world.verify(world.badge | {"proof": []}), "proof", FAILED, "no-proof")


def test_every_proof_of_a_set_counts(world: World) -> None:
    signed = world.signed()
    other = world.signed(created="2026-05-02T00:00:00Z")["proof"][0]
    both = signed | {"proof": [*signed["proof"], other]}
    assert [item.pointer for item in world.verify(both).find("proof")] == ["/proof/0", "/proof/1"]
    assert world.verify(both).verdict == "valid"
    both["proof"][0] = {**both["proof"][0], "created": "2026-05-03T00:00:00Z"}
    report = world.verify(both)
    expect(report, "proof", FAILED, "bad-signature", "/proof/0")
    expect(report, "proof", PASSED, "signature-valid", "/proof/1")
    assert report.verdict == "invalid"


def test_an_unknown_suite_is_named_and_the_known_ones_are_judged(world: World) -> None:
    signed = world.signed()
    unknown = {**signed["proof"][0], "cryptosuite": "mldsa-rdfc-2030"}
    report = world.verify(signed | {"proof": [*signed["proof"], unknown]})
    expect(report, "proof", PASSED, "signature-valid", "/proof/0")
    expect(report, "proof", UNDETERMINED, "unknown-suite", "/proof/1")
    assert report.verdict == "undetermined"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"proofPurpose": "authentication"}, "wrong-purpose"),
        ({"created": "yesterday"}, "unreadable-date"),
        ({"previousProof": "urn:uuid:nowhere"}, "previous-proof"),
    ],
)
def test_proof_options_are_judged(world: World, options: dict[str, str], code: str) -> None:
    expect(world.verify(world.signed(**options)), "proof", FAILED, code, "/proof/0")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"created": "2026-06-01T12:02:00Z"}, "created-in-future"),
        ({"expires": "2026-06-01T11:58:00Z"}, "proof-expired"),
    ],
)
def test_the_times_of_a_proof_say_whether_it_counts_now(
    world: World, options: dict[str, str], code: str
) -> None:
    report = world.verify(world.signed(**options))
    expect(report, "validity", FAILED, code, "/proof/0")
    assert (report.genuine, report.in_force) == ("yes", "no")


def test_clocks_may_differ_a_little(world: World) -> None:
    signed = world.signed(created="2026-06-01T12:00:59Z", expires="2026-06-01T11:59:01Z")
    assert world.verify(signed).verdict == "valid"


@pytest.mark.parametrize("proof", ["text", 7, ["nested"]])
def test_a_proof_that_is_no_object_fails(world: World, proof: object) -> None:
    report = world.verify(world.badge | {"proof": [proof]})
    expect(report, "proof", FAILED, "malformed-proof", "/proof/0")


def test_too_many_proofs_are_not_verified(world: World) -> None:
    signed = world.signed()
    report = world.verify(signed | {"proof": signed["proof"] * 10_000})
    expect(report, "proof", UNDETERMINED, "limit-exceeded", "/proof")


def test_proof_is_undetermined_when_the_key_is_out_of_reach(world: World) -> None:
    signed = world.signed()
    world.documents.clear()
    report = world.verify(signed)
    expect(report, "proof", UNDETERMINED, "unreachable", "/proof/0")
    assert report.verdict == "undetermined"


def test_a_jwt_whose_claims_contradict_the_credential_fails(world: World) -> None:
    report = world.verify(world.token(iss="did:web:other.example"))
    expect(report, "proof", FAILED, "claim-mismatch", "/iss")


def test_a_jwt_with_embedded_proofs_is_judged_by_all_of_them(world: World) -> None:
    world.badge = world.signed()
    assert [item.pointer for item in world.verify(world.token()).find("proof")] == ["", "/proof/0"]
    assert world.verify(world.token()).verdict == "valid"
    world.badge["name"] = "Changed between the two signatures"
    report = world.verify(world.token())
    expect(report, "proof", PASSED, "signature-valid", "")
    expect(report, "proof", FAILED, "bad-signature", "/proof/0")


def test_kid_and_jwk_must_be_one_key(world: World) -> None:
    other = SigningKey.generate("Ed25519").public_key.jwk
    header = {"kid": world.key.key_id, "jwk": other}
    expect(world.verify(world.token(header)), "proof", FAILED, "kid-jwk-mismatch")
    header["jwk"] = world.key.public_key.jwk
    assert world.verify(world.token(header)).verdict == "valid"


def test_a_jwt_without_any_key_is_signed_with_the_issuers_only_one(world: World) -> None:
    report = world.verify(world.token({}))
    assert [item.code for item in report.find("proof")] == ["signature-valid", "key-not-named"]
    assert report.verdict == "valid"


@pytest.mark.parametrize("others", [["Ed25519"], ["P-256", "Ed25519"]])
def test_a_jwt_without_any_key_fails_where_several_fit(
    world: World, others: list[Algorithm]
) -> None:
    for number, algorithm in enumerate(others, 2):
        key = SigningKey.generate(algorithm).public_key.multikey
        method = {**world.method, "id": f"{world.issuer}#key-{number}", "publicKeyMultibase": key}
        world.documents[world.issuer]["verificationMethod"].append(method)
        world.documents[world.issuer]["assertionMethod"].append(method["id"])
    expect(world.verify(world.token({})), "proof", FAILED, "no-verification-method")


def test_a_jwt_without_any_key_needs_one_that_fits(world: World) -> None:
    """A key of another kind or for something else is no choice; the same key twice is one."""
    document = world.documents[world.issuer]
    other = SigningKey.generate("P-256").public_key.multikey
    document["assertionMethod"] += [
        {**world.method, "id": f"{world.issuer}#p", "publicKeyMultibase": other},
        {**world.method, "id": f"{world.issuer}#again"},
    ]
    mine = SigningKey.generate("Ed25519").public_key.multikey
    document["authentication"] = [
        {**world.method, "id": f"{world.issuer}#a", "publicKeyMultibase": mine}
    ]
    assert world.verify(world.token({})).verdict == "valid"
    world.key = SigningKey.generate("P-384", key_id=f"{world.issuer}#key-1")
    expect(world.verify(world.token({})), "proof", FAILED, "no-verification-method")


def test_a_jwt_without_any_key_is_somebody_elses_where_it_does_not_match(world: World) -> None:
    world.key = SigningKey.generate("Ed25519")
    expect(world.verify(world.token({})), "proof", FAILED, "bad-signature")


def test_a_jwt_without_any_key_of_an_issuer_out_of_reach(world: World) -> None:
    world.documents.clear()
    expect(world.verify(world.token({})), "proof", UNDETERMINED, "unreachable")


@pytest.mark.parametrize("kid", ["key-1", "#key-1"])
def test_a_short_kid_is_one_of_the_issuers(world: World, kid: str) -> None:
    assert world.verify(world.token({"kid": kid})).verdict == "valid"


# issuer_key


def test_issuer_key_fails_for_somebody_elses_key(world: World) -> None:
    mallory = SigningKey.generate("Ed25519")
    world.options["verificationMethod"] = mallory.key_id
    world.key = mallory
    report = world.verify()
    expect(report, "proof", PASSED, "signature-valid", "/proof/0")
    expect(report, "issuer_key", FAILED, "issuer-mismatch", "/proof/0")
    assert report.verdict == "invalid"


def test_issuer_key_fails_for_a_jwt_that_carries_its_own_key(world: World) -> None:
    mallory = SigningKey.generate("Ed25519")
    world.key = mallory
    report = world.verify(world.token({"jwk": mallory.public_key.jwk}))
    expect(report, "proof", PASSED, "signature-valid")
    expect(report, "issuer_key", FAILED, "key-not-listed")


def test_issuer_key_passes_for_a_jwk_that_the_issuer_lists(world: World) -> None:
    report = world.verify(world.token({"jwk": world.key.public_key.jwk}))
    assert report.verdict == "valid"


def test_issuer_key_is_undetermined_when_only_the_badge_has_the_key(world: World) -> None:
    token = world.token({"jwk": world.key.public_key.jwk})
    world.documents.clear()
    report = world.verify(token)
    expect(report, "proof", PASSED, "signature-valid")
    expect(report, "issuer_key", UNDETERMINED, "unreachable")
    assert report.verdict == "undetermined"


def test_a_key_in_the_fragment_of_a_url_is_nobodys(world: World) -> None:
    issuer = "https://district.example/issuers/1"
    world.badge["issuer"]["id"] = issuer
    world.options["verificationMethod"] = f"{issuer}#{world.key.public_key.multikey}"
    report = world.verify()
    expect(report, "proof", PASSED, "signature-valid", "/proof/0")
    assert report.outcome("issuer_key") is UNDETERMINED
    assert report.verdict == "undetermined"


def test_issuer_key_fails_when_the_key_is_not_for_assertions(world: World) -> None:
    signed = world.signed()
    world.documents[ISSUER]["assertionMethod"] = []
    world.documents[ISSUER]["authentication"] = [world.key.key_id]
    expect(world.verify(signed), "issuer_key", FAILED, "not-for-this-purpose", "/proof/0")


@pytest.mark.parametrize(
    ("member", "code"), [("revoked", "key-revoked"), ("expires", "key-expired")]
)
def test_issuer_key_fails_when_the_key_had_ended_before_signing(
    world: World, member: str, code: str
) -> None:
    signed = world.signed()
    world.method[member] = "2026-04-30T00:00:00Z"
    expect(world.verify(signed), "issuer_key", FAILED, code, "/proof/0")
    world.method[member] = "2026-05-02T00:00:00Z"
    expect(world.verify(signed), "issuer_key", PASSED, "key-ended-since", "/proof/0")
    assert world.verify(signed).find("issuer_key")[0].advice
    world.method[member] = "2026-06-02T00:00:00Z"
    expect(world.verify(signed), "issuer_key", PASSED, "key-confirmed", "/proof/0")


def test_a_key_that_ended_is_judged_now_when_the_proof_has_no_date(world: World) -> None:
    signed = world.signed(created=None)
    world.method["revoked"] = "2026-05-15T00:00:00Z"
    expect(world.verify(signed), "issuer_key", FAILED, "key-revoked", "/proof/0")


# endorsements

HOLDERS = ["", "/issuer", "/credentialSubject/achievement"]


def endorse(
    world: World, holder: str, by: str = "did:web:association.example"
) -> tuple[World, dict[str, Any]]:
    """Make an association that endorses the badge, its issuer or its achievement."""
    endorsed = resolve_pointer(world.badge, holder)
    endorser = World(issuer=by, documents=world.documents)
    endorser.badge = {
        "@context": world.badge["@context"],
        "id": "urn:uuid:7d1f4f0e-6c1d-4a0e-8f83-0d3f1f3b1c11",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": by, "type": ["Profile"], "name": "A"},
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialSubject": {
            "id": endorsed["id"],
            "type": ["EndorsementSubject"],
            "endorsementComment": "Worth having.",
        },
    }
    return endorser, endorsed


@pytest.mark.parametrize("holder", HOLDERS)
def test_endorsements_are_verified_wherever_they_are(world: World, holder: str) -> None:
    endorser, endorsed = endorse(world, holder)
    endorsed["endorsement"] = [endorser.signed()]
    endorsed["endorsementJwt"] = [endorser.token()]
    report = world.verify()
    assert found(report, "endorsements") == [
        (PASSED, "verified", f"{holder}/endorsement/0"),
        (PASSED, "verified", f"{holder}/endorsementJwt/0"),
    ]
    assert report.verdict == "valid"
    for nested in report.endorsements:
        assert nested.report.find("recipient")[0].code == "endorses-this"
        assert (nested.report.verdict, str(nested.report.recipient)) == ("valid", "yes")


def test_endorsements_are_told_where_all_policies_must_be_met(world: World) -> None:
    endorser, endorsed = endorse(world, "/issuer")
    endorsed["endorsement"] = [endorser.signed()]
    endorsed["endorsementJwt"] = [endorser.token()]
    policies = (Policy(), Policy(form="report"))
    report = world.verifier(AllOf(policies)).verify(world.signed())
    assert [(each.pointer, each.report.verdict) for each in report.endorsements] == [
        ("/issuer/endorsement/0", "valid"),
        ("/issuer/endorsementJwt/0", "valid"),
    ]


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_forged_endorsement_fails_with_its_place(world: World, holder: str) -> None:
    endorser, endorsed = endorse(world, holder)
    endorsed["endorsement"] = [endorser.signed()]
    endorsed["endorsement"][0]["credentialSubject"]["endorsementComment"] = "Forged."
    report = world.verify()
    expect(report, "endorsements", FAILED, "bad-signature", f"{holder}/endorsement/0/proof/0")
    assert report.verdict == "valid"  # the badge itself is as good as before


def test_an_endorsement_of_something_else_fails(world: World) -> None:
    endorser, _ = endorse(world, "/issuer")
    world.badge["endorsement"] = [endorser.signed()]
    report, place = world.verify(), "/endorsement/0/credentialSubject"
    expect(report, "endorsements", FAILED, "endorses-something-else", place)
    assert report.verdict == "valid"
    (nested,) = report.endorsements
    assert (nested.pointer, nested.report.verdict) == ("/endorsement/0", "invalid")
    assert (str(nested.report.genuine), str(nested.report.recipient)) == ("yes", "no")


def test_an_endorsement_is_undetermined_when_its_issuer_is_out_of_reach(world: World) -> None:
    endorser, endorsed = endorse(world, "")
    endorsed["endorsement"] = [endorser.signed()]
    signed = world.signed()
    del world.documents["did:web:association.example"]
    report = world.verify(signed)
    assert report.outcome("endorsements") is UNDETERMINED
    assert report.verdict == "valid"


@pytest.mark.parametrize(
    ("endorsement", "code"),
    [
        ("eyJhbGciOiJub25lIn0.e30.", "algorithm-refused"),
        (BADGE, "not-an-endorsement"),
        (7, "not-an-object"),
    ],
)
def test_what_is_no_endorsement_fails(world: World, endorsement: Any, code: str) -> None:
    world.badge["endorsementJwt"] = [endorsement]
    report = world.verify(world.token())
    assert report.outcome("endorsements") is FAILED
    assert report.find("endorsements")[0].code.startswith(code)


def test_endorsements_are_looked_at_one_level_down_only(world: World) -> None:
    endorser, endorsed = endorse(world, "")
    inner, deeper = endorse(endorser, "", by="did:web:union.example")
    inner.badge["id"] = "urn:uuid:7d1f4f0e-6c1d-4a0e-8f83-0d3f1f3b1c12"
    deeper["endorsement"] = [inner.signed()]
    deeper["endorsement"][0]["credentialSubject"]["endorsementComment"] = "Forged."
    endorsed["endorsement"] = [endorser.signed()]
    assert world.verify().verdict == "valid"


def test_too_many_endorsements_are_not_verified(world: World) -> None:
    world.badge["endorsementJwt"] = ["eyJhbGciOiJFZERTQSJ9.e30.AA"] * 10_000
    expect(world.verify(world.token()), "endorsements", UNDETERMINED, "limit-exceeded")


# validity


@pytest.mark.parametrize(
    ("moment", "outcome", "code", "pointer"),
    [
        ("2026-04-30T23:58:00Z", FAILED, "not-yet-valid", "/validFrom"),
        ("2026-04-30T23:59:30Z", PASSED, "within-period", ""),
        ("2027-05-01T00:00:30Z", PASSED, "within-period", ""),
        ("2027-05-01T00:02:00Z", FAILED, "expired", "/validUntil"),
    ],
)
def test_validity_follows_the_clock(
    world: World, moment: str, outcome: Outcome, code: str, pointer: str
) -> None:
    signed = world.signed(created=None)
    world.now = NOW.fromisoformat(moment)
    assert found(world.verify(signed), "validity") == [(outcome, code, pointer)]


def test_no_skew_when_the_policy_wants_none(world: World) -> None:
    world.policy = Policy(clock_skew_seconds=0)
    signed = world.signed(created=None)
    world.now = NOW.replace(year=2027, month=5, day=1, hour=0) + timedelta(seconds=1)
    assert found(world.verify(signed), "validity") == [(FAILED, "expired", "/validUntil")]


@pytest.mark.parametrize("value", ["soon", 7, ["2026-05-01T00:00:00Z"], {}])
def test_a_date_that_is_none_fails(world: World, value: Any) -> None:
    report = world.verify(world.signed() | {"validUntil": value})
    expect(report, "validity", FAILED, "unreadable-date", "/validUntil")


# recipient, trust


@pytest.mark.parametrize(
    ("recipient", "outcome", "code", "pointer"),
    [
        ("did:example:ana", PASSED, "recipient-matches", "/credentialSubject"),
        ("ana@school.example", PASSED, "recipient-matches", "/credentialSubject/identifier/0"),
        ("S-1001", PASSED, "recipient-matches", "/credentialSubject/identifier/1"),
        ("bo@school.example", FAILED, "recipient-mismatch", "/credentialSubject"),
        ("did:example:bo", FAILED, "recipient-mismatch", "/credentialSubject"),
        ("tel:+1", UNDETERMINED, "recipient-not-comparable", "/credentialSubject"),
    ],
)
def test_recipient_by_id_by_hash_and_in_clear(
    world: World, recipient: str, outcome: Outcome, code: str, pointer: str
) -> None:
    world.policy = Policy(recipient=recipient)
    assert found(world.verify(), "recipient") == [(outcome, code, pointer)]


@pytest.mark.parametrize("kind", [*IdentifierType, "ext:pupilNumber", "did"])
@pytest.mark.parametrize("hash_name", [None, "sha256", "md5"])
@pytest.mark.parametrize("salt", ["", "pepper"])
def test_recipients_of_every_type_are_compared(
    world: World, kind: str, hash_name: str | None, salt: str
) -> None:
    identity = {"type": "IdentityObject", "identityType": str(kind), "hashed": bool(hash_name)}
    value = "S-1001"
    if hash_name:
        digest = hashlib.new(hash_name, (value + salt).encode()).hexdigest()
        identity |= {"identityHash": f"{hash_name}${digest}"} | ({"salt": salt} if salt else {})
    else:
        identity["identityHash"] = value
    world.badge["credentialSubject"]["identifier"] = [identity]
    token = world.token()
    for wanted, expected in (("S-1001", PASSED), ("S-1002", FAILED), ("", FAILED)):
        world.policy = Policy(recipient=wanted)
        assert world.verify(token).outcome("recipient") is expected


@pytest.mark.parametrize("hashed", [True, False])
def test_capital_letters_do_not_count_in_an_e_mail_address(world: World, hashed: bool) -> None:
    if not hashed:
        identity = world.badge["credentialSubject"]["identifier"][0]
        del identity["salt"]
        identity |= {"hashed": False, "identityHash": "Ana@School.example"}
    for wanted in ("ana@school.example", "Ana@School.Example", "mailto:ANA@school.example"):
        world.policy = Policy(recipient=wanted)
        assert world.verify().outcome("recipient") is PASSED
    world.policy = Policy(recipient="s-1001")
    assert world.verify().outcome("recipient") is FAILED


def test_capital_letters_do_not_count_in_a_subject_id_that_is_an_address(world: World) -> None:
    world.badge["credentialSubject"]["id"] = "mailto:Ana@School.example"
    for wanted, expected in (("ana@School.example", PASSED), ("bo@school.example", FAILED)):
        world.badge["credentialSubject"].pop("identifier", None)
        world.policy = Policy(recipient=wanted)
        assert world.verify().outcome("recipient") is expected


@pytest.mark.parametrize("issued_to", ["Ana@School.example", "ana@school.example"])
@pytest.mark.parametrize("wanted", ["Ana@School.example", "ana@school.example"])
def test_what_is_issued_to_an_address_is_found_in_any_spelling(
    world: World, issued_to: str, wanted: str
) -> None:
    (identity,) = Recipient.email(issued_to).identifiers
    world.badge["credentialSubject"]["identifier"] = [identity.to_document()]
    world.policy = Policy(recipient=wanted)
    assert world.verify().outcome("recipient") is PASSED


def test_a_hash_is_not_compared_as_plain_text(world: World) -> None:
    stored = world.badge["credentialSubject"]["identifier"][0]["identityHash"]
    world.policy = Policy(recipient=stored)
    assert world.verify().outcome("recipient") is FAILED


def test_trust_is_the_issuer_on_the_list(world: World) -> None:
    world.policy = Policy(trusted_issuers=frozenset({ISSUER}))
    expect(world.verify(), "trust", PASSED, "issuer-trusted", "/issuer")
    world.policy = Policy(trusted_issuers=frozenset({"did:web:other.example"}))
    report = world.verify()
    expect(report, "trust", FAILED, "issuer-not-trusted", "/issuer")
    assert report.verdict == "invalid"


# the report


def test_the_report_raises_with_itself(world: World) -> None:
    report = world.verify(world.badge)
    with pytest.raises(VerificationFailed) as caught:
        report.raise_for_failures()
    assert caught.value.report is report
    world.documents.clear()
    with pytest.raises(VerificationFailed):
        world.verify().raise_for_failures()


def test_the_report_as_data(world: World) -> None:
    data = world.verify(world.badge).to_dict()
    assert data["verdict"] == "invalid"
    assert data["source"] == "json"
    assert data["credential"] == world.badge
    (proof,) = [item for item in data["checks"] if item["check"] == "proof"]
    assert proof["outcome"] == "failed"
    assert proof["code"] == "no-proof"
    assert set(proof) <= {"check", "outcome", "code", "message", "pointer", "advice", "spec"}


def test_more_than_a_document_can_hold_fails_at_the_source(world: World) -> None:
    signed = world.signed()
    report = world.verify(signed | {"proof": signed["proof"] * 100_000})
    expect(report, "source", FAILED, "limit-exceeded")


def test_the_report_as_problem_details(world: World) -> None:
    assert world.verify().to_problem_details() == []
    (problem,) = world.verify(world.badge).to_problem_details()
    assert problem["type"] == "urn:microcred:problem:proof:no-proof"
    assert problem["title"] == "no proof"
    assert problem["outcome"] == "failed"
    assert problem["detail"]
    world.documents.clear()
    assert [item["outcome"] for item in world.verify().to_problem_details()] == ["undetermined"]


def test_an_endorsement_handed_in_by_itself_is_verified(world: World) -> None:
    endorser, _ = endorse(world, "")
    report = endorser.verify()
    assert report.verdict == "valid"
    expect(report, "open_badges", SKIPPED, "no-achievement")


def test_a_status_list_handed_in_by_itself_is_verified(world: World) -> None:
    url = "https://district.example/status/1"
    world.badge = make_status_list_credential(
        StatusList("revocation"), url, ISSUER, valid_from="2026-05-01T00:00:00Z"
    )
    report = world.verify()
    assert report.verdict == "valid"
    expect(report, "open_badges", SKIPPED, "no-achievement")
