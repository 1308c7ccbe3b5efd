"""Issue a badge to everybody on a roster, resumably."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from microcred.application.awards import BY_DEFAULT, IssueOptions, terms_for
from microcred.application.opening import Workspace
from microcred.application.permission import permit_issuer
from microcred.application.private_keys import Passphrase, nobody
from microcred.authority import Principal, Verb
from microcred.carriers import CARRIERS
from microcred.issuing import default_picture
from microcred.minting import Minted, Minting, Row, SigningProcesses
from microcred.models import Achievement


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterOrder:
    """What is issued to everybody on a roster, how, and where it goes.

    Attributes:
        achievement: what is awarded.
        rows: who gets a badge; no two for the same person. See `read_roster`.
        folder: where the files go; made if need be.
        options: how the badges are issued.
        subject: further members of each badge's subject; see `Issuer.award`.
        picture: to bake into, where the form is a picture; one is drawn where none is given.
        without_results: whether badges may lack what was reached; see `Award`.
        anew: issue to everybody again, and replace the files that are there.
        workers: how many processes sign.
    """

    achievement: Achievement
    rows: Sequence[Row]
    folder: Path
    options: IssueOptions = BY_DEFAULT
    subject: Mapping[str, Any] = field(default_factory=dict)
    picture: bytes | None = field(default=None, repr=False)
    without_results: bool = False
    anew: bool = False
    workers: int = 1


@dataclass(frozen=True, slots=True)
class MintedRoster:
    """The badges of a roster.

    Attributes:
        run_id: the run that issued those that were not there before.
        badges: one for each row, in their order.
    """

    run_id: str
    badges: tuple[Minted, ...]


def _untold(_: Minted) -> None:
    """Tell nobody."""


def mint(
    workspace: Workspace,
    order: RosterOrder,
    *,
    by: Principal,
    passphrase: Passphrase = nobody,
    progress: Callable[[Minted], None] = _untold,
) -> MintedRoster:
    """Issue a badge to every row, some hundred in a transaction, and write their files.

    A call that was ended anywhere is continued by the same one: nobody gets two badges. The site
    does not show them yet: see `publish_site`.

    Args:
        workspace: whose badges they are.
        order: what, to whom, and where to.
        by: who issues them.
        passphrase: asks for that of the key.
        progress: called with each badge, once its file is there.

    Raises:
        MicrocredError: see `Minting.run`; what was minted before stays.
        ConfigurationError: code `no-workers`; see `SigningProcesses`.
    """
    permit_issuer(by, Verb.MINT)
    terms = terms_for(workspace, order.options, by=by, passphrase=passphrase)
    picture = order.picture
    if picture is None and terms.form in CARRIERS:
        picture = default_picture(terms.form, order.achievement, workspace.profile)
    badges: list[Minted] = []
    with ExitStack() as stack:
        # Forked before the registry is opened, which they must not share.
        processes = (
            stack.enter_context(SigningProcesses(terms, order.workers))
            if order.workers > 1
            else None
        )
        minting = Minting(
            workspace.database,
            terms,
            order.achievement,
            order.folder,
            picture,
            order.subject,
            processes,
            without_results=order.without_results,
        )
        for badge in minting.run(order.rows, anew=order.anew):
            badges.append(badge)
            progress(badge)
    return MintedRoster(terms.run.id, tuple(badges))
