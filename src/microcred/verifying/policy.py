"""What a verifier accepts beyond what the specifications fix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

from microcred.arguments import expect
from microcred.errors import ConfigurationError
from microcred.verifying.questions import QUESTION_OF
from microcred.verifying.trust import TrustRegistry

_INDISPENSABLE: Final = frozenset({"source", "proof"})
"""Without a signature there is nothing that a verdict could stand on."""


@dataclass(frozen=True)
class Policy:
    """What one verifier asks for. The defaults are the strict ones.

    Attributes:
        recipient: a person's identifier that the badge must be for: an e-mail address, another
            identifier in plain text, a DID or a URL; None asks nothing.
        trusted_issuers: issuer ids (DIDs or URLs); None asks nothing.
        trust_registries: lists of issuers and trust anchors that are asked about the issuer, the
            first that lists it decides; they add to `trusted_issuers`. Empty asks nothing.
        clock_skew_seconds: how far two clocks may differ before a date counts.
        contexts: JSON-LD contexts accepted beside the pinned ones, by URL.
        fetch_contexts: URLs of contexts that may be fetched, once for a verifier; no other is.
        check_resources: whether resources of which the badge states a digest (`digestSRI`,
            `digestMultibase`) are fetched and compared with it.
        require_open_badge: whether a verifiable credential that is not of the Open Badges
            family fails.
        accept_unlisted_keys: whether a key that only the badge itself carries, in the fragment
            of a URL or in a JWT's header, may stand for the issuer when the issuer's document
            cannot be had. Anyone can make such a badge in anyone's name, so this counts for
            nothing where the issuer must be a trusted one.
        require_issuer_is_controller: whether the key's controller must be the issuer; generic
            credential test suites do without.
        form: `require` refuses a badge that is not well formed; `report` says so and decides by
            the other questions.
        leave_out: names of checks (`schema`), or of questions (`inForce`) for all of theirs,
            that are not run; the report says so, and their question is answered `unknown` at
            best. `source` and `proof` cannot be left out.
        holder: who may present a badge: `subject`, only whom it was given to, or `anyone`, which
            the report says. A badge whose recipient is an e-mail address names nobody who could
            sign a presentation: a service that knows the address of the person before it asks
            for `anyone`, and for that `recipient`.

    Raises:
        ConfigurationError: `leave_out` names what is no check and no question, or what cannot
            be left out.
        WrongArgument: `recipient` is no text, or `trusted_issuers` no set.
    """

    recipient: str | None = None
    trusted_issuers: frozenset[str] | None = None
    trust_registries: tuple[TrustRegistry, ...] = ()
    clock_skew_seconds: int = 60
    contexts: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    fetch_contexts: frozenset[str] = frozenset()
    check_resources: bool = False
    require_open_badge: bool = True
    accept_unlisted_keys: bool = False
    require_issuer_is_controller: bool = True
    holder: Literal["subject", "anyone"] = "subject"
    form: Literal["require", "report"] = "require"
    leave_out: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        given = "the address, DID or URL"
        expect(self.recipient, (str, type(None)), "recipient", "text", given)
        ids = "frozenset({id, …}) makes one"
        some = (frozenset, set, type(None))
        expect(self.trusted_issuers, some, "trusted_issuers", "a set of ids", ids)
        if self.form not in ("require", "report"):
            message = f"form is 'require' or 'report', not {self.form!r}"
            raise ConfigurationError(message, code="invalid-policy")
        _ = self.left_out

    @cached_property
    def left_out(self) -> frozenset[str]:
        """The names of the checks that are not run.

        Raises:
            ConfigurationError: `leave_out` names what cannot be left out.
        """
        named = {name: _checks_named(name) for name in self.leave_out}
        for name, checks in named.items():
            if not checks or (name in QUESTION_OF and checks & _INDISPENSABLE):
                known = ", ".join(name for name in QUESTION_OF if name not in _INDISPENSABLE)
                message = f"{name!r} cannot be left out; these can: {known}"
                raise ConfigurationError(message, code="invalid-policy")
        return frozenset[str]().union(*named.values()) - _INDISPENSABLE

    @property
    def asks_for_trust(self) -> bool:
        """Whether the issuer must be one that is trusted."""
        return self.trusted_issuers is not None or bool(self.trust_registries)


@dataclass(frozen=True, slots=True)
class AllOf:
    """A policy that is met where each of its policies is.

    Raises:
        ConfigurationError: it has none.
    """

    policies: tuple[AnyPolicy, ...]

    def __post_init__(self) -> None:
        _check_some(self.policies)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A policy that is met where one of its policies is.

    Raises:
        ConfigurationError: it has none.
    """

    policies: tuple[AnyPolicy, ...]

    def __post_init__(self) -> None:
        _check_some(self.policies)


AnyPolicy = Policy | AllOf | AnyOf
"""What a verifier can be given."""


def _check_some(policies: tuple[AnyPolicy, ...]) -> None:
    if not policies:
        raise ConfigurationError("a combined policy needs a policy in it", code="invalid-policy")


def _checks_named(name: str) -> frozenset[str]:
    """Return the checks that a name stands for: its own, or all of a question."""
    return frozenset(
        check for check, question in QUESTION_OF.items() if name in (check, str(question))
    )


@dataclass(frozen=True, slots=True)
class Session:
    """What the verifier asked of the holder, against replay; None where it asked nothing.

    Attributes:
        challenge: a value used once; `challenge` of a proof, `nonce` of a JWT.
        domain: who asked; `domain` of a proof, `aud` of a JWT.
    """

    challenge: str | None = None
    domain: str | None = None
