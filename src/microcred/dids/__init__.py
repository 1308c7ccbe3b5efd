"""DIDs and controller documents: whose key is it."""

from microcred.dids.controller_document import (
    ControllerDocument,
    VerificationMethod,
    parse_controller_document,
)
from microcred.dids.did_url import DidUrl, parse_did_url
from microcred.dids.jwk import encode_did_jwk
from microcred.dids.options import ResolutionOptions
from microcred.dids.resolver import METHODS, ResolvedMethod, Resolver

__all__ = [
    "METHODS",
    "ControllerDocument",
    "DidUrl",
    "ResolutionOptions",
    "ResolvedMethod",
    "Resolver",
    "VerificationMethod",
    "encode_did_jwk",
    "parse_controller_document",
    "parse_did_url",
]
