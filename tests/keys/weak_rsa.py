"""An RSA key as a faulty library made it (CVE-2017-15361)."""

from __future__ import annotations

import functools
import math
import random

from cryptography.hazmat.primitives.asymmetric import rsa

_PRIMES = [number for number in range(2, 702) if all(number % other for other in range(2, number))]
_M = math.prod(_PRIMES)


@functools.cache
def roca_key() -> rsa.RSAPrivateKey:
    """Return a key of 2048 bits, the same each time: its primes are k · M + (65537^a mod M)."""
    choice = random.Random(13)
    p, q = _prime(choice), _prime(choice)
    d = pow(65537, -1, math.lcm(p - 1, q - 1))
    return rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(65537, p * q)
    ).private_key()


def _prime(choice: random.Random) -> int:
    while True:
        k = choice.randrange(3 * 2**1022 // _M, 2**1024 // _M)
        number = k * _M + pow(65537, choice.randrange(2**256), _M)
        if all(pow(base, number - 1, number) == 1 for base in (2, 3, 5, 7)):
            return number
