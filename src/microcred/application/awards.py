"""Issue awards as badges, alone or together, and see that each reaches whoever asked for it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from microcred.application.current_key import with_current_key
from microcred.application.handing_over import handing_over
from microcred.application.opening import Workspace
from microcred.application.permission import permit_issuer
from microcred.application.private_keys import Passphrase, nobody
from microcred.authority import Principal, Verb
from microcred.carriers import CARRIERS
from microcred.issuing import default_picture, suite_for
from microcred.keys import LocalKey
from microcred.ledger import Award, Issued, Run, Terms, check_results, issue_badges
from microcred.ledger.issuing_slowly import issue_slowly
from microcred.timestamps import format_timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueOptions:
    """How badges are issued.

    Attributes:
        what: what issues them, for the record: `issue`, or the name of your application.
        form: of `FORMATS`: `json`, `jwt` or the name of a carrier.
        suite: how they are signed; by default what suits key and form.
        public: whether the issuer's site shows them; then they are kept too.
        with_status: whether they can be revoked in a way that a verifier sees.
        run_id: the run that they belong to; by default a new one.
    """

    what: str = "issue"
    form: str = "json"
    suite: str | None = None
    public: bool = False
    with_status: bool = True
    run_id: str | None = None


BY_DEFAULT: Final = IssueOptions()


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A badge that is being handed over.

    Attributes:
        issued: the badge.
        before: whether an earlier call issued it, which was ended before it handed it over.
    """

    issued: Issued
    before: bool


def terms_for(
    workspace: Workspace,
    options: IssueOptions = BY_DEFAULT,
    *,
    by: Principal,
    passphrase: Passphrase = nobody,
) -> Terms:
    """Open the key that signs, and say how one run of badges is issued.

    Raises:
        Forbidden: code `forbidden`.
        ConfigurationError, UnusableKey, WrongPassphrase: see `Workspace.signing_key`.
    """
    permit_issuer(by, Verb.ISSUE)
    started = format_timestamp(workspace.clock().replace(microsecond=0))
    return Terms(
        issuer=workspace.issuer(passphrase, suite_for(options.form, options.suite)),
        settings=workspace.issuance_settings,
        run=Run(options.run_id or str(uuid.uuid4()), options.what, started, by.name),
        form=options.form,
        public=options.public,
        with_status=options.with_status,
        clock=workspace.clock,
    )


@with_current_key
def issue(
    workspace: Workspace,
    awards: Sequence[Award],
    options: IssueOptions = BY_DEFAULT,
    *,
    by: Principal,
    passphrase: Passphrase = nobody,
) -> tuple[Issued, ...]:
    """Issue badges: all of them, signed and recorded with their status, or none.

    Args:
        workspace: whose badges they are.
        awards: what, and to whom; some hundreds at once, since all are signed in one transaction.
            Where the form is a picture and an award has none, one is drawn.
        options: how.
        by: who issues them.
        passphrase: asks for that of the key.

    Returns:
        One for each award, in their order. The site does not show it yet: see `publish_site`.

    Raises:
        MicrocredError: a badge cannot be signed or baked, or the registry refuses; none is issued.
    """
    permit_issuer(by, Verb.ISSUE)
    _check_results(awards)
    terms = terms_for(workspace, options, by=by, passphrase=passphrase)
    awards = _with_pictures(terms, awards)  # drawn while nobody waits for the registry
    if not isinstance(terms.issuer.signer.key, LocalKey):  # in a token, or asked over a network
        return tuple(issue_slowly(workspace.database, terms, awards))
    with workspace.database.writing() as connection:
        return tuple(issue_badges(connection, terms, awards))


@contextmanager
def issue_and_hand_over(
    workspace: Workspace,
    award: Award,
    options: IssueOptions = BY_DEFAULT,
    *,
    by: Principal,
    passphrase: Passphrase = nobody,
    file: Path | None = None,
) -> Iterator[HandedOver]:
    """Issue one badge and give it to a block that hands it over.

    A call that is ended between the two leaves a note; the same call again then gives the badge
    that is recorded already, signed again under its id, and issues no second one.

    Args:
        workspace: whose badge it is.
        award: what, and to whom.
        options: how.
        by: who issues it.
        passphrase: asks for that of the key.
        file: where the block puts it; None where that is no file.

    Raises:
        MicrocredError: see `issue`.
        ConfigurationError: a note cannot be read or written.
    """
    permit_issuer(by, Verb.ISSUE)
    _check_results([award])
    with handing_over(workspace.root, workspace.database, _asked(award, options), file) as work:
        noted = work.earlier
        if noted is not None:
            award = replace(award, badge_id=noted.badge_id, valid_from=noted.valid_from)

        @with_current_key
        def record() -> Issued:
            terms = terms_for(workspace, options, by=by, passphrase=passphrase)
            (pictured,) = _with_pictures(terms, [award])
            with workspace.database.writing() as connection:
                (issued,) = issue_badges(connection, terms, [pictured])
                work.note(issued.badge.id, issued.badge.issued_at)
            return issued

        yield HandedOver(record(), before=noted is not None)
        work.done()


def _asked(award: Award, options: IssueOptions) -> dict[str, Any]:
    """Return all that a call asked for, JSON-ready; salts are new in every call and left out."""
    identities = [(each.identity_type, each.hashed) for each in award.recipient.identifiers]
    return {
        "achievement": award.achievement.to_document(),
        "recipient": [award.identifier, award.recipient.id, identities],
        "evidence": [each.to_document() for each in award.evidence],
        "results": [each.to_document() for each in award.results],
        "valid_until": str(award.valid_until),
        "without_results": award.without_results,
        "picture": hashlib.sha256(award.picture or b"").hexdigest(),
        "options": asdict(options),
    }


def _check_results(awards: Sequence[Award]) -> None:
    """Refuse, before a key is opened, what would be refused when it is signed."""
    for award in awards:
        check_results(award.achievement, award.results, without=award.without_results)


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
