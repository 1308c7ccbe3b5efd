"""Presentations: the holder, the session, and every credential inside."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from typing import Any

import pytest

from microcred.findings import Outcome
from microcred.issuing.presentation import Holder
from microcred.keys import SigningKey
from microcred.models.context_urls import CREDENTIALS_V1 as V1
from microcred.models.context_urls import CREDENTIALS_V2 as V2
from microcred.proofs import SUITES as ALL_SUITES
from microcred.proofs import UnsecuredDocument, claims_of, sign_jws
from microcred.proofs.sd_jwt import present_sd_jwt, sign_sd_jwt
from microcred.timestamps import fixed_clock
from microcred.verifying import AllOf, Policy, PresentationReport, Session, Verifier
from tests.verifying.world import NOW, MemoryResolver, World

FAILED, UNDETERMINED = Outcome.FAILED, Outcome.UNDETERMINED
V2_EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
SUITES = ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt"]


@pytest.fixture
def key() -> SigningKey:
    return SigningKey.generate("Ed25519")


@pytest.fixture
def world(key: SigningKey) -> World:
    world = World()
    world.badge["credentialSubject"]["id"] = key.did
    return world


def verify(world: World, presentation: Any, session: Session | None = None) -> PresentationReport:
    resolver = MemoryResolver(world.documents)
    verifier = Verifier(world.policy, resolver=resolver, clock=fixed_clock(world.now))
    return verifier.verify_presentation(presentation, session)


def wrong(report: PresentationReport) -> list[tuple[str, Outcome, str]]:
    return [
        (item.check, item.outcome, item.code)
        for item in report.checks
        if item.outcome in (FAILED, UNDETERMINED)
    ]


@pytest.mark.parametrize("suite", SUITES)
def test_a_presentation_of_badges_in_every_form_is_valid(
    world: World, key: SigningKey, suite: str
) -> None:
    holder = Holder(key, suite, fixed_clock(NOW))
    made = holder.present(
        [world.signed(), world.token()], challenge="1f44d55f", domain="employer.example"
    )
    report = verify(world, made, Session("1f44d55f", "employer.example"))
    assert wrong(report) == []
    assert report.verdict == "valid"
    assert report.holder == key.did
    assert [item.code for item in report.find("source")] == ["presentation-found"]
    assert [inner.source for inner in report.credentials] == ["json", "jwt"]
    assert [item.code for item in report.find("recipient")] == ["holder-is-subject"] * 2
    report.raise_for_failures()


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize(
    ("session", "code"),
    [
        (Session("another", "employer.example"), "challenge-mismatch"),
        (Session("1f44d55f", "other.example"), "domain-mismatch"),
    ],
)
def test_a_replay_fails(
    world: World, key: SigningKey, suite: str, session: Session, code: str
) -> None:
    holder = Holder(key, suite, fixed_clock(NOW))
    made = holder.present([world.signed()], challenge="1f44d55f", domain="employer.example")
    assert wrong(verify(world, made, session)) == [("proof", FAILED, code)]


@pytest.mark.parametrize("suite", SUITES)
def test_a_session_that_the_holder_left_out_fails(
    world: World, key: SigningKey, suite: str
) -> None:
    made = Holder(key, suite, fixed_clock(NOW)).present([world.signed()])
    report = verify(world, made, Session(challenge="1f44d55f"))
    assert wrong(report) == [("proof", FAILED, "challenge-mismatch")]


@pytest.mark.parametrize("suite", SUITES)
def test_somebody_elses_badge_fails(world: World, suite: str) -> None:
    thief = Holder(SigningKey.generate("Ed25519"), suite, fixed_clock(NOW))
    report = verify(world, thief.present([world.signed()]))
    assert wrong(report) == [("recipient", FAILED, "holder-is-not-subject")]


@pytest.mark.parametrize("suite", SUITES)
def test_a_presentation_in_another_holders_name_fails(
    world: World, key: SigningKey, suite: str
) -> None:
    thief = SigningKey.generate("Ed25519").with_key_id(key.key_id)
    report = verify(world, Holder(thief, suite, fixed_clock(NOW)).present([world.signed()]))
    assert ("proof", FAILED, "bad-signature") in wrong(report)


def test_a_holder_who_is_not_the_keys_owner_fails(world: World, key: SigningKey) -> None:
    thief = Holder(SigningKey.generate("Ed25519"), "eddsa-rdfc-2022", fixed_clock(NOW))
    made = dict(thief.present([world.signed()]).document)
    made["holder"] = key.did
    assert ("proof", FAILED, "bad-signature") in wrong(verify(world, made))


def test_a_badge_changed_inside_breaks_both_proofs(world: World, key: SigningKey) -> None:
    made = copy.deepcopy(
        dict(Holder(key, clock=fixed_clock(NOW)).present([world.signed()]).document)
    )
    made["verifiableCredential"][0]["name"] = "Changed"
    codes = [(check, code) for check, _, code in wrong(verify(world, made))]
    assert codes == [("proof", "bad-signature"), ("contained", "bad-signature")]


def test_a_credentials_proof_is_no_presentations_proof(world: World, key: SigningKey) -> None:
    made = dict(Holder(key, clock=fixed_clock(NOW)).present([world.signed()]).document)
    made["proof"] = [{**made["proof"][0], "proofPurpose": "assertionMethod"}]
    assert ("proof", FAILED, "wrong-purpose") in wrong(verify(world, made))


def test_a_subject_without_id_cannot_be_compared(world: World, key: SigningKey) -> None:
    del world.badge["credentialSubject"]["id"]
    made = Holder(key, clock=fixed_clock(NOW)).present([world.signed()])
    report = verify(world, made)
    assert wrong(report) == [("recipient", UNDETERMINED, "holder-not-comparable")]
    assert report.verdict == "undetermined"


@pytest.mark.parametrize(
    ("policy", "check"),
    [
        (Policy(recipient="ana@school.example"), "recipient"),
        (Policy(trusted_issuers=frozenset({"did:web:district.example"})), "trust"),
    ],
)
def test_what_is_asked_of_a_badge_is_not_known_where_there_is_none(
    world: World, key: SigningKey, policy: Policy, check: str
) -> None:
    """Whoever asks for a trusted issuer's badge has not seen one."""
    world.policy = policy
    report = verify(world, Holder(key, clock=fixed_clock(NOW)).present())
    assert wrong(report) == [(check, UNDETERMINED, "nothing-presented")]
    assert report.verdict == "undetermined"


def test_all_policies_together_are_asked_of_what_is_presented(
    world: World, key: SigningKey
) -> None:
    made = Holder(key, clock=fixed_clock(NOW)).present([world.signed()])
    other, none = Policy(recipient="bo@school.example"), Policy(leave_out=frozenset({"contained"}))
    report = world.verifier(AllOf((none, Policy(), other))).verify_presentation(made)
    assert (report.verdict, [inner.verdict for inner in report.credentials]) == (
        "invalid",
        ["invalid"],
    )


def test_credentials_can_be_left_out_of_the_question(world: World, key: SigningKey) -> None:
    world.policy = Policy(leave_out=frozenset({"contained"}))
    changed = world.signed() | {"name": "Changed"}
    made = Holder(key, "vc-jwt", fixed_clock(NOW)).present([changed])
    report = verify(world, made)
    assert (report.verdict, list(report.credentials)) == ("valid", [])
    assert [item.code for item in report.find("contained")] == ["left-out"]


@pytest.mark.parametrize("subject", ["mailto:ana@school.example", "urn:uuid:1"])
def test_an_id_that_nobody_signs_with_cannot_be_compared(
    world: World, key: SigningKey, subject: str
) -> None:
    world.badge["credentialSubject"]["id"] = subject
    made = Holder(key, clock=fixed_clock(NOW)).present([world.signed()])
    assert wrong(verify(world, made)) == [("recipient", UNDETERMINED, "holder-not-comparable")]


@pytest.mark.parametrize("subject", [None, "mailto:ana@school.example", "did:example:ana"])
def test_a_policy_accepts_that_anyone_presents(
    world: World, key: SigningKey, subject: str | None
) -> None:
    world.badge["credentialSubject"]["id"] = subject
    if subject is None:
        del world.badge["credentialSubject"]["id"]
    world.policy = Policy(holder="anyone", recipient="ana@school.example")
    made = Holder(key, clock=fixed_clock(NOW)).present([world.signed()])
    report = verify(world, made)
    assert (report.verdict, wrong(report)) == ("valid", [])
    assert "accepted-by-policy" in [item.code for item in report.find("recipient")]


def test_an_expired_badge_inside_fails(world: World, key: SigningKey) -> None:
    world.badge["validUntil"] = "2026-05-30T00:00:00Z"
    made = Holder(key, clock=fixed_clock(NOW)).present([world.signed()])
    assert wrong(verify(world, made)) == [("contained", FAILED, "expired")]


@pytest.mark.parametrize("suite", SUITES)
def test_a_presentation_without_credentials_authenticates_its_holder(
    key: SigningKey, suite: str
) -> None:
    made = Holder(key, suite, fixed_clock(NOW)).present(challenge="c", domain="d")
    assert "verifiableCredential" not in made.document
    report = verify(World(), made, Session("c", "d"))
    assert (report.verdict, report.holder, wrong(report)) == ("valid", key.did, [])
    assert [item.code for item in report.find("contained")] == ["nothing-presented"]


def test_no_further_credential_is_begun_after_too_many_findings(
    world: World, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Holder(key, "eddsa-jcs-2022", fixed_clock(NOW)).present([world.signed(), world.token()])
    findings = len(verify(world, made).credentials[0].checks)
    limit = "microcred.verifying.presentation.MAX_PRESENTED_FINDINGS"
    monkeypatch.setattr(limit, findings)
    assert len(verify(world, made).credentials) == 2
    monkeypatch.setattr(limit, findings - 1)
    report = verify(world, made)
    assert wrong(report) == [("contained", UNDETERMINED, "limit-exceeded")]
    assert report.find("contained")[-1].pointer == "/verifiableCredential/1"
    assert len(report.credentials) == 1
    assert report.verdict == "undetermined"


def test_an_expired_token_fails(world: World, key: SigningKey) -> None:
    made = Holder(key, "vc-jwt", fixed_clock(NOW)).present([world.signed()])
    payload = {**made.document, "iss": key.did, "exp": int(NOW.timestamp()) - 60}
    token = sign_jws({"typ": "vp+jwt", "kid": key.key_id}, payload, key)
    assert wrong(verify(world, token)) == [("proof", FAILED, "expired")]


def test_the_older_vp_claim_is_read(world: World, key: SigningKey) -> None:
    made = dict(Holder(key, "vc-jwt", fixed_clock(NOW)).present([world.signed()]).document)
    del made["holder"]
    payload = {"iss": key.did, "nonce": "n", "aud": ["employer.example"], "vp": made}
    token = sign_jws({"typ": "JWT", "kid": key.key_id}, payload, key)
    report = verify(world, token, Session("n", "employer.example"))
    assert report.verdict == "valid"
    assert report.holder == key.did


@pytest.mark.parametrize(
    ("token_type", "codes"),
    [
        (None, []),
        ("JWT", []),
        ("vp+jwt", []),
        ("application/VP+JWT", []),
        ("vp+ld+jwt", []),
        ("vp+ld+json+jwt", []),
        ("vc+jwt", ["token-type"]),
        ("at+jwt", ["token-type"]),
        ("kb+jwt", ["token-type"]),
        (5, ["token-type"]),
    ],
)
def test_the_type_of_the_token_is_a_presentations(
    world: World, key: SigningKey, token_type: object, codes: list[str]
) -> None:
    made = Holder(key, "vc-jwt", fixed_clock(NOW)).present([world.signed()])
    header = {"kid": key.key_id} | ({} if token_type is None else {"typ": token_type})
    report = verify(world, sign_jws(header, dict(made.document), key))
    assert [code for _, _, code in wrong(report)] == codes


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"iss": "did:example:eve"}, "claim-mismatch"),
        ({"jti": "urn:uuid:1"}, "claim-mismatch"),
        ({"iat": int(NOW.timestamp()) + 120}, "not-yet-valid"),
        ({"iat": "yesterday"}, "claim-malformed"),
        ({"nbf": int(NOW.timestamp()) + 120}, "not-yet-valid"),
        ({"exp": None}, "claim-malformed"),
    ],
)
def test_a_claim_that_is_wrong_fails(
    world: World, key: SigningKey, claims: dict[str, Any], code: str
) -> None:
    made = Holder(key, "vc-jwt", fixed_clock(NOW)).present([world.signed()])
    token = sign_jws({"kid": key.key_id}, {**made.document, **claims}, key)
    assert wrong(verify(world, token)) == [("proof", FAILED, code)]


def test_clocks_may_differ_a_little(world: World, key: SigningKey) -> None:
    made = Holder(key, "vc-jwt", fixed_clock(NOW)).present([world.signed()])
    now = int(NOW.timestamp())
    times = {"iat": now + 59, "nbf": now + 59, "exp": now - 59}
    token = sign_jws({"kid": key.key_id}, {**made.document, **times}, key)
    assert verify(world, token).verdict == "valid"


# --- who the holder is ---------------------------------------------------------------------------


def nameless(key: SigningKey, suite: str, *badges: Any) -> Any:
    """Present without saying who does."""
    holder = Holder(key, suite, fixed_clock(NOW))
    document = dict(holder.present(badges).document)
    unnamed = {name: document[name] for name in document if name not in ("holder", "proof")}
    return holder.sign(unnamed, challenge="c", domain="d")


@pytest.mark.parametrize("suite", SUITES)
def test_a_presentation_need_not_name_its_holder(world: World, key: SigningKey, suite: str) -> None:
    made = nameless(key, suite, world.signed())
    report = verify(world, made, Session("c", "d"))
    assert (report.verdict, report.holder, wrong(report)) == ("valid", key.did, [])
    assert [item.code for item in report.find("recipient")] == ["holder-is-subject"]


def test_without_a_holder_the_keys_controller_is_who_presents(world: World) -> None:
    thief = SigningKey.generate("Ed25519")
    report = verify(world, nameless(thief, "eddsa-jcs-2022", world.signed()))
    assert [item.code for item in report.find("issuer_key")] == ["holder-authenticated"]
    assert report.holder == thief.did
    assert wrong(report) == [("recipient", FAILED, "holder-is-not-subject")]


def test_a_bare_key_that_nobody_owns_is_no_holder(world: World, key: SigningKey) -> None:
    document = {
        name: value
        for name, value in nameless(key, "vc-jwt", world.signed()).document.items()
        if name != "holder"
    }
    token = sign_jws({"jwk": dict(key.public_key.jwk)}, document, key)
    report = verify(world, token)
    assert report.holder is None
    assert ("issuer_key", FAILED, "no-holder") in wrong(report)


def test_two_keys_of_two_owners_are_no_one_holder(world: World, key: SigningKey) -> None:
    first = nameless(key, "eddsa-jcs-2022", world.signed())
    both = Holder(SigningKey.generate("Ed25519"), "eddsa-jcs-2022", fixed_clock(NOW)).sign(
        first.document, challenge="c", domain="d"
    )
    report = verify(world, both, Session("c", "d"))
    assert len(report.find("issuer_key")) == 2
    assert report.holder is None
    assert wrong(report) == [("recipient", UNDETERMINED, "holder-not-comparable")]


@pytest.mark.parametrize("holder", [{}, ["did:example:a", "did:example:b"], 5, None])
def test_a_holder_that_cannot_be_read_is_not_left_out(
    world: World, key: SigningKey, holder: object
) -> None:
    document = {**nameless(key, "vc-jwt", world.signed()).document, "holder": holder}
    found = wrong(verify(world, sign_jws({"kid": key.key_id}, document, key)))
    assert ("issuer_key", FAILED, "no-holder") in found
    assert {code for check, _, code in found if check == "data_model"}


@pytest.mark.parametrize("suite", SUITES)
def test_no_policy_lets_anybody_present_in_anothers_name(world: World, suite: str) -> None:
    """What a policy accepts of an issuer's key says nothing about who is there."""
    holder = world.badge["credentialSubject"]["id"]
    world.policy = Policy(require_issuer_is_controller=False, accept_unlisted_keys=True)
    thief = Holder(SigningKey.generate("Ed25519"), suite, fixed_clock(NOW))
    document = {**thief.present([world.signed()]).document, "holder": holder}
    document.pop("proof", None)
    if suite == "vc-jwt":
        made: Any = sign_jws({"kid": thief.key.key_id}, document, thief.key)
    else:
        options = {
            "created": "2026-06-01T00:00:00Z",
            "verificationMethod": thief.key.key_id,
            "proofPurpose": "authentication",
        }
        proof = ALL_SUITES[suite].create(UnsecuredDocument(document), options, thief.key)
        made = {**document, "proof": proof}
    assert wrong(verify(world, made)) == [("issuer_key", FAILED, "holder-mismatch")]


@pytest.mark.parametrize(
    ("name", "ended"), [("revoked", "key-revoked"), ("expires", "key-expired")]
)
def test_a_key_that_has_ended_does_not_date_itself_back(name: str, ended: str) -> None:
    """Who stole it can write any date; a presentation is made now."""
    world = World()
    world.badge["credentialSubject"]["id"] = world.issuer
    world.documents[world.issuer]["authentication"] = [world.key.key_id]
    early = Holder(world.key, clock=fixed_clock(NOW - timedelta(days=30)))
    assert verify(world, early.present([world.signed()])).verdict == "valid"
    world.method[name] = "2026-05-15T00:00:00Z"
    assert ("issuer_key", FAILED, ended) in wrong(verify(world, early.present([world.signed()])))


def test_a_key_that_is_listed_twice_is_the_one_for_presenting(world: World) -> None:
    """A profile on the web lists a key for each purpose, and its DID proves neither."""
    holder, made = "https://ana.example", SigningKey.generate("Ed25519")
    method = {
        "type": "Multikey",
        "controller": holder,
        "publicKeyMultibase": made.public_key.multikey,
    }
    world.documents[holder] = {
        "id": holder,
        "verificationMethod": [
            {**method, "id": f"{holder}#issue"},
            {**method, "id": f"{holder}#present"},
        ],
        "assertionMethod": [f"{holder}#issue"],
        "authentication": [f"{holder}#present"],
    }
    world.badge["credentialSubject"]["id"] = holder
    key = made.with_key_id(f"{holder}/key#{made.public_key.multikey}")
    claims = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": [world.signed()],
    }
    token = sign_jws({"jwk": dict(key.public_key.jwk), "typ": "vp+jwt"}, claims, key)
    assert wrong(verify(world, token)) == []


# --- the data model ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"@context": [V2_EXAMPLES, V2]}, "/@context/0", "wrong-context"),
        ({"@context": [V2_EXAMPLES]}, "/@context/0", "wrong-context"),
        ({"@context": V2}, "/@context", "wrong-type"),
        ({"id": "here"}, "/id", "invalid-uri"),
        ({"id": ["urn:uuid:1", "urn:uuid:2"]}, "/id", "wrong-type"),
        ({"termsOfUse": {"id": "urn:uuid:1"}}, "/termsOfUse/type", "missing-member"),
        ({"verifiableCredential": None}, "/verifiableCredential", "null-value"),
        ({"verifiableCredential": [5]}, "/verifiableCredential/0", "wrong-type"),
        ({"type": ["VerifiablePresentation", "VerifiableCredential"]}, "/type", "wrong-type-name"),
        ({"holder": {"name": "Ana"}}, "/holder/id", "missing-member"),
    ],
)
def test_a_fault_of_the_presentation_is_one_of_its_form(
    world: World, key: SigningKey, change: dict[str, Any], place: str, code: str
) -> None:
    document = {**Holder(key, "vc-jwt", fixed_clock(NOW)).present([world.signed()]).document}
    token = sign_jws({"typ": "vp+jwt", "kid": key.key_id}, {**document, **change}, key)
    found = verify(world, token).find("data_model")
    assert (FAILED, place, code) in [(item.outcome, item.pointer, item.code) for item in found]


def test_a_jwt_as_text_is_read_and_belongs_into_an_envelope(world: World, key: SigningKey) -> None:
    """VC Data Model 2.0: "the values MUST NOT be non-object values"; 1.1 has JWTs as text."""
    made = {**Holder(key, "vc-jwt", fixed_clock(NOW)).present([world.token()]).document}
    made["verifiableCredential"] = [world.token()]
    report = verify(world, sign_jws({"kid": key.key_id}, made, key))
    assert wrong(report) == [("data_model", FAILED, "wrong-type")]
    assert [inner.verdict for inner in report.credentials] == ["valid"]
    made["@context"] = [V1]
    assert wrong(verify(world, sign_jws({"kid": key.key_id}, made, key))) == []


def test_what_is_no_credential_is_not_presented_as_one(world: World, key: SigningKey) -> None:
    inner = Holder(key, "eddsa-jcs-2022", fixed_clock(NOW)).present([world.signed()])
    made = {**Holder(key, "vc-jwt", fixed_clock(NOW)).present().document}
    made["verifiableCredential"] = [inner.document]
    found = wrong(verify(world, sign_jws({"kid": key.key_id}, made, key)))
    assert ("data_model", FAILED, "wrong-type-name") in found
    assert ("contained", FAILED, "wrong-type-name") in found


@pytest.mark.parametrize("first", [V1, V2])
@pytest.mark.parametrize("suite", SUITES)
def test_badges_of_either_data_model_are_presented(
    world: World, key: SigningKey, suite: str, first: str
) -> None:
    older = World(documents=world.documents, issuer="did:web:older.example")
    older.badge |= {"@context": [V1, older.badge["@context"][1]]}
    older.badge["issuanceDate"] = older.badge.pop("validFrom")
    older.badge["expirationDate"] = older.badge.pop("validUntil")
    older.badge["issuer"]["id"] = older.issuer
    older.badge["credentialSubject"]["id"] = key.did
    badges = [older.signed()] if first == V1 else [older.signed(), world.signed()]
    made = {
        "@context": [first],
        "type": ["VerifiablePresentation"],
        "holder": key.did,
        "verifiableCredential": badges,
    }
    signed = Holder(key, suite, fixed_clock(NOW)).sign(made, challenge="c", domain="d")
    report = verify(world, signed, Session("c", "d"))
    assert (report.verdict, wrong(report)) == ("valid", [])
    assert len(report.credentials) == len(badges)


@pytest.mark.parametrize("payload", [{"vc": "vp"}, {"vp": "vc"}])
def test_each_claim_carries_what_it_is_named_after(
    world: World, key: SigningKey, payload: dict[str, str]
) -> None:
    things = {
        "vc": claims_of(world.badge),
        "vp": dict(Holder(key, "vc-jwt", fixed_clock(NOW)).present([world.signed()]).document),
    }
    ((claim, inner),) = payload.items()
    claims = {"iss": world.issuer, "nbf": 1, claim: things[inner]}
    token = sign_jws({"kid": world.key.key_id}, claims, world.key)
    for report in (world.verify(token), verify(world, token)):
        assert [item.code for item in report.find("source")] == [f"invalid-{claim}-claim"]


@pytest.mark.parametrize("token_type", ["vp+sd-jwt", "vp+ld+json+sd-jwt"])
def test_a_presentation_is_an_sd_jwt(world: World, key: SigningKey, token_type: str) -> None:
    made = Holder(key, "vc-jwt", fixed_clock(NOW)).present([world.signed(), world.token()])
    claims = {**made.document, "iss": key.did, "nonce": "c", "aud": "d"}
    token = sign_sd_jwt(
        claims,
        key,
        conceal=["/holder", "/verifiableCredential/1"],
        header={"typ": token_type, "kid": key.key_id},
    )
    report = verify(world, token, Session("c", "d"))
    assert (report.verdict, report.holder, len(report.credentials)) == ("valid", key.did, 2)
    report = verify(world, present_sd_jwt(token, []), Session("c", "d"))
    assert (report.verdict, report.holder, len(report.credentials)) == ("valid", key.did, 1)
    header = {"typ": "vc+sd-jwt", "kid": key.key_id}
    wrong_type = sign_sd_jwt(claims, key, conceal=[], header=header)
    assert wrong(verify(world, wrong_type, Session("c", "d"))) == [("proof", FAILED, "token-type")]


def test_a_badge_is_no_presentation_and_the_other_way_round(world: World, key: SigningKey) -> None:
    report = verify(world, world.signed())
    assert [item.code for item in report.find("source")] == ["not-a-presentation"]
    made = Holder(key, clock=fixed_clock(NOW)).present([world.signed()])
    assert [item.code for item in world.verify(made).find("source")] == ["is-a-presentation"]


@pytest.mark.parametrize("member", ["verifiablePresentation", "vp_token"])
@pytest.mark.parametrize("suite", SUITES)
def test_a_presentation_is_found_in_what_a_wallet_answers(
    world: World, key: SigningKey, suite: str, member: str
) -> None:
    made = Holder(key, suite, fixed_clock(NOW)).present([world.signed()])
    answer = {member: made.token or dict(made.document), "state": "af0ifjsldkj"}
    report = verify(world, json.dumps(answer))
    assert report.verdict == "valid"
    assert report.find("source")[0].message.endswith(
        f"the presentation is inside member {member!r}"
    )


def test_the_report_as_data(world: World, key: SigningKey) -> None:
    made = Holder(key, clock=fixed_clock(NOW)).present([world.signed()])
    report = verify(world, made)
    assert report.to_problem_details() == []
    data = report.to_dict()
    assert data["verdict"] == "valid"
    assert data["holder"] == key.did
    assert [inner["verdict"] for inner in data["credentials"]] == ["valid"]
    assert data["answers"] == {"genuine": "yes", "wellFormed": "yes", "recipient": "yes"}
    assert data["answers"] == {name: str(said) for name, said in report.answers.items()}
    assert (report.genuine, report.well_formed, report.recipient) == ("yes", "yes", "yes")
