"""Ours beside the libraries of others, in one run: `python -m benchmarks.compare`.

Prints one Markdown table. Times are medians of the processor's time on one core (an interruption
does not count), taken in turns so that a busy moment hits everybody; read the ratios. The floor
is what cannot be left out: the hash of the same bytes and the signature, by the library that all
the Python ones use; for a picture, the checksum of its bytes.
"""

from __future__ import annotations

import argparse
import base64
import functools
import hashlib
import itertools
import json
import os
import platform
import statistics
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from tests.interop.exchange import multikey_of, public_pem, single_proof
from tests.interop.installing import UnavailableError
from tests.interop.peers import Peer

from benchmarks.samples import badges, picture
from microcred import Signer, Verifier, bake, unbake
from microcred.fetch import OfflineFetcher
from microcred.keys import PublicKey, SigningKey

STARTERS: Final[Mapping[str, Callable[[], Peer]]] = {
    "openbadgeslib": Peer.openbadgeslib,
    "openvc-core": Peer.openvc,
    "@digitalbazaar, jose": Peer.digitalbazaar,
}
OBL, OVC, NODE = STARTERS
_DIFFERENT: Final = 64
_WARM_UP_SECONDS: Final = 1.0

Request = tuple[str, dict[str, Any]]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Row:
    """One operation.

    Attributes:
        name: what is done.
        ours: does it once; each call has another badge.
        floor: does once what cannot be left out.
        peers: what to ask each peer that can do it.
    """

    name: str
    ours: Callable[[], object]
    floor: Callable[[], object]
    peers: Mapping[str, Request]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="turns of everybody (default 7)")
    parser.add_argument("--seconds", type=float, default=0.15, help="of each turn (default 0.15)")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with ExitStack() as stack:
        peers, absent = _start(stack)
        print(f"| µs, median | microcred | floor | {' | '.join(STARTERS)} |")
        print("|---" * (3 + len(STARTERS)) + "|")
        for row in rows(peers):
            medians = _measure(row, peers, options.rounds, options.seconds)
            print(_line(row.name, medians), flush=True)
    for name, reason in absent.items():
        print(f"\n{name} was not measured: {reason}")
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"\n{python} on {sys.platform} {platform.machine()}, one core.")


def _start(stack: ExitStack) -> tuple[dict[str, Peer], dict[str, str]]:
    peers, absent = {}, {}
    for name, start in STARTERS.items():
        try:
            peers[name] = start()
        except UnavailableError as error:
            absent[name] = str(error)
        else:
            stack.callback(peers[name].close)
    return peers, absent


def _measure(row: Row, peers: Mapping[str, Peer], rounds: int, seconds: float) -> dict[str, float]:
    """Return the median seconds of each party, turn by turn."""
    turns: dict[str, Callable[[int], list[float]]] = {
        "microcred": functools.partial(_time, row.ours),
        "floor": functools.partial(_time, row.floor),
    }
    for name, (operation, arguments) in row.peers.items():
        if name in peers:
            _must_work(peers[name].ask(operation, **arguments), name, row)
            turns[name] = functools.partial(_time_peer, peers[name], operation, arguments)
    counts = {}
    for name, turn in turns.items():
        each = statistics.median(turn(10))
        turn(int(_WARM_UP_SECONDS / each))  # a just-in-time compiler wants its time
        counts[name] = max(5, int(seconds / each))
    samples: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(rounds):
        for name, turn in turns.items():
            samples[name] += turn(counts[name])
    return {name: statistics.median(found) for name, found in samples.items()}


def _must_work(answer: object, peer: str, row: Row) -> None:
    if isinstance(answer, dict) and not answer.get("verified", True):
        raise RuntimeError(f"{row.name}: {peer} refuses: {answer['reasons']}")


def _time(work: Callable[[], object], repeat: int) -> list[float]:
    seconds = []
    for _ in range(repeat):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return seconds


def _time_peer(
    peer: Peer, operation: str, arguments: Mapping[str, Any], repeat: int
) -> list[float]:
    return peer.time(operation, repeat, **arguments)


def _line(name: str, medians: Mapping[str, float]) -> str:
    ours = medians["microcred"]
    cells = [_microseconds(ours), f"{_microseconds(medians['floor'])}"]
    for peer in STARTERS:
        found = medians.get(peer)
        cells.append("–" if found is None else f"{_microseconds(found)} ({found / ours:.1f} ×)")
    return f"| {name} | {' | '.join(cells)} |"


def _microseconds(seconds: float) -> str:
    value = seconds * 1e6
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def rows(peers: Mapping[str, Peer]) -> Iterator[Row]:
    """Set up each operation, one after the other."""
    yield from _embedded()
    yield from _tokens(peers)
    yield from _pictures()


def _embedded() -> Iterator[Row]:
    key = SigningKey.generate("Ed25519")
    models, signer, verifier = (
        badges(key, _DIFFERENT),
        Signer(key),
        Verifier(fetcher=OfflineFetcher()),
    )
    document, pem, key_id = models[0].to_document(), key.to_pem().decode(), key.key_id
    signed = [signer.sign(model) for model in models]
    texts = [badge.json() for badge in signed]
    for text in texts:
        verifier.verify(text).raise_for_failures()
    content, signature = texts[0].encode(), key.sign(bytes(64))
    jwk = key.to_jwk(private=True)
    suite = "eddsa-rdfc-2022"
    yield Row(
        f"{suite}, issue",
        _each(lambda model: signer.sign(model).json(), models),
        lambda: (hashlib.sha256(content).digest(), key.sign(bytes(64))),
        {
            OBL: ("issue", {"credential": document, "pem": pem, "key_id": key_id}),
            OVC: (
                "issue",
                {"suite": suite, "credential": document, "jwk": jwk, "key_id": key_id},
            ),
            NODE: ("issue", {"suite": suite, "key": multikey_of(key), "credential": document}),
        },
    )
    yield Row(
        f"{suite}, verify",
        _each(verifier.verify, texts),
        lambda: _verify_hashed(content, key.public_key, signature),
        {
            OBL: ("verify", {"text": texts[0]}),
            OVC: ("verify", {"text": json.dumps(single_proof(signed[0].document))}),
            NODE: ("verify", {"text": texts[0]}),
        },
    )


def _verify_hashed(content: bytes, key: PublicKey, signature: bytes) -> None:
    hashlib.sha256(content).digest()
    key.verify(signature, bytes(64))


def _tokens(peers: Mapping[str, Peer]) -> Iterator[Row]:
    key = SigningKey.generate("P-256")
    models, signer = badges(key, _DIFFERENT), Signer(key, "vc-jwt")
    verifier = Verifier(fetcher=OfflineFetcher())
    document, pem, key_id = models[0].to_document(), key.to_pem().decode(), key.key_id
    tokens = [signer.sign(model).jwt for model in models]
    for token in tokens:
        verifier.verify(token).raise_for_failures()
    content = tokens[0].rpartition(".")[0].encode()
    signature = key.sign(content)
    jwk = key.to_jwk(private=True)
    header = {"alg": "ES256", "typ": "JWT", "kid": key_id, "jwk": key.to_jwk()}
    signing = {"credential": document, "jwk": jwk, "key_id": key_id}
    verifying: dict[str, Request] = {
        OBL: ("verifyJwt", {"token": tokens[0], "pem": public_pem(key)}),
        NODE: ("verifyJwt", {"token": tokens[0], "algorithms": ["ES256"]}),
    }
    if OVC in peers:  # which reads only its own form of a JWT
        verifying[OVC] = ("verify", {"text": peers[OVC].ask("signJwt", **signing)})
    yield Row(
        "JWT ES256, issue",
        _each(lambda model: signer.sign(model).jwt, models),
        lambda: key.sign(content),
        {
            OBL: ("signJwt", {"credential": document, "pem": pem, "algorithm": "ES256"}),
            OVC: ("signJwt", signing),
            NODE: ("signJwt", {"payload": document, "header": header, "jwk": jwk}),
        },
    )
    yield Row(
        "JWT ES256, verify",
        _each(verifier.verify, tokens),
        lambda: key.public_key.verify(signature, content),
        verifying,
    )


def _pictures() -> Iterator[Row]:
    key, image = SigningKey.generate("Ed25519"), picture()
    signed = [Signer(key).sign(model) for model in badges(key, _DIFFERENT)]
    baked = [bake(badge, image) for badge in signed]
    empty, full = (base64.b64encode(data).decode() for data in (image, baked[0]))
    yield Row(
        "PNG of 60 KB, bake",
        _each(lambda badge: bake(badge, image), signed),
        lambda: zlib.crc32(image),
        {OBL: ("bakeText", {"text": signed[0].text, "image": empty})},
    )
    yield Row(
        "PNG of 60 KB, unbake",
        _each(unbake, baked),
        lambda: zlib.crc32(image),
        {OBL: ("unbake", {"image": full, "form": "png"})},
    )


def _each(work: Callable[[_T], object], of: list[_T]) -> Callable[[], object]:
    """Do it with another one each time, so that nothing can be remembered."""
    turn = itertools.cycle(of)
    return lambda: work(next(turn))


if __name__ == "__main__":
    main()
