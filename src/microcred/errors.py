"""The error tree of microcred.

    MicrocredError
    ├── MalformedInput            what was handed in cannot be read
    │   ├── LimitExceeded         it is larger, deeper or costlier than we accept
    │   ├── InvalidJson           not JSON, or JSON that two parsers would read differently
    │   ├── InvalidEncoding       base64url, base58btc, multibase, multicodec
    │   ├── InvalidTimestamp      not an XML Schema dateTimeStamp
    │   ├── InvalidImage          nothing that can carry a badge, a PNG say
    │   ├── InvalidToken          not a JWT in compact form, or one with a header we refuse
    │   ├── InvalidDocument       a document with faults; all of them are listed
    │   ├── NoCredential          readable, but there is no credential in it
    │   └── WrongArgument         a call was given another kind of thing than it takes
    ├── CanonicalizationFailed    no canonical form could be made
    ├── ProofInvalid              a proof was checked and is wrong
    │   └── KeyNotListed          the document that should list the key was had, and does not
    ├── ResolutionFailed          a key or document could not be obtained: "could not ask"
    │   └── UnusableAnswer        something came, and it is not what was asked for
    ├── UnusableKey               a key that cannot do what was asked
    │   └── WrongPassphrase       an encrypted key and no, or the wrong, passphrase
    ├── Refused                   understood, and against a rule of what was asked for
    │   ├── Forbidden             it is not for whoever asks to do
    │   ├── NotFound              what was named is not there
    │   │   └── NotInWorkspace    a definition, framework, key or run (a ConfigurationError, too)
    │   └── Conflict              not as things stand now: what is there says no, or has changed
    ├── ConfigurationError        a workspace, setting or command that cannot work
    │   └── RegistryBusy          another process holds the registry; try again
    └── VerificationFailed        a report whose verdict is not `valid`

Every class has a stable `code`; an instance may narrow it. The command line's JSON and the
service's problem details carry the same code. `kind_of_error` sorts them all into six kinds, which
an interface maps to answers of its own once. A message says what is wrong, and names no command and
no button: each door words what to do next from the code and the `data`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Literal, Protocol

from microcred.findings import Fault, Finding
from microcred.transcript import Transcript

_EXCERPT_CHARACTERS = 60

NOT_IMPLEMENTED: Final = frozenset(
    {
        "not-checked",
        "unknown-suite",
        "unsupported-algorithm",
        "unsupported-confirmation",
        "unsupported-envelope",
        "unsupported-key",
    }
)
"""Codes of what may be sound and is not implemented here: "could not tell", which is not "no"."""

UNREADABLE_KEY: Final = frozenset(
    {
        "invalid-jwk",
        "invalid-multikey",
        "invalid-pem",
        "invalid-rsa-key",
        "point-not-on-curve",
        "wrong-key-length",
    }
)
"""Codes of `UnusableKey` for what is no key at all; the others say why a key must not be used."""


def excerpt(value: object, limit_characters: int = _EXCERPT_CHARACTERS) -> str:
    """Shorten untrusted text for a message: printable, quoted, at most `limit_characters` long.

    What is no text is written as JSON, and what is not there as the word nothing.
    """
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else _as_json(value)
    if len(text) > limit_characters:
        text = text[: limit_characters - 1] + "…"
    return "'" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text) + "'"


def _as_json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, TypeError, RecursionError):  # thousands of digits, deep, no JSON
        return type(value).__name__


class Report(Protocol):
    """What came of a verification; `microcred.verifying.VerificationReport` is one."""

    @property
    def verdict(self) -> str:
        """Return `invalid` or `undetermined`."""
        ...

    @property
    def checks(self) -> Sequence[Finding]:
        """Return every finding, in the order of the checks."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready data."""
        ...


class MicrocredError(Exception):
    """Root of every error that microcred raises on purpose.

    Attributes:
        code: a stable slug for programs.
        message: one sentence for people.
        pointer: JSON pointer of the place, where there is one.
        place: line and column of it, both from 1, in the text that was read; None where unknown.
        data: what the message names, by what it is, JSON-ready: whoever tells the error words from
            it what to do next.
    """

    default_code: ClassVar[str] = "error"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        pointer: str | None = None,
        place: tuple[int, int] | None = None,
        data: Mapping[str, Any] | None = None,
    ):
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.pointer = pointer
        self.place = place
        self.data = dict(data or {})

    def __str__(self) -> str:
        """Return the message, followed by its place when there is one."""
        return f"{self.message} ({self.pointer})" if self.pointer else self.message


class MalformedInput(MicrocredError):
    """What was handed in cannot be read."""

    default_code = "malformed-input"


class LimitExceeded(MalformedInput):
    """The input is larger, deeper or costlier than microcred accepts."""

    default_code = "limit-exceeded"


class InvalidJson(MalformedInput):
    """Not JSON, or JSON that two parsers could read differently (RFC 7493, I-JSON)."""

    default_code = "invalid-json"


class InvalidEncoding(MalformedInput):
    """Not the base64url, base58btc, multibase or multicodec text that was expected."""

    default_code = "invalid-encoding"


class InvalidTimestamp(MalformedInput):
    """Not an XML Schema 1.1 dateTimeStamp."""

    default_code = "invalid-timestamp"


class InvalidImage(MalformedInput):
    """Not a carrier that can carry a badge, a PNG or an SVG say."""

    default_code = "invalid-image"


class InvalidToken(MalformedInput):
    """Not a JWT in compact form, or one whose header is refused."""

    default_code = "invalid-token"


class NoCredential(MalformedInput):
    """Readable, but there is no credential in it."""

    default_code = "no-credential"


class WrongArgument(MalformedInput, TypeError):
    """A call was given another kind of thing than it takes; the message says what to pass.

    It is a `TypeError`, too: that is what Python raises for such a slip.
    """

    default_code = "wrong-argument"


class InvalidDocument(MalformedInput):
    """A document with faults.

    Attributes:
        faults: every fault found, in document order; never empty.
    """

    default_code = "invalid-document"

    def __init__(self, faults: Sequence[Fault], *, what: str = "document"):
        self.faults = tuple(faults)
        count = len(self.faults)
        noun = "fault" if count == 1 else "faults"
        super().__init__(f"the {what} has {count} {noun}; first: {self.faults[0]}")


class CanonicalizationFailed(MicrocredError):
    """No canonical form of the document could be made."""

    default_code = "canonicalization-failed"


class ProofInvalid(MicrocredError):
    """A proof was checked and is wrong.

    Attributes:
        transcript: what the signature was checked over, where it came to that.
    """

    default_code = "proof-invalid"
    transcript: Transcript | None = None


class KeyNotListed(ProofInvalid):
    """The document of whoever the key should belong to was had, and it does not list the key.

    That is the owner's own word against the key, unlike a document that cannot be read.
    """

    default_code = "unknown-verification-method"


class ResolutionFailed(MicrocredError):
    """A key or document could not be obtained; says nothing about the badge itself."""

    default_code = "resolution-failed"


class UnusableAnswer(ResolutionFailed):
    """A server gave something that is not what was asked for; says nothing about the badge.

    The message names the URL and what stood there.
    """

    default_code = "unusable-answer"


class UnusableKey(MicrocredError):
    """A key that cannot be read or cannot do what was asked; never carries key material."""

    default_code = "unusable-key"


class WrongPassphrase(UnusableKey):
    """An encrypted key, and no passphrase or the wrong one."""

    default_code = "wrong-passphrase"


class Refused(MicrocredError):
    """Something that was understood and that a rule does not allow; nothing was changed."""

    default_code = "refused"


class Forbidden(Refused):
    """It is not for whoever asks to do; somebody else may."""

    default_code = "forbidden"


class NotFound(Refused):
    """What was named is not there."""

    default_code = "not-found"


class Conflict(Refused):
    """It cannot be done as things stand now; once they have changed, it may be."""

    default_code = "conflict"


class ConfigurationError(MicrocredError):
    """A workspace, setting or command that cannot work as it stands."""

    default_code = "configuration"


class NotInWorkspace(NotFound, ConfigurationError):
    """A definition, framework, key or run was named that the workspace does not have."""

    default_code = "not-in-workspace"


class RegistryBusy(ConfigurationError):
    """Another process held the registry for too long; nothing was changed."""

    default_code = "registry-busy"


class VerificationFailed(MicrocredError):
    """Raised by `VerificationReport.raise_for_failures` when the verdict is not `valid`.

    Attributes:
        report: the whole `VerificationReport`.
    """

    default_code = "verification-failed"

    def __init__(self, message: str, report: Report):
        super().__init__(message)
        self.report = report


Kind = Literal["forbidden", "not-found", "conflict", "busy", "invalid", "unavailable"]
"""What whoever asked can do about an error: ask for something else (`forbidden`, `not-found`), look
again (`conflict`), try again (`busy`), mend what they sent (`invalid`), or tell whoever keeps the
workspace, as the fault is not theirs (`unavailable`)."""

_KINDS: Final[Sequence[tuple[type[MicrocredError], Kind]]] = (
    (Forbidden, "forbidden"),
    (NotFound, "not-found"),
    (Conflict, "conflict"),
    (RegistryBusy, "busy"),
    (ConfigurationError, "unavailable"),
    (ResolutionFailed, "unavailable"),
)
"""The first class that fits decides; what fits none is a fault of what was asked."""


def kind_of_error(error: MicrocredError) -> Kind:
    """Return which of the six kinds an error is."""
    if isinstance(error, UnusableKey) and error.code not in UNREADABLE_KEY:
        return "unavailable"  # a key of the workspace; one that was handed in cannot be read
    kinds = (kind for each, kind in _KINDS if isinstance(error, each))
    return next(kinds, "invalid")
