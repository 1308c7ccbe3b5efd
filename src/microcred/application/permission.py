"""Whether somebody may do what is the issuer's as a whole: its badges, keys and site."""

from __future__ import annotations

from microcred.arguments import expect
from microcred.authority import Principal, Relation, Verb, permit


def permit_issuer(by: Principal, verb: Verb) -> None:
    """Refuse who may not; whoever answers for some schools alone has no say over all badges.

    Raises:
        Forbidden: code `forbidden`.
        WrongArgument: it is no `Principal`.
    """
    expect(by, Principal, "by", "a Principal", "Principal.operator(name) makes one")
    permit(by, verb, {Relation.PROGRAMME} if by.schools is None else frozenset())
