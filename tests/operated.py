"""A programme as the command line has it: every verb is the operator's, who gives but a name."""

from __future__ import annotations

from typing import Any, Final

from microcred.authority import Principal
from microcred.program.flow import Desk, Programme

OFFICE: Final = Principal.operator("office")


class Operated:
    """A programme whose verbs the operator calls, under the name in `by`."""

    def __init__(self, desk: Desk):
        self.desk = desk
        self.verbs = Programme(desk)

    def __getattr__(self, name: str) -> Any:
        verb = getattr(self.verbs, name)

        def call(*args: Any, by: str = "office", **kwargs: Any) -> Any:
            return verb(*args, by=Principal.operator(by), **kwargs)

        return call
