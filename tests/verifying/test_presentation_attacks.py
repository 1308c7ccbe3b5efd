"""Presentations that somebody has put together from what others signed."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from microcred.errors import InvalidDocument
from microcred.findings import Outcome
from microcred.issuing.presentation import Holder
from microcred.keys import SigningKey
from microcred.models.context_urls import CREDENTIALS_V1 as V1
from microcred.models.context_urls import CREDENTIALS_V2, EXTENSIONS
from microcred.proofs import SUITES, UnsecuredDocument, sign_jws
from microcred.proofs.sd_jwt import KeyBinding, issue_sd_jwt_badge, present_sd_jwt
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, PresentationReport, Session
from tests.verifying.test_records import record
from tests.verifying.world import NOW, World

SESSION = Session("now", "employer.example")
VOCABULARY = "https://www.w3.org/2018/credentials#"


@pytest.fixture
def key() -> SigningKey:
    return SigningKey.generate("Ed25519")


@pytest.fixture
def world(key: SigningKey) -> World:
    world = World()
    world.badge["credentialSubject"]["id"] = key.did
    return world


def verify(world: World, shown: Any, session: Session | None = SESSION) -> PresentationReport:
    return world.verifier(world.policy).verify_presentation(shown, session)


def codes(report: PresentationReport, check: str) -> list[str]:
    wrong = (Outcome.FAILED, Outcome.UNDETERMINED)
    return [item.code for item in report.find(check) if item.outcome in wrong]


def present(
    key: SigningKey, *badges: Any, suite: str = "eddsa-jcs-2022", challenge: str = "now"
) -> dict[str, Any]:
    made = Holder(key, suite, fixed_clock(NOW)).present(
        badges, challenge=challenge, domain="employer.example"
    )
    return copy.deepcopy(dict(made.document))


def unnamed(key: SigningKey, *badges: Any, challenge: str) -> dict[str, Any]:
    document = {k: v for k, v in present(key, *badges).items() if k not in ("holder", "proof")}
    made = Holder(key, "eddsa-jcs-2022", fixed_clock(NOW)).sign(
        document, challenge=challenge, domain="employer.example"
    )
    return dict(made.document)


# --- replay --------------------------------------------------------------------------------------


def test_a_proof_for_this_session_does_not_freshen_another(world: World, key: SigningKey) -> None:
    """Of a set every proof is made for this session, or one of them is a replay."""
    thief = SigningKey.generate("Ed25519")
    old = unnamed(key, world.signed(), challenge="before")
    both = Holder(thief, "eddsa-jcs-2022", fixed_clock(NOW)).sign(
        old, challenge="now", domain="employer.example"
    )
    report = verify(world, both)
    assert codes(report, "proof") == ["challenge-mismatch"]
    assert report.holder is None


def test_a_token_around_does_not_freshen_what_is_in_it(world: World, key: SigningKey) -> None:
    thief = SigningKey.generate("Ed25519")
    old = unnamed(key, world.signed(), challenge="before")
    claims = {**old, "nonce": "now", "aud": "employer.example"}
    report = verify(world, sign_jws({"kid": thief.key_id, "typ": "vp+jwt"}, claims, thief))
    assert codes(report, "proof") == ["challenge-mismatch"]


@pytest.mark.parametrize("value", [None, 5, ["before"], {"now": "now"}, "NOW"])
def test_a_challenge_is_compared_as_it_is(world: World, key: SigningKey, value: object) -> None:
    document = present(key, world.signed(), suite="vc-jwt")
    claims = {**document, "nonce": value, "aud": ["employer.example", "other.example"]}
    report = verify(world, sign_jws({"kid": key.key_id}, claims, key))
    assert codes(report, "proof") == ["challenge-mismatch"]


# --- whose proof it is ---------------------------------------------------------------------------


def test_the_proof_of_a_badge_is_not_that_of_a_presentation(world: World, key: SigningKey) -> None:
    shown = present(key, world.signed())
    shown["proof"] = shown["verifiableCredential"][0]["proof"]
    assert "wrong-purpose" in codes(verify(world, shown, None), "proof")


def test_the_proof_of_a_presentation_is_not_that_of_a_badge(key: SigningKey) -> None:
    """Who signs in with a key that also issues has issued nothing."""
    world = World(issuer=key.did)
    world.badge["issuer"]["id"] = key.did
    options = {
        "created": "2026-05-01T00:00:00Z",
        "verificationMethod": key.key_id,
        "proofPurpose": "authentication",
    }
    suite = SUITES["eddsa-jcs-2022"]
    proof = suite.create(UnsecuredDocument(world.badge), options, key)
    report = world.verify({**world.badge, "proof": proof})
    assert [item.code for item in report.find("proof")] == ["wrong-purpose"]


def test_a_key_that_only_the_signature_names_is_nobodys(world: World) -> None:
    """Badges with such keys a policy may accept; who is there it would not tell."""
    world.policy = Policy(accept_unlisted_keys=True)
    made = SigningKey.generate("Ed25519")
    holder = "https://ana.example"
    thief = made.with_key_id(f"{holder}#{made.public_key.multikey}")
    world.badge["credentialSubject"]["id"] = holder
    shown = present(thief, world.signed())
    assert shown["holder"] == holder
    report = verify(world, shown)
    assert codes(report, "issuer_key") == ["unreachable"]
    assert report.verdict == "undetermined"


def test_another_document_does_not_speak_for_a_holder(world: World, key: SigningKey) -> None:
    """A method in the thief's document that calls somebody else its controller."""
    thief = SigningKey.generate("Ed25519", key_id="did:web:thief.example#key-1")
    victim = "did:web:victim.example"
    method = {
        "id": thief.key_id,
        "type": "Multikey",
        "controller": victim,
        "publicKeyMultibase": thief.public_key.multikey,
    }
    own = SigningKey.generate("Ed25519")
    world.documents["did:web:thief.example"] = {
        "id": "did:web:thief.example",
        "verificationMethod": [method],
        "authentication": [thief.key_id],
    }
    world.documents[victim] = {
        "id": victim,
        "verificationMethod": [{**method, "id": f"{victim}#key-1", "controller": victim,
                                "publicKeyMultibase": own.public_key.multikey}],
        "authentication": [f"{victim}#key-1"],
    }  # fmt: skip
    world.badge["credentialSubject"]["id"] = victim
    shown = unnamed(thief, world.signed(), challenge="now")
    report = verify(world, shown)
    assert codes(report, "issuer_key") != []
    assert report.holder is None
    assert "holder-is-subject" not in [item.code for item in report.find("recipient")]


def test_a_hidden_holder_is_not_a_missing_one(world: World, key: SigningKey) -> None:
    shown = present(key, world.signed(), suite="eddsa-rdfc-2022")
    shown[VOCABULARY + "holder"] = {"id": shown.pop("holder")}
    assert "hidden-member" in codes(verify(world, shown), "json_ld")


def test_a_hidden_credential_is_found(world: World, key: SigningKey) -> None:
    """Else a revoked badge could be signed over and never looked at."""
    first = world.signed()
    world.badge["id"], world.badge["name"] = "urn:uuid:2", "Another"
    shown = present(key, first, world.signed(), suite="eddsa-rdfc-2022")
    hidden = shown["verifiableCredential"].pop()
    shown[VOCABULARY + "verifiableCredential"] = {"@graph": hidden}
    assert codes(verify(world, shown), "json_ld") != []


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_jwt_that_nobody_signed_is_not_slipped_in(
    world: World, key: SigningKey, suite: str
) -> None:
    """JSON-LD drops the text of a JWT, so a proof over statements does not cover it."""
    world.badge["@context"][0] = V1
    world.badge["issuanceDate"] = world.badge.pop("validFrom")
    world.badge["expirationDate"] = world.badge.pop("validUntil")
    document = {
        "@context": [V1],
        "type": ["VerifiablePresentation"],
        "holder": key.did,
        "verifiableCredential": [world.signed()],
    }
    made = Holder(key, suite, fixed_clock(NOW)).sign(
        document, challenge="now", domain="employer.example"
    )
    assert verify(world, made).verdict == "valid"
    shown = copy.deepcopy(dict(made.document))
    shown["verifiableCredential"].append(world.token())
    assert str(verify(world, shown).genuine) == "no"
    around = {**shown, "nonce": "now", "aud": "employer.example"}
    token = sign_jws({"kid": key.key_id, "typ": "vp+jwt"}, around, key)
    assert str(verify(world, token).genuine) == "no"


# --- what is inside ------------------------------------------------------------------------------


def test_a_presentation_is_not_presented(world: World, key: SigningKey) -> None:
    inner = present(key, world.signed())
    shown = {**present(key), "verifiableCredential": [inner]}
    report = verify(world, sign_jws({"kid": key.key_id}, shown, key), None)
    assert "wrong-type-name" in codes(report, "contained")
    token = Holder(key, "vc-jwt", fixed_clock(NOW)).present([world.signed()])
    report = verify(world, present(key, token))
    assert {"envelope-mismatch", "media-type-mismatch"} <= set(codes(report, "contained"))


def test_a_presentation_is_not_in_a_record(world: World, key: SigningKey) -> None:
    report = world.verify(record(world, present(key, world.signed()), id=key.did))
    assert report.verdict == "invalid"
    found = [item.code for item in report.find("contained")]
    assert {"wrong-type-name", "wrong-purpose"} <= set(found)


def test_a_badge_is_not_a_presentation_as_well(world: World, key: SigningKey) -> None:
    """What one reader verifies as a badge, another would open as a presentation."""
    world.badge["type"] = [*world.badge["type"], "VerifiablePresentation"]
    both = world.signed()
    report = world.verify(record(world, both, id=key.did))
    assert report.verdict == "invalid"
    assert "wrong-type-name" in [item.code for item in report.find("contained")]
    assert codes(verify(world, both, None), "data_model") == ["wrong-type-name"]
    assert [item.code for item in world.verify(both).find("source")] == ["is-a-presentation"]


def test_the_same_badge_twice_is_looked_at_twice(world: World, key: SigningKey) -> None:
    shown = present(key, world.signed(), world.signed())
    report = verify(world, shown)
    assert (report.verdict, len(report.credentials)) == ("valid", 2)
    shown = present(key, world.signed(), world.signed() | {"name": "Changed"})
    assert codes(verify(world, shown), "contained") == ["bad-signature"]


def test_whom_the_newest_version_is_given_to_counts(world: World, key: SigningKey) -> None:
    url = "https://district.example/refresh/1"
    world.badge["@context"].append(EXTENSIONS)
    world.badge["refreshService"] = {"id": url, "type": "1EdTechCredentialRefresh"}
    shown = present(key, world.signed())
    world.badge["credentialSubject"]["id"] = SigningKey.generate("Ed25519").did
    world.published[url] = world.signed()
    report = verify(world, shown)
    assert report.credentials[0].find("refresh")[0].code == "refreshed"
    assert codes(report, "recipient") == ["holder-is-not-subject"]


def test_a_key_binding_is_no_presentation(world: World, key: SigningKey) -> None:
    """Neither the JWT of the binding, nor the badge that is bound, nor one that is enveloped."""
    world.policy = Policy(holder="anyone")
    issued = issue_sd_jwt_badge(world.badge, world.key, holder_key=key.public_key)
    binding = KeyBinding(key, "now", "employer.example", NOW)
    bound = present_sd_jwt(issued, [], key_binding=binding)
    for shown in (bound, bound.rpartition("~")[2]):
        assert [item.code for item in verify(world, shown).find("source")] == ["not-a-presentation"]
    enveloped = {
        "@context": CREDENTIALS_V2,
        "id": f"data:application/dc+sd-jwt,{bound}",
        "type": "EnvelopedVerifiableCredential",
    }
    thief = SigningKey.generate("Ed25519")
    report = verify(world, present(thief, enveloped, challenge="before"))
    assert codes(report, "proof") == ["challenge-mismatch"]


def test_what_the_policy_leaves_out_of_a_presentation_is_told(world: World) -> None:
    world.policy = Policy(leave_out=frozenset({"issuer_key", "recipient"}))
    report = verify(world, present(SigningKey.generate("Ed25519"), world.signed()))
    assert [item.code for item in report.find("issuer_key")] == ["left-out"]
    assert [item.code for item in report.find("recipient")] == ["left-out"]
    assert str(report.as_report().genuine) == "unknown"


def test_badly_formed_and_not_known_to_be_genuine_is_not_lacking_form_alone(
    world: World, key: SigningKey
) -> None:
    claims = {**present(key, suite="vc-jwt"), "termsOfUse": {"id": "urn:uuid:1"}}
    token = sign_jws({"kid": key.key_id, "typ": "vp+jwt"}, claims, key)
    assert verify(world, token, None).lacks_only_form
    world.policy = Policy(leave_out=frozenset({"issuer_key"}))
    assert not verify(world, token, None).lacks_only_form


# --- nothing that can be done to a presentation makes it better ----------------------------------


def _own_proof(shown: dict[str, Any]) -> dict[str, Any]:
    """Sign over it again, for this session."""
    thief = Holder(SigningKey.generate("Ed25519"), "eddsa-jcs-2022", fixed_clock(NOW))
    unnamed = {name: value for name, value in shown.items() if name != "holder"}
    return dict(thief.sign(unnamed, challenge="now", domain="employer.example").document)


def _moved_end(shown: dict[str, Any]) -> dict[str, Any]:
    for badge in shown.get("verifiableCredential", []):
        if "validUntil" in badge:
            end = badge.pop("validUntil")
            badge["evidence"] = {"id": badge["id"], "type": ["Evidence"], "validUntil": end}
    return shown


TRANSFORMATIONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "as it is": lambda shown: shown,
    "members in another order": lambda shown: dict(reversed(shown.items())),
    "the holder as an object": lambda shown: shown | {"holder": {"id": shown["holder"]}},
    "the holder left out": lambda shown: {k: v for k, v in shown.items() if k != "holder"},
    "the holder as an IRI": lambda shown: {
        VOCABULARY + "holder" if k == "holder" else k: v for k, v in shown.items()
    },
    "one badge without its list": lambda shown: (
        shown | {"verifiableCredential": shown["verifiableCredential"][0]}
    ),
    "no badge": lambda shown: {k: v for k, v in shown.items() if k != "verifiableCredential"},
    "an empty list": lambda shown: shown | {"verifiableCredential": []},
    "one proof without its list": lambda shown: shown | {"proof": shown["proof"][0]},
    "another's proof beside it": _own_proof,
    "the badge's proof beside it": lambda shown: (
        shown | {"proof": shown["proof"] + shown["verifiableCredential"][0]["proof"]}
    ),
    "the badge's proof alone": lambda shown: (
        shown | {"proof": shown["verifiableCredential"][0]["proof"]}
    ),
    "another type": lambda shown: (
        shown | {"type": ["VerifiablePresentation", "VerifiableCredential"]}
    ),
    "another context": lambda shown: (
        shown
        | {"@context": [*shown["@context"], "https://www.w3.org/ns/credentials/undefined-terms/v2"]}
    ),
    "the end moved": _moved_end,
    "the challenge rewritten": lambda shown: (
        shown | {"proof": [shown["proof"][0] | {"challenge": "now", "domain": "employer.example"}]}
    ),
    "a second challenge": lambda shown: (
        shown | {"proof": [shown["proof"][0] | {"challenge": ["before", "now"]}]}
    ),
}


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("fault", ["expired", "somebody else's", "replayed"])
@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_no_transformation_makes_a_presentation_valid(
    world: World, key: SigningKey, name: str, fault: str, suite: str
) -> None:
    if fault == "expired":
        world.badge["validUntil"] = "2026-05-30T00:00:00Z"
    if fault == "somebody else's":
        world.badge["credentialSubject"]["id"] = SigningKey.generate("Ed25519").did
    challenge = "before" if fault == "replayed" else "now"
    shown = present(key, world.signed(), suite=suite, challenge=challenge)
    try:
        changed = TRANSFORMATIONS[name](shown)
    except InvalidDocument:
        return  # our own signer refuses it
    report = verify(world, changed)
    assert report.verdict != "valid"
    if fault == "replayed":
        assert not {"challenge-mismatch", "bad-signature"}.isdisjoint(codes(report, "proof"))
