"""What a superior demands of the chains below it (OpenID Federation 1.0, "Constraints")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from microcred.errors import ProofInvalid, excerpt


def check_constraints(chain: Sequence[tuple[str, Any]]) -> None:
    """Check the length of a chain and the names in it.

    `allowed_entity_types` limits metadata, of which nothing is used here but a name to show;
    other constraints are ignored, as the specification says.

    Args:
        chain: for each statement from the issuer up: whom it is about, and its constraints as
            they stand; None where it sets none.

    Raises:
        ProofInvalid: code `constraint-broken`, or `malformed-constraint`.
    """
    for intermediates, (_, stated) in enumerate(chain):
        constraints = _read(stated)
        _check_length(constraints, intermediates)
        names = [subject for subject, _ in chain[: intermediates + 1]]
        if "naming_constraints" in constraints:
            _check_names(constraints["naming_constraints"], names)


def _read(stated: Any) -> Mapping[str, Any]:
    """Return the constraints; what cannot be read might forbid the chain, so it is refused."""
    constraints = {} if stated is None else stated
    if not isinstance(constraints, dict):
        message = f"constraints are {excerpt(stated)}, expected an object"
        raise ProofInvalid(message, code="malformed-constraint")
    _texts(constraints, "allowed_entity_types")
    return constraints


def _check_length(constraints: Mapping[str, Any], intermediates: int) -> None:
    if "max_path_length" not in constraints:
        return
    allowed = constraints["max_path_length"]
    if type(allowed) is not int or allowed < 0:
        message = f"max_path_length is {excerpt(allowed)}, expected a count"
        raise ProofInvalid(message, code="malformed-constraint")
    if intermediates > allowed:
        message = f"{intermediates} intermediates below a statement that allows {allowed}"
        raise ProofInvalid(message, code="constraint-broken")


def _check_names(constraints: Any, names: Sequence[str]) -> None:
    if not isinstance(constraints, dict):
        message = f"naming_constraints are {excerpt(constraints)}, expected an object"
        raise ProofInvalid(message, code="malformed-constraint")
    permitted, excluded = _texts(constraints, "permitted"), _texts(constraints, "excluded")
    for name in names:
        host = _host_of(name)
        outside = permitted is not None and not any(_covers(item, host) for item in permitted)
        if outside or any(_covers(item, host) for item in excluded or ()):
            message = f"{excerpt(name, 200)} is not among the names that a superior permits"
            raise ProofInvalid(message, code="constraint-broken")


def _texts(constraints: Mapping[str, Any], name: str) -> list[str] | None:
    """Return a list of texts in lower case; None where there is none."""
    if name not in constraints:
        return None
    listed = constraints[name]
    if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
        message = f"{name} is {excerpt(listed)}, expected a list of texts"
        raise ProofInvalid(message, code="malformed-constraint")
    return [item.lower() for item in listed]


def _host_of(name: str) -> str:
    """Return the host of an entity identifier or did:web; empty for an id without one."""
    if name.startswith("did:web:"):
        return unquote(name.split(":")[2]).partition(":")[0].lower()
    try:
        host = (urlsplit(name).hostname or "") if name.startswith("https://") else ""
    except ValueError:
        return ""
    return host.removesuffix(".")


def _covers(constraint: str, host: str) -> bool:
    """Compare as RFC 5280, section 4.2.1.10, has it for URIs: a leading period means below."""
    return host.endswith(constraint) if constraint.startswith(".") else host == constraint
