"""Keep evidence in an S3-compatible store, through boto3 (the extra `s3`).

Credentials are boto3's own business: environment, profile or role. Objects are named by digest.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from microcred.errors import ConfigurationError
from microcred.program.flow.evidence.staging import StagedFile
from microcred.program.flow.evidence.store import check_digest, is_digest, no_such_evidence

_SPOOLED_BYTES: Final = 8 * 1024 * 1024
_MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})


class S3Store:
    """Keeps evidence in a bucket.

    Args:
        bucket: its name; it must be there, and should not be public.
        prefix: what every object's name begins with; no other workspace may use the same.
        endpoint: the URL of the service; None for Amazon's.

    Raises:
        ConfigurationError: code `evidence-store`; boto3 is not installed, or not configured.
    """

    def __init__(self, bucket: str, prefix: str = "", *, endpoint: str | None = None):
        self.bucket = bucket
        self.prefix = f"{prefix.rstrip('/')}/" if prefix else ""
        self._staging = Path(tempfile.mkdtemp(prefix="evidence-"))  # nobody else's to look into
        weakref.finalize(self, shutil.rmtree, self._staging, ignore_errors=True)
        try:
            import boto3  # noqa: PLC0415  # an extra

            with _s3_errors():
                self._client: Any = boto3.client("s3", endpoint_url=endpoint)
        except ImportError as error:
            message = "evidence in S3 needs boto3; install 'microcred[s3]'"
            raise ConfigurationError(message, code="evidence-store") from error

    @property
    def staging_folder(self) -> Path:
        """Return a folder of this machine, where files are before they are sent."""
        return self._staging

    def prepare(self) -> None:
        """Do nothing: the folder is made with the store."""

    def put(self, staged: StagedFile) -> None:
        """Send a file; see `EvidenceStore.put`. An object appears whole, or not at all."""
        with _s3_errors():
            self._client.upload_file(str(staged.path), self.bucket, self._name(staged.digest))

    def open(self, digest: str) -> BinaryIO:
        """Fetch a file; see `EvidenceStore.open`."""
        file = tempfile.SpooledTemporaryFile(_SPOOLED_BYTES)  # noqa: SIM115  # the caller closes it
        try:
            with _s3_errors(digest):
                self._client.download_fileobj(self.bucket, self._name(digest), file)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return cast(BinaryIO, file)

    def exists(self, digest: str) -> bool:
        """Tell whether a file is there."""
        from botocore.exceptions import ClientError  # noqa: PLC0415

        name = self._name(digest)
        with _s3_errors():
            try:
                self._client.head_object(Bucket=self.bucket, Key=name)
            except ClientError as error:
                if error.response["Error"]["Code"] in _MISSING:
                    return False
                raise
        return True

    def delete(self, digest: str) -> None:
        """Remove a file for ever; where the bucket keeps versions, so does it of this one."""
        name = self._name(digest)
        with _s3_errors():
            self._client.delete_object(Bucket=self.bucket, Key=name)

    def listing(self) -> Iterator[tuple[str, datetime]]:
        """Yield the digest of every file, since when it is there; other objects are not ours."""
        with _s3_errors():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.prefix
            )
            for page in pages:
                for entry in page.get("Contents", ()):
                    name = entry["Key"].removeprefix(self.prefix)
                    if is_digest(name):
                        yield name, entry["LastModified"]

    def _name(self, digest: str) -> str:
        check_digest(digest)
        return f"{self.prefix}{digest}"


@contextmanager
def _s3_errors(digest: str | None = None) -> Iterator[None]:
    """Turn boto3's errors into ours."""
    from boto3.exceptions import Boto3Error  # noqa: PLC0415
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield
    except ClientError as error:
        if digest is not None and error.response["Error"]["Code"] in _MISSING:
            raise no_such_evidence(digest) from error
        raise _unusable(error) from error
    except (Boto3Error, BotoCoreError) as error:
        raise _unusable(error) from error


def _unusable(error: Exception) -> ConfigurationError:
    message = f"the store of evidence in S3 cannot be used: {error}"
    return ConfigurationError(message, code="evidence-store")
