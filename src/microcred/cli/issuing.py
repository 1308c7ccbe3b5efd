"""What the commands that issue have in common: their options, their terms and their run."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import click

from microcred.application import Passphrase, Workspace
from microcred.application.issuing import list_signer_for, terms_for
from microcred.cli.options import actor_name
from microcred.cli.passphrase import ask_passphrase
from microcred.ledger import ListSigner, Terms

public_option = click.option(
    "--public",
    is_flag=True,
    help="Let the issuer's site show it, with a page of its own; signed as JSON and as JWT.",
)
without_results_option = click.option(
    "--without-results",
    is_flag=True,
    help="Issue a micro-credential's badge also without what was reached; its record says so.",
)
status_option = click.option(
    "--no-status",
    "with_status",
    is_flag=True,
    default=True,
    flag_value=False,
    help="Leave out where its status is published: it cannot be revoked then.",
)

NO_WEB_ADDRESS: Final = (
    "Without a web address nothing says whether a badge was revoked: verifiers look that up in "
    "lists on the web. Set url under [site] to the address of your web space, or begin a workspace "
    "with --did web:HOST; badges issued from then on can be revoked."
)


def terms_of(
    workspace: Workspace,
    command: str,
    *,
    form: str,
    suite: str | None = None,
    actor: str | None = None,
    public: bool = False,
    with_status: bool = True,
    passphrase: Passphrase = ask_passphrase,
) -> Terms:
    """Open the key that signs, and say how one command issues; `actor` is the caller by default."""
    by = actor or actor_name()
    terms = terms_for(workspace, command, by=by, form=form, suite=suite, passphrase=passphrase)
    return replace(terms, public=public, with_status=with_status)


def list_signer_of(workspace: Workspace) -> ListSigner:
    """Open the key that signs, to sign status lists."""
    return list_signer_for(workspace, ask_passphrase)
