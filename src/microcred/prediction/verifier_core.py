"""What the verifier of the Digital Credentials Consortium says of a badge.

The rules are those of the npm package @digitalcredentials/verifier-core 1.0.0-beta.11 with
@digitalcredentials/vc 10.0.2, read in their code and held against the running program in
tests. That verifier gives no verdict: "accepts" stands for an answer without `error` and
`errors` in which the steps of signature, expiration and status are all true. Where a rule's
reason names a word in back quotes, that is what the program itself reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from microcred.document import as_list, id_of, objects_of
from microcred.models.context_urls import (
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    EXTENSIONS,
    OPEN_BADGES,
)
from microcred.prediction.extensions import extensions_are_not_defined
from microcred.prediction.rule import (
    Answer,
    Examined,
    Rule,
    members_named,
    quoted,
    refuses,
    remarks,
    unknown,
)
from microcred.prediction.verifier_core_proofs import proof_is_not_verified
from microcred.prediction.verifier_core_status import status_is_not_good
from microcred.verifying.source import Source

VERIFIER: Final = "DCC verifier-core"

_CREDENTIALS: Final = (CREDENTIALS_V1, CREDENTIALS_V2)
_FATAL: Final = "verifier-core dist/Verify.js, handleAnyFatalCredentialErrors"
_CHECK: Final = "vc lib/index.js, _checkCredential"
_WELL_KNOWN: Final = (*_CREDENTIALS, OPEN_BADGES, EXTENSIONS)
_NOT_IN_ITS_COPY: Final = ("endorsementJwt", "jti")
_DATE: Final = re.compile(
    r"-?([1-9][0-9]{3,}|0[0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](.[0-9]+)?|(24:00:00(.0+)?))"
)


def token_is_not_read(_: Examined) -> Iterator[Answer]:
    """Only a JSON object is a credential; a JWT or SD-JWT has no `@context` to look at."""
    yield refuses(
        "jwt-not-read",
        "a badge as JWT is not read: it reports `invalid_jsonld`",
        advice="Issue the badge with an embedded proof (eddsa-rdfc-2022) for this verifier.",
    )


def picture_is_not_opened(examined: Examined) -> Iterator[Answer]:
    """The credential is taken as a JSON object; there is nothing that opens pictures."""
    if examined.source.kind in ("png", "svg"):
        reason = "it opens no pictures; whether the program around it does is not known here"
        yield unknown("picture", reason, advice="Hand in the JSON that the picture carries.")


def context_is_missing(examined: Examined) -> Iterator[Answer]:
    """`@context` is required, and has a VC Data Model context somewhere."""
    context = examined.document.get("@context")
    if not context:
        yield refuses(
            "no-context", "there is no @context: it reports `invalid_jsonld`", "/@context"
        )
    elif not isinstance(context, str | list) or not any(url in context for url in _CREDENTIALS):
        reason = "no VC Data Model context is among @context: it reports `no_vc_context`"
        yield refuses("no-vc-context", reason, "/@context")


def first_context_is_another(examined: Examined) -> Iterator[Answer]:
    """The first entry of `@context`, which is a list, is a VC Data Model context."""
    context = examined.document.get("@context")
    if not context or (isinstance(context, list) and context[0] in _CREDENTIALS):
        return
    reason = "@context must be a list that begins with a VC Data Model context"
    yield refuses("context-order", reason, "/@context", f'Begin @context with "{CREDENTIALS_V2}".')


def id_is_no_url(examined: Examined) -> Iterator[Answer]:
    """The credential has an id, and it is a URL."""
    if not is_url(examined.document.get("id")):
        found = quoted(examined.document.get("id"))
        reason = f"the credential's id is {found}, which is no URL: it reports"
        advice = "Give every badge an id of its own, such as urn:uuid:…."
        yield refuses("id-not-a-url", f"{reason} `invalid_credential_id`", "/id", advice)


def proof_is_missing(examined: Examined) -> Iterator[Answer]:
    """There is an embedded proof."""
    if not examined.document.get("proof") and examined.document.get("proof") != []:
        yield refuses("no-proof", "there is no embedded proof: it reports `no_proof`", "/proof")


def terms_are_lost(examined: Examined) -> Iterator[Answer]:
    """JSON-LD runs in safe mode: a term that no context defines stops the verification."""
    if not examined.contexts:
        return
    findings = examined.report.find("json_ld")
    for finding in examined.failures("json_ld"):
        reason = f"JSON-LD in safe mode refuses it: {finding.message}"
        yield refuses("term-not-defined", reason, finding.pointer, finding.advice)
    if any(finding.code == "unknown-context" for finding in findings):
        pointer = next(item.pointer for item in findings if item.code == "unknown-context")
        reason = "it fetches contexts that it does not have; what it gets is not known here"
        yield unknown("context-fetched", reason, pointer)


def context_copy_is_older(examined: Examined) -> Iterator[Answer]:
    """Its copy of Open Badges context 3.0.3 lacks two terms of the published one."""
    if OPEN_BADGES not in examined.contexts:
        return
    for pointer, name, _ in members_named(_NOT_IN_ITS_COPY, examined.document):
        reason = f"its copy of context 3.0.3 does not define {name}"
        if all(url in _WELL_KNOWN for url in examined.contexts):
            advice = "For this verifier, embed endorsements with a proof instead of as JWT."
            yield refuses("context-copy", f"{reason}, so safe mode refuses it", pointer, advice)
        else:
            reason += "; whether another context does is not known here"
            yield unknown("context-copy-unknown", reason, pointer)


def type_is_missing(examined: Examined) -> Iterator[Answer]:
    """`type` includes `VerifiableCredential`."""
    if "VerifiableCredential" not in examined.types:
        yield refuses("not-a-credential", "type must include VerifiableCredential", "/type")


def subject_is_wrong(examined: Examined) -> Iterator[Answer]:
    """There is a `credentialSubject`; each is an object with members, and an id is a URL."""
    subjects = as_list(examined.document.get("credentialSubject"))
    if not subjects or not all(isinstance(item, Mapping) and item for item in subjects):
        reason = "each credentialSubject must be an object with members"
        yield refuses("no-subject", reason, "/credentialSubject")
        return
    for pointer, subject in objects_of(examined.document["credentialSubject"]):
        if subject.get("id") and not is_url(subject["id"]):
            reason = f"the subject's id is {quoted(subject['id'])}, which is no URL"
            advice = "Put what is no URL, such as an e-mail address, into identifier."
            where = f"/credentialSubject{pointer}/id"
            yield refuses("subject-id-not-a-url", reason, where, advice)


def issuer_is_wrong(examined: Examined) -> Iterator[Answer]:
    """There is one issuer, with an id that is a URL."""
    issuer = examined.document.get("issuer")
    if isinstance(issuer, list) and len(issuer) > 1:
        yield refuses("several-issuers", "there may be one issuer only", "/issuer")
    elif not is_url(id_of(issuer)):
        reason = f"the issuer's id is {quoted(id_of(issuer))}, which is no URL"
        yield refuses("issuer-id-not-a-url", reason, "/issuer")


def dates_are_unreadable(examined: Examined) -> Iterator[Answer]:
    """VCDM 1.1 needs issuanceDate; dates that are there look like dates."""
    start, end = _period(examined)
    document = examined.document
    if start == "issuanceDate" and not document.get(start):
        reason = "a credential of VC Data Model 1.1 must have an issuanceDate"
        yield refuses("no-issuance-date", reason, f"/{start}")
    for name in (start, end):
        if document.get(name) and not _DATE.search(str(document[name])):
            reason = f"{name} is {quoted(document[name])}, which is no date"
            yield refuses("date-unreadable", reason, f"/{name}")


def period_is_over(examined: Examined) -> Iterator[Answer]:
    """The present is within the validity period."""
    for name in _period(examined):
        finding = examined.finding("validity", f"/{name}")
        if finding is not None and finding.code == "expired":
            yield refuses("expired", "its step `expiration` is false", f"/{name}")
        elif finding is not None and finding.code == "not-yet-valid":
            yield refuses("not-yet-valid", "the badge is not valid yet", f"/{name}")
        elif finding is not None and _DATE.search(str(examined.document.get(name))):
            reason = "it reads dates in more forms than are read here"
            yield unknown("date-lenient", reason, f"/{name}")


def typed_members_are_wrong(examined: Examined) -> Iterator[Answer]:
    """What must have a type has one: proof, credentialStatus, termsOfUse, evidence."""
    for name in ("proof", "credentialStatus", "termsOfUse", "evidence"):
        values = as_list(examined.document.get(name))
        if not all(isinstance(item, Mapping) and "type" in item for item in values):
            yield refuses("type-missing", f"each {name} must be an object with a type", f"/{name}")


def evidence_id_is_no_url(examined: Examined) -> Iterator[Answer]:
    """The id of an evidence is a URL."""
    for pointer, evidence in objects_of(examined.document.get("evidence")):
        if evidence.get("id") and not is_url(evidence["id"]):
            reason = f"the evidence's id is {quoted(evidence['id'])}, which is no URL"
            yield refuses("evidence-id-not-a-url", reason, f"/evidence{pointer}/id")


def registration_is_apart(_: Examined) -> Iterator[Answer]:
    """Whether a registry knows the issuer is a step of its own, with lists of the caller."""
    reason = "its step `registered_issuer` is true only for issuers in the registries that the"
    advice = "Ask the programs that your holders use which registries they look into."
    yield remarks("issuer-registry", f"{reason} program around it names", "/issuer", advice)


def is_url(value: object) -> bool:
    """Tell whether `new URL(value)` of JavaScript succeeds (WHATWG URL, without its rarities)."""
    if not isinstance(value, str):
        return False
    scheme, colon, rest = value.strip("\x00\t\n\r ").partition(":")
    if not colon or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme):
        return False
    if scheme.lower() not in ("http", "https", "ws", "wss", "ftp"):
        return True
    host = re.split(r"[/\\?#]", rest.lstrip("/\\"), maxsplit=1)[0].rpartition("@")[2]
    return bool(re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^\x00-\x20<>\[\]^|:%]+)(:[0-9]*)?", host))


def _period(examined: Examined) -> tuple[str, str]:
    if examined.contexts[:1] == [CREDENTIALS_V1]:
        return "issuanceDate", "expirationDate"
    return "validFrom", "validUntil"


_RULES: Final[Sequence[tuple[Rule, str]]] = (
    (picture_is_not_opened, "verifier-core README, verifyCredential"),
    (context_is_missing, _FATAL),
    (id_is_no_url, _FATAL),
    (proof_is_missing, _FATAL),
    (terms_are_lost, "eddsa-rdfc-2022-cryptosuite lib/canonize.js (safe: true)"),
    (context_copy_is_older, "open-badges-context 3.0.0 js/contexts, context 3.0.3"),
    (extensions_are_not_defined, "open-badges-context js/contexts; safe mode as above"),
    (proof_is_not_verified, "verifier-core dist/Verify.js; jsonld-signatures lib/ProofSet.js"),
    (status_is_not_good, "verifier-core dist/credentialStatus.js; vc-bitstring-status-list"),
    (first_context_is_another, "vc lib/helpers.js, assertCredentialContext"),
    (type_is_missing, _CHECK),
    (subject_is_wrong, "vc lib/index.js, _checkCredentialSubjects"),
    (issuer_is_wrong, _CHECK),
    (dates_are_unreadable, _CHECK),
    (period_is_over, _CHECK),
    (typed_members_are_wrong, _CHECK),
    (evidence_id_is_no_url, _CHECK),
    (registration_is_apart, "verifier-core dist/issuerRegistries.js; README, API"),
)
_TOKEN_RULES: Final[Sequence[tuple[Rule, str]]] = ((token_is_not_read, _FATAL),)
ALL_RULES: Final = (*_TOKEN_RULES, *_RULES)
"""Every rule, whatever the form of badge, each with its basis."""


def rules_for(source: Source) -> Sequence[tuple[Rule, str]]:
    """Return the rules that apply to this form of badge, each with its basis."""
    return _RULES if source.jws is None else _TOKEN_RULES
