"""Ways to make a badge look better than it is; each must fail.

The first part takes a badge that is rightly signed and rewrites its JSON so that the signed
statements stay the same: only the reading changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from microcred.keys import Algorithm
from microcred.verifying import Outcome, VerificationReport
from tests.verifying.world import World

FAILED, PASSED = Outcome.FAILED, Outcome.PASSED
UNDETERMINED = Outcome.UNDETERMINED
CRED = "https://www.w3.org/2018/credentials#"
SEC = "https://w3id.org/security#"
DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
END = "2026-05-15T00:00:00Z"

Document = dict[str, Any]
RDFC_SUITES: list[tuple[Algorithm, str]] = [
    ("Ed25519", "eddsa-rdfc-2022"),
    ("P-256", "ecdsa-rdfc-2019"),
    ("Ed25519", "Ed25519Signature2020"),
]


@pytest.fixture
def world() -> World:
    return World()


def codes(report: VerificationReport, check: str) -> set[str]:
    """Give the codes of what did not pass in one check."""
    return {item.code for item in report.find(check) if item.outcome in (FAILED, UNDETERMINED)}


# --- the JSON and what is signed -----------------------------------------------------------------


def _full_iri(badge: Document, end: Any) -> None:
    badge[CRED + "validUntil"] = {"@value": end, "@type": DATE_TIME}


def _alias(badge: Document, end: Any) -> None:
    badge["@context"].append({"note": {"@id": CRED + "validUntil", "@type": DATE_TIME}})
    badge["note"] = end


def _prefix(badge: Document, end: Any) -> None:
    badge["@context"].append({"c": {"@id": CRED, "@prefix": True}})
    badge["c:validUntil"] = {"@value": end, "@type": DATE_TIME}


def _vocabulary(badge: Document, end: Any) -> None:
    badge["@context"].append({"@vocab": "https://www.w3.org/2018/"})
    badge["credentials#validUntil"] = {"@value": end, "@type": DATE_TIME}


def _included(badge: Document, end: Any) -> None:
    same = {"id": badge["id"], "type": ["VerifiableCredential"], "validUntil": end}
    badge["@included"] = [same]


def _included_deeper(badge: Document, end: Any) -> None:
    same = {"id": badge["id"], "type": ["VerifiableCredential"], "validUntil": end}
    badge["issuer"]["@included"] = [same]


def _nest(badge: Document, end: Any) -> None:
    badge["@nest"] = {"validUntil": end}


def _nest_by_another_name(badge: Document, end: Any) -> None:
    badge["@context"].append({"extra": "@nest"})
    badge["extra"] = {"validUntil": end}


def _reverse(badge: Document, end: Any) -> None:
    badge["@context"].append({"issued": {"@reverse": CRED + "issuer"}})
    same = {"id": badge["id"], "type": ["VerifiableCredential"], "validUntil": end}
    badge["issuer"]["issued"] = same


def _scoped_context(badge: Document, end: Any) -> None:
    badge["@context"].append(
        {"note": {"@id": CRED + "validUntil", "@context": {}, "@type": DATE_TIME}}
    )
    badge["note"] = end


HIDE = [
    _full_iri,
    _alias,
    _prefix,
    _vocabulary,
    _included,
    _included_deeper,
    _nest,
    _nest_by_another_name,
    _reverse,
    _scoped_context,
]


@pytest.mark.parametrize("hide", HIDE)
def test_the_end_of_a_badge_cannot_be_spelled_away(
    world: World, hide: Callable[[Document, Any], None]
) -> None:
    world.badge["validUntil"] = END
    badge = world.signed()
    hide(badge, badge.pop("validUntil"))
    report = world.verify(badge)
    assert report.outcome("proof") is PASSED  # the statements are those that were signed
    assert codes(report, "json_ld") & {"hidden-member", "hiding-keyword"}
    assert report.verdict == "invalid"


def revocable(world: World) -> Document:
    """Give a signed badge that its issuer has revoked."""
    url = "https://district.example/revoked"
    world.badge["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    world.badge["credentialStatus"] = {"id": url, "type": "1EdTechRevocationList"}
    revoked = [{"id": world.badge["id"], "revoked": True}]
    world.published[url] = {"id": url, "issuer": world.issuer, "revokedCredential": revoked}
    return world.signed()


def test_a_status_cannot_be_spelled_away(world: World) -> None:
    badge = revocable(world)
    assert codes(world.verify(badge), "status") == {"revoked"}
    entry = badge.pop("credentialStatus")
    badge[CRED + "credentialStatus"] = {**entry, "type": entry["type"]}
    report = world.verify(badge)
    assert report.outcome("status") is Outcome.SKIPPED
    assert codes(report, "json_ld") == {"hidden-member"}


def test_a_status_that_is_shown_twice_hides_no_other(world: World) -> None:
    first = {"id": "https://district.example/status#1", "type": "1EdTechRevocationList"}
    badge = revocable(world)
    hidden = badge["credentialStatus"]
    world.badge["credentialStatus"] = [first, hidden]
    badge = world.signed()
    badge["credentialStatus"] = [first, dict(first)]
    badge[CRED + "credentialStatus"] = hidden
    assert codes(world.verify(badge), "json_ld") == {"hidden-member"}


def test_a_credential_cannot_go_by_an_id_that_no_list_has(world: World) -> None:
    badge = revocable(world)
    start, _, end = badge["id"].rpartition("-")
    badge["@context"].append({"p": {"@id": f"{start}-", "@prefix": True}})
    badge["id"] = f"p:{end}"
    report = world.verify(badge)
    assert report.outcome("proof") is PASSED
    assert report.outcome("status") is PASSED  # no list has such an id
    assert codes(report, "json_ld") == {"id-reads-otherwise"}


def test_a_result_cannot_be_hidden(world: World) -> None:
    badge = world.signed()
    context = {"footnote": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#result"}
    badge["@context"].append(context)
    badge["credentialSubject"]["footnote"] = badge["credentialSubject"].pop("result")
    report = world.verify(badge)
    assert report.outcome("proof") is PASSED
    assert codes(report, "json_ld") == {"hidden-member"}


@pytest.mark.parametrize(("algorithm", "suite"), RDFC_SUITES)
@pytest.mark.parametrize("where", ["iri", "proof's context", "document's context"])
def test_the_end_of_a_proof_cannot_be_spelled_away(
    algorithm: Algorithm, suite: str, where: str
) -> None:
    world = World(algorithm, suite)
    badge = world.signed(expires=END)
    assert codes(world.verify(badge), "proof") == {"proof-expired"}
    proof = badge["proof"][0]
    end = proof.pop("expires")
    alias = {"note": {"@id": SEC + "expiration", "@type": DATE_TIME}}
    if where == "iri":
        proof[SEC + "expiration"] = {"@value": end, "@type": DATE_TIME}
    else:
        proof["note"] = end
        if where == "document's context":
            badge["@context"] = [*badge["@context"], alias]
        else:
            proof["@context"] = [*badge["@context"], alias]
    assert codes(world.verify(badge), "proof") & {"hidden-proof-member", "unsigned-proof-member"}


def test_a_context_of_its_own_is_no_loss_for_a_badge(world: World) -> None:
    """What an issuer adds under names of its own stays welcome."""
    world.badge["@context"].append({"hours": "https://district.example/terms#hours"})
    world.badge["hours"] = "7"
    assert world.verify().verdict == "valid"
