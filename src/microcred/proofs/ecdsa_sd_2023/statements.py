"""A document as statements that can be disclosed one by one.

ECDSA Cryptosuites 1.0, "canonicalizeAndGroup": canonical N-Quads under blank node labels that
are blinded with an HMAC, and the groups of them that JSON pointers select.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from microcred.encoding import encode_multibase
from microcred.errors import InvalidDocument, LimitExceeded, excerpt
from microcred.findings import Fault
from microcred.limits import MAX_SD_STATEMENTS
from microcred.proofs.ecdsa_sd_2023.naming import NamedDocument, name_blank_nodes, relabel
from microcred.proofs.ecdsa_sd_2023.selection import select_json_ld
from microcred.proofs.unsecured_document import UnsecuredDocument


@dataclass(frozen=True, slots=True)
class Group:
    """The statements that some pointers select.

    Attributes:
        indexes: their positions among all statements, ascending.
        label_map: the blinded label of each canonical label of the selected part by itself.
    """

    indexes: tuple[int, ...]
    label_map: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Statements:
    """All statements of a document.

    Attributes:
        quads: N-Quads with blinded labels, sorted by code point, each with its newline.
        named: the document with named blank nodes.
        blinded: the blinded label of each name.
    """

    quads: tuple[str, ...]
    named: NamedDocument
    blinded: Mapping[str, str]

    def select(self, pointers: Sequence[str]) -> Group:
        """Find the statements that the pointers select ("selectCanonicalNQuads").

        Raises:
            InvalidDocument: `pointer-not-found`, or `partial-list` where the selected part says
                something that the whole document does not.
        """
        document = select_json_ld(self.named.document, pointers)
        if document is None:
            return Group((), {})
        selected = self.named.canonicalize(document)
        label_map = {label: self.blinded[name] for label, name in selected.names.items()}
        positions = {quad: index for index, quad in enumerate(self.quads)}
        indexes = []
        for quad in relabel(selected.nquads, label_map):
            if quad not in positions:
                raise _not_in_document(quad)
            indexes.append(positions[quad])
        return Group(tuple(sorted(indexes)), label_map)

    def others(self, group: Group) -> tuple[int, ...]:
        """Return the positions of the statements that are not in a group, ascending."""
        within = set(group.indexes)
        return tuple(index for index in range(len(self.quads)) if index not in within)

    def at(self, indexes: Iterable[int]) -> list[str]:
        """Return the statements at some positions."""
        return [self.quads[index] for index in indexes]


def statements_of(unsecured: UnsecuredDocument, hmac_key: bytes) -> Statements:
    """Turn a document into statements with blinded labels.

    Raises:
        CanonicalizationFailed: see `name_blank_nodes`.
        LimitExceeded: more than `MAX_SD_STATEMENTS` statements.
    """
    named, canonical = name_blank_nodes(unsecured)
    if canonical.nquads.count("\n") > MAX_SD_STATEMENTS:
        message = f"more than {MAX_SD_STATEMENTS} statements to disclose one by one"
        raise LimitExceeded(message, code="too-many-statements")
    labels = {label: blind_label(label, hmac_key) for label in canonical.names}
    blinded = {name: labels[label] for label, name in canonical.names.items()}
    return Statements(tuple(relabel(canonical.nquads, labels)), named, blinded)


def blind_label(label: str, hmac_key: bytes) -> str:
    """Blind a canonical label ("createHmacIdLabelMapFunction")."""
    return encode_multibase(hmac.digest(hmac_key, label.encode(), "sha256"), "u")


def hash_quads(quads: Iterable[str]) -> bytes:
    """Hash statements ("hashMandatoryNQuads")."""
    return hashlib.sha256("".join(quads).encode()).digest()


def _not_in_document(quad: str) -> InvalidDocument:
    message = (
        "the selected part of the document says what the whole does not, "
        f"which happens where only some items of an ordered list are selected: {excerpt(quad, 160)}"
    )
    return InvalidDocument(
        [Fault("", "partial-list", message, "Select the whole list.")],
        what="selection of the document",
    )
