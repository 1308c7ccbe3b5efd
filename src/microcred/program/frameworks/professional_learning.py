"""The Standards for Professional Learning of Learning Forward, editions 2011 and 2022.

Names and links only: the text is the publisher's. Ids are this project's own and stay as they
are: the framework's id with the item's after it makes one that is unique everywhere. Links lead to
a standard's own page where that page was found in public sources, else to the page of the edition.

The way from one edition to the other goes only as far as the publisher states it. Its questions
and answers (https://standards.learningforward.org/faqs) say that five standards of 2022 are new,
the three of equity, Curriculum, Assessment, and Instruction and Professional Expertise, and that
every standard was revised: so the four that keep their names replace those of 2011. What became
of Learning Communities, Data and Outcomes is not stated there and is left open here.
"""

from __future__ import annotations

from typing import Final

from microcred.program.frameworks.model import REPLACED_BY, Association, Framework, Item

_PUBLISHER: Final = "Learning Forward"
_TITLE: Final = "Standards for Professional Learning"
_PAGE_2011: Final = "http://www.learningforward.org/standards/standards.cfm"
_SITE_2022: Final = "https://standards.learningforward.org/"
_STANDARDS_2022: Final = _SITE_2022 + "standards-for-professional-learning/"

_NAMES_2011: Final = (
    "Learning Communities",
    "Leadership",
    "Resources",
    "Data",
    "Learning Designs",
    "Implementation",
    "Outcomes",
)
_FRAMES_2022: Final = {
    "Rigorous Content for Each Learner": (
        "Equity Practices",
        "Curriculum, Assessment, and Instruction",
        "Professional Expertise",
    ),
    "Transformational Processes": (
        "Equity Drivers",
        "Evidence",
        "Learning Designs",
        "Implementation",
    ),
    "Conditions for Success": (
        "Equity Foundations",
        "Culture of Collaborative Inquiry",
        "Leadership",
        "Resources",
    ),
}
_PAGES_2022: Final = {
    "Equity Practices": "rigorous-content-for-each-learner/equity-practices",
    "Professional Expertise": "rigorous-content-for-each-learner/professional-expertise",
    "Transformational Processes": "transformational-processes",
    "Culture of Collaborative Inquiry": "conditions-for-success/culture-of-collaborative-inquiry",
}
"""The pages whose addresses were found; the other standards' are not guessed at."""
_KEPT_NAMES: Final = frozenset(name for names in _FRAMES_2022.values() for name in names)


def _item(name: str, uri: str, kind: str, parent: str = "") -> Item:
    parents = (_id_of(parent),) if parent else ()
    return Item(_id_of(name), name, uri=uri, type=kind, parents=parents, language="en")


def _id_of(name: str) -> str:
    return "-".join(name.lower().replace(",", "").split())


def _framework_2022() -> Framework:
    items = []
    for frame, names in _FRAMES_2022.items():
        items.append(_item(frame, _page_2022(frame), "Frame"))
        items += [_item(name, _page_2022(name), "Standard", frame) for name in names]
    return Framework(
        id="spl-2022",
        title=f"{_TITLE} (2022)",
        uri=_SITE_2022,
        publisher=_PUBLISHER,
        version="2022",
        adoption_status="Adopted",
        language="en",
        items=tuple(items),
    )


def _page_2022(name: str) -> str:
    return _STANDARDS_2022 + _PAGES_2022[name] if name in _PAGES_2022 else _SITE_2022


def _framework_2011() -> Framework:
    return Framework(
        id="spl-2011",
        title=f"{_TITLE} (2011)",
        uri=_PAGE_2011,
        publisher=_PUBLISHER,
        version="2011",
        adoption_status="Deprecated",
        language="en",
        items=tuple(_item(name, _PAGE_2011, "Standard") for name in _NAMES_2011),
        associations=tuple(_replaced(name) for name in _NAMES_2011 if name in _KEPT_NAMES),
    )


def _replaced(name: str) -> Association:
    item_id = _id_of(name)
    return Association(REPLACED_BY, item_id, f"spl-2022/{item_id}", _page_2022(name), name)


STANDARDS: Final = (_framework_2011(), _framework_2022())
"""Both editions."""
