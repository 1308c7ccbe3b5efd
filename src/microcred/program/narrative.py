"""The criteria narrative of a badge: the whole definition as people read it, in Markdown.

A badge uses terms of Open Badges only, so that every verifier understands all of it; what has no
member there, such as parts, resources and research, is told here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from microcred.models import Alignment
from microcred.program.definition import Definition, MicroCredential, Stack
from microcred.program.headings import headings_in
from microcred.program.names import EvidenceKind
from microcred.program.submission import Criterion, EvidenceItem, Part
from microcred.program.texts import Words, text_in

_MARKUP: Final = re.compile(r"([\\`*_\[\]<])")

_FORMATS: Final = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPTX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "audio/mpeg": "MP3",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "text/csv": "CSV",
    "text/plain": "TXT",
    "video/mp4": "MP4",
}


@dataclass(frozen=True, slots=True)
class Narrator:
    """Tells one definition in one language.

    Attributes:
        definition: what is told.
        language: a tag; one of the definition's languages.
        alignments: the standards as the badge has them, in the definition's order.
        names: what other definitions are called, by id.
    """

    definition: Definition
    language: str
    alignments: Sequence[Alignment]
    names: Mapping[str, Words]

    def tell(self) -> str:
        """Return the narrative."""
        definition = self.definition
        blocks: list[str] = [*self._section("competency", [self._say(definition.competency)])]
        if isinstance(definition, MicroCredential):
            blocks += self._tell_method(definition)
            blocks += self._section("parts", self._tell_parts(definition))
            blocks += self._section("rubric", self._tell_rubric(definition))
        if isinstance(definition, Stack):
            blocks += self._section("stack", self._tell_requirements(definition))
        blocks += self._section("standards", _items(self._tell_alignments()))
        if isinstance(definition, MicroCredential):
            blocks += self._section("research", self._tell_research(definition))
            blocks += self._section("resources", _items(self._tell_resources(definition)))
        blocks += self._section("about", _items(self._tell_facts()))
        return "\n\n".join(blocks) + "\n"

    def _heading(self, name: str) -> str:
        return headings_in(self.language)[name]

    def _say(self, words: Words | None) -> str:
        return text_in(words, self.language).strip()

    def _name(self, words: Words) -> str:
        return plain(self._say(words))

    def _section(self, name: str, blocks: Iterable[str]) -> Iterator[str]:
        """Yield a heading and what stands under it; nothing if nothing does."""
        told = [block for block in blocks if block]
        if told:
            yield f"## {self._heading(name)}"
            yield from told

    def _tell_method(self, definition: MicroCredential) -> Iterator[str]:
        components = _items(
            f"**{self._name(each.name)}:** {_inside(self._say(each.description))}"
            for each in definition.components
        )
        yield from self._section("method", [self._say(definition.method), *components])

    def _tell_parts(self, definition: MicroCredential) -> Iterator[str]:
        for part in definition.parts:
            yield f"### {self._name(part.name)}"
            yield self._say(part.instructions)
            yield from _items(map(self._tell_evidence, part.evidence))
            yield self._tell_passing(definition, part)

    def _tell_evidence(self, item: EvidenceItem) -> str:
        forms = ", ".join(self._tell_form(item, kind) for kind in item.kinds)
        asked = f"{self._heading('forms')} {forms}"
        if item.min == 0:
            asked += f"; {self._heading('optional')}"
        if item.accepted > 1:
            count = self._heading("count").format(min=item.min, max=item.accepted)
            asked += f"; {item.min if item.min == item.accepted else count}"
        prompt = _inside(self._say(item.prompt))
        return f"**{self._name(item.name)}** ({plain(asked)})" + (f": {prompt}" if prompt else "")

    def _tell_form(self, item: EvidenceItem, kind: str) -> str:
        told = self._heading(kind)
        if kind == EvidenceKind.FILE and item.media_types:
            told += f": {' / '.join(map(_format_name, item.media_types))}"
        return told

    def _tell_passing(self, definition: MicroCredential, part: Part) -> str:
        if part.passing.statement is not None:
            return f"**{self._heading('passes_if')}** {self._say(part.passing.statement)}"
        bars = [
            f"{self._name(criterion.name)} – {self._name(level.name)}"
            for criterion in definition.rubric
            for level in criterion.levels
            if criterion.id in part.passing.criteria and level.id == criterion.required
        ]
        return f"**{self._heading('passes_by')}** {', '.join(bars)}"

    def _tell_rubric(self, definition: MicroCredential) -> Iterator[str]:
        for criterion in definition.rubric:
            yield f"### {self._name(criterion.name)}"
            yield self._say(criterion.description)
            if criterion.required is None:
                yield self._heading("not_required")
            yield from _items(self._tell_levels(criterion))

    def _tell_levels(self, criterion: Criterion) -> Iterator[str]:
        for level in criterion.levels:
            mark = f" ({self._heading('required')})" if level.id == criterion.required else ""
            told = _inside(self._say(level.description))
            yield f"**{self._name(level.name)}**{mark}: {told}"

    def _tell_requirements(self, stack: Stack) -> Iterator[str]:
        for requirement in stack.requires:
            if requirement.name is not None:
                yield f"### {self._name(requirement.name)}"
            if requirement.needed == len(requirement.of):
                yield self._heading("all_of")
            else:
                yield self._heading("some_of").format(count=requirement.needed)
            yield from _items(map(self._tell_other, requirement.of))

    def _tell_other(self, definition_id: str) -> str:
        """Name another definition, with a link where its id is one."""
        name = self.names.get(definition_id)
        told = self._name(name) if name else definition_id
        return link(told, definition_id) if name else link(definition_id, definition_id)

    def _tell_alignments(self) -> Iterator[str]:
        for alignment, target in zip(self.alignments, self.definition.alignments, strict=True):
            told = link(plain(alignment.target_name), alignment.target_url)
            if alignment.target_framework:
                told += f" ({plain(alignment.target_framework)})"
            why = _inside(self._say(target.why))
            yield f"{told} – {why}" if why else told

    def _tell_research(self, definition: MicroCredential) -> Iterator[str]:
        research = definition.research
        if research is None:
            return
        yield self._say(research.rationale)
        yield from _items(
            " ".join(
                each
                for each in (
                    plain(citation.text),
                    f"<{citation.link}>" if citation.link else "",
                    _inside(self._say(citation.finding)),
                )
                if each
            )
            for citation in research.citations
        )

    def _tell_resources(self, definition: MicroCredential) -> Iterator[str]:
        for resource in definition.resources:
            told = link(plain(resource.title), resource.link)
            yield f"{told} – {_inside(self._say(resource.why))}"

    def _tell_facts(self) -> Iterator[str]:
        definition = self.definition
        audience, licence = definition.audience, definition.licence
        groups = filter(None, (audience.roles, audience.subjects, audience.grades))
        facts = {
            "audience": "; ".join(map(", ".join, groups)),
            "hours": f"{definition.hours:g}" if definition.hours is not None else "",
            "valid_months": str(definition.valid_months or ""),
            "authors": ", ".join(author.name for author in definition.authors),
            "assessor": definition.assessor.name if definition.assessor else "",
            "version": definition.version,
        }
        told = {name: plain(text) for name, text in facts.items()}
        told["prerequisites"] = ", ".join(map(self._tell_other, definition.prerequisites))
        if licence is not None:
            name = plain(licence.name)
            told["licence"] = link(name, licence.url) if licence.url else name
        for name, text in told.items():
            if text:
                yield f"**{self._heading(name)}:** {text}"


def plain(text: str) -> str:
    """Write text so that Markdown shows it as it is, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def link(told: str, address: str) -> str:
    """Write a link; what is no web address is not linked."""
    if not address.startswith(("https://", "http://")):
        return told
    return f"[{told}](<{address}>)" if "(" in address or ")" in address else f"[{told}]({address})"


def _format_name(media_type: str) -> str:
    """Name a media type as people do: `video/*` is video, `application/pdf` PDF."""
    group, _, kind = media_type.partition("/")
    return group if kind == "*" else _FORMATS.get(media_type, media_type)


def _inside(text: str) -> str:
    """Write Markdown that goes on inside an item of a list."""
    return text.replace("\n", "\n  ")


def _items(lines: Iterable[str]) -> list[str]:
    """Write a list as one block; none for no lines."""
    told = "\n".join(f"- {line}" for line in lines)
    return [told] if told else []
