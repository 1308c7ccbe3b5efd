"""How the compiled path says no: to a document, or to a feature that it does not implement."""

from __future__ import annotations

from microcred.errors import CanonicalizationFailed


class NotCompiled(Exception):
    """The document uses what only the general processor implements; never leaves the package."""


def refuse(code: str, message: str) -> CanonicalizationFailed:
    """Make the error of a document that is not JSON-LD, or of which nobody here can tell.

    Args:
        code: the error code of the JSON-LD 1.1 API (section 9.7), with hyphens for spaces.
        message: what is wrong.
    """
    fault = message if code == "unknown-context" else f"not JSON-LD: {message}"
    return CanonicalizationFailed(fault, code=code)
