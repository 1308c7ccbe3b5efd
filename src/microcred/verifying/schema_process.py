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
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jsonschema_rs

_MESSAGE_CHARACTERS = 300
_PATH_CHARACTERS = 2000


def main() -> None:
    """Read the request from the standard input, answer on the standard output."""
    request = json.load(sys.stdin)
    _limit(request["memory_bytes"], request["seconds"])
    sys.path.insert(0, request["library"])
    sys.stdout.write(json.dumps(check(request)))


def check(request: dict[str, Any]) -> dict[str, Any]:
    """Compile the schema and list the faults of the document."""
    import jsonschema_rs  # noqa: PLC0415  (found only once the path is set)

    missing: set[str] = set()

    def give(url: str) -> Any:
        """Return a schema that was fetched; anything else is remembered, never fetched."""
        known = request["resources"]
        if url not in known:
            missing.add(url[:_PATH_CHARACTERS])
        return known.get(url, True)

    try:
        validator = getattr(jsonschema_rs, request["draft"])(
            request["schema"],
            base_uri=request["url"],
            retriever=give,
            validate_formats=True,
            pattern_options=jsonschema_rs.RegexOptions(
                size_limit=request["pattern_bytes"], dfa_size_limit=request["pattern_bytes"]
            ),
        )
        faults = [] if missing else _faults(validator, request)
    except (ValueError, TypeError, OverflowError, jsonschema_rs.ReferencingError) as error:
        if not missing:
            return {"refused": _first_line(error)}
    return {"missing": sorted(missing)} if missing else {"faults": faults}


def _faults(validator: jsonschema_rs.Validator, request: dict[str, Any]) -> list[Any]:
    document = request["document"]
    if validator.is_valid(document):
        return []
    errors = islice(validator.iter_errors(document), request["max_faults"])
    return [[_short_path(error.instance_path), _first_line(error)] for error in errors]


def _short_path(path: list[str | int]) -> list[str | int]:
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
