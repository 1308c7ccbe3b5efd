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
}
"""Each command's summary; its module has its name."""


@click.group(name="program", cls=LazyGroup, package="microcred.cli.program", summaries=COMMANDS)
def command() -> None:
    """Describe micro-credentials, connect them to standards, and find them.

    A programme is a folder with a YAML or JSON file for each micro-credential, their pictures in
    'images' and the frameworks of standards that they name in 'frameworks'. It is 'program' in
    the issuer's workspace, unless the settings or --folder say otherwise.
    """
