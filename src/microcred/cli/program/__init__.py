"""`microcred program`: its subcommands, loaded when called."""

from __future__ import annotations

from typing import Final

import click

from microcred.cli.lazy_group import LazyGroup

COMMANDS: Final = {
    "init": "Make the folder of a micro-credential programme.",
    "check": "Check every micro-credential of the programme.",
    "list": "List the micro-credentials and stacks of the programme.",
    "show": "Show all that a micro-credential or a stack says.",
    "search": "Find micro-credentials by words, standard, role, subject, grade and more.",
    "next": "Suggest what an educator could do next, and say why.",
    "coverage": "Show which standards are covered, and which are not.",
    "export": "Write the catalogue as data for other systems.",
    "framework": "Import frameworks of standards, and look at them.",
    "register": "Take an educator in before they enrol, or say at which school they are now.",
    "educators": "List the educators: their ids, where they teach, and what they hold.",
    "enrol": "Enrol an educator for a micro-credential, and begin a draft.",
    "draft": "Show a submission: what is in it, what is missing, and what gives the educator away.",
    "attach": "Hand in a file, a link or a text for one item of a draft.",
    "submit": "Hand a draft in: from then on nobody changes it.",
    "assessor": "Add an assessor, note a conflict of interest, calibrate; or list the assessors.",
    "submissions": "List submissions, oldest first: of a school, an educator, in a state.",
    "decisions": "List what was decided in a period, oldest first.",
    "queue": "List the submissions on which something is to be done, the longest waiting first.",
    "assign": "Assign a submission to assessors, or after a dispute to an adjudicator.",
    "assess": "Rate a submission without knowing whose it is, or see what is to be rated.",
    "adjudicate": "Settle what assessors disagree on: there these levels count alone.",
    "decide": "Decide by what the assessors said: a badge in the same instant, or not yet.",
    "feedback": "Tell an educator what was decided, why, and what to submit again.",
    "award": "Hand over the badge of a submission that passed, or award the stacks of an educator.",
    "stacks": "Show how far an educator is with stacks: what is held and what is missing.",
    "agreement": "Show how far assessors agree, by criterion: per cent and kappa.",
    "record": "Write all badges of an educator as one signed learner record (CLR 2.0).",
    "endorse": "Endorse something of another issuer, or take in what somebody says of yours.",
    "erase": "Erase who an educator is, what they wrote and handed in, and copies of their badges.",
}
"""Each command's summary; its module has its name."""


@click.group(name="program", cls=LazyGroup, package="microcred.cli.program", summaries=COMMANDS)
def command() -> None:
    """Describe micro-credentials, find them, and judge evidence for them.

    A programme is a folder with a YAML or JSON file for each micro-credential, their pictures in
    'images' and the frameworks of standards that they name in 'frameworks'. It is 'program' in
    the issuer's workspace, unless the settings or --folder say otherwise.
    """
