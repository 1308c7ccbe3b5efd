"""What every wire model does: read a document, keep all of it, and write it in canonical form.

Reading is tolerant of what JSON-LD compaction does and keeps members nobody knows. Writing is
strict: what `to_document` gives has just been checked against the model, so that no later change
to an object can slip out unchecked.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from operator import not_
from os import PathLike
from typing import Any, ClassVar, Self, get_args

from pydantic import ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from microcred.arguments import expect
from microcred.errors import InvalidDocument
from microcred.findings import Fault
from microcred.limits import MAX_FAULTS
from microcred.models.credential_rules import check_embedded_credentials
from microcred.models.definition_file import read_definition
from microcred.models.model import Model
from microcred.models.sets import ItemBudget
from microcred.models.validation_faults import faults_of
from microcred.strict_json import parse_json_object


def several() -> Any:
    """Make the default of a member with many values: none, and then it is not written."""
    return Field(default_factory=list, exclude_if=not_)


def typed() -> Any:
    """Make the default of `type`: the class's own in Python, a fault in a document."""
    return Field(default=(), validate_default=True)


class WireModel(Model):
    """A class of the information model.

    Constructing in Python takes snake-case names, fills in `type`, and reads None as "left out";
    reading a document does none of that.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        serialize_by_alias=True,
        extra="allow",
        defer_build=True,
        protected_namespaces=(),
    )

    default_type: ClassVar[tuple[str, ...] | str] = ()
    """What `type` is when nothing else is said; empty where there is no `type` to fill in."""

    @classmethod
    def from_members(cls, members: Mapping[str, Any]) -> Self:
        """Return what `cls(**members)` is.

        Raises:
            InvalidDocument: lists every fault with its JSON pointer.
        """
        return cls._validate(complete(cls, members))

    @classmethod
    def from_document(cls, document: Mapping[str, Any] | str | bytes) -> Self:
        """Read a document.

        Args:
            document: a mapping with the specification's member names, or JSON text.

        Raises:
            InvalidDocument: lists every fault with its JSON pointer.
            InvalidJson: text that is not I-JSON.
            LimitExceeded: text that is too long or too deep.
        """
        if isinstance(document, str | bytes):
            document = parse_json_object(document)
        return cls._validate(document)

    @classmethod
    def check_document(cls, document: object) -> list[Fault]:
        """List every fault that `from_document` would raise; never raises."""
        return cls._read(document)[1]

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Read a definition from a `.yaml`, `.yml` or `.json` file.

        What people write by hand may leave out `type` and use snake-case names. A document with
        an `@context` is taken as it stands.

        Raises:
            InvalidDocument: lists every fault with its JSON pointer.
            MalformedInput: the file cannot be read as YAML or JSON.
            WrongArgument: it is no path.
        """
        reads = "from_document(members) reads a dict or text"
        expect(path, (str, PathLike), "path", "a file's path", reads)
        return cls.from_definition(read_definition(path))

    @classmethod
    def from_definition(cls, members: Mapping[str, Any]) -> Self:
        """Read what people write by hand; see `load`.

        Raises:
            InvalidDocument: lists every fault with its JSON pointer.
        """
        return cls.from_document(members if "@context" in members else complete(cls, members))

    def to_document(self) -> dict[str, Any]:
        """Write the canonical array form ("Serialization"): no nulls, no empty arrays.

        Raises:
            InvalidDocument: the object was changed into something that the model refuses.
        """
        try:
            document = self.model_dump(
                mode="json", by_alias=True, exclude_none=True, warnings=False
            )
        except (ValueError, TypeError, RecursionError) as error:
            fault = Fault("", "not-json", f"a member cannot be written as JSON: {error}")
            raise InvalidDocument([fault], what=type(self).__name__) from error
        type(self)._validate(document)
        return document

    @classmethod
    def _validate(cls, document: object) -> Self:
        model, faults = cls._read(document)
        if faults or model is None:
            raise InvalidDocument(faults, what=cls.__name__)
        return model

    @classmethod
    def _read(cls, document: object) -> tuple[Self | None, list[Fault]]:
        faults = cls.check_whole(document)
        try:
            model = cls.model_validate(document, by_alias=True, by_name=False, context=ItemBudget())
        except ValidationError as error:
            found = faults_of(error, document)
            found += [fault for fault in faults if fault not in found]
            return None, found[: MAX_FAULTS + 1]
        return model, faults

    @classmethod
    def check_whole(cls, document: object) -> list[Fault]:
        """List what is wrong with a document that no annotation of one member can say."""
        return check_embedded_credentials(document)

    @classmethod
    def document_defaults(cls) -> dict[str, Any]:
        """Return the members that constructing in Python fills in."""
        default = cls.default_type
        if not default:
            return {}
        return {"type": default if isinstance(default, str) else list(default)}


def complete(model: type[WireModel], members: Mapping[str, Any]) -> dict[str, Any]:
    """Turn members as people write them into document form, at every level.

    Snake-case names become the specification's, None is left out and a missing `type` is filled
    in. Whatever else is there is passed on.
    """
    known = _members_of(model)
    document: dict[str, Any] = {}
    for name, value in members.items():
        alias, nested = known.get(name, (name, None))
        if value is not None:
            document[alias] = _complete_value(nested, value) if nested else value
    return {**model.document_defaults(), **document}


def _complete_value(model: type[WireModel], value: Any) -> Any:
    if isinstance(value, Mapping):
        return complete(model, value)
    if isinstance(value, list | tuple):
        return [_complete_value(model, item) for item in value]
    return value


@cache
def nested_models(model: type[WireModel]) -> dict[str, type[WireModel] | None]:
    """Return the class of each member's values, by its name in a document; None for plain ones."""
    return dict(_members_of(model).values())


@cache
def _members_of(model: type[WireModel]) -> dict[str, tuple[str, type[WireModel] | None]]:
    """Map each member's Python name and document name to the latter and its class."""
    model.model_rebuild()
    members = {}
    for name, field in model.model_fields.items():
        entry = (field.serialization_alias or name, _nested_model(field.annotation))
        members[name] = members[entry[0]] = entry
    return members


def _nested_model(annotation: Any) -> type[WireModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, WireModel):
        return annotation
    return next(filter(None, map(_nested_model, get_args(annotation))), None)
