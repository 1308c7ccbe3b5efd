"""Whether the issuer is one that the policy trusts."""

from __future__ import annotations

from collections.abc import Iterator

from microcred.advice import what_to_do
from microcred.errors import MalformedInput, ProofInvalid, ResolutionFailed, excerpt
from microcred.findings import Finding
from microcred.verifying.checklist import failed, passed, skipped, undetermined
from microcred.verifying.entity_statement import Now
from microcred.verifying.evidence import finding_of
from microcred.verifying.federation import TrustAnchor
from microcred.verifying.trust import TrustList, TrustRegistry, find_issuer
from microcred.verifying.verification import Role, Verification


def check_trust(verification: Verification) -> Iterator[Finding]:
    """Check that the issuer is one that the policy trusts."""
    if verification.role is Role.BADGE:
        yield from check_issuer(verification, verification.owner_id, "/issuer")
    else:
        yield skipped("trust", "not-asked", "trust is asked of the badge's own issuer only")


def check_issuer(verification: Verification, issuer: str | None, pointer: str) -> Iterator[Finding]:
    """Look an issuer up in the policy's list and registries; the first that has it decides.

    A registry that could not be asked might have had it; then nothing is known.
    """
    policy = verification.policy
    if not policy.asks_for_trust:
        yield skipped("trust", "not-asked", "no list of trusted issuers was given")
    elif issuer is not None and issuer in (policy.trusted_issuers or ()):
        yield passed("trust", "issuer-trusted", "the issuer is on the trust list", pointer)
    else:
        yield from _ask_registries(verification, issuer, pointer)


def _ask_registries(
    verification: Verification, issuer: str | None, pointer: str
) -> Iterator[Finding]:
    obstacles: list[Finding] = []
    for registry in verification.policy.trust_registries if issuer else ():
        found = _look_up(verification, registry, issuer or "", pointer)
        if found is not None and found.outcome == "passed":
            yield found
            return
        obstacles += [found] if found is not None else []
    yield from obstacles
    if not obstacles:
        message = f"the issuer {excerpt(issuer, 200)} is not on the trust list"
        yield failed("trust", "issuer-not-trusted", message, pointer)


def _look_up(
    verification: Verification, registry: TrustRegistry, issuer: str, pointer: str
) -> Finding | None:
    """Ask one registry; None where it does not list the issuer."""
    title = _title(registry)
    now = Now(verification.moment, verification.policy.clock_skew_seconds)
    try:
        name = find_issuer(registry, issuer, verification.fetcher, now)
    except (MalformedInput, ResolutionFailed) as error:
        verification.note("trust", registry=title, issuer=issuer, code=error.code)
        message = f"{title} could not be asked about the issuer: {error.message}"
        advice = "" if isinstance(error, MalformedInput) else what_to_do("trust", error)
        return undetermined("trust", error.code, message, pointer, advice)
    except ProofInvalid as error:
        verification.note("trust", registry=title, issuer=issuer, code=error.code)
        about = f"what {title} says of the issuer cannot be relied on"
        return finding_of("trust", error, pointer, about=about)
    verification.note("trust", registry=title, issuer=issuer, listed=name is not None, name=name)
    if name is None:
        return None
    known_as = f" as {excerpt(name, 100)}" if name else ""
    return passed("trust", "issuer-trusted", f"the issuer is on {title}{known_as}", pointer)


def _title(registry: TrustRegistry) -> str:
    if isinstance(registry, TrustList):
        return registry.name
    place = registry.entity_id if isinstance(registry, TrustAnchor) else registry.url
    return registry.name or excerpt(place, 200)
