"""What to do next about an error or a fault, in commands: one table, by its code.

The library says what is wrong, and names no command: a page has buttons, an interface has links.
Here is what somebody at a shell does about it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from microcred.cli.program.next_commands import next_after_refusal
from microcred.cli.words import shell_words

_SET_CLOCK: Final = (
    "Set the clock right. If it is right, and was ahead when this was signed: 'microcred redate'."
)

NEXT: Final[Mapping[str, str]] = {
    "changes-gap": "Run 'microcred publish --all'.",
    "comment-missing": "'--why {criterion}=TEXT' says it.",
    "clock-behind": "If it is right now and was ahead then, run 'microcred redate'.",
    "credential-ahead": _SET_CLOCK,
    "credential-invalid/key_finding": (
        "See what 'microcred resign' would sign again; the holder needs the new file."
    ),
    "evidence-orphaned": ("Run 'microcred program erase --outdated --yes', which removes it."),
    "feedback-missing": "--feedback says it.",
    "file-exists/badges_folder": "Or issue all badges again, with --force.",
    "incomplete/missing": "Next is 'microcred program attach {submission} {missing}'.",
    "invalid-did/needed": "Name it with --{needed}.",
    "invalid-settings/signing_setting": (
        "To change keys, run 'microcred key rotate --to {signing_setting}'."
    ),
    "is-somebody-else": "'microcred program assessor {assessor} --conflict WHO' notes it.",
    "key-signs": "'microcred key rotate' replaces and retires the key that signs.",
    "list-ahead": _SET_CLOCK,
    "list-due": "Run 'microcred publish'. Let cron do so every day.",
    "list-expired": "Run 'microcred publish'.",
    "no-assessor": "'microcred program assessor NAME' adds one.",
    "no-program": "Run 'microcred program init'.",
    "no-signing-key": (
        "Run 'microcred upgrade' if the workspace is an old one; else this is not its registry."
    ),
    "no-such-run": "'microcred badges' names them.",
    "no-such-definition": "'microcred program list' shows those that there are.",
    "no-such-definition/definition": "'microcred program check' says if its file has a fault.",
    "no-such-framework": "'microcred program framework list' shows those that there are.",
    "no-such-standard": "'microcred program framework list' and 'framework show' tell them.",
    "no-such-target": "'microcred program framework list' shows those that there are.",
    "no-such-target/framework": (
        "'microcred program framework show {framework}' shows those that there are."
    ),
    "no-workspace": "Run 'microcred init', or name a workspace with --workspace.",
    "nothing-chosen": (
        "Name badges by id, or choose them with --file, --run, --achievement or --key."
    ),
    "nothing-chosen/expected": "",
    "nothing-chosen/people": "Add --achievement or --run.",
    "not-eligible/on_it": (
        "'microcred program assign {submission} {on_it} --release' takes them off it."
    ),
    "not-in-this-form/educator": "'microcred program award' does.",
    "other-run": "Or issue all badges again, with --force.",
    "lists-unread": (
        "When they can be read: 'microcred restore --take-up'; with --without-lists it goes on "
        "without them."
    ),
    "no-pyrage": "Run 'pip install microcred[backup]'.",
    "registry-held": "'microcred restore --take-up' lets it be changed.",
    "registry-lost": (
        "Look at what was done, with 'microcred badges' or 'microcred status', and do again what "
        "was not."
    ),
    "registry-missing": "Run 'microcred upgrade'.",
    "registry-missing/file": (
        "Restore it from a copy; or begin with an empty one, which 'microcred upgrade' makes."
    ),
    "registry-outdated": "Run 'microcred upgrade'.",
    "registry-restored": ("Restore the newest copy. If this is it: 'microcred restore --take-up'."),
    "results-missing": (
        "Say what was reached with --result NAME=LEVEL, for each; or leave it out, with "
        "--without-results."
    ),
    "results-missing/missing_columns": (
        "Give the columns result:NAME, or --without-results, which the badges' records say."
    ),
    "sampled": "--thorough looks at all.",
    "site-ahead": (
        "Restore the newest copy of the registry. If this is it: 'microcred restore --take-up'."
    ),
    "site-behind": "Run 'microcred publish'.",
    "site-behind/definition_faults": "'microcred program check' names them.",
    "site-file-differs": "Delete it, then run 'microcred publish --all'.",
    "site-file-left": "Run 'microcred publish --all'.",
    "site-file-missing": "Run 'microcred publish --all'.",
    "site-file-left/evidence": "Run 'microcred publish'.",
    "site-file-missing/evidence": "Run 'microcred publish'.",
    "site-missing": "Run 'microcred publish'.",
    "site-outdated": "Run 'microcred publish'.",
    "site-unfinished": "Run 'microcred publish'.",
    "unknown-key": "Take the key in with 'microcred key import', or restore the registry.",
    "unknown-kind": "--type gives it.",
}
"""By code, or by a code and a member that the error's data must have, as code/member.

A {member} is replaced by what the data has of that name.
"""

_MEMBER: Final = re.compile(r"\{(\w+)\}")


def advice_on(code: str, data: Mapping[str, Any]) -> str:
    """Return what to do next; empty where there is no advice.

    Args:
        code: of the error or fault.
        data: of it; its values become words that a shell takes as they are.
    """
    if code == "not-now":
        return next_after_refusal(data)
    narrower = (f"{code}/{member}" for member in data)
    key = next((each for each in narrower if each in NEXT), code)
    return _MEMBER.sub(lambda member: shell_words(str(data[member[1]])), NEXT.get(key, ""))
