"""Presentations and their data model (VC Data Model 2.0, "Verifiable Presentations")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Annotated, Any, Final

from microcred.document import as_list, types_of
from microcred.findings import Fault
from microcred.limits import MAX_FAULTS
from microcred.models.annotations import describe
from microcred.models.context_urls import ContextOrder
from microcred.models.credential_rules import is_vcdm_1
from microcred.models.sets import Several, Types
from microcred.models.values import Maybe, Uri, UriOr
from microcred.models.verifiable import Proof, TermsOfUse, contexts
from microcred.models.wire import WireModel, several, typed

_PRESENTABLE: Final = ("VerifiableCredential", "EnvelopedVerifiableCredential")


class PresentingHolder(WireModel):
    """Who presents, where more than the id is said."""

    id: Uri


class VerifiablePresentation(WireModel):
    """What a holder shows: credentials, or nothing but who the holder is."""

    default_type = ("VerifiablePresentation",)

    context: Annotated[list[str | dict[str, Any]], ContextOrder()] = contexts()
    id: Maybe[Uri] = None
    type: Annotated[list[str], Types(("VerifiablePresentation",))] = typed()
    holder: Annotated[Maybe[PresentingHolder | str], UriOr()] = None
    verifiable_credential: Any = None
    terms_of_use: Several[TermsOfUse] = several()
    proof: Several[Proof] = several()

    @classmethod
    def check_whole(cls, document: object) -> list[Fault]:
        """List what is wrong with the items inside, by the version of the data model."""
        if not isinstance(document, Mapping):
            return []
        return list(islice(_check_items(document), MAX_FAULTS + 1))


def check_presentation(document: object) -> list[Fault]:
    """List the faults of a presentation against VCDM 2.0 or 1.1; never raises.

    What it contains are credentials with faults of their own.
    """
    return VerifiablePresentation.check_document(document)


def _check_items(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Check that each item is a credential or an envelope; VCDM 1.1 knows JWTs as text, too."""
    if "VerifiableCredential" in types_of(document):
        message = "a presentation is no credential; it is one or the other"
        yield Fault("/type", "wrong-type-name", message)
    if document.get("verifiableCredential", ()) is None:
        yield Fault("/verifiableCredential", "null-value", "null is no credential")
    for index, item in enumerate(as_list(document.get("verifiableCredential"))):
        pointer = f"/verifiableCredential/{index}"
        if isinstance(item, Mapping):
            if not set(_PRESENTABLE).intersection(types_of(item)):
                message = f"expected one of the types {' or '.join(_PRESENTABLE)}"
                yield Fault(f"{pointer}/type", "wrong-type-name", message)
        elif not (isinstance(item, str) and is_vcdm_1(document)):
            message = f"expected a credential or an envelope, found {describe(item)}"
            advice = "Put a JWT into an EnvelopedVerifiableCredential."
            yield Fault(pointer, "wrong-type", message, advice if isinstance(item, str) else "")
