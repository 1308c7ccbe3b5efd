"""`microcred program adjudicate`."""

from __future__ import annotations

import click

from microcred.authority import Principal
from microcred.cli.program.assess import told_rated, told_task
from microcred.cli.program.running import (
    Told,
    assessor_option,
    comments_option,
    flow_command,
    levels_option,
    ratings_of,
)
from microcred.program.flow import Programme


@flow_command("adjudicate")
@click.argument("submission_id", metavar="SUBMISSION")
@assessor_option
@levels_option
@comments_option
@click.option("--comment", default="", help="On the whole.")
def command(
    programme: Programme,
    submission_id: str,
    assessor: str,
    levels: tuple[str, ...],
    comments: tuple[str, ...],
    comment: str,
    actor: Principal,
) -> Told:
    """Settle what assessors disagree on: there these levels count alone.

    It is for an assessor whom 'assign' gave the submission after the dispute. Without --rate it
    shows what is disputed; all of it is to be rated, and nothing else: the rest is agreed.
    """
    if not levels:
        return told_task(programme.task(submission_id, assessor, by=actor), assessor)
    ratings = ratings_of(levels, comments)
    state = programme.adjudicate(submission_id, assessor, ratings, comment=comment, by=actor)
    return told_rated(programme, submission_id, state, actor)
