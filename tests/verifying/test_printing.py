"""`print(report)` says what the command says, without the command's options and colours."""

from __future__ import annotations

import click
import pytest

from microcred.cli.report_text import tell_presentation, tell_report
from microcred.fetch import OfflineFetcher
from microcred.issuing.presentation import Holder
from microcred.keys import SigningKey
from microcred.verifying import Policy, Verifier
from tests.verifying.world import ISSUER, World

HINTS = ("; --all shows them", " (--challenge, --domain)", " (--trust)", " (--recipient)")


def of_the_command(told: str) -> list[str]:
    text = click.unstyle(told)
    for hint in HINTS:
        text = text.replace(hint, "")
    return [line.rstrip() for line in text.splitlines()]


def test_a_valid_badge_reads_like_the_command() -> None:
    report = World().verify()
    lines = str(report).splitlines()
    assert lines == of_the_command(tell_report("", report, show_all=False))
    assert lines[0] == "✔ VALID"
    assert lines[2] == f"  given by Hill District ({ISSUER})"
    assert lines[-1] == "  - not asked: who is behind the issuer's id; whose badge it is"


def test_at_a_prompt_a_report_is_short() -> None:
    expected = "<VerificationReport valid: genuine yes, inForce yes, wellFormed yes>"
    assert repr(World().verify()) == expected


@pytest.mark.parametrize("badge", ["", "ana.png", b"%PDF", "https://hill.example/ana"])
def test_no_badge_reads_like_the_command(badge: str | bytes) -> None:
    report = Verifier(fetcher=OfflineFetcher()).verify(badge)
    assert str(report).splitlines()[0] == "✘ NO BADGE TO CHECK"
    assert str(report).splitlines() == of_the_command(tell_report("", report, show_all=False))


def test_a_revoked_badge_and_a_policy() -> None:
    world = World()
    world.policy = Policy(recipient="bo@school.example")
    report = world.verify()
    assert str(report).splitlines()[0] == (
        "✘ GENUINE, IN FORCE, WELL FORMED, NOT GIVEN TO WHOM YOU ASKED FOR"
    )
    assert "  ✘ recipient: " in str(report)


def test_a_presentation_reads_like_the_command() -> None:
    key = SigningKey.generate("Ed25519")
    presentation = Holder(key).present([World().signed()])
    report = Verifier(fetcher=OfflineFetcher()).verify_presentation(presentation.json())
    told = str(report)
    assert told.splitlines() == of_the_command(tell_presentation("", report, show_all=False))
    assert f"  presented by {key.did}" in told
    assert "  badge 1: " in told


def test_what_others_wrote_steers_no_terminal() -> None:
    world = World()
    world.badge["credentialSubject"]["achievement"]["name"] = "A\x1b[31mred\u202eB"
    told = str(world.verify())
    assert "\x1b" not in told
    assert "\u202e" not in told
