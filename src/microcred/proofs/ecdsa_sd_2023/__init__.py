"""ecdsa-sd-2023: ECDSA with selective disclosure (Data Integrity ECDSA Cryptosuites 1.0).

The issuer signs every statement of the credential and gives the *base proof* to the holder. For
each verifier the holder derives a proof that discloses the statements behind some JSON pointers.
"""

from __future__ import annotations

from microcred.proofs.ecdsa_sd_2023.derive import derive_proof
from microcred.proofs.ecdsa_sd_2023.suite import SUITE, EcdsaSd2023
from microcred.proofs.ecdsa_sd_2023.verify import is_chosen_by_holder

__all__ = ["SUITE", "EcdsaSd2023", "derive_proof", "is_chosen_by_holder"]
