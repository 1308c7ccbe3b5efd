"""`microcred program framework`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from microcred.application.shapes.frameworks import (
    frameworks_json,
    imported_framework_json,
    shown_framework_json,
)
from microcred.cli.options import FILE, json_option
from microcred.cli.outcome import note, print_json, reports_errors, say, say_styled
from microcred.cli.program.options import folder_options, opens_program
from microcred.cli.words import harmless, styled
from microcred.errors import ConfigurationError, NotInWorkspace, excerpt
from microcred.program.folder import Program, read_program
from microcred.program.frameworks import (
    FORMATS,
    FRAMEWORKS_FOLDER,
    Comparison,
    Described,
    Framework,
    FrameworkFolder,
    Item,
    Use,
    read_framework,
)
from microcred.program.frameworks.model import REPLACED_BY

_DEEPEST: Final = 20
"""Steps that an item is set in at most: a chain of 50,000 would be told in gigabytes of blanks."""


@click.group(name="framework")
def command() -> None:
    """Import frameworks of standards, and look at them.

    The Standards for Professional Learning of 2011 and 2022 are there from the beginning.
    """


@command.command(name="import")
@click.argument("file", type=FILE)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="What the file is: a CASE package, CTDL-ASN or CSV; by default found out.",
)
@click.option("--id", "framework_id", default="", help="CSV: the framework's id.")
@click.option("--title", default="", help="CSV: the framework's title.")
@click.option("--url", default="", help="CSV: where the framework is on the web.")
@click.option("--edition", default="", help="CSV: the framework's edition.")
@click.option("--language", default="", help="CSV: the language of its statements, as en.")
@click.option(
    "--lose-targets",
    is_flag=True,
    help="Take a newer edition although definitions use items that it does not have.",
)
@folder_options
@json_option
@reports_errors
@opens_program
def import_framework(
    folder: Path,
    file: Path,
    form: str | None,
    framework_id: str,
    title: str,
    url: str,
    edition: str,
    language: str,
    *,
    lose_targets: bool,
    as_json: bool,
) -> None:
    """Import a framework from a file.

    FILE is a CASE package (CFPackage JSON), a CTDL-ASN graph (JSON-LD) or a CSV table with the
    columns id, statement and others. It is taken whole or not at all. A framework that is there
    already is replaced by the newer edition, and what that means for the definitions is said;
    it is refused when items that they use are gone.
    """
    described = Described(framework_id, title, url, edition, language)
    framework = read_framework(file, described, form=form)
    _check_described(described, framework)
    program = read_program(folder)
    uses = list(_uses(program, framework))
    comparison = program.frameworks.store(framework, uses, lose_targets=lose_targets)
    if as_json:
        print_json(imported_framework_json(framework, comparison))
        return
    say(f"{framework.title}: {_count(framework.items)}, id {framework.id}")
    if comparison is not None:
        _tell_comparison(comparison)


@command.command(name="list")
@folder_options
@json_option
@reports_errors
@opens_program
def list_frameworks(folder: Path, *, as_json: bool) -> None:
    """List the frameworks that definitions can be aligned to."""
    frameworks = list(FrameworkFolder(folder / FRAMEWORKS_FOLDER))
    if as_json:
        print_json(frameworks_json(frameworks))
        return
    for framework in frameworks:
        facts = [_count(framework.items), framework.version, framework.adoption_status]
        say(f"{framework.id}  {framework.title}  ({', '.join(filter(None, facts))})")


@command.command()
@click.argument("name")
@click.argument("words", nargs=-1)
@click.option("--under", metavar="ITEM", help="Only this item and what stands below it.")
@click.option(
    "--language", metavar="TAG", default="", help="Tell it in this language, where it has it."
)
@folder_options
@json_option
@reports_errors
@opens_program
def show(
    folder: Path,
    name: str,
    words: tuple[str, ...],
    under: str | None,
    language: str,
    *,
    as_json: bool,
) -> None:
    """Show a framework: its items, with the ids that definitions name them by.

    NAME is the framework's id or title. WORDS, if there are any, must be in the items that are
    shown, in any of the framework's languages; each may be only begun.
    """
    framework = FrameworkFolder(folder / FRAMEWORKS_FOLDER).framework(name)
    if framework is None:
        message = f"no framework is called {excerpt(name)}"
        raise NotInWorkspace(message, code="no-such-framework")
    shown = _search(framework, words, folder) if words else list(_tree(framework, ""))
    if under:
        shown = _below(framework, under, shown)
    shown = [(item.worded(language), depth) for item, depth in shown]
    title = framework.title_in(language)
    if as_json:
        print_json(shown_framework_json(framework, title, [item for item, _ in shown]))
        return
    instead = _replacements(framework)
    say_styled(styled(title, bold=True) + f"  {harmless(framework.uri)}")
    for item, depth in shown:
        say(_line_of(item, depth) + instead.get(item.id, ""))
    if words and not shown:
        note("Nothing was found.")


def _check_described(described: Described, framework: Framework) -> None:
    """Refuse options that a file overrules, since it says itself what they say."""
    said = {
        "--id": (described.id, framework.id),
        "--title": (described.title, framework.title),
        "--url": (described.uri, framework.uri),
        "--edition": (described.version, framework.version),
        "--language": (described.language, framework.language),
    }
    for option, (wanted, found) in said.items():
        if wanted and wanted != found:
            message = f"{option} is for a CSV table; this file says {excerpt(found)} itself"
            raise ConfigurationError(message, code="invalid-option")


def _uses(program: Program, framework: Framework) -> Iterator[Use]:
    """Yield the alignments of the definitions to the stored edition of a framework."""
    for file in program:
        for index, target in enumerate(file.definition.alignments):
            if target.framework and target.item:
                stored = program.frameworks.framework(target.framework)
                if stored is not None and stored.id == framework.id:
                    line, column = file.located.places(f"/alignments/{index}/item", False)
                    yield Use(file.path.name, target.item, line, column)


def _find(framework: Framework, name: str) -> Item:
    item = framework.find(name)
    if item is None:
        message = f"no item of {framework.title} is called {excerpt(name)}"
        raise NotInWorkspace(message, code="no-such-standard")
    return item


def _tree(framework: Framework, parent: str) -> Iterator[tuple[Item, int]]:
    """Yield items and how deep they stand, each below the first that it stands under."""
    waiting = [(item, 0) for item in reversed(framework.children.get(parent, ()))]
    seen: set[str] = set()
    while waiting:
        item, depth = waiting.pop()
        if item.id not in seen:
            seen.add(item.id)
            yield item, depth
            below = framework.children.get(item.id, ())
            waiting += [(child, depth + 1) for child in reversed(below)]


def _replacements(framework: Framework) -> dict[str, str]:
    """Say of each item that was replaced by what, as the framework tells."""
    found: dict[str, list[str]] = {}
    for each in framework.associations:
        if each.type == REPLACED_BY:
            found.setdefault(each.origin, []).append(each.target)
    return {item_id: f"  (replaced by {', '.join(ids)})" for item_id, ids in found.items()}


def _count(items: Sequence[Item]) -> str:
    return f"{len(items)} item{'' if len(items) == 1 else 's'}"


def _tell_comparison(comparison: Comparison) -> None:
    say(f"Newer edition: {_count(comparison.added)} added, {len(comparison.removed)} removed.")
    for change in comparison.changes:
        what = "is gone" if change.gone else "is replaced"
        instead = f", see {', '.join(change.replaced_by)}" if change.replaced_by else ""
        users = ", ".join(change.used_by)
        note(f"{change.item.code or change.item.id} {what}{instead}; used by {users}")


def _line_of(item: Item, depth: int) -> str:
    blanks = "  " * min(depth, _DEEPEST)
    return f"{blanks}{item.code or item.id}  {item.title}"


def _below(
    framework: Framework, name: str, shown: Iterable[tuple[Item, int]]
) -> list[tuple[Item, int]]:
    """Return those of the items that are one, or stand below it."""
    inside = {item.id for item in framework.with_descendants(_find(framework, name).id)}
    return [(item, depth) for item, depth in shown if item.id in inside]


def _search(framework: Framework, words: Sequence[str], folder: Path) -> list[tuple[Item, int]]:
    """Return the items that have all words, none of them below another."""
    from microcred.cli.program.opening import index_database  # noqa: PLC0415 - with SQL
    from microcred.program.frameworks.searching import search_framework  # noqa: PLC0415

    found = search_framework(framework, " ".join(words), index_database(folder))
    return [(item, 0) for item in found]
