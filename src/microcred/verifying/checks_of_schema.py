"""Whether a credential agrees with the schemas that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.document import id_of, objects_of, types_of
from microcred.errors import Fault, MalformedInput, ProofInvalid, ResolutionFailed, excerpt
from microcred.fetch import Fetched
from microcred.limits import MAX_SCHEMA_BYTES, MAX_SCHEMAS
from microcred.models import check_schema
from microcred.strict_json import parse_json_object
from microcred.verifying.case import (
    Case,
    Role,
    failed,
    failed_by_faults,
    out_of_time,
    passed,
    skipped,
    undetermined,
)
from microcred.verifying.digests import verify_digests
from microcred.verifying.report import Check
from microcred.verifying.source import read_source

_CARRIED: Final = "JsonSchemaCredential"
_TYPES: Final = frozenset({"1EdTechJsonSchemaValidator2019", "JsonSchema", _CARRIED})
_SCHEMA_MEDIA_TYPES: Final = (
    "application/schema+json",
    "application/json",
    "application/*+json",
    "text/plain",
)
_CREDENTIAL_MEDIA_TYPES: Final = (
    "application/vc",
    "application/vc+jwt",
    "application/jwt",
    "application/json",
    "application/*+json",
    "text/plain",
)
_ADVICE: Final = "Try again with a connection, or ask the issuer for a schema that can be had."


def check_credential_schema(case: Case) -> Iterator[Check]:
    """Check the credential against each schema that it names (VCDM 2.0, "Data Schemas").

    Schemas of Open Badges are known here; others are fetched. Nothing is held against a
    credential whose schema cannot be had or used: that is undetermined.
    """
    named = case.members("credentialSchema")
    if case.role is Role.SCHEMA:
        yield skipped("schema", "not-asked", "the schema of a schema's credential is not asked")
    elif not named:
        yield skipped("schema", "no-schema", "the credential names no schema")
    elif len(named) > MAX_SCHEMAS:
        message = f"{len(named)} schemas, at most {MAX_SCHEMAS} are looked at"
        yield failed("schema", "limit-exceeded", message, "/credentialSchema")
    else:
        for pointer, entry in named:
            if case.deadline.is_over():
                yield out_of_time("schema", pointer)
            else:
                yield from _check_entry(case, pointer, entry)


def _with_proofs_listed(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the document with a single proof in a list, as the canonical schemas ask.

    One proof is written without a list wherever Data Integrity is implemented, and 1EdTech's own
    signed vector does so: nobody means by it that the badge breaks its schema.
    """
    proof = document.get("proof")
    return {**document, "proof": [proof]} if isinstance(proof, dict) else document


def _check_entry(case: Case, pointer: str, entry: Mapping[str, Any]) -> Iterator[Check]:
    url = id_of(entry) or ""
    name = excerpt(url, 100)
    types = _TYPES.intersection(types_of(entry))
    if not types:
        message = f"schema type {excerpt(entry.get('type'))} is not known"
        yield undetermined("schema", "schema-type-unknown", message, pointer)
        return
    try:
        if _CARRIED in types:
            yield from _check_carried(case, pointer, entry, url)
            return
        faults = check_schema(_with_proofs_listed(case.document), url)
        if faults is None:
            schema = parse_json_object(_fetch(case, entry, url).body, max_bytes=MAX_SCHEMA_BYTES)
            faults = _apply(case, schema, url)
    except ProofInvalid as error:
        yield failed("schema", error.code, error.message, pointer + (error.pointer or ""))
    except (MalformedInput, ResolutionFailed) as error:
        message = f"not checked against {name}: {error.message}"
        yield undetermined("schema", error.code, message, pointer, _ADVICE)
    else:
        yield from _tell(faults, name, pointer)


def _check_carried(case: Case, pointer: str, entry: Mapping[str, Any], url: str) -> Iterator[Check]:
    """Check against a schema that a credential carries, verified one level down.

    Raises:
        ProofInvalid: the digest is wrong.
        MalformedInput: there is no credential with a schema in it, or no usable schema.
        ResolutionFailed: it could not be had.
    """
    source = read_source(_fetch(case, entry, url, _CREDENTIAL_MEDIA_TYPES).body)
    report = case.look_into(source, Role.SCHEMA)
    if report.verdict != "valid":
        wrong = failed if report.verdict == "invalid" else undetermined
        outcome = "failed" if report.verdict == "invalid" else "undetermined"
        first = next(item for item in report.reasons if item.outcome == outcome)
        message = f"the credential with the schema: {first.check}: {first.message}"
        yield wrong("schema", first.code, message, pointer)
        return
    subjects = [item for _, item in objects_of(source.document.get("credentialSubject"))]
    schema = subjects[0].get("jsonSchema") if len(subjects) == 1 else None
    if _CARRIED not in types_of(source.document) or not isinstance(schema, dict):
        message = f"expected a {_CARRIED} with a jsonSchema in its subject"
        raise MalformedInput(message, code="no-schema-inside")
    yield from _tell(_apply(case, schema, url), excerpt(url, 100), pointer)


def _fetch(
    case: Case,
    entry: Mapping[str, Any],
    url: str,
    accept: tuple[str, ...] = _SCHEMA_MEDIA_TYPES,
) -> Fetched:
    """Get what the entry names, and compare it with the digest that the entry may state.

    Raises:
        ResolutionFailed: it could not be had.
        ProofInvalid: the digest is wrong.
    """
    fetched = case.fetcher.fetch(url, accept=accept, max_bytes=MAX_SCHEMA_BYTES)
    verify_digests(entry, fetched.body)
    return fetched


def _apply(case: Case, schema: dict[str, Any], url: str) -> list[Fault]:
    def get(other: str) -> dict[str, Any]:
        fetched = case.fetcher.fetch(other, accept=_SCHEMA_MEDIA_TYPES, max_bytes=MAX_SCHEMA_BYTES)
        return parse_json_object(fetched.body, max_bytes=MAX_SCHEMA_BYTES)

    faults = case.schemas.check(case.document, schema, url, get)
    case.note("schema", url=url, draft=schema.get("$schema"), faults=len(faults))
    return faults


def _tell(faults: list[Fault], name: str, pointer: str) -> Iterator[Check]:
    yield from failed_by_faults("schema", faults)
    if not faults:
        yield passed("schema", "schema-satisfied", f"agrees with {name}", pointer)
