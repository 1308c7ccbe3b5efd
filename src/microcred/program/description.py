"""What describes a micro-credential to people: who, for whom, why, and where to learn it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from microcred.models.values import (
    AlignmentTargetTypeTerm,
    IdentifierTypeTerm,
    Maybe,
    Term,
)
from microcred.models.wire import several
from microcred.program.names import PartyId, ResourceKind, WebUrl, each_once
from microcred.program.reading import DefinitionPart
from microcred.program.texts import Line, Words


class Component(DefinitionPart):
    """A component of the key method."""

    name: Words
    """What it is called."""
    description: Words
    """What the educator does."""


class Citation(DefinitionPart):
    """A published work that the method rests on."""

    text: Line
    """The reference, as a list of references would give it."""
    link: Maybe[WebUrl] = None
    """Where the work is, best its DOI: https://doi.org/…"""
    finding: Maybe[Words] = None
    """What it says that matters here."""


class Research(DefinitionPart):
    """Why the method is worth learning."""

    rationale: Words
    """What is known, and how it leads to the method. Markdown."""
    citations: list[Citation] = several()
    """The works that say so."""


class Resource(DefinitionPart):
    """Something recommended for learning the method."""

    title: Line
    """Its own title, in its own language."""
    link: WebUrl
    """Where it is."""
    kind: Annotated[str, Term(ResourceKind, extensible=False)]
    """What it is."""
    why: Words
    """What it is good for."""


class Target(DefinitionPart):
    """A standard or competency: an item of a framework, or an address on the web.

    Either `framework` and `item`, or `name` and `url`, with what else is known.
    """

    framework: Maybe[Line] = None
    """Id of a framework that the programme has; with a url, the framework's name."""
    item: Maybe[Line] = None
    """Id of an item in that framework."""
    name: Maybe[Line] = None
    """The target's own name."""
    url: Maybe[WebUrl] = None
    """Where it is published."""
    code: Maybe[Line] = None
    """How people cite it."""
    description: Maybe[Line] = None
    """What it says."""
    type: Maybe[AlignmentTargetTypeTerm] = None
    """What it is, in the words of Open Badges: CFItem, ceasn:Competency and others."""
    why: Maybe[Words] = None
    """How the micro-credential serves it."""


class Audience(DefinitionPart):
    """Whom the micro-credential is for."""

    roles: Annotated[list[Line], AfterValidator(each_once)] = several()
    """Teacher, coach, principal …"""
    subjects: Annotated[list[Line], AfterValidator(each_once)] = several()
    """What they teach; none for any."""
    grades: Annotated[list[Line], AfterValidator(each_once)] = several()
    """The grades or ages that they teach; none for any."""


class Licence(DefinitionPart):
    """Under which terms others may use the definition."""

    name: Line
    """Its name, as CC BY 4.0."""
    url: Maybe[WebUrl] = None
    """Where its text is."""


class Party(DefinitionPart):
    """A person or organisation: an author, or the body that assesses."""

    name: Line
    """Their name."""
    id: Maybe[PartyId] = None
    """A URL or DID that names them."""
    url: Maybe[WebUrl] = None
    """Their home page."""


class Picture(DefinitionPart):
    """The picture of the micro-credential, which each badge shows."""

    file: Maybe[Line] = None
    """A PNG, SVG or JPEG file, by its path from the definition's folder."""
    url: Maybe[WebUrl] = None
    """Where the picture is on the web; without it the file itself goes into each badge."""
    caption: Maybe[Words] = None
    """What is to be seen, for those who cannot see it."""


class Identifier(DefinitionPart):
    """An identifier that the micro-credential has elsewhere."""

    type: IdentifierTypeTerm
    """Its kind, in the words of Open Badges, or one of your own: ext:…"""
    value: Line
    """The identifier itself."""
