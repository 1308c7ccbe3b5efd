"""Canonicalisation of one realistic badge: the compiled path, PyLD, and the floor.

Run it with `python benchmarks/bench_canonical.py`. Times are medians; read the ratios.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyld import jsonld
from pyld.context_resolver import ContextResolver

from microcred.canonical import canonicalize
from microcred.canonical.door import compiled_dataset
from microcred.canonical.rdfc import canonical_nquads
from microcred.contexts import PINNED_URLS, pinned_context

BADGE: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:0f6a5f4e-0c1f-4a52-9d6c-3f0a5a1f2a71",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Active listening in the classroom",
    "issuer": {
        "id": "https://hill.example/issuer",
        "type": ["Profile"],
        "name": "Hill District",
        "url": "https://hill.example/",
        "email": "badges@hill.example",
    },
    "validFrom": "2026-01-15T09:30:00Z",
    "validUntil": "2031-01-15T09:30:00Z",
    "credentialSubject": {
        "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://hill.example/achievements/active-listening",
            "type": ["Achievement"],
            "achievementType": "MicroCredential",
            "name": "Active listening",
            "description": "The educator listens so that pupils say more than they meant to.",
            "criteria": {
                "id": "https://hill.example/achievements/active-listening/criteria",
                "narrative": "Plan two lessons, record both, and show what pupils said because "
                "of how they were listened to. **Passing:** proficient in every criterion.",
            },
            "image": {
                "id": "https://hill.example/achievements/active-listening.png",
                "type": "Image",
                "caption": "An ear in a speech bubble",
            },
            "tag": ["listening", "questioning", "formative assessment"],
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": f"Standard {number}: Culture of collaborative inquiry",
                    "targetUrl": f"https://standards.example/items/{number}",
                    "targetCode": f"S{number}",
                    "targetFramework": "Standards for Professional Learning",
                    "targetType": "CFItem",
                }
                for number in (1, 2)
            ],
            "resultDescription": [
                {
                    "id": "urn:uuid:7d0b7b2c-2f63-43c4-a3b6-1a4c6a6b77f1",
                    "type": ["ResultDescription"],
                    "name": "Questioning",
                    "resultType": "RubricCriterionLevel",
                    "requiredLevel": "urn:uuid:c2f5b6f0-52e5-4f0f-9be5-0d0c3a1e0002",
                    "rubricCriterionLevel": [
                        {
                            "id": f"urn:uuid:c2f5b6f0-52e5-4f0f-9be5-0d0c3a1e000{level}",
                            "type": ["RubricCriterionLevel"],
                            "name": name,
                            "level": name,
                            "points": str(level),
                        }
                        for level, name in enumerate(("Basic", "Proficient", "Expert"), start=1)
                    ],
                }
            ],
        },
        "result": [
            {
                "type": ["Result"],
                "resultDescription": "urn:uuid:7d0b7b2c-2f63-43c4-a3b6-1a4c6a6b77f1",
                "achievedLevel": "urn:uuid:c2f5b6f0-52e5-4f0f-9be5-0d0c3a1e0002",
                "value": "2",
            }
        ],
    },
    "evidence": [
        {
            "id": f"https://hill.example/evidence/{number}",
            "type": ["Evidence"],
            "name": name,
            "narrative": "What was done, what pupils said, and what changed.",
            "genre": "Video",
        }
        for number, name in ((1, "First lesson"), (2, "Second lesson"))
    ],
}


def median_us(work: Callable[[], object], seconds: float) -> float:
    """Return the median processor time of `work` in microseconds, over at least `seconds`."""
    work()
    times: list[int] = []
    end = time.process_time() + seconds
    while time.process_time() < end or len(times) < 5:
        start = time.process_time_ns()
        work()
        times.append(time.process_time_ns() - start)
    return statistics.median(times) / 1000


def pyld_canonicalize() -> Callable[[], object]:
    """Return PyLD at its best: contexts in memory, resolved contexts kept between calls."""
    documents = {url: pinned_context(url) for url in PINNED_URLS}

    def load(url: str, _options: Any) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": copy.deepcopy(documents[url])}

    shared: dict[str, Any] = {}
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}

    def work() -> object:
        resolver = ContextResolver(shared, load)
        return jsonld.normalize(BADGE, {**options, "contextResolver": resolver})

    return work


def with_evidence(count: int) -> dict[str, Any]:
    """Return the badge with that many evidence items."""
    first = BADGE["evidence"][0]
    items = [{**first, "id": f"https://hill.example/evidence/{i}"} for i in range(count)]
    return {**BADGE, "evidence": items}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="per row (default 2)")
    parser.add_argument("--documents", type=int, default=0, help="also watch memory over so many")
    arguments = parser.parse_args()
    nquads = canonicalize(BADGE).nquads
    assert nquads == pyld_canonicalize()(), "PyLD gives other N-Quads"
    assert not canonicalize(BADGE).losses, "the badge loses something"
    size = len(json.dumps(BADGE, separators=(",", ":")))
    dataset, _ = compiled_dataset(BADGE, {})
    ours = median_us(lambda: canonicalize(BADGE), arguments.seconds)
    rows = [
        ("microcred: canonicalize", ours),
        ("  of it: JSON to quads", median_us(lambda: compiled_dataset(BADGE, {}), 1)),
        ("  of it: RDFC-1.0", median_us(lambda: canonical_nquads(dataset), 1)),
        ("PyLD: normalize (URDNA2015)", median_us(pyld_canonicalize(), arguments.seconds)),
        ("floor: SHA-256 of the N-Quads", median_us(lambda: _sha(nquads), 0.2)),
    ]
    print(f"one badge of {size} bytes, {nquads.count(chr(10))} quads")
    for name, figure in rows:
        print(f"{name:34} {figure:10.1f} µs   {figure / ours:7.2f} ×")
    for count in (1, 10, 100, 1000):
        document = with_evidence(count)
        figure = median_us(lambda document=document: canonicalize(document), 0.5)  # type: ignore[misc]
        print(f"{count:5} evidence items {figure:21.1f} µs   {figure / count:7.2f} µs each")
    if arguments.documents:
        watch_memory(arguments.documents)


def watch_memory(documents: int) -> None:
    """Canonicalise that many different documents and say what memory the process holds.

    One in ten brings a context of its own, so that the cache of contexts is driven to its bound.
    """
    for number in range(documents):
        inline = {f"term{number}": f"https://example.org/{number}#"} if number % 10 == 0 else {}
        context = [*BADGE["@context"], inline] if inline else BADGE["@context"]
        canonicalize({**BADGE, "@context": context, "id": f"urn:uuid:{number}", "x": str(number)})
        if number in (999, documents // 10, documents // 2, documents - 1):
            print(f"after {number + 1:8} documents: {_resident_megabytes():6.1f} MB")


def _resident_megabytes() -> float:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return float("nan")


def _sha(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8")).digest()


if __name__ == "__main__":
    main()
