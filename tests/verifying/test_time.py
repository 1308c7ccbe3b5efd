"""One verification has so many seconds; what it did not come to is undetermined, and says why."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest

from microcred.errors import ResolutionFailed
from microcred.fetch import Fetched
from microcred.findings import Outcome
from microcred.limits import MAX_VERIFICATION_SECONDS
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, PublishedTrustList, VerificationReport, Verifier
from tests.verifying.test_status import EXTENSIONS, LIST_URL, REFRESH_URL, Life
from tests.verifying.world import NOW, MemoryFetcher, MemoryResolver, World

UNDETERMINED = Outcome.UNDETERMINED


class SlowFetcher(MemoryFetcher):
    """Moves a stopwatch with each answer, and gives up when it was told to."""

    def __init__(self, published: dict[str, Any], seconds_to_answer: float):
        super().__init__(published)
        self.seconds_to_answer = seconds_to_answer
        self.elapsed = 0.0
        self.asked: list[str] = []

    def fetch_within(
        self, seconds: float, url: str, *, accept: Sequence[str], max_bytes: int
    ) -> Fetched:
        self.asked.append(url)
        self.elapsed += min(seconds, self.seconds_to_answer)
        if self.seconds_to_answer > seconds:
            raise ResolutionFailed("no answer in time", code="timeout")
        return self.fetch(url, accept=accept)


def verify(
    world: World, seconds_to_answer: float, badge: Any = None
) -> tuple[VerificationReport, SlowFetcher]:
    fetcher = SlowFetcher(world.published, seconds_to_answer)
    verifier = Verifier(
        world.policy,
        fetcher=fetcher,
        resolver=MemoryResolver(world.documents),
        clock=fixed_clock(world.now),
        stopwatch=lambda: fetcher.elapsed,
    )
    return verifier.verify(badge or world.signed()), fetcher


def codes(report: VerificationReport, check: str) -> list[tuple[Outcome, str]]:
    return [(item.outcome, item.code) for item in report.find(check)]


@pytest.mark.parametrize("seconds", [0.5, 1.0, 2.0, 3.0, 60.0])
def test_all_waiting_ends_with_the_time_of_one_verification(seconds: float) -> None:
    life = Life()
    for purpose in ("revocation", "suspension", "refresh", "message-of-old", "more", "yet-more"):
        life.add(purpose)
    report, fetcher = verify(life.world, seconds)
    assert fetcher.elapsed <= MAX_VERIFICATION_SECONDS + 0.001
    assert report.verdict == ("valid" if seconds == 0.5 else "undetermined")
    assert {outcome for outcome, _ in codes(report, "status")} <= {Outcome.PASSED, UNDETERMINED}


def test_what_was_not_asked_for_is_told() -> None:
    life = Life()
    life.add("revocation")
    life.add("suspension")
    report, fetcher = verify(life.world, 60)
    assert codes(report, "status") == [(UNDETERMINED, "timeout"), (UNDETERMINED, "out-of-time")]
    late = report.find("status")[1]
    assert late.pointer == "/credentialStatus/1"
    assert "as long as one verification may" in late.message
    assert late.advice
    assert fetcher.asked == [f"{LIST_URL}/revocation"]


def test_an_expired_badge_stays_invalid_when_time_is_up() -> None:
    life = Life()
    life.add("revocation")
    life.world.badge["validUntil"] = "2026-05-20T00:00:00Z"
    report, _ = verify(life.world, 60)
    assert codes(report, "validity") == [(Outcome.FAILED, "expired")]
    assert report.verdict == "invalid"


def late_refresh(world: World) -> None:
    world.badge["@context"].append(EXTENSIONS)
    world.badge["refreshService"] = {"id": REFRESH_URL, "type": "1EdTechCredentialRefresh"}


def schemas(world: World) -> None:
    world.badge["credentialSchema"] = [
        {"id": f"https://district.example/{name}.json", "type": "JsonSchema"} for name in "ab"
    ]


def resources(world: World) -> None:
    world.policy = Policy(check_resources=True)
    world.badge["relatedResource"] = [
        {"id": f"https://district.example/{name}", "digestSRI": "sha256-" + "A" * 43 + "="}
        for name in "ab"
    ]


def registries(world: World) -> None:
    lists = [PublishedTrustList(f"https://registry.example/{name}") for name in "ab"]
    world.policy = Policy(trust_registries=tuple(lists))


@pytest.mark.parametrize(
    ("check", "change", "expected"),
    [
        ("schema", schemas, ["timeout", "out-of-time"]),
        ("resources", resources, ["timeout", "out-of-time"]),
        ("refresh", late_refresh, ["timeout"]),
        ("trust", registries, ["timeout", "out-of-time"]),
    ],
)
def test_no_check_goes_on_asking(check: str, change: Any, expected: list[str]) -> None:
    world = World()
    change(world)
    report, fetcher = verify(world, 60)
    assert codes(report, check) == [(UNDETERMINED, code) for code in expected]
    assert len(fetcher.asked) == 1


class Leaping:
    """A stopwatch that moves by so many seconds whenever it is looked at."""

    def __init__(self, seconds: float):
        self._times = itertools.count(0, seconds)

    def __call__(self) -> float:
        return float(next(self._times))


def verify_leaping(badge: Any, seconds: float, world: World | None = None) -> VerificationReport:
    world = world or World()
    verifier = Verifier(
        fetcher=MemoryFetcher({}),
        resolver=MemoryResolver(world.documents),
        clock=fixed_clock(NOW),
        stopwatch=Leaping(seconds),
    )
    return verifier.verify(badge)


@pytest.mark.parametrize("seconds", [0.01, 0.5, 1.0, 2.0, 4.0])
def test_nothing_that_was_not_looked_at_counts_as_good(seconds: float) -> None:
    world = World()
    endorsement = {"id": "urn:uuid:1", "type": ["VerifiableCredential", "EndorsementCredential"]}
    subject = {"id": world.badge["id"], "type": ["EndorsementSubject"]}
    world.badge["endorsement"] = [world.badge | endorsement | {"credentialSubject": subject}]
    report = verify_leaping(world.signed(), seconds)
    assert report.verdict != "valid"


def test_no_proof_is_begun_when_time_is_up() -> None:
    report = verify_leaping(World().signed(), 4.0)
    assert codes(report, "json_ld") == [(UNDETERMINED, "out-of-time")]
    assert codes(report, "proof") == [(UNDETERMINED, "out-of-time")]
    assert codes(report, "issuer_key") == [(Outcome.SKIPPED, "no-verified-proof")]
    assert report.verdict == "undetermined"


def test_no_endorsement_is_begun_when_time_is_up() -> None:
    world = World()
    world.badge["endorsement"] = [
        {
            "@context": world.badge["@context"],
            "id": "urn:uuid:7d1f4f0e-6c1d-4a0e-8f83-0d3f1f3b1c11",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "issuer": world.badge["issuer"],
            "validFrom": "2026-05-01T00:00:00Z",
            "credentialSubject": {"id": world.badge["id"], "type": ["EndorsementSubject"]},
        }
    ]
    report = verify_leaping(world.token(), 4.0, world)
    assert codes(report, "endorsements") == [(UNDETERMINED, "out-of-time")]


class Counting:
    """A stopwatch that time is up by when it was looked at often enough."""

    def __init__(self, looks: int):
        self.looks = looks
        self.looked = 0

    def __call__(self) -> float:
        self.looked += 1
        return 0.0 if self.looked < self.looks else MAX_VERIFICATION_SECONDS


def verify_by(stopwatch: Counting, badge: Any, world: World) -> VerificationReport:
    resolver = MemoryResolver(world.documents)
    clock = fixed_clock(world.now)
    verifier = Verifier(
        world.policy, fetcher=MemoryFetcher({}), resolver=resolver, clock=clock, stopwatch=stopwatch
    )
    return verifier.verify(badge)


def test_time_ends_a_computation_that_has_begun() -> None:
    """The document has so many nodes that time is looked at while they are counted."""
    world = World()
    small = world.signed()
    stopwatch = Counting(10**9)
    assert verify_by(stopwatch, small, world).verdict == "valid"
    evidence = [{"id": f"urn:x:{index}", "type": ["Evidence"]} for index in range(20_000)]
    report = verify_by(Counting(stopwatch.looked + 5), {**small, "evidence": evidence}, world)
    assert codes(report, "json_ld") == [(UNDETERMINED, "out-of-time")]
    assert (UNDETERMINED, "out-of-time") in codes(report, "proof")
    assert {outcome for outcome, _ in codes(report, "validity")} == {Outcome.PASSED}


def test_time_ends_a_graph_that_is_hard_to_put_in_order() -> None:
    world = World()
    nodes = 9
    evidence = [
        {
            "id": f"_:b{one}",
            "type": ["Evidence"],
            "https://a.example/p": [{"@id": f"_:b{other}"} for other in range(nodes)],
        }
        for one in range(nodes)
    ]
    report = verify_by(Counting(500), {**world.signed(), "evidence": evidence}, world)
    assert codes(report, "json_ld") == [(UNDETERMINED, "out-of-time")]
