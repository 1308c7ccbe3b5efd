"""Every verb of a programme with everybody who may ask: what they may do, and what they may not."""

from __future__ import annotations

import inspect
import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from microcred.authority import Principal, Role
from microcred.errors import Forbidden, MicrocredError, NotFound
from microcred.program.flow import File, Programme, Rating, Shown
from microcred.program.flow.listed import DecisionFilter, SubmissionFilter
from microcred.registry import Database, upgrade
from tests.program.flow.conftest import LISTENING, PDF, QUESTIONS, World

ANA, BEN = "ana@school.example", "ben@school.example"
BOTH = {Role.EDUCATOR, Role.ASSESSOR, Role.ADJUDICATOR, Role.OFFICER, Role.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Scene:
    """Work of Ana, of the north school, in each state that a verb needs.

    Attributes:
        folder: the registry and the evidence.
        ana: her id.
        ben: that of an educator of the south school.
        draft: of Ben.
        given: in assessment, with Ash and Birch.
        piece: a piece of evidence in it.
        disputed: which Cedar adjudicates.
        passed: decided, with a badge.
    """

    folder: Path
    ana: str
    ben: str
    draft: str
    given: str
    piece: str
    disputed: str
    passed: str


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    database = Database(folder / "registry.sqlite3")
    upgrade(database)
    world = World(database, folder / "evidence")
    verbs = world.programme
    passed = world.assessed(ANA, QUESTIONS)
    verbs.decide(passed)
    ana = verbs.register(ANA, school="North").id
    ben = verbs.register(BEN, school="South").id
    for name in ("ash", "birch", "cedar"):
        verbs.remove_assessor(name)
    for name in ("elm", "fir", "gum"):
        verbs.add_assessor(name)
    disputed = world.assigned("cleo@school.example", LISTENING)
    verbs.register("cleo@school.example", school="North")
    first, second = world.assessors(disputed)
    world.rate(disputed, first, "emerging", "emerging")
    world.rate(disputed, second, "exemplary", "emerging")
    for name in (first, second):
        verbs.remove_assessor(name)
    verbs.add_assessor("cedar")
    verbs.assign(disputed, ["cedar"])
    for name in ("ash", "birch"):
        verbs.add_assessor(name)
    given = world.submitted(ANA, LISTENING)
    verbs.assign(given, ["ash", "birch"])
    piece = verbs.show(given).evidence[0].id
    draft = world.draft(BEN, LISTENING)
    database.close()
    return Scene(folder, ana, ben, draft, given, piece, disputed, passed)


@pytest.fixture(scope="module")
def untouched(scene: Scene) -> Iterator[Programme]:
    """Return a programme of which nothing is asked but what it refuses."""
    yield from opened(scene.folder)


@pytest.fixture
def spent(scene: Scene, tmp_path: Path) -> Iterator[Programme]:
    """Return a programme on a copy of the scene, for what changes it."""
    yield from opened(shutil.copytree(scene.folder, tmp_path / "copy"))


def opened(folder: Path) -> Iterator[Programme]:
    database = Database(folder / "registry.sqlite3")
    yield World(database, folder / "evidence").programme.verbs
    database.close()


def everybody(scene: Scene) -> dict[str, Principal]:
    """Return who asks; what they are to the scene is said by their names."""
    officer = Principal(name="olga", roles={Role.OFFICER})
    return {
        "operator": Principal.operator("root"),
        "ana": Principal.educator(scene.ana),
        "ana-in-all-roles": Principal(name="ana", roles=BOTH, person=scene.ana, assessor="ash"),
        "ben": Principal.educator(scene.ben),
        "ash": Principal.judge("ash"),
        "fir": Principal.judge("fir"),
        "cedar": Principal.judge("cedar", {Role.ADJUDICATOR}),
        "cedar-as-assessor": Principal.judge("cedar"),
        "fir-as-adjudicator": Principal.judge("fir", {Role.ADJUDICATOR}),
        "officer": officer,
        "north": replace(officer, schools={"North"}),
        "south": replace(officer, schools={"South"}),
        "nowhere": replace(officer, schools=frozenset()),
        "administrator": Principal(name="ada", roles={Role.ADMINISTRATOR}),
        "service": Principal(name="lms", roles={Role.SERVICE}),
        "anyone": Principal.anyone(),
    }


NAMES: Final = tuple(everybody(Scene(Path(), *[""] * 7)))
ANA_HERSELF: Final = {"ana", "ana-in-all-roles"}
NORTH: Final = {"officer", "north"}
OF_SCHOOLS: Final = {"officer", "north", "south"}
OFFICERS: Final = {"officer", "north", "south", "nowhere", "ana-in-all-roles"}
WHOLE: Final = {"officer", "ana-in-all-roles"}
ASH: Final = {"ash", "ana-in-all-roles"}

Call = Callable[[Programme, Scene, Principal], object]


def _file() -> File:
    return File(io.BytesIO(PDF), "plan.pdf")


RATED: Final = {"planning": Rating("proficient", "!")}
FULL: Final = {**RATED, "effect": Rating("emerging", "!"), "part:reflection": Rating("yes", "!")}

# The verb, how it is called, and who may; the operator always may.
CELLS: Final[dict[str, tuple[Call, set[str]]]] = {
    # An educator's way, about Ana's work.
    "enrol": (lambda p, s, by: p.enrol(ANA, LISTENING, by=by), ANA_HERSELF | NORTH),
    "resubmit": (lambda p, s, by: p.resubmit(s.passed, by=by), ANA_HERSELF | NORTH),
    "withdraw": (lambda p, s, by: p.withdraw(s.given, by=by), ANA_HERSELF | NORTH),
    "consent": (
        lambda p, s, by: p.consent(s.given, given=True, words="Yes.", by=by), ANA_HERSELF,
    ),
    "attach_file": (lambda p, s, by: p.attach_file(s.given, "plan", _file(), by=by), ANA_HERSELF),
    "attach_text": (lambda p, s, by: p.attach_text(s.given, "essay", "It", by=by), ANA_HERSELF),
    "attach_link": (lambda p, s, by: p.attach_link(s.given, "page", "u", by=by), ANA_HERSELF),
    "detach": (lambda p, s, by: p.detach(s.piece, by=by), ANA_HERSELF),
    "choose": (lambda p, s, by: p.choose(s.piece, Shown.DIGEST, by=by), ANA_HERSELF),
    "check": (lambda p, s, by: p.check(s.given, by=by), ANA_HERSELF | NORTH),
    "submit": (lambda p, s, by: p.submit(s.given, by=by), ANA_HERSELF),
    "show": (lambda p, s, by: p.show(s.given, by=by), ANA_HERSELF | NORTH),
    "history": (lambda p, s, by: p.history(s.given, by=by), ANA_HERSELF | NORTH),
    "feedback": (lambda p, s, by: p.feedback(s.passed, by=by), ANA_HERSELF | NORTH),
    "open_evidence": (
        lambda p, s, by: p.open_evidence(s.piece, by=by).close(), ANA_HERSELF | NORTH,
    ),
    "badge": (lambda p, s, by: p.badge(s.passed, by=by), ANA_HERSELF | NORTH),
    "badges": (lambda p, s, by: p.badges(ANA, by=by), ANA_HERSELF | NORTH),
    "stacks": (lambda p, s, by: p.stacks(ANA, by=by), ANA_HERSELF | NORTH),
    "record": (lambda p, s, by: p.record(ANA, by=by), ANA_HERSELF | NORTH),
    "export_person": (lambda p, s, by: p.export_person(ANA, by=by), ANA_HERSELF | NORTH),
    "find_person": (lambda p, s, by: p.find_person(ANA, by=by), ANA_HERSELF | NORTH),
    "submissions": (
        lambda p, s, by: p.submissions(SubmissionFilter(person=ANA), by=by), ANA_HERSELF | NORTH,
    ),
    # Judging Ana's work in the name of Ash, and settling Cleo's in that of Cedar.
    "queue": (lambda p, s, by: p.queue("ash", by=by), ASH | OF_SCHOOLS),
    "task": (lambda p, s, by: p.task(s.given, "ash", by=by), {"ash"}),
    "open_for": (lambda p, s, by: p.open_for(s.piece, "ash", by=by).close(), {"ash"}),
    "assess": (lambda p, s, by: p.assess(s.given, "ash", RATED, by=by), {"ash"}),
    "adjudicate": (lambda p, s, by: p.adjudicate(s.disputed, "cedar", RATED, by=by), {"cedar"}),
    "assessments": (
        lambda p, s, by: p.assessments(s.disputed, by=by), {"cedar", "ana-in-all-roles"} | NORTH,
    ),
    "anchors": (
        lambda p, s, by: p.anchors(LISTENING, by=by),
        {"ash", "fir", "cedar", "cedar-as-assessor", "fir-as-adjudicator"} | OFFICERS,
    ),
    "rate_anchor": (lambda p, s, by: p.rate_anchor(s.passed, "ash", {}, by=by), ASH),
    "calibration": (lambda p, s, by: p.calibration("ash", LISTENING, by=by), {"ash"} | OFFICERS),
    # Running the programme, about Ana's work where it is about any.
    "register": (lambda p, s, by: p.register(ANA, by=by), NORTH),
    "educators": (lambda p, s, by: p.educators(by=by), OF_SCHOOLS | WHOLE),
    "decisions": (lambda p, s, by: p.decisions(by=by), OF_SCHOOLS | WHOLE),
    "assignments": (lambda p, s, by: p.assignments(s.given, by=by), NORTH),
    "assign": (lambda p, s, by: p.assign(s.given, ["fir"], by=by), NORTH),
    "release": (lambda p, s, by: p.release(s.given, "ash", by=by), NORTH),
    "verdict": (lambda p, s, by: p.verdict(s.given, by=by), NORTH),
    "decide": (lambda p, s, by: p.decide(s.given, by=by), NORTH),
    "award_stacks": (lambda p, s, by: p.award_stacks(ANA, by=by), NORTH),
    "add_conflict": (lambda p, s, by: p.add_conflict("fir", ANA, by=by), NORTH),
    "erase_person": (lambda p, s, by: p.erase_person(ANA, by=by), {"officer", "administrator"}),
    "assessors": (lambda p, s, by: p.assessors(by=by), OFFICERS),
    "add_assessor": (lambda p, s, by: p.add_assessor("yew", by=by), WHOLE),
    "remove_assessor": (lambda p, s, by: p.remove_assessor("fir", by=by), WHOLE),
    "add_anchor": (lambda p, s, by: p.add_anchor(s.passed, by=by), {"officer"}),
    "agreement": (lambda p, s, by: p.agreement(by=by), WHOLE),
    "earned": (lambda p, s, by: p.earned(by=by), WHOLE | {"administrator"}),
    "published_evidence": (
        lambda p, s, by: p.published_evidence(by=by), WHOLE | {"administrator"},
    ),
    "endorsements": (lambda p, s, by: p.endorsements(by=by), OFFICERS | {"administrator"}),
    "add_endorsement": (
        lambda p, s, by: p.add_endorsement({}, verifier=None, by=by), WHOLE,  # type: ignore[arg-type]
    ),
    "withdraw_endorsement": (lambda p, s, by: p.withdraw_endorsement("n", by=by), WHOLE),
    "retain": (lambda p, s, by: p.retain(by=by), WHOLE | {"administrator"}),
}  # fmt: skip


def refused(call: Call, programme: Programme, scene: Scene, by: Principal) -> bool:
    try:
        call(programme, scene, by)
    except MicrocredError as error:
        return error.code == "forbidden"
    return False


def test_no_verb_is_left_out() -> None:
    verbs = {
        name: verb
        for name, verb in inspect.getmembers(Programme, inspect.isfunction)
        if not name.startswith("_")
    }
    assert set(verbs) == set(CELLS)
    for name, verb in verbs.items():
        assert inspect.signature(verb).parameters["by"].annotation == "Principal", name


def cells(*, allowed: bool) -> Iterator[tuple[str, str]]:
    for verb, (_, who) in CELLS.items():
        yield from ((verb, name) for name in NAMES if (name in who | {"operator"}) == allowed)


@pytest.mark.parametrize(("verb", "name"), [*cells(allowed=True)])
def test_who_may(verb: str, name: str, spent: Programme, scene: Scene) -> None:
    assert not refused(CELLS[verb][0], spent, scene, everybody(scene)[name])


@pytest.mark.parametrize(("verb", "name"), [*cells(allowed=False)])
def test_who_may_not(verb: str, name: str, untouched: Programme, scene: Scene) -> None:
    assert refused(CELLS[verb][0], untouched, scene, everybody(scene)[name])


def test_a_verb_in_anothers_name_is_not_the_assessors(untouched: Programme, scene: Scene) -> None:
    """Both are on it, and neither reads or rates as the other."""
    birch = Principal.judge("birch")
    with pytest.raises(Forbidden):
        untouched.task(scene.given, "ash", by=birch)
    assert untouched.task(scene.given, "birch", by=birch).submission_id == scene.given


def test_who_was_taken_off_reads_no_more(spent: Programme, scene: Scene) -> None:
    ash = Principal.judge("ash")
    spent.release(scene.given, "ash", by=Principal.operator("root"))
    for call in (CELLS["task"][0], CELLS["open_for"][0], CELLS["assess"][0]):
        assert refused(call, spent, scene, ash)


def test_assessors_are_told_the_task_and_nobody_else(untouched: Programme, scene: Scene) -> None:
    ash = Principal.judge("ash")
    (waiting,) = untouched.queue("ash", by=ash)
    task = untouched.task(scene.given, "ash", by=ash)
    assert [each.assessor_id for each in waiting.assignments] == ["ash"]
    assert waiting.telltales == 0
    told = repr((waiting, task))
    for secret in (scene.ana, "North", "plan.pdf", "birch"):
        assert secret not in told
        assert secret in repr(everything(untouched, scene))


def everything(programme: Programme, scene: Scene) -> list[object]:
    root = Principal.operator("root")
    person = programme.find_person(ANA, by=root)
    return [person, programme.show(scene.given, by=root), programme.queue(by=root)]


def test_educators_read_what_happened_and_not_who_judges(
    untouched: Programme, scene: Scene
) -> None:
    ana, officer = everybody(scene)["ana"], everybody(scene)["north"]
    events = untouched.history(scene.passed, by=ana)
    assert {each.action for each in events} >= {"assign", "assess", "decide", "submit"}
    assert {each.actor for each in events if each.action in ("assign", "assess", "decide")} == {
        None
    }
    assert next(each.actor for each in events if each.action == "submit") == "ana"
    told = repr(untouched.history(scene.passed, by=officer))
    assert [name for name in ("ash", "birch", "cedar") if name in told]
    assert not [name for name in ("ash", "birch", "cedar") if name in repr(events)]


@pytest.mark.parametrize("name", ["ana", "north", "ash", "service", "anyone"])
def test_nobody_learns_who_is_known(name: str, untouched: Programme, scene: Scene) -> None:
    """Whose business it is not is answered alike, whether there is such a person or not."""
    by = everybody(scene)[name]
    for who in (BEN, "nobody@school.example", "p-aaaaaaaaaaaa"):
        assert refused(lambda p, _, by, who=who: p.badges(who, by=by), untouched, scene, by)  # type: ignore[misc]
    for submission in (scene.draft, "s-aaaaaaaaaaaa"):
        assert refused(lambda p, _, by, it=submission: p.show(it, by=by), untouched, scene, by)  # type: ignore[misc]
    with pytest.raises(NotFound):
        untouched.show("s-aaaaaaaaaaaa", by=everybody(scene)["officer"])


def test_an_officer_of_a_school_registers_for_it_alone(spent: Programme, scene: Scene) -> None:
    north = everybody(scene)["north"]
    new = "dan@school.example"
    for school in (None, "South"):
        with pytest.raises(Forbidden):
            spent.register(new, school=school, by=north)
    assert spent.register(new, school="North", by=north).school == "North"
    with pytest.raises(Forbidden):
        spent.register(new, school="South", by=north)
    with pytest.raises(Forbidden):
        spent.register(BEN, school="North", by=north)
    with pytest.raises(Forbidden):
        spent.enrol("eve@school.example", LISTENING, by=north)
    enrolled = spent.enrol("eve@school.example", LISTENING, school="North", by=north)
    assert spent.show(enrolled.id, by=north).state == "draft"


def test_an_educator_does_not_choose_who_answers_for_them(spent: Programme, scene: Scene) -> None:
    ana = everybody(scene)["ana"]
    with pytest.raises(Forbidden):
        spent.enrol(ANA, LISTENING, school="South", by=ana)


def test_lists_are_of_the_schools_that_somebody_answers_for(
    untouched: Programme, scene: Scene
) -> None:
    north, south = everybody(scene)["north"], everybody(scene)["south"]
    assert {each.school for each in untouched.educators(by=north).items} == {"North"}
    assert [each.id for each in untouched.educators(by=south).items] == [scene.ben]
    assert [each.id for each in untouched.submissions(by=south).items] == [scene.draft]
    assert [each.submission_id for each in untouched.decisions(by=north).items] == [scene.passed]
    assert untouched.decisions(by=south).items == ()
    queued = {each.submission_id for each in untouched.queue(by=north)}
    assert queued == {scene.given, scene.disputed}
    assert untouched.queue(by=south) == []
    for call in (
        lambda by: untouched.educators(school="North", by=by),
        lambda by: untouched.submissions(SubmissionFilter(school="North"), by=by),
        lambda by: untouched.decisions(DecisionFilter(school="North"), by=by),
    ):
        with pytest.raises(Forbidden):
            call(south)


def test_what_is_decided_is_others_work(spent: Programme, scene: Scene) -> None:
    """The role alone does not make somebody partial: what they are bound to is asked, too."""
    judge = Principal(name="olga", roles={Role.OFFICER}, assessor="elm")
    spent.add_conflict("elm", ANA, by=Principal.operator("root"))
    for name in ("ash", "birch"):
        spent.assess(scene.given, name, FULL, by=Principal.judge(name))
    with pytest.raises(Forbidden) as caught:
        spent.decide(scene.given, by=judge)
    assert caught.value.code == "not-eligible"
    assert spent.decide(scene.given, by=replace(judge, assessor=None)).badges
