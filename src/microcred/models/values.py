"""The primitive and derived types of the data model, as annotations for the wire models.

Each refuses what the specification refuses and changes nothing that it accepts: timestamps and
numbers stay as they were written. An annotation says three things: how a value is read, how it
is written back and what JSON Schema says of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from microcred.errors import InvalidTimestamp
from microcred.models.annotations import JsonSchema, Plain, refuse, written_as
from microcred.models.vocabulary import (
    EXTENSION_PATTERN,
    AchievementType,
    AlignmentTargetType,
    IdentifierType,
    ResultStatus,
    ResultType,
    is_extension,
)
from microcred.timestamps import format_timestamp, parse_timestamp

T = TypeVar("T")

URI_PATTERN: Final = r'^[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>"{}|\\^`]*$'
LANGUAGE_PATTERN: Final = r"^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
COMPACT_JWS_PATTERN: Final = r"^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$"
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)


class Absent:
    """Marks a member that may be left out but must not be null ("JSON", last rule)."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read without null; write with it, since None stands for "left out" in Python."""
        schema = handler(source)
        if schema["type"] != "nullable":
            return schema
        return written_as(schema["schema"], schema)


class Term(Plain):
    """A term of an enumeration."""

    def __init__(self, vocabulary: type[StrEnum], *, extensible: bool = True):
        self.terms = frozenset(str(term) for term in vocabulary)
        self.extensible = extensible
        # The closed lists are short, and whoever writes a file has only this message.
        self.expected = (
            f"a term of {vocabulary.__name__} or ext:…"
            if extensible
            else f"one of: {', '.join(map(str, vocabulary))}"
        )
        schema: JsonSchema = {"type": "string", "enum": [str(term) for term in vocabulary]}
        if extensible:
            schema = {"anyOf": [schema, {"type": "string", "pattern": EXTENSION_PATTERN}]}
        super().__init__(self.read, schema)

    def read(self, value: Any) -> str:
        """Check one term."""
        if isinstance(value, str):
            if value in self.terms:
                return str(value)
            if self.extensible and is_extension(value):
                return value
            raise refuse("unknown-term", self.expected, value)
        raise refuse("wrong-type", self.expected, value)


_URI: Final = core_schema.str_schema(strict=True, pattern=URI_PATTERN)
_URI_EXPECTED: Final = "an absolute URI"
_is_uri: Final = re.compile(URI_PATTERN.removesuffix("$") + r"\Z", re.ASCII).match


class UriOr:
    """Either a URI or an object ("ProfileRef")."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read text as a URI and anything else as the object."""
        described = handler.generate_schema(get_args(source)[0])
        read = core_schema.no_info_wrap_validator_function(self.read, described)
        return written_as(read, core_schema.union_schema([described, _URI]))

    def read(self, value: Any, handler: Callable[[Any], Any]) -> Any:
        """Check text here and leave an object to its model."""
        if not isinstance(value, str):
            return handler(value)
        if not _is_uri(value):
            raise refuse("invalid-uri", _URI_EXPECTED, value)
        return value

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        """Say that either will do."""
        described = handler(schema["python_schema"]["schema"])
        return {"anyOf": [{"type": "string", "pattern": URI_PATTERN}, described]}


def read_timestamp(value: Any) -> str:
    """Check a dateTimeStamp and keep its text; an aware datetime is written as one."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise refuse("invalid-timestamp", "a moment with a time zone", value)
        return format_timestamp(value)
    if not isinstance(value, str):
        raise refuse("wrong-type", "a dateTimeStamp", value)
    try:
        parse_timestamp(value)
    except InvalidTimestamp as error:
        expected = "a dateTimeStamp with a time zone, as 2010-01-01T00:00:00Z"
        raise refuse("invalid-timestamp", expected, value) from error
    return value


def _read_date(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str):
        raise refuse("wrong-type", "a date", value)
    try:
        if _DATE.match(value):
            date.fromisoformat(value)
            return value
    except ValueError:
        pass
    raise refuse("invalid-date", "a calendar date, as 2010-01-31", value)


class Number:
    """A JSON number, whole or not, kept as it was written."""

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read a number; `true` is none, nor is NaN."""
        choices: list[CoreSchema | tuple[CoreSchema, str]] = [
            core_schema.int_schema(strict=True),
            core_schema.float_schema(strict=True, allow_inf_nan=False),
        ]
        return core_schema.union_schema(
            choices,
            mode="left_to_right",
            custom_error_type="not-a-number",
            custom_error_message="not a number",
        )

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        """Return JSON's one number type."""
        return {"type": "number"}


class Strict:
    """A value that pydantic-core checks itself, without conversions."""

    def __init__(self, schema: CoreSchema):
        self.schema = schema

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read with the ready schema."""
        return self.schema


Maybe = Annotated[T | None, Absent()]
Text = Annotated[str, Strict(core_schema.str_schema(strict=True))]
Boolean = Annotated[bool, Strict(core_schema.bool_schema(strict=True))]
Float = Annotated[int | float, Number()]
Uri = Annotated[str, Strict(_URI)]
"""An absolute URI or IRI that an RDF node can have (N-Triples, IRIREF)."""
DateTimeStamp = Annotated[str, Plain(read_timestamp, {"type": "string", "format": "date-time"})]
Date = Annotated[str, Plain(_read_date, {"type": "string", "format": "date"})]
LanguageCode = Annotated[str, Strict(core_schema.str_schema(strict=True, pattern=LANGUAGE_PATTERN))]
CompactJws = Annotated[
    str, Strict(core_schema.str_schema(strict=True, pattern=COMPACT_JWS_PATTERN))
]
AchievementTypeTerm = Annotated[str, Term(AchievementType)]
AlignmentTargetTypeTerm = Annotated[str, Term(AlignmentTargetType)]
IdentifierTypeTerm = Annotated[str, Term(IdentifierType)]
ResultTypeTerm = Annotated[str, Term(ResultType)]
ResultStatusTerm = Annotated[str, Term(ResultStatus, extensible=False)]
