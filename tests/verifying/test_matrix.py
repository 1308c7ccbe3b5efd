"""Every check in every outcome that it can have, from one world in which one thing is changed.

The table is held complete: a check and an outcome that nobody shows here fails a test, unless it
is named among those that cannot be, with the reason.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest

import microcred.verifying
from microcred.errors import ResolutionFailed
from microcred.findings import Outcome
from microcred.issuing.presentation import Holder
from microcred.keys import SigningKey
from microcred.proofs.sd_jwt import issue_sd_jwt_badge
from microcred.status import StatusList, make_entry, make_status_list_credential
from microcred.timestamps import fixed_clock
from microcred.verifying import (
    CHECKS,
    QUESTION_OF,
    Policy,
    PresentationReport,
    PublishedTrustList,
    Question,
    TrustList,
    VerificationReport,
)
from tests.verifying.world import ISSUER, NOW, World

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
UNDETERMINED, SKIPPED = Outcome.UNDETERMINED, Outcome.SKIPPED

Report = VerificationReport | PresentationReport
Show = Callable[[World], Report]

EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SCHEMA: Final = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
LIST_URL: Final = "https://district.example/status/1"
REFRESH_URL: Final = "https://district.example/refresh"
RESOURCE: Final = "https://district.example/rubric.json"
REGISTRY: Final = "https://registry.example/registry.json"
ASSOCIATION: Final = "did:web:association.example"
DIGEST: Final = "sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o="
"""The SHA-256 of `{}`."""

TABLE: Final[dict[tuple[str, Outcome], tuple[str, Show]]] = {}
"""What shows a check in an outcome, and with which code."""

CANNOT_BE: Final = {
    ("source", SKIPPED): "whatever is handed in is looked at",
    ("refresh", FAILED): "where no newer version can be taken, the original stays",
}


def show(*outcomes: str) -> Callable[[Show], Show]:
    """Enter a function into the table: check, outcome, code."""
    check, outcome, code = outcomes

    def enter(function: Show) -> Show:
        key = (check, Outcome(outcome))
        assert key not in TABLE, key
        TABLE[key] = (code, function)
        return function

    return enter


@pytest.mark.parametrize("key", list(product(CHECKS, Outcome)), ids="-".join)
def test_each_check_has_each_outcome_that_it_can_have(key: tuple[str, Outcome]) -> None:
    assert (key in TABLE) is not (key in CANNOT_BE)
    if key in TABLE:
        check, outcome = key
        code, function = TABLE[key]
        report = function(World())
        found = [(item.outcome, item.code) for item in report.find(check)]
        assert (outcome, code) in found
        assert all(item.advice for item in report.checks if item.outcome in (FAILED, UNDETERMINED))


SOURCES: Final = sorted(Path(microcred.verifying.__file__).parent.glob("*.py"))
WRITTEN: Final = re.compile(r'\b(passed|failed|undetermined|skipped)\(\s*"([a-z_]+)"')
BY_ERROR: Final = re.compile(r'\b(?:failed_by|failed_by_faults)\(\s*"([a-z_]+)"')


def test_what_the_code_writes_is_in_the_table() -> None:
    text = "\n".join(path.read_text("utf-8") for path in SOURCES)
    written = {(check, Outcome(outcome)) for outcome, check in WRITTEN.findall(text)}
    written |= {(check, FAILED) for check in BY_ERROR.findall(text)}
    assert len(written) > 40
    assert written - TABLE.keys() == set()


def test_what_the_outcomes_make_of_the_verdict() -> None:
    verdicts = {FAILED: {"invalid"}, UNDETERMINED: {"undetermined", "invalid"}}
    for (check, outcome), (_, function) in TABLE.items():
        if QUESTION_OF[check] is Question.ASIDE:
            continue
        verdict = function(World()).verdict
        assert verdict in verdicts.get(outcome, {"valid", "invalid"}), (check, outcome)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_checked_where_there_is_no_badge(check: str) -> None:
    (finding,) = World().verify(b"hello").find(check)
    assert finding.outcome is (FAILED if check == "source" else SKIPPED)


# source


@show("source", "passed", "credential-found")
def _source_passed(world: World) -> Report:
    return world.verify()


@show("source", "failed", "duplicate-member")
def _source_failed(world: World) -> Report:
    return world.verify('{"id": "urn:x:1", "id": "urn:x:2"}')


@show("source", "undetermined", "unsupported-envelope")
def _source_undetermined(world: World) -> Report:
    return world.verify(
        {
            "@context": "https://www.w3.org/ns/credentials/v2",
            "type": "EnvelopedVerifiableCredential",
            "id": "data:application/vc+cose;base64,0oRYVqQBJg",
        }
    )


# data_model


@show("data_model", "passed", "well-formed")
def _data_model_passed(world: World) -> Report:
    return world.verify()


@show("data_model", "failed", "missing-member")
def _data_model_failed(world: World) -> Report:
    del world.badge["issuer"]
    return world.verify()


@show("data_model", "skipped", "no-credential")
def _data_model_skipped(world: World) -> Report:
    return world.verify(b"hello")


# json_ld


@show("json_ld", "passed", "all-terms-defined")
def _json_ld_passed(world: World) -> Report:
    return world.verify()


@show("json_ld", "failed", "undefined-term")
def _json_ld_failed(world: World) -> Report:
    return world.verify(world.signed() | {"surname": "added later"})


@show("json_ld", "undetermined", "unknown-context")
def _json_ld_undetermined(world: World) -> Report:
    world.badge["@context"].append("https://district.example/context.json")
    return world.verify(world.badge)


@show("data_model", "undetermined", "unknown-context")
def _data_model_undetermined(world: World) -> Report:
    world.badge["@context"].append("https://district.example/context.json")
    return world.verify(world.token())


@show("json_ld", "skipped", "no-credential")
def _json_ld_skipped(world: World) -> Report:
    return world.verify(b"hello")


# schema


def _name_schema(world: World, url: str) -> None:
    world.badge["@context"].append(EXTENSIONS)
    world.badge["credentialSchema"] = [{"id": url, "type": "1EdTechJsonSchemaValidator2019"}]


@show("schema", "passed", "schema-satisfied")
def _schema_passed(world: World) -> Report:
    _name_schema(world, SCHEMA)
    return world.verify()


@show("schema", "failed", "schema")
def _schema_failed(world: World) -> Report:
    _name_schema(world, SCHEMA)
    del world.badge["credentialSubject"]["achievement"]["criteria"]
    return world.verify()


@show("schema", "undetermined", "unreachable")
def _schema_undetermined(world: World) -> Report:
    _name_schema(world, "https://district.example/schema.json")
    return world.verify()


@show("schema", "skipped", "no-schema")
def _schema_skipped(world: World) -> Report:
    return world.verify()


# resources


def _state_digest(world: World, published: Any) -> Report:
    world.policy = Policy(check_resources=True)
    world.badge["relatedResource"] = [{"id": RESOURCE, "digestSRI": DIGEST}]
    world.published[RESOURCE] = published
    return world.verify()


@show("resources", "passed", "digest-matches")
def _resources_passed(world: World) -> Report:
    return _state_digest(world, "{}")


@show("resources", "failed", "digest-mismatch")
def _resources_failed(world: World) -> Report:
    return _state_digest(world, "{ }")


@show("resources", "undetermined", "unreachable")
def _resources_undetermined(world: World) -> Report:
    return _state_digest(world, None)


@show("resources", "skipped", "not-asked")
def _resources_skipped(world: World) -> Report:
    return world.verify()


# open_badges


@show("open_badges", "passed", "rules-kept")
def _open_badges_passed(world: World) -> Report:
    return world.verify()


@show("open_badges", "failed", "subject-unidentified")
def _open_badges_failed(world: World) -> Report:
    del world.badge["credentialSubject"]["id"], world.badge["credentialSubject"]["identifier"]
    return world.verify()


@show("open_badges", "undetermined", "recipient-concealed")
def _open_badges_undetermined(world: World) -> Report:
    del world.badge["credentialSubject"]["identifier"]
    whole = issue_sd_jwt_badge(world.badge, world.key)
    return world.verify(whole.partition("~")[0] + "~")


@show("open_badges", "skipped", "no-achievement")
def _open_badges_skipped(world: World) -> Report:
    world.badge = _status_list(world)
    return world.verify()


# proof


@show("proof", "passed", "signature-valid")
def _proof_passed(world: World) -> Report:
    return world.verify()


@show("proof", "failed", "bad-signature")
def _proof_failed(world: World) -> Report:
    return world.verify(world.signed() | {"name": "Passive Listening"})


@show("proof", "undetermined", "unreachable")
def _proof_undetermined(world: World) -> Report:
    badge = world.signed()
    world.documents.clear()
    return world.verify(badge)


@show("proof", "skipped", "no-credential")
def _proof_skipped(world: World) -> Report:
    return world.verify(b"hello")


# issuer_key


@show("issuer_key", "passed", "key-confirmed")
def _issuer_key_passed(world: World) -> Report:
    return world.verify()


@show("issuer_key", "failed", "key-revoked")
def _issuer_key_failed(world: World) -> Report:
    world.method["revoked"] = "2026-04-01T00:00:00Z"
    return world.verify()


@show("issuer_key", "undetermined", "unreachable")
def _issuer_key_undetermined(world: World) -> Report:
    key = world.key.public_key.multikey
    badge = world.signed(verificationMethod=f"https://district.example/1#{key}")
    world.documents.clear()
    return world.verify(badge)


@show("issuer_key", "skipped", "no-verified-proof")
def _issuer_key_skipped(world: World) -> Report:
    return world.verify(world.signed() | {"name": "Passive Listening"})


# refresh


def _offer_refresh(world: World) -> dict[str, Any]:
    """Sign a badge with a refresh service, then give the badge another name."""
    world.badge["@context"].append(EXTENSIONS)
    world.badge["refreshService"] = {"id": REFRESH_URL, "type": "1EdTechCredentialRefresh"}
    signed = world.signed()
    world.badge["name"] = "Active Listening, renewed"
    return signed


@show("refresh", "passed", "refreshed")
def _refresh_passed(world: World) -> Report:
    older = _offer_refresh(world)
    world.published[REFRESH_URL] = world.signed()
    return world.verify(older)


@show("refresh", "undetermined", "refreshed-not-verified")
def _refresh_undetermined(world: World) -> Report:
    older = _offer_refresh(world)
    world.published[REFRESH_URL] = world.badge
    return world.verify(older)


@show("refresh", "skipped", "no-refresh-service")
def _refresh_skipped(world: World) -> Report:
    return world.verify()


# status


def _status_list(world: World, *indexes: int) -> dict[str, Any]:
    statuses = StatusList("revocation")
    for index in indexes:
        statuses.set(index)
    return make_status_list_credential(
        statuses, LIST_URL, world.issuer, valid_from="2026-05-01T00:00:00Z"
    )


def _with_status(world: World, *indexes: int) -> Report:
    world.badge["credentialStatus"] = make_entry(LIST_URL, 94_567, "revocation")
    lister = copy.copy(world)
    lister.badge = _status_list(world, *indexes)
    world.published.setdefault(LIST_URL, lister.signed())
    return world.verify()


@show("status", "passed", "not-revoked")
def _status_passed(world: World) -> Report:
    return _with_status(world)


@show("status", "failed", "revoked")
def _status_failed(world: World) -> Report:
    return _with_status(world, 94_567)


@show("status", "undetermined", "timeout")
def _status_undetermined(world: World) -> Report:
    world.published[LIST_URL] = ResolutionFailed("no answer", code="timeout")
    return _with_status(world)


@show("status", "skipped", "no-status")
def _status_skipped(world: World) -> Report:
    return world.verify()


# validity


@show("validity", "passed", "within-period")
def _validity_passed(world: World) -> Report:
    return world.verify()


@show("validity", "failed", "expired")
def _validity_failed(world: World) -> Report:
    world.now = NOW.replace(year=2028)
    return world.verify()


@show("validity", "undetermined", "end-may-be-concealed")
def _validity_undetermined(world: World) -> Report:
    del world.badge["validUntil"]
    world.badge["evidence"] = [{"type": ["Evidence"], "name": "Lesson"}]
    whole = issue_sd_jwt_badge(world.badge, world.key, conceal=["/evidence"])
    return world.verify(whole.partition("~")[0] + "~")


@show("validity", "skipped", "no-credential")
def _validity_skipped(world: World) -> Report:
    return world.verify(b"hello")


# recipient


@show("recipient", "passed", "recipient-matches")
def _recipient_passed(world: World) -> Report:
    world.policy = Policy(recipient="ana@school.example")
    return world.verify()


@show("recipient", "failed", "recipient-mismatch")
def _recipient_failed(world: World) -> Report:
    world.policy = Policy(recipient="bo@school.example")
    return world.verify()


@show("recipient", "undetermined", "holder-not-comparable")
def _recipient_undetermined(world: World) -> Report:
    del world.badge["credentialSubject"]["id"]
    holder = Holder(SigningKey.generate("Ed25519"), "eddsa-rdfc-2022", fixed_clock(NOW))
    shown = holder.present([world.signed()], challenge="1f44d55f", domain="employer.example")
    return world.verifier(world.policy).verify_presentation(shown)


@show("recipient", "skipped", "not-asked")
def _recipient_skipped(world: World) -> Report:
    return world.verify()


# endorsements


def _endorsed(world: World) -> dict[str, Any]:
    endorser = World(issuer=ASSOCIATION, documents=world.documents)
    endorser.badge = {
        "@context": world.badge["@context"],
        "id": "urn:uuid:7d1f4f0e-6c1d-4a0e-8f83-0d3f1f3b1c11",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": ASSOCIATION, "type": ["Profile"], "name": "Association"},
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialSubject": {"id": world.badge["id"], "type": ["EndorsementSubject"]},
    }
    world.badge["endorsement"] = [endorser.signed()]
    return world.signed()


@show("endorsements", "passed", "verified")
def _endorsements_passed(world: World) -> Report:
    return world.verify(_endorsed(world))


@show("endorsements", "failed", "bad-signature")
def _endorsements_failed(world: World) -> Report:
    _endorsed(world)
    world.badge["endorsement"][0]["name"] = "Forged"
    return world.verify()


@show("endorsements", "undetermined", "unreachable")
def _endorsements_undetermined(world: World) -> Report:
    badge = _endorsed(world)
    del world.documents[ASSOCIATION]
    return world.verify(badge)


@show("endorsements", "skipped", "no-endorsements")
def _endorsements_skipped(world: World) -> Report:
    return world.verify()


# contained


def _record(world: World, inner: dict[str, Any]) -> Report:
    keeper = World(issuer=ASSOCIATION, documents=world.documents)
    contexts = world.badge["@context"]
    clr = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
    keeper.badge = {
        "@context": [contexts[0], clr, contexts[1]],
        "id": "urn:uuid:5c1f4f0e-6c1d-4a0e-8f83-0d3f1f3b1c11",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Record",
        "issuer": {"id": ASSOCIATION, "type": ["Profile"], "name": "Association"},
        "validFrom": "2026-05-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:ana",
            "type": ["ClrSubject"],
            "verifiableCredential": [inner],
        },
    }
    return world.verify(keeper.signed())


@show("contained", "passed", "verified")
def _contained_passed(world: World) -> Report:
    return _record(world, world.signed())


@show("contained", "failed", "bad-signature")
def _contained_failed(world: World) -> Report:
    return _record(world, world.signed() | {"name": "Passive Listening"})


@show("contained", "undetermined", "unreachable")
def _contained_undetermined(world: World) -> Report:
    inner = world.signed()
    del world.documents[ISSUER]
    return _record(world, inner)


@show("contained", "skipped", "none-contained")
def _contained_skipped(world: World) -> Report:
    return world.verify()


# trust


@show("trust", "passed", "issuer-trusted")
def _trust_passed(world: World) -> Report:
    world.policy = Policy(trust_registries=(TrustList({ISSUER: "Hill District"}),))
    return world.verify()


@show("trust", "failed", "issuer-not-trusted")
def _trust_failed(world: World) -> Report:
    world.policy = Policy(trusted_issuers=frozenset({ASSOCIATION}))
    return world.verify()


@show("trust", "undetermined", "unreachable")
def _trust_undetermined(world: World) -> Report:
    world.policy = Policy(trust_registries=(PublishedTrustList(REGISTRY),))
    return world.verify()


@show("trust", "skipped", "not-asked")
def _trust_skipped(world: World) -> Report:
    return world.verify()
