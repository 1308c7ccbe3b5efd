"""Parameters of a did:webvh log entry ("did:webvh DID Method Parameters")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from microcred.dids.webvh.hashes import is_multihash
from microcred.dids.webvh.proofs import can_sign
from microcred.errors import MalformedInput, MicrocredError, ResolutionFailed, excerpt
from microcred.keys import PublicKey

_METHOD: Final = "did:webvh:1.0"
_DEFAULTS: Final[Mapping[str, Any]] = {
    "updateKeys": [],
    "nextKeyHashes": [],
    "witness": {},
    "watchers": [],
    "portable": False,
    "deactivated": False,
    "ttl": 3600,
}
_MAX_ITEMS: Final = 64


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Who must approve a version.

    Attributes:
        ids: did:key of each witness.
        threshold: how many of them must.
    """

    ids: frozenset[str] = frozenset()
    threshold: int = 0


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters in force after an entry.

    Attributes:
        scid: the self-certifying identifier.
        update_keys: Multikeys that may sign.
        next_key_hashes: hashes of the keys that may come next; empty without pre-rotation.
        witnesses: who must approve.
        portable: the DID may move to another host.
        deactivated: the DID has been given up.
    """

    scid: str = ""
    update_keys: tuple[str, ...] = ()
    next_key_hashes: frozenset[str] = frozenset()
    witnesses: Witnesses = field(default_factory=Witnesses)
    portable: bool = False
    deactivated: bool = False


def read_parameters(given: object, previous: Parameters | None) -> Parameters:
    """Apply the parameters of an entry to those of the entry before; None for the first.

    Raises:
        MalformedInput: code `invalid-did-log`.
    """
    if not isinstance(given, Mapping):
        _refuse("the parameters of an entry must be an object")
    unknown = given.keys() - _DEFAULTS.keys() - {"method", "scid"}
    if unknown:
        _refuse(f"did:webvh 1.0 has no parameter {excerpt(min(unknown))}")
    _check_presence(given, previous)
    before = previous or Parameters()
    scid = given.get("scid", before.scid)
    if not isinstance(scid, str) or not is_multihash(scid):
        _refuse("the scid must be a SHA-256 multihash in base58btc")
    return Parameters(
        scid=scid,
        update_keys=tuple(_texts(given, "updateKeys", before.update_keys)),
        next_key_hashes=frozenset(_texts(given, "nextKeyHashes", before.next_key_hashes)),
        witnesses=_witnesses(given, before.witnesses),
        portable=_flag(given, "portable", before.portable),
        deactivated=_flag(given, "deactivated", before.deactivated),
    )


def _check_presence(given: Mapping[str, Any], previous: Parameters | None) -> None:
    _check_method(given.get("method", _METHOD))
    if previous is None:
        missing = [name for name in ("method", "scid", "updateKeys") if name not in given]
        if missing:
            _refuse(f"the first entry lacks the parameter {missing[0]!r}")
        return
    if "scid" in given:
        _refuse("only the first entry may have the parameter 'scid'")
    if given.get("portable") is True:
        _refuse("only the first entry may make the DID portable")
    if previous.next_key_hashes and not {"updateKeys", "nextKeyHashes"} <= given.keys():
        _refuse("with pre-rotation an entry must state both updateKeys and nextKeyHashes")


def _check_method(method: Any) -> None:
    """Tell another version of the method, which may be right, from what is no method."""
    if method != _METHOD:
        message = f"method {excerpt(method)} is not supported, only {_METHOD}"
        if not str(method).startswith("did:webvh:"):
            _refuse(message)
        raise ResolutionFailed(message, code="unsupported-did-method")


def _value(given: Mapping[str, Any], name: str) -> Any:
    """Return a value; null, which early implementations wrote, stands for the default."""
    value = given[name]
    return _DEFAULTS[name] if value is None else value


def _texts(given: Mapping[str, Any], name: str, before: Any) -> Any:
    if name not in given:
        return before
    value = _value(given, name)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        _refuse(f"the parameter {name!r} must be an array of texts")
    if len(value) > _MAX_ITEMS:
        _refuse(f"the parameter {name!r} has {len(value)} items, at most {_MAX_ITEMS} are read")
    return value


def _flag(given: Mapping[str, Any], name: str, before: bool) -> bool:
    if name not in given:
        return before
    value = _value(given, name)
    if not isinstance(value, bool):
        _refuse(f"the parameter {name!r} must be true or false")
    return value


def _witnesses(given: Mapping[str, Any], before: Witnesses) -> Witnesses:
    """Read the witness parameter; one that is malformed is never taken for "no witnesses"."""
    if "witness" not in given:
        return before
    value = _value(given, "witness")
    if value == {}:
        return Witnesses()
    listed = value.get("witnesses") if isinstance(value, Mapping) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= _MAX_ITEMS:
        _refuse("the parameter 'witness' must list some witnesses")
    ids = [_witness_id(item) for item in listed]
    threshold = value.get("threshold")
    if len(set(ids)) != len(ids):
        _refuse("the parameter 'witness' lists a witness twice")
    if type(threshold) is not int or not 1 <= threshold <= len(ids):
        _refuse("the witness threshold must be from 1 to the number of witnesses")
    return Witnesses(frozenset(ids), threshold)


def _witness_id(item: object) -> str:
    witness = item.get("id") if isinstance(item, Mapping) else None
    if not isinstance(witness, str) or not witness.startswith("did:key:"):
        _refuse("a witness must be a did:key")
    try:
        key = PublicKey.from_multikey(witness.removeprefix("did:key:"))
    except MicrocredError as error:
        message = f"a witness whose key cannot be used: {error.message}"
        raise MalformedInput(message, code="invalid-did-log") from error
    if not can_sign(key):
        _refuse("a witness must have an Ed25519 key")
    return witness


def _refuse(message: str) -> NoReturn:
    raise MalformedInput(message, code="invalid-did-log")
