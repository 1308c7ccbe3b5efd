"""The canonical form of proof options (VC Data Integrity 1.0, "Proof Configuration").

They are a small document of their own, and those of one key differ in `created` only, nearly
always. So their form is worked out once and kept with a gap for that moment. It is kept by all
that makes it, the contexts too, and only where the moment moves nothing else: it stands in one
line, which sorts by what comes before it, and no blank node is told apart by its hash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from microcred.canonical import Canonical, Mention, canonicalize
from microcred.contexts import PINNED_URLS
from microcred.errors import MicrocredError, ProofInvalid
from microcred.limits import MAX_KEPT_OPTIONS_CHARACTERS

_is_moment: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII).fullmatch
_TEXT: Final = frozenset({str})
_GAP: Final = "0000-00-00T00:00:00Z"

_Members = tuple[tuple[str, str], ...]


class _Form(NamedTuple):
    """What canonical options are around their moment.

    Attributes:
        before, after: the canonical N-Quads on either side of it.
        issued, plain, mentions: see `Canonical`; there are no losses.
    """

    before: bytes
    after: bytes
    issued: Mapping[str, str]
    plain: bool
    mentions: tuple[Mention, ...]


def canonicalize_options(
    options: Mapping[str, Any],
    context: Any,
    *,
    hash_name: str = "sha256",
    extra_contexts: Mapping[str, dict[str, Any]] | None = None,
) -> Canonical:
    """Canonicalise proof options under the `@context` of the document; see `canonicalize`.

    Args:
        options: the proof without `proofValue`.
        context: the document's.
        hash_name: as for the document.
        extra_contexts: as for the document.

    Raises:
        ProofInvalid: code `proof-own-context`; an `@context` inside the proof, which older programs
            signed with. It could give every member another meaning than the document's.
        LimitExceeded, CanonicalizationFailed: as `canonicalize`.
    """
    if options.get("@context", context) != context:
        message = (
            "the proof was made with an @context inside it, as older programs did; a proof is "
            "signed under the document's @context, and this one cannot be verified"
        )
        raise ProofInvalid(message, code="proof-own-context")
    members, created = dict(options), options.get("created")
    members["created"] = _GAP
    if type(created) is str and _is_moment(created) and _may_be_kept(members, context):
        form = _form(tuple(members.items()), tuple(context), hash_name)
        if form is not None:
            data = form.before + created.encode() + form.after
            return Canonical(data, (), dict(form.issued), form.plain, form.mentions)
    config = {**options, "@context": context}
    return canonicalize(config, hash_name=hash_name, extra_contexts=extra_contexts)


def _may_be_kept(members: Mapping[str, Any], context: Any) -> bool:
    """Tell whether the options are a few texts under pinned contexts."""
    return (
        type(context) is list
        and _TEXT.issuperset(map(type, context))
        and PINNED_URLS.issuperset(context)
        and _TEXT.issuperset(map(type, members.values()))
        and sum(map(len, members.values())) + sum(map(len, members)) <= MAX_KEPT_OPTIONS_CHARACTERS
        and "@context" not in members
    )


@lru_cache(maxsize=256)
def _form(members: _Members, context: tuple[str, ...], hash_name: str) -> _Form | None:
    """Canonicalise options with the gap; None where another moment may move something else."""
    config = {**dict(members), "@context": list(context)}
    try:
        canonical = canonicalize(config, hash_name=hash_name)
    except MicrocredError:
        return None  # said again for the options as they are
    parts = canonical.data.split(_GAP.encode())
    if len(parts) != 2 or canonical.losses or b"_:c14n1" in canonical.data:
        return None
    before, after = parts
    start = before[before.rfind(b"\n") + 1 :]
    if sum(line.startswith(start) for line in canonical.data.splitlines()) != 1:
        return None
    return _Form(before, after, canonical.issued, canonical.plain, canonical.mentions)
