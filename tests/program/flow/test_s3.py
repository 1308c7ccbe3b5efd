"""Evidence in an S3-compatible store: a real server on loopback, spoken to by boto3."""

from __future__ import annotations

import io
from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from microcred.errors import ConfigurationError, MalformedInput, Refused
from microcred.program.flow import Intake
from microcred.program.flow.evidence.s3 import S3Store
from tests.program.flow.conftest import PDF

pytestmark = pytest.mark.loopback


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def store(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> S3Store:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    place = {"LocationConstraint": "eu-west-1"}
    client = boto3.client("s3", endpoint_url=endpoint)
    names = [each["Name"] for each in client.list_buckets()["Buckets"]]
    if "evidence" not in names:
        client.create_bucket(Bucket="evidence", CreateBucketConfiguration=place)
    return S3Store("evidence", "district/", endpoint=endpoint)


def test_a_file_is_kept_opened_and_deleted(store: S3Store) -> None:
    digest = Intake(store).file(io.BytesIO(PDF), "plan.pdf").digest or ""
    assert store.exists(digest)
    with store.open(digest) as file:
        assert file.read() == PDF
    assert [found for found, _ in store.listing()] == [digest]
    assert list(store.staging_folder.iterdir()) == []
    for _ in range(2):
        store.delete(digest)
        assert not store.exists(digest)
    with pytest.raises(Refused) as caught:
        store.open(digest)
    assert caught.value.code == "no-such-evidence"
    assert list(store.listing()) == []


def test_what_else_is_in_the_bucket_is_not_ours(store: S3Store, endpoint: str) -> None:
    client = boto3.client("s3", endpoint_url=endpoint)
    for name in ("district/readme.txt", f"district/old/{'a' * 64}", f"other/{'a' * 64}"):
        client.put_object(Bucket="evidence", Key=name, Body=b"a")
    assert list(store.listing()) == []


def test_nothing_but_a_digest_names_an_object(store: S3Store) -> None:
    with pytest.raises(MalformedInput) as caught:
        store.exists("../other")
    assert caught.value.code == "invalid-digest"


def test_a_bucket_that_is_not_there_is_a_clear_error(store: S3Store, endpoint: str) -> None:
    wrong = S3Store("none", endpoint=endpoint)
    with pytest.raises(ConfigurationError) as caught:
        Intake(wrong).file(io.BytesIO(PDF), "plan.pdf")
    assert caught.value.code == "evidence-store"
