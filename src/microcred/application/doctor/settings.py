"""Whether the settings fit the registry; that they can be read is known by then."""

from __future__ import annotations

from collections.abc import Iterator

from microcred.application import SETTINGS_FILE
from microcred.application.doctor.examination import Examination
from microcred.application.handing_over import PENDING_FOLDER
from microcred.files import is_temporary
from microcred.findings import Fault
from microcred.ledger import list_keys

_HEX = 17  # a dot and the sixteen characters that a temporary file's name ends with


def settings_faults(examination: Examination) -> Iterator[Fault]:
    """List what is wrong with the settings: `old-setting`, `unfinished-file`."""
    workspace = examination.workspace
    named = workspace.settings.signing.key
    with examination.database.reading() as connection:
        signing = [key.name for key in list_keys(connection) if key.signs]
    if named is not None and signing != [named]:
        message = f"[signing] key is {named}, but the registry says which key signs: {signing}"
        advice = f"Remove [signing] from {SETTINGS_FILE}."
        yield Fault("/settings/signing/key", "old-setting", message, advice)
    folders = (workspace.root, workspace.private_keys.folder, workspace.root / PENDING_FOLDER)
    for folder in folders:
        for path in sorted(folder.glob(".*")):
            if is_temporary(path.name, path.name[1:-_HEX]):
                message = f"{path} was left by a command that was ended while it wrote"
                yield Fault("/settings", "unfinished-file", message, "Delete it.")
