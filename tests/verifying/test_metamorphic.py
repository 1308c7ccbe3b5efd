"""No rewriting that leaves the signature right makes any answer better.

What a holder can do to a badge without its issuer is written here as small steps: to move members
between objects with one id, to split, to spell otherwise, to reorder, to add what says nothing, to
choose what is disclosed. Hypothesis combines them over badges that are good, expired, revoked, or
somebody else's. Form may come out differently: a single type and an array of one are two forms.
And of a badge that is not genuine any more nothing else is worth asking.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microcred.document import as_list
from microcred.findings import Outcome
from microcred.keys import Algorithm
from microcred.proofs.ecdsa_sd_2023 import derive_proof
from microcred.proofs.sd_jwt import parse_sd_jwt, sign_sd_jwt
from microcred.verifying import Policy, VerificationReport
from tests.verifying.test_status import Life
from tests.verifying.world import World

Document = dict[str, Any]
Choose = Callable[[list[Any]], Any]
"""Draws one of several things."""

Step = Callable[[Document, Choose], None]
CRED: Final = "https://www.w3.org/2018/credentials#"
OB: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
IRIS: Final = {
    "validUntil": CRED,
    "validFrom": CRED,
    "credentialStatus": CRED,
    "credentialSubject": CRED,
    "issuer": CRED,
    "evidence": CRED,
    "result": OB,
    "identifier": OB,
    "achievement": OB,
}
RANK: Final = {"no": 0, "unknown": 1, "yes": 2}
STATES: Final = ["good", "expired", "revoked", "suspended", "not yet valid", "somebody else's"]
RDFC: Final[list[tuple[Algorithm, str]]] = [
    ("Ed25519", "eddsa-rdfc-2022"),
    ("P-256", "ecdsa-rdfc-2019"),
    ("Ed25519", "Ed25519Signature2020"),
]
SIMPLE: Final = settings(max_examples=80, derandomize=True, suppress_health_check=list(HealthCheck))


class Lists(Life):
    """Lists that are signed as a whole, whatever the badge is signed with."""

    def sign(self, document: Document) -> Document:
        signer = copy.copy(self.world)
        signer.badge = document
        signer.suite = "ecdsa-rdfc-2019" if signer.algorithm == "P-256" else "eddsa-rdfc-2022"
        return signer.signed()


def make_life(algorithm: Algorithm, suite: str, state: str) -> Lists:
    """Make a badge with everything that can be moved; evidence and creator share an id with it."""
    life = Lists(World(algorithm, suite))
    world = life.world
    world.policy = Policy(
        form="report",
        recipient="did:example:ana",
        trusted_issuers=frozenset({world.issuer}),
        require_open_badge=False,
    )
    badge = world.badge
    badge["@context"].append(EXTENSIONS)
    badge["evidence"] = [
        {"id": badge["id"], "type": ["Evidence"], "narrative": "See the page of the badge."},
        {"id": "https://ana.example/portfolio", "type": ["Evidence"], "name": "A film"},
    ]
    achievement = badge["credentialSubject"]["achievement"]
    achievement["creator"] = {**badge["issuer"], "url": "https://district.example/"}
    achievement["criteria"]["id"] = achievement["id"]
    for purpose in ("revocation", "suspension"):
        listed = life.add(purpose)
        listed.set(94_567, int(state == {"revocation": "revoked"}.get(purpose, "suspended")))
    life.publish()
    if state == "expired":
        badge["validUntil"] = "2026-05-15T00:00:00Z"
    if state == "not yet valid":
        badge["validFrom"] = "2026-07-01T00:00:00Z"
    if state == "somebody else's":
        badge["credentialSubject"]["id"] = "did:example:eve"
    return life


def objects_in(value: Any) -> Iterator[Document]:
    """Yield the objects of a document, without contexts and proofs."""
    if isinstance(value, list):
        for item in value:
            yield from objects_in(item)
    elif isinstance(value, dict):
        yield value
        for name, member in value.items():
            if name not in ("@context", "proof"):
                yield from objects_in(member)


# --- steps ---------------------------------------------------------------------------------------


def move(badge: Document, choose: Choose) -> None:
    """Move a member to another object with the same id."""
    pairs = [
        (one, other)
        for one in objects_in(badge)
        for other in objects_in(badge)
        if one is not other and "id" in one and one["id"] == other.get("id")
    ]
    if not pairs:
        return
    source, target = choose(pairs)
    names = [name for name in source if name not in ("id", "type", "@context", "proof")]
    if not names:
        return
    name = choose(names)
    value = source.pop(name)
    types = [*as_list(target.get("type")), *as_list(source.get("type"))]
    target["type"] = list(dict.fromkeys(types))
    target[name] = [*as_list(target[name]), *as_list(value)] if name in target else value


def move_a_type(badge: Document, choose: Choose) -> None:
    same = [item for item in objects_in(badge) if item.get("id") == badge.get("id")]
    types = as_list(badge["type"])
    if len(same) > 1 and len(types) > 1:
        name, target = choose(types), choose(same[1:])
        badge["type"] = [item for item in types if item != name]
        target["type"] = [*as_list(target.get("type")), name]


def split(badge: Document, choose: Choose) -> None:
    """Write one object as two, side by side."""
    places = [
        (holder, name, item)
        for holder in objects_in(badge)
        for name, value in holder.items()
        if name not in ("@context", "proof")
        for item in as_list(value)
        if isinstance(item, dict) and "id" in item and len(item) > 2
    ]
    if not places:
        return
    holder, name, item = choose(places)
    moved = choose([member for member in item if member not in ("id", "type")] or ["type"])
    rest = {key: item[key] for key in ("id", "type", moved) if key in item}
    first = {key: value for key, value in item.items() if key != moved or key == "type"}
    values = [first if value is item else value for value in as_list(holder[name])]
    holder[name] = [*values, rest] if choose([True, False]) else [rest, *values]


def spell_out(badge: Document, choose: Choose) -> None:
    holder, name = choose(_spelled(badge))
    if isinstance(holder[name], dict | list):
        holder[IRIS[name] + name] = holder.pop(name)


def alias(badge: Document, choose: Choose) -> None:
    holder, name = choose(_spelled(badge))
    definition = {"@id": IRIS[name] + name}
    if name.startswith("valid"):
        definition["@type"] = "http://www.w3.org/2001/XMLSchema#dateTime"
    badge["@context"] = [*badge["@context"], {"note": definition}]
    holder["note"] = holder.pop(name)


def nest(badge: Document, choose: Choose) -> None:
    holder, name = choose(_spelled(badge))
    holder["@nest"] = {name: holder.pop(name)}


def include(badge: Document, choose: Choose) -> None:
    _, name = choose([pair for pair in _spelled(badge) if pair[0] is badge])
    same = {"id": badge["id"], "type": badge["type"], name: badge.pop(name)}
    badge["@included"] = [same]


def wrap(badge: Document, choose: Choose) -> None:
    holder, name = choose(_spelled(badge))
    value = holder[name]
    holder[name] = choose([{"@set": as_list(value)}, [value], [[value]], [[[value]]]])


def reorder(badge: Document, choose: Choose) -> None:
    holder = choose([item for item in objects_in(badge) if len(item) > 1])
    members = list(holder.items())[:: choose([1, -1])]
    holder.clear()
    holder.update(members)
    for name, value in members:
        if isinstance(value, list) and name not in ("@context", "allowedValue"):
            value.reverse()


def say_nothing(badge: Document, choose: Choose) -> None:
    holder = choose(list(objects_in(badge)))
    name = choose([*IRIS, "refreshService", "identifier", "hashed", "salt"])
    holder.setdefault(name, choose([None, []]))


def add_a_context(badge: Document, choose: Choose) -> None:
    more = [EXTENSIONS, badge["@context"][0], badge["@context"][1], {}]
    more += ["https://w3id.org/security/data-integrity/v2", {"own": "https://a.example/own"}]
    badge["@context"] = [*badge["@context"], choose(more)]


def repeat_a_type(badge: Document, choose: Choose) -> None:
    typed = [item for item in objects_in(badge) if "type" in item]
    holder = choose(typed)
    types = as_list(holder["type"])
    holder["type"] = choose([[*types, types[0]], types[0] if len(types) == 1 else types])


def write_a_type_out(badge: Document, choose: Choose) -> None:
    name, vocabulary = choose([("OpenBadgeCredential", OB), ("VerifiableCredential", CRED)])
    types = as_list(badge["type"])
    badge["type"] = [vocabulary + name if item == name else item for item in types]


def label(badge: Document, choose: Choose) -> None:
    """Label a blank node, and mention it once more."""
    nameless = [item for item in objects_in(badge) if "id" not in item and "@set" not in item]
    if nameless:
        choose(nameless)["id"] = "_:b1"


def shorten(badge: Document, choose: Choose) -> None:
    """Write an identifier with a prefix that the document defines."""
    named = [item for item in objects_in(badge) if str(item.get("id")).startswith("https://")]
    holder = choose(named)
    start, _, end = holder["id"].rpartition("/")
    badge["@context"] = [*badge["@context"], {"p": {"@id": f"{start}/", "@prefix": True}}]
    holder["id"] = f"p:{end}"


def name_only(badge: Document, choose: Choose) -> None:
    """Leave one of two objects for a node out, where the other says the same."""
    entries = [item for item in objects_in(badge) if "id" in item]
    holder = choose(entries)
    for other in objects_in(badge):
        for name, value in other.items():
            if isinstance(value, dict) and value.get("id") == holder["id"] and value is not holder:
                other[name] = value["id"]
                return


def _spelled(badge: Document) -> list[tuple[Document, str]]:
    return [(item, name) for item in objects_in(badge) for name in IRIS if item.get(name)] or [
        (badge.setdefault("x", {"evidence": []}), "evidence")
    ]


STEPS: Final[list[Step]] = [
    move,
    move_a_type,
    split,
    spell_out,
    alias,
    nest,
    include,
    wrap,
    reorder,
    say_nothing,
    add_a_context,
    repeat_a_type,
    write_a_type_out,
    label,
    shorten,
    name_only,
]


# --- what must hold ------------------------------------------------------------------------------


def answers(report: VerificationReport) -> dict[str, int]:
    """Rank what may be relied on: of what is not genuine, nothing."""
    found = {name: RANK[str(answer)] for name, answer in report.answers.items()}
    found.pop("wellFormed", None)
    return found if report.genuine == "yes" else dict.fromkeys(found, 0)


def assert_no_better(before: VerificationReport, after: VerificationReport) -> None:
    was, became = answers(before), answers(after)
    assert was.keys() == became.keys()
    assert all(became[name] <= was[name] for name in was), (was, became)


def assert_no_new_yes(before: VerificationReport, after: VerificationReport) -> None:
    """Whoever hides what speaks against a badge can turn "no" into "unknown", and no further."""
    was, became = answers(before), answers(after)
    assert all(became[name] < RANK["yes"] or was[name] == RANK["yes"] for name in was), became


LIVES: Final[dict[tuple[str, str], tuple[Lists, Document, VerificationReport]]] = {}


def life_of(algorithm: Algorithm, suite: str, state: str) -> tuple[Lists, Any, VerificationReport]:
    """Return a world, a signed badge in it and its report; made once."""
    if (suite, state) not in LIVES:
        life = make_life(algorithm, suite, state)
        badge = life.world.signed()
        LIVES[suite, state] = life, badge, life.world.verify(badge)
    return LIVES[suite, state]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("algorithm", "suite"), RDFC)
def test_the_badges_are_what_they_are_meant_to_be(
    algorithm: Algorithm, suite: str, state: str
) -> None:
    _, _, report = life_of(algorithm, suite, state)
    assert report.genuine == "yes"
    assert report.in_force == ("yes" if state in ("good", "somebody else's") else "no")
    assert report.answers["recipient"] == ("no" if state == "somebody else's" else "yes")
    assert report.answers["trusted"] == "yes"


@pytest.mark.parametrize(("algorithm", "suite"), RDFC)
@SIMPLE
@given(data=st.data())
def test_no_rewriting_makes_an_answer_better(
    algorithm: Algorithm, suite: str, data: st.DataObject
) -> None:
    life, signed, before = life_of(algorithm, suite, data.draw(st.sampled_from(STATES)))
    badge = copy.deepcopy(signed)
    for step in data.draw(st.lists(st.sampled_from(STEPS), min_size=2, max_size=3)):
        step(badge, lambda options: options[data.draw(st.integers(0, len(options) - 1))])
    assert_no_better(before, life.world.verify(badge))


class Counting:
    """Makes every combination of choices, one number after the other."""

    def __init__(self, number: int):
        self.left = number

    def __call__(self, options: list[Any]) -> Any:
        self.left, index = divmod(self.left, len(options))
        return options[index]


@pytest.mark.parametrize("step", STEPS)
def test_each_way_to_take_one_step(step: Step) -> None:
    """Each leaves the signature right in some way, else nothing would be shown by this."""
    right = 0
    for state in STATES:
        life, signed, before = life_of("Ed25519", "eddsa-rdfc-2022", state)
        for number in range(100):
            badge, choose = copy.deepcopy(signed), Counting(number)
            step(badge, choose)
            if choose.left:
                continue  # that was made before
            after = life.world.verify(badge)
            assert_no_better(before, after)
            right += badge != signed and after.outcome("proof") is Outcome.PASSED
    assert right or step is reorder


# --- what is disclosed ---------------------------------------------------------------------------

MEMBERS: Final = ["issuer", "validFrom", "validUntil", "credentialStatus"]
SHOWN: Final = ["/credentialSubject/achievement", "/credentialSubject/result", "/evidence/0"]
MORE: Final = ["/credentialStatus/0", "/credentialStatus/1", "/validUntil", "/validFrom"]


@pytest.mark.parametrize("state", ["good", "expired", "revoked", "suspended", "not yet valid"])
@pytest.mark.parametrize("mandatory", [None, MEMBERS[:1], MEMBERS[:2], MEMBERS[:3]])
def test_no_choice_of_a_derived_proof_makes_an_answer_better(
    state: str, mandatory: list[str] | None
) -> None:
    life = make_life("P-256", "ecdsa-sd-2023", state)
    del life.world.badge["credentialSubject"]["identifier"]
    life.world.badge["evidence"].pop(0)
    del life.world.badge["credentialSubject"]["achievement"]["creator"]
    pointers = None if mandatory is None else [f"/{name}" for name in mandatory]
    base = life.world.signed(mandatoryPointers=pointers)
    everything = [f"/{name}" for name in base if name not in ("@context", "id", "type", "proof")]
    before = life.world.verify(derive_proof(base, base["proof"][0], everything))
    assert before.genuine == "yes"
    for count in range(len(MORE) + 1):
        for chosen in combinations(MORE, count):
            shown = derive_proof(base, base["proof"][0], [*SHOWN, *chosen])
            after = life.world.verify(shown)
            assert_no_new_yes(before, after)
            if state != "good":
                assert after.in_force != "yes", chosen


CONCEALED: Final = ["/validUntil", "/validFrom", "/credentialStatus/0", "/credentialStatus/1"]


@pytest.mark.parametrize("state", ["good", "expired", "revoked", "suspended", "not yet valid"])
def test_no_choice_of_disclosures_makes_an_answer_better(state: str) -> None:
    life = make_life("Ed25519", "eddsa-rdfc-2022", state)
    world = life.world
    claims = {**world.badge, "iss": world.issuer, "vct": "https://district.example/badge"}
    header = {"typ": "dc+sd-jwt", "kid": world.key.key_id}
    token = sign_sd_jwt(claims, world.key, conceal=CONCEALED, header=header)
    before = world.verify(token)
    assert before.genuine == "yes"
    assert before.in_force == ("yes" if state == "good" else "no")
    disclosures = parse_sd_jwt(token).disclosures
    for count in range(len(disclosures)):
        for chosen in combinations(disclosures, count):
            shown = "~".join([token.split("~")[0], *(item.text for item in chosen), ""])
            after = world.verify(shown)
            assert_no_new_yes(before, after)
            assert after.in_force != "yes", [item.name for item in chosen]
