"""Every step of a verification is told, whole, in order, and safe for a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from microcred.errors import ResolutionFailed
from microcred.fetch import OfflineFetcher
from microcred.issuing.presentation import Holder
from microcred.keys import SigningKey
from microcred.limits import MAX_TRACE_STEPS, MAX_TRACED_BODY_BYTES
from microcred.timestamps import fixed_clock
from microcred.verifying import VerificationReport, Verifier
from microcred.verifying.tracing import TracingFetcher
from microcred.verifying.wording import steps
from microcred.verifying.wording.steps import describe_trace
from microcred.verifying.wording.steps import tell_steps as tell
from tests.verifying.world import MemoryFetcher, World


def report_with(*trace: Mapping[str, Any]) -> VerificationReport:
    return VerificationReport([], None, None, trace)


def test_the_proof_is_told_whole_and_in_the_order_of_work() -> None:
    report = World().verify()
    (step,) = (step for step in report.trace if step["step"] == "proof")
    told = tell(report)
    facts = ("canonical_options", "options_hash", "canonical_document", "document_hash")
    places = []
    for fact in (*facts, "signing_input"):
        lines = step[fact].removesuffix("\n").split("\n")
        assert all(line in told for line in lines)
        places.append(told.index(lines[0]))
    assert places == sorted(places)
    assert step["signing_input"] == step["options_hash"] + step["document_hash"]


def test_steps_are_numbered_as_they_happened() -> None:
    told = tell(report_with({"step": "fetch", "url": "https://a.example/"}, {"step": "proof"}))
    assert "\n1. asked the network\n     url: https://a.example/\n2. what an embedded" in told


def test_the_document_that_lists_the_key_is_told() -> None:
    world = World()
    told = tell(world.verify())
    assert "the document that lists the key at /proof/0" in told
    assert f'"publicKeyMultibase": "{world.key.public_key.multikey}"' in told


def test_what_a_token_signs_is_told() -> None:
    world = World()
    token = world.token()
    assert token.rpartition(".")[0] in tell(world.verify(token))


def test_answers_of_the_network_are_told() -> None:
    badge = World(issuer="did:web:district.example").signed()
    report = Verifier(fetcher=OfflineFetcher()).verify(badge)
    told = tell(report)
    assert "url: https://district.example/.well-known/did.json" in told
    assert "code: offline" in told


def test_an_answer_is_told_whole_once_and_a_long_one_by_its_hash() -> None:
    url = "https://a.example/"
    trace: list[Mapping[str, Any]] = []
    answers = {url: '{"a":\n"b"}', f"{url}long": "x" * (MAX_TRACED_BODY_BYTES + 1)}
    fetcher = TracingFetcher(MemoryFetcher(answers), trace)
    for _ in range(2):
        fetcher.fetch(url, accept=("*/*",))
    fetcher.fetch(f"{url}long", accept=("*/*",))
    assert [step.get("body") for step in trace] == ['{"a":\n"b"}', None, None]
    assert trace[0]["sha256"] == trace[1]["sha256"]
    assert '     its answer:\n       {"a":\n       "b"}' in tell(report_with(*trace))
    for number in range(MAX_TRACE_STEPS):
        with pytest.raises(ResolutionFailed):
            fetcher.fetch(f"{url}{number}", accept=("*/*",))
    assert len(trace) == MAX_TRACE_STEPS


def test_steps_of_a_credential_inside_are_told_as_such() -> None:
    world = World()
    holder = Holder(SigningKey.generate("Ed25519"), clock=fixed_clock(world.now))
    shown = holder.present([world.signed()])
    report = world.verifier(world.policy).verify_presentation(shown)
    steps = [step["step"] for step in report.trace]
    own = ["proof", "controller-document"]
    assert steps == [*own, "credential", *own]
    told = tell(report.as_report())
    assert f"     role: badge\n     id: {world.badge['id']}" in told


def test_unknown_steps_and_facts_are_told_generically() -> None:
    step = {"step": "moon-phase", "pointer": "/moon", "phase_of": {"moon": ["full"]}, "lit": True}
    told = tell(report_with(step))
    assert "1. moon-phase at /moon\n" in told
    assert "     lit: true" in told
    assert '     phase of:\n       {\n         "moon": [' in told


def test_nothing_that_steers_a_terminal_comes_through() -> None:
    hostile = "\x1b]0;owned\x07\r\x9b2J\u202e\u2028\U000e0041"
    step = {"step": hostile, "pointer": hostile, hostile: hostile, "list": [hostile]}
    told = tell(report_with(step))
    assert all(character.isprintable() or character == "\n" for character in told)
    assert "\\u001b]0;owned\\u0007\\u000d\\u009b2J\\u202e\\u2028\\U000e0041" in told


def test_lone_surrogates_are_told() -> None:
    assert "\\ud800" in tell(report_with({"step": "x", "text": "\ud800"}))


def test_too_much_is_cut_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "MAX_EXPLAINED_CHARACTERS", 60)
    report = report_with({"step": "a"}, {"step": "b", "text": "x" * 60}, {"step": "c"})
    assert describe_trace(report) == [{"step": "a"}, {"step": "cut", "left_out": 2}]
    assert "2. the rest is left out, for its length\n     left out: 2" in tell(report)


def test_a_badge_that_cannot_be_read_has_no_steps() -> None:
    assert "nothing was asked" in tell(Verifier(fetcher=OfflineFetcher()).verify("nothing"))


def test_the_trace_is_ready_for_json() -> None:
    world = World()
    world.published["https://contexts.example/v1"] = ResolutionFailed("no", code="timeout")
    described = describe_trace(world.verify())
    assert json.loads(json.dumps(described)) == described
