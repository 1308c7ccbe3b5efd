"""What a holder may have left out is never taken for what was never there."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from microcred.errors import InvalidDocument
from microcred.findings import Outcome
from microcred.keys import SigningKey
from microcred.models.reading import MUST_STAY_IN_SIGHT
from microcred.proofs import SUITES, UnsecuredDocument, claims_of
from microcred.proofs.ecdsa_sd_2023 import derive_proof
from microcred.proofs.sd_jwt import issue_sd_jwt_badge, sign_sd_jwt
from microcred.status import make_entry
from microcred.verifying import Policy, VerificationReport
from tests.verifying.test_status import LIST_URL, Life
from tests.verifying.world import World

Document = dict[str, Any]
END = "2026-05-15T00:00:00Z"
DISCLOSED = ["/name", "/credentialSubject"]


class Chosen(Life):
    """Badges of which the holder chooses what to show; the lists are signed as a whole."""

    def sign(self, document: Document) -> Document:
        signer = copy.copy(self.world)
        signer.badge, signer.suite = document, "ecdsa-rdfc-2019"
        return signer.signed()


def suspend(life: Life) -> None:
    life.add("suspension").set(94_567, 1)
    life.publish()


@pytest.fixture
def life() -> Life:
    """Provide a badge with one entry on a list that says that it stands."""
    life = Chosen(World("P-256", "ecdsa-sd-2023"))
    life.world.policy = Policy(form="report")
    del life.world.badge["credentialSubject"]["identifier"]  # two nodes without id
    life.add("revocation")
    return life


def derived(world: World, mandatory: list[str] | None = None, *selected: str) -> Document:
    base = world.signed(mandatoryPointers=mandatory)
    return derive_proof(base, base["proof"][0], [*DISCLOSED, *selected])


def in_doubt(report: VerificationReport) -> set[str]:
    return {item.code for item in report.checks if item.outcome is Outcome.UNDETERMINED}


def test_a_derived_badge_that_shows_end_and_status_is_in_force(life: Life) -> None:
    report = life.world.verify(derived(life.world))
    assert in_doubt(report) == set()
    assert (report.genuine, report.in_force) == ("yes", "yes")


@pytest.mark.parametrize(
    ("hidden", "code"),
    [
        ("validUntil", "end-may-be-concealed"),
        ("validFrom", "start-may-be-concealed"),
        ("credentialStatus", "status-may-be-concealed"),
    ],
)
def test_a_member_that_is_not_shown_may_be_there(life: Life, hidden: str, code: str) -> None:
    life.world.badge["validUntil"] = "2027-05-01T00:00:00Z"
    kept = {"issuer", "validFrom", "validUntil", "credentialStatus"} - {hidden}
    shown = derived(life.world, [f"/{name}" for name in sorted(kept)])
    assert hidden not in shown
    report = life.world.verify(shown)
    assert report.outcome("proof") is Outcome.PASSED
    assert in_doubt(report) == {code}
    assert (report.genuine, report.in_force) == ("yes", "unknown")


def test_null_is_no_member(life: Life) -> None:
    """It says nothing in JSON-LD, so a holder can add it."""
    shown = derived(life.world, ["/issuer", "/validFrom"])
    shown |= {"validUntil": None, "credentialStatus": []}
    report = life.world.verify(shown)
    assert report.outcome("proof") is Outcome.PASSED
    assert in_doubt(report) == {"end-may-be-concealed", "status-may-be-concealed"}


def test_one_of_several_statuses_may_be_chosen(life: Life) -> None:
    """The badge is suspended; its holder shows that it is not revoked."""
    suspend(life)
    pointers = ["/issuer", "/validFrom", "/validUntil"]
    shown = derived(life.world, pointers, "/credentialStatus/0")
    assert len(shown["credentialStatus"]) == 1
    report = life.world.verify(shown)
    assert in_doubt(report) == {"status-may-be-concealed"}
    assert report.in_force == "unknown"
    everything = derived(life.world, [*pointers, "/credentialStatus"])
    assert life.world.verify(everything).in_force == "no"


def test_a_counter_signature_over_what_is_shown_proves_no_absence(life: Life) -> None:
    shown = derived(life.world, ["/issuer", "/validFrom"])
    own = SigningKey.generate("Ed25519")
    options = {"verificationMethod": own.key_id, "proofPurpose": "assertionMethod"}
    second = SUITES["eddsa-rdfc-2022"].create(UnsecuredDocument(shown), options, own)
    proof = shown["proof"]
    shown["proof"] = [*(proof if isinstance(proof, list) else [proof]), second]
    report = life.world.verify(shown)
    assert {"end-may-be-concealed", "status-may-be-concealed"} <= in_doubt(report)


@pytest.mark.parametrize("name", [*MUST_STAY_IN_SIGHT, "credentialStatus/0", "issuer/id"])
def test_no_sd_jwt_lets_its_holder_choose_what_must_stay_in_sight(name: str) -> None:
    world = World()
    entry = make_entry(LIST_URL, 7, "revocation")
    badge = {**dict.fromkeys(MUST_STAY_IN_SIGHT, "x"), **world.badge, "credentialStatus": [entry]}
    with pytest.raises(InvalidDocument) as refused:
        issue_sd_jwt_badge(badge, world.key, conceal=[f"/{name}"])
    assert {fault.code for fault in refused.value.faults} == {"must-not-be-concealed"}


def test_a_derived_proof_shows_what_must_stay_in_sight_unless_told_otherwise(life: Life) -> None:
    life.world.badge["termsOfUse"] = [{"type": "https://district.example/Terms"}]
    shown = derived(life.world)
    for name in MUST_STAY_IN_SIGHT:
        assert (name in shown) == (name in life.world.badge), name


# --- SD-JWT --------------------------------------------------------------------------------------


def token(world: World, *pointers: str, show: bool = False) -> str:
    """Sign as an issuer that lets its holder hide anything."""
    claims = {name: value for name, value in claims_of(world.badge).items() if name != "sub"}
    claims |= {"vct": "https://district.example/badge"}
    header = {"typ": "dc+sd-jwt", "kid": world.key.key_id}
    signed = sign_sd_jwt(claims, world.key, conceal=pointers, header=header)
    return signed if show else signed.partition("~")[0] + "~"


@pytest.mark.parametrize(
    "pointers",
    [
        ["/credentialStatus/0"],
        ["/credentialStatus/1"],
        ["/credentialStatus/0", "/credentialStatus/1"],
        ["/credentialStatus/1/statusPurpose"],
        ["/credentialStatus"],
    ],
)
def test_a_status_concealed_inside_its_member_is_not_taken_for_none(pointers: list[str]) -> None:
    life = Life()
    life.add("revocation")
    suspend(life)
    report = life.world.verify(token(life.world, *pointers))
    found = [item for item in report.find("status") if item.outcome is not Outcome.PASSED]
    assert "status-may-be-concealed" in {item.code for item in found} or report.in_force == "no"
    assert report.in_force != "yes"


def test_showing_what_should_not_have_been_concealed_is_a_matter_of_form() -> None:
    """Else a holder would do better to hide it."""
    world = World()
    report = world.verify(token(world, "/validUntil", show=True))
    assert (report.genuine, report.in_force, report.well_formed) == ("yes", "yes", "no")
    assert {item.code for item in report.find("data_model")} == {"must-not-be-concealed"}
    hidden = world.verify(token(world, "/validUntil"))
    assert (hidden.genuine, hidden.in_force) == ("yes", "unknown")


def test_what_its_holder_left_out_is_not_for_the_issuer_to_mend() -> None:
    world = World("P-256", "ecdsa-sd-2023")
    del world.badge["credentialSubject"]["id"]
    base = world.signed()
    shown = derive_proof(base, base["proof"][0], ["/credentialSubject/achievement/name"])
    report = world.verify(shown)
    wrong = [item for item in report.checks if item.check in ("data_model", "open_badges")]
    assert ("undetermined", "recipient-concealed") in [(item.outcome, item.code) for item in wrong]
    assert {item.code for item in wrong if "holder" not in item.advice} <= {"rules-kept"}


def test_a_base_proof_is_for_its_holder_to_derive_from() -> None:
    world = World("P-256", "ecdsa-sd-2023")
    (finding,) = world.verify(world.signed()).find("proof")
    assert finding.code == "base-proof"
    assert finding.advice.startswith("Ask the holder ")


def test_what_a_newer_version_hides_is_not_concluded_from_how_the_older_was_signed(
    life: Life,
) -> None:
    world = life.world
    world.badge["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    url = "https://district.example/refresh"
    world.badge["refreshService"] = {"id": url, "type": "1EdTechCredentialRefresh"}
    older = world.token()
    world.published[url] = derived(world, ["/issuer", "/validFrom"])
    report = world.verify(older)
    assert report.credential == world.published[url]
    assert [item.code for item in report.find("refresh")] == ["refreshed"]
    assert in_doubt(report) == {"end-may-be-concealed", "status-may-be-concealed"}
    assert report.in_force == "unknown"
