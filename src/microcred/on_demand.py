"""Packages that load a module when one of its names is first asked for.

A command that needs one name of a package does not wait for all that the others stand on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from microcred.nearest import nearest


def on_demand(package: str, modules: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """Make the `__getattr__` of a package.

    Args:
        package: its `__name__`.
        modules: the names that it exports, by the module that has them.
    """
    homes = {name: module for module, names in modules.items() for name in names}

    def load(name: str) -> Any:
        if name not in homes:
            meant = None if name.startswith("_") else nearest(name, homes)
            tail = f"; did you mean {meant!r}?" if meant else ""
            raise AttributeError(f"module {package!r} has no attribute {name!r}{tail}", name=name)
        value = getattr(import_module(homes[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return load
