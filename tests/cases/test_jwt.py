"""Badges as JWT, and those of VC Data Model 1.1: which rules are form, and which are not."""

from __future__ import annotations

import base64
import gzip
from datetime import UTC, datetime
from typing import Any

import pytest

from microcred import Signer, Verifier
from microcred.document import period_of
from microcred.fetch import OfflineFetcher
from microcred.issuing.presentation import Holder
from microcred.keys import SigningKey
from microcred.proofs import sign_jws
from microcred.timestamps import fixed_clock
from microcred.verifying import VerificationReport
from tests.vectors import needs_cases, read_case
from tests.verifying.world import World

MOMENT = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def older(world: World) -> World:
    """Provide a world whose badge follows VC Data Model 1.1."""
    world.badge["@context"][0] = "https://www.w3.org/2018/credentials/v1"
    world.badge["issuanceDate"] = world.badge.pop("validFrom")
    world.badge["expirationDate"] = world.badge.pop("validUntil")
    return world


def answers(report: VerificationReport) -> list[str]:
    return [str(report.answers[name]) for name in ("genuine", "inForce", "wellFormed")]


def faults(report: VerificationReport, check: str) -> list[tuple[str, str]]:
    return [(f.code, f.pointer) for f in report.find(check) if f.outcome == "failed"]


def around(world: World, vc: dict[str, Any], **claims: Any) -> str:
    """Sign a credential in the `vc` claim, with the claims that repeat it."""
    repeated = {
        "iss": world.issuer,
        "jti": world.badge["id"],
        "sub": "did:example:ana",
        "nbf": 1777593600,
        "exp": 1809129600,
    }
    header = {"typ": "JWT", "kid": world.key.key_id}
    return sign_jws(header, {**repeated, "vc": vc, **claims}, world.key)


# --- the cases -----------------------------------------------------------------------------------


@needs_cases
def test_a_missing_sub_is_a_matter_of_form() -> None:
    verifier = Verifier(fetcher=OfflineFetcher(), clock=fixed_clock(MOMENT))
    report = verifier.verify(read_case("no-sub.jwt"))
    assert answers(report) == ["yes", "yes", "no"]
    assert faults(report, "data_model") == [("claim-missing", "")]
    assert report.verdict == "invalid"


@needs_cases
def test_iss_carries_the_id_of_an_issuer_that_has_none_of_its_own() -> None:
    verifier = Verifier(fetcher=OfflineFetcher(), clock=fixed_clock(MOMENT))
    report = verifier.verify(read_case("issuer-object-without-id.jwt"))
    assert report.verdict == "valid"
    assert report.credential is not None
    assert report.credential["issuer"]["id"].startswith("did:jwk:")
    assert report.credential["issuer"]["name"] == "Hill"


# --- VC Data Model 1.1 ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "beside",
    [
        {},
        {"validFrom": "2026-05-01T00:00:00Z"},
        {"issued": "2026-05-01T00:00:00Z"},
        {"validUntil": "2027-05-01T00:00:00Z", "validFrom": "2026-05-01T00:00:00Z"},
    ],
)
@pytest.mark.parametrize("suite", ["Ed25519Signature2020", "eddsa-rdfc-2022", "vc-jwt-1.1"])
def test_the_older_model_may_have_the_newer_names_beside_its_own(
    older: World, suite: str, beside: dict[str, str]
) -> None:
    signer = Signer(older.key, suite, clock=fixed_clock(older.now))
    assert older.verify(signer.sign({**older.badge, **beside})).verdict == "valid"


@pytest.mark.parametrize(
    ("beside", "code"),
    [
        ({"validUntil": "2026-05-02T00:00:00Z"}, "expired"),
        ({"validFrom": "2027-01-01T00:00:00Z"}, "not-yet-valid"),
    ],
)
def test_each_name_of_a_date_counts(older: World, beside: dict[str, str], code: str) -> None:
    older.badge |= beside
    ((found, place),) = faults(older.verify(), "validity")
    assert (found, place) == (code, f"/{next(iter(beside))}")


def test_a_list_of_the_older_model_may_have_them_too(older: World) -> None:
    """As a learning platform publishes it, whose badges name their context of badges last."""
    url = "https://district.example/status/1"
    dates = {
        "issued": "2026-05-01T00:00:00.123456Z",
        "issuanceDate": "2026-05-01T00:00:00.123456Z",
        "validFrom": "2026-05-01T00:00:00.123456Z",
        "validUntil": "2027-05-01T00:00:00Z",
    }
    contexts = [
        "https://www.w3.org/2018/credentials/v1",
        "https://w3id.org/security/suites/ed25519-2020/v1",
        "https://w3id.org/vc/status-list/2021/v1",
    ]
    bits = bytearray(16384)
    bits[1] = 0b01000000
    status_list = {
        "@context": contexts,
        "id": url,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": {"id": older.issuer},
        **dates,
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": base64.b64encode(gzip.compress(bits)).decode(),
        },
    }
    signer = Signer(older.key, "Ed25519Signature2020", clock=fixed_clock(older.now))
    older.published[url] = dict(signer.sign(status_list).document)
    older.suite = "Ed25519Signature2020"
    older.badge |= {"@context": [*contexts, older.badge["@context"][1]], **dates}
    for index, in_force in ((8, "yes"), (9, "no")):
        older.badge["credentialStatus"] = {
            "id": f"{url}#{index}",
            "type": "StatusList2021Entry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": url,
        }
        report = older.verify()
        assert answers(report) == ["yes", in_force, "no"]
        assert faults(report, "data_model") == [("wrong-context", "/@context/1")]


@pytest.mark.parametrize(
    ("document", "period"),
    [
        ({}, (None, None)),
        ({"validFrom": "2026-05-01T00:00:00Z"}, ("2026-05-01T00:00:00Z", None)),
        ({"issuanceDate": "a", "expirationDate": "b"}, ("a", "b")),
        (
            {
                "issuanceDate": "2026-05-01T00:00:00Z",
                "validFrom": "2026-05-01T00:00:00-01:00",
                "expirationDate": "2027-05-01T00:00:00Z",
                "validUntil": "2027-05-01T00:00:00+01:00",
            },
            ("2026-05-01T00:00:00-01:00", "2027-05-01T00:00:00+01:00"),
        ),
        ({"validUntil": 7, "expirationDate": "2027-05-01T00:00:00Z"}, (None, 7)),
        ({"validUntil": None, "expirationDate": "x"}, (None, "x")),
    ],
)
def test_readers_show_the_later_start_and_the_earlier_end(
    document: dict[str, Any], period: tuple[Any, Any]
) -> None:
    assert period_of(document) == period


def test_nbf_stands_for_the_issuance_date(older: World) -> None:
    vc = {**older.badge, "validFrom": "2022-01-01T00:00:00Z"}
    assert older.verify(around(older, vc)).verdict == "valid"
    wrong = older.verify(around(older, vc, nbf=1640995200))
    assert faults(wrong, "proof") == [("claim-mismatch", "/nbf")]


def test_nbf_and_exp_stand_in_for_the_dates_of_the_older_model(older: World) -> None:
    vc = {**older.badge, "validFrom": "2022-01-01T00:00:00Z"}
    del vc["issuanceDate"], vc["expirationDate"]
    report = older.verify(around(older, vc))
    assert report.verdict == "valid"
    assert report.credential is not None
    assert report.credential["issuanceDate"] == "2026-05-01T00:00:00Z"
    assert report.credential["expirationDate"] == "2027-05-01T00:00:00Z"


def test_a_claim_does_not_stand_in_for_a_date_of_the_newer_model(world: World) -> None:
    vc = dict(world.badge)
    del vc["validUntil"]
    report = world.verify(around(world, vc))
    assert faults(report, "proof") == [("claim-mismatch", "/exp")]


def test_an_issuer_with_another_id_than_iss_is_a_contradiction(older: World) -> None:
    vc = {**older.badge, "issuer": {**older.badge["issuer"], "id": "did:example:other"}}
    assert ("claim-mismatch", "/iss") in faults(older.verify(around(older, vc)), "proof")


# --- what a token is for -------------------------------------------------------------------------

OTHER_USES = ("at+jwt", "kb+jwt", "vp+jwt", "logout+jwt", "secevent+jwt", "entity-statement+jwt",
              "dc+sd-jwt", "application/at+jwt", "", "JOSE", 7, None, ["JWT"])  # fmt: skip


@pytest.mark.parametrize("typ", OTHER_USES)
def test_a_token_for_something_else_is_no_badge(world: World, typ: object) -> None:
    report = world.verify(world.token({"kid": world.key.key_id, "typ": typ}))
    assert faults(report, "proof") == [("token-type", "")]
    assert report.answers["genuine"] == "no"


@pytest.mark.parametrize(
    "typ", ["JWT", "jwt", "application/JWT", "vc+jwt", "application/VC+JWT", "vc+ld+json+jwt"]
)
def test_each_name_of_a_credential_s_token_is_known(world: World, typ: str) -> None:
    assert world.verify(world.token({"kid": world.key.key_id, "typ": typ})).verdict == "valid"


def test_a_token_need_not_say_what_it_is(world: World) -> None:
    payload = {**world.badge, "iss": world.issuer, "sub": "did:example:ana"}
    payload |= {"jti": world.badge["id"], "nbf": 1777593600}
    assert world.verify(sign_jws({"kid": world.key.key_id}, payload, world.key)).verdict == "valid"


@pytest.mark.parametrize(
    ("cty", "wrong"), [("vc", 0), ("application/vc", 0), ("JWT", 1), ("vp", 1), ("kb", 1), (7, 1)]
)
def test_the_content_of_a_token_is_a_credential(world: World, cty: object, wrong: int) -> None:
    report = world.verify(world.token({"kid": world.key.key_id, "cty": cty}))
    assert faults(report, "proof") == [("content-type", "")] * wrong


@pytest.mark.parametrize(
    ("typ", "wrong"), [("vp+jwt", 0), ("JWT", 0), ("vc+jwt", 1), ("kb+jwt", 1)]
)
def test_a_presentation_is_held_to_its_own_types(world: World, typ: str, wrong: int) -> None:
    key = SigningKey.generate("Ed25519")
    world.badge["credentialSubject"]["id"] = key.did
    made = Holder(key, clock=fixed_clock(world.now)).present([world.signed()]).document
    payload = {name: value for name, value in made.items() if name != "proof"}
    token = sign_jws({"typ": typ, "kid": key.key_id}, {"iss": key.did, **payload}, key)
    report = world.verifier(world.policy).verify_presentation(token)
    found = [finding.code for finding in report.find("proof") if finding.outcome == "failed"]
    assert found == ["token-type"] * wrong


# --- claims --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2026-05-01T00:00:00Z", "claim-malformed"),
        ("1777593600", "claim-malformed"),
        (True, "claim-malformed"),
        ([], "claim-malformed"),
        (4102444800, "not-yet-valid"),
    ],
)
def test_iat_is_a_moment_that_has_come(world: World, value: object, code: str) -> None:
    assert faults(world.verify(world.token(iat=value)), "validity") == [(code, "/iat")]


@pytest.mark.parametrize("claim", ["nbf", "exp"])
@pytest.mark.parametrize("value", ["1777593600", None, {}])
def test_a_date_of_the_wrong_type_is_refused(world: World, claim: str, value: object) -> None:
    assert faults(world.verify(world.token(None, **{claim: value})), "proof") == [
        ("claim-mismatch", f"/{claim}")
    ]


@pytest.mark.parametrize("claim", ["iss", "jti", "sub", "nbf"])
def test_a_claim_that_is_not_there_is_a_matter_of_form(world: World, claim: str) -> None:
    payload = world.badge | {
        "iss": world.issuer,
        "jti": world.badge["id"],
        "sub": "did:example:ana",
        "nbf": 1777593600,
    }
    del payload[claim]
    report = world.verify(sign_jws({"typ": "JWT", "kid": world.key.key_id}, payload, world.key))
    assert answers(report) == ["yes", "yes", "no"]
    assert faults(report, "data_model") == [("claim-missing", "")]


def test_a_bare_token_has_no_credential_in_a_claim(world: World) -> None:
    header = {"typ": "vc+jwt", "kid": world.key.key_id}
    report = world.verify(sign_jws(header, {"vc": world.badge}, world.key))
    assert answers(report) == ["yes", "yes", "no"]
    assert faults(report, "data_model") == [("claim-forbidden", "/vc")]


def test_a_bare_presentation_is_in_no_claim_either(world: World) -> None:
    key = SigningKey.generate("Ed25519")
    made = Holder(key, "vc-jwt", clock=fixed_clock(world.now)).present([]).document
    for typ, wrong in (("vp+jwt", 1), ("JWT", 0)):
        token = sign_jws({"typ": typ, "kid": key.key_id}, {"iss": key.did, "vp": made}, key)
        report = world.verifier(world.policy).verify_presentation(token)
        found = [f.code for f in report.find("data_model") if f.outcome == "failed"]
        assert found == ["claim-forbidden"] * wrong
