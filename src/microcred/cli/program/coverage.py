"""`microcred program coverage`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Final

import click

from microcred.cli.options import FILE, force_option, json_option, registry_of
from microcred.cli.outcome import (
    EXIT_REFUSED,
    EXIT_UNDETERMINED,
    note,
    print_json,
    reports_errors,
)
from microcred.cli.program.opening import open_catalogue, workspace_around
from microcred.cli.program.options import folder_options, opens_program
from microcred.cli.streams import check_output, write_output
from microcred.cli.verify import make_fetcher
from microcred.errors import ConfigurationError, excerpt
from microcred.program.catalogue import Catalogue
from microcred.program.coverage import (
    Coverage,
    Source,
    badge_sources,
    catalogue_sources,
    check_stack,
    coverage_csv,
    coverage_document,
    main_framework,
    measure_coverage,
    stack_entries,
)
from microcred.program.earned import Earned, base_id, count_earned
from microcred.program.frameworks import Framework, Item
from microcred.registry.badges import count_by_achievement
from microcred.verifying import Verifier

_FORMS: Final = ("table", "csv", "svg", "png")
_BADGE_SUFFIXES: Final = (".json", ".jsonld", ".jwt", ".png", ".svg")


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
    micro-credential that is aligned to a heading covers the heading alone.

    Exit code 1: a badge is invalid and was not counted. 3: whether one is valid cannot be said,
    and it was not counted.
    """
    check_output(output, force=force)
    catalogue = open_catalogue(folder)
    framework = _choose_framework(framework_name, catalogue)
    earned = _count(badges, offline=offline, unverified=unverified) if badges else None
    sources, title = _sources(catalogue, framework, stack, earned, folder if issued else None)
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
    refused = earned.not_counted if earned else []
    for each in refused:
        note(f"{each.path}: not counted, {each.verdict}: {each.reason}")
    if as_json and (output is None or form == "table"):
        print_json(_document(coverage, earned))
        return
    data = _draw(coverage, form)
    if output is not None:
        write_output(output, data, force=force)
        note(f"The coverage is in {output}")
        if as_json:
            print_json({"file": str(output), **_document(coverage, earned)})
    elif form == "png" and sys.stdout.isatty():
        message = "a PNG is no text: give a file with -o"
        raise ConfigurationError(message, code="invalid-option")
    else:
        write_output(Path("-"), data, force=force)


def _document(coverage: Coverage, earned: Earned | None) -> dict[str, object]:
    document = coverage_document(coverage)
    if earned is not None:
        document["notCounted"] = [
            {"file": str(each.path), "verdict": each.verdict, "reason": each.reason}
            for each in earned.not_counted
        ]
    return document


def _draw(coverage: Coverage, form: str) -> bytes:
    if form == "csv":
        return coverage_csv(coverage)
    if form == "svg":
        from microcred.program.heat_map import draw_heat_map_svg  # noqa: PLC0415 - where drawn

        return draw_heat_map_svg(coverage)
    if form == "png":
        from microcred.program.heat_map.png import draw_heat_map_png  # noqa: PLC0415 - where drawn

        return draw_heat_map_png(coverage)
    return (_table(coverage) + "\n").encode("utf-8")


def _table(coverage: Coverage) -> str:
    covered = len(coverage.standards) - len(coverage.gaps)
    total = sum(source.count for source in coverage.sources)
    counted = f"{covered} of {len(coverage.standards)} standards"
    summary = f"{coverage.title}: {counted} are covered by {total} {coverage.unit_of(total)}."
    lines = [coverage.framework.title, summary]
    group: Item | None = None
    for item in coverage.standards:
        heading = coverage.group_of(item)
        if heading != group:
            lines += ["", heading.title if heading else ""]
            group = heading
        count = coverage.counts[item.id]
        names = ", ".join(source.label for source in coverage.sources_of(item.id))
        code = f"{item.code} " if item.code else ""
        lines.append(f"{count:6}  {code}{item.title}: {names or 'GAP'}")
    return "\n".join(lines)


def _choose_framework(name: str | None, catalogue: Catalogue) -> Framework:
    if name is not None:
        framework = catalogue.frameworks.framework(name)
        if framework is None:
            message = f"no framework is called {excerpt(name)}; see 'program framework list'"
            raise ConfigurationError(message, code="no-such-framework")
        return framework
    return main_framework(catalogue)


def _find_item(name: str, framework: Framework) -> Item:
    item = framework.find(name)
    if item is None:
        message = f"no item of {framework.title} is called {excerpt(name)}"
        raise ConfigurationError(message, code="no-such-standard")
    return item


def _sources(
    catalogue: Catalogue,
    framework: Framework,
    stack: str | None,
    earned: Earned | None,
    issued_from: Path | None,
) -> tuple[list[Source], str]:
    """Give what covers the framework, and what to call it."""
    entries = [entry for entry in catalogue if entry.kind == "micro-credential"]
    title = "The catalogue"
    if stack is not None:
        chosen = check_stack(catalogue.entry(stack))
        entries, title = stack_entries(catalogue, chosen), chosen.name()
    counts = dict(earned.counts) if earned else None
    if issued_from is not None:
        registry = registry_of(workspace_around(issued_from))
        with registry.database.reading() as connection:
            issued = count_by_achievement(connection)
        given = Counter(counts or {})
        for name, count in issued.items():
            given[base_id(name)] += count
        counts = given
        title = "Badges given" if stack is None else f"Badges given for {title}"
    elif earned is not None:
        title = "Badges earned" if stack is None else f"Badges earned for {title}"
    sources = list(catalogue_sources(entries, framework, counts))
    if earned is not None and stack is None:
        # Badges of others cover by their own alignments.
        others = (
            (achievement, earned.counts[name])
            for name, achievement in earned.achievements.items()
            if name not in catalogue.entries
        )
        sources += badge_sources(others, framework)
    return sources, title


def _count(paths: tuple[Path, ...], *, offline: bool, unverified: bool) -> Earned:
    verifier = None if unverified else Verifier(fetcher=make_fetcher(offline=offline))
    return count_earned((file for path in paths for file in _badge_files(path)), verifier)


def _badge_files(path: Path) -> list[Path]:
    """Give the badges in a folder, by the endings of their names; or the file itself."""
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
