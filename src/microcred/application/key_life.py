"""The life of an issuer's keys: which one signs, until when the others did, which count no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import sqlalchemy as sa

from microcred.application.permission import permit_issuer
from microcred.application.spare_keys import SpareKeys
from microcred.application.unfinished import ActNote
from microcred.authority import Verb
from microcred.errors import ConfigurationError, InvalidTimestamp, excerpt
from microcred.keys import Algorithm, SigningKey
from microcred.ledger import (
    KeyRecord,
    ListSigner,
    SignedWith,
    add_key,
    badges_signed_with,
    count_signed_with,
    find_key,
    list_keys,
    revoke_key,
    signing_key,
    start_signing,
)
from microcred.ledger.keys import check_revocable
from microcred.ledger.status_lists import find_pairs
from microcred.timestamps import format_timestamp, parse_timestamp

_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation did.

    Attributes:
        old: the key that signed, as it is now.
        new: the key that signs from now on.
        made_before: whether an earlier process made it, and was ended before it said so.
    """

    old: KeyRecord
    new: KeyRecord
    made_before: bool = False


@dataclass(frozen=True, slots=True)
class Revocation:
    """What revoking a key did.

    Attributes:
        key: the key, as it is now.
        count: how many badges it signed.
        affected: how many of them since it counts no more.
        badges: the first of them, the oldest first; `KeyLife.badges_of` yields all.
        replaced_by: the key that was made to sign in its place, where it was the one that did.
        replaces: whether it is the one that signs, or was.
    """

    key: KeyRecord
    count: int
    affected: int
    badges: Sequence[SignedWith]
    replaced_by: KeyRecord | None = None
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class _Successor:
    """A key that shall sign: a fresh one, or a spare one that was opened."""

    record: KeyRecord
    key: SigningKey
    is_fresh: bool


class KeyLife(SpareKeys):
    """Changes the keys of a workspace; see `SpareKeys` for what it is made from."""

    def rotate(
        self,
        to: str | None = None,
        algorithm: Algorithm | None = None,
        *,
        note: Callable[[Mapping[str, str]], None] | None = None,
    ) -> Rotation:
        """Let another key sign from now on; the one that did is retired and stays published.

        The key is opened first, so that none signs that cannot be opened; and it signs the
        status lists anew.

        Args:
            to: name of a spare key; by default a fresh one is made.
            algorithm: of the fresh key; by default that of the key before.
            note: is told the names of both keys before the rotation is committed.

        Raises:
            ConfigurationError: the issuer is a did:key (`issuer-is-key`), or see
                `registry.start_signing`.
            WrongPassphrase: a key is encrypted, and the passphrase does not open it.
            UnusableKey: code `list-suite`; the key cannot sign the lists that there are.
        """
        permit_issuer(self.by, Verb.ROTATE_KEY)
        successor = self._fresh(algorithm) if to is None else self._spare(to)

        def change(connection: sa.Connection) -> Rotation:
            old = self._succeed(connection, successor)
            name = successor.record.name
            if note is not None:
                note({"old": old.name, "new": name})
            return Rotation(find_key(connection, old.name), find_key(connection, name))

        return self._change(change)

    @contextmanager
    def rotating(
        self, to: str | None = None, algorithm: Algorithm | None = None
    ) -> Iterator[Rotation]:
        """Rotate, and let what follows be done: it is told and published inside of this.

        A process that is ended inside leaves a note. Whoever asks for the same again gets the
        rotation that was made, and not a second one.

        Raises:
            ConfigurationError, WrongPassphrase, UnusableKey: see `rotate`.
        """
        permit_issuer(self.by, Verb.ROTATE_KEY)
        note = ActNote(self.workspace.root, "rotation")
        asked = {"to": to, "algorithm": algorithm}
        try:
            made = self._made_before(note.find_left(asked))
            yield made or self.rotate(to, algorithm, note=partial(note.write, asked))
            note.remove()
        finally:
            note.let_go()

    def _made_before(self, noted: Mapping[str, Any] | None) -> Rotation | None:
        """Return the rotation that a note is about, where it was committed and still holds."""
        if noted is None:
            return None
        with self.workspace.database.reading() as connection:
            keys = {key.name: key for key in list_keys(connection)}
        old, new = keys.get(str(noted.get("old"))), keys.get(str(noted.get("new")))
        if old is None or new is None or not new.signs:
            return None
        return Rotation(old, new, made_before=True)

    def revoke(self, name: str, moment: str | None = None) -> Revocation:
        """Revoke a key from a moment on; if it is the one that signs, a fresh one takes its place.

        Args:
            name: the key's.
            moment: dateTimeStamp from which on it may have been in other hands; by default the
                whole of its life.

        Raises:
            ConfigurationError: see `registry.revoke_key` and `rotate`; the moment is in the
                future or no dateTimeStamp (`invalid-moment`).
        """
        permit_issuer(self.by, Verb.REVOKE_KEY)
        planned = self.plan_revocation(name, moment)
        key, since = planned.key, str(planned.key.revoked_from)
        successor = self._fresh(None) if planned.replaces else None

        def change(connection: sa.Connection) -> tuple[KeyRecord, KeyRecord | None]:
            if successor is not None:
                self._succeed(connection, successor)
            revoked = revoke_key(connection, key.name, since, self.act)
            return revoked, find_key(connection, successor.record.name) if successor else None

        revoked, replaced_by = self._change(change)
        # It signs nothing any more: its badges are counted while nobody waits for the registry.
        revocation = self._revocation(revoked)
        return replace(revocation, replaced_by=replaced_by, replaces=planned.replaces)

    def badges_of(self, key: KeyRecord) -> Iterator[SignedWith]:
        """Yield all badges that a key signed, the oldest first, read a page at a time."""
        last: SignedWith | None = None
        while True:
            with self.workspace.database.reading() as connection:
                page = badges_signed_with(connection, key.key_id, after=last, limit=_PAGE)
            yield from page
            if len(page) < _PAGE:
                return
            last = page[-1]

    def _revocation(self, key: KeyRecord) -> Revocation:
        """Say what comes of a key that is revoked, or would be."""
        with self.workspace.database.reading() as connection:
            return Revocation(
                key,
                count_signed_with(connection, key.key_id),
                count_signed_with(connection, key.key_id, key.revoked_from or ""),
                badges_signed_with(connection, key.key_id, limit=_PAGE),
            )

    def plan_revocation(self, name: str, moment: str | None = None) -> Revocation:
        """Say what `revoke` would do, and do nothing.

        Raises:
            ConfigurationError: as `revoke`.
        """
        permit_issuer(self.by, Verb.REVOKE_KEY)
        self._check_clock()
        with self.workspace.database.reading() as connection:
            key = find_key(connection, name)
        since = self._moment(moment or key.signs_from or key.created_at)
        check_revocable(key, since)
        return replace(self._revocation(replace(key, revoked_from=since)), replaces=key.signs)

    def _succeed(self, connection: sa.Connection, successor: _Successor) -> KeyRecord:
        """Let a key take the place of the one that signs; give that."""
        if successor.is_fresh:
            add_key(connection, successor.record, self.act, "generate")
        old = start_signing(connection, successor.record.name, self.act)
        self._sign_lists(connection, successor.key)
        return old

    def _sign_lists(self, connection: sa.Connection, key: SigningKey) -> None:
        """Sign every status list with a key: what a revoked key signed is worth nothing."""
        signer = ListSigner(
            issuer_id=str(self.workspace.profile.id),
            key=key,
            settings=self.workspace.issuance_settings,
        )
        signer.sign(connection, [pair.id for pair in find_pairs(connection)])

    def _moment(self, text: str) -> str:
        try:
            moment = parse_timestamp(text)
        except InvalidTimestamp as error:
            raise ConfigurationError(error.message, code="invalid-moment") from error
        if moment > parse_timestamp(self.act.at):
            message = f"a key is not revoked from a moment in the future, {excerpt(text)}"
            raise ConfigurationError(message, code="invalid-moment")
        return format_timestamp(moment.replace(microsecond=0))

    def _spare(self, name: str) -> _Successor:
        """Open a spare key that shall sign."""
        with self.workspace.database.reading() as connection:
            record = find_key(connection, name)
        issuer_id = str(self.workspace.profile.id)
        if issuer_id.startswith("did:key:") and record.key_id.partition("#")[0] != issuer_id:
            raise _issuer_is_key()
        key = self.workspace.private_keys.open(record, self.secrets.passphrase)
        return _Successor(record, key, is_fresh=False)

    def _fresh(self, algorithm: Algorithm | None) -> _Successor:
        """Make and save a key to take the place of the one that signs, as well protected."""
        with self.workspace.database.reading() as connection:
            old = signing_key(connection)
        if str(self.workspace.profile.id).startswith("did:key:"):
            raise _issuer_is_key()
        if old.store != "pem":
            message = (
                f"the key that signs, {old.name}, is not kept in a file: make or import its "
                "successor where it shall be, and rotate to it"
            )
            raise ConfigurationError(message, code="successor-needed")
        key = SigningKey.generate(algorithm or old.algorithm)
        name = self._save(key, None, self._protection_of(old))
        record = self._record(name, key.public_key)
        return _Successor(record, key.with_key_id(record.key_id), is_fresh=True)

    def _protection_of(self, old: KeyRecord) -> str | None:
        """Return the passphrase for a key that takes the place of `old`, which it must open."""
        private_keys = self.workspace.private_keys
        if self.secrets.new_passphrase is not None or not private_keys.is_encrypted(old):
            return self.secrets.new_passphrase
        passphrase = self.secrets.passphrase()
        private_keys.open(old, lambda: passphrase)
        return passphrase


def _issuer_is_key() -> ConfigurationError:
    message = (
        "the issuer is a did:key, the key itself: with another key it would be another issuer; "
        "docs/keys.md says what can be done"
    )
    return ConfigurationError(message, code="issuer-is-key")
