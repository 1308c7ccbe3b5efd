"""A JWT with any header: what `sign_jws` refuses to write, a verifier has to meet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from microcred.encoding import encode_base64url
from microcred.keys import SigningKey


def sign_any(header: Mapping[str, Any], payload: Mapping[str, Any], key: SigningKey) -> str:
    """Sign a JWT whose header says whatever it is told to; by default the key's own `alg`."""
    header = {"alg": key.public_key.jose_algorithms[0], **header}
    parts = (json.dumps(part, separators=(",", ":")).encode() for part in (header, payload))
    signing_input = ".".join(map(encode_base64url, parts))
    return f"{signing_input}.{encode_base64url(key.sign(signing_input.encode()))}"
