"""did:webvh 1.0: a did:web with a history that can be checked.

Each version of the DID document is an entry of a log. Entries are chained by hashes back to the
identifier itself, and each is signed by a key that an earlier entry authorised.
"""

from microcred.dids.webvh.resolve import resolve_did_webvh

__all__ = ["resolve_did_webvh"]
