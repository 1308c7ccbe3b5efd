"""`microcred convert`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from microcred.application.shapes.files import ConvertedJson
from microcred.carriers import carriers_in_words, detect_carrier, unbake
from microcred.cli.options import FILE, force_option, json_option
from microcred.cli.outcome import (
    describe_fault,
    give,
    note,
    print_json,
    reports_errors,
    tell_faults,
)
from microcred.cli.streams import STANDARD, check_output, read_input, write_output
from microcred.errors import MalformedInput, NoCredential, excerpt
from microcred.fetch import Fetcher, HttpFetcher, LimitedFetcher, OfflineFetcher
from microcred.findings import Fault
from microcred.limits import MAX_IMAGE_BYTES
from microcred.open_badges_2.conversion import check_convertible, convert, embed_linked, fetch_badge
from microcred.proofs import parse_jws
from microcred.strict_json import parse_json_object


@dataclass(frozen=True, slots=True)
class _Original:
    """A 2.0 object as found: its document, or its URL, and the JWS that carried it."""

    document: dict[str, Any] | None = None
    url: str | None = None
    token: str | None = None


@click.command(name="convert")
@click.argument("file", type=FILE)
@click.option("-o", "--output", type=FILE, help="File for the result; by default standard output.")
@click.option("--issuer", metavar="ID", help="The issuer's id in Open Badges 3.0: its DID, say.")
@click.option("--offline", is_flag=True, help="Ask nothing of the network.")
@force_option
@json_option
@reports_errors
def command(
    file: Path,
    output: Path | None,
    issuer: str | None,
    *,
    offline: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Convert an Open Badges 2.0 badge class or assertion to 3.0.

    FILE is a JSON file, a signed assertion (JWS) or a picture with a 2.0 badge in it, or - for
    standard input. A badge class becomes a definition for 'microcred issue', an assertion an
    unsigned credential. What is named by its URL only is fetched. Nothing is verified.

    What could not be carried over is listed on standard error, or with --json in the result.
    """
    if str(output) == STANDARD:
        output = None
    check_output(output, force=force)
    original = read_original(read_input(file, MAX_IMAGE_BYTES))
    fetcher = make_fetcher(offline=offline)
    document = original.document
    if document is None:
        document = fetch_badge(original.url or "", fetcher)
    check_convertible(document)
    converted = convert(embed_linked(document, fetcher), issuer_id=issuer, token=original.token)
    result = converted.model.to_document()
    text = json.dumps(result, ensure_ascii=False, indent=2) + "\n"
    if output is not None:
        write_output(output, text.encode(), force=force)
    if as_json:
        described = ConvertedJson(lost=[describe_fault(loss) for loss in converted.losses])
        if output is None:
            described["document"] = result
        else:
            described["file"] = str(output)
        print_json(described)
        return
    if output is None:
        give(text)
    if converted.losses:
        note(f"Not carried over:\n{tell_faults(_printable(converted.losses))}")
    note("Nothing was verified, and the result is not signed.")


def _printable(losses: Sequence[Fault]) -> list[Fault]:
    """Make the pointers safe for a terminal: their member names are the document's own."""
    return [replace(loss, pointer=excerpt(loss.pointer, 200)[1:-1]) for loss in losses]


def read_original(data: bytes) -> _Original:
    """Find the 2.0 object in a file: JSON, a JWS, or a picture with one of these or a URL.

    Raises:
        MalformedInput: or one of its kinds, when there is none or it cannot be read.
    """
    if detect_carrier(data) is not None:
        baked = unbake(data)
        if baked.version != "2.0":
            message = "the picture holds an Open Badges 3.0 badge already"
            raise MalformedInput(message, code="already-3")
        text = baked.text
    else:
        try:
            text = data.decode("utf-8").strip(" \t\r\n")
        except UnicodeDecodeError as error:
            message = f"neither JSON nor a JWS, and no {carriers_in_words()}"
            raise NoCredential(message, code="unknown-format") from error
    if text.startswith("ey"):
        return _Original(parse_json_object(parse_jws(text).payload), token=text)
    if text.startswith(("https://", "http://")):
        return _Original(url=text)
    return _Original(parse_json_object(text))


def make_fetcher(*, offline: bool) -> Fetcher:
    """Make what reaches the network for one conversion."""
    return OfflineFetcher() if offline else LimitedFetcher(HttpFetcher())
