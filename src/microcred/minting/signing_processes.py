"""Sign in several processes at once; one process, the caller's, writes to the registry."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Self

from microcred.errors import ConfigurationError, MicrocredError
from microcred.keys import LocalKey
from microcred.ledger import Issued, Job, Terms, sign_here
from microcred.ledger.recipients import RecipientHash

_terms: list[Terms] = []
"""In a process that signs: how. It got them by being forked, for keys are not sent about."""


class SigningProcesses:
    """Processes that sign badges, forked when this is made.

    Make it before a database or a file is opened that they must not share. A key in a token or a
    service cannot be shared either.

    Args:
        terms: how the badges are issued.
        count: how many processes.

    Raises:
        ConfigurationError: code `no-workers`; the key is not in this process, or the system
            cannot fork.
    """

    def __init__(self, terms: Terms, count: int):
        forks = "fork" in multiprocessing.get_all_start_methods()
        if not forks or not isinstance(terms.issuer.signer.key, LocalKey):
            message = "several processes sign only with a key in a file, where the system can fork"
            raise ConfigurationError(message, code="no-workers")
        context = multiprocessing.get_context("fork")
        self._count = count
        self._pool = ProcessPoolExecutor(count, context, _terms.append, (terms,))
        self._pool.submit(int).result()  # forks all of them, now

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.shutdown()

    def sign(self, terms: Terms, hashes: RecipientHash, jobs: Sequence[Job]) -> list[Issued]:
        """Sign a batch, in its order; see `sign_here`.

        Raises:
            ConfigurationError: code `worker-lost`, when a process was killed.
        """
        size = -(-len(jobs) // self._count)
        parts = [jobs[start : start + size] for start in range(0, len(jobs), size)]
        issued: list[Issued] = []
        try:
            for part, found in zip(
                parts, self._pool.map(_sign_part, [hashes] * len(parts), parts), strict=True
            ):
                # What one of them could not sign is tried here, where its error is whole.
                issued += sign_here(terms, hashes, part) if found is None else found
        except BrokenProcessPool as error:
            message = "a process that signs was killed; nothing of this batch was issued"
            raise ConfigurationError(message, code="worker-lost") from error
        return issued


def _sign_part(hashes: RecipientHash, jobs: Sequence[Job]) -> list[Issued] | None:
    try:
        return sign_here(_terms[0], hashes, jobs)
    except MicrocredError:
        return None
