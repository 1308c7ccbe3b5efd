"""Tokens written by PyJWT and signed by whichever key they are given: the one boundary to it.

PyJWT has an `Algorithm` sign and check. Ours asks the key to, so that a key in a token or a key
service signs too, and every signature is made and checked in one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NoReturn, cast

from jwt.algorithms import Algorithm
from jwt.api_jws import PyJWS

from microcred.keys import JOSE_ALGORITHMS, PublicKey, SigningKey


class _AskTheKey(Algorithm):
    """A JOSE algorithm for PyJWT; the key does the work."""

    def __init__(self, name: str):
        self._name = name

    def prepare_key(self, key: Any) -> Any:
        return key

    def sign(self, msg: bytes, key: SigningKey) -> bytes:
        return key.sign(msg)

    def verify(self, msg: bytes, key: PublicKey, sig: bytes) -> bool:
        key.verify(sig, msg, self._name)
        return True

    @staticmethod
    def to_jwk(key_obj: Any, as_dict: bool = False) -> NoReturn:
        raise NotImplementedError

    @staticmethod
    def from_jwk(jwk: Any) -> NoReturn:
        raise NotImplementedError


def _tokens() -> PyJWS:
    tokens = PyJWS(algorithms=())
    for name in JOSE_ALGORITHMS:
        tokens.register_algorithm(name, _AskTheKey(name))
    return tokens


TOKENS: Final = _tokens()
"""PyJWT for our keys; it knows the algorithms of `JOSE_ALGORITHMS` and no others."""


def write_token(header: Mapping[str, Any], payload: bytes, key: SigningKey) -> str:
    """Return a compact JWS; `header` has its `alg`, and a `typ` if it shall have one."""
    members = {"typ": None, **header}  # else PyJWT writes the typ JWT
    return TOKENS.encode(payload, cast(Any, key), headers=members, sort_headers=False)
