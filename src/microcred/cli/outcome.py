"""How a command ends: results on standard output, messages on standard error, an exit code."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, ParamSpec, TypeVar

import click

from microcred.cli.advice import advice_on
from microcred.cli.words import harmless
from microcred.errors import (
    ConfigurationError,
    InvalidDocument,
    MicrocredError,
    ResolutionFailed,
    UnusableKey,
)
from microcred.findings import Fault

if TYPE_CHECKING:
    from microcred.application.shapes.errors import ErrorJson, FaultJson

P = ParamSpec("P")
R = TypeVar("R")

EXIT_REFUSED: Final = 1
EXIT_CONFIGURATION: Final = 2
EXIT_UNDETERMINED: Final = 3
EXIT_NOT_WELL_FORMED: Final = 4
EXIT_INTERRUPTED: Final = 130
EXIT_BROKEN_PIPE: Final = 141
"""128 and the number of the signal, as shells have it."""

_EXIT_CODES: Final = (
    (ConfigurationError, EXIT_CONFIGURATION),
    (UnusableKey, EXIT_CONFIGURATION),
    (ResolutionFailed, EXIT_UNDETERMINED),
)
_SHOWN_FAULTS: Final = 20


def reports_errors(function: Callable[P, R]) -> Callable[P, R]:
    """Turn the library's errors into a message and an exit code; with --json into JSON."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        as_json = bool(kwargs.get("as_json"))
        try:
            return function(*args, **kwargs)
        except MicrocredError as error:
            _fail(error, as_json=as_json)
        except (KeyboardInterrupt, click.Abort):
            _say({"code": "interrupted", "message": "interrupted"}, as_json=as_json)
            sys.exit(EXIT_INTERRUPTED)
        except BrokenPipeError:
            # The reader of a pipe has seen enough; nothing more can be said to it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(EXIT_BROKEN_PIPE)
        except OSError as error:
            # Files are the library's business and raise its errors; this is the output's.
            click.echo(f"error: the result cannot be printed: {error.strerror}", err=True)
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(EXIT_CONFIGURATION)

    return wrapper


def _fail(error: MicrocredError, *, as_json: bool) -> NoReturn:
    described = describe_error(error)
    if isinstance(error, InvalidDocument) and len(error.faults) > 1 and not as_json:
        counted = error.message.partition("; first: ")[0]
        described["message"] = f"{counted}:\n{tell_faults(error.faults)}"
    _say(described, as_json=as_json)
    codes = (code for kind, code in _EXIT_CODES if isinstance(error, kind))
    sys.exit(next(codes, EXIT_REFUSED))


def _say(described: ErrorJson, *, as_json: bool) -> None:
    if as_json:
        print_json({"error": described})
        return
    places = [described[name] for name in ("where", "pointer") if name in described]
    if "line" in described:
        line, column = described["line"], described["column"]
        places.insert(int("where" in described), f"line {line} column {column}")
    place = f" ({', '.join(places)})" if places else ""
    advice = f". {described['advice']}" if "advice" in described else ""
    note(f"error: {described['message']}{place}{advice}")


def tell_faults(faults: Sequence[Fault]) -> str:
    """List faults, one a line, and say so when there are too many for a person."""
    lines = [f"  {advised(fault)}" for fault in faults[:_SHOWN_FAULTS]]
    if len(faults) > _SHOWN_FAULTS:
        lines.append(f"  … and {len(faults) - _SHOWN_FAULTS} more")
    return "\n".join(lines)


def tell_fault_in(file: Path, fault: Fault, kind: str = "") -> str:
    """Write a fault in a file as compilers do, so that editors find the place."""
    place = f":{fault.line}:{fault.column}" if fault.line is not None else ""
    pointer = f" ({fault.pointer})" if fault.pointer else ""
    advice = f". {told}" if (told := advised(fault).advice) else ""
    here = Path.cwd()
    shown = file.relative_to(here) if file.is_relative_to(here) else file
    return f"{shown}{place}: {kind}{fault.message}{advice}{pointer}"


def describe_error(error: MicrocredError) -> ErrorJson:
    """Return an error as JSON, with what to do next in commands."""
    from microcred.application.shapes.errors import error_json  # noqa: PLC0415 - --help has none

    described = error_json(error)
    if advice := advice_on(error.code, error.data):
        described["advice"] = advice
    if "faults" in described and isinstance(error, InvalidDocument):
        described["faults"] = [describe_fault(fault) for fault in error.faults]
    return described


def describe_fault(fault: Fault) -> FaultJson:
    """Return a fault as JSON, with what to do next in commands."""
    from microcred.application.shapes.errors import fault_json  # noqa: PLC0415 - as above

    return fault_json(advised(fault))


def advised(fault: Fault) -> Fault:
    """Return a fault with what to do next in commands, where the fault itself says nothing."""
    return replace(fault, advice=fault.advice or advice_on(fault.code, fault.data))


def print_json(value: object) -> None:
    """Print one JSON document on standard output."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Tell a person something on standard output; whoever chose the words, they do nothing.

    Of JSON, what `harmless` writes out is the same JSON.
    """
    click.echo(harmless(text))


def say_styled(text: str) -> None:
    """Tell something in colours; of its words, those of others are `harmless` or `styled`."""
    click.echo(text)


def give(text: str) -> None:
    """Print a result for programs: as it is, but on a terminal harmless."""
    click.echo(harmless(text) if sys.stdout.isatty() else text, nl=False)


def note(message: str) -> None:
    """Tell a person something, on standard error."""
    click.echo(harmless(message), err=True)
