"""The definitions of a programme as JSON: listed, checked, found and suggested."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, NotRequired, cast

from typing_extensions import TypedDict

from microcred.application.shapes.errors import FileFaultJson

if TYPE_CHECKING:
    from microcred.program.catalogue import Found
    from microcred.program.checking import ProgramReport
    from microcred.program.definition_file import DefinitionFile
    from microcred.program.entry import Entry, Standard
    from microcred.program.folder import Program
    from microcred.program.suggestions import Suggestion


class NewProgrammeJson(TypedDict):
    """The folder of a programme, which is there by now."""

    folder: str
    """Where it is."""
    definition: NotRequired[str]
    """The file of a micro-credential to start from, where one was written."""


class AudienceJson(TypedDict):
    """Whom a definition is for; what it does not say is for any."""

    roles: NotRequired[list[str]]
    subjects: NotRequired[list[str]]
    """What they teach."""
    grades: NotRequired[list[str]]
    """The grades or ages that they teach."""


class AlignmentJson(TypedDict):
    """A standard that a definition serves, as its file says it."""

    framework: NotRequired[str]
    """The id of a framework that the programme has; with a url, the framework's name."""
    item: NotRequired[str]
    """The id of an item in that framework."""
    name: NotRequired[str]
    url: NotRequired[str]
    """Where it is published."""
    code: NotRequired[str]
    """How people cite it."""
    description: NotRequired[str]
    """What it says."""
    type: NotRequired[str]
    """What it is, in the words of Open Badges."""
    why: NotRequired[str | dict[str, str]]
    """How the definition serves it: one text, or one for each language."""


class DefinitionJson(TypedDict):
    """A micro-credential or a stack in a list, as far as its file says these things."""

    file: str
    """The file's name, inside the programme's folder."""
    kind: Literal["micro-credential", "stack"]
    id: str
    version: str
    language: str
    """The main language, in which every text is."""
    languages: NotRequired[list[str]]
    """The other languages."""
    name: str | dict[str, str]
    """One text, or one for each language."""
    competency: str | dict[str, str]
    """What the educator knows and is able to do: one text, or one for each language."""
    hours: NotRequired[float]
    """How long it takes."""
    audience: NotRequired[AudienceJson]
    alignments: NotRequired[list[AlignmentJson]]
    """The standards that it serves."""
    tags: NotRequired[list[str]]
    """Words to find it by."""
    digest: str
    """Of all that it says."""


class DefinitionsJson(TypedDict):
    """The micro-credentials and stacks of a programme, by file."""

    definitions: list[DefinitionJson]


class CheckedDefinitionJson(TypedDict):
    """A definition that could be read, and how much of what good ones state it states."""

    file: str
    """The file's name, inside the programme's folder."""
    id: str
    version: str
    digest: str
    """Of all that it says."""
    stated: int
    """How many of the expected elements are there."""
    expected: int
    """How many elements are looked for."""


class CheckedProgrammeJson(TypedDict):
    """What a check of a programme found."""

    folder: str
    """Where the programme is."""
    definitions: list[CheckedDefinitionJson]
    """Those that could be read."""
    faults: list[FileFaultJson]
    """What must be mended."""
    advice: list[FileFaultJson]
    """What good definitions state and these do not; it is no fault."""


class StandardJson(TypedDict):
    """An item of a framework."""

    framework: str
    """The framework's id."""
    item: str
    """The item's id; empty for the whole framework."""
    name: str
    """The name for people, with the code in front where there is one."""


class EntryJson(TypedDict):
    """A definition in a catalogue, in one language."""

    id: str
    file: str
    """The file's name, inside the programme's folder."""
    kind: Literal["micro-credential", "stack"]
    name: str
    competency: str
    """What the educator knows and is able to do."""
    standards: list[StandardJson]
    """Those that it is aligned to, where they were found."""
    hours: NotRequired[float]
    """How long it takes."""


class PieceJson(TypedDict):
    """A piece of a text."""

    text: str
    found: NotRequired[bool]
    """There, and true, for a word that was asked for."""


class FoundEntryJson(EntryJson):
    """A definition that was found."""

    score: NotRequired[float]
    """How well it fits the words; not there where none were asked for."""
    snippet: NotRequired[list[PieceJson]]
    """Where the words stand; not there where none were asked for."""


class FoundEntriesJson(TypedDict):
    """What was found: the best first where words were asked for, else by name."""

    found: list[FoundEntryJson]


class ReasonJson(TypedDict):
    """Why something is suggested."""

    code: str
    """What kind of reason it is; it stays the same between versions."""
    text: str
    """One sentence for people."""


class SuggestionJson(EntryJson):
    """A definition to do next."""

    score: float
    """How well it fits."""
    reasons: list[ReasonJson]
    """Those that count most first."""


class SuggestionsJson(TypedDict):
    """What to do next, the best first."""

    suggestions: list[SuggestionJson]


def definitions_json(files: Iterable[DefinitionFile]) -> DefinitionsJson:
    """Return the definitions of a programme as JSON."""
    return {"definitions": [_definition_json(file) for file in files]}


def checked_json(
    program: Program,
    report: ProgramReport,
    faults: Sequence[FileFaultJson],
    advice: Sequence[FileFaultJson],
) -> CheckedProgrammeJson:
    """Return what a check found as JSON.

    Args:
        program: what was checked.
        report: what was found.
        faults: the report's, in the words of whoever answers.
        advice: the report's, likewise.
    """
    definitions: list[CheckedDefinitionJson] = [
        {
            "file": file.path.name,
            "id": file.definition.id,
            "version": file.definition.version,
            "digest": file.definition.digest,
            "stated": report.readiness[file.path.name].stated,
            "expected": report.readiness[file.path.name].expected,
        }
        for file in program
    ]
    return {
        "folder": str(program.folder),
        "definitions": definitions,
        "faults": list(faults),
        "advice": list(advice),
    }


def found_json(found: Iterable[Found], language: str = "") -> FoundEntriesJson:
    """Return what was found as JSON, in a language as far as it is in it."""
    return {"found": [_found_entry_json(each, language) for each in found]}


def suggestions_json(suggestions: Iterable[Suggestion]) -> SuggestionsJson:
    """Return what to do next as JSON."""
    described: list[SuggestionJson] = [
        {
            **_entry_json(each.entry),
            "score": each.score,
            "reasons": [{"code": reason.code, "text": reason.text} for reason in each.reasons],
        }
        for each in suggestions
    ]
    return {"suggestions": described}


def _definition_json(file: DefinitionFile) -> DefinitionJson:
    document = file.definition.to_document()
    names = ("id", "version", "language", "languages", "name", "competency", "hours", "audience")
    described = {
        "file": file.path.name,
        "kind": file.definition.kind,
        **{name: document[name] for name in (*names, "alignments", "tags") if name in document},
        "digest": file.definition.digest,
    }
    return cast("DefinitionJson", described)  # what a model wrote has no types


def _found_entry_json(found: Found, language: str) -> FoundEntryJson:
    # The rest need not be there.
    described = cast("FoundEntryJson", _entry_json(found.entry, language))
    if found.snippet:
        described["score"] = round(found.score, 6)
        described["snippet"] = [
            {"text": piece.text, "found": True} if piece.found else {"text": piece.text}
            for piece in found.snippet
        ]
    return described


def _entry_json(entry: Entry, language: str = "") -> EntryJson:
    described: EntryJson = {
        "id": entry.id,
        "file": entry.file,
        "kind": entry.kind,
        "name": entry.name(language),
        "competency": entry.competency(language),
        "standards": [_standard_json(each.worded(language)) for each in entry.standards],
    }
    if entry.definition.hours is not None:
        described["hours"] = entry.definition.hours
    return described


def _standard_json(standard: Standard) -> StandardJson:
    framework_id, item_id = standard.key
    return {"framework": framework_id, "item": item_id, "name": standard.title}
