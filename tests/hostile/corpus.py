"""Every hostile input, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tests.hostile.badge import vouched
from tests.hostile.budget import Attempt
from tests.hostile.chains import CHAINS
from tests.hostile.documents import DOCUMENTS
from tests.hostile.keys_and_proofs import KEYS_AND_PROOFS
from tests.hostile.pictures import PICTURES
from tests.hostile.slow import SLOW
from tests.hostile.tokens import TOKENS


def _vouched(make: Callable[[], Attempt]) -> Callable[[], Attempt]:
    def make_and_sign() -> Attempt:
        attempt = make()
        badge = vouched(attempt.badge, presentation=attempt.presentation)
        return replace(attempt, badge=badge)

    return make_and_sign


GROUPS: Final[Mapping[str, Mapping[str, Callable[[], Attempt]]]] = {
    "documents": DOCUMENTS,
    "keys and proofs": KEYS_AND_PROOFS,
    "tokens": TOKENS,
    "pictures": PICTURES,
    # What a badge brings along is looked at only where its issuer is known to have signed it.
    "chains": {name: _vouched(make) for name, make in CHAINS.items()},
    "slow": {name: _vouched(make) for name, make in SLOW.items()},
}
CORPUS: Final = {name: make for group in GROUPS.values() for name, make in group.items()}
