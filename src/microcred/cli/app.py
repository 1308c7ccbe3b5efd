"""The command `microcred`: its subcommands, loaded when called, and its exit codes.

Exit codes: 0 done or valid; 1 an invalid badge or refused input; 2 wrong usage or configuration;
3 undetermined.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from microcred import __version__

_COMMANDS: Final = {
    "quickstart": ("quickstart", "Make a workspace, mint, bake and verify example badges."),
    "init": ("init", "Make an issuer's workspace."),
    "key": ("key", "Make and list the issuer's keys."),
    "issue": ("issue", "Issue one badge."),
    "mint": ("mint", "Issue many badges from a roster."),
    "verify": ("verify", "Check badges: files, pictures, standard input."),
    "inspect": ("inspect", "Show what a badge says, without checking it."),
    "bake": ("bake", "Put a credential into a picture."),
    "unbake": ("unbake", "Take the credential out of a picture."),
}
"""Each command's module and summary, so that `--help` loads none of them."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"microcred.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="microcred")
def main() -> None:
    """Issue and verify Open Badges 3.0.

    Start with `microcred quickstart DIR`.
    """
