"""Find where a badge is, or may go, in the bytes of an SVG.

The XML parser is Expat, directly: it alone tells at which byte a tag begins, and an editor that
keeps every other byte needs that. The guards are those of defusedxml: no entities, no internal
DTD subset, nothing external is ever read.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.parsers import expat

from microcred.errors import InvalidImage, LimitExceeded, excerpt
from microcred.limits import MAX_SVG_ATTRIBUTES, MAX_SVG_BYTES, MAX_SVG_ELEMENTS

CREDENTIAL_NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"
ASSERTION_NAMESPACE: Final = "http://openbadges.org"
SVG_NAMESPACE: Final = "http://www.w3.org/2000/svg"

_SEPARATOR: Final = "\x01"  # not an XML character, so in no namespace
_ROOTS: Final = frozenset({"svg", f"{SVG_NAMESPACE}{_SEPARATOR}svg"})
_CREDENTIALS: Final = frozenset(
    f"{namespace}{_SEPARATOR}credential"
    # The second is the namespace of the JSON-LD terms; some bakers write it, so it is read.
    for namespace in (CREDENTIAL_NAMESPACE, "https://purl.imsglobal.org/spec/ob/v3p0")
)
_ASSERTION: Final = f"{ASSERTION_NAMESPACE}{_SEPARATOR}assertion"
_EIGHT_BIT: Final = re.compile(r"ascii|iso8859-\d+|cp125\d|koi8-[ru]|mac-roman")
_W3C_DTD: Final = re.compile(r"-//W3C//DTD SVG [0-9.]+( Basic| Tiny)?//EN")
_START_TAG: Final = re.compile(r"""<(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_NAME_END: Final = re.compile(r"[ \t\r\n/>]")
_MAX_NAME_CHARACTERS: Final = 256


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a picture's text is written.

    Attributes:
        codec: the name of a Python codec, without byte order mark.
        width: bytes of one ASCII character.
        is_unicode: whether every character can be written.
    """

    codec: str
    width: int
    is_unicode: bool

    def encode(self, text: str) -> bytes:
        """Encode text to put between the picture's bytes."""
        return text.encode(self.codec)

    def find(self, data: bytes, character: str, start: int) -> int:
        """Find an ASCII character at or after `start`; give where it ends."""
        wanted = self.encode(character)
        place = data.index(wanted, start)
        while (place - start) % self.width:
            place = data.index(wanted, place + 1)
        return place + self.width


@dataclass(slots=True)
class BadgeElement:
    """An element that carries a badge: where it is in the bytes, and what it says."""

    start: int
    end: int = 0
    verify: str = ""
    body: str = ""


@dataclass(slots=True)
class SvgScan:
    """What is known of a picture after parsing it.

    Attributes:
        root_start: the byte at which the root tag begins.
        root_end: the byte after the root tag's `>`.
        root_is_empty: whether the root is written `<svg/>`.
        root_prefixes: namespace of each prefix that the root tag binds.
    """

    encoding: Encoding
    root_start: int = 0
    root_end: int = 0
    root_is_empty: bool = False
    root_prefixes: dict[str, str] = field(default_factory=dict)
    credentials: list[BadgeElement] = field(default_factory=list)
    assertions: list[BadgeElement] = field(default_factory=list)


class _RootFound(Exception):
    """Stops the parser at the root tag, when nothing else is asked."""


def is_svg(data: bytes) -> bool:
    """Say whether the root element is `svg`; a document type `svg` is enough."""
    if b"<" not in data[:4096]:
        return False
    scanner = _Scanner(data)
    parser = scanner.parser
    found = False

    def start_doctype(name: str, *_ids: object) -> None:
        nonlocal found
        found = name == "svg"
        raise _RootFound if found else InvalidImage("another document type")

    def start_root(name: str, _attributes: dict[str, str]) -> None:
        nonlocal found
        found = name in _ROOTS
        raise _RootFound

    parser.StartDoctypeDeclHandler = start_doctype
    parser.StartElementHandler = start_root
    with contextlib.suppress(_RootFound, InvalidImage):
        scanner.parse()
    return found


def looks_like_xml(data: bytes) -> bool:
    """Say whether the first thing in `data`, past a byte order mark and blanks, is a tag."""
    return data[:1024].strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def scan_svg(data: bytes) -> SvgScan:
    """Parse an SVG and note its root tag and the elements that carry badges.

    Raises:
        InvalidImage: not well-formed, another root element, an entity or internal DTD subset, an
            encoding that is not UTF-8, UTF-16 or a known 8-bit one, or a badge element with
            children of its own.
        LimitExceeded: more than `MAX_SVG_BYTES`, `MAX_SVG_ATTRIBUTES` or `MAX_SVG_ELEMENTS`.
    """
    if len(data) > MAX_SVG_BYTES:
        message = f"SVG of {len(data)} bytes, at most {MAX_SVG_BYTES} are read"
        raise LimitExceeded(message, code="image-too-large")
    if data.count(b"=") > MAX_SVG_ATTRIBUTES:
        message = f"SVG with more than {MAX_SVG_ATTRIBUTES} equals signs, so attributes"
        raise LimitExceeded(message, code="too-many-attributes")
    scanner = _Scanner(data)
    scanner.listen()
    scanner.parse()
    return scanner.scan


def root_name(data: bytes, scan: SvgScan) -> str:
    """Return the name in the root tag as it is written, with its prefix.

    Raises:
        InvalidImage: the name has characters that are not read here.
    """
    width = scan.encoding.width
    start = scan.root_start + width
    piece = data[start : start + _MAX_NAME_CHARACTERS * width]
    # Latin-1 gives one character for each byte of any 8-bit encoding.
    text = piece.decode("latin-1" if width == 1 else scan.encoding.codec, "replace")
    end = _NAME_END.search(text)
    if end is None or not text[: end.start()].isascii():
        raise InvalidImage("the name in the SVG's root tag is not read here", code="invalid-svg")
    return text[: end.start()]


class _Scanner:
    """The handlers of one parse."""

    def __init__(self, data: bytes):
        self.data = data
        self.scan = SvgScan(_detect_encoding(data))
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self._xml_declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.SkippedEntityHandler = self._entity
        self.parser.ExternalEntityRefHandler = self._entity
        self._depth = 0
        self._elements = 0
        self._carrier: BadgeElement | None = None
        self._text: list[str] = []

    def listen(self) -> None:
        """Set the handlers that look at elements."""
        self.parser.StartNamespaceDeclHandler = self._namespace
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def parse(self) -> None:
        """Run the parser over all bytes."""
        try:
            self.parser.Parse(self.data, True)
        except expat.ExpatError as error:
            message = f"not a well-formed SVG: {error}"
            raise InvalidImage(message, code="invalid-svg") from error
        except (ValueError, LookupError) as error:
            raise _unsupported(str(error)) from error

    def _xml_declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is None:
            return
        try:
            name = codecs.lookup(encoding).name
        except LookupError:
            raise _unsupported(encoding) from None
        wide = self.scan.encoding.width == 2
        if name == "utf-8" or wide or name.startswith("utf-16"):
            if wide is not name.startswith("utf-16"):
                raise _mismatch(encoding)
        elif self.data.startswith(codecs.BOM_UTF8):
            raise _mismatch(encoding)
        elif _EIGHT_BIT.fullmatch(name):
            self.scan.encoding = Encoding("ascii", 1, is_unicode=False)
        else:
            raise _unsupported(encoding)

    def _doctype(self, _name: str, system: str | None, public: str | None, subset: int) -> None:
        known = public is None and system is None
        if subset or not (known or (public and _W3C_DTD.fullmatch(public))):
            message = "the SVG has a DTD of its own; save it without one"
            raise InvalidImage(message, code="dtd-refused")

    def _entity(self, *_arguments: object) -> NoReturn:
        message = "the SVG declares or uses an entity; save it without entities"
        raise InvalidImage(message, code="entity-refused")

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        if not self._elements and prefix is not None:
            self.scan.root_prefixes[prefix] = uri or ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements == 1:
            self._start_root(name)
            return
        if not self.scan.root_end:
            self.scan.root_end = self.parser.CurrentByteIndex
            self.parser.DefaultHandler = None
        if self._elements > MAX_SVG_ELEMENTS:
            message = f"SVG with more than {MAX_SVG_ELEMENTS} elements"
            raise LimitExceeded(message, code="too-many-elements")
        if self._carrier is not None:
            message = "the element that carries the badge has elements inside"
            raise InvalidImage(message, code="invalid-credential-element")
        if name in _CREDENTIALS or name == _ASSERTION:
            self._start_carrier(name, attributes)

    def _start_root(self, name: str) -> None:
        if name not in _ROOTS:
            found = excerpt(name.rpartition(_SEPARATOR)[2])
            raise InvalidImage(f"the root element is {found}, expected svg", code="not-an-svg")
        self.scan.root_start = self.parser.CurrentByteIndex
        self.parser.DefaultHandler = self._first_content

    def _first_content(self, _data: str) -> None:
        self.scan.root_end = self.parser.CurrentByteIndex
        self.parser.DefaultHandler = None

    def _start_carrier(self, name: str, attributes: dict[str, str]) -> None:
        verify = attributes.get("verify", "").strip()
        self._carrier = BadgeElement(self.parser.CurrentByteIndex, verify=verify)
        self._text = []
        self.parser.CharacterDataHandler = self._text.append
        listed = self.scan.credentials if name in _CREDENTIALS else self.scan.assertions
        listed.append(self._carrier)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        place = self.parser.CurrentByteIndex
        if self._carrier is not None:
            self._carrier.end = self._element_end(self._carrier.start, place)
            self._carrier.body = "".join(self._text).strip(" \t\r\n")
            self._carrier = None
            self.parser.CharacterDataHandler = None
        elif self._depth == 0 and not self.scan.root_end:
            # Nothing came between: `<svg/>`, or `<svg></svg>`.
            self.scan.root_is_empty = not self.data.startswith(
                self.scan.encoding.encode("</"), place
            )
            self.scan.root_end = place
            self.parser.DefaultHandler = None

    def _element_end(self, start: int, place: int) -> int:
        """Return the end of an element; of an empty one, the parser already stands there.

        It stands at an end tag then, too, when the parent's follows: only the element's own start
        tag, all there is of it, tells the two apart.
        """
        encoding = self.scan.encoding
        # Latin-1 gives one character for each byte of any 8-bit encoding.
        codec = "latin-1" if encoding.width == 1 else encoding.codec
        element = self.data[start:place].decode(codec, "replace")
        if element.endswith("/>") and _START_TAG.fullmatch(element):
            return place
        return encoding.find(self.data, ">", place)


def _detect_encoding(data: bytes) -> Encoding:
    """Tell UTF-16 by its first bytes (XML 1.0, appendix F); all else begins as ASCII does."""
    if data[:2] in (codecs.BOM_UTF16_LE, b"<\0"):
        return Encoding("utf-16-le", 2, is_unicode=True)
    if data[:2] in (codecs.BOM_UTF16_BE, b"\0<"):
        return Encoding("utf-16-be", 2, is_unicode=True)
    return Encoding("utf-8", 1, is_unicode=True)


def _unsupported(encoding: str) -> InvalidImage:
    message = f"the SVG's encoding {excerpt(encoding)} is not read here; save it as UTF-8"
    return InvalidImage(message, code="unsupported-encoding")


def _mismatch(encoding: str) -> InvalidImage:
    message = f"the SVG says its encoding is {excerpt(encoding)}, its first bytes differ"
    return InvalidImage(message, code="encoding-mismatch")
