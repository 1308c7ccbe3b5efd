"""Whether the issuer is one that the policy trusts."""

from __future__ import annotations

from collections.abc import Iterator

from microcred.errors import MalformedInput, ProofInvalid, ResolutionFailed, excerpt
from microcred.verifying.case import Case, Role, failed, passed, skipped, undetermined
from microcred.verifying.doubt import finding_of, what_to_do
from microcred.verifying.entity_statement import Now
from microcred.verifying.federation import TrustAnchor
from microcred.verifying.report import Check
from microcred.verifying.trust import TrustList, TrustRegistry, find_issuer


def check_trust(case: Case) -> Iterator[Check]:
    """Check that the issuer is one that the policy trusts."""
    if case.role is Role.BADGE:
        yield from check_issuer(case, case.owner_id, "/issuer")
    else:
        yield skipped("trust", "not-asked", "trust is asked of the badge's own issuer only")


def check_issuer(case: Case, issuer: str | None, pointer: str) -> Iterator[Check]:
    """Look an issuer up in the policy's list and registries; the first that has it decides.

    A registry that could not be asked might have had it; then nothing is known.
    """
    policy = case.policy
    if not policy.asks_for_trust:
        yield skipped("trust", "not-asked", "no list of trusted issuers was given")
        return
    if issuer is not None and issuer in (policy.trusted_issuers or ()):
        yield passed("trust", "issuer-trusted", "the issuer is on the trust list", pointer)
        return
    obstacles: list[Check] = []
    for registry in policy.trust_registries if issuer else ():
        found = _look_up(case, registry, issuer or "", pointer)
        if found is not None and found.outcome == "passed":
            yield found
            return
        obstacles += [found] if found is not None else []
    yield from obstacles
    if not obstacles:
        message = f"the issuer {excerpt(issuer, 200)} is not on the trust list"
        yield failed("trust", "issuer-not-trusted", message, pointer)


def _look_up(case: Case, registry: TrustRegistry, issuer: str, pointer: str) -> Check | None:
    """Ask one registry; None where it does not list the issuer."""
    title = _title(registry)
    now = Now(case.moment, case.policy.clock_skew_seconds)
    try:
        name = find_issuer(registry, issuer, case.fetcher, now)
    except (MalformedInput, ResolutionFailed) as error:
        case.note("trust", registry=title, issuer=issuer, code=error.code)
        message = f"{title} could not be asked about the issuer: {error.message}"
        advice = "" if isinstance(error, MalformedInput) else what_to_do("trust", error)
        return undetermined("trust", error.code, message, pointer, advice)
    except ProofInvalid as error:
        case.note("trust", registry=title, issuer=issuer, code=error.code)
        about = f"what {title} says of the issuer cannot be relied on"
        return finding_of("trust", error, pointer, about=about)
    case.note("trust", registry=title, issuer=issuer, listed=name is not None, name=name)
    if name is None:
        return None
    known_as = f" as {excerpt(name, 100)}" if name else ""
    return passed("trust", "issuer-trusted", f"the issuer is on {title}{known_as}", pointer)


def _title(registry: TrustRegistry) -> str:
    if isinstance(registry, TrustList):
        return registry.name
    place = registry.entity_id if isinstance(registry, TrustAnchor) else registry.url
    return registry.name or excerpt(place, 200)
