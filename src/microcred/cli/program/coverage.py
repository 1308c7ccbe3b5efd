"""`microcred program coverage`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from microcred.application.shapes.coverage import coverage_json
from microcred.carriers import CARRIERS
from microcred.cli.options import FILE, force_option, json_option
from microcred.cli.outcome import (
    EXIT_REFUSED,
    EXIT_UNDETERMINED,
    note,
    print_json,
    reports_errors,
)
from microcred.cli.program.opening import open_catalogue, workspace_around
from microcred.cli.program.options import folder_options, opens_program
from microcred.cli.streams import check_output, read_input, write_output
from microcred.cli.verify import make_fetcher
from microcred.errors import ConfigurationError, NotInWorkspace, excerpt
from microcred.limits import MAX_DOCUMENT_BYTES
from microcred.program.catalogue import Catalogue
from microcred.program.coverage import (
    Coverage,
    Source,
    badge_sources,
    catalogue_sources,
    check_stack,
    main_framework,
    measure_coverage,
    stack_entries,
)
from microcred.program.coverage_tables import coverage_csv, coverage_table
from microcred.program.earned import Earned, count_earned
from microcred.program.frameworks import Framework, Item
from microcred.program.issued import (
    Issued,
    count_issued,
    holders_named,
    issued_achievements,
    read_educators,
)
from microcred.verifying import Verifier

_FORMS: Final = ("table", "csv", "svg", "png")
_BADGE_SUFFIXES: Final = (".json", ".jsonld", ".jwt", *(f".{form}" for form in CARRIERS))


@dataclass(frozen=True, slots=True)
class _Given:
    """What the registry says was given, and the achievements that are not in the catalogue."""

    issued: Mapping[str, Issued]
    achievements: Mapping[str, Mapping[str, Any]]


@click.command(name="coverage")
@click.option(
    "--framework",
    "framework_name",
    metavar="NAME",
    help="The framework: id or title; by default the one that most definitions are aligned to.",
)
@click.option("--under", metavar="ITEM", help="Only the standards below this item.")
@click.option("--stack", metavar="NAME", help="Only what counts towards this stack.")
@click.option("--issued", is_flag=True, help="Count the badges that this workspace has given.")
@click.option(
    "--educators",
    type=FILE,
    help="With --issued: only badges of these educators, as those of a school. A text file with "
    "an e-mail address, a DID or the id of a person in each line.",
)
@click.option(
    "--badges",
    type=FILE,
    multiple=True,
    help="Count badges in this file or folder: only those that are valid.",
)
@click.option("--offline", is_flag=True, help="Verify badges without the network.")
@click.option("--unverified", is_flag=True, help="Take the badges at their word.")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    default="table",
    show_default=True,
    help="A table for people, CSV, or a heat map as a picture.",
)
@click.option("-o", "--output", type=FILE, help="File for the result; by default standard output.")
@force_option
@folder_options
@json_option
@reports_errors
@opens_program
def command(
    folder: Path,
    framework_name: str | None,
    under: str | None,
    stack: str | None,
    badges: tuple[Path, ...],
    educators: Path | None,
    form: str,
    output: Path | None,
    *,
    issued: bool,
    offline: bool,
    unverified: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Show which standards are covered, and which are not.

    Looks at all micro-credentials of the catalogue, at a stack, or at badges that were earned. A
    micro-credential that is aligned to a heading covers the heading alone. With --issued, badges
    that were revoked or suspended do not count, and educators are counted too, not named.

    Exit code 1: a badge is invalid and was not counted. 3: whether one is valid cannot be said,
    and it was not counted.
    """
    check_output(output, force=force)
    if educators is not None and not issued:
        message = "--educators is for badges that the workspace has given: add --issued"
        raise ConfigurationError(message, code="invalid-option")
    catalogue = open_catalogue(folder)
    framework = _choose_framework(framework_name, catalogue)
    earned = _count(badges, offline=offline, unverified=unverified) if badges else None
    given = _given(folder, educators, catalogue) if issued else None
    sources, title = _sources(catalogue, framework, stack, earned, given)
    coverage = measure_coverage(
        framework,
        sources,
        title=title,
        unit="badges" if issued or badges else "micro-credentials",
        under=_find_item(under, framework) if under else None,
    )
    _show(coverage, form, output, force=force, as_json=as_json, earned=earned)
    sys.exit(_exit_code(earned))


def _show(
    coverage: Coverage,
    form: str,
    output: Path | None,
    *,
    force: bool,
    as_json: bool,
    earned: Earned | None,
) -> None:
    refused = earned.not_counted if earned else None
    for each in refused or ():
        note(f"{each.path}: not counted, {each.verdict}: {each.reason}")
    if as_json and (output is None or form == "table"):
        print_json(coverage_json(coverage, refused))
        return
    _write(_draw(coverage, form), form, output, force=force)
    if output is not None and as_json:
        print_json(coverage_json(coverage, refused, output))


def _write(data: bytes, form: str, output: Path | None, *, force: bool) -> None:
    """Write a drawing or a table into a file, or where results go."""
    if output is None and form == "png" and sys.stdout.isatty():
        message = "a PNG is no text: give a file with -o"
        raise ConfigurationError(message, code="invalid-option")
    write_output(output or Path("-"), data, force=force)
    if output is not None:
        note(f"The coverage is in {output}")


def _draw(coverage: Coverage, form: str) -> bytes:
    if form == "csv":
        return coverage_csv(coverage)
    if form == "svg":
        from microcred.program.heat_map import draw_heat_map_svg  # noqa: PLC0415 - where drawn

        return draw_heat_map_svg(coverage)
    if form == "png":
        from microcred.program.heat_map.png import draw_heat_map_png  # noqa: PLC0415 - where drawn

        return draw_heat_map_png(coverage)
    return (coverage_table(coverage) + "\n").encode("utf-8")


def _choose_framework(name: str | None, catalogue: Catalogue) -> Framework:
    if name is not None:
        framework = catalogue.frameworks.framework(name)
        if framework is None:
            message = f"no framework is called {excerpt(name)}"
            raise NotInWorkspace(message, code="no-such-framework")
        return framework
    return main_framework(catalogue)


def _find_item(name: str, framework: Framework) -> Item:
    item = framework.find(name)
    if item is None:
        message = f"no item of {framework.title} is called {excerpt(name)}"
        raise NotInWorkspace(message, code="no-such-standard")
    return item


def _sources(
    catalogue: Catalogue,
    framework: Framework,
    stack: str | None,
    earned: Earned | None,
    given: _Given | None,
) -> tuple[list[Source], str]:
    """Return what covers the framework, and what to call it."""
    entries = [entry for entry in catalogue if entry.kind == "micro-credential"]
    title = "The catalogue"
    if stack is not None:
        chosen = check_stack(catalogue.entry(stack))
        entries, title = stack_entries(catalogue, chosen), chosen.name()
    if earned is None and given is None:
        return list(catalogue_sources(entries, framework)), title
    what = "Badges earned" if given is None else "Badges given"
    counts, achievements = _counted(earned, given)
    holders = _holders(earned, given)
    sources = list(catalogue_sources(entries, framework, counts, holders))
    if stack is None:
        # Badges for what is not in the catalogue cover by their own alignments.
        for name in catalogue.entries:
            achievements.pop(name, None)
        others = ((achievement, counts[name]) for name, achievement in achievements.items())
        return [*sources, *badge_sources(others, framework, holders)], what
    return sources, f"{what} for {title}"


def _holders(earned: Earned | None, given: _Given | None) -> dict[str, frozenset[str]] | None:
    """Return who holds what, by achievement: badge files do not say in clear whose they are."""
    if given is None or earned is not None:
        return None
    return {name: issued.holders for name, issued in given.issued.items()}


def _given(folder: Path, educators: Path | None, catalogue: Catalogue) -> _Given:
    """Count what the registry says was given, to everybody or to the educators in a file."""
    with workspace_around(folder).database.reading() as connection:
        holders = None
        if educators is not None:
            holders = holders_named(
                connection,
                read_educators(read_input(educators, MAX_DOCUMENT_BYTES), str(educators)),
            )
        issued = count_issued(connection, holders)
        gone = issued.keys() - catalogue.entries.keys()
        return _Given(issued, issued_achievements(connection, gone))


def _count(paths: tuple[Path, ...], *, offline: bool, unverified: bool) -> Earned:
    verifier = None if unverified else Verifier(fetcher=make_fetcher(offline=offline))
    return count_earned((file for path in paths for file in _badge_files(path)), verifier)


def _badge_files(path: Path) -> list[Path]:
    """Return the badges in a folder, by the endings of their names; or the file itself."""
    if not path.is_dir():
        return [path]
    return sorted(
        each
        for each in path.iterdir()
        if each.suffix.lower() in _BADGE_SUFFIXES and not each.name.startswith(".")
    )


def _exit_code(earned: Earned | None) -> int:
    verdicts = {each.verdict for each in earned.not_counted} if earned else set()
    if verdicts & {"invalid", "unreadable"}:
        return EXIT_REFUSED
    return EXIT_UNDETERMINED if verdicts else 0


def _counted(
    earned: Earned | None, given: _Given | None
) -> tuple[Counter[str], dict[str, Mapping[str, Any]]]:
    """Return how many badges there are of each achievement, and the achievements, by id."""
    counts: Counter[str] = Counter()
    achievements: dict[str, Mapping[str, Any]] = {}
    if given is not None:
        counts.update({name: issued.badges for name, issued in given.issued.items()})
        achievements |= given.achievements
    if earned is not None:
        counts.update(earned.counts)
        achievements |= earned.achievements
    return counts, achievements
