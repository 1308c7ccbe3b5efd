"""What the classes of documents and those of definitions share: how Python makes and shows one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel

_ModelClass: Any = type(BaseModel)


class _Constructing(_ModelClass):  # type: ignore[misc]
    """Sends what Python constructs through `from_members`.

    pydantic makes the objects of a document without calling their class, so reading stays a
    matter of its own, and costs no call in Python for each nested object.
    """

    def __call__(self, /, **members: Any) -> Any:
        """Return an object with these members, as people name them in Python."""
        return self.from_members(members)


# A keyword that type checkers do not see: to them the metaclass is what `BaseModel` has.
_BUILT_BY: dict[str, Any] = {"metaclass": _Constructing}


class Model(BaseModel, **_BUILT_BY):
    """A class of documents or definitions; its constructor reports every fault with its place."""

    if TYPE_CHECKING:

        def __init__(self, /, **members: Any) -> None: ...

    @classmethod
    def from_members(cls, members: Mapping[str, Any]) -> Self:
        """Return what `cls(**members)` is.

        Raises:
            InvalidDocument: lists every fault with its JSON pointer.
        """
        return cls.model_validate(members)

    def __repr__(self) -> str:
        """Leave out what is not there."""
        members = (f"{name}={value!r}" for name, value in self if value not in (None, []))
        return f"{type(self).__name__}({', '.join(members)})"

    __str__ = __repr__
