"""What the table says to somebody who asks."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from microcred.authority.principal import Principal, Role
from microcred.authority.relation import Relation
from microcred.authority.table import TABLE
from microcred.authority.verb import Verb
from microcred.errors import Forbidden

_NONE: frozenset[Relation] = frozenset()


def roles_for(
    by: Principal, verb: Verb, relations: AbstractSet[Relation] = _NONE
) -> frozenset[Role]:
    """Return the roles in which somebody may do something; none where they may not.

    What is their own they do as its educator alone, whatever else they are: no officer decides on
    their own work or reads who judged it, and no assessor rates it.
    """
    if Role.OPERATOR in by.roles:
        return frozenset({Role.OPERATOR})
    held = by.roles - {Role.ASSESSOR, Role.ADJUDICATOR, Role.OFFICER, Role.ADMINISTRATOR}
    return frozenset(
        grant.role
        for grant in TABLE.get(verb, ())
        if grant.role in (held if Relation.OWN in relations else by.roles)
        and (grant.relation is None or grant.relation in relations)
    )


def may(by: Principal, verb: Verb, relations: AbstractSet[Relation] = _NONE) -> bool:
    """Tell whether somebody may do something."""
    return bool(roles_for(by, verb, relations))


def permit(by: Principal, verb: Verb, relations: AbstractSet[Relation] = _NONE) -> frozenset[Role]:
    """Return the roles in which somebody may do something, and refuse where there are none.

    Args:
        by: who asks.
        verb: what for.
        relations: how they stand to what it is about.

    Raises:
        Forbidden: code `forbidden`.
    """
    roles = roles_for(by, verb, relations)
    if not roles:
        others = ", ".join(map(str, TABLE.get(verb, ()))) or str(Role.OPERATOR)
        message = f"{by.name} may not do that ({verb}); it is for: {others}"
        raise Forbidden(message, code="forbidden")
    return roles
