"""Take up a registry that was put back to an earlier state, so that going on does no harm.

Its witnesses are what it published: the status lists on its site, in the folder of the site and
on the web. What they say of badges since then is learnt, and no status index is given again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from microcred.application.opening import Workspace
from microcred.application.private_keys import Passphrase, nobody
from microcred.application.status_lists import list_signer_for
from microcred.authority import Principal, Verb, permit
from microcred.document import id_of
from microcred.errors import ConfigurationError, MalformedInput, ProofInvalid, ResolutionFailed
from microcred.fetch import Fetcher, OfflineFetcher
from microcred.fetch.folder import FolderFetcher
from microcred.fetch.interface import SAYS_NO
from microcred.fetch.shelf import ShelfFetcher
from microcred.ledger.status_lists import (
    PURPOSES,
    ListPair,
    Purpose,
    find_editions,
    find_pairs,
    list_prefix,
)
from microcred.ledger.taking_up import Learnt, PublishedStatuses, learn_statuses, never_reuse
from microcred.limits import LISTS_LOOKED_FOR
from microcred.registry import Database
from microcred.registry.changes import hold_changes
from microcred.registry.moments import take_moment
from microcred.registry.witness import read_seen, set_acts
from microcred.status import StatusList
from microcred.timestamps import format_timestamp, parse_timestamp
from microcred.verifying import Policy, Verifier, read_source
from microcred.verifying.questions import Answer, Question

Dated = Mapping[tuple[int, Purpose], str]
"""When the registry's edition of each list was signed; dateTimeStamps."""

Edition = tuple[datetime, StatusList]
"""A list, and when it was signed."""

_POLICY: Final = Policy(require_open_badge=False)
_MEDIA_TYPES: Final = ("application/vc+jwt", "application/vc", "application/json", "*/*")


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What taking up a registry came to.

    Attributes:
        acts_lost: how many acts were counted since the copy was made, as far as is known.
        learnt: what the published lists told.
        read: the addresses of the lists that were read.
        unread: those that could not be read, and why.
        prefix: what the names of the status lists of new badges begin with.
    """

    acts_lost: int
    learnt: Learnt
    read: list[str]
    unread: dict[str, str]
    prefix: str


def take_up(
    workspace: Workspace,
    *,
    by: Principal,
    fetcher: Fetcher | None = None,
    passphrase: Passphrase = nobody,
    without_lists: bool = False,
) -> TakenUp:
    """Make a restored registry the issuer's own again.

    Args:
        workspace: has the registry.
        by: who does it.
        fetcher: asks the issuer's site; None looks into the folder of the site only, which is
            enough where it is newer than the registry.
        passphrase: asks for that of the key, which signs the lists again.
        without_lists: go on where lists cannot be read; those who lost a badge since the copy was
            made may then have it back.

    Raises:
        Forbidden: they may not.
        ConfigurationError: lists that were published cannot be read (`lists-unread`).
    """
    permit(by, Verb.RESTORE)
    found = _Published(workspace, fetcher)
    with workspace.database.reading() as connection:
        pairs = find_pairs(connection)
        dated = {(each.list_id, each.purpose): each.signed_at for each in find_editions(connection)}
        prefix = list_prefix(connection)
    lists = list(found.of_pairs(pairs, dated, prefix))
    if found.unread and not without_lists:
        url, why = next(iter(found.unread.items()))
        message = (
            f"{len(found.unread)} of the lists that were published cannot be read, as {url}: "
            f"{why}. Whoever was revoked since the copy was made would have the badge back; "
            "nothing was changed"
        )
        raise ConfigurationError(message, code="lists-unread")
    return _take_up(workspace, by.name, passphrase, lists, found)


def _take_up(
    workspace: Workspace,
    by: str,
    passphrase: Passphrase,
    lists: Iterable[PublishedStatuses],
    found: _Published,
) -> TakenUp:
    signer = list_signer_for(workspace, passphrase)
    before = workspace.witness.last()
    # Without a witness: it is what would refuse this, and is told when it is done.
    database = Database(workspace.registry_database, workspace.connecting)
    try:
        with database.writing() as connection:
            now = read_seen(connection)
            hold_changes(connection)
            last = now.acts if before is None else max(before.acts, now.acts)
            at = format_timestamp(take_moment(connection, signer.clock()))
            learnt = learn_statuses(connection, lists, at, by)
            prefix = never_reuse(connection)
            set_acts(connection, last + 1)
            signer.sign(connection, [pair.id for pair in find_pairs(connection)])
            seen = read_seen(connection)
    finally:
        database.close()
    workspace.witness.note(seen)
    return TakenUp(last - now.acts, learnt, found.read, found.unread, prefix)


class _Published:
    """Reads the lists that an issuer has published, in the folder of its site and on the web.

    What could not be asked is a doubt: a folder that was put back with the registry says nothing
    about what came after.
    """

    def __init__(self, workspace: Workspace, web: Fetcher | None):
        self._issuer_id = str(workspace.profile.id)
        self._status_url = workspace.issuance_settings.status_url
        self._own = dict(workspace.identity_documents())
        self._is_offline = web is None
        self._web = OfflineFetcher() if web is None else web
        self._folder: Fetcher = OfflineFetcher()
        if workspace.site_url is not None and workspace.site_folder.is_dir():
            folders = {workspace.site_url: workspace.site_folder}
            self._folder = FolderFetcher(folders, OfflineFetcher())
        self.read: list[str] = []
        self.unread: dict[str, str] = {}

    def of_pairs(
        self, pairs: Sequence[ListPair], dated: Dated, prefix: str
    ) -> Iterator[PublishedStatuses]:
        """Yield what lists say that the registry has, and lists that it lost."""
        for pair in pairs:
            for purpose in PURPOSES:
                yield from self._said(pair.base_url, purpose, dated.get((pair.id, purpose)))
        known = {pair.base_url for pair in pairs}
        for base_url in self._addresses(known, prefix):
            if base_url not in known:
                for purpose in PURPOSES:
                    yield from self._said(base_url, purpose, None)

    def _addresses(self, known: AbstractSet[str], prefix: str) -> Iterator[str]:
        """Yield where lists may be: under each prefix that was used, some beyond the last."""
        if self._status_url is None:
            return
        named = [url.removeprefix(self._status_url).rstrip("/") for url in known]
        starts = {"", prefix, *(re.sub(r"\d+\Z", "", name) for name in named)}
        numbers = [int(found[0]) for name in named if (found := re.search(r"\d+\Z", name))]
        for start in sorted(starts):
            for number in range(1, max(numbers, default=0) + LISTS_LOOKED_FOR + 1):
                yield f"{self._status_url}{start}{number}/"

    def _said(
        self, base_url: str, purpose: Purpose, since: str | None
    ) -> Iterator[PublishedStatuses]:
        """Yield what the editions of a list say that are found; `since` is the registry's own."""
        known = None if since is None else parse_timestamp(since)
        editions = self._all_editions(f"{base_url}{purpose}", known)
        if editions:
            yield from _told(base_url, purpose, editions, known)

    def _all_editions(self, start: str, known: datetime | None) -> list[Edition]:
        """Return the editions in the folder and on the web; note where the web has not answered.

        Who does not want it to be asked is taken at their word where the folder is no older than
        the registry.
        """
        local, _ = self._editions(self._folder, start)
        on_web, why = self._editions(self._web, start)
        excused = self._is_offline and (known is None or any(each[0] >= known for each in local))
        if why and not on_web and not excused:
            self.unread[start] = why
        return [*local, *on_web]

    def _editions(self, fetcher: Fetcher, start: str) -> tuple[list[Edition], str]:
        """Return the signed editions of a list at one place, and why there may be others."""
        found: list[Edition] = []
        why = ""
        for url in (f"{start}.jwt", f"{start}.json"):
            try:
                found.append(self._edition(fetcher, url))
                self.read.append(url)
            except (MalformedInput, ProofInvalid, ResolutionFailed) as error:
                why = why or ("" if error.code in SAYS_NO else error.message)
        return found, why

    def _edition(self, fetcher: Fetcher, url: str) -> Edition:
        """Read a list that is the issuer's own.

        Raises:
            ResolutionFailed: it could not be had.
            MalformedInput: it is no list, or not by this issuer.
            ProofInvalid: nothing shows that the issuer signed it.
        """
        data = fetcher.fetch(url, accept=_MEDIA_TYPES).body
        document = read_source(data).document
        if id_of(document.get("issuer")) != self._issuer_id:
            raise MalformedInput("what is there is not by this issuer", code="other-issuer")
        statuses = StatusList.from_document(document)
        verifier = Verifier(_POLICY, fetcher=ShelfFetcher(self._own, fetcher))
        report = verifier.verify(data)
        if report.answers[Question.GENUINE] is not Answer.YES:
            reason = next((each.message for each in report.reasons), "it is not signed")
            raise ProofInvalid(f"the list that is there cannot be believed: {reason}")
        return parse_timestamp(str(document["validFrom"])), statuses


def _told(
    base_url: str, purpose: Purpose, editions: Sequence[Edition], known: datetime | None
) -> Iterator[PublishedStatuses]:
    """Yield what editions of a list say together.

    Revoked is final: of every edition it counts, whatever its date. Suspensions come and go: of
    these the newest edition counts, where it is no older than the registry's own.
    """
    newest, statuses = max(editions, key=lambda edition: edition[0])
    indexes = statuses.set_indexes()
    if purpose == "revocation":
        indexes = frozenset().union(*(each.set_indexes() for _, each in editions))
    elif known is not None and newest < known:
        return
    yield PublishedStatuses(base_url, purpose, statuses.length, indexes)
