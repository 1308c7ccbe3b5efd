"""Pages of the Python interface, made while the site is built: one for each group of names.

The groups are those that `help(microcred)` and `help(microcred.program)` show.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

INDEXED: Final = ("microcred", "microcred.program")
WHOLE: Final = {
    "microcred.errors": "The tree of errors",
    "microcred.status": "Status lists and entries",
    "microcred.canonical": "Canonical forms",
    "microcred.prediction": "What other verifiers will say",
}
"""Doors without groups: a page each."""

_GROUP: Final = re.compile(r"^(\S.*)\n((?: {4}.*\n)+)", re.MULTILINE)


def groups(module: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each group of names in a module's docstring: its title, and the names."""
    index = importlib.import_module(module).__doc__ or ""
    for title, names in _GROUP.findall(index):
        yield title, re.findall(r"\w+", names)


def described(place: str, name: str) -> str:
    """Return what stands on a page for a name: of a model also its members, which have no words."""
    value = getattr(importlib.import_module(place), name)
    if not hasattr(value, "model_fields"):
        return f"::: {place}.{name}\n"
    rows = "".join(
        f"| `{member}` | {_in_words(annotation)} |\n"
        for kind in reversed(value.__mro__)
        if kind.__module__.startswith("microcred.")
        for member, annotation in inspect.get_annotations(kind).items()
        if member in value.model_fields
    )
    options = "    options:\n      inherited_members: false\n"
    return f"::: {place}.{name}\n{options}\n| member | what it takes |\n|---|---|\n{rows}"


def _in_words(annotation: str) -> str:
    """Return an annotation as people read it: `Several[Alignment]` is any number of them."""
    kind = re.sub(r"^Annotated\[(.*?), .*\]$", r"\1", str(annotation)).replace("|", "or")
    if found := re.match(r"(Maybe|Several)\[(.*)\]$", kind):
        return {"Maybe": "`{}`, or nothing", "Several": "a list of `{}`"}[found[1]].format(found[2])
    return f"`{kind}`"


def pages() -> Iterator[tuple[str, str, str]]:
    """Yield the pages: where each is, its title, and its text."""
    for module in INDEXED:
        for title, names in groups(module):
            place = f"{module}-{re.sub(r'[^a-z0-9]+', '-', title.casefold())}"
            yield f"reference/{place}.md", title, _page(title, module, names)
    title = "Every class of Open Badges 3.0"
    yield "reference/microcred.models.md", title, _page(title, "microcred.models", models())
    for module, title in WHOLE.items():
        yield f"reference/{module}.md", title, f"# {title}\n\n::: {module}\n"


def _page(title: str, module: str, names: Iterable[str]) -> str:
    listed = "\n".join(described(module, name) for name in names)
    return f"# {title}\n\nFrom `{module}`.\n\n{listed}"


def models() -> list[str]:
    """Return the names of `microcred.models` but for constants, which say what they are."""
    names = importlib.import_module("microcred.models").__all__
    return [name for name in names if not name.isupper()]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of a folder where the navigation names the folder."""
    decisions = sorted(Path(config.docs_dir, "decisions").glob("*.md"), reverse=True)
    inside = {
        "decisions/": [f"decisions/{page.name}" for page in decisions],
        "reference/": ["reference/index.md", *(place for place, _, _ in pages())],
    }
    for section in config.nav or []:
        for entry in next(iter(section.values())) if isinstance(section, dict) else []:
            entry.update({title: inside.get(place, place) for title, place in entry.items()})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages, and one that lists them."""
    from mkdocs.structure.files import File  # noqa: PLC0415 - tests read the groups without it

    listed = "".join(f"- [{title}]({place.partition('/')[2]})\n" for place, title, _ in pages())
    index = f"# The Python interface\n\nMade from the code's own words.\n\n{listed}"
    made = [(place, text) for place, _, text in pages()]
    for place, text in [("reference/index.md", index), *made]:
        files.append(File.generated(config, place, content=text))
    return files
