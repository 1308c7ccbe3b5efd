"""What the public validator of 1EdTech says of an Open Badge.

The rules are read from the code of github.com/1EdTech/digital-credentials-public-validator,
version 1.11.0, `inspector-vc`; they were not held against the running program. They are those
of its Open Badges 3.0 inspector. "Accepts" stands for a report with nothing worse than a
warning; warnings are remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from microcred.document import as_list, objects_of
from microcred.findings import Outcome
from microcred.models import check_schema
from microcred.models.context_urls import (
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    OPEN_BADGES,
    is_open_badges_context,
)
from microcred.prediction.extensions import extensions_are_not_defined
from microcred.prediction.public_validator_parts import (
    endorsement_is_refused,
    refreshed_badge_is_checked,
    status_is_not_good,
)
from microcred.prediction.public_validator_proofs import (
    proof_is_not_verified,
    token_is_not_verified,
)
from microcred.prediction.rule import (
    Answer,
    Examined,
    Rule,
    quoted,
    refuses,
    remarks,
    unknown,
)
from microcred.verifying.source import Source

VERIFIER: Final = "1EdTech public validator"

_FAMILY: Final = ("OpenBadgeCredential", "AchievementCredential")
_OTHER_INSPECTORS: Final = (
    "ClrCredential",
    "EndorsementCredential",
    "VerifiablePresentation",
    "Assertion",
)
_SCHEMAS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/schema/{}/ob_v3p0_{}_schema.json"
_INLINE_SCHEMA: Final = "1EdTechJsonSchemaValidator2019"
_ZONED: Final = re.compile(
    r"[+-]?[0-9]{4,9}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2}(:[0-9]{2})?)(\[.+\])?"
)


def document_of(source: Source) -> Mapping[str, Any]:
    """Return the credential that it reads: a JWT's `vc` claim, or else its whole payload.

    PayloadParser.java, `fromJwt`.
    """
    if source.jws is None or source.payload is None:
        return source.document
    inner = source.payload.get("vc")
    return inner if isinstance(inner, Mapping) else source.payload


def another_inspector_is_needed(examined: Examined) -> Iterator[Answer]:
    """Learner records, endorsements and Open Badges 2.0 have inspectors of their own."""
    kinds = ", ".join(examined.types)
    reason = f"{quoted(kinds)} is for another of its inspectors, whose rules are not here"
    yield unknown("another-inspector", reason, "/type")


def terms_are_lost(examined: Examined) -> Iterator[Answer]:
    """JSON-LD validation: a term that no context defines is an error."""
    for finding in examined.report.find("json_ld"):
        if finding.code == "unknown-context":
            reason = "it fetches contexts that it does not have; what it gets is not known here"
            yield unknown("context-fetched", reason, finding.pointer)
        elif finding in examined.failures("json_ld"):
            reason = f"its JSON-LD validation reports an error: {finding.message}"
            yield refuses("term-not-defined", reason, finding.pointer, finding.advice)


def contexts_are_wrong(examined: Examined) -> Iterator[Answer]:
    """The first context is the VC Data Model's, the second that of Open Badges."""
    found = examined.contexts
    if "@context" not in examined.document:
        return
    order = ((CREDENTIALS_V2, _is_credentials), (OPEN_BADGES, is_open_badges_context))
    for place, (url, is_a_version) in enumerate(order):
        pointer = f"/@context/{place}"
        if len(found) <= place or not is_a_version(found[place]):
            reason = f"@context must have {url} at position {place + 1}"
            advice = "Put the two contexts first, in this order, and all others after them."
            yield refuses("context-order", reason, pointer, advice)
            return
        if found[place] != url:
            reason = f"it warns that {quoted(found[place])} is not the newest, {url}"
            yield remarks("context-older", reason, pointer)


def _is_credentials(url: object) -> bool:
    return url in (CREDENTIALS_V2, CREDENTIALS_V1)


def type_is_wrong(examined: Examined) -> Iterator[Answer]:
    """`type` has VerifiableCredential and one of OpenBadgeCredential, AchievementCredential."""
    types = examined.types
    if "VerifiableCredential" not in types or not any(kind in types for kind in _FAMILY):
        reason = "type must have VerifiableCredential and OpenBadgeCredential"
        yield refuses("type-wrong", reason, "/type")


def schema_is_not_kept(examined: Examined) -> Iterator[Answer]:
    """The published JSON Schema holds; where only its JSON-LD edition does, it warns."""
    older = CREDENTIALS_V2 not in examined.contexts
    name = "anyachievementcredential" if older else "achievementcredential"
    document = dict(examined.document)
    faults = check_schema(document, _SCHEMAS.format("json", name)) or []
    if not faults:
        return
    if not check_schema(document, _SCHEMAS.format("json-ld", name)):
        reason = f"it warns: right as JSON-LD, but not by the plain JSON Schema: {faults[0]}"
        yield remarks("schema-json-ld-only", reason, faults[0].pointer)
        return
    reason = f"the published JSON Schema does not hold: {faults[0].message}"
    yield refuses("schema", reason, faults[0].pointer, faults[0].advice)


def named_schema_is_not_kept(examined: Examined) -> Iterator[Answer]:
    """Each credentialSchema of type 1EdTechJsonSchemaValidator2019 is fetched, and holds."""
    schemas = objects_of(examined.document.get("credentialSchema"))
    for pointer in [f"/credentialSchema{place}" for place, item in schemas if _is_inline(item)]:
        finding = examined.finding("schema", pointer)
        if finding is not None and finding.outcome is Outcome.UNDETERMINED:
            reason = f"it fetches the schema that the badge names: {finding.message}"
            yield unknown("named-schema-unknown", reason, pointer)
        elif finding is None or finding.outcome is Outcome.FAILED:
            for fault in examined.failures("schema")[:1]:
                reason = f"a schema that the badge names does not hold: {fault.message}"
                yield refuses("named-schema", reason, fault.pointer, fault.advice)


def _is_inline(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == _INLINE_SCHEMA and schema.get("id") is not None


def subject_is_wrong(examined: Examined) -> Iterator[Answer]:
    """The subject is one object with an id or identifier, and has an achievement with criteria."""
    subject = examined.document.get("credentialSubject")
    if subject is None:
        return
    if not isinstance(subject, Mapping):
        yield refuses("subject-shape", "credentialSubject must be one object", "/credentialSubject")
        return
    identified = _filled(subject.get("id")) or subject.get("identifier")
    if "AchievementSubject" not in _types(subject):
        yield _untyped("AchievementSubject", "/credentialSubject")
    if not identified:
        reason = "the subject must have an id or an identifier"
        yield refuses("subject-not-identified", reason, "/credentialSubject")
    for name, kind in (("identifier", "IdentityObject"), ("result", "Result")):
        yield from _typed(subject.get(name), kind, f"/credentialSubject/{name}")
    yield from _typed(subject.get("source"), "Profile", "/credentialSubject/source")
    yield from _of_achievement(subject.get("achievement"))


def _of_achievement(achievement: Any) -> Iterator[Answer]:
    pointer = "/credentialSubject/achievement"
    if not isinstance(achievement, Mapping):
        yield refuses("no-achievement", "the subject must have one achievement", pointer)
        return
    descriptions = achievement.get("resultDescription")
    yield from _typed(descriptions, "ResultDescription", f"{pointer}/resultDescription")
    criteria = achievement.get("criteria")
    named = isinstance(criteria, Mapping) and any(
        criteria.get(name) is not None for name in ("id", "narrative")
    )
    if not named:
        reason = "the criteria must have an id or a narrative"
        yield refuses("criteria-empty", reason, f"{pointer}/criteria")


def evidence_is_untyped(examined: Examined) -> Iterator[Answer]:
    """Every evidence is of type Evidence."""
    yield from _typed(examined.document.get("evidence"), "Evidence", "/evidence")


def issuer_is_wrong(examined: Examined) -> Iterator[Answer]:
    """The issuer is a Profile, and so is its parentOrg; other identifiers are typed."""
    issuer = examined.document.get("issuer")
    if not isinstance(issuer, Mapping):
        reason = "the issuer must be an object of type Profile"
        yield refuses("issuer-shape", reason, "/issuer", "Write the issuer out, with its type.")
        return
    if "Profile" not in _types(issuer):
        yield _untyped("Profile", "/issuer")
    entries = issuer.get("otherIdentifier")
    yield from _typed(entries, "IdentifierEntry", "/issuer/otherIdentifier")
    yield from _typed(issuer.get("parentOrg"), "Profile", "/issuer/parentOrg")
    if issuer.get("url") is not None:
        reason = "it warns where the issuer's url cannot be reached"
        yield remarks("issuer-url", reason, "/issuer/url")


def id_is_missing(examined: Examined) -> Iterator[Answer]:
    """The status check reads the credential's id, and fails without."""
    if "id" not in examined.document:
        advice = "Give every badge an id of its own, such as urn:uuid:…."
        yield refuses("no-id", "the credential must have an id", "/id", advice)


def period_is_over(examined: Examined) -> Iterator[Answer]:
    """The present is within the period, whose dates have a time zone."""
    older = CREDENTIALS_V2 not in examined.contexts
    start, end = ("issuanceDate", "expirationDate") if older else ("validFrom", "validUntil")
    for name in (start, end):
        value = examined.document.get(name)
        finding = examined.finding("validity", f"/{name}")
        if value is None or finding is None:
            continue
        if finding.code in ("expired", "not-yet-valid"):
            yield refuses(finding.code, f"outside of the validity: {finding.message}", f"/{name}")
        elif not isinstance(value, str) or not _ZONED.fullmatch(value):
            reason = f"{name} is {quoted(value)}, which is no date with time and time zone"
            yield refuses("date-unreadable", reason, f"/{name}")
        else:
            reason = "it reads dates in more forms than are read here"
            yield unknown("date-lenient", reason, f"/{name}")


def _typed(value: Any, kind: str, pointer: str) -> Iterator[Answer]:
    for index, item in enumerate(as_list(value)):
        if not isinstance(item, Mapping) or kind not in _types(item):
            where = f"{pointer}/{index}" if isinstance(value, list) else pointer
            yield _untyped(kind, where)


def _untyped(kind: str, pointer: str) -> Answer:
    return refuses("type-missing", f"it must be of type {kind}", pointer, f"Add the type {kind}.")


def _types(value: Mapping[str, Any]) -> list[str]:
    """Read types as JsonNodeUtil.asStringList does."""
    kinds = value.get("type")
    found = [item for item in as_list(kinds) if isinstance(item, str)]
    return [item.strip() for item in found] if isinstance(kinds, list) else found


def _filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


_PROBES: Final = "inspector-vc probe/"
_BADGE_RULES: Final[Sequence[tuple[Rule, str]]] = (
    (terms_are_lost, "inspector-vc jsonld/probe/JsonLDValidationProbe.java"),
    (extensions_are_not_defined, "inspector-vc jsonld/probe/JsonLDValidationProbe.java"),
    (contexts_are_wrong, f"{_PROBES}ContextPropertyProbe.java; VerifiableCredential.java"),
    (type_is_wrong, f"{_PROBES}TypePropertyProbe.java"),
    (schema_is_not_kept, f"{_PROBES}JsonSchemasProbe.java"),
    (named_schema_is_not_kept, f"{_PROBES}InlineJsonSchemaProbe.java"),
    (subject_is_wrong, f"{_PROBES}CredentialSubjectProbe.java"),
    (evidence_is_untyped, f"{_PROBES}EvidenceProbe.java"),
    (issuer_is_wrong, f"{_PROBES}IssuerProbe.java"),
)
_LATER_RULES: Final[Sequence[tuple[Rule, str]]] = (
    (refreshed_badge_is_checked, "inspector-vc VCInspector.java, checkRefreshService"),
    (id_is_missing, f"{_PROBES}RevocationListProbe.java"),
    (status_is_not_good, f"{_PROBES}RevocationListProbe.java; status/bitstring"),
    (period_is_over, f"{_PROBES}ExpirationProbe.java, IssuanceProbe.java"),
    (endorsement_is_refused, "inspector-vc EndorsementInspector.java"),
)
_PROOF_RULE: Final = (proof_is_not_verified, f"{_PROBES}EmbeddedProofProbe.java")
_TOKEN_RULE: Final = (token_is_not_verified, f"{_PROBES}ExternalProofProbe.java")
_OTHER_RULES: Final[Sequence[tuple[Rule, str]]] = (
    (another_inspector_is_needed, "inspector-vc OB30Inspector.java; inspector-clr"),
)
ALL_RULES: Final = (*_OTHER_RULES, *_BADGE_RULES, _PROOF_RULE, _TOKEN_RULE, *_LATER_RULES)
"""Every rule, whatever the form and kind of badge, each with its basis."""


def rules_for(source: Source) -> Sequence[tuple[Rule, str]]:
    """Return the rules that apply to this form and kind of badge, each with its basis."""
    kinds = [item for item in as_list(document_of(source).get("type")) if isinstance(item, str)]
    if not set(_FAMILY) & set(kinds) and set(_OTHER_INSPECTORS) & set(kinds):
        return _OTHER_RULES
    proof = _PROOF_RULE if source.jws is None else _TOKEN_RULE
    return (*_BADGE_RULES, proof, *_LATER_RULES)
