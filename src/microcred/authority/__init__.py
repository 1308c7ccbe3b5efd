"""Who asks, and what they may do: one table of verbs by role and relation.

Every verb that a door calls takes a `Principal`, finds out inside its own transaction how that
principal stands to the thing in question, and calls `permit`. Nothing here knows a database, a
page or a command.
"""

from microcred.authority.permitting import may, permit, roles_for
from microcred.authority.principal import Principal, Role
from microcred.authority.relation import Relation
from microcred.authority.table import TABLE, Grant
from microcred.authority.verb import Verb

__all__ = ["TABLE", "Grant", "Principal", "Relation", "Role", "Verb", "may", "permit", "roles_for"]
