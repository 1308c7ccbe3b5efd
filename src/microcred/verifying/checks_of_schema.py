"""Whether a credential agrees with the schemas that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.document import id_of, objects_of, types_of
from microcred.errors import MalformedInput, ProofInvalid, ResolutionFailed, excerpt
from microcred.fetch import Fetched, reading
from microcred.findings import Fault, Finding
from microcred.limits import MAX_SCHEMA_BYTES, MAX_SCHEMAS
from microcred.models import check_schema
from microcred.strict_json import parse_json_object
from microcred.verifying.checklist import (
    failed,
    failed_by_faults,
    out_of_time,
    passed,
    skipped,
    undetermined,
)
from microcred.verifying.digests import verify_digests
from microcred.verifying.evidence import finding_of
from microcred.verifying.source import CREDENTIAL_MEDIA_TYPES, read_source
from microcred.verifying.verification import Role, Verification

_CARRIED: Final = "JsonSchemaCredential"
_TYPES: Final = frozenset({"1EdTechJsonSchemaValidator2019", "JsonSchema", _CARRIED})
_SCHEMA_MEDIA_TYPES: Final = (
    "application/schema+json",
    "application/json",
    "application/*+json",
    "text/plain",
)


def check_credential_schema(verification: Verification) -> Iterator[Finding]:
    """Check the credential against each schema that it names (VCDM 2.0, "Data Schemas").

    Schemas of Open Badges and CLR are known here; others are fetched. Nothing is held against a
    credential whose schema cannot be had or used: that is undetermined.
    """
    named = verification.members("credentialSchema")
    if verification.role is Role.SCHEMA:
        yield skipped("schema", "not-asked", "the schema of a schema's credential is not asked")
    elif not named:
        yield skipped("schema", "no-schema", "the credential names no schema")
    elif len(named) > MAX_SCHEMAS:
        message = f"{len(named)} schemas, at most {MAX_SCHEMAS} are looked at"
        yield undetermined("schema", "limit-exceeded", message, "/credentialSchema")
    else:
        for pointer, entry in named:
            if verification.deadline.is_over():
                yield out_of_time("schema", pointer)
            else:
                yield from _check_entry(verification, pointer, entry)


def _with_proofs_listed(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the document with a single proof in a list, as the canonical schemas ask.

    One proof is written without a list wherever Data Integrity is implemented, and 1EdTech's own
    signed vector does so: nobody means by it that the badge breaks its schema.
    """
    proof = document.get("proof")
    return {**document, "proof": [proof]} if isinstance(proof, dict) else document


def _check_entry(
    verification: Verification, pointer: str, entry: Mapping[str, Any]
) -> Iterator[Finding]:
    url = id_of(entry) or ""
    name = excerpt(url, 100)
    types = _TYPES.intersection(types_of(entry))
    if not types:
        message = f"schema type {excerpt(entry.get('type'))} is not known"
        yield finding_of("schema", ResolutionFailed(message, code="schema-type-unknown"), pointer)
        return
    try:
        if _CARRIED in types:
            yield from _check_carried(verification, pointer, entry, url)
            return
        faults = check_schema(_with_proofs_listed(verification.document), url)
        if faults is None:
            fetched = _fetch(verification, entry, url)
            with reading(fetched, "a JSON Schema"):
                schema = parse_json_object(fetched.body, max_bytes=MAX_SCHEMA_BYTES)
                faults = _apply(verification, schema, url)
    except (ProofInvalid, MalformedInput) as error:
        # the entry itself is wrong, or not the schema that it promises
        yield failed("schema", error.code, error.message, pointer + (error.pointer or ""))
    except ResolutionFailed as error:
        yield finding_of("schema", error, pointer, about=f"not checked against {name}")
    else:
        yield from _tell(faults, name, pointer)


def _check_carried(
    verification: Verification, pointer: str, entry: Mapping[str, Any], url: str
) -> Iterator[Finding]:
    """Check against a schema that a credential carries, verified one level down.

    Raises:
        ProofInvalid: the digest is wrong.
        ResolutionFailed: it could not be had, or is no credential with a usable schema in it.
    """
    fetched = _fetch(verification, entry, url, CREDENTIAL_MEDIA_TYPES)
    with reading(fetched, f"a {_CARRIED}"):
        source = read_source(fetched.body)
    report = verification.look_into(source, Role.SCHEMA)
    if report.verdict != "valid":
        # whatever is wrong with it, somebody else signed it: the badge may still be as it asks
        first = report.reasons[0]
        message = f"the credential with the schema at {excerpt(url, 100)}: {first.message}"
        yield undetermined("schema", first.code, message, pointer)
        return
    with reading(fetched, f"a {_CARRIED} with a jsonSchema in its subject"):
        faults = _apply(verification, _schema_in(source.document), url)
    yield from _tell(faults, excerpt(url, 100), pointer)


def _schema_in(document: Mapping[str, Any]) -> dict[str, Any]:
    subjects = [item for _, item in objects_of(document.get("credentialSubject"))]
    schema = subjects[0].get("jsonSchema") if len(subjects) == 1 else None
    if _CARRIED not in types_of(document) or not isinstance(schema, dict):
        raise MalformedInput("there is none", code="no-schema-inside")
    return schema


def _fetch(
    verification: Verification,
    entry: Mapping[str, Any],
    url: str,
    accept: tuple[str, ...] = _SCHEMA_MEDIA_TYPES,
) -> Fetched:
    """Get what the entry names, and compare it with the digest that the entry may state.

    Raises:
        ResolutionFailed: it could not be had.
        ProofInvalid: the digest is wrong.
    """
    fetched = verification.fetcher.fetch(url, accept=accept, max_bytes=MAX_SCHEMA_BYTES)
    verify_digests(entry, fetched.body)
    return fetched


def _apply(verification: Verification, schema: dict[str, Any], url: str) -> list[Fault]:
    def get(other: str) -> dict[str, Any]:
        fetched = verification.fetcher.fetch(
            other, accept=_SCHEMA_MEDIA_TYPES, max_bytes=MAX_SCHEMA_BYTES
        )
        with reading(fetched, "a JSON Schema"):
            return parse_json_object(fetched.body, max_bytes=MAX_SCHEMA_BYTES)

    faults = verification.schemas.check(verification.document, schema, url, get)
    verification.note("schema", url=url, draft=schema.get("$schema"), faults=len(faults))
    return faults


def _tell(faults: list[Fault], name: str, pointer: str) -> Iterator[Finding]:
    yield from failed_by_faults("schema", faults)
    if not faults:
        yield passed("schema", "schema-satisfied", f"agrees with {name}", pointer)
