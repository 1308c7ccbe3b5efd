"""Whether a trust anchor vouches for an issuer, itself or over intermediates.

The anchor is asked about the issuer. Where it states nothing, the issuer's own entity
configuration names its superiors in `authority_hints`; each is asked what it states about the
issuer, and then who vouches for it, up to the anchor (OpenID Federation 1.0, "Resolving the Trust
Chain and Metadata"). What the issuer and the superiors say of themselves only shows the way: a
chain counts when each statement in it is signed with a key that the next one names, and the last
with a key of the anchor.

An issuer with a did:web has its configuration at its host; its superiors are asked about the DID.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from microcred.dids import parse_did_url
from microcred.dids.location import document_url
from microcred.errors import LimitExceeded, MicrocredError, ResolutionFailed
from microcred.fetch import Fetcher, says_no
from microcred.keys import PublicKey
from microcred.limits import MAX_TRUST_CHAIN_INTERMEDIATES, MAX_TRUST_CHAIN_WAYS
from microcred.verifying.chain_constraints import check_constraints
from microcred.verifying.entity_statement import (
    EntityStatement,
    Keys,
    Now,
    check_signature,
    fetch_configuration,
    fetch_statement,
)


@dataclass(frozen=True, slots=True)
class TrustAnchor:
    """A trust anchor of an OpenID Federation.

    Attributes:
        entity_id: its entity identifier, an HTTPS URL.
        name: for reports.
        keys: the keys it signs with; where there are none, those of its entity configuration
            count, which then rests on TLS alone.
        fetch_endpoint: where it answers; used only together with `keys`, else its entity
            configuration says it.
    """

    entity_id: str
    name: str = ""
    keys: tuple[PublicKey, ...] = ()
    fetch_endpoint: str | None = None


def find_in_federation(
    anchor: TrustAnchor, subject: str, fetcher: Fetcher, now: Now
) -> EntityStatement | None:
    """Return what the anchor, or who it vouches for, states about `subject`, or None.

    Raises:
        ResolutionFailed: somebody could not be asked, or gave a statement that is none, forged,
            about somebody else or not of this time, so that nothing is known.
        ProofInvalid: a statement breaks a constraint of one above it.
        MalformedInput: a chain that is longer than is followed, or lacks what a question needs.
    """
    endpoint, keys = _reach(anchor, fetcher, now)
    search = _Search(anchor.entity_id, endpoint, keys, fetcher, now)
    stated = search.ask_anchor(subject)
    return stated if stated is not None else search.ask_superiors(subject)


def _reach(anchor: TrustAnchor, fetcher: Fetcher, now: Now) -> tuple[str, Keys]:
    """Return where the anchor answers, and its keys."""
    keys: Keys = [(None, key) for key in anchor.keys]
    if keys and anchor.fetch_endpoint is not None:
        return anchor.fetch_endpoint, keys
    configuration = fetch_configuration(anchor.entity_id, keys, fetcher, now)
    return configuration.fetch_endpoint, keys or configuration.keys


@dataclass(slots=True)
class _Search:
    """Looks for a chain from an issuer up to one trust anchor.

    Attributes:
        anchor_id: the anchor.
        endpoint: where it answers.
        keys: its keys.
        fetcher: reaches the network, within this verification's share.
        now: the reference time.
        ways_left: how many more ways up are tried.
        obstacles: why other ways led nowhere.
    """

    anchor_id: str
    endpoint: str
    keys: Keys
    fetcher: Fetcher
    now: Now
    ways_left: int = MAX_TRUST_CHAIN_WAYS
    obstacles: list[MicrocredError] = field(default_factory=list)

    def ask_anchor(self, subject: str) -> EntityStatement | None:
        """Return what the anchor itself states about `subject`."""
        names = (self.anchor_id, subject)
        return fetch_statement(self.endpoint, self.keys, names, self.fetcher, self.now)

    def ask_superiors(self, subject: str) -> EntityStatement | None:
        """Return what a superior states about `subject` that the anchor vouches for."""
        entity_id = _entity_id(subject)
        own = self._configuration(entity_id) if entity_id else None
        if own is None:
            return None
        # a DID is not what its host's configuration is about: that only shows the way
        below = [own] if entity_id == subject else []
        for superior in own.superiors:
            found = self._try(superior, subject, below, (own.subject,))
            if found is not None:
                return found
        if self.ways_left <= 0:
            message = (
                f"more than {MAX_TRUST_CHAIN_WAYS} ways up to the anchor; the rest was not tried"
            )
            self.obstacles.append(ResolutionFailed(message, code="too-many-trust-chains"))
        unknown = [error for error in self.obstacles if isinstance(error, ResolutionFailed)]
        if self.obstacles:
            raise [*unknown, *self.obstacles][0]
        return None

    def _configuration(self, entity_id: str) -> EntityStatement | None:
        try:
            return fetch_configuration(entity_id, [], self.fetcher, self.now)
        except ResolutionFailed as error:
            if says_no(error):
                return None
            raise

    def _try(
        self,
        superior: str,
        subject: str,
        below: Sequence[EntityStatement],
        passed: tuple[str, ...],
    ) -> EntityStatement | None:
        """Go up one way, and remember what stood in it.

        Args:
            superior: who is asked next.
            subject: about whom.
            below: the chain so far.
            passed: who was met on this way; a superior may stand on several, but on none twice.
        """
        if superior in passed or superior == self.anchor_id:
            return None  # the anchor has been asked
        if self.ways_left <= 0:
            return None
        self.ways_left -= 1
        try:
            return self._go_up(superior, subject, below, (*passed, superior))
        except MicrocredError as error:
            self.obstacles.append(error)
            return None

    def _go_up(
        self,
        superior: str,
        subject: str,
        below: Sequence[EntityStatement],
        passed: tuple[str, ...],
    ) -> EntityStatement | None:
        """Ask `superior` about `subject`, then who vouches for it; give the lowest statement."""
        own = self._configuration(superior)
        if own is None:
            return None
        names = (superior, subject)
        stated = fetch_statement(own.fetch_endpoint, own.keys, names, self.fetcher, self.now)
        if stated is None:
            return None
        chain = [*below, stated]
        if self.anchor_id in own.superiors and (last := self.ask_anchor(superior)) is not None:
            _check_chain([*chain, last])
            return _statements(chain)[0]
        if len(_statements(chain)) >= MAX_TRUST_CHAIN_INTERMEDIATES:
            message = f"a trust chain of more than {MAX_TRUST_CHAIN_INTERMEDIATES} intermediates"
            raise LimitExceeded(message, code="chain-too-long")
        for higher in own.superiors:
            found = self._try(higher, superior, chain, passed)
            if found is not None:
                return found
        return None


def _statements(chain: Sequence[EntityStatement]) -> Sequence[EntityStatement]:
    """Leave out the issuer's own configuration, which may be the first of a chain."""
    return [item for item in chain if item.claims["iss"] != item.claims["sub"]]


def _check_chain(chain: Sequence[EntityStatement]) -> None:
    """Check a chain that ends with the anchor ("Validating a Trust Chain").

    Raises:
        UnusableAnswer: one is not signed with a key that the next names.
        ProofInvalid: a constraint is broken.
    """
    for lower, higher in pairwise(chain):
        check_signature(lower, higher.keys)
    check_constraints([(item.subject, item.constraints) for item in _statements(chain)])


def _entity_id(subject: str) -> str | None:
    """Return where an issuer has its entity configuration; None where it can have none."""
    if subject.startswith("https://"):
        return None if {"?", "#"} & set(subject) else subject
    if not subject.startswith("did:web:"):
        return None
    try:
        url = document_url(parse_did_url(subject).identifier, "did.json")
    except MicrocredError:
        return None
    return url.removesuffix("/did.json").removesuffix("/.well-known")
