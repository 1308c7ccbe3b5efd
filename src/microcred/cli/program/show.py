"""`microcred program show`."""

from __future__ import annotations

from pathlib import Path

import click

from microcred.cli.options import json_option
from microcred.cli.outcome import print_json, reports_errors, say
from microcred.cli.program.options import folder_options, opens_program
from microcred.errors import NotInWorkspace, excerpt
from microcred.program.definition_file import DefinitionFile
from microcred.program.folder import Program, read_program
from microcred.program.linked_data import make_linked_document
from microcred.program.mapping import Surroundings, make_achievement
from microcred.program.texts import text_in


@click.command(name="show")
@click.argument("name")
@click.option("--language", metavar="TAG", help="Language of the text; by default its first.")
@click.option(
    "--linked-data",
    is_flag=True,
    help="Print the JSON-LD document to publish at the achievement's id.",
)
@folder_options
@json_option
@reports_errors
@opens_program
def command(
    folder: Path, name: str, language: str | None, *, linked_data: bool, as_json: bool
) -> None:
    """Show all that a micro-credential or a stack says.

    NAME is its file's name, its id or its code. The text is Markdown: it is what the criteria of
    every badge say. With --json it is the definition itself, in one form however it was written.
    """
    program = read_program(folder)
    file = find_definition(program, name)
    definition = file.definition
    achievement = make_achievement(
        definition, Surroundings(program.frameworks, program.names), language
    )
    if linked_data:
        print_json(make_linked_document(definition, achievement))
        return
    if as_json:
        document = {"definition": definition.to_document(), "digest": definition.digest}
        print_json({"file": file.path.name, **document})
        return
    title = text_in(definition.name, language or definition.language)
    say(f"# {title}\n\n{achievement.criteria.narrative}\n{definition.id}\n{definition.digest}")


def find_definition(program: Program, name: str) -> DefinitionFile:
    """Find a definition by its file's name, its id or its code.

    Raises:
        ConfigurationError: there is none of that name, or more than one.
    """
    found = [
        file
        for file in program
        if name in (file.path.name, file.path.stem, file.definition.id, file.definition.code)
    ]
    if len(found) == 1:
        return found[0]
    problem = f"{len(found)} definitions are called" if found else "there is no definition"
    message = f"{problem} {excerpt(name)}"
    raise NotInWorkspace(message, code="no-such-definition")
