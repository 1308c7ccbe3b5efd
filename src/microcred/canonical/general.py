"""The general JSON-LD processor, PyLD, behind the one boundary to it.

It does the work for what the compiled path does not implement, and is its oracle in tests.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from pyld import jsonld
from pyld.context_resolver import ContextResolver
from pyld.identifier_issuer import IdentifierIssuer

from microcred.canonical.bounds import check_general
from microcred.canonical.dataset import Dataset
from microcred.canonical.literals import closing, json_literal, quoted
from microcred.canonical.losses import loss
from microcred.canonical.syntax import I18N, RDF, is_iri, is_language_tag
from microcred.contexts import pinned_context
from microcred.errors import CanonicalizationFailed, LimitExceeded, excerpt
from microcred.findings import Fault

NO_BASE: Final = "x-microcred-no-base://relative/"
"""What PyLD resolves relative IRIs against; whatever begins with its scheme is relative."""


class _UnknownContext(Exception):
    """A context URL that is neither pinned nor given by the caller."""


def general_dataset(
    document: Any,
    extra_contexts: Mapping[str, dict[str, Any]],
    *,
    base: str | None = None,
    reason: str = "",
) -> tuple[Dataset, tuple[Fault, ...]]:
    """Turn a document into quads with PyLD (JSON-LD 1.1 API, section 8.1).

    Args:
        document: as received; it is not changed.
        extra_contexts: context documents of the caller, by URL; pinned ones come first.
        base: the base IRI, where there is one.
        reason: why the compiled path could not do it.

    Returns:
        The quads, and the losses. PyLD does not say where it dropped what, so there is always one
        loss for the whole document: nothing that comes this way counts as free of losses.

    Raises:
        LimitExceeded: too large for the general processor.
        CanonicalizationFailed: the document is not JSON-LD, or names a context that is not known.
    """
    check_general(document)
    dropped: list[str] = []
    processor = _Processor(on_property_dropped=lambda key: dropped.append(str(key)))
    issuer = IdentifierIssuer("_:b")
    loader = context_loader(extra_contexts)
    options = {
        "base": base or NO_BASE,
        "documentLoader": loader,
        "contextResolver": ContextResolver({}, loader),
        "identifierIssuer": issuer,
        "rdfDirection": "i18n-datatype",
        **({} if base else {"expandContext": {"@base": None}}),
    }
    with in_own_words():
        quads = processor.to_rdf(document, options)
    dataset = _Reader(issuer).read(quads)
    message = f"what JSON-LD drops here is not known: the document uses {reason}"
    faults = [loss("", "not-checked", message)]
    faults += [loss("", "undefined-term", f"{excerpt(key)} is dropped") for key in dropped]
    return dataset, tuple(faults)


class _Processor(jsonld.JsonLdProcessor):  # type: ignore[misc]
    """PyLD, told what is well-formed before it makes triples of it (section 8.1)."""

    def _graph_to_rdf(self, graph: Any, issuer: Any, options: Any) -> Any:
        sound = {name: _sound(node) for name, node in graph.items() if _is_resource(name)}
        subjects = Dataset()  # only to count: a subject is looked through for each of its values
        for name, node in sound.items():
            lists = [values for values in node.values() if isinstance(values, list)]
            subjects.charge(len(name) * sum(map(len, lists)))
        return super()._graph_to_rdf(sound, issuer, options)


def _sound(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return a node without properties that are no IRIs."""
    return {key: value for key, value in node.items() if key[0] == "@" or is_iri(key)}


def _is_resource(name: Any) -> bool:
    return name is not None and (name.startswith("_:") or is_iri(name) is not None)


def context_loader(extra_contexts: Mapping[str, dict[str, Any]]) -> Any:
    """Return what loads contexts for PyLD: pinned ones and the caller's; none is fetched."""

    def load(url: str, _options: Any) -> dict[str, Any]:
        context = pinned_context(url)
        if context is None:
            context = extra_contexts.get(url)
        if context is None:
            raise _UnknownContext(url)
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": context,
        }

    return load


class _Reader:
    """Reads PyLD's dataset, leaving out what RDF cannot hold (section 8.1, well-formedness)."""

    def __init__(self, issuer: IdentifierIssuer):
        self._dataset = Dataset()
        self._named: dict[str, str] = {
            new: old.replace("\x00", "\x000").replace(" ", "\x001")
            for old, new in issuer.existing.items()
        }

    def read(self, graphs: Mapping[str, Any]) -> Dataset:
        for name, triples in graphs.items():
            graph = "" if name == "@default" else self._resource(name)
            for triple in triples:
                self._add(triple, graph)
        self._dataset.named.update(self._named.values())
        return self._dataset

    def _add(self, triple: Mapping[str, Any], graph: str | None) -> None:
        subject = self._resource(triple["subject"]["value"])
        predicate = triple["predicate"]["value"]
        value = self._object(triple["object"])
        if graph is None or subject is None or value is None or not is_iri(predicate):
            return
        if not predicate.startswith(NO_BASE[:20]):
            self._dataset.add(subject, f" <{predicate}> ", value, graph)

    def _resource(self, value: str) -> str | None:
        if value.startswith("_:"):
            label: str = self._named.get(value, f"_: {value[2:]}")
            return label
        return f"<{value}>" if is_iri(value) and not value.startswith(NO_BASE[:20]) else None

    def _object(self, term: Mapping[str, Any] | None) -> str | None:
        if term is None:
            return None
        if term["type"] != "literal":
            return self._resource(term["value"])
        if term["datatype"] == f"{RDF}JSON":
            return json_literal(json.loads(term["value"]))
        close = self._close(term["datatype"], term.get("language"))
        return None if close is None else quoted(term["value"], close)

    def _close(self, datatype: str, language: str | None) -> str | None:
        """Return what follows the text of a literal, or None where it is not well-formed."""
        if language is not None and datatype == f"{RDF}langString":
            return closing(None, language, None)
        if datatype.startswith(I18N):
            tag = datatype[len(I18N) :].rpartition("_")[0]
            return closing(datatype, None, None) if not tag or is_language_tag(tag) else None
        return closing(datatype, None, None) if self._resource(datatype) else None


@contextmanager
def in_own_words() -> Iterator[None]:
    """Run PyLD, and raise what it raises as an error of ours.

    Raises:
        LimitExceeded: contexts nested too deeply.
        CanonicalizationFailed: anything else.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except jsonld.JsonLdError as error:
        raise _failure_of(error) from error
    except LimitExceeded:
        raise
    except RecursionError as error:
        raise LimitExceeded("contexts nested too deeply", code="context-overflow") from error
    except Exception as error:
        message = f"not JSON-LD: the processor stumbled over it ({type(error).__name__})"
        raise CanonicalizationFailed(message, code="invalid-json-ld") from error


def _failure_of(error: BaseException) -> CanonicalizationFailed:
    """Say in our own words what PyLD could not do."""
    cause: BaseException | None = error
    code, message = "", str(error.args[0])
    while cause is not None:
        if isinstance(cause, _UnknownContext):
            message = f"the context {excerpt(cause.args[0], 120)} is not known; none is fetched"
            return CanonicalizationFailed(message, code="unknown-context")
        if isinstance(cause, jsonld.JsonLdError) and not code:
            code = cause.code or ""
            message = str(cause.args[0])
        cause = cause.__cause__
    code = (code or "invalid-json-ld").replace(" ", "-")
    return CanonicalizationFailed(f"not JSON-LD: {excerpt(message, 300)}", code=code)
