"""Whether an error is evidence against the badge: what tells "no" from "could not tell".

"No" needs evidence against the badge itself: a signature that is wrong, a key that its owner's own
document does not list, a member that is missing. What somebody else's server, list or document got
wrong is no such evidence, nor is what is not implemented here: anybody's good badge would meet the
same. Neither is ever "yes".

The class of an error says which it is, since whoever raises it knows what it read:
`ResolutionFailed` speaks of what could not be had, its `UnusableAnswer` of what came and is not
what was asked for. Everything else speaks of the badge, except the codes below.
"""

from __future__ import annotations

from typing import Final

from microcred.advice import TOO_MANY, UNKNOWN_CONTEXT, UNKNOWN_HERE, what_to_do
from microcred.budget import OUT_OF_TIME
from microcred.errors import MicrocredError, ResolutionFailed, UnusableKey
from microcred.findings import Finding
from microcred.verifying.checklist import failed, undetermined

_NOBODYS_FAULT: Final = UNKNOWN_HERE | TOO_MANY | {UNKNOWN_CONTEXT, OUT_OF_TIME}


def is_evidence(error: MicrocredError) -> bool:
    """Tell whether an error speaks against the badge, and not of anything else."""
    return not isinstance(error, ResolutionFailed) and error.code not in _NOBODYS_FAULT


def finding_of(
    check: str, error: MicrocredError, pointer: str = "", *, about: str = "", advice: str = ""
) -> Finding:
    """Report that a check met `error`: failed where it is evidence, undetermined otherwise.

    Args:
        check: the check's name.
        error: what it met.
        pointer: where in the badge; an error about the badge itself may know better.
        about: what the message begins with.
        advice: what to do about evidence; what to do about doubt follows from the error.
    """
    message = f"{about}: {error.message}" if about else error.message
    if is_evidence(error):
        # what is wrong with a key is a place in its owner's document
        place = pointer if isinstance(error, UnusableKey) else error.pointer or pointer
        return failed(check, error.code, message, place, advice)
    place = (error.pointer or pointer) if error.code in _NOBODYS_FAULT else pointer
    return undetermined(check, error.code, message, place, what_to_do(check, error))


def finding_inside(check: str, error: MicrocredError, pointer: str) -> Finding:
    """Report an error about something that stands at `pointer`, with the place in it."""
    found = finding_of(check, error)
    return found._replace(pointer=pointer + found.pointer)
