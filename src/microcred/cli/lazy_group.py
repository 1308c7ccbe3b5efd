"""A group of commands whose modules are loaded when they are called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from microcred.nearest import nearest


class LazyGroup(click.Group):
    """A group that knows its commands by name and summary.

    Args:
        package: has a module for each command, of the same name, with the command as `command`.
        summaries: the first sentence of each command's help, so that `--help` loads none of them.
    """

    def __init__(self, *args: Any, package: str, summaries: Mapping[str, str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.package = package
        self.summaries = summaries

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names, in the order in which they are shown."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command, if there is one of that name."""
        if cmd_name not in self.summaries:
            return None
        # A Python keyword is no name of a module: `import` is in `import_`.
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"{self.package}.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called, or say which one was probably meant."""
        if args and args[0] not in self.summaries and not args[0].startswith("-"):
            close = nearest(args[0], self.summaries)
            meant = f" Did you mean {close!r}?" if close else ""
            ctx.fail(f"No such command {args[0]!r}.{meant}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write names and summaries."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))
