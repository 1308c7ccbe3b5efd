"""Checks a document against the schemas known here, with the compiled validator.

Our schemas stand in for those that the specification publishes, so that nothing is fetched and a
check takes microseconds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from microcred.errors import ConfigurationError, excerpt
from microcred.findings import Fault
from microcred.json_pointer import join_pointer
from microcred.limits import MAX_FAULTS
from microcred.models.credential_rules import is_vcdm_1
from microcred.models.schema_editions import compacted, vcdm_1

if TYPE_CHECKING:
    import jsonschema_rs

_PUBLISHED: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/(?P<spec>ob/v3p0|clr/v2p0)/schema/"
    r"(?P<edition>json|json-ld)/(?P<prefix>ob_v3p0|clr_v2p0)(?:_\d){0,2}_(?:any)?"
    r"(?P<name>achievementcredential|clrcredential|endorsementcredential|profile)_schema\.json\Z",
    re.ASCII,
)
_OWN: Final = re.compile(r"urn:microcred:schema:(credential|endorsement|achievement|profile|clr)\Z")
_NAMES: Final = {
    "achievementcredential": "credential",
    "endorsementcredential": "endorsement",
    "profile": "profile",
    "clrcredential": "clr",
}
_PACKAGE: Final = Path(__file__).resolve().parents[1]
_MESSAGE_CHARACTERS: Final = 120
_FOLDERS: Final = (_PACKAGE / "schemas", _PACKAGE.parents[1] / "schemas")
"""Where the schemas are: in an installed package, in a checkout."""


def check_schema(document: object, schema_id: str) -> list[Fault] | None:
    """List the faults against a published schema; None when the schema is not known here.

    Known are the schemas of Open Badges 3.0 and CLR 2.0 for credentials, endorsements, profiles
    and records, in the canonical (`json`) and compacted (`json-ld`) editions, and our own. A VCDM
    1.1 credential is checked against the edition for VCDM 1.1.
    """
    older = isinstance(document, Mapping) and is_vcdm_1(document)
    if own := _OWN.match(schema_id):
        validator = _validator(own[1], compact=False, older=older)
    elif published := _published(schema_id):
        compact = published["edition"] == "json-ld"
        validator = _validator(_NAMES[published["name"]], compact=compact, older=older)
    else:
        return None
    try:
        if validator.is_valid(document):
            return []
        return [_fault(error) for error in islice(validator.iter_errors(document), MAX_FAULTS)]
    except (ValueError, TypeError, OverflowError, RecursionError):
        return [Fault("", "not-json", "the document cannot be written as JSON")]


def _published(schema_id: str) -> re.Match[str] | None:
    found = _PUBLISHED.match(schema_id)
    return found if found and found["spec"].replace("/", "_") == found["prefix"] else None


@cache
def _validator(name: str, *, compact: bool, older: bool) -> jsonschema_rs.Validator:
    import jsonschema_rs  # noqa: PLC0415  (paid only when a schema is checked)

    schema = read_schema(name)
    schema = compacted(schema) if compact else schema
    schema = vcdm_1(schema) if older else schema
    return jsonschema_rs.Draft201909Validator(schema, validate_formats=True)


def read_schema(name: str) -> dict[str, Any]:
    """Read one of our schemas: credential, endorsement, achievement, profile or clr.

    Raises:
        ConfigurationError: it is not installed (`schema-missing`).
    """
    for folder in _FOLDERS:
        path = folder / f"{name}.schema.json"
        if path.is_file():
            schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
            return schema
    raise ConfigurationError(f"the schema {name} is not installed", code="schema-missing")


def _fault(error: jsonschema_rs.ValidationError) -> Fault:
    """Tell an error; its message begins with the value, however long, and ends with the rule."""
    message = error.message
    if len(message) > _MESSAGE_CHARACTERS:
        message = "… " + message[-_MESSAGE_CHARACTERS:]
    return Fault(join_pointer(error.instance_path), "schema", excerpt(message, 200))
