"""Checks one document against one schema of a stranger, in a process of its own.

A schema can ask for more time and memory than there is: references that double at each level,
expressions that match nothing slowly. Only a process can be stopped, so this file runs as one,
started by `schema_checker` with its limits and without the network. It imports nothing of
microcred, and answers with JSON: `faults`, `missing` (schemas that are referred to) or
`refused`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

Get = Callable[[str], Any]
"""From the URL of a schema to the schema."""

_MESSAGE_CHARACTERS = 300
_PATH_CHARACTERS = 2000


class UnusableError(Exception):
    """A validator cannot use the schema."""


def main() -> None:
    """Read the request from the standard input, answer on the standard output."""
    request = json.load(sys.stdin)
    _limit(request["memory_bytes"], request["seconds"])
    sys.path += request["libraries"]
    sys.stdout.write(json.dumps(check(request)))


def check(request: dict[str, Any]) -> dict[str, Any]:
    """Return the faults of the document, or what is missing, or why the schema is refused.

    What the compiled validator refuses is tried with jsonschema, which is slow and takes more:
    draft 3, references with characters that a URI does not have, expressions that are Python's.
    """
    missing: set[str] = set()

    def get(url: str) -> Any:
        """Return a schema that was fetched; anything else is remembered, never fetched."""
        known = request["resources"]
        if url not in known:
            missing.add(url[:_PATH_CHARACTERS])
        return known.get(url, {})

    refusals = []
    for way in (_compiled, _interpreted):
        try:
            faults = list(islice(way(request, get), request["max_faults"]))
        except UnusableError as error:
            refusals.append(_first_line(error))
        else:
            return {"missing": sorted(missing)} if missing else {"faults": faults}
        if missing:
            return {"missing": sorted(missing)}
    return {"refused": refusals[0]}


def _compiled(request: dict[str, Any], get: Get) -> Iterator[list[Any]]:
    """Yield the faults that jsonschema-rs finds.

    Raises:
        UnusableError: it cannot compile the schema.
    """
    import jsonschema_rs  # noqa: PLC0415  (found only once the path is set)

    draft = getattr(jsonschema_rs, request["draft"], None)
    if draft is None:
        raise UnusableError(f"{request['draft']} is not among the compiled ones")
    document, size = request["document"], request["pattern_bytes"]
    try:
        validator = draft(
            request["schema"],
            base_uri=request["url"],
            retriever=get,
            validate_formats=True,
            # plain expressions take linear time; for the others the parent's patience is the end,
            # since an expression that was given up inside an `anyOf` would look like one without
            # a match
            pattern_options=jsonschema_rs.FancyRegexOptions(
                backtrack_limit=sys.maxsize, size_limit=size, dfa_size_limit=size
            ),
        )
        if validator.is_valid(document):
            return
        for error in validator.iter_errors(document):
            yield [_short_path(error.instance_path), _first_line(error)]
    except (ValueError, TypeError, OverflowError, jsonschema_rs.ReferencingError) as error:
        raise UnusableError(_first_line(error)) from error


def _interpreted(request: dict[str, Any], get: Get) -> Iterator[list[Any]]:
    """Yield the faults that jsonschema finds.

    Raises:
        UnusableError: it cannot use the schema.
    """
    from urllib.parse import urljoin  # noqa: PLC0415  (only where it is needed)

    import jsonschema  # noqa: PLC0415
    import jsonschema_rs  # noqa: PLC0415
    from jsonschema.validators import extend  # noqa: PLC0415
    from jsonschema_specifications import REGISTRY  # noqa: PLC0415
    from referencing import Registry  # noqa: PLC0415
    from referencing.jsonschema import specification_with  # noqa: PLC0415

    def check_format(_: Any, name: str, value: Any, __: Any) -> Iterator[Any]:
        """Ask the compiled validator, which knows all formats, where jsonschema knows few."""
        if not jsonschema_rs.is_valid({"format": name}, value, validate_formats=True):
            yield jsonschema.ValidationError(f"{value!r} is not a {name!r}")

    plain = getattr(jsonschema, request["draft"])
    specification = specification_with(plain.META_SCHEMA["$schema"])

    def find(url: str) -> Any:
        return specification.create_resource(get(url))

    schema = dict(request["schema"])
    name = "id" if specification.id_of({"id": "x"}) else "$id"
    schema[name] = urljoin(request["url"], schema.get(name, ""))
    try:
        plain.check_schema(schema)
        validator = extend(plain, {"format": check_format})(
            schema,
            registry=REGISTRY.combine(Registry(retrieve=find)),  # type: ignore[call-arg]
        )
        for error in validator.iter_errors(request["document"]):
            yield [_short_path(error.absolute_path), _first_line(error)]
    except Exception as error:  # of the libraries below it, too: whatever it is, nothing is known
        raise UnusableError(_first_line(error)) from error


def _short_path(path: Iterable[str | int]) -> list[str | int]:
    """Return the path, or as much of its beginning as is reasonable to show."""
    left, short = _PATH_CHARACTERS, []
    for part in path:
        left -= len(str(part)) + 1
        if left < 0:
            break
        short.append(part)
    return short


def _first_line(error: Exception) -> str:
    return str(getattr(error, "message", error))[:_MESSAGE_CHARACTERS].partition("\n")[0]


def _limit(memory_bytes: int, seconds: int) -> None:
    """Set what the system enforces; where it cannot, the parent's deadline still holds."""
    try:
        import resource  # noqa: PLC0415  (not on every system)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
