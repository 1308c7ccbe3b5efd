"""Which addresses may be connected to: those of the public internet, and no others.

Sources: the IANA special-purpose address registries (RFC 6890), written out here because what
`ipaddress.is_global` says differs between Python releases.
"""

from __future__ import annotations

import ipaddress
from typing import Final

_SPECIAL_IPV4: Final = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's host agent, on an address that looks public
        "169.254.0.0/16",  # link-local, where clouds keep their metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
_UNICAST_IPV6: Final = ipaddress.IPv6Network("2000::/3")
_SPECIAL_IPV6: Final = [
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "2620:4f:8000::/48",
        "3fff::/20",
    )
]


def is_public_address(address: str) -> bool:
    """Tell whether a numeric address is global unicast and not special.

    Outside of 2000::/3 no IPv6 address is: that leaves out IPv4-mapped addresses, NAT64
    (64:ff9b::/96 and 64:ff9b:1::/48), unique local, link-local and multicast ones.
    """
    parsed = _parse(address)
    if parsed is None:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in network for network in _SPECIAL_IPV4)
    special = any(parsed in network for network in _SPECIAL_IPV6)
    return parsed.scope_id is None and parsed in _UNICAST_IPV6 and not special


def is_loopback_address(address: str) -> bool:
    """Tell whether a numeric address is this machine: 127.0.0.0/8 or ::1."""
    parsed = _parse(address)
    return parsed is not None and parsed.is_loopback and not _is_mapped(parsed)


def _is_mapped(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None


def _parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None
