"""What the commands share: options, errors turned into exit codes, and printing."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, Final, NoReturn, ParamSpec, TypeVar

import click

from microcred.errors import ConfigurationError, Fault, InvalidDocument, MicrocredError
from microcred.files import write_file
from microcred.workspace import Workspace

P = ParamSpec("P")
R = TypeVar("R")

EXIT_REFUSED: Final = 1
EXIT_CONFIGURATION: Final = 2
EXIT_UNDETERMINED: Final = 3

PASSPHRASE_VARIABLE: Final = "MICROCRED_PASSPHRASE"

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
force_option = click.option("--force", is_flag=True, help="Overwrite files that are there.")
workspace_option = click.option(
    "--workspace",
    type=click.Path(path_type=Path, file_okay=False),
    help="The workspace; by default the nearest one from here upwards.",
)
algorithm_option = click.option(
    "--algorithm",
    type=click.Choice(["Ed25519", "P-256", "P-384", "RSA"]),
    default="Ed25519",
    show_default=True,
    help="Kind of key.",
)
encrypt_option = click.option(
    "--encrypt", is_flag=True, help=f"Encrypt the key; asks, or takes {PASSPHRASE_VARIABLE}."
)
form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["json", "jwt", "png", "svg"]),
    default="json",
    show_default=True,
    help="What to hand over.",
)
suite_option = click.option("--suite", help="How to sign, for example eddsa-jcs-2022 or vc-jwt.")
image_option = click.option(
    "--image",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Picture to bake into; by default one is drawn.",
)


def reports_errors(function: Callable[P, R]) -> Callable[P, R]:
    """Turn the library's errors into a message and an exit code; with --json into JSON."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except MicrocredError as error:
            _fail(error, as_json=bool(kwargs.get("as_json")))
        except BrokenPipeError:
            # The reader of a pipe has seen enough; nothing more can be said to it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(EXIT_REFUSED)

    return wrapper


def _fail(error: MicrocredError, *, as_json: bool) -> NoReturn:
    if as_json:
        print_json({"error": describe_error(error)})
    else:
        click.echo(f"error: {error}", err=True)
        if isinstance(error, InvalidDocument) and len(error.faults) > 1:
            click.echo(error.diagnostics(), err=True)
    sys.exit(EXIT_CONFIGURATION if isinstance(error, ConfigurationError) else EXIT_REFUSED)


def describe_error(error: MicrocredError) -> dict[str, Any]:
    """Give an error as JSON-ready data."""
    described: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.pointer:
        described["pointer"] = error.pointer
    if isinstance(error, InvalidDocument):
        described["faults"] = [describe_fault(fault) for fault in error.faults]
    return described


def describe_fault(fault: Fault) -> dict[str, str]:
    """Give a fault as JSON-ready data."""
    members = {
        "pointer": fault.pointer,
        "code": fault.code,
        "message": fault.message,
        "advice": fault.advice,
    }
    return {name: value for name, value in members.items() if value}


def print_json(value: object) -> None:
    """Print one JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def note(message: str) -> None:
    """Tell a person something, on standard error."""
    click.echo(message, err=True)


def opens_workspace(
    function: Callable[Concatenate[Workspace, P], R],
) -> Callable[P, R]:
    """Open the workspace of `--workspace`, or the nearest, as the first argument."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        root = kwargs.pop("workspace", None)
        workspace = Workspace(root) if isinstance(root, Path) else Workspace.find(Path.cwd())
        return function(workspace, *args, **kwargs)

    return wrapper


def ask_passphrase() -> str | None:
    """Get the passphrase of an encrypted key: from the environment, or by asking a person."""
    if PASSPHRASE_VARIABLE in os.environ:
        return os.environ[PASSPHRASE_VARIABLE]
    if not sys.stdin.isatty():
        return None
    passphrase: str = click.prompt("Passphrase of the key", hide_input=True, err=True)
    return passphrase


def new_passphrase(*, encrypt: bool) -> str | None:
    """Get a passphrase for a new key, or None when it is not to be encrypted.

    Raises:
        ConfigurationError: there is nobody to ask and none in the environment.
    """
    if PASSPHRASE_VARIABLE in os.environ:
        return os.environ[PASSPHRASE_VARIABLE]
    if not encrypt:
        return None
    if not sys.stdin.isatty():
        message = f"--encrypt needs a passphrase: set {PASSPHRASE_VARIABLE}"
        raise ConfigurationError(message, code="no-passphrase")
    passphrase: str = click.prompt(
        "New passphrase", hide_input=True, confirmation_prompt=True, err=True
    )
    return passphrase


def write_output(path: Path, data: bytes, *, force: bool) -> None:
    """Write a result file; say how to go on when there is one already."""
    try:
        write_file(path, data, overwrite=force)
    except ConfigurationError as error:
        if error.code == "file-exists":
            message = f"{error.message}; use --force to replace it"
            raise ConfigurationError(message, code=error.code) from error
        raise


def read_input(path: Path, max_bytes: int) -> bytes:
    """Read a file, or standard input for `-`.

    Raises:
        ConfigurationError: it cannot be read, or is larger than `max_bytes`.
    """
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(max_bytes + 1)
        else:
            with path.open("rb") as file:
                data = file.read(max_bytes + 1)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise ConfigurationError(message, code="unreadable-file") from error
    if len(data) > max_bytes:
        message = f"{path} is larger than {max_bytes} bytes"
        raise ConfigurationError(message, code="limit-exceeded")
    return data
