"""Keys in a PKCS #11 token: a hardware security module, a smart card, a USB key.

The private key never leaves the token. Source: PKCS #11 Cryptographic Token Interface 3.0. Wants
the extra `microcred[pkcs11]`.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from microcred.errors import ConfigurationError, UnusableKey, WrongPassphrase
from microcred.keys.algorithms import CURVES, Algorithm
from microcred.keys.external import check_made, digest_for
from microcred.keys.public import PublicKey
from microcred.keys.signing import SigningKey

if TYPE_CHECKING:
    import pkcs11

_RSA_BITS: Final = 3072
_EDWARDS_25519: Final = b"\x13\x0cedwards25519"
"""The curve as PKCS #11 3.0 names it (section 6.3.3): a PrintableString in DER."""
_ED25519_POINT: Final = b"\x04\x20"
"""An OCTET STRING of 32 bytes; some tokens give the bytes alone."""


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a key is.

    Attributes:
        module: path of the token's PKCS #11 library.
        token: the token's label.
        label: the key's label.
    """

    module: str
    token: str
    label: str


class TokenKey(SigningKey):
    """A key in a token. Every signature is checked with the public key before it is given out."""

    def __init__(self, private: Any, public_key: PublicKey, key_id: str | None):
        self._private = private
        self._public_key = public_key
        self._key_id = key_id or f"{public_key.did_key}#{public_key.multikey}"
        self._one_at_a_time = threading.Lock()

    @property
    def public_key(self) -> PublicKey:
        """The public part."""
        return self._public_key

    @property
    def key_id(self) -> str:
        """Id of the verification method."""
        return self._key_id

    def sign(self, data: bytes) -> bytes:
        """Sign `data`; raw signature bytes.

        Raises:
            UnusableKey: the token refuses (`token-failed`), or gives what does not fit the key.
        """
        from pkcs11 import Mechanism  # noqa: PLC0415 - an extra

        if self.algorithm in CURVES:
            data_for_token, mechanism = digest_for(self._public_key, data), Mechanism.ECDSA
        elif self.algorithm == "RSA":
            data_for_token, mechanism = data, Mechanism.SHA256_RSA_PKCS
        else:
            data_for_token, mechanism = data, Mechanism.EDDSA
        with _token_errors(), self._one_at_a_time:
            signature = bytes(self._private.sign(data_for_token, mechanism=mechanism))
        check_made(self._public_key, signature, data)
        return signature

    def __repr__(self) -> str:
        return f"TokenKey(algorithm={self.algorithm!r}, key_id={self.key_id!r})"


def open_token_key(place: TokenPlace, pin: str | None, key_id: str | None = None) -> TokenKey:
    """Open a key in a token, for as long as the process lives.

    Args:
        place: where it is.
        pin: the user's PIN; None for a token that wants none.
        key_id: the verification method's id; by default that of the did:key.

    Raises:
        ConfigurationError: the module or the token is not there.
        WrongPassphrase: code `wrong-pin` or `pin-locked`.
        UnusableKey: there is no such key, there are several, or it is of another kind.
    """
    with _token_errors():
        from pkcs11 import ObjectClass  # noqa: PLC0415 - an extra

        session = _log_in(_token(place), pin)
        private = _the_one(session, place, ObjectClass.PRIVATE_KEY)
        public = _the_one(session, place, ObjectClass.PUBLIC_KEY)
        return TokenKey(private, _public_key(public), key_id)


def generate_token_key(place: TokenPlace, algorithm: Algorithm, pin: str | None) -> PublicKey:
    """Make a key in a token, for signing only and never to be taken out.

    Raises:
        UnusableKey: there is a key of that label (`token-key-exists`), or the token cannot make
            one of this kind (`token-failed`).
    """
    with _token_errors():
        from pkcs11 import Attribute, MechanismFlag, ObjectClass  # noqa: PLC0415 - an extra

        session = _log_in(_token(place), pin, rw=True)
        if any(session.get_objects({Attribute.LABEL: place.label})):
            message = f"the token has something of the label {place.label} already"
            raise UnusableKey(message, code="token-key-exists")
        template = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False}
        options: dict[str, Any] = {
            "id": place.label.encode(),
            "label": place.label,
            "store": True,
            "capabilities": MechanismFlag.SIGN | MechanismFlag.VERIFY,
            "private_template": template,
        }
        _generate(session, algorithm, options)
        return _public_key(_the_one(session, place, ObjectClass.PUBLIC_KEY))


def _generate(session: pkcs11.Session, algorithm: Algorithm, options: dict[str, Any]) -> None:
    from pkcs11 import Attribute, KeyType  # noqa: PLC0415 - an extra
    from pkcs11.util.ec import encode_named_curve_parameters  # noqa: PLC0415

    if algorithm == "RSA":
        session.generate_keypair(KeyType.RSA, _RSA_BITS, **options)
        return
    curve = CURVES.get(algorithm)
    kind = KeyType.EC_EDWARDS if curve is None else KeyType.EC
    parameters = encode_named_curve_parameters(curve.native.name) if curve else _EDWARDS_25519
    domain = session.create_domain_parameters(kind, {Attribute.EC_PARAMS: parameters}, local=True)
    domain.generate_keypair(**options)


def _token(place: TokenPlace) -> pkcs11.Token:
    import pkcs11  # noqa: PLC0415 - an extra

    try:
        library = pkcs11.lib(place.module)
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        message = f"{place.module} is not a PKCS #11 module that can be used"
        raise ConfigurationError(message, code="pkcs11-module") from error
    tokens = list(library.get_tokens(token_label=place.token))
    if len(tokens) != 1:
        message = f"{len(tokens)} tokens have the label {place.token}, expected one"
        raise ConfigurationError(message, code="no-such-token")
    return tokens[0]


def _log_in(token: pkcs11.Token, pin: str | None, *, rw: bool = False) -> pkcs11.Session:
    """Open a session; within one process a token is logged in to once, for all sessions."""
    import pkcs11  # noqa: PLC0415 - an extra

    try:
        return token.open(user_pin=pin, rw=rw)
    except pkcs11.UserAlreadyLoggedIn:
        return token.open(rw=rw)


def _the_one(session: pkcs11.Session, place: TokenPlace, kind: pkcs11.ObjectClass) -> Any:
    from pkcs11 import Attribute  # noqa: PLC0415 - an extra

    found = list(session.get_objects({Attribute.CLASS: kind, Attribute.LABEL: place.label}))
    if len(found) != 1:
        what = kind.name.lower().replace("_", " ")
        message = f"the token {place.token} has {len(found)} with the label {place.label}"
        raise UnusableKey(f"{message}, expected one {what}", code="no-such-token-key")
    return found[0]


def _public_key(found: Any) -> PublicKey:
    """Read the public key object of a token."""
    from pkcs11 import Attribute, KeyType  # noqa: PLC0415 - an extra
    from pkcs11.util.ec import encode_ec_public_key  # noqa: PLC0415
    from pkcs11.util.rsa import encode_rsa_public_key  # noqa: PLC0415

    if found.key_type == KeyType.EC_EDWARDS:
        # Ed448 is of this type too; its point is longer.
        point = found[Attribute.EC_POINT].removeprefix(_ED25519_POINT)
        return PublicKey.from_native(Ed25519PublicKey.from_public_bytes(point))
    encode = {KeyType.EC: encode_ec_public_key, KeyType.RSA: encode_rsa_public_key}
    if found.key_type not in encode:
        message = f"a key of the kind {found.key_type.name} is not supported"
        raise UnusableKey(message, code="unsupported-key")
    return PublicKey.from_native(serialization.load_der_public_key(encode[found.key_type](found)))


@contextlib.contextmanager
def _token_errors() -> Iterator[None]:
    """Turn what the token says into our errors; a PIN is in none of them."""
    try:
        import pkcs11  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = "keys in a token want another package: pip install 'microcred[pkcs11]'"
        raise ConfigurationError(message, code="missing-extra") from error
    try:
        yield
    except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinInvalid) as error:
        raise WrongPassphrase("the PIN does not open the token", code="wrong-pin") from error
    except pkcs11.PinLocked as error:
        message = "the token is locked after too many wrong PINs"
        raise WrongPassphrase(message, code="pin-locked") from error
    except pkcs11.PKCS11Error as error:
        message = f"the token refused: {type(error).__name__}"
        raise UnusableKey(message, code="token-failed") from error
