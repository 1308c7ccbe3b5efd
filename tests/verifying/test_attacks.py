"""Ways to make a badge look better than it is; each must fail.

The first part takes a badge that is rightly signed and rewrites its JSON so that the signed
statements stay the same: only the reading changes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from microcred.dids import ControllerDocument, parse_controller_document
from microcred.findings import Outcome
from microcred.issuing.presentation import Holder
from microcred.keys import Algorithm, SigningKey
from microcred.proofs import SUITES, claims_of, sign_jws
from microcred.status import make_entry
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, PresentationReport, TrustList, VerificationReport, Verifier
from tests.verifying.world import MemoryFetcher, MemoryResolver, World

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
    """Return the codes of what did not pass in one check."""
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
    """Return a signed badge that its issuer has revoked."""
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
    (finding,) = report.find("status")
    assert finding.code == "no-verified-proof"  # no list has such an id
    assert codes(report, "json_ld") == {"id-reads-otherwise"}


def test_a_result_cannot_be_hidden(world: World) -> None:
    badge = world.signed()
    context = {"footnote": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#result"}
    badge["@context"].append(context)
    badge["credentialSubject"]["footnote"] = badge["credentialSubject"].pop("result")
    report = world.verify(badge)
    assert report.outcome("proof") is PASSED
    assert codes(report, "json_ld") == {"hidden-member"}


def test_a_subject_cannot_be_cut_in_two(world: World) -> None:
    """Two objects with one id are one subject to JSON-LD; a reader of the first sees no result."""
    badge = world.signed()
    subject = badge["credentialSubject"]
    shown = {name: value for name, value in subject.items() if name != "result"}
    rest = {name: subject[name] for name in ("id", "type", "result")}
    badge["credentialSubject"] = [shown, rest]
    report = world.verify(badge)
    assert report.outcome("proof") is PASSED
    assert codes(report, "data_model") == {"wrong-type"}


@pytest.mark.parametrize(("algorithm", "suite"), RDFC_SUITES)
@pytest.mark.parametrize("where", ["iri", "proof's context", "document's context"])
def test_the_end_of_a_proof_cannot_be_spelled_away(
    algorithm: Algorithm, suite: str, where: str
) -> None:
    world = World(algorithm, suite)
    badge = world.signed(expires=END)
    assert codes(world.verify(badge), "validity") == {"proof-expired"}
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
    refusals = {"hidden-proof-member", "unsigned-proof-member", "proof-own-context"}
    assert codes(world.verify(badge), "proof") & refusals


@pytest.mark.parametrize(("algorithm", "suite"), RDFC_SUITES)
@pytest.mark.parametrize("keyword", ["@graph", "@included", "@nest", "@reverse"])
def test_a_proof_has_no_keywords_that_add_no_statement(
    algorithm: Algorithm, suite: str, keyword: str
) -> None:
    world = World(algorithm, suite)
    badge = world.signed()
    badge["proof"][0][keyword] = {} if keyword in ("@nest", "@reverse") else []
    assert codes(world.verify(badge), "proof") == {"hidden-proof-member"}


def test_a_context_of_its_own_is_no_loss_for_a_badge(world: World) -> None:
    """What an issuer adds under names of its own stays welcome."""
    world.badge["@context"].append({"hours": "https://district.example/terms#hours"})
    world.badge["hours"] = "7"
    assert world.verify().verdict == "valid"


# --- whose key it is -----------------------------------------------------------------------------


def with_stray_key(world: World) -> World:
    """Sign with a key of the attacker's, which stands in the fragment of a URL of his."""
    key = SigningKey.generate("Ed25519")
    world.key = key.with_key_id(f"https://mallory.example/x#{key.public_key.multikey}")
    world.options["verificationMethod"] = world.key.key_id
    return world


def test_an_issuer_that_lists_other_keys_has_denied_this_one(world: World) -> None:
    """The attacker's own URL is out of reach: that must not make it a matter of doubt."""
    report = with_stray_key(world).verify()
    assert [(item.outcome, item.code) for item in report.find("issuer_key")] == [
        (FAILED, "key-not-listed")
    ]


@pytest.mark.parametrize("form", ["jwk", "fragment"])
def test_no_policy_accepts_a_key_that_the_issuer_denies(world: World, form: str) -> None:
    world.policy = Policy(accept_unlisted_keys=True)
    with_stray_key(world)
    badge = world.token({"jwk": world.key.public_key.jwk}) if form == "jwk" else world.signed()
    assert codes(world.verify(badge), "issuer_key") == {"key-not-listed"}


def test_a_key_that_nobody_lists_counts_for_nothing_where_trust_is_asked(world: World) -> None:
    """The issuer's document is out of reach: whoever wants can make it so, and sign in its name."""
    issuer = "https://district.example/issuer"
    key = world.key.public_key.multikey
    world.badge["issuer"]["id"] = issuer
    forged = world.signed(verificationMethod=f"https://mallory.example/1#{key}")
    world.policy = Policy(accept_unlisted_keys=True)
    assert world.verify(forged).verdict == "valid"
    for trusting in (
        Policy(accept_unlisted_keys=True, trusted_issuers=frozenset({issuer})),
        Policy(accept_unlisted_keys=True, trust_registries=(TrustList({issuer: ""}),)),
    ):
        world.policy = trusting
        report = world.verify(forged)
        assert report.outcome("trust") is PASSED
        assert report.outcome("issuer_key") is UNDETERMINED
        assert report.verdict == "undetermined"


def test_no_policy_accepts_another_key_for_a_did_that_is_a_key(world: World) -> None:
    victim = SigningKey.generate("Ed25519")
    world.policy = Policy(accept_unlisted_keys=True)
    world.badge["issuer"]["id"] = victim.did
    with_stray_key(world)
    assert codes(world.verify(), "issuer_key") == {"key-not-listed"}


def test_a_key_counts_as_revoked_when_either_document_says_so() -> None:
    """The key has a document of its own, which does not know that the issuer revoked it."""
    world = World(issuer="https://district.example/profile")
    key_id = "https://district.example/keys/1"
    method = {**world.method, "id": key_id}
    world.badge["issuer"]["id"] = world.issuer
    world.options["verificationMethod"] = key_id
    world.published[key_id] = method
    profile = {"id": world.issuer, "assertionMethod": [key_id], "verificationMethod": [method]}
    world.published[world.issuer] = profile

    def verify() -> VerificationReport:
        fetcher = MemoryFetcher(world.published)
        verifier = Verifier(fetcher=fetcher, clock=fixed_clock(world.now))
        return verifier.verify(world.signed())

    assert verify().verdict == "valid"
    profile["verificationMethod"] = [{**method, "revoked": "2026-04-01T00:00:00Z"}]
    assert codes(verify(), "issuer_key") == {"key-revoked"}
    profile["verificationMethod"] = [{**method, "secretKeyMultibase": "z3u2"}]
    assert codes(verify(), "issuer_key") == {"not-for-this-purpose"}


class HistoryResolver(MemoryResolver):
    """Keeps an earlier version of every document, for who asks for it in the query."""

    def __init__(self, documents: dict[str, Document], earlier: dict[str, Document]):
        super().__init__(documents)
        self.earlier = earlier

    def resolve(self, identifier: str, at: datetime | None = None) -> ControllerDocument:
        did, _, query = identifier.partition("?")
        if query or (at is not None and at < datetime(2026, 5, 10, tzinfo=UTC)):
            return parse_controller_document(self.earlier[did], did)
        return super().resolve(did)


@pytest.mark.parametrize("form", ["proof", "jwt"])
def test_the_signer_cannot_choose_the_version_in_which_its_key_counted(
    world: World, form: str
) -> None:
    """The key was rotated out on 10 May; a badge of 20 May cannot be signed with it."""
    earlier = dict(world.documents)
    new = SigningKey.generate("Ed25519").public_key.multikey
    method = {**world.method, "id": f"{world.issuer}#key-2", "publicKeyMultibase": new}
    world.documents[world.issuer] = {
        "id": world.issuer,
        "verificationMethod": [method],
        "assertionMethod": [method["id"]],
    }
    url = f"{world.issuer}?versionId=1-abc#key-1"
    created = datetime(2026, 5, 20, tzinfo=UTC)
    if form == "jwt":
        badge: Any = world.token({"kid": url}, iat=int(created.timestamp()))
    else:
        badge = world.signed(verificationMethod=url, created=created.isoformat())
    resolver = HistoryResolver(world.documents, earlier)
    verifier = Verifier(fetcher=MemoryFetcher({}), resolver=resolver, clock=fixed_clock(world.now))
    assert codes(verifier.verify(badge), "proof") & {"unknown-verification-method"}
    assert verifier.verify(badge).verdict == "invalid"


def test_a_key_that_was_rotated_out_still_confirms_what_it_signed_before(world: World) -> None:
    earlier = dict(world.documents)
    world.documents[world.issuer] = {
        "id": world.issuer,
        "verificationMethod": [
            {**world.method, "publicKeyMultibase": SigningKey.generate("P-256").public_key.multikey}
            | {"id": f"{world.issuer}#key-2"}
        ],
        "assertionMethod": [f"{world.issuer}#key-2"],
    }
    resolver = HistoryResolver(world.documents, earlier)
    verifier = Verifier(fetcher=MemoryFetcher({}), resolver=resolver, clock=fixed_clock(world.now))
    report = verifier.verify(world.signed(created="2026-05-01T00:00:00Z"))
    assert [item.code for item in report.find("issuer_key")] == ["key-confirmed-then"]
    assert report.verdict == "valid"


# --- what a badge says that it is ----------------------------------------------------------------


def test_a_badge_that_also_calls_itself_an_endorsement_keeps_the_rules_of_badges(
    world: World,
) -> None:
    world.badge["type"].append("EndorsementCredential")
    assert world.verify().outcome("open_badges") is PASSED
    del world.badge["credentialSubject"]["id"], world.badge["credentialSubject"]["identifier"]
    assert codes(world.verify(), "open_badges") == {"subject-unidentified"}


def test_an_endorsement_of_nothing_endorses_nothing(world: World) -> None:
    endorser = World(issuer="did:web:association.example", documents=world.documents)
    endorser.badge |= {
        "id": "urn:uuid:7d1f4f0e-6c1d-4a0e-8f83-0d3f1f3b1c11",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": endorser.issuer, "type": ["Profile"], "name": "Association"},
        "credentialSubject": {"type": ["EndorsementSubject"], "endorsementComment": "Good."},
    }
    world.badge["credentialSubject"]["source"] = {
        "type": ["Profile"],
        "endorsement": [endorser.signed()],
    }
    assert "endorses-something-else" in codes(world.verify(), "endorsements")


@pytest.mark.parametrize("name", ["credentialStatus", "validUntil", "credentialSubject"])
def test_a_member_beside_the_vc_claim_must_say_what_the_vc_claim_says(
    world: World, name: str
) -> None:
    claims = {key: value for key, value in claims_of(world.badge).items() if len(key) == 3}
    header = {"typ": "JWT", "kid": world.key.key_id}
    beside = {"credentialStatus": {"id": "https://district.example/revoked"}, "validUntil": END,
              "credentialSubject": {"id": "did:example:mallory"}}[name]  # fmt: skip
    right = sign_jws(header, {**claims, "vc": world.badge}, world.key)
    assert world.verify(right).verdict == "valid"
    wrong = sign_jws(header, {**claims, "vc": world.badge, name: beside}, world.key)
    assert codes(world.verify(wrong), "proof") == {"claim-mismatch"}


# --- presentations -------------------------------------------------------------------------------


def present(world: World, policy: Policy) -> PresentationReport:
    key = SigningKey.generate("Ed25519")
    world.badge["credentialSubject"]["id"] = key.did
    made = Holder(key, clock=fixed_clock(world.now)).present([world.signed()])
    verifier = Verifier(
        policy,
        fetcher=MemoryFetcher(world.published),
        resolver=MemoryResolver(world.documents),
        clock=fixed_clock(world.now),
    )
    return verifier.verify_presentation(made)


def test_a_presented_badge_is_held_to_the_whole_policy(world: World) -> None:
    trusted = Policy(trusted_issuers=frozenset({world.issuer}))
    assert present(world, trusted).verdict == "valid"
    other = Policy(trusted_issuers=frozenset({"did:web:elsewhere.example"}))
    found = [item.code for item in present(world, other).checks if item.outcome is FAILED]
    assert found == ["issuer-not-trusted"]
    asked = Policy(recipient="eve@school.example")
    found = [item.code for item in present(world, asked).checks if item.outcome is FAILED]
    assert found == ["recipient-mismatch"]


# --- what a holder may leave out -----------------------------------------------------------------


def test_who_derives_a_proof_may_have_left_out_the_status() -> None:
    """Nothing in a derived proof tells how much there was; so the report says that it may."""
    world = World("P-256", "ecdsa-sd-2023")
    world.badge["credentialStatus"] = make_entry("https://district.example/s", 7, "revocation")
    del world.badge["credentialSubject"]["identifier"]  # two nodes without id
    base = world.signed(mandatoryPointers=["/issuer", "/validFrom"])
    suite: Any = SUITES["ecdsa-sd-2023"]
    shown = suite.derive(base, base["proof"][0], ["/credentialSubject", "/validUntil", "/name"])
    report = world.verify(shown)
    assert "credentialStatus" not in shown
    told = [item for item in report.find("proof") if item.code == "selective-disclosure"]
    assert ["credentialStatus" in item.message for item in told] == [True]
    assert told[0].advice
