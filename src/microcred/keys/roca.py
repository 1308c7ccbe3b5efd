"""The fingerprint of RSA keys that a faulty library made, whose private part can be worked out.

Source: Nemec, Sys, Svenda, Klinec, Matyas, "The Return of Coppersmith's Attack" (CVE-2017-15361),
section 2.4. Its primes are k · M + (65537^a mod M), M being the product of the first primes. So
modulo each small prime the modulus is a power of 65537. One other key in 2^27 is so by chance.
"""

from __future__ import annotations

from typing import Final

_GENERATOR: Final = 65537
# The primes up to 167, which divide M for keys of every length.
_PRIMES: Final = tuple(
    number for number in range(3, 168) if all(number % divisor for divisor in range(2, number))
)
_POWERS: Final = {
    prime: frozenset(pow(_GENERATOR, exponent, prime) for exponent in range(prime - 1))
    for prime in _PRIMES
}


def has_roca_fingerprint(modulus: int) -> bool:
    """Tell whether an RSA modulus has the fingerprint."""
    return all(modulus % prime in powers for prime, powers in _POWERS.items())
