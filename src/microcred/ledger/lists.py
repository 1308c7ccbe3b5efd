"""Sign status lists, in the transaction that changes what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from microcred.errors import UnusableKey
from microcred.issuing import VC_JWT, Signer
from microcred.keys import SigningKey
from microcred.ledger.settings import IssuanceSettings
from microcred.ledger.status_lists import (
    PURPOSES,
    ListEdition,
    ListPair,
    Purpose,
    find_editions,
    find_pairs,
    keep_edition,
    list_prefix,
    newest_pair,
    open_pair,
    set_indexes,
    take_indexes,
)
from microcred.ledger.tables import KEYS
from microcred.registry.changes import add_changes, hold_changes
from microcred.registry.committed import tell_committed
from microcred.registry.moments import take_moment
from microcred.status import (
    StatusList,
    make_entry,
    make_revocation_entry,
    make_status_list_credential,
)
from microcred.timestamps import Clock, fixed_clock, format_timestamp, parse_timestamp, system_clock


@dataclass(frozen=True, slots=True)
class Place:
    """Where the status of one badge is: a pair of lists, and an index in both."""

    pair: ListPair
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSigner:
    """Signs an issuer's status lists.

    Attributes:
        issuer_id: the issuer, as the badges name it.
        key: signs.
        settings: how long a list counts, and where it is published.
        clock: gives `validFrom`.
    """

    issuer_id: str
    key: SigningKey
    settings: IssuanceSettings
    clock: Clock = system_clock

    def reserve(self, connection: sa.Connection, count: int) -> list[Place]:
        """Take an index for each of `count` badges, and open new lists where one is full.

        Call `hold_changes` before.

        Returns:
            As many places, or none where there is no web address to publish lists at.
        """
        address = self.settings.status_url
        places: list[Place] = []
        if address is not None:
            address += list_prefix(connection)
        while address is not None and len(places) < count:
            pair = newest_pair(connection, address)
            if pair is None or pair.given >= pair.length:
                pair = self._open(connection, address)
            indexes = take_indexes(connection, pair, count - len(places))
            places += [Place(pair, index) for index in indexes]
        return places

    def _open(self, connection: sa.Connection, address: str) -> ListPair:
        moment = format_timestamp(self.clock().replace(microsecond=0))
        pair = open_pair(connection, address, self.settings.list_length, moment)
        self.sign(connection, [pair.id])
        return pair

    def entries(self, place: Place) -> list[dict[str, Any]]:
        """Return the status entries of a badge, the one that every verifier looks up first."""
        urls = {purpose: place.pair.url(purpose, self._suffix) for purpose in PURPOSES}
        found = [make_entry(url, place.index, purpose) for purpose, url in urls.items()]
        if self.settings.revocation_list_url is not None:
            found.append(make_revocation_entry(self.settings.revocation_list_url))
        return found

    @property
    def _suffix(self) -> str:
        """Most verifiers read lists with an embedded proof only; not every key makes one."""
        return ".json" if self.key.embeds else ".jwt"

    def sign(self, connection: sa.Connection, list_ids: Iterable[int]) -> None:
        """Sign both lists of each of these pairs as the registry has them now.

        No edition is dated before the one that it replaces (see `take_moment`): a verifier that
        has seen the newer date would take it for an attempt to hide a revocation.

        Raises:
            ConfigurationError: the clock is behind what is recorded (`clock-behind`).
            UnusableKey: code `key-ended`; or `list-suite`, when badges expect an embedded proof
                that the key cannot make.
        """
        ids = sorted(set(list_ids))
        if not ids:
            return
        moment = take_moment(connection, self.clock())
        check_signs(connection, self.key.key_id)
        before = {
            (edition.list_id, edition.purpose): edition
            for edition in find_editions(connection, ids)
        }
        for pair in find_pairs(connection, ids):
            for purpose in PURPOSES:
                statuses = StatusList(purpose, length=pair.length)
                for index in set_indexes(connection, pair.id, purpose):
                    statuses.set(index)
                if self._suffix == ".jwt":
                    _check_suite(pair.url(purpose, ".json"), before.get((pair.id, purpose)))
                keep_edition(connection, self._edition(pair, statuses, purpose, moment))
        add_changes(connection, [("list", str(list_id)) for list_id in ids])
        tell_committed(connection, "status", "lists-signed", count=len(ids))

    def _edition(
        self, pair: ListPair, statuses: StatusList, purpose: Purpose, moment: datetime
    ) -> ListEdition:
        credential = partial(
            make_status_list_credential,
            statuses,
            issuer=self.issuer_id,
            valid_from=moment,
            valid_until=moment + self.settings.valid,
            ttl=self.settings.ttl,
        )
        clock = fixed_clock(moment)
        # Each form has the id of its own address: verifiers compare the two.
        unsigned = credential(list_url=pair.url(purpose, ".jwt"))
        token = Signer(self.key, VC_JWT, clock=clock).sign(unsigned).jwt
        text = None
        if self._suffix == ".json":
            embedding = credential(list_url=pair.url(purpose, ".json"))
            text = Signer(self.key, clock=clock).sign(embedding).json()
        return ListEdition(
            pair.id, purpose, text, token, unsigned["validFrom"], unsigned["validUntil"]
        )

    def renew(self, connection: sa.Connection) -> list[int]:
        """Sign the lists anew that are due; see `due_lists`.

        Returns:
            The pairs that were signed.
        """
        hold_changes(connection)
        due = due_lists(connection, self.clock())
        self.sign(connection, due)
        return due


def _check_suite(list_url: str, before: ListEdition | None) -> None:
    """Refuse to take the embedded proof from a list whose badges expect one."""
    if before is not None and before.document is not None:
        message = (
            f"the badges of {list_url} expect a list with an embedded proof, which a key "
            "of this kind does not make; sign with another key"
        )
        raise UnusableKey(message, code="list-suite")


def due_lists(connection: sa.Connection, moment: datetime) -> list[int]:
    """Return the pairs of lists of which, at a moment, less than half of their time is left."""
    due = set()
    for edition in find_editions(connection):
        end = parse_timestamp(edition.valid_until)
        if (end - moment) * 2 < end - parse_timestamp(edition.signed_at):
            due.add(edition.list_id)
    return sorted(due)


def check_signs(connection: sa.Connection, key_id: str) -> None:
    """Check that nobody retired or revoked a key since it was opened; see `hold_changes`.

    Raises:
        UnusableKey: code `key-ended`.
    """
    ended = sa.or_(KEYS.c.retired_at.is_not(None), KEYS.c.revoked_from.is_not(None))
    query = sa.select(KEYS.c.name).where(KEYS.c.key_id == key_id, ended)
    name = connection.execute(query).scalar_one_or_none()
    if name is not None:
        message = f"the key {name} was replaced meanwhile; try again"
        raise UnusableKey(message, code="key-ended")
