"""The command `microcred`: its subcommands, loaded when called.

Exit codes: 0 done or valid; 1 an invalid badge or refused input; 2 wrong usage or configuration;
3 undetermined.
"""

from __future__ import annotations

import io
import sys
from typing import Any, Final

import click

from microcred.cli.lazy_group import LazyGroup
from microcred.cli.outcome import print_json
from microcred.version import __version__

COMMANDS: Final = {
    "quickstart": "Make a workspace and mint, bake and verify example badges.",
    "init": "Make an issuer's workspace.",
    "key": "Make the issuer's keys, and change which one signs.",
    "issue": "Issue one badge.",
    "mint": "Issue a badge to everybody on a roster.",
    "badges": "List the badges that were issued, the oldest first.",
    "status": "Show what became of a badge.",
    "revoke": "Revoke badges, for good.",
    "suspend": "Suspend badges, until they are reinstated.",
    "reinstate": "Take the suspension of badges back.",
    "publish": "Write the issuer's static site.",
    "redate": "Go on after the clock was ahead.",
    "resign": "Sign the badges of a key again with the key of today.",
    "verify": "Check badges.",
    "inspect": "Show what a badge says, without checking it.",
    "bake": "Put a credential into a picture.",
    "unbake": "Take the credential out of a picture.",
    "convert": "Convert an Open Badges 2.0 badge class or assertion to 3.0.",
    "doctor": "Check that everything in a workspace is sound.",
    "backup": "Copy a whole workspace into one file.",
    "restore": "Restore a workspace from such a file, without harm.",
    "upgrade": "Bring a workspace of an earlier version up to date.",
    "program": "Describe micro-credentials, find them, and judge evidence for them.",
}
"""Each command's summary, so that `--help` need not load its module, which has its name."""


class _Program(LazyGroup):
    def main(self, *args: Any, **kwargs: Any) -> Any:
        # File names and terminals need not be UTF-8; no text may break the output.
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        return super().main(*args, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta["microcred.json"] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; with --json, wrong usage is told as JSON too."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            if not ctx.meta["microcred.json"]:
                raise
            described = {"code": "usage", "message": error.format_message()}
            print_json({"error": described})
            ctx.exit(error.exit_code)


@click.group(
    cls=_Program,
    package="microcred.cli",
    summaries=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="microcred")
def main() -> None:
    """Issue and verify Open Badges 3.0.

    Begin with 'microcred quickstart demo': it makes a folder with everything that there is to see.
    'microcred COMMAND --help' says more about each command.
    """
