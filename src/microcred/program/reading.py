"""What every part of a definition does: it is read strictly, and written in one form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self, get_args

from pydantic import ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from microcred.errors import InvalidDocument, excerpt
from microcred.findings import Fault
from microcred.json_pointer import split_pointer
from microcred.limits import MAX_FAULTS
from microcred.models.model import Model
from microcred.models.validation_faults import faults_of
from microcred.nearest import nearest


class DefinitionPart(Model):
    """A class of the definition format; a member that it does not know is a fault.

    Python names are in snake case; a document has `maxAttempts` for `max_attempts`.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        serialize_by_alias=True,
        extra="forbid",
        frozen=True,
        defer_build=True,
    )


class DefinitionDocument(DefinitionPart):
    """A whole definition: what one file holds."""

    marker: ClassVar[str]
    """The value of `format`, by which a definition of this kind is known."""

    format: str

    @classmethod
    def from_members(cls, members: Mapping[str, Any]) -> Self:
        """Return what `cls(**members)` is.

        Raises:
            InvalidDocument: lists every fault with its JSON pointer.
        """
        document = {"format": cls.marker, **members}
        try:
            definition = cls.model_validate(document, by_alias=True, by_name=True)
        except ValidationError as error:
            raise InvalidDocument(faults_of(error, document), what=cls.__name__) from None
        if faults := definition.list_faults():
            raise InvalidDocument(faults, what=cls.__name__)
        return definition

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a definition.

        Args:
            document: with member names as in a file.

        Raises:
            InvalidDocument: lists every fault with its JSON pointer.
        """
        model, faults = cls._read(document)
        if model is None or faults:
            raise InvalidDocument(faults, what="definition")
        return model

    @classmethod
    def check_document(cls, document: object) -> list[Fault]:
        """List every fault that `from_document` would raise; never raises."""
        return cls._read(document)[1]

    @classmethod
    def _read(cls, document: object) -> tuple[Self | None, list[Fault]]:
        try:
            model = cls.model_validate(document, by_alias=True, by_name=False)
        except ValidationError as error:
            return None, [_advise(cls, fault) for fault in faults_of(error, document)]
        return model, _bounded(model.list_faults())

    def list_faults(self) -> list[Fault]:
        """List what one member says against another."""
        raise NotImplementedError

    def to_document(self) -> dict[str, Any]:
        """Write the definition as a file would say it; what has its default is left out."""
        written = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return {"format": self.format, **written}


def _bounded(faults: list[Fault]) -> list[Fault]:
    """Cut a list after `MAX_FAULTS`, and say so."""
    if len(faults) <= MAX_FAULTS:
        return faults
    message = f"{len(faults) - MAX_FAULTS} more faults are not listed"
    return [*faults[:MAX_FAULTS], Fault("", "more-faults", message)]


def _advise(model: type[DefinitionPart], fault: Fault) -> Fault:
    """Tell the names that there are, or the one that was probably meant, of an unknown member."""
    if fault.code != "unknown-member":
        return fault
    *parents, name = split_pointer(fault.pointer)
    known = _names_at(model, parents)
    close = nearest(name, known)
    advice = f"Did you mean {close}?" if close else f"There are: {', '.join(known)}."
    message = f"there is no member {excerpt(name)}"
    return Fault(fault.pointer, fault.code, message, advice)


def _names_at(model: type[DefinitionPart], path: list[str]) -> list[str]:
    """Return the names of the members of the class that stands at a path."""
    for name in path:
        if not name.isdigit():
            fields = model.model_fields.values()
            annotation = next(each.annotation for each in fields if each.alias == name)
            model = part_in(annotation) or model
    return [str(field.alias) for field in model.model_fields.values()]


def part_in(annotation: Any) -> type[DefinitionPart] | None:
    """Return the class of the format that stands in a member's annotation, if there is one."""
    if isinstance(annotation, type) and issubclass(annotation, DefinitionPart):
        return annotation
    return next(filter(None, map(part_in, get_args(annotation))), None)
