"""Every document of the vectors: canonical forms of others, and the two paths side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microcred.canonical import canonicalize
from microcred.canonical.door import compiled_dataset
from microcred.canonical.general import general_dataset
from microcred.canonical.rdfc import canonical_nquads
from microcred.contexts import pinned_context
from microcred.errors import CanonicalizationFailed
from tests.vectors import VECTORS, needs_vectors, read_vector, vector_files

# These two name no term that matters: a stand-in for contexts that no package publishes.
EXAMPLES = {
    "https://www.w3.org/ns/credentials/examples/v2": {
        "@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}
    },
    "https://www.w3.org/2018/credentials/examples/v2": {
        "@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}
    },
}


def _documents() -> list[Path]:
    found = []
    for path in sorted(VECTORS.rglob("*.json")):
        if "rdf-canon" in path.parts or "jcs" in path.parts:
            continue
        document = json.loads(path.read_text("utf-8"))
        if isinstance(document, dict) and "@context" in document:
            found.append(path)
    return found


def _outcome(make: Any) -> tuple[str, str]:
    try:
        return "nquads", canonical_nquads(make()[0])[0].decode()
    except CanonicalizationFailed as error:
        return "refused", error.code


@pytest.mark.parametrize(
    "path", _documents(), ids=lambda path: "/".join(path.parts[path.parts.index("vectors") + 1 :])
)
def test_both_paths_give_the_same_answer(path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    ours = _outcome(lambda: compiled_dataset(document, EXAMPLES))
    assert ours == _outcome(lambda: general_dataset(document, EXAMPLES))


@needs_vectors
@pytest.mark.parametrize(
    ("document", "canonical"),
    [
        ("1edtech/eddsa-rdfc-2022/unsigned.json", "document-canon.txt"),
        ("w3c/vc-di-eddsa/unsigned.json", "eddsa-rdfc-2022/canonDocDataInt.txt"),
        ("w3c/vc-di-eddsa/eddsa-rdfc-2022/proofConfigDataInt.json", "proofCanonDataInt.txt"),
        ("w3c/vc-di-eddsa/Ed25519Signature2020/proofConfigEdSig.json", "proofCanonEdSig.txt"),
        ("w3c/vc-di-ecdsa/unsigned.json", "ecdsa-rdfc-2019-p256/canonDocECDSAP256.txt"),
        (
            "w3c/vc-di-ecdsa/ecdsa-rdfc-2019-p384/proofConfigECDSAP384.json",
            "proofCanonECDSAP384.txt",
        ),
    ],
)
def test_canonical_forms_of_others(document: str, canonical: str) -> None:
    found = canonicalize(read_vector(document), extra_contexts=EXAMPLES)
    assert found.nquads == (VECTORS / document).parent.joinpath(canonical).read_text("utf-8")
    assert not found.losses


@pytest.mark.parametrize("path", vector_files("edubadges"), ids=lambda path: path.stem)
def test_the_unknown_context_of_edubadges_is_refused_with_its_place(path: Path) -> None:
    with pytest.raises(CanonicalizationFailed) as caught:
        canonicalize(json.loads(path.read_text("utf-8")))
    assert caught.value.code == "unknown-context"
    assert caught.value.pointer == "/@context"
    assert "educredential.json" in caught.value.message


@pytest.mark.parametrize("path", vector_files("1edtech/examples"), ids=lambda path: path.stem)
def test_the_examples_of_the_specification_lose_nothing_that_is_defined(path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    contexts = document.get("@context", [])
    known = [url for url in contexts if isinstance(url, str) and pinned_context(url)]
    if not known or len(known) != len(contexts):
        pytest.skip("it has a context that is not pinned")
    losses = canonicalize(document).losses
    assert {loss.code for loss in losses} <= {"undefined-term", "undefined-type", "relative-id"}
