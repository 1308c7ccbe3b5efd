"""What is moved between objects with one id is signed as before, and must not read otherwise."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from microcred import Signer
from microcred.errors import InvalidDocument
from microcred.findings import Fault, Outcome
from microcred.issuing.presentation import Holder
from microcred.keys import Algorithm, SigningKey
from microcred.models import check_credential
from microcred.proofs import SUITES, UnsecuredDocument
from microcred.proofs.ecdsa_sd_2023 import derive_proof
from microcred.status import make_entry
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, VerificationReport
from tests.verifying.world import World

Document = dict[str, Any]
END = "2026-05-15T00:00:00Z"
LIST = "https://district.example/status"
DIGEST = "sha256-" + "A" * 43 + "="
RDFC_SUITES: list[tuple[Algorithm, str]] = [
    ("Ed25519", "eddsa-rdfc-2022"),
    ("P-256", "ecdsa-rdfc-2019"),
    ("Ed25519", "Ed25519Signature2020"),
]


def codes(report: VerificationReport, check: str = "json_ld") -> set[str]:
    return {item.code for item in report.find(check) if item.outcome is Outcome.FAILED}


def about_itself(world: World) -> Document:
    """Make a badge whose evidence is the badge's own page, as sloppy issuers write it."""
    badge = world.badge
    badge["evidence"] = [{"id": badge["id"], "type": ["Evidence"], "narrative": "See there."}]
    badge["validUntil"] = END
    badge["credentialStatus"] = make_entry(LIST, 7, "revocation")
    badge["refreshService"] = {"id": f"{LIST}/newer", "type": "1EdTechCredentialRefresh"}
    badge["termsOfUse"] = [{"id": f"{LIST}/terms", "type": "Terms"}]
    badge["credentialSchema"] = [{"id": f"{LIST}/schema", "type": "JsonSchema"}]
    badge["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    badge["@context"].append({"Terms": "https://district.example/terms#Terms"})
    return world.signed()


MOVABLE = [
    "validUntil",
    "validFrom",
    "credentialStatus",
    "refreshService",
    "termsOfUse",
    "credentialSchema",
    "credentialSubject",
    "issuer",
]


@pytest.mark.parametrize(("algorithm", "suite"), RDFC_SUITES)
@pytest.mark.parametrize("name", MOVABLE)
def test_no_member_of_the_credential_can_be_moved(
    algorithm: Algorithm, suite: str, name: str
) -> None:
    world = World(algorithm, suite)
    badge = about_itself(world)
    assert codes(world.verify(badge)) == set()
    badge["evidence"][0] |= {"type": ["Evidence", *badge["type"]], name: badge.pop(name)}
    report = world.verify(badge)
    signed = {item.code for item in report.find("proof")}
    assert "signature-valid" in signed or name == "issuer"  # the statements are the same
    assert "hidden-member" in codes(report)
    assert report.genuine == "no"
    assert any(item.pointer == f"/{name}" for item in report.find("json_ld"))


def test_what_kind_of_credential_it_is_cannot_be_moved() -> None:
    world = World()
    world.policy = Policy(require_open_badge=False)
    badge = about_itself(world)
    badge["type"].remove("OpenBadgeCredential")
    badge["evidence"][0]["type"] = ["Evidence", "OpenBadgeCredential"]
    assert codes(world.verify(badge)) == {"hidden-member"}


def test_the_end_can_be_kept_in_one_of_two_wholes_only() -> None:
    """The other object says all that is signed, so one that says all is not enough."""
    world = World()
    badge = about_itself(world)
    whole = copy.deepcopy(
        {name: badge[name] for name in badge if name not in ("@context", "proof")}
    )
    whole["type"] = ["Evidence", *badge["type"]]
    whole["evidence"] = badge["id"]
    whole["narrative"] = "See there."
    badge["evidence"] = [whole]
    for thing in (whole["credentialSubject"], badge["credentialSubject"]):
        del thing["identifier"], thing["result"]  # each would be a second one, without an id
    del badge["validUntil"]
    assert "hidden-member" in codes(world.verify(badge))


@pytest.mark.parametrize("second", ["object", "bare"])
def test_a_status_entry_says_all_of_itself(second: str) -> None:
    world = World()
    entry = make_entry(LIST, 7, "revocation")
    world.badge["credentialStatus"] = entry
    badge = world.signed()
    rest = {name: entry[name] for name in entry if name != "statusListIndex"}
    badge["credentialStatus"] = [rest, entry if second == "object" else {"id": entry["id"]}]
    if second == "object":
        assert codes(world.verify(badge)) == {"hidden-member"}
    badge["credentialStatus"] = [entry, entry["id"]]
    assert codes(world.verify(badge)) == {"hidden-member"}


@pytest.mark.parametrize(
    "wrap",
    [lambda value: [[value]], lambda value: {"@set": [value]}, lambda value: [{"@set": value}]],
)
def test_no_status_stands_where_no_reader_looks_for_it(wrap: Callable[[Any], Any]) -> None:
    """JSON-LD flattens arrays in arrays; who reads the JSON finds an array and no entry."""
    world = World()
    world.badge["credentialStatus"] = make_entry(LIST, 7, "revocation")
    badge = world.signed()
    badge["credentialStatus"] = wrap(badge["credentialStatus"])
    report = world.verify(badge)
    assert report.outcome("proof") is Outcome.PASSED
    assert codes(report) == {"hidden-member"}


def test_a_kind_of_credential_cannot_be_written_out() -> None:
    world = World()
    world.badge["type"].append("EndorsementCredential")
    badge = world.signed()
    badge["type"][-1] = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementCredential"
    report = world.verify(badge)
    assert report.outcome("proof") is Outcome.PASSED
    assert codes(report) == {"hidden-member"}


def test_a_kind_of_credential_cannot_stand_under_at_type() -> None:
    world = World()
    world.badge["type"].append("EndorsementCredential")
    badge = world.signed()
    badge["@type"] = badge["type"].pop()
    assert codes(world.verify(badge)) == {"hidden-member"}


def test_null_does_not_stand_for_what_is_hidden() -> None:
    world = World()
    badge = world.signed()
    badge["@context"].append({"note": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#result"})
    subject = badge["credentialSubject"]
    subject["note"], subject["result"] = subject["result"], None
    report = world.verify(badge)
    assert report.outcome("proof") is Outcome.PASSED
    assert codes(report) == {"hidden-member"}


def test_a_list_cannot_be_named_by_a_shortened_address() -> None:
    world = World()
    world.badge["credentialStatus"] = make_entry(f"{LIST}/1", 7, "revocation")
    badge = world.signed()
    badge["@context"].append({"p": {"@id": f"{LIST}/", "@prefix": True}})
    badge["credentialStatus"]["statusListCredential"] = "p:1"
    report = world.verify(badge)
    assert report.outcome("proof") is Outcome.PASSED
    assert codes(report) == {"hidden-member", "id-reads-otherwise"}


@pytest.mark.parametrize(("algorithm", "suite"), RDFC_SUITES)
def test_an_option_of_a_proof_cannot_be_moved_inside_it(algorithm: Algorithm, suite: str) -> None:
    world = World(algorithm, suite)
    kind = "DataIntegrityProof" if "-" in suite else suite
    named = {"id": world.key.key_id, "type": kind, "expires": END}
    with pytest.raises(InvalidDocument) as refused:
        world.signed(id=world.key.key_id, verificationMethod=named)
    assert [fault.code for fault in refused.value.faults] == ["hidden-proof-member"]
    badge = world.signed(id=world.key.key_id, expires=END)
    assert codes(world.verify(badge), "validity") == {"proof-expired"}
    del badge["proof"][0]["expires"]
    badge["proof"][0]["verificationMethod"] = named
    assert codes(world.verify(badge), "proof") == {"hidden-proof-member"}


def test_members_of_a_presentation_cannot_be_moved() -> None:
    world = World()
    holder = SigningKey.generate("Ed25519")
    world.badge["credentialSubject"]["id"] = holder.did
    shown = Holder(holder, clock=fixed_clock(world.now)).present([world.signed()]).document
    document = {name: value for name, value in shown.items() if name != "proof"}
    terms = {"id": document["id"], "type": document["type"], "holder": document.pop("holder")}
    document["termsOfUse"] = [terms]
    unsecured = UnsecuredDocument(document)
    faults = [(fault.pointer, fault.code) for fault in unsecured.disagreements()]
    assert faults == [("/holder", "hidden-member")]
    with pytest.raises(InvalidDocument):
        SUITES["eddsa-rdfc-2022"].create(unsecured, {}, holder)


# --- what is one node in two places, and stays right ---------------------------------------------


def creator_is_issuer(world: World) -> None:
    world.badge["issuer"] |= {"url": "https://district.example/", "image": IMAGE}
    creator = {"id": world.issuer, "type": ["Profile"], "name": "Hill District, learning"}
    world.badge["credentialSubject"]["achievement"]["creator"] = creator


def issuer_is_named_only(world: World) -> None:
    creator_is_issuer(world)
    world.badge["issuer"] = world.issuer


def evidence_is_the_issuers_page(world: World) -> None:
    evidence = {"id": world.issuer, "type": ["Evidence"], "narrative": "See their page."}
    world.badge["evidence"] = [evidence]


def one_portfolio_twice(world: World) -> None:
    page = {"id": "https://ana.example/portfolio", "type": ["Evidence"]}
    world.badge["evidence"] = [page | {"name": "An essay"}, page | {"name": "A film"}]


def criteria_are_the_achievements_page(world: World) -> None:
    achievement = world.badge["credentialSubject"]["achievement"]
    achievement["criteria"]["id"] = achievement["id"]


def one_picture_for_all(world: World) -> None:
    world.badge["image"] = IMAGE
    world.badge["issuer"]["image"] = IMAGE | {"caption": "The seal"}


def issued_to_itself(world: World) -> None:
    world.badge["credentialSubject"]["id"] = world.issuer
    world.badge["issuer"]["image"] = IMAGE


def endorsed(world: World) -> None:
    """The endorsement's subject is the badge itself, and not in a graph of its own."""
    world.badge["endorsement"] = [
        {
            "@context": BASE[:2],
            "id": "urn:uuid:7d1f4f0e-6c1d-4a0e-8f83-0d3f1f3b1c11",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Praise",
            "issuer": {"id": world.issuer, "type": ["Profile"], "name": "Hill District"},
            "validFrom": "2026-05-02T00:00:00Z",
            "credentialSubject": {
                "id": world.badge["id"],
                "type": ["EndorsementSubject"],
                "endorsementComment": "Good.",
            },
        }
    ]


def languages(world: World) -> None:
    world.badge["name"] = [
        {"@value": "Active Listening", "@language": "en"},
        {"@value": "Aktives Zuhören", "@language": "de"},
    ]


def own_types(world: World) -> None:
    world.badge["type"].append("https://district.example/terms#Local")


IMAGE = {"id": "https://district.example/seal.png", "type": "Image"}
BASE = World().badge["@context"]


@pytest.mark.parametrize(
    "change",
    [
        creator_is_issuer,
        issuer_is_named_only,
        evidence_is_the_issuers_page,
        one_portfolio_twice,
        criteria_are_the_achievements_page,
        one_picture_for_all,
        issued_to_itself,
        endorsed,
        languages,
        own_types,
    ],
)
def test_one_node_may_be_told_of_in_two_places(change: Callable[[World], None]) -> None:
    world = World()
    change(world)
    assert codes(world.verify()) == set()


def test_two_subjects_with_one_id_are_read_together() -> None:
    world = World()
    world.badge["type"] = ["VerifiableCredential"]
    context = {"degree": "urn:example:degree", "club": "urn:example:club"}
    world.badge["@context"].append(context)
    ana = "did:example:ana"
    world.badge["credentialSubject"] = [{"id": ana, "degree": "BA"}, {"id": ana, "club": "Chess"}]
    assert codes(world.verify()) == set()


def test_two_names_for_one_node_are_refused_when_signing() -> None:
    """Which is the badge's and which the evidence's, no signature says."""
    world = World()
    evidence = {"id": world.badge["id"], "type": ["Evidence"], "name": "The portfolio"}
    world.badge["evidence"] = [evidence]
    with pytest.raises(InvalidDocument) as refused:
        world.signed()
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [
        ("/name", "ambiguous-member")
    ]


class _Unread(UnsecuredDocument):
    """A document that is signed by somebody who does not ask how its JSON reads."""

    def disagreements(self) -> tuple[Fault, ...]:
        return ()


def test_two_names_that_an_issuer_gave_itself_are_no_forgery() -> None:
    """It gives a badge to itself: which name is whose cannot be told, and that accuses nobody."""
    world = World()
    world.badge["credentialSubject"] |= {"id": world.issuer, "name": "Ana"}
    document = SUITES[world.suite].prepare(world.badge)
    proof = SUITES[world.suite].create(_Unread(document), world.options, world.key)
    report = world.verify({**document, "proof": [proof]})
    assert {item.code for item in report.find("proof")} == {"signature-valid"}
    (finding,) = report.find("json_ld")
    assert (finding.outcome, finding.code, finding.pointer) == (
        Outcome.UNDETERMINED,
        "ambiguous-member",
        "/issuer/name",
    )
    assert (report.verdict, report.genuine) == ("undetermined", "unknown")


# --- what is signed ------------------------------------------------------------------------------


def _nested(badge: Document) -> None:
    badge["@nest"] = {"validUntil": badge.pop("validUntil")}


def _written_out(badge: Document) -> None:
    iri = "https://www.w3.org/2018/credentials#validUntil"
    date = "http://www.w3.org/2001/XMLSchema#dateTime"
    badge[iri] = {"@value": badge.pop("validUntil"), "@type": date}


def _aliased(badge: Document) -> None:
    badge["@context"].append({"proofs": "https://www.w3.org/2018/credentials#evidence"})
    badge["proofs"] = [{"id": "urn:x", "type": ["Evidence"]}]


def _moved(badge: Document) -> None:
    types = ["Evidence", *badge["type"]]
    end = badge.pop("validUntil")
    badge["evidence"] = [{"id": badge["id"], "type": types, "validUntil": end}]


@pytest.mark.parametrize(
    ("algorithm", "suite"), [*RDFC_SUITES, ("P-256", "ecdsa-sd-2023")], ids=str
)
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_nested, "not-checked"),
        (_written_out, "hidden-member"),
        (_aliased, "hidden-member"),
        (_moved, "hidden-member"),
    ],
)
def test_what_would_be_refused_afterwards_is_not_signed(
    algorithm: Algorithm, suite: str, change: Callable[[Document], None], code: str
) -> None:
    world = World(algorithm, suite)
    change(world.badge)
    with pytest.raises(InvalidDocument) as refused:
        world.signed()
    assert {fault.code for fault in refused.value.faults} == {code}


@pytest.mark.parametrize(
    "resources",
    [
        [{"id": "https://district.example/a"}],
        [{"id": "https://district.example/a", "digestSRI": DIGEST}] * 2,
    ],
)
def test_resources_that_would_be_refused_afterwards_are_not_signed(
    resources: list[Document],
) -> None:
    world = World()
    world.badge["relatedResource"] = resources
    found = {fault.code for fault in check_credential(world.badge)}
    with pytest.raises(InvalidDocument) as refused:
        Signer(world.key).sign(world.badge)
    assert {fault.code for fault in refused.value.faults} == found != set()


def test_an_end_that_a_derived_proof_shows_cannot_be_moved() -> None:
    world = World("P-256", "ecdsa-sd-2023")
    badge = world.badge
    del badge["credentialSubject"]["identifier"]
    badge["evidence"] = [{"id": badge["id"], "type": ["Evidence"], "narrative": "See there."}]
    badge["validUntil"] = END
    base = world.signed()
    shown = derive_proof(base, base["proof"][0], ["/credentialSubject", "/evidence", "/name"])
    assert codes(world.verify(shown), "validity") == {"expired"}
    types = ["Evidence", *shown["type"]]
    shown["evidence"][0] |= {"type": types, "validUntil": shown.pop("validUntil")}
    report = world.verify(shown)
    assert report.outcome("proof") is Outcome.PASSED
    assert codes(report) == {"hidden-member"}
    assert report.genuine == "no"


def test_of_two_refresh_services_the_holder_does_not_choose() -> None:
    world = World()
    badge = world.badge
    badge["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    badge["refreshService"] = [
        {"id": f"https://district.example/{name}", "type": "1EdTechCredentialRefresh"}
        for name in "ba"
    ]
    signed = world.signed()
    asked = []
    for services in (signed["refreshService"], signed["refreshService"][::-1]):
        report = world.verify(signed | {"refreshService": services})
        asked.append([item.message for item in report.find("refresh")])
    assert asked[0] == asked[1]
    assert "district.example/a" in asked[0][0]


def test_one_place_of_a_list_may_have_several_purposes() -> None:
    """Two entries with one id that differ in nothing else: either has all the rest."""
    world = World()
    entries = [make_entry(LIST, 7, purpose) for purpose in ("revocation", "suspension")]
    assert entries[0]["id"] == entries[1]["id"]
    world.badge["credentialStatus"] = entries
    badge = world.signed()
    assert codes(world.verify(badge)) == set()
    badge["credentialStatus"] = [entries[0]]
    assert codes(world.verify(badge), "proof") == {"bad-signature"}
    badge["credentialStatus"] = [entries[0], {**entries[1], "statusListIndex": []}]
    assert codes(world.verify(badge)) == {"hidden-member"}
    other = entries[1] | {"statusListIndex": "8"}
    world.badge["credentialStatus"] = [entries[0], other]
    with pytest.raises(InvalidDocument):
        world.signed()  # is 7 the place for the revocation or for the suspension?
