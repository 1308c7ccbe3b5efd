"""Sign status lists again: before their time is up, and after a clock that was ahead."""

from __future__ import annotations

from dataclasses import dataclass

from microcred.application.current_key import with_current_key
from microcred.application.opening import Workspace, act_now
from microcred.application.permission import permit_issuer
from microcred.application.private_keys import Passphrase, nobody
from microcred.authority import Principal, Verb
from microcred.ledger import ListSigner, due_lists
from microcred.ledger.redating import redate as redate_ledger
from microcred.registry.moments import check_moment, last_moment
from microcred.timestamps import format_timestamp


@dataclass(frozen=True, slots=True)
class Redated:
    """What was dated ahead, and is not any more as far as it can be changed.

    Attributes:
        at: the moment that counts for now, dateTimeStamp.
        latest: the latest that was recorded; None where nothing was dated ahead.
        lists: the pairs of status lists that were signed again.
        badges: ids of badges that count only from a later moment on.
    """

    at: str
    latest: str | None = None
    lists: tuple[int, ...] = ()
    badges: tuple[str, ...] = ()


def list_signer_for(workspace: Workspace, passphrase: Passphrase = nobody) -> ListSigner:
    """Open the key that signs, to sign status lists."""
    return ListSigner(
        issuer_id=str(workspace.profile.id),
        key=workspace.signing_key(passphrase),
        settings=workspace.issuance_settings,
        clock=workspace.clock,
    )


@with_current_key
def renew_lists(workspace: Workspace, passphrase: Passphrase = nobody, *, by: Principal) -> int:
    """Sign the status lists again that will not count much longer; call it every day.

    The key is opened only where there is something to sign.

    Returns:
        How many pairs of lists were signed.

    Raises:
        Forbidden: code `forbidden`.
        ConfigurationError: the clock stands before the last change; see `check_moment`.
    """
    permit_issuer(by, Verb.PUBLISH)
    now = workspace.clock()
    with workspace.database.reading() as connection:
        check_moment(last_moment(connection), now)
        due = due_lists(connection, now)
    if due:
        signer = list_signer_for(workspace, passphrase)
        with workspace.database.writing() as connection:
            signer.renew(connection)
    return len(due)


@with_current_key
def redate(
    workspace: Workspace, *, by: Principal, reason: str = "", passphrase: Passphrase = nobody
) -> Redated:
    """Take the time of now for the right one, where something is recorded with a later time.

    The status lists are signed again as of now. Badges that were dated ahead count from their date
    on, and are named.

    Args:
        workspace: whose registry was changed while the clock was ahead.
        by: who says that the clock is right now.
        reason: why, for the record.
        passphrase: asks for that of the key.
    """
    permit_issuer(by, Verb.REDATE)
    signer = list_signer_for(workspace, passphrase)
    act = act_now(by.name, reason)
    with workspace.database.writing() as connection:
        done = redate_ledger(connection, signer, act)
    if done is None:
        return Redated(act.at)
    return Redated(act.at, format_timestamp(done.latest), tuple(done.lists), tuple(done.badges))
