"""The educator's side: enrolling, putting together, submitting, trying again."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa

from microcred.errors import LimitExceeded, MalformedInput, Refused
from microcred.fetch import Fetched
from microcred.program.flow import (
    Consent,
    Desk,
    File,
    Intake,
    Shown,
    State,
    definitions,
)
from microcred.program.flow.listed import SubmissionFilter
from microcred.program.flow.tables import DEFINITION_VERSIONS
from tests.operated import Operated
from tests.program.flow.conftest import LISTENING, PDF, QUESTIONS, STACK, World, micro_credential

ANA = "ana@school.example"


def code_of(call: object, *args: object, **options: object) -> str:
    with pytest.raises((Refused, MalformedInput)) as caught:
        call(*args, **options)  # type: ignore[operator]
    return caught.value.code


def not_yet(world: World, *args: str) -> str:
    submission_id = world.assessed(*args, said="no")
    world.programme.decide(submission_id, by="office", feedback="Say what comes next.")
    return submission_id


def test_enrolling_begins_a_draft_once(world: World) -> None:
    submission = world.programme.enrol(ANA, LISTENING, by="ana")
    assert (submission.state, submission.standing.attempt) == (State.DRAFT, 1)
    assert submission.consent is None
    assert code_of(world.programme.enrol, ANA, LISTENING, by="ana") == "already-enrolled"
    person_id = submission.standing.person_id
    other = world.programme.enrol(person_id, QUESTIONS, by="ana")
    assert other.standing.person_id == person_id
    found = world.programme.submissions(SubmissionFilter(person=ANA)).items
    assert {each.id for each in found} == {submission.id, other.id}
    questions = SubmissionFilter(definition_id=QUESTIONS)
    assert [each.id for each in world.programme.submissions(questions).items] == [other.id]
    passed = SubmissionFilter(states=[State.PASSED])
    assert world.programme.submissions(passed).items == ()


def test_enrolling_needs_a_person_and_a_micro_credential(world: World) -> None:
    enrol = world.programme.enrol
    assert code_of(enrol, "nobody", LISTENING, by="ana") == "invalid-email"
    assert code_of(enrol, "p-aaaaaaaaaaaa", LISTENING, by="ana") == "no-such-person"
    assert code_of(enrol, ANA, "https://hill.example/none", by="ana") == "no-such-definition"
    assert code_of(enrol, ANA, STACK, by="ana") == "not-a-micro-credential"
    assert world.programme.find_person(ANA) is None


def test_what_is_asked_for_must_be_there(world: World) -> None:
    submission_id = world.programme.enrol(ANA, LISTENING, by="ana").id
    missing = world.programme.check(submission_id).missing
    assert [(each.part, each.item, each.needed, each.found) for each in missing] == [
        ("work", "plan", 1, 0),
        ("reflection", "essay", 1, 0),
    ]
    with pytest.raises(Refused) as caught:
        world.programme.submit(submission_id, by="ana")
    assert caught.value.code == "incomplete"
    assert "plan (work) needs 1, has 0" in caught.value.message
    world.fill(submission_id)
    assert world.programme.check(submission_id).complete
    assert world.programme.submit(submission_id, by="ana").state is State.SUBMITTED


def test_what_was_handed_in_stays_as_it_is(world: World) -> None:
    submission_id = world.submitted()
    (plan, essay) = world.programme.show(submission_id).evidence
    for call in (
        lambda: world.programme.attach_text(submission_id, "essay", "More.", by="ana"),
        lambda: world.programme.detach(plan.id, by="ana"),
        lambda: world.programme.detach(essay.id, by="ana"),
        lambda: world.programme.submit(submission_id, by="ana"),
    ):
        assert code_of(call) == "not-now"
    assert len(list(world.store.listing())) == 2


def test_evidence_answers_an_item_in_a_form_that_it_takes(world: World) -> None:
    submission_id = world.programme.enrol(ANA, LISTENING, by="ana").id
    text, link = world.programme.attach_text, world.programme.attach_link
    assert code_of(text, submission_id, "nothing", "Words.", by="ana") == "no-such-item"
    assert code_of(text, submission_id, "plan", "Words.", by="ana") == "kind-not-accepted"
    png = File(io.BytesIO(b"\x89PNG\r\n\x1a\n"), "plan.png")
    assert code_of(world.programme.attach_file, submission_id, "plan", png, by="ana") == (
        "type-not-accepted"
    )
    for number in range(2):
        link(submission_id, "page", f"https://ana.example/{number}", by="ana")
    assert code_of(link, submission_id, "page", "https://ana.example/3", by="ana") == "item-full"
    assert code_of(link, submission_id, "page", "javascript:alert(1)", by="ana") == "item-full"
    other = world.programme.enrol(ANA, QUESTIONS, by="ana").id
    assert code_of(link, other, "page", "javascript:alert(1)", by="ana") == "invalid-link"
    assert list(world.store.listing()) == []


def test_too_large_a_file_leaves_everything_as_it_was(world: World) -> None:
    submission_id = world.programme.enrol(ANA, LISTENING, by="ana").id
    with pytest.raises(LimitExceeded):
        world.programme.attach_file(
            submission_id, "plan", File(io.BytesIO(PDF.ljust(1_000_001)), "plan.pdf"), by="ana"
        )
    assert world.programme.show(submission_id).evidence == []
    assert list(world.store.listing()) == []
    assert len(world.programme.history(submission_id)) == 1


def test_what_is_taken_out_is_gone_and_the_trail_says_so(world: World) -> None:
    submission_id = world.draft()
    plan = world.programme.show(submission_id).evidence[0]
    world.programme.detach(plan.id, by="ana", reason="the wrong one")
    assert plan not in world.programme.show(submission_id).evidence
    assert not world.store.exists(plan.digest or "")
    last = world.programme.history(submission_id)[-1]
    assert (last.action, last.actor, last.reason) == ("detach", "ana", "the wrong one")
    assert code_of(world.programme.detach, plan.id, by="ana") == "no-such-evidence"


def test_links_keep_the_digest_of_what_was_seen_when_they_are_looked_at(world: World) -> None:
    class Web:
        def fetch(self, url: str, **_options: object) -> Fetched:
            return Fetched(url, "text/html", b"<p>Lesson</p>")

    desk = world.desk
    looking = Operated(
        Desk(
            database=desk.database,
            definitions=desk.definitions,
            intake=Intake(world.store, fetcher=Web()),
            settings=type(desk.settings)(look_at_links=True),
            clock=world.clock,
        )
    )
    submission_id = world.draft()
    seen = looking.attach_link(submission_id, "page", "https://ana.example/1", by="ana")
    assert (seen.size, seen.media_type) == (13, "text/html")
    unseen = world.programme.attach_link(submission_id, "page", "https://ana.example/2", by="ana")
    assert unseen.digest is None
    assert world.programme.choose(seen.id, Shown.DIGEST, by="ana").shown is Shown.DIGEST
    assert code_of(world.programme.choose, unseen.id, Shown.DIGEST, by="ana") == "nothing-to-bind"


def test_telltales_are_told_before_submitting(world: World) -> None:
    submission_id = world.draft()
    (essay,) = [e for e in world.programme.show(submission_id).evidence if e.item == "essay"]
    world.programme.detach(essay.id, by="ana")
    piece = world.programme.attach_text(
        submission_id, "essay", "Yours, Ana Silva", by="ana", known_names=["Ana Silva"]
    )
    found = world.programme.check(submission_id)
    assert found.complete
    assert [each.code for each in found.telltales[piece.id]] == ["name"]


def test_parts_that_passed_stay_passed(world: World) -> None:
    first = not_yet(world)
    second = world.programme.resubmit(first, by="ana")
    assert (second.standing.attempt, second.state) == (2, State.DRAFT)
    assert second.carried == {"work": first}
    assert [each.item for each in world.programme.check(second.id).missing] == ["essay"]
    file = File(io.BytesIO(PDF), "plan.pdf")
    assert code_of(world.programme.attach_file, second.id, "plan", file, by="ana") == "part-passed"
    world.fill(second.id, "essay")
    world.programme.submit(second.id, by="ana")
    world.programme.assign(second.id, by="office")
    assert world.programme.task(second.id, world.assessors(second.id)[0]).to_rate == [
        "part:reflection"
    ]
    for assessor in world.assessors(second.id):
        world.rate(second.id, assessor)
    decision = world.programme.decide(second.id, by="office")
    assert decision.verdict.passed_parts == {"work": first, "reflection": second.id}
    carried = {each.criterion: each.carried_from for each in decision.verdict.levels}
    assert carried == {"planning": first, "effect": first, "part:reflection": None}
    (badge,) = decision.badges
    assert badge.document is not None
    assert len(badge.document["credentialSubject"]["result"]) == 2
    assert world.programme.show(first).state is State.NOT_YET
    assert code_of(world.programme.enrol, ANA, LISTENING, by="ana") == "already-held"


def test_a_changed_part_is_to_be_shown_again_and_an_unchanged_one_is_not(world: World) -> None:
    first = not_yet(world)
    document = world.shelf.by_id[LISTENING].to_document()
    document["version"] = "2"
    document["parts"][0]["instructions"] = "Add a seating plan."
    world.shelf.by_id[LISTENING] = type(world.shelf.by_id[LISTENING]).from_document(document)
    second = world.programme.resubmit(first, by="ana")
    assert second.definition.version == "2"
    assert second.carried == {}
    assert {each.item for each in world.programme.check(second.id).missing} == {"plan", "essay"}


def test_a_rubric_that_changes_does_not_change_an_open_submission(world: World) -> None:
    submission_id = world.assigned()
    document = world.shelf.by_id[LISTENING].to_document()
    document["version"] = "2"
    document["rubric"] = [
        {**document["rubric"][0], "required": "exemplary"},
        {**document["rubric"][1], "id": "calm"},
    ]
    document["parts"][0]["passing"] = {"criteria": ["planning", "calm"]}
    world.shelf.by_id[LISTENING] = type(world.shelf.by_id[LISTENING]).from_document(document)
    for assessor in world.assessors(submission_id):
        assert world.programme.task(submission_id, assessor).definition.version == "1"
        world.rate(submission_id, assessor, "proficient", "emerging")
    decision = world.programme.decide(submission_id, by="office")
    assert decision.verdict.outcome is State.PASSED
    badge = decision.badges[0].document
    assert badge is not None
    achievement = badge["credentialSubject"]["achievement"]
    assert achievement["version"] == "1"
    assert {each["id"] for each in achievement["resultDescription"]} == {
        f"{LISTENING}#planning",
        f"{LISTENING}#effect",
    }


def test_a_definition_that_was_removed_is_finished_by_those_enrolled(world: World) -> None:
    begun, failed = world.draft(), not_yet(world, "ben@school.example")
    del world.shelf.by_id[LISTENING]
    assert code_of(world.programme.enrol, "cy@school.example", LISTENING, by="cy") == (
        "no-such-definition"
    )
    assert code_of(world.programme.resubmit, failed, by="ben") == "no-such-definition"
    assert world.programme.feedback(failed).verdict.open_parts == ["reflection"]
    world.programme.submit(begun, by="ana")
    world.programme.assign(begun, by="office")
    for assessor in world.assessors(begun):
        world.rate(begun, assessor, "proficient", "emerging")
    assert world.programme.decide(begun, by="office").verdict.outcome is State.PASSED


def test_the_programme_limits_attempts(world: World) -> None:
    world.shelf.by_id[LISTENING] = micro_credential(
        LISTENING, assessment={"assessors": 1, "attempts": 2}
    )
    first = not_yet(world)
    assert world.programme.feedback(first).attempts_left == 1
    second = world.programme.resubmit(first, by="ana").id
    assert code_of(world.programme.resubmit, first, by="ana") == "already-enrolled"
    world.programme.withdraw(second, by="ana", reason="ill")  # does not count
    third = world.programme.enrol(ANA, LISTENING, by="ana").id
    world.fill(third, "essay")
    world.programme.submit(third, by="ana")
    world.programme.assign(third, by="office")
    world.rate(third, world.assessors(third)[0], said="no")
    world.programme.decide(third, by="office", feedback="Not yet.")
    assert world.programme.feedback(third).attempts_left == 0
    assert code_of(world.programme.resubmit, third, by="ana") == "no-attempts-left"
    definition = world.shelf.by_id[LISTENING]
    words = {"en": "Listening", "es": "Escuchar"}
    world.shelf.by_id[LISTENING] = definition.model_copy(update={"name": words})
    with pytest.raises(Refused, match="no attempt is left: Listening allows 2"):
        world.programme.resubmit(third, by="ana")


def test_the_programme_makes_people_wait(world: World) -> None:
    world.shelf.by_id[LISTENING] = micro_credential(
        LISTENING, assessment={"assessors": 1, "waitDays": 14}
    )
    first = not_yet(world)
    assert world.programme.feedback(first).not_before == "2026-03-15T09:00:00Z"
    second = world.programme.resubmit(first, by="ana").id
    world.fill(second, "essay")
    assert world.programme.check(second).not_before == "2026-03-15T09:00:00Z"
    assert code_of(world.programme.submit, second, by="ana") == "incomplete"
    world.clock.turn(days=14)
    assert world.programme.submit(second, by="ana").state is State.SUBMITTED


def test_what_must_be_held_first_is_held_first(world: World) -> None:
    world.shelf.by_id[LISTENING] = micro_credential(LISTENING, prerequisites=[QUESTIONS])
    submission_id = world.draft()
    assert world.programme.check(submission_id).prerequisites == [QUESTIONS]
    assert code_of(world.programme.submit, submission_id, by="ana") == "incomplete"
    world.programme.decide(world.assessed(ANA, QUESTIONS), by="office")
    assert world.programme.submit(submission_id, by="ana").state is State.SUBMITTED


def test_consent_is_asked_before_the_decision_and_the_last_answer_counts(world: World) -> None:
    submission_id = world.assessed()
    for given in (True, False):
        world.programme.consent(submission_id, given=given, words="On the web?", by="ana")
    assert world.programme.show(submission_id).consent is False
    (badge,) = world.programme.decide(submission_id, by="office").badges
    assert not badge.public
    late = code_of(world.programme.consent, submission_id, given=True, words="Yes.", by="ana")
    assert late == "not-now"


def test_withdrawing_ends_it_and_enrolling_again_begins_anew(world: World) -> None:
    submission_id = world.submitted()
    assert world.programme.withdraw(submission_id, by="ana").state is State.WITHDRAWN
    again = world.programme.enrol(ANA, LISTENING, by="ana")
    assert again.standing.attempt == 2
    events = world.programme.history(submission_id)
    assert [(event.source, event.action, event.target) for event in events][-2:] == [
        ("submitted", "withdraw", "withdrawn"),
        ("withdrawn", "enrol", "withdrawn"),
    ]


def test_a_definition_that_was_changed_in_the_registry_is_not_worked_by(world: World) -> None:
    submission_id = world.assessed()
    document = DEFINITION_VERSIONS.c.document
    easier = sa.func.replace(document, '"required":"proficient"', '"required":"emerging"')
    with world.desk.database.writing() as connection:
        before = connection.execute(sa.select(document)).scalar_one()
        connection.execute(sa.update(DEFINITION_VERSIONS).values(document=easier))
        assert connection.execute(sa.select(document)).scalar_one() != before
    definitions._READ.clear()
    assert code_of(world.programme.decide, submission_id, by="office") == "definition-changed"
    assert code_of(world.programme.show, submission_id) == "definition-changed"


def withdrawn_after_rating(world: World, who: str = ANA) -> str:
    submission_id = world.assessed(who, said="no")
    world.programme.withdraw(submission_id, by="ana")
    return submission_id


def test_withdrawing_what_was_rated_gives_the_attempt_not_back(world: World) -> None:
    limited = {"assessors": 2, "attempts": 2}
    world.shelf.by_id[LISTENING] = micro_credential(LISTENING, assessment=limited)
    withdrawn_after_rating(world)
    second = world.draft()
    world.programme.withdraw(second, by="ana")  # nobody had rated it: nothing is lost
    third = world.assessed(said="no")
    world.programme.decide(third, by="office", feedback="Say what comes next.")
    assert world.programme.feedback(third).attempts_left == 0
    assert code_of(world.programme.resubmit, third, by="ana") == "no-attempts-left"


def test_nobody_enrols_again_after_the_last_attempt_was_withdrawn(world: World) -> None:
    limited = {"assessors": 2, "attempts": 1}
    world.shelf.by_id[LISTENING] = micro_credential(LISTENING, assessment=limited)
    withdrawn_after_rating(world)
    assert code_of(world.programme.enrol, ANA, LISTENING, by="ana") == "no-attempts-left"
    one = world.submitted("cyd@school.example")
    world.programme.withdraw(one, by="cyd")
    assert world.draft("cyd@school.example")


def test_one_rating_is_enough_and_that_of_a_friend_is_none(world: World) -> None:
    limited = {"assessors": 2, "attempts": 1}
    world.shelf.by_id[LISTENING] = micro_credential(LISTENING, assessment=limited)
    rated = world.assigned()
    world.rate(rated, world.assessors(rated)[0], "emerging", "emerging")
    world.programme.withdraw(rated, by="ana")
    assert code_of(world.programme.enrol, ANA, LISTENING, by="ana") == "no-attempts-left"
    ben = "ben@school.example"
    other = world.assigned(ben)
    friend = world.assessors(other)[0]
    world.rate(other, friend, "emerging", "emerging")
    world.programme.add_conflict(friend, ben, by="office")
    world.programme.release(other, friend, by="office")
    world.programme.withdraw(other, by="ben")
    assert world.draft(ben)


def test_withdrawing_what_was_rated_does_not_shorten_the_waiting_time(world: World) -> None:
    waiting = {"assessors": 2, "waitDays": 14}
    world.shelf.by_id[LISTENING] = micro_credential(LISTENING, assessment=waiting)
    withdrawn_after_rating(world)
    world.clock.turn(days=3)
    again = world.draft()  # enrolling again does not move the beginning of the waiting time
    assert world.programme.check(again).not_before == "2026-03-15T09:00:00Z"
    assert code_of(world.programme.submit, again, by="ana") == "incomplete"
    world.clock.turn(days=11)
    assert world.programme.submit(again, by="ana").state is State.SUBMITTED


def test_consent_is_recorded_only_where_it_is_handed_in(world: World) -> None:
    submission_id = world.programme.enrol(ANA, LISTENING, by="ana").id
    agrees = Consent(given=True, words="May it be published? Yes.")
    assert code_of(world.programme.submit, submission_id, by="ana", consent=agrees) == "incomplete"
    assert world.programme.show(submission_id).consent is None
    assert [each.action for each in world.programme.history(submission_id)] == ["enrol"]
    world.fill(submission_id)
    assert world.programme.submit(submission_id, by="ana", consent=agrees).consent is True
    world.programme.consent(submission_id, given=False, words="No, after all.", by="ana")
    assert world.programme.show(submission_id).consent is False


@pytest.mark.parametrize(
    "spelling",
    [
        "ana@school.example\u200b", "a\u00adna@school.example", "ana\ufe0f@school.example",
        "\u2066ana@school.example", "ana@school\u2060.example", "ana\u034f@school.example",
        "\uff41na@school.example", "ana@school.example\u3164", "ana@\ufb01sh.example",
        "https://school.example/ana\u200b", "ana\x00@school.example",
    ],
)  # fmt: skip
def test_nobody_is_two_people_by_a_character_that_is_not_seen(world: World, spelling: str) -> None:
    code = code_of(world.programme.enrol, spelling, LISTENING, by="ana")
    assert code in ("invalid-email", "invalid-url")
    assert world.programme.find_person(spelling) is None


@pytest.mark.parametrize(
    "spelling", ["ANA@school.example", "mailto:ana@school.example", " ana@SCHOOL.example "]
)
def test_other_spellings_of_an_address_are_the_same_person(world: World, spelling: str) -> None:
    world.draft()
    assert code_of(world.programme.enrol, spelling, LISTENING, by="ana") == "already-enrolled"


@pytest.mark.parametrize("name", ["ash\u200b", "ash\ufe0f", "\uff41sh", "", "a" * 65, "a\nb"])
def test_no_assessor_has_a_name_that_looks_like_anothers(world: World, name: str) -> None:
    assert code_of(world.programme.add_assessor, name, by="office") == "invalid-name"
