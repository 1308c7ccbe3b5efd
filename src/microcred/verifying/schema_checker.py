"""Checks documents against schemas that are not known here, within one verification's share."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from math import ceil
from pathlib import Path
from typing import Any, Final

from microcred.errors import LimitExceeded, MalformedInput, ResolutionFailed, excerpt
from microcred.fetch import Deadline
from microcred.findings import Fault
from microcred.json_pointer import join_pointer
from microcred.limits import (
    MAX_FAULTS,
    MAX_SCHEMA_DOCUMENTS,
    MAX_SCHEMA_MEMORY_BYTES,
    MAX_SCHEMA_PATTERN_BYTES,
    MAX_SCHEMA_SECONDS,
)

Schema = Mapping[str, Any]

_DRAFTS: Final = {
    "json-schema.org/draft/2020-12/schema": "Draft202012Validator",
    "json-schema.org/draft/2019-09/schema": "Draft201909Validator",
    "json-schema.org/draft-07/schema": "Draft7Validator",
    "json-schema.org/draft-06/schema": "Draft6Validator",
    "json-schema.org/draft-04/schema": "Draft4Validator",
    "json-schema.org/draft-03/schema": "Draft3Validator",
}
_PROCESS: Final = Path(__file__).with_name("schema_process.py")


class SchemaChecker:
    """One verification's share of time for schemas of strangers.

    Args:
        max_seconds: all checks together.
        deadline: when all must be over, whatever is left of them.
    """

    def __init__(
        self, max_seconds: float = MAX_SCHEMA_SECONDS, *, deadline: Deadline | None = None
    ):
        self._seconds_left = max_seconds
        self._deadline = deadline or Deadline(max_seconds)

    def check(
        self, document: object, schema: Schema, url: str, get: Callable[[str], Schema]
    ) -> list[Fault]:
        """List the faults of `document`, at most one more than `MAX_FAULTS`.

        Args:
            document: the credential as received.
            schema: of draft 3, 4, 6, 7, 2019-09 or 2020-12.
            url: where the schema is from; relative references start there.
            get: gets another schema that this one refers to.

        Raises:
            LimitExceeded: the schema asks for more work than is done, or refers to too much.
            MalformedInput: it is no schema, or one of another draft.
            ResolutionFailed: a schema that it refers to could not be had.
        """
        draft = _draft_of(schema)
        resources: dict[str, Schema] = {}
        while True:
            answer = self._ask(
                document=document, schema=schema, draft=draft, url=url, resources=resources
            )
            if "faults" in answer:
                return [
                    Fault(join_pointer(path), "schema", excerpt(message, 200))
                    for path, message in answer["faults"]
                ]
            missing = answer["missing"]
            if len(resources) + len(missing) > MAX_SCHEMA_DOCUMENTS:
                message = f"a schema that refers to more than {MAX_SCHEMA_DOCUMENTS} others"
                raise LimitExceeded(message)
            resources |= {other: get(other) for other in missing}

    def _ask(self, **request: Any) -> dict[str, Any]:
        """Run the process once."""
        started = time.monotonic()
        try:
            answer = _run(request, min(self._seconds_left, self._deadline.remaining()))
        finally:
            self._seconds_left -= time.monotonic() - started
        if "refused" in answer:
            message = f"not a schema that can be used: {excerpt(answer['refused'], 200)}"
            raise MalformedInput(message, code="schema-unusable")
        return answer


def _draft_of(schema: Schema) -> str:
    """Choose by `$schema`; without one it is the newest draft."""
    named = schema.get("$schema", "https://json-schema.org/draft/2020-12/schema")
    text = named if isinstance(named, str) else ""
    draft = _DRAFTS.get(text.removesuffix("#").partition("://")[2])
    if draft is None:
        message = f"a schema of the draft {excerpt(named)}, which is not known"
        raise MalformedInput(message, code="schema-draft-unknown")
    return draft


def _run(request: dict[str, Any], seconds: float) -> dict[str, Any]:
    if seconds <= 0:
        raise _too_costly()
    request |= {
        "libraries": [folder for folder in sys.path if folder],
        "max_faults": MAX_FAULTS + 1,
        "memory_bytes": MAX_SCHEMA_MEMORY_BYTES,
        "pattern_bytes": MAX_SCHEMA_PATTERN_BYTES,
        "seconds": ceil(seconds),
    }
    try:
        # nothing of the request is in the command line; -I and -S keep the environment out
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-S", str(_PROCESS)],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_costly() from error
    except (OSError, ValueError) as error:
        message = "a schema of a stranger is checked in another process, which cannot be started"
        raise ResolutionFailed(message, code="schema-process-failed") from error
    if done.returncode:
        raise _too_costly()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _too_costly() -> LimitExceeded:
    message = "the schema asks for more time or memory than is spent on a schema"
    return LimitExceeded(message, code="schema-too-costly")
