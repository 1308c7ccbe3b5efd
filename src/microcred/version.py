"""The version of the package, for whoever stands below its public names."""

from __future__ import annotations

from typing import Final

__version__: Final = "0.1.0"
