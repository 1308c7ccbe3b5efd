"""What is measured: the badge that the exchange tests use, its key, and a picture of 60 KB."""

from __future__ import annotations

import io
import random
from typing import Final

from PIL import Image
from tests.interop.badges import realistic_badge

from microcred.keys import LocalKey
from microcred.models import OpenBadgeCredential

_SIDE: Final = 141


def badges(key: LocalKey, count: int) -> list[OpenBadgeCredential]:
    """Make badges that differ in their ids, so that no result can be remembered."""
    badge = realistic_badge(key)
    return [
        badge.model_copy(update={"id": f"urn:uuid:9a1f3c52-77c1-4d2e-9b0a-{index:012x}"})
        for index in range(count)
    ]


def picture() -> bytes:
    """Draw a PNG of 60 KB that cannot be compressed further."""
    noise = random.Random(1).randbytes(3 * _SIDE * _SIDE)
    out = io.BytesIO()
    Image.frombytes("RGB", (_SIDE, _SIDE), noise).save(out, "PNG")
    return out.getvalue()
