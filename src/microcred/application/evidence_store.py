"""Where a programme keeps its evidence, as the settings say."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from microcred.application.settings import ProgramSettings
from microcred.program.flow import EvidenceStore, FolderStore

_S3: Final = "s3://"


def open_evidence_store(folder: Path, settings: ProgramSettings) -> EvidenceStore:
    """Open a folder of the programme, or an S3-compatible store.

    Args:
        folder: of the programme.
        settings: `[program]`.

    Raises:
        ConfigurationError: the setting names no bucket, or S3 is not installed.
    """
    if not settings.evidence.startswith(_S3):
        return FolderStore(folder / settings.evidence)
    from microcred.program.flow.evidence.s3 import S3Store  # noqa: PLC0415  # an extra

    bucket, _, prefix = settings.evidence.removeprefix(_S3).partition("/")
    return S3Store(bucket, prefix, endpoint=settings.evidence_endpoint)
