"""What the commands from `enrol` to `erase` have in common: open, do, tell, publish."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec

import click

from microcred.application import Workspace
from microcred.application.programme import open_programme
from microcred.application.site_after import keep_site_current
from microcred.authority import Principal
from microcred.cli.options import by_option, json_option, opens_workspace, workspace_option
from microcred.cli.outcome import note, print_json, reports_errors, say
from microcred.cli.passphrase import ask_passphrase, passphrase_option
from microcred.cli.site import end_with, site_members, tell_site
from microcred.errors import MalformedInput, excerpt
from microcred.fetch import HttpFetcher
from microcred.program.definition import Definition
from microcred.program.flow import Programme, Rating

P = ParamSpec("P")

assessor_option = click.option(
    "--as", "assessor", metavar="ASSESSOR", required=True, help="The assessor who does this."
)
levels_option = click.option(
    "--rate",
    "levels",
    metavar="CRITERION=LEVEL",
    multiple=True,
    help="The level of a criterion, or 'part:ID=yes' and 'no' for a statement; once for each.",
)
comments_option = click.option(
    "--why",
    "comments",
    metavar="CRITERION=TEXT",
    multiple=True,
    help="Why that level; the educator reads it after the decision. Once for each.",
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a command has to say.

    Attributes:
        document: with --json.
        lines: for people, on standard output.
        notes: what to do next, on standard error.
    """

    document: Mapping[str, Any]
    lines: Iterable[str] = ()
    notes: Iterable[str] = field(default=())


def flow_command(
    name: str, *, signs: bool = False, publishes: bool = False
) -> Callable[[Callable[Concatenate[Programme, P], Told]], click.Command]:
    """Make a command of a function that takes the programme and gives what there is to say.

    Args:
        name: the command's.
        signs: whether it needs the issuer's key.
        publishes: whether the site may change by it.
    """

    def decorate(function: Callable[Concatenate[Programme, P], Told]) -> click.Command:
        @functools.wraps(function)
        def run(workspace: Workspace, /, *args: P.args, **kwargs: P.kwargs) -> None:
            as_json = bool(kwargs.pop("as_json"))
            kwargs["actor"] = Principal.operator(str(kwargs["actor"]))
            secret = ask_passphrase if signs else None
            fetcher = HttpFetcher() if workspace.settings.program.look_at_links else None
            with open_programme(workspace, passphrase=secret, fetcher=fetcher) as programme:
                told = function(programme, *args, **kwargs)
            _end(told, workspace if publishes else None, as_json=as_json)

        command = reports_errors(opens_workspace(run))
        for option in (json_option, workspace_option, by_option):
            command = option(command)
        if signs:
            command = passphrase_option(command)
        return click.command(name=name)(command)

    return decorate


def _end(told: Told, workspace: Workspace | None, *, as_json: bool) -> None:
    """Print what a command has to say, and bring the site up to date."""
    site = None if workspace is None else keep_site_current(workspace)
    if as_json:
        print_json(describe(told.document) | ({} if site is None else site_members(site)))
    else:
        for line in told.lines:
            say(line)
        for line in told.notes:
            note(line)
        if site is not None:
            tell_site(site)
    if site is not None:
        end_with(site)


def describe(value: Any) -> Any:
    """Return a result as JSON-ready data; a definition as its id, version and digest."""
    if isinstance(value, Definition):
        return {"id": value.id, "version": value.version, "digest": value.digest}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: describe(getattr(value, item.name)) for item in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        return {str(name): describe(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [describe(item) for item in value]
    return str(value) if isinstance(value, str) else value


def pairs(texts: Iterable[str], option: str) -> dict[str, str]:
    """Read NAME=TEXT, once for each name.

    Raises:
        MalformedInput: code `invalid-option`.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or name in found:
            message = f"{option} is CRITERION=TEXT, once for each criterion, not {excerpt(text)}"
            raise MalformedInput(message, code="invalid-option")
        found[name] = value
    return found


def ratings_of(levels: Iterable[str], comments: Iterable[str]) -> dict[str, Rating]:
    """Put --rate and --why together."""
    rated, why = pairs(levels, "--rate"), pairs(comments, "--why")
    for name in why:
        if name not in rated:
            message = f"--why is about {excerpt(name)}, which has no --rate"
            raise MalformedInput(message, code="invalid-option")
    return {name: Rating(level, why.get(name, "")) for name, level in rated.items()}
