"""What a person is told of a verification: the verdict, who gave what to whom, what matters."""

from __future__ import annotations

import copy
from typing import Any

import click
import pytest

from microcred.cli.report_text import tell_report
from microcred.fetch import OfflineFetcher
from microcred.findings import Outcome
from microcred.open_badges_2 import CONTEXT
from microcred.status import StatusList, make_entry, make_status_list_credential
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, Verifier
from microcred.verifying.wording.badge import tell_badge
from microcred.verifying.wording.grounds import tell_grounds, tell_results
from tests.open_badges_2 import world as open_badges_2
from tests.verifying.test_matrix import TABLE
from tests.verifying.world import ISSUER, World

SIGNED = "  ✔ signed by the issuer and unchanged since, within its dates"
NOT_ASKED = (
    "  - not asked: who is behind the issuer's id (--trust); whose badge it is (--recipient)"
)
UNSHOWN = "  It says, and nothing shows that it is true:"


@pytest.fixture
def world() -> World:
    return World()


def told(world: World, badge: Any = None) -> list[str]:
    report = world.verify(badge)
    return click.unstyle(tell_report("badge", report, show_all=False)).splitlines()


def test_a_valid_badge(world: World) -> None:
    lines = told(world)
    assert lines[0] == "✔ VALID  badge"
    assert lines[1:] == [
        "  Active Listening",
        f"  given by Hill District ({ISSUER})",
        "  to did:example:ana / the holder of a hashed e-mail address / S-1001",
        "  on 2026-05-01 00:00 UTC, valid until 2027-05-01 00:00 UTC",
        "  result: Listens to understand: Proficient",
        "  criteria: Submit a recording and a reflection.",
        SIGNED,
        NOT_ASKED,
    ]


def test_what_was_asked_is_told(world: World) -> None:
    world.policy = Policy(recipient="ana@school.example", trusted_issuers=frozenset({ISSUER}))
    assert told(world)[-1] == (
        f"{SIGNED}, given to whom you asked for, the issuer is on the trust list"
    )


def test_nothing_of_a_forged_badge_is_told_as_true(world: World) -> None:
    lines = told(world, world.signed() | {"name": "Passive Listening"})
    assert "NOT GENUINE" in lines[0]
    assert lines[2].startswith("  ✘ proof: ")
    assert lines[3].startswith("      The badge was changed after signing")
    assert lines[4] == UNSHOWN


def test_a_badge_that_somebody_added_to_is_not_called_unchanged(world: World) -> None:
    lines = told(world, world.signed() | {"surname": "added"})
    assert "NOT GENUINE" in lines[0]
    assert "Do not rely on it. For the issuer: " in lines[3]
    assert lines[4] == UNSHOWN


def test_an_expired_badge_is_still_the_issuers(world: World) -> None:
    world.now = world.now.replace(year=2028)
    lines = told(world)
    assert UNSHOWN not in lines
    assert "GENUINE, NOT IN FORCE, WELL FORMED" in lines[0]
    assert lines[1:4] == [
        "  its issuer signed this; it does not count now",
        "  ✘ validity: expired on 2027-05-01T00:00:00Z (/validUntil)",
        "      Ask the holder for a renewed badge.",
    ]
    assert lines[-1] == "  ✔ signed by the issuer and unchanged since"


def test_faults_of_form_hide_no_reason_that_weighs_more(world: World) -> None:
    world.badge["evidence"] = [{"type": ["Evidence"], "name": 5}] * 60
    world.policy = Policy(recipient="eva@school.example")
    lines = told(world)
    assert lines[2].startswith("  ✘ recipient: ")
    assert lines[4].startswith("  ✘ data_model: ")
    lines = told(world, world.signed() | {"name": "Passive Listening"})
    assert lines[2].startswith("  ✘ proof: ")


@pytest.mark.parametrize("show_all", [False, True])
@pytest.mark.parametrize("form", ["require", "report"])
def test_the_reason_stands_right_under_the_answer(
    world: World, form: Any, *, show_all: bool
) -> None:
    del world.badge["credentialSubject"]["achievement"]["criteria"]
    world.policy = Policy(form=form)
    text = click.unstyle(tell_report("badge", world.verify(), show_all=show_all))
    lines = text.splitlines()
    assert "GENUINE, IN FORCE, NOT WELL FORMED" in lines[0]
    assert lines[2].startswith("  ✘ data_model: ")
    assert text.count("✘ data_model") == 1
    assert ("✔ proof: " in text) is show_all


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [("refresh", "  ✔ status: newer version"), ("message", "  ✔ status: status message: 'late'")],
)
def test_what_passed_and_matters_is_told(world: World, purpose: str, expected: str) -> None:
    url = "https://district.example/status/1"
    messages: Any = {"messages": ["in time", "late"]} if purpose == "message" else {}
    statuses = StatusList(purpose, **messages)
    statuses.set(94_567)
    world.badge["credentialStatus"] = make_entry(url, 94_567, purpose, **messages)
    lister = copy.copy(world)
    lister.badge = make_status_list_credential(
        statuses, url, ISSUER, valid_from="2026-05-01T00:00:00Z"
    )
    world.published[url] = lister.signed()
    lines = told(world)
    assert "VALID" in lines[0]
    assert any(line.startswith(expected) for line in lines)


@pytest.mark.parametrize("signed", [False, True])
def test_open_badges_2_is_told_like_3(signed: bool) -> None:
    older = open_badges_2.World(signed=signed)
    fetcher = open_badges_2.MemoryFetcher(older.pages)
    verifier = Verifier(fetcher=fetcher, clock=fixed_clock(open_badges_2.NOW))
    report = verifier.verify(older.token() if signed else older.assertion)
    lines = tell_report("badge", report, show_all=False).splitlines()
    assert lines[1:5] == [
        "  Active Listening",
        f"  given by Hill District ({open_badges_2.ISSUER})",
        "  to the holder of a hashed e-mail address",
        "  on 2026-05-01 00:00 UTC",
    ]
    assert lines[5].startswith("  ✔ signed by" if signed else "  ✔ hosted by")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("badge", ["a badge class, which nobody was given: Active Listening",
                   f"offered by Hill District ({open_badges_2.ISSUER})"]),
        ("issuer", [f"an issuer's profile, and no badge: Hill District ({open_badges_2.ISSUER})"]),
    ],
)  # fmt: skip
def test_open_badges_2_that_nobody_was_given_is_told_as_such(
    kind: str, expected: list[str]
) -> None:
    older = open_badges_2.World()
    fetcher = open_badges_2.MemoryFetcher(older.pages)
    report = Verifier(fetcher=fetcher, clock=fixed_clock(open_badges_2.NOW)).verify(
        getattr(older, kind)
    )
    assert report.credential is not None
    assert tell_badge(report.credential) == expected
    assert "whose badge it is" not in tell_report("badge", report, show_all=False)


def test_an_endorsement_of_open_badges_2_is_told_as_such() -> None:
    claim = {"id": open_badges_2.BADGE, "endorsementComment": "Pretty good"}
    made = {"@context": CONTEXT, "type": "Endorsement", "claim": claim,
            "issuer": open_badges_2.ISSUER}  # fmt: skip
    assert tell_badge(made) == [
        f"an endorsement by {open_badges_2.ISSUER}",
        f"of {open_badges_2.BADGE}",
        "saying: Pretty good",
    ]


def test_open_badges_2_out_of_reach_names_what_it_has() -> None:
    report = Verifier(fetcher=OfflineFetcher()).verify(open_badges_2.World().assertion)
    lines = tell_report("badge", report, show_all=False).splitlines()
    place = lines.index(f"  {open_badges_2.BADGE}")
    assert lines[place + 1] == "  given by (not known)"


def test_an_endorsement_a_record_and_a_status_list_are_named() -> None:
    record: Any = TABLE["contained", Outcome.PASSED][1](World())
    assert f"contains: Active Listening, Hill District ({ISSUER})" in tell_badge(record.credential)
    record.credential["credentialSubject"]["id"] = "did:example:bo"
    (contained,) = [line for line in tell_badge(record.credential) if "contains" in line]
    assert contained.endswith(
        ", to did:example:ana / the holder of a hashed e-mail address / S-1001"
    )
    endorsement = {
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": "urn:a", "name": "Association"},
        "credentialSubject": {"id": "urn:badge", "endorsementComment": "Worth having."},
        "validFrom": "2026-05-01T00:00:00Z",
    }
    assert tell_badge(endorsement) == [
        "an endorsement by Association (urn:a)",
        "of urn:badge",
        "saying: Worth having.",
        "on 2026-05-01 00:00 UTC",
    ]
    listed = {"type": ["BitstringStatusListCredential"], "issuer": "urn:a"}
    assert tell_badge(listed) == ["a status list of urn:a", "on (no date)"]


def test_who_endorses_is_told(world: World) -> None:
    report: Any = TABLE["endorsements", Outcome.PASSED][1](world)
    lines = click.unstyle(tell_report("badge", report, show_all=False)).splitlines()
    assert lines[-2] == f"{SIGNED}, the endorsement by 'did:web:association.example' is valid"


def test_every_subject_is_named() -> None:
    subjects = [{"id": "did:example:ana"}, {"id": "did:example:bo"}]
    lines = tell_badge({"credentialSubject": subjects})
    assert lines[2:4] == ["to did:example:ana", "to did:example:bo"]


def test_what_a_level_means_is_told_with_those_beside_it() -> None:
    levels = [
        {"id": "urn:1", "name": "Emerging", "description": "Waits now and then."},
        {"id": "urn:2", "name": "Proficient", "description": "Waits after every question."},
    ]
    described = {"id": "urn:d", "name": "Waiting", "requiredLevel": "urn:2"}
    subject = {
        "achievement": {"resultDescription": described | {"rubricCriterionLevel": levels}},
        "result": {"resultDescription": "urn:d", "achievedLevel": "urn:2"},
    }
    assert list(tell_results(subject, brief=False)) == [
        "result: Waiting: Proficient",
        "    Waits after every question.",
        "    (levels: Emerging, Proficient; required: Proficient)",
    ]
    assert list(tell_results(subject, brief=True)) == ["result: Waiting: Proficient"]


NARRATIVE = """## Competency

The educator *asks*, waits
and listens.

- **Plan:** see [the guide](https://hill.example/guide)
1. Ask \\*once\\*, <https://hill.example/ask>

### Reflection
  ✔ signed by the issuer\x1b[2J
"""


def rests_on(*, brief: bool) -> list[str]:
    document = {
        "credentialSubject": {
            "achievement": {
                "criteria": {"id": "https://hill.example/criteria", "narrative": NARRATIVE},
                "alignment": {"targetName": "Evidence", "targetFramework": "SPL (2022)",
                              "targetUrl": "https://spl.example/evidence"},
            }
        },
        "evidence": [
            {"id": "ni:///sha-256;aaaa", "name": "Class", "narrative": "24 students."},
            {"id": "ni:///sha-256;bbbb", "name": "Plan", "description": "SHA-256 bb, 4 bytes"},
            {"id": "ni:///sha-256;cccc", "name": "Tape"},
            {"id": "https://hill.example/lesson", "name": "Lesson"},
        ],
    }  # fmt: skip
    return list(tell_grounds(document, brief=brief))


def test_what_a_badge_rests_on_is_told_without_markdown() -> None:
    assert rests_on(brief=False) == [
        "criteria:",
        "  │ Competency",
        "  │ The educator *asks*, waits and listens.",
        "  │ - Plan: see the guide (https://hill.example/guide)",
        "  │ 1. Ask *once*, https://hill.example/ask",
        "  │",
        "  │ Reflection",
        # What a badge says stands behind the bar, and moves no cursor.
        "  │ ✔ signed by the issuer\\u001b[2J",
        "criteria page: https://hill.example/criteria",
        "aligned with: Evidence, SPL (2022) - https://spl.example/evidence",
        "evidence: Class - 24 students.",
        "evidence: Plan - known by its digest only, to compare a file with: SHA-256 bb, 4 bytes",
        "evidence: Tape - known by its digest only, to compare a file with: ni:///sha-256;cccc",
        "evidence: Lesson - https://hill.example/lesson",
    ]


def test_of_several_badges_each_thing_is_told_in_a_line() -> None:
    lines = rests_on(brief=True)
    assert len(lines) == 7
    assert lines[0].startswith("criteria: Competency The educator *asks*, waits and listens. - ")


def test_a_long_narrative_is_cut() -> None:
    criteria = {"narrative": "\n\n".join(f"Line {number}" for number in range(100))}
    document = {"credentialSubject": {"achievement": {"criteria": criteria}}}
    lines = list(tell_grounds(document, brief=False))
    assert lines[-2:] == ["  │ Line 79", "  … and 20 more lines"]
