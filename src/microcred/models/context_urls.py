"""The JSON-LD context URLs of a badge, and their order (Open Badges 3.0, "JSON-LD").

Only names: the pinned context documents live in `microcred.contexts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic_core import PydanticCustomError

from microcred.models.annotations import JsonSchema, Plain, refuse

CREDENTIALS_V1: Final = "https://www.w3.org/2018/credentials/v1"
CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS: Final = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

OPEN_BADGES_PATTERN: Final = (
    r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)*\.json$"
)
"""Every version of the Open Badges 3.0 context, as the specification's own schema has it."""

OPEN_BADGES_LEGACY: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld"
"""The context's first address; still seen beside VCDM 1.1."""

EXTENSION_TYPES: Final = frozenset(
    {"1EdTechJsonSchemaValidator2019", "1EdTechRevocationList", "1EdTechCredentialRefresh"}
)
"""The types that only `EXTENSIONS` defines ("Verifiable Credentials Extensions")."""

_OPEN_BADGES: Final = re.compile(OPEN_BADGES_PATTERN.removesuffix("$") + r"\Z", re.ASCII)
_TYPED_MEMBERS: Final = ("credentialSchema", "credentialStatus", "refreshService")


def is_open_badges_context(url: object) -> bool:
    """Tell whether `url` names a version of the Open Badges 3.0 context."""
    return isinstance(url, str) and (url == OPEN_BADGES_LEGACY or bool(_OPEN_BADGES.match(url)))


def needs_extensions(members: Mapping[str, Any]) -> bool:
    """Tell whether a credential, in document form, uses a 1EdTech extension type."""
    for name in _TYPED_MEMBERS:
        value = members.get(name)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Mapping) and not EXTENSION_TYPES.isdisjoint(_texts(item)):
                return True
    return False


def _texts(item: Mapping[str, Any]) -> Iterable[str]:
    types = item.get("type")
    return [
        text for text in (types if isinstance(types, list) else [types]) if isinstance(text, str)
    ]


class ContextOrder(Plain):
    """The `@context` of a credential: an ordered array that begins with fixed URLs."""

    def __init__(self, *, open_badge: bool = False):
        self.open_badge = open_badge
        first: list[JsonSchema] = [{"enum": [CREDENTIALS_V2]}]
        if open_badge:
            first.append({"type": "string", "pattern": OPEN_BADGES_PATTERN})
        rest = {"anyOf": [{"type": "string"}, {"type": "object"}]}
        schema = {"type": "array", "minItems": len(first), "items": first, "additionalItems": rest}
        super().__init__(self.read, schema)

    def read(self, value: Any) -> list[str | dict[str, Any]]:
        """Check the order; VCDM 1.1's context may stand in the first place."""
        if value == ():
            raise PydanticCustomError("missing-member", "the member is required")
        if not isinstance(value, list | tuple):
            raise refuse("wrong-type", "an array of contexts", value)
        for index, item in enumerate(value):
            if not isinstance(item, str | dict):
                raise refuse("wrong-type", "a context's URL or an object", item, index=index)
        first, second = [*value, None, None][:2]
        if first not in (CREDENTIALS_V2, CREDENTIALS_V1):
            raise refuse("wrong-context", repr(CREDENTIALS_V2), first, index=0)
        if self.open_badge and not is_open_badges_context(second):
            raise refuse("wrong-context", repr(OPEN_BADGES), second, index=1)
        return list(value)
