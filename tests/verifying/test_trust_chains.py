"""Trust chains of an OpenID Federation over intermediates; a test changes one statement."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import pytest

from microcred.errors import ResolutionFailed
from microcred.findings import Outcome
from microcred.keys import SigningKey
from microcred.limits import MAX_TRUST_CHAIN_INTERMEDIATES
from microcred.proofs import sign_jws
from microcred.verifying import Policy, TrustAnchor
from tests.verifying.world import ISSUER, NOW, World

PASSED, FAILED, UNDETERMINED = Outcome.PASSED, Outcome.FAILED, Outcome.UNDETERMINED
ANCHOR = "https://federation.example"
STATE, REGION = "https://state.example", "https://region.example"
HOST = "https://district.example"
SECONDS = int(NOW.timestamp())
TRUSTED = [(PASSED, "issuer-trusted")]
NOT_TRUSTED = [(FAILED, "issuer-not-trusted")]


class Federation:
    """An anchor, entities between it and the issuer, and what they state about each other.

    `line` is the way up from the issuer; each entity has a key, and each names the next above it.
    """

    def __init__(self, *line: str, issuer: str = ISSUER, own: str = HOST):
        self.world = World(issuer=issuer)
        self.world.badge["issuer"]["id"] = issuer
        self.issuer, self.own = issuer, own
        self.line = [*(line or (REGION, STATE)), ANCHOR]
        self.keys = {name: SigningKey.generate("P-256") for name in [own, *self.line]}
        self.changes: dict[tuple[str, str], dict[str, Any]] = {}
        self.signers: dict[tuple[str, str], SigningKey] = {}
        self.world.policy = Policy(trust_registries=(TrustAnchor(ANCHOR, "the federation"),))

    def change(self, issuer: str, subject: str, **claims: Any) -> None:
        """Change claims of one statement; None takes one out."""
        self.changes.setdefault((issuer, subject), {}).update(claims)

    def found(self) -> list[tuple[Outcome, str]]:
        """Publish everything as it stands now, and ask."""
        published = self.world.published
        for name, superior in zip([self.own, *self.line], [*self.line, None], strict=True):
            published.setdefault(
                f"{name}/.well-known/openid-federation", self.configure(name, superior)
            )
        for name in self.line:
            for subject in {self.issuer, self.own, *self.line}:
                question = f"{name}/fetch?sub={quote(subject, safe='')}"
                missing = ResolutionFailed("no such entity", code="not-found")
                published.setdefault(question, missing)
        subjects = [self.issuer, *self.line]
        for subject, name in zip(subjects, self.line, strict=False):
            published[f"{name}/fetch?sub={quote(subject, safe='')}"] = self.state(name, subject)
        report = self.world.verify()
        return [(item.outcome, item.code) for item in report.find("trust")]

    def configure(self, name: str, superior: str | None) -> str:
        metadata = {"federation_entity": {"federation_fetch_endpoint": f"{name}/fetch"}}
        hints = {"authority_hints": [superior]} if superior else {}
        return self.sign(name, name, metadata=metadata, **hints)

    def state(self, issuer: str, subject: str) -> str:
        metadata = {"federation_entity": {"organization_name": f"known to {issuer}"}}
        return self.sign(issuer, subject, metadata=metadata)

    def sign(self, issuer: str, subject: str, **claims: Any) -> str:
        key = self.signers.get((issuer, subject), self.keys[issuer])
        subject_key = self.keys.get(subject, self.keys[self.own]).public_key.jwk
        stated = {
            "iss": issuer, "sub": subject, "iat": SECONDS - 60, "exp": SECONDS + 3600,
            "jwks": {"keys": [{**subject_key, "kid": subject}]}, **claims,
        } | self.changes.get((issuer, subject), {})  # fmt: skip
        kept = {name: value for name, value in stated.items() if value is not None}
        return sign_jws({"typ": "entity-statement+jwt", "kid": issuer}, kept, key)


@pytest.fixture
def federation() -> Federation:
    return Federation()


@pytest.mark.parametrize("line", [(STATE,), (REGION, STATE)])
@pytest.mark.parametrize("issuer", [ISSUER, HOST])
def test_a_chain_up_to_the_anchor_is_trusted(line: tuple[str, ...], issuer: str) -> None:
    federation = Federation(*line)
    federation.issuer = issuer
    federation.world.badge["issuer"]["id"] = issuer
    assert federation.found() == TRUSTED
    (finding,) = federation.world.verify().find("trust")
    assert f"known to {line[0]}" in finding.message


def test_the_name_is_that_of_who_vouches_not_the_issuers_own(federation: Federation) -> None:
    named = {"federation_entity": {"organization_name": "Harvard"}}
    federation.change(HOST, HOST, metadata=named)
    assert federation.found() == TRUSTED
    assert "Harvard" not in federation.world.verify().find("trust")[0].message


def test_a_path_of_a_did_web_is_where_the_configuration_is() -> None:
    federation = Federation(issuer=f"{ISSUER}:schools:7", own=f"{HOST}/schools/7")
    assert federation.found() == TRUSTED


@pytest.mark.parametrize(
    ("issuer", "subject"), [(REGION, ISSUER), (STATE, REGION), (ANCHOR, STATE)]
)
def test_nobody_vouches_where_one_link_is_missing(
    federation: Federation, issuer: str, subject: str
) -> None:
    federation.found()
    published = federation.world.published
    published[f"{issuer}/fetch?sub={quote(subject, safe='')}"] = ResolutionFailed("no", code="gone")
    assert [item.code for item in federation.world.verify().find("trust")] == ["issuer-not-trusted"]


LINKS = [(REGION, ISSUER), (STATE, REGION), (ANCHOR, STATE)]


@pytest.mark.parametrize(("issuer", "subject"), LINKS)
@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": SECONDS - 61}, "statement-expired"),
        ({"iat": SECONDS + 61}, "statement-not-yet-valid"),
        ({"exp": None}, "statement-without-times"),
        ({"sub": "https://other.example"}, "statement-mismatch"),
        ({"iss": "https://other.example"}, "statement-mismatch"),
        ({"crit": ["x"]}, "critical-claim"),
        ({"metadata_policy_crit": ["x"]}, "critical-claim"),
    ],
)
def test_every_statement_of_a_chain_is_checked(
    federation: Federation, issuer: str, subject: str, claims: dict[str, Any], code: str
) -> None:
    federation.change(issuer, subject, **claims)
    assert federation.found() == [(UNDETERMINED, code)]


@pytest.mark.parametrize(("issuer", "subject"), LINKS)
def test_every_statement_is_signed_by_who_states_it(
    federation: Federation, issuer: str, subject: str
) -> None:
    federation.signers[issuer, subject] = SigningKey.generate("P-256")
    assert federation.found() == [(UNDETERMINED, "bad-signature")]


@pytest.mark.parametrize("impostor", [REGION, STATE])
def test_the_keys_of_an_intermediate_are_those_that_its_superior_names(
    federation: Federation, impostor: str
) -> None:
    """Who takes over the host of an intermediate can publish keys of its own, and no more."""
    superior = federation.line[federation.line.index(impostor) + 1]
    right = {**federation.keys[impostor].public_key.jwk, "kid": impostor}
    federation.change(superior, impostor, jwks={"keys": [right]})
    federation.keys[impostor] = SigningKey.generate("P-256")
    assert federation.found() == [(UNDETERMINED, "bad-signature")]


def test_an_issuer_at_a_url_signs_with_the_key_that_its_superior_names() -> None:
    federation = Federation()
    federation.issuer = HOST
    federation.world.badge["issuer"]["id"] = HOST
    other = {**SigningKey.generate("P-256").public_key.jwk, "kid": HOST}
    federation.change(REGION, HOST, jwks={"keys": [other]})
    assert federation.found() == [(UNDETERMINED, "bad-signature")]


def test_a_chain_that_ends_elsewhere_is_none(federation: Federation) -> None:
    elsewhere = "https://mallory.example"
    federation.change(STATE, STATE, authority_hints=[elsewhere])
    federation.world.published[f"{elsewhere}/.well-known/openid-federation"] = ResolutionFailed(
        "no", code="not-found"
    )
    assert federation.found() == NOT_TRUSTED


def test_a_host_that_vouches_for_itself_is_not_vouched_for(federation: Federation) -> None:
    """The issuer names itself, and the anchor, as its superiors."""
    federation.change(HOST, HOST, authority_hints=[HOST, ANCHOR])
    assert federation.found() == NOT_TRUSTED


def test_a_statement_about_the_host_is_none_about_its_did(federation: Federation) -> None:
    federation.found()
    published = federation.world.published
    about_did = f"{REGION}/fetch?sub={quote(ISSUER, safe='')}"
    published[f"{REGION}/fetch?sub={quote(HOST, safe='')}"] = federation.state(REGION, HOST)
    published[about_did] = ResolutionFailed("no", code="not-found")
    report = federation.world.verify()
    assert [item.code for item in report.find("trust")] == ["issuer-not-trusted"]


def test_superiors_in_a_circle_end(federation: Federation) -> None:
    federation.change(STATE, STATE, authority_hints=[REGION, STATE, HOST])
    assert federation.found() == NOT_TRUSTED


def test_one_way_is_enough(federation: Federation) -> None:
    """Another superior cannot be asked, and a third is not known to anybody."""
    unknown = "https://unknown.example"
    hints = ["https://down.example", unknown, REGION]
    federation.change(HOST, HOST, authority_hints=hints)
    federation.world.published[f"{unknown}/.well-known/openid-federation"] = ResolutionFailed(
        "no", code="not-found"
    )
    assert federation.found() == TRUSTED
    federation.change(HOST, HOST, authority_hints=hints[:2])
    federation.world.published.pop(f"{HOST}/.well-known/openid-federation")
    assert federation.found() == [(UNDETERMINED, "unreachable")]


@pytest.mark.parametrize("url", [f"{REGION}/.well-known/openid-federation",
                                 f"{STATE}/.well-known/openid-federation",
                                 f"{STATE}/fetch?sub={quote(REGION, safe='')}",
                                 f"{ANCHOR}/fetch?sub={quote(STATE, safe='')}"])  # fmt: skip
def test_a_chain_that_could_not_be_followed_is_undetermined(
    federation: Federation, url: str
) -> None:
    federation.found()
    del federation.world.published[url]
    report = federation.world.verify()
    assert [(item.outcome, item.code) for item in report.find("trust")] == [
        (UNDETERMINED, "unreachable")
    ]


@pytest.mark.parametrize("hints", [None, [], "https://region.example", [7, None, {}], ["x"]])
def test_an_issuer_that_names_no_superior(federation: Federation, hints: Any) -> None:
    federation.change(HOST, HOST, authority_hints=hints)
    assert federation.found() == NOT_TRUSTED


def test_a_did_without_a_host_has_no_superiors(federation: Federation) -> None:
    federation.found()
    key = SigningKey.generate("Ed25519")
    world = World(issuer=key.did, published=federation.world.published)
    world.badge["issuer"]["id"] = key.did
    world.policy = federation.world.policy
    world.key, world.options["verificationMethod"] = key, key.key_id
    missing = ResolutionFailed("no such entity", code="not-found")
    world.published[f"{ANCHOR}/fetch?sub={quote(key.did, safe='')}"] = missing
    assert [item.code for item in world.verify().find("trust")] == ["issuer-not-trusted"]


@pytest.mark.parametrize(
    "count", [MAX_TRUST_CHAIN_INTERMEDIATES, MAX_TRUST_CHAIN_INTERMEDIATES + 1]
)
def test_chains_have_a_greatest_length(count: int) -> None:
    federation = Federation(*(f"https://{number}.example" for number in range(count)))
    too_long = [(UNDETERMINED, "chain-too-long")]
    assert federation.found() == (TRUSTED if count == MAX_TRUST_CHAIN_INTERMEDIATES else too_long)


# constraints


@pytest.mark.parametrize(
    ("issuer", "subject", "allowed", "expected"),
    [
        (ANCHOR, STATE, 2, TRUSTED),
        (ANCHOR, STATE, 1, [(FAILED, "constraint-broken")]),
        (STATE, REGION, 1, TRUSTED),
        (STATE, REGION, 0, [(FAILED, "constraint-broken")]),
        (REGION, ISSUER, 0, TRUSTED),
        (ANCHOR, STATE, -1, [(FAILED, "malformed-constraint")]),
        (ANCHOR, STATE, "9", [(FAILED, "malformed-constraint")]),
        (ANCHOR, STATE, True, [(FAILED, "malformed-constraint")]),
    ],
)
def test_the_length_that_a_superior_allows(
    federation: Federation, issuer: str, subject: str, allowed: Any, expected: Any
) -> None:
    federation.change(issuer, subject, constraints={"max_path_length": allowed})
    assert federation.found() == expected


BROKEN = [(FAILED, "constraint-broken")]


@pytest.mark.parametrize(
    ("subject", "constraints", "expected"),
    [
        (STATE, {"permitted": [".example"]}, TRUSTED),
        (STATE, {"permitted": ["state.example", "region.example"]}, BROKEN),
        (STATE, {"permitted": ["state.example", "region.example", "DISTRICT.example"]}, TRUSTED),
        (STATE, {"permitted": []}, BROKEN),
        (STATE, {"permitted": ["example"]}, BROKEN),
        (STATE, {"excluded": ["district.example"]}, BROKEN),
        (STATE, {"excluded": [".district.example"]}, TRUSTED),
        (STATE, {"excluded": [".example"]}, BROKEN),
        (STATE, {"permitted": [".example"], "excluded": ["region.example"]}, BROKEN),
        (STATE, {}, TRUSTED),
        (STATE, [".example"], [(FAILED, "malformed-constraint")]),
        (STATE, {"permitted": ".example"}, [(FAILED, "malformed-constraint")]),
        (STATE, {"excluded": [7]}, [(FAILED, "malformed-constraint")]),
    ],
)
def test_the_names_that_a_superior_permits(
    federation: Federation, subject: str, constraints: Any, expected: Any
) -> None:
    federation.change(ANCHOR, subject, constraints={"naming_constraints": constraints})
    assert federation.found() == expected


def test_a_constraint_reaches_down_only(federation: Federation) -> None:
    only_below = {"naming_constraints": {"permitted": ["district.example"]}}
    federation.change(REGION, ISSUER, constraints=only_below)
    assert federation.found() == TRUSTED
    federation.change(STATE, REGION, constraints=only_below)
    assert federation.found() == BROKEN


def test_constraints_that_nobody_knows_are_ignored(federation: Federation) -> None:
    federation.change(ANCHOR, STATE, constraints={"moon": "full", "allowed_entity_types": []})
    assert federation.found() == TRUSTED


@pytest.mark.parametrize(
    "constraints",
    [
        "none",
        [],
        7,
        False,
        {"allowed_entity_types": "openid_provider"},
        {"allowed_entity_types": [7]},
        {"allowed_entity_types": None},
        {"max_path_length": None},
        {"naming_constraints": None},
        {"naming_constraints": {"permitted": None}},
    ],
)
@pytest.mark.parametrize(("issuer", "subject"), [(ANCHOR, STATE), (REGION, ISSUER)])
def test_constraints_of_another_kind_forbid(
    federation: Federation, issuer: str, subject: str, constraints: Any
) -> None:
    federation.change(issuer, subject, constraints=constraints)
    assert federation.found() == [(FAILED, "malformed-constraint")]


def test_a_superior_is_asked_about_each_candidate(federation: Federation) -> None:
    """Two intermediates have one superior, which vouches for the second of them only."""
    other = "https://other.example"
    federation.keys[other] = SigningKey.generate("P-256")
    published = federation.world.published
    published[f"{other}/.well-known/openid-federation"] = federation.configure(other, STATE)
    published[f"{other}/fetch?sub={quote(ISSUER, safe='')}"] = federation.state(other, ISSUER)
    missing = ResolutionFailed("no such entity", code="not-found")
    published[f"{STATE}/fetch?sub={quote(other, safe='')}"] = missing
    federation.change(HOST, HOST, authority_hints=[other, REGION])
    assert federation.found() == TRUSTED


def test_a_constraint_on_one_way_is_none_on_another(federation: Federation) -> None:
    """A superior above two intermediates is asked again where one of them forbids the chain."""
    other = "https://other.example"
    federation.keys[other] = SigningKey.generate("P-256")
    published = federation.world.published
    published[f"{other}/.well-known/openid-federation"] = federation.configure(other, REGION)
    published[f"{other}/fetch?sub={quote(ISSUER, safe='')}"] = federation.state(other, ISSUER)
    published[f"{REGION}/fetch?sub={quote(other, safe='')}"] = federation.sign(
        REGION, other, constraints={"naming_constraints": {"permitted": []}}
    )
    federation.change(HOST, HOST, authority_hints=[other, REGION])
    assert federation.found() == TRUSTED


def test_ways_up_are_counted(federation: Federation) -> None:
    """Eight superiors that each name the others would be more than a thousand ways."""
    crowd = [f"https://crowd{number}.example" for number in range(8)]
    federation.keys |= {name: SigningKey.generate("P-256") for name in crowd}
    published = federation.world.published
    for name in crowd:
        published[f"{name}/.well-known/openid-federation"] = federation.sign(
            name, name, authority_hints=crowd,
            metadata={"federation_entity": {"federation_fetch_endpoint": f"{name}/fetch"}},
        )  # fmt: skip
        for subject in (ISSUER, *crowd):
            published[f"{name}/fetch?sub={quote(subject, safe='')}"] = federation.state(
                name, subject
            )
    federation.change(HOST, HOST, authority_hints=crowd)
    started = time.process_time()
    assert federation.found() in (
        [(UNDETERMINED, "too-many-trust-chains")],
        [(UNDETERMINED, "fetch-limit")],
    )
    assert time.process_time() - started < 3
