"""The verifier: every check, in order, for every form of badge."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from microcred.arguments import expect, expect_clock
from microcred.budget import Budget, Deadline, Stopwatch, spending
from microcred.dids import Resolver
from microcred.document import is_presentation
from microcred.errors import MalformedInput, NoCredential
from microcred.fetch import Fetcher, HttpFetcher, LimitedFetcher
from microcred.findings import Finding, Outcome
from microcred.limits import MAX_VERIFICATION_SECONDS
from microcred.proofs import UnsecuredDocument
from microcred.timestamps import Clock, fixed_clock, system_clock
from microcred.verifying.checklist import CHECKS, in_time, left_out, passed, skipped
from microcred.verifying.checks_of_document import (
    check_data_model,
    check_json_ld,
    check_open_badges,
    check_validity,
)
from microcred.verifying.checks_of_key import check_issuer_key
from microcred.verifying.checks_of_others import check_contained, check_endorsements
from microcred.verifying.checks_of_proof import check_proofs
from microcred.verifying.checks_of_recipient import check_recipient
from microcred.verifying.checks_of_refresh import check_refresh
from microcred.verifying.checks_of_resources import check_resources
from microcred.verifying.checks_of_schema import check_credential_schema
from microcred.verifying.checks_of_status import check_status
from microcred.verifying.checks_of_trust import check_trust
from microcred.verifying.combining import combine, single_policies
from microcred.verifying.context_library import ContextLibrary
from microcred.verifying.evidence import finding_of
from microcred.verifying.open_badges_2 import check_open_badges_2
from microcred.verifying.other_documents import NOT_A_BADGE, name_other_document
from microcred.verifying.policy import AllOf, AnyOf, AnyPolicy, Policy, Session
from microcred.verifying.presentation import (
    PresentationReport,
    as_presentation,
    check_presentation,
)
from microcred.verifying.questions import LEFT_OUT, QUESTION_OF, Question
from microcred.verifying.report import VerificationReport
from microcred.verifying.schema_checker import SchemaChecker
from microcred.verifying.source import ADVICE, Badge, Source, read_source
from microcred.verifying.tracing import TracingFetcher
from microcred.verifying.verification import Verification


class Verifier:
    """Verifies badges; one instance serves any number of them, from any thread.

    Args:
        policy: what to ask for beyond the specifications; `AllOf` and `AnyOf` combine several.
        fetcher: reaches the network, within this verification's share; by default the guarded
            one. `OfflineFetcher()` asks nobody.
        resolver: obtains issuers' documents; give one to add DID methods. It is lent the fetcher,
            the share of the network and the moment of each verification. Where no `fetcher` is
            given, the resolver's own reaches the network for everything.
        clock: the reference time; fix it to ask how a badge stood at another moment.
        stopwatch: measures how long a verification takes, which ends within 5 seconds as long
            as the fetcher can be told how long it may take (`fetch_within`).

    Raises:
        WrongArgument: the policy is none, or the clock is no function.
    """

    def __init__(
        self,
        policy: AnyPolicy | None = None,
        *,
        fetcher: Fetcher | None = None,
        resolver: Resolver | None = None,
        clock: Clock = system_clock,
        stopwatch: Stopwatch = time.monotonic,
    ):
        kinds = (Policy, AllOf, AnyOf, type(None))
        expect(policy, kinds, "policy", "a Policy", "Policy(recipient=…) is one")
        expect_clock(clock)
        self.policy = policy or Policy()
        self._resolver = resolver or Resolver()
        self._fetcher = fetcher or self._resolver.fetcher or HttpFetcher()
        self._clock = clock
        self._stopwatch = stopwatch
        self._libraries = {id(each): ContextLibrary(each) for each in single_policies(self.policy)}

    def verify(self, badge: Badge, session: Session | None = None) -> VerificationReport:
        """Run every check and report; a bad badge is a report, never an exception.

        Args:
            badge: in any form.
            session: asks that the holder presents the badge here and now, as only an SD-JWT
                with key binding can; presentations have `verify_presentation`.
        """
        with spending(self._budget()) as budget:
            return self._verify(badge, session, budget.deadline)

    def _verify(
        self, badge: Badge, session: Session | None, deadline: Deadline
    ) -> VerificationReport:
        # 1. source: the credential, out of JSON, a token or a carrier
        try:
            source = read_source(badge)
            _check_is_badge(source)
        except MalformedInput as error:
            return _nothing_to_check(error)
        if is_presentation(source.document):
            message = "this is a presentation of credentials; verify_presentation reads it"
            return _nothing_to_check(NoCredential(message, code="is-a-presentation"))

        def examine(policy: Policy) -> VerificationReport:
            verification = self._begin(source, policy, deadline, session)
            if source.presented is not None:
                return check_open_badges_2(verification, source.presented)
            return _run_checks(verification)

        return combine(self.policy, examine)

    def verify_presentation(
        self, presentation: Badge, session: Session | None = None
    ) -> PresentationReport:
        """Check a presentation, its holder, and every credential inside it.

        Args:
            presentation: JSON with a Data Integrity proof, or a JWT.
            session: the challenge and domain that the holder was given.
        """
        with spending(self._budget()) as budget:
            return self._verify_presentation(presentation, session, budget.deadline)

    def _verify_presentation(
        self, presentation: Badge, session: Session | None, deadline: Deadline
    ) -> PresentationReport:
        try:
            source = read_source(presentation)
            if not is_presentation(source.document):
                message = "not a VerifiablePresentation"
                raise NoCredential(message, code="not-a-presentation")
        except MalformedInput as error:
            return PresentationReport(_nothing_to_check(error).checks, (), None, None)

        def examine(policy: Policy) -> PresentationReport:
            verification = as_presentation(self._begin(source, policy, deadline))
            return check_presentation(verification, session or Session())

        return combine(self.policy, examine)

    def _budget(self) -> Budget:
        return Budget(Deadline(MAX_VERIFICATION_SECONDS, self._stopwatch))

    def _begin(
        self,
        source: Source,
        policy: Policy,
        deadline: Deadline,
        session: Session | None = None,
    ) -> Verification:
        trace: list[Mapping[str, Any]] = []
        fetcher = TracingFetcher(LimitedFetcher(self._fetcher, deadline=deadline), trace)
        library = self._libraries[id(policy)]
        moment = self._clock()
        return Verification(
            source=source,
            policy=policy,
            fetcher=fetcher,
            resolver=self._resolver.bound_to(fetcher, fixed_clock(moment)),
            deadline=deadline,
            moment=moment,
            unsecured=UnsecuredDocument(
                source.document, library.contexts_for(source.document, fetcher)
            ),
            library=library,
            schemas=SchemaChecker(deadline=deadline),
            examine=_run_checks,
            session=session,
            trace=trace,
        )


_Checks = tuple[tuple[str, Callable[[Verification], Iterable[Finding]]], ...]

_OF_ITSELF: Final[_Checks] = (
    # 2. contexts, types, required members, dates, identifiers
    ("data_model", check_data_model),
    # 3. no term that a signature over statements would silently leave out
    ("json_ld", check_json_ld),
    # 4. the rules that a schema cannot say
    ("open_badges", check_open_badges),
    # 5. the JWT and each embedded proof
    ("proof", check_proofs),
    # 6. the keys are the issuer's
    ("issuer_key", check_issuer_key),
)
"""The checks that show whether the issuer signed this; they ask for keys and nothing else."""

_OF_WHAT_IT_NAMES: Final[_Checks] = (
    # 7. each credentialSchema
    ("schema", check_credential_schema),
    # 8. those with a digest are still what the issuer saw
    ("resources", check_resources),
    # 9. a newer version takes the place of this one for the checks that follow
    ("refresh", check_refresh),
    # 10. revoked, suspended
    ("status", check_status),
    # 11. from, until
    ("validity", check_validity),
    # 12. the person asked for
    ("recipient", check_recipient),
    # 13. each endorsement, one level down
    ("endorsements", check_endorsements),
    # 14. each credential inside a learner record
    ("contained", check_contained),
    # 15. an issuer on the list
    ("trust", check_trust),
)

_ASK_NOBODY: Final = frozenset({"validity", "recipient", "trust"})
"""Those of them that ask nobody whom the credential names; the policy names the registries."""


def _run_checks(verification: Verification) -> VerificationReport:
    # 1. the credential was found
    checks = [
        passed("source", "credential-found", verification.source.found, verification.source.place)
    ]
    for name, check in _OF_ITSELF:
        checks += _findings(verification, name, check)
    proved = _is_proved(verification, checks)
    for name, check in _OF_WHAT_IT_NAMES:
        if proved or name in _ASK_NOBODY or name in verification.policy.left_out:
            checks += _findings(verification, name, check)
        else:
            message = "not asked, since nothing shows that the issuer signed this"
            checks.append(skipped(name, "no-verified-proof", message))
    return VerificationReport(
        checks,
        verification.document,
        verification.source.kind,
        verification.trace,
        form_decides=verification.policy.form == "require",
        endorsements=verification.endorsements,
        contained=verification.contained,
    )


def _findings(
    verification: Verification, name: str, check: Callable[[Verification], Iterable[Finding]]
) -> Iterable[Finding]:
    if name in verification.policy.left_out:
        return [left_out(name)]
    return in_time(name, check(verification))


def _is_proved(verification: Verification, checks: Sequence[Finding]) -> bool:
    """Tell whether a right signature is the issuer's, and nothing speaks against the badge."""
    genuine = [item for item in checks if QUESTION_OF[item.check] is Question.GENUINE]
    refuted = any(item.outcome is Outcome.FAILED for item in genuine)
    confirmed = all(
        item.outcome is Outcome.PASSED or item.code == LEFT_OUT
        for item in genuine
        if item.check == "issuer_key"
    )
    return bool(verification.verified) and confirmed and not refuted


def _check_is_badge(source: Source) -> None:
    if source.kind == "json" and source.presented is None and source.envelope is None:
        other = name_other_document(source.document)
        if other is not None:
            raise NoCredential(f"this is {other}, and not a badge", code=NOT_A_BADGE)


def _nothing_to_check(error: MalformedInput) -> VerificationReport:
    missing = "there is no credential to check"
    others = [skipped(name, "no-credential", missing) for name in CHECKS if name != "source"]
    advice = ADVICE.get(error.code, "")
    return VerificationReport([finding_of("source", error, advice=advice), *others], None, None)
