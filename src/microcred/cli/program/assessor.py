"""`microcred program assessor`."""

from __future__ import annotations

import click

from microcred.authority import Principal
from microcred.cli.options import reason_option
from microcred.cli.program.next_steps import whole_queue
from microcred.cli.program.running import Told, flow_command, pairs
from microcred.limits import MAX_LISTED
from microcred.program.flow import Programme
from microcred.program.flow.listed import SubmissionFilter


@flow_command("assessor")
@click.argument("name", required=False)
@click.option("--person", metavar="WHO", help="The educator that the assessor is as well.")
@click.option("--conflict", metavar="WHO", help="An educator whose work they must not judge.")
@click.option("--leave", is_flag=True, help="Give them nothing more to judge.")
@click.option(
    "--anchor",
    metavar="SUBMISSION",
    help="Take down the levels they give with --rate to an anchor; or, without NAME, make a "
    "decided submission an anchor.",
)
@click.option(
    "--rate", "levels", metavar="CRITERION=LEVEL", multiple=True, help="A level of the anchor."
)
@reason_option
def command(
    programme: Programme,
    name: str | None,
    person: str | None,
    conflict: str | None,
    anchor: str | None,
    levels: tuple[str, ...],
    reason: str,
    actor: Principal,
    *,
    leave: bool,
) -> Told:
    """Add an assessor, note a conflict of interest, calibrate; or list the assessors.

    NAME is a short name, which educators never see; it stays in the record, so let it say nothing
    of who they are. Who left, whose own work it is, or who has a conflict of interest rates nothing
    more; what the latter two said before that was known does not count. Anchors are decided
    submissions of which the right levels are known.
    """
    if anchor is not None:
        return _calibrate(programme, name, anchor, pairs(levels, "--rate"), actor)
    if name is None:
        known = programme.assessors(by=actor)
        lines = [f"{each.id}{' (left)' if each.left_at else ''}" for each in known]
        return Told({"assessors": known}, lines or ["There is no assessor yet."])
    if conflict is not None:
        programme.add_conflict(name, conflict, by=actor, reason=reason)
        document = {"assessor": name, "conflict": True}
        return Told(
            document, [f"{name}: the conflict is noted"], _on_it(programme, name, actor, conflict)
        )
    if leave:
        assessor = programme.remove_assessor(name, by=actor, reason=reason)
        return Told({"assessor": assessor}, [f"{name}: left"], _on_it(programme, name, actor))
    assessor = programme.add_assessor(name, by=actor, person=person)
    notes = _on_it(programme, name, actor, person) if person is not None else []
    return Told({"assessor": assessor}, [f"{name}: assesses"], notes)


def _on_it(
    programme: Programme, name: str, actor: Principal, educator: str | None = None
) -> list[str]:
    """Say what somebody is on who must not judge it any more, and who takes them off.

    Args:
        programme: the programme.
        name: the assessor, who left, or must not judge the work of one educator.
        actor: who asks.
        educator: that educator; then what was rated already does not count either.
    """
    theirs = None
    if educator is not None:
        page = programme.submissions(SubmissionFilter(person=educator), by=actor, limit=MAX_LISTED)
        theirs = {each.id for each in page.items}
    return [
        f"{name} is on {each.submission_id}: "
        f"microcred program assign {each.submission_id} {name} --release"
        for each in whole_queue(programme, None if educator else name, actor)
        if theirs is None or each.submission_id in theirs
        if any(one.assessor_id == name for one in each.assignments)
    ]


def _calibrate(
    programme: Programme, name: str | None, anchor: str, levels: dict[str, str], actor: Principal
) -> Told:
    """Record how somebody rates an anchor; without a name, which levels are right there."""
    if name is None:
        right = programme.add_anchor(anchor, levels, by=actor)
        return Told({"anchor": anchor, "levels": right}, [f"{anchor} is an anchor"])
    found = programme.rate_anchor(anchor, name, levels, by=actor)
    share = found.exact.value or 0
    return Told({"calibration": found}, [f"{name}: {share:.0%} of {found.exact.count} right"])
