"""Our schema of the credential agrees with the official one, or the difference is in one table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import jsonschema_rs
from jsonschema import Draft201909Validator, FormatChecker

from microcred.models import check_credential
from microcred.models.schema_check import read_schema
from tests.models.badges import badge
from tests.schemas.mutations import Mutation, Place, mutate, prune
from tests.vectors import needs_vectors, read_vector, vector_files

pytestmark = needs_vectors

OFFICIAL = "ob_v3p0_achievementcredential_schema.json"
COMPLETE = "fullOpenBadge--complete-openbadgecredential.json"

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def is_date_time(value: object) -> bool:
    """RFC 3339, section 5.6; the package has no checker of its own for it."""
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return not isinstance(value, str) or bool(_DATE_TIME.fullmatch(value))


@cache
def formats() -> FormatChecker:
    checker = FormatChecker(formats=["date"])
    checker.checks("date-time")(lambda value: not isinstance(value, str) or is_date_time(value))
    return checker


@cache
def official() -> Draft201909Validator:
    schema = read_vector("1edtech", OFFICIAL)
    return Draft201909Validator(schema, format_checker=formats())


@cache
def ours() -> jsonschema_rs.Draft201909Validator:
    return jsonschema_rs.Draft201909Validator(read_schema("credential"), validate_formats=True)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two schemas differ on purpose.

    Attributes:
        reason: the specification that ours follows.
        official: what the official schema says there.
        applies: tells whether a mutation is such a place.
    """

    reason: str
    official: bool
    applies: Callable[[Mutation], bool]


IDENTIFIERS = ("id", "issuer")
IN_LANGUAGES = ("name", "description")
ONE_OR_MORE = ("credentialStatus", "refreshService")
TERMS = ("achievementType", "targetType", "identityType", "identifierType", "resultType")

DIFFERENCES = [
    Difference(
        "an id is an absolute URI (VCDM 2.0, Identifiers); a relative one is lost in RDF",
        True,
        lambda m: m.name in IDENTIFIERS and isinstance(m.new, str) and not _URI.match(m.new),
    ),
    Difference(
        "an id has no character that RDF forbids in an IRI (N-Triples, IRIREF)",
        True,
        lambda m: m.name in IDENTIFIERS and m.new == "urn:x> <urn:y",
    ),
    Difference(
        "names may be in several languages (VCDM 2.0, Language and Base Direction)",
        False,
        lambda m: m.name in IN_LANGUAGES and m.kind == "wrapped" and isinstance(m.old, str),
    ),
    Difference(
        "there may be several statuses and refresh services (VCDM 2.0, Status, Refreshing)",
        False,
        lambda m: m.name in ONE_OR_MORE and m.kind == "wrapped" and isinstance(m.old, dict),
    ),
    Difference(
        "an extension term begins with ext: (the official pattern is not anchored)",
        True,
        lambda m: m.name in TERMS and m.new == "not ext:own",
    ),
]


def explain(mutation: Mutation, accepted: bool) -> Difference | None:
    return next(
        (each for each in DIFFERENCES if each.official == accepted and each.applies(mutation)), None
    )


@cache
def judged() -> list[tuple[Mutation, bool]]:
    """List several hundred mutations with the official verdict on each."""
    complete = prune(read_vector("1edtech", "examples", COMPLETE))
    complete["issuer"] = {"id": "urn:x:1", "type": ["Profile"]}
    achievement = complete["credentialSubject"]["achievement"]
    del achievement["endorsement"], achievement["creator"]["endorsement"]
    seen: set[Place] = set()
    mutations = [*mutate(prune(badge()), seen), *mutate(complete, seen)]
    return [(each, official().is_valid(each.document)) for each in mutations]


def test_the_examples_and_badges_of_others_have_the_same_verdict() -> None:
    verdicts = Counter[bool]()
    for folder in ("1edtech/examples", "edubadges"):
        for path in vector_files(folder):
            document = read_vector(folder, path.name)
            verdict = official().is_valid(document)
            assert ours().is_valid(document) == verdict, path.name
            verdicts[verdict] += 1
    assert verdicts[True] >= 40
    assert verdicts[False] >= 5


def test_mutations_have_the_same_verdict_or_a_reason() -> None:
    used = Counter[str]()
    for mutation, accepted in judged():
        if ours().is_valid(mutation.document) != accepted:
            difference = explain(mutation, accepted)
            assert difference is not None, f"official says {accepted}: {mutation}"
            used[difference.reason] += 1
    verdicts = Counter(accepted for _, accepted in judged())
    assert verdicts[False] > 500
    assert verdicts[True] > 100
    assert used.keys() == {difference.reason for difference in DIFFERENCES}


def test_what_our_schema_accepts_the_models_accept() -> None:
    """The models also read compacted forms, closed classes with members, and empty arrays."""
    looser = Counter[str]()
    for mutation, _ in judged():
        read = check_credential(mutation.document) == []
        if ours().is_valid(mutation.document):
            assert read, str(mutation)
        elif read:
            looser[mutation.kind] += 1
            assert _is_tolerance(mutation), str(mutation)
    assert looser.keys() == {"unwrapped", "wrapped", "added", "replaced"}


def _is_tolerance(mutation: Mutation) -> bool:
    if mutation.kind == "unwrapped":
        return True
    if mutation.kind == "wrapped":
        return mutation.name == "type"
    if mutation.kind == "added":
        return mutation.old.get("type") in ("Image", "IdentityObject", "IdentifierEntry")
    single_text = isinstance(mutation.old, list) and isinstance(mutation.new, str)
    return single_text or (mutation.new == [] and mutation.name in ONE_OR_MORE)
