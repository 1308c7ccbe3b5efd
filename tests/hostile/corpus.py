"""Every hostile input, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from tests.hostile.budget import Attempt
from tests.hostile.chains import CHAINS
from tests.hostile.documents import DOCUMENTS
from tests.hostile.keys_and_proofs import KEYS_AND_PROOFS
from tests.hostile.pictures import PICTURES
from tests.hostile.slow import SLOW
from tests.hostile.tokens import TOKENS

GROUPS: Final[Mapping[str, Mapping[str, Callable[[], Attempt]]]] = {
    "documents": DOCUMENTS,
    "keys and proofs": KEYS_AND_PROOFS,
    "tokens": TOKENS,
    "pictures": PICTURES,
    "chains": CHAINS,
    "slow": SLOW,
}
CORPUS: Final = {name: make for group in GROUPS.values() for name, make in group.items()}
