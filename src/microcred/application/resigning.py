"""Sign the badges of a key again with the key of today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from microcred.application.opening import Workspace
from microcred.application.permission import permit_issuer
from microcred.application.private_keys import Passphrase, nobody
from microcred.authority import Principal, Verb
from microcred.carriers import detect_carrier
from microcred.errors import ConfigurationError, MicrocredError
from microcred.issuing import Signer, deliver
from microcred.ledger import IssuedBadge, badges_signed_with, find_key
from microcred.ledger.achievements import find_picture
from microcred.ledger.resigning import Resigned, Resigning
from microcred.registry import Database

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class NewFile:
    """The new file of a badge that was signed again.

    Attributes:
        badge: as it is recorded.
        form: of `FORMATS`.
        data: its content.
        old: the name of the file that it takes the place of; None where none was handed in.
        old_form: the form that the badge had: not every key makes an embedded proof.
    """

    badge: IssuedBadge
    form: str
    data: bytes = field(repr=False)
    old: str | None
    old_form: str


HandOver = Callable[[NewFile], str]
"""Puts a new file where it belongs, and returns where that is."""


@dataclass(frozen=True, slots=True)
class ResignedBadges:
    """Badges that were signed again.

    Attributes:
        badges: the id of each, and where its new file is; None where none was wanted.
        left: the ids of those that the key of before signed still.
    """

    badges: tuple[tuple[str, str | None], ...]
    left: tuple[str, ...]


def resign(
    workspace: Workspace,
    key: str,
    files: Iterable[tuple[str, bytes]] = (),
    *,
    by: Principal,
    hand_over: HandOver | None = None,
    passphrase: Passphrase = nobody,
) -> ResignedBadges:
    """Sign the badges of a key again; they keep their ids and what they say.

    Badges whose signed credential the registry keeps need nothing else; of the others their files
    are wanted. After an interruption the same call goes on. Revoked badges stay as they are. The
    site does not show the new ones yet: see `publish_site`.

    Args:
        workspace: whose badges they are.
        key: the name of the key that signed them.
        files: name and content of badges' files, which must say what was issued, to the letter.
        by: who does it.
        hand_over: takes the new files. It is called before a badge is committed: what it cannot
            put anywhere is left as it was.
        passphrase: asks for that of the key of today.

    Raises:
        ConfigurationError: the key is the one that signs (`key-signs`).
        MicrocredError: see `Resigning.sign_files`; a note names the file.
    """
    permit_issuer(by, Verb.RESIGN)
    database = workspace.database
    with database.reading() as connection:
        old = find_key(connection, key)
    today = workspace.signing_key(passphrase)
    if today.key_id == old.key_id:
        message = f"the key {old.name} is the one that signs: rotate or revoke it first"
        raise ConfigurationError(message, code="key-signs")
    work = Resigning(old, Signer(today))
    done = dict(_sign_kept(database, work, hand_over))
    for name, data in files:
        badge_id, place = _sign_file(database, work, (name, data), hand_over)
        done[badge_id] = place
    with database.reading() as connection:
        left = [badge.id for badge in badges_signed_with(connection, old.key_id)]
    return ResignedBadges(tuple(done.items()), tuple(left))


def _sign_kept(
    database: Database, work: Resigning, hand_over: HandOver | None
) -> Iterator[tuple[str, str | None]]:
    """Sign what is kept, some at a time, and yield the badges' ids and their files."""
    after: IssuedBadge | None = None
    while True:
        with database.writing() as connection:
            done, after = work.sign_kept(connection, after, _AT_ONCE)
            placed = [
                (each.badge.id, _hand_over_kept(connection, each, hand_over)) for each in done
            ]
        yield from placed
        if after is None:
            return


def _hand_over_kept(
    connection: sa.Connection, done: Resigned, hand_over: HandOver | None
) -> str | None:
    if hand_over is None:
        return None
    found = find_picture(connection, done.picture) if done.picture is not None else None
    form = _form_for(done, done.badge.format)
    data = deliver(done.signed, form, None if found is None else found[1])
    return hand_over(NewFile(done.badge, form, data, None, done.badge.format))


def _sign_file(
    database: Database, work: Resigning, file: tuple[str, bytes], hand_over: HandOver | None
) -> tuple[str, str | None]:
    """Sign a badge from its file, and return its id and where the new file is."""
    name, data = file
    carrier = detect_carrier(data)
    form = carrier.name if carrier else ("json" if data.lstrip().startswith(b"{") else "jwt")
    try:
        with database.writing() as connection:
            (done,) = work.sign_files(connection, [data])
            if hand_over is None:
                return done.badge.id, None
            able = _form_for(done, form)
            new = deliver(done.signed, able, data if carrier else None)
            return done.badge.id, hand_over(NewFile(done.badge, able, new, name, form))
    except MicrocredError as error:
        error.add_note(name)
        raise


def _form_for(done: Resigned, form: str) -> str:
    """Return the form to hand a badge over in: not every key makes an embedded proof."""
    return "jwt" if form == "json" and "proof" not in done.signed.document else form
