"""What an educator could do next: from what they need, what they hold, and what a stack lacks.

Every suggestion says why. What was asked for comes first; then what somebody has begun. An entry
that cannot be begun yet is not suggested: what must come before it is, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from microcred.program.catalogue import Catalogue
from microcred.program.catalogue_filter import Filter, share_words
from microcred.program.definition import Stack
from microcred.program.entry import Entry, Standard
from microcred.program.grades import share_grades, write_grades
from microcred.program.search.words import asked_words

_WEIGHTS: Final = {
    "missing-in-stack": 4.0,
    "serves-standard": 3.0,
    "fits-words": 3.0,
    "stack-begun": 1.5,
    "builds-on": 0.5,
    "for-role": 0.3,
    "for-subject": 0.3,
    "for-grade": 0.3,
    "can-be-begun": 0.1,
}
"""How much each reason counts; `comes-before` counts this share of what it leads to."""
_SHARE_OF_NEXT: Final = 0.8
_LEAST_FIT: Final = 0.25
_SHOWN_WORDS: Final = 5
_LEAST_RARITY: Final = 0.05
"""What a word tells that every entry has, as `students` or `their` may be."""
_TELLING: Final = 0.25
"""What a word must tell to be named as a reason, where there are such words."""
_SHORT_WORD_CHARACTERS: Final = 4
_SHORT_WORD_WEIGHT: Final = 0.2
_SHORTEST_STEM_CHARACTERS: Final = 4
_STEM_SHARE: Final = 0.6


@dataclass(frozen=True)
class Needs:
    """What an educator says.

    Attributes:
        text: what they want to learn or have trouble with, in their own words.
        standards: standards that they want to work on.
        roles: what they are.
        subjects: what they teach.
        grades: whom they teach.
        stack: id of a stack that they want to complete.
        held: ids of what they hold.
    """

    text: str = ""
    standards: Sequence[Standard] = ()
    roles: Sequence[str] = ()
    subjects: Sequence[str] = ()
    grades: Sequence[str] = ()
    stack: str = ""
    held: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry is suggested: a stable code, a sentence, and what it counts."""

    code: str
    text: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry to do next, with the reasons; those that count most first."""

    entry: Entry
    score: float
    reasons: tuple[Reason, ...]


def suggest(catalogue: Catalogue, needs: Needs, *, limit: int = 5) -> list[Suggestion]:
    """Suggest what to do next, the best first.

    Args:
        catalogue: with an index where `needs.text` is given.
        needs: what the educator says; whatever is for others is left out.
        limit: the most suggestions to give.
    """
    finder = _Finder(catalogue, needs)
    wanted = Filter(
        roles=needs.roles,
        subjects=needs.subjects,
        grades=needs.grades,
        kind="micro-credential",
        held=needs.held,
        show_held="hide",
    )
    reasons: dict[str, list[Reason]] = {}
    for entry in catalogue:
        if wanted.admits(entry, catalogue.before):
            own = finder.reasons_for(entry)
            for first, reason in finder.steps_to(entry, own):
                reasons.setdefault(first.id, []).append(reason)
    suggestions = (
        _suggestion(catalogue.entries[entry_id], found) for entry_id, found in reasons.items()
    )
    return sorted(suggestions, key=lambda one: (-one.score, one.entry.name()))[:limit]


def _suggestion(entry: Entry, reasons: Sequence[Reason]) -> Suggestion:
    """Sum up; one kind of reason counts fully only once, so that long lists do not win."""
    ordered = sorted(dict.fromkeys(reasons), key=lambda reason: -reason.weight)
    counted: dict[str, int] = {}
    score = 0.0
    for reason in ordered:
        score += reason.weight / 2 ** counted.get(reason.code, 0)
        counted[reason.code] = counted.get(reason.code, 0) + 1
    return Suggestion(entry, round(score, 4), tuple(ordered))


class _Finder:
    """Finds reasons for the entries of one catalogue, for one educator."""

    def __init__(self, catalogue: Catalogue, needs: Needs):
        self._catalogue = catalogue
        self._needs = needs
        self._words = _words_that_fit(catalogue, needs.text)
        self._missing = dict(_missing_in(catalogue, needs.stack, needs.held))
        self._begun = [
            (entry, dict(_missing_in(catalogue, entry.id, needs.held)))
            for entry in catalogue
            if not needs.held.isdisjoint(entry.members)
            and entry.id not in needs.held | {needs.stack}
        ]
        self._asks = bool(needs.text.strip() or needs.standards or needs.stack)

    def reasons_for(self, entry: Entry) -> list[Reason]:
        """Return the reasons for an entry itself; none where it is not what was asked for."""
        stated = [*self._in_stack(entry), *self._standards(entry), *self._text(entry)]
        if self._asks and not stated:
            return []
        found = [*stated, *self._stacks_begun(entry), *self._builds_on(entry)]
        found += self._audience(entry)
        if not found and not self._asks and not entry.definition.prerequisites:
            found = [_reason("can-be-begun", "can be begun without anything before it")]
        return found

    def steps_to(self, entry: Entry, own: Sequence[Reason]) -> Iterator[tuple[Entry, Reason]]:
        """Yield what to begin with: the entry itself, or what must come before it."""
        if not own:
            return
        missing = [each for each in entry.definition.prerequisites if each not in self._needs.held]
        if not missing:
            yield from ((entry, reason) for reason in own)
            return
        worth = sum(reason.weight for reason in own) * _SHARE_OF_NEXT
        for first in self._first_steps(entry):
            because = own[0].text
            text = f"comes before “{entry.name()}”, which {because}"
            yield first, Reason("comes-before", text, worth)

    def _first_steps(self, entry: Entry) -> list[Entry]:
        """Return what leads to an entry and can be begun now."""
        waiting, seen, steps = list(entry.definition.prerequisites), {entry.id}, []
        while waiting:
            current = self._catalogue.entries.get(waiting.pop(0))
            if current is None or current.id in seen or current.id in self._needs.held:
                continue
            seen.add(current.id)
            before = [each for each in current.before if each not in self._needs.held]
            waiting += before
            if not before:
                steps.append(current)
        return steps

    def _in_stack(self, entry: Entry) -> Iterator[Reason]:
        if entry.id in self._missing:
            stack = self._catalogue.entries[self._needs.stack]
            yield _reason("missing-in-stack", f"{self._missing[entry.id]} in “{stack.name()}”")

    def _standards(self, entry: Entry) -> Iterator[Reason]:
        for wanted in self._needs.standards:
            for standard in entry.standards:
                if wanted.covers(standard):
                    yield _reason("serves-standard", f"serves the standard “{standard.title}”")

    def _text(self, entry: Entry) -> Iterator[Reason]:
        total = sum(self._words[word][1] for word in self._words)
        fitting = [word for word, (ids, _) in self._words.items() if entry.id in ids]
        share = sum(self._words[word][1] for word in fitting) / total if total else 0.0
        if share >= _LEAST_FIT:
            telling = [word for word in fitting if self._tells(word)] or fitting
            shown = sorted(telling, key=lambda word: -self._words[word][1])[:_SHOWN_WORDS]
            text = f"speaks of {', '.join(shown)}"
            yield Reason("fits-words", text, _WEIGHTS["fits-words"] * share)

    def _tells(self, word: str) -> bool:
        return _weight_of(word) == 1.0 and self._words[word][1] >= _TELLING

    def _stacks_begun(self, entry: Entry) -> Iterator[Reason]:
        for stack, missing in self._begun:
            if entry.id in missing:
                text = f"{missing[entry.id]} in “{stack.name()}”, which is begun"
                yield _reason("stack-begun", text)

    def _builds_on(self, entry: Entry) -> Iterator[Reason]:
        for held in entry.definition.prerequisites:
            if held in self._needs.held and held in self._catalogue.entries:
                name = self._catalogue.entries[held].name()
                yield _reason("builds-on", f"builds on “{name}”, which is held")

    def _audience(self, entry: Entry) -> Iterator[Reason]:
        audience, needs = entry.definition.audience, self._needs
        if share_words(audience.roles, needs.roles):
            yield _reason("for-role", f"is for: {', '.join(audience.roles)}")
        if share_words(audience.subjects, needs.subjects):
            yield _reason("for-subject", f"is about: {', '.join(audience.subjects)}")
        if share_grades(audience.grades, needs.grades):
            yield _reason("for-grade", f"is for grades {write_grades(audience.grades)}")


def _reason(code: str, text: str) -> Reason:
    return Reason(code, text, _WEIGHTS[code])


def _words_that_fit(catalogue: Catalogue, text: str) -> Mapping[str, tuple[frozenset[str], float]]:
    """Find, for each word that is asked for, the entries that have it, and what it tells.

    A word tells the more the fewer entries have it. One that no entry has is looked for without
    its ending, in case that only its form is another one.
    """
    found = {}
    for word in asked_words(text):
        ids = _ids(catalogue, word)
        stem = word[: int(len(word) * _STEM_SHARE)]
        if not ids and len(stem) >= _SHORTEST_STEM_CHARACTERS:
            ids = _ids(catalogue, stem)
        if ids:
            rarity = math.log(len(catalogue) / len(ids)) + _LEAST_RARITY
            found[word] = (ids, rarity * _weight_of(word))
    return found


def _weight_of(word: str) -> float:
    """Let short Latin words count less: most of them, as `do` and `not`, say nothing of a need."""
    return _SHORT_WORD_WEIGHT if word.isascii() and len(word) < _SHORT_WORD_CHARACTERS else 1.0


def _ids(catalogue: Catalogue, word: str) -> frozenset[str]:
    return frozenset(hit.key for hit in catalogue.find_text(word))


def _missing_in(
    catalogue: Catalogue, stack_id: str, held: frozenset[str], above: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Yield the ids that a stack still lacks, each with how it counts; stacks in it are opened."""
    entry = catalogue.entries.get(stack_id)
    stack = entry.definition if entry else None
    if not isinstance(stack, Stack) or stack_id in above:
        return
    for requirement in stack.requires:
        open_ones = [each for each in requirement.of if each not in held]
        lacking = requirement.needed - (len(requirement.of) - len(open_ones))
        for each in open_ones if lacking > 0 else ():
            inner = list(_missing_in(catalogue, each, held, (*above, stack_id)))
            yield from inner or [(each, _how_missing(lacking, len(open_ones)))]


def _how_missing(lacking: int, choices: int) -> str:
    """Say how something counts of which so many are lacking, among so many."""
    if choices > lacking:
        return f"is one of {choices} to choose {lacking} from"
    return "is the last one missing" if lacking == 1 else f"is one of {lacking} missing"
