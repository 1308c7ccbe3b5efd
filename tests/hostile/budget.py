"""Verify one hostile input in a process of its own, and measure what it took.

`serve` forks one process that makes the input and another that verifies it, so that neither the
tests' memory nor the making of the input counts, and nothing an input does outlives it.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from microcred.cli.report_text import tell_report, tell_verdict
from microcred.errors import ResolutionFailed
from microcred.fetch import Fetched, OfflineFetcher
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, PresentationReport, Session, Verifier
from microcred.verifying.wording.badge import tell_contents
from tests.verifying.world import NOW, MemoryFetcher

MAX_SECONDS: Final = 5.0
MAX_MEBIBYTES: Final = 300
_ADDRESS_SPACE_BYTES: Final = 3 * 2**30
_PATIENCE_SECONDS: Final = 20


@dataclass(frozen=True, slots=True)
class Attempt:
    """One hostile input.

    Attributes:
        badge: what is handed in.
        published: what the network holds, by URL; None is offline.
        presentation: whether it is handed in as a presentation.
        seconds_to_answer: how long each answer of the network takes.
        policy: what the verifier asks for.
    """

    badge: Any
    published: Mapping[str, Any] | None = None
    presentation: bool = False
    seconds_to_answer: float = 0.0
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Attributes:
        verdict: the report's; empty where there is none.
        raised: the exception that came instead of a report.
        codes: of every finding that is not good, with the check's name.
        unprintable: characters that reached a terminal and should not have.
        seconds: processor time for verifying and telling, and waiting for the network: what the
            clock shows on a machine that does nothing else.
        mebibytes: the process at its largest.
    """

    verdict: str = ""
    raised: str = ""
    codes: list[str] = field(default_factory=list)
    unprintable: str = ""
    seconds: float = 0.0
    mebibytes: float = 0.0


class SlowFetcher(MemoryFetcher):
    """Answers with what is published after a while; nobody waits, but it is counted.

    It is also the stopwatch: what was waited for, and what processors have done.
    """

    def __init__(self, published: dict[str, Any], seconds_to_answer: float):
        super().__init__(published)
        self._seconds_to_answer = seconds_to_answer
        self._waited = 0.0

    def fetch_within(
        self, seconds: float, url: str, *, accept: Sequence[str], max_bytes: int
    ) -> Fetched:
        if self._seconds_to_answer > seconds:
            self._waited += seconds
            raise ResolutionFailed(f"{url} did not answer in time", code="timeout")
        self._waited += self._seconds_to_answer
        fetched = self.fetch(url, accept=accept)
        if len(fetched.body) > max_bytes:
            raise ResolutionFailed(f"{url} is too large", code="too-large")
        return fetched

    def seconds(self) -> float:
        used = os.times()
        return self._waited + used.user + used.system + used.children_user + used.children_system


class Server:
    """A process that has imported everything, and verifies one input after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.budget"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:  # fmt: skip
        self._process.communicate()

    def attempt(self, name: str) -> Outcome:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(name + "\n")
        self._process.stdin.flush()
        return Outcome(**json.loads(self._process.stdout.readline()))


def serve() -> None:
    """Read names of inputs from standard input, write an outcome for each."""
    from tests.hostile.corpus import CORPUS

    _warm_up()
    for line in sys.stdin:
        make = CORPUS[line.rstrip("\n")]
        with tempfile.TemporaryDirectory() as folder:
            made, answer = Path(folder, "made"), Path(folder, "answer")
            raised, _ = _fork(partial(_make, make, made))
            outcome = Outcome(raised=f"not made: {raised}") if raised else _measured(made, answer)
        sys.stdout.write(json.dumps(asdict(outcome)) + "\n")
        sys.stdout.flush()


def _make(make: Callable[[], Attempt], made: Path) -> None:
    made.write_bytes(pickle.dumps(make()))


def _measured(made: Path, answer: Path) -> Outcome:
    died, mebibytes = _fork(lambda: _verify(made, answer))
    found = json.loads(answer.read_text()) if answer.exists() else {"raised": died or "no answer"}
    return Outcome(**found, mebibytes=mebibytes)


def _warm_up() -> None:
    """Import what is imported late, so that start-up does not count."""
    import microcred.fetch.http  # noqa: F401
    from tests.verifying.world import World

    world = World()
    for badge in (world.signed(), world.token()):
        assert world.verify(badge).verdict == "valid"


def _fork(work: Callable[[], Any]) -> tuple[str, float]:
    """Run `work` in a child; give how it died, if it did, and its largest size in MiB."""
    child = os.fork()
    if not child:
        signal.alarm(_PATIENCE_SECONDS)
        status = 1
        try:
            resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE_BYTES, _ADDRESS_SPACE_BYTES))
            work()
            status = 0
        finally:
            os._exit(status)
    _, status, usage = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    died = {0: "", -signal.SIGALRM: f"not done after {_PATIENCE_SECONDS} s"}
    return died.get(code, f"died with {code}"), usage.ru_maxrss / 1024


def _verify(made: Path, answer: Path) -> None:
    attempt = pickle.loads(made.read_bytes())
    found: dict[str, Any]
    told = ""
    network = SlowFetcher(dict(attempt.published or {}), attempt.seconds_to_answer)
    begin = network.seconds()
    try:
        verdict, codes, told = look(attempt, network)
    except BaseException as error:
        found = {"raised": f"{type(error).__name__}: {str(error)[:300]}"}
    else:
        found = {"verdict": verdict, "codes": codes}
    found["seconds"] = network.seconds() - begin
    bad = sorted({f"{ord(c):#x}" for c in set(told) if c != "\n" and not c.isprintable()})
    found["unprintable"] = " ".join(bad)
    answer.write_text(json.dumps(found))


def look(attempt: Attempt, network: SlowFetcher) -> tuple[str, list[str], str]:
    """Verify, and do with the report what the command line does."""
    fetcher = OfflineFetcher() if attempt.published is None else network
    verifier = Verifier(
        attempt.policy, fetcher=fetcher, clock=fixed_clock(NOW), stopwatch=network.seconds
    )
    if attempt.presentation:
        shown = verifier.verify_presentation(attempt.badge, Session("c", "d"))
        return shown.verdict, _codes(shown), json.dumps(shown.to_dict(), ensure_ascii=True)
    report = verifier.verify(attempt.badge)
    json.dumps(report.to_dict()).encode()
    told = [tell_report("hostile", report, show_all=False)]
    told.append(tell_report("hostile", report, show_all=True))
    told += tell_contents(report.credential) if report.credential is not None else []
    return report.verdict, _codes(report), "\n".join(told).replace(tell_verdict(report), "")


def _codes(report: Any) -> list[str]:
    if isinstance(report, PresentationReport):
        codes = [code for inner in report.credentials for code in _codes(inner)]
    else:
        codes = []
    wrong = ("failed", "undetermined")
    codes += [f"{item.check}:{item.code}" for item in report.checks if item.outcome in wrong]
    return sorted(set(codes))


def unreachable(url: str) -> ResolutionFailed:
    """Stand for a URL that does not answer."""
    return ResolutionFailed(f"{url} is out of reach", code="unreachable")


if __name__ == "__main__":
    serve()
