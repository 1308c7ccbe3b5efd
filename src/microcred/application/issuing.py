"""Issue the badges of a workspace, change their status, and look them up."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace

from microcred.application.current_key import with_current_key
from microcred.application.opening import Workspace
from microcred.application.private_keys import Passphrase, nobody
from microcred.carriers import CARRIERS
from microcred.issuing import default_picture, suite_for
from microcred.ledger import (
    Award,
    ChangedStatuses,
    Issued,
    IssuedBadge,
    ListSigner,
    Run,
    Selection,
    Terms,
    change_status,
    issue_badges,
)
from microcred.ledger.badges import find_badges
from microcred.ledger.status_events import Action
from microcred.timestamps import format_timestamp


def terms_for(
    workspace: Workspace,
    command: str,
    *,
    by: str,
    form: str = "json",
    suite: str | None = None,
    passphrase: Passphrase = nobody,
) -> Terms:
    """Open the key that signs, and say how one run of badges is issued.

    `dataclasses.replace` changes more of it, for example `public`.

    Args:
        workspace: whose badges they are.
        command: what issues, for the record.
        by: who issues, for the record.
        form: of `FORMATS`: `json`, `jwt` or the name of a carrier.
        suite: how to sign; by default what suits key and form.
        passphrase: asks for that of the key.

    Raises:
        ConfigurationError, UnusableKey, WrongPassphrase: see `Workspace.signing_key`.
    """
    started = format_timestamp(workspace.clock().replace(microsecond=0))
    return Terms(
        issuer=workspace.issuer(passphrase, suite_for(form, suite)),
        settings=workspace.issuance_settings,
        run=Run(str(uuid.uuid4()), command, started, by),
        form=form,
        clock=workspace.clock,
    )


def issue(workspace: Workspace, terms: Terms, awards: Sequence[Award]) -> list[Issued]:
    """Issue badges: all of them, signed and recorded with their status, or none.

    Args:
        workspace: whose badges they are.
        terms: how; see `terms_for`. Calls with the same ones are one run.
        awards: what, and to whom; some hundreds at once, since all are signed in one transaction.
            Where the form is a picture and an award has none, one is drawn.

    Returns:
        One for each award, in their order. The site does not show it yet: see `publish_site`.

    Raises:
        MicrocredError: a badge cannot be signed or baked, or the registry refuses; none is issued.
    """
    awards = _with_pictures(terms, awards)  # drawn while nobody waits for the registry
    with workspace.database.writing() as connection:
        return issue_badges(connection, terms, awards)


def _with_pictures(terms: Terms, awards: Sequence[Award]) -> Sequence[Award]:
    if terms.form not in CARRIERS:
        return awards
    drawn: dict[str, bytes] = {}
    for award in awards:
        named = str(award.achievement.id)
        if award.picture is None and named not in drawn:
            drawn[named] = default_picture(terms.form, award.achievement, terms.issuer.profile)
    return [
        replace(award, picture=award.picture or drawn[str(award.achievement.id)])
        for award in awards
    ]


@with_current_key
def set_status(
    workspace: Workspace,
    action: Action,
    badge_ids: Iterable[str],
    *,
    by: str,
    reason: str = "",
    passphrase: Passphrase = nobody,
) -> ChangedStatuses:
    """Revoke, suspend or reinstate badges, and sign the lists that say so.

    Args:
        workspace: whose badges they are.
        action: `revoke`, which is final, `suspend` or `reinstate`.
        badge_ids: the credentials' ids.
        by: who does it, for the record.
        reason: why, for the record; it is not published.
        passphrase: asks for that of the key.

    Raises:
        NotFound: a badge is not there (`no-such-badge`). Nothing is changed then.
        Conflict: a badge is revoked, which is final (`revoked-is-final`). Nothing is changed then.
    """
    signer = list_signer_for(workspace, passphrase)
    meant = Selection(ids=frozenset(badge_ids))
    with workspace.database.writing() as connection:
        return change_status(connection, signer, action, meant, actor=by, reason=reason)


def list_signer_for(workspace: Workspace, passphrase: Passphrase = nobody) -> ListSigner:
    """Open the key that signs, to sign status lists."""
    return ListSigner(
        issuer_id=str(workspace.profile.id),
        key=workspace.signing_key(passphrase),
        settings=workspace.issuance_settings,
        clock=workspace.clock,
    )


def find_badge(workspace: Workspace, badge_id: str) -> IssuedBadge | None:
    """Return what is recorded of a badge; its `state` says what became of it."""
    with workspace.database.reading() as connection:
        return find_badges(connection, [badge_id]).get(badge_id)
