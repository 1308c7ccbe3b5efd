"""The verifier: every check, in order, for every form of badge."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from microcred.dids import Resolver
from microcred.errors import MalformedInput, NoCredential
from microcred.fetch import Deadline, Fetcher, LimitedFetcher, Stopwatch
from microcred.limits import MAX_VERIFICATION_SECONDS
from microcred.proofs import UnsecuredDocument
from microcred.timestamps import Clock, system_clock
from microcred.verifying.case import Case, failed_by, passed, skipped
from microcred.verifying.checks_of_document import (
    check_data_model,
    check_json_ld,
    check_open_badges,
    check_recipient,
    check_validity,
)
from microcred.verifying.checks_of_others import check_contained, check_endorsements
from microcred.verifying.checks_of_proof import check_issuer_key, check_proofs
from microcred.verifying.checks_of_resources import check_resources
from microcred.verifying.checks_of_schema import check_credential_schema
from microcred.verifying.checks_of_status import check_refresh, check_status
from microcred.verifying.checks_of_trust import check_trust
from microcred.verifying.context_library import ContextLibrary
from microcred.verifying.open_badges_2 import check_open_badges_2
from microcred.verifying.policy import Policy, Session
from microcred.verifying.presentation import (
    PresentationReport,
    as_presentation,
    check_presentation,
    is_presentation,
)
from microcred.verifying.report import CHECKS, VerificationReport
from microcred.verifying.schema_checker import SchemaChecker
from microcred.verifying.source import Badge, Source, read_source
from microcred.verifying.tracing import TracingFetcher


class Verifier:
    """Verifies badges; one instance serves any number of them, from any thread.

    Args:
        policy: what to ask for beyond the specifications.
        fetcher: reaches the network, within this verification's share; by default the guarded
            one. `OfflineFetcher()` asks nobody.
        resolver: obtains issuers' documents; by default through the fetcher.
        clock: the reference time; fix it to ask how a badge stood at another moment.
        stopwatch: measures how long a verification takes, which ends within 5 seconds as long
            as the fetcher can be told how long it may take (`fetch_within`).
    """

    def __init__(
        self,
        policy: Policy | None = None,
        *,
        fetcher: Fetcher | None = None,
        resolver: Resolver | None = None,
        clock: Clock = system_clock,
        stopwatch: Stopwatch = time.monotonic,
    ):
        self.policy = policy or Policy()
        self._fetcher = fetcher
        self._resolver = resolver
        self._clock = clock
        self._stopwatch = stopwatch
        self._library = ContextLibrary(self.policy)

    def verify(self, badge: Badge, session: Session | None = None) -> VerificationReport:
        """Run every check and report; a bad badge is a report, never an exception.

        Args:
            badge: in any form.
            session: asks that the holder presents the badge here and now, as only an SD-JWT
                with key binding can; presentations have `verify_presentation`.
        """
        deadline = self._deadline()
        # 1. source: the credential, out of JSON, a JWT, a PNG or an SVG
        try:
            source = read_source(badge)
        except MalformedInput as error:
            return _nothing_to_check(error)
        if is_presentation(source.document):
            message = "this is a presentation of credentials; verify_presentation reads it"
            return _nothing_to_check(NoCredential(message, code="is-a-presentation"))
        case = self._open_case(source, deadline, session)
        if source.presented is not None:
            return check_open_badges_2(case, source.presented)
        return _run_checks(case)

    def verify_presentation(
        self, presentation: Badge, session: Session | None = None
    ) -> PresentationReport:
        """Check a presentation, its holder, and every credential inside it.

        Args:
            presentation: JSON with a Data Integrity proof, or a JWT.
            session: the challenge and domain that the holder was given.
        """
        deadline = self._deadline()
        try:
            source = read_source(presentation)
            if not is_presentation(source.document):
                message = "not a VerifiablePresentation"
                raise NoCredential(message, code="not-a-presentation")
        except MalformedInput as error:
            return PresentationReport(_nothing_to_check(error).checks, (), None, None)
        case = as_presentation(self._open_case(source, deadline))
        return check_presentation(case, session or Session())

    def _deadline(self) -> Deadline:
        return Deadline(MAX_VERIFICATION_SECONDS, self._stopwatch)

    def _open_case(
        self, source: Source, deadline: Deadline, session: Session | None = None
    ) -> Case:
        trace: list[Mapping[str, Any]] = []
        if self._fetcher is None:
            self._fetcher = _default_fetcher()
        fetcher = TracingFetcher(LimitedFetcher(self._fetcher, deadline=deadline), trace)
        return Case(
            source=source,
            policy=self.policy,
            fetcher=fetcher,
            resolver=self._resolver or Resolver(fetcher),
            deadline=deadline,
            moment=self._clock(),
            unsecured=UnsecuredDocument(
                source.document, self._library.contexts_for(source.document, fetcher)
            ),
            library=self._library,
            schemas=SchemaChecker(deadline=deadline),
            examine=_run_checks,
            session=session,
            trace=trace,
        )


def _run_checks(case: Case) -> VerificationReport:
    checks = [
        passed("source", "credential-found", f"a credential was found ({case.source.kind})"),
        # 2. data_model: contexts, types, required members, dates, identifiers
        *check_data_model(case),
        # 3. json_ld: no term that a signature would silently leave out
        *check_json_ld(case),
        # 4. schema: each credentialSchema
        *check_credential_schema(case),
        # 5. resources: those with a digest are still what the issuer saw
        *check_resources(case),
        # 6. open_badges: the rules that a schema cannot say
        *check_open_badges(case),
        # 7. proof: the JWT and each embedded proof
        *check_proofs(case),
        # 8. issuer_key: the keys are the issuer's
        *check_issuer_key(case),
        # 9. refresh: after the proof, so that nobody else can replace the badge
        *check_refresh(case),
        # 10. status: revoked, suspended
        *check_status(case),
        # 11. validity: from, until
        *check_validity(case),
        # 12. recipient: the person asked for
        *check_recipient(case),
        # 13. endorsements: each, one level down
        *check_endorsements(case),
        # 14. contained: each credential inside a learner record
        *check_contained(case),
        # 15. trust: an issuer on the list
        *check_trust(case),
    ]
    return VerificationReport(checks, case.document, case.source.kind, case.trace)


def _default_fetcher() -> Fetcher:
    from microcred.fetch import HttpFetcher  # noqa: PLC0415 - TLS and HTTP cost much to import

    return HttpFetcher()


def _nothing_to_check(error: MalformedInput) -> VerificationReport:
    missing = "there is no credential to check"
    others = [skipped(name, "no-credential", missing) for name in CHECKS if name != "source"]
    return VerificationReport([failed_by("source", error), *others], None, None)
