"""Every cap that untrusted input meets, with its unit in its name.

A limit is checked before the work that it bounds is done. `docs/security.md` explains them.
"""

from __future__ import annotations

from typing import Final

MAX_DOCUMENT_BYTES: Final = 8 * 1024 * 1024
"""A JSON document or a JWT, as text."""

MAX_IMAGE_BYTES: Final = 32 * 1024 * 1024
"""A PNG or SVG file."""

MAX_JSON_DEPTH: Final = 64
"""Nesting of arrays and objects in a JSON document."""

MAX_JSON_NUMBER_CHARACTERS: Final = 400
"""A JSON number; the longest that a double can need is shorter."""

MAX_TIMESTAMP_CHARACTERS: Final = 64
"""A dateTimeStamp."""

MAX_ENCODED_CHARACTERS: Final = 16 * 1024
"""A base58btc text; decoding it costs the square of its length."""

MAX_FAULTS: Final = 100
"""Faults listed for one document; more than that is cut and said so."""
