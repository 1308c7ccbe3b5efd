"""Proof options from what is kept are the same bytes as those worked out anew."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.canonical import canonicalize
from microcred.errors import CanonicalizationFailed
from microcred.limits import MAX_KEPT_OPTIONS_CHARACTERS
from microcred.proofs.options import _form, canonicalize_options

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
OPTIONS: dict[str, Any] = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2026-01-15T09:30:00Z",
    "verificationMethod": "did:key:z6Mk#z6Mk",
    "proofPurpose": "assertionMethod",
}
CREATED = "http://purl.org/dc/terms/created"
MOMENTS = ("0000-00-00T00:00:00Z", "1999-12-31T23:59:59Z", "2026-01-15T09:30:00Z")


def is_kept(options: dict[str, Any], context: Any = CONTEXT) -> bool:
    """Canonicalise at three moments as if anew; tell whether two came from what was kept."""
    _form.cache_clear()
    for moment in MOMENTS:
        members = {**options, "created": moment}
        found = canonicalize_options(members, context)
        assert found == canonicalize({**members, "@context": context})
    return _form.cache_info().hits == len(MOMENTS) - 1 and _form_of_last(options, context)


def _form_of_last(options: dict[str, Any], context: Any) -> bool:
    gap = {**options, "created": MOMENTS[0]}
    return _form(tuple(gap.items()), tuple(context), "sha256") is not None


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"id": "urn:uuid:1"},
        {"expires": "2027-01-01T00:00:00Z"},
        {"nonce": 'line\n"two"'},
        {"challenge": "é", "domain": "https://verifier.example"},
        {"previousProof": "urn:uuid:2"},
    ],
)
def test_options_are_kept_for_each_moment(more: dict[str, Any]) -> None:
    assert is_kept(OPTIONS | more)


@pytest.mark.parametrize(
    "more",
    [
        {CREATED: "2000-01-01T00:00:00Z"},  # in two lines that the moment sorts
        {"nonce": MOMENTS[0]},  # looks like the gap
        {"verificationMethod": "_:b0"},  # two blank nodes, told apart by their hashes
        {"unknown": "x"},  # is lost
        {"id": "relative"},
        {"domain": ["a.example", "b.example"]},
        {"nonce": "x" * MAX_KEPT_OPTIONS_CHARACTERS},
    ],
)
def test_options_that_the_moment_may_change_are_worked_out_anew(more: dict[str, Any]) -> None:
    assert not is_kept(OPTIONS | more)


@pytest.mark.parametrize(
    "moment", ["2026-01-15T09:30:00.5Z", "2026-01-15T09:30:00+01:00", 'x"', "", 5, None, "٢" * 20]
)
def test_another_kind_of_moment_is_worked_out_anew(moment: Any) -> None:
    members = OPTIONS | {"created": moment}
    expected = canonicalize({**members, "@context": CONTEXT})
    assert canonicalize_options(members, CONTEXT) == expected


def test_contexts_of_others_are_not_kept() -> None:
    url = "https://district.example/context"
    for meaning in ("urn:a", "urn:b"):
        extra = {url: {"@context": {"created": meaning}}}
        found = canonicalize_options(
            {"created": MOMENTS[1]}, [url], hash_name="sha256", extra_contexts=extra
        )
        assert f"<{meaning}>" in found.nquads


def test_hashes_and_keys_have_forms_of_their_own() -> None:
    forms = {
        canonicalize_options(OPTIONS | {"verificationMethod": name}, CONTEXT).data
        for name in ("did:key:z6Mk#1", "did:key:z6Mk#2")
    }
    assert len(forms) == 2
    assert canonicalize_options(OPTIONS, CONTEXT).plain
    canonicalize_options(OPTIONS, CONTEXT).issued["_:x"] = "changed"  # type: ignore[index]
    assert canonicalize_options(OPTIONS, CONTEXT).issued == {}


def test_what_cannot_be_canonicalised_is_refused_as_it_stands() -> None:
    with pytest.raises(CanonicalizationFailed, match="lone surrogate"):
        canonicalize_options(OPTIONS | {"nonce": "\ud800"}, CONTEXT)
