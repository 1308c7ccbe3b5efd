"""`microcred program attach`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from microcred.authority import Principal
from microcred.cli.options import FILE
from microcred.cli.program.next_steps import missing_items, next_of_draft
from microcred.cli.program.running import Told, flow_command
from microcred.cli.streams import STANDARD, read_input
from microcred.errors import ConfigurationError, MicrocredError
from microcred.files import open_file, reason_of
from microcred.limits import MAX_EVIDENCE_TEXT_CHARACTERS
from microcred.program.flow import File, Piece, Programme, Shown, State

_MAX_TEXT_BYTES: Final = 4 * MAX_EVIDENCE_TEXT_CHARACTERS


@flow_command("attach")
@click.argument("submission_id", metavar="SUBMISSION")
@click.argument("item")
@click.option("--file", "path", type=FILE, help="A file to hand in.")
@click.option("--link", metavar="URL", help="A web address to hand in.")
@click.option(
    "--text", help="A text to hand in: the answer to a question, say; '-' reads standard input."
)
@click.option("--type", "media_type", help="What the file is, where its name does not say.")
@click.option(
    "--name",
    "known_names",
    multiple=True,
    help="Your name, to look for in what you hand in; it is not kept. May be repeated.",
)
@click.option(
    "--badge-shows",
    "shown",
    type=click.Choice([str(each) for each in Shown]),
    help="What the badge will say of it; by default nothing.",
)
def command(
    programme: Programme,
    submission_id: str,
    item: str,
    path: Path | None,
    link: str | None,
    text: str | None,
    media_type: str | None,
    known_names: tuple[str, ...],
    shown: str | None,
    actor: Principal,
) -> Told:
    """Hand in a file, a link or a text for one item of a draft.

    ITEM is its name in the definition; 'draft' lists those that are missing. Files are known by
    what is in them: a picture that is called a PDF is refused.

    ITEM may also be the id of a piece that is handed in already, with --badge-shows alone: the
    badge shows its content, its digest only, or nothing. That can be chosen until the decision.
    """
    given = 3 - (path, link, text).count(None)
    if item.startswith("v-") and shown is not None and not given:
        return _told(programme, programme.choose(item, Shown(shown), by=actor), actor)
    if given != 1:
        message = "give one of --file, --link and --text"
        raise ConfigurationError(message, code="invalid-option")
    if path is not None:
        piece = _attach_file(programme, submission_id, item, path, (media_type, known_names, actor))
    elif link is not None:
        piece = programme.attach_link(submission_id, item, link, by=actor, known_names=known_names)
    else:
        words = _typed(text or "")
        piece = programme.attach_text(submission_id, item, words, by=actor, known_names=known_names)
    if shown is not None:
        piece = _show(programme, piece, Shown(shown), actor)
    return _told(programme, piece, actor)


def _show(programme: Programme, piece: Piece, shown: Shown, actor: Principal) -> Piece:
    """Choose what the badge shows; where that cannot be, nothing is handed in."""
    try:
        return programme.choose(piece.id, shown, by=actor)
    except MicrocredError:
        programme.detach(piece.id, by=actor)
        raise


def _typed(text: str) -> str:
    """Return a text, read from standard input where it is to stand there.

    Then it is in no list of processes, and in no shell's history.
    """
    if text != STANDARD:
        return text
    # What is not UTF-8 is refused later, as any text with surrogates is.
    return read_input(STANDARD, _MAX_TEXT_BYTES).decode("utf-8", "surrogateescape")


def _attach_file(
    programme: Programme,
    submission_id: str,
    item: str,
    path: Path,
    how: tuple[str | None, tuple[str, ...], Principal],
) -> Piece:
    media_type, known_names, actor = how
    try:
        with open_file(path) as stream:
            file = File(stream, path.name, media_type, known_names)
            return programme.attach_file(submission_id, item, file, by=actor)
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read: {reason_of(error)}"
        raise ConfigurationError(message, code="unreadable-file") from error


def _told(programme: Programme, piece: Piece, actor: Principal) -> Told:
    notes = [
        f"This may tell assessors who you are: {each.code} in the {each.where}, {each.found}"
        for each in piece.telltales
    ]
    line = f"{piece.id}: {piece.item}, {piece.kind}, the badge shows {piece.shown}"
    submission = programme.show(piece.submission_id, by=actor)
    if submission.state is State.DRAFT:
        found = programme.check(submission.id, by=actor)
        notes += [f"Still missing: {', '.join(items)}"] if (items := missing_items(found)) else []
        notes += [next_of_draft(submission, found)]
    return Told({"evidence": piece}, [line], notes)
