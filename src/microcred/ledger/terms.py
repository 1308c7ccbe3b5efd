"""What is asked for when badges are issued, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from microcred.arguments import expect
from microcred.issuing import Issuer, Recipient, SignedBadge
from microcred.ledger.badges import IssuedBadge, Run
from microcred.ledger.settings import IssuanceSettings
from microcred.models import Achievement, Evidence, Result
from microcred.timestamps import Clock, system_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What all badges of one command have in common.

    Attributes:
        issuer: awards, and signs to fit the form.
        settings: of the workspace.
        run: the command that issues.
        form: of `FORMATS`: `json`, `jwt` or the name of a carrier.
        public: whether a site shows the badges; then they are kept too, as `kept` says.
        kept: whether they are signed with an embedded proof and as a JWT, and kept to be handed
            over later, whoever they name.
        with_status: whether they can be revoked in a way that a verifier sees.
        clock: gives the moment of issuing.
    """

    issuer: Issuer
    settings: IssuanceSettings
    run: Run
    form: str = "json"
    public: bool = False
    kept: bool = False
    with_status: bool = True
    clock: Clock = system_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """One badge to issue.

    Attributes:
        achievement: what is awarded.
        recipient: who gets it.
        identifier: the recipient's identifier as it was given, in clear; only its keyed hash is
            kept. None leaves the badge without one.
        recipient_hash: that hash, where the identifier itself is not known any more.
        evidence: what the badge rests on.
        results: what was reached.
        valid_until: dateTimeStamp, or None.
        subject: further members of the badge's subject; see `Issuer.award`.
        picture: to bake into, where the form is a carrier.
        badge_id: an id noted before; a badge that is recorded under it is signed again.
        valid_from: the moment noted before.
        place: names it in errors, as `row 5`.
        without_results: whether a micro-credential's may lack what was reached; its record says so.

    Raises:
        WrongArgument: achievement or recipient are something else.
    """

    achievement: Achievement
    recipient: Recipient
    identifier: str | None = field(default=None, repr=False)
    recipient_hash: str | None = None
    evidence: Sequence[Evidence] = ()
    results: Sequence[Result] = ()
    valid_until: datetime | str | None = None
    subject: Mapping[str, Any] = field(default_factory=dict)
    picture: bytes | None = field(default=None, repr=False)
    badge_id: str | None = None
    valid_from: str | None = None
    place: str | None = None
    without_results: bool = False

    def __post_init__(self) -> None:
        to = "Award.to(address, achievement) makes an award of both"
        expect(self.achievement, Achievement, "achievement", "an Achievement", to)
        expect(self.recipient, Recipient, "recipient", "a Recipient", to)

    @classmethod
    def to(cls, whom: str, achievement: Achievement, **members: Any) -> Self:
        """Award to an e-mail address, a DID or a URL; in the badge as `Recipient.parse` has it.

        Args:
            whom: the identifier. The badge has an address as a salted hash, the registry the
                keyed hash by which it finds the person's badges.
            achievement: what is awarded.
            members: further attributes, `evidence` and `results` for example.

        Raises:
            MalformedInput: it is none of these.
        """
        recipient = Recipient.parse(whom)
        return cls(achievement=achievement, recipient=recipient, identifier=whom, **members)


@dataclass(frozen=True, slots=True)
class Issued:
    """One badge that was issued.

    Attributes:
        badge: as it is recorded.
        signed: as it was signed to fit the form.
        data: the content of its file.
    """

    badge: IssuedBadge
    signed: SignedBadge
    data: bytes
