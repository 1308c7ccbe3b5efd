"""The examples for web frameworks, asyncio and threads, each as its page shows it."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from microcred import OfflineFetcher, Workspace, find_badge
from microcred.drawing import draw_badge_svg
from microcred.verifying import verifier

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "async": "badges_in_asyncio",
    "django": "django_app",
    "fastapi": "fastapi_app",
    "flask": "flask_app",
    "threads": "badges_in_threads",
}
LEVEL = {"Listens to understand": "Accomplished"}

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the frameworks' own


class Answer(NamedTuple):
    status: int
    body: bytes


Send = Callable[[str, bytes], Answer]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web") / "hill"
    Workspace.create(folder, "Hill District", did="web:hill.example")
    return folder


def example(name: str, framework: str) -> Any:
    """Load an example; a missing framework skips, and fails where CI is to have all."""
    if importlib.util.find_spec(framework) is None:
        message = f"{framework} is not installed; it is in the extra 'test'"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    path = ROOT / "examples" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def in_flask(folder: Path) -> Send:
    app = example("flask_app", "flask").make_app(folder)

    def send(path: str, body: bytes) -> Answer:
        kind = "application/json" if path == "/badges" else None
        answer = app.test_client().post(path, data=body, content_type=kind)
        return Answer(answer.status_code, answer.data)

    return send


def in_fastapi(folder: Path) -> Send:
    app = example("fastapi_app", "fastapi").make_app(folder)

    async def ask(path: str, body: bytes) -> Answer:
        kind = "application/json" if path == "/badges" else "application/octet-stream"
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            answer = await client.post(path, content=body, headers={"Content-Type": kind})
        return Answer(answer.status_code, answer.content)

    return lambda path, body: asyncio.run(ask(path, body))


def in_django(folder: Path) -> Send:
    module = example("django_app", "django")
    from django.conf import settings
    from django.test import Client

    settings.MICROCRED_WORKSPACE = str(folder)
    module.workspace.cache_clear()

    def send(path: str, body: bytes) -> Answer:
        answer = Client().post(path, body, content_type="application/json")
        return Answer(answer.status_code, answer.content)

    return send


@pytest.fixture(params=[in_flask, in_fastapi, in_django], ids=lambda make: make.__name__[3:])
def send(request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Send:
    monkeypatch.setattr(verifier, "HttpFetcher", OfflineFetcher)
    send: Send = request.param(folder)
    return send


def asked(recipient: str, results: dict[str, str] = LEVEL) -> bytes:
    return json.dumps({"recipient": recipient, "results": results}).encode()


def test_a_badge_is_issued_and_recorded(send: Send, folder: Path) -> None:
    answer = send("/badges", asked("ana@school.example"))
    assert answer.status == 201
    badge = json.loads(answer.body)
    assert badge["credentialSubject"]["achievement"]["name"] == "Active Listening"
    recorded = find_badge(Workspace(folder), badge["id"])
    assert recorded is not None
    assert recorded.state == "active"


def test_threads_share_the_workspace(send: Send) -> None:
    with ThreadPoolExecutor(max_workers=6) as pool:
        wanted = [asked(f"teacher{number}@school.example") for number in range(12)]
        answers = list(pool.map(lambda body: send("/badges", body), wanted))
    assert {answer.status for answer in answers} == {201}
    badges = [json.loads(answer.body) for answer in answers]
    assert len({badge["id"] for badge in badges}) == 12
    places = [badge["credentialStatus"][0]["statusListIndex"] for badge in badges]
    assert len(set(places)) == 12


def test_a_badge_is_verified(send: Send) -> None:
    signed = send("/badges", asked("ana@school.example")).body
    answer = send("/verify", signed)
    assert answer.status == 200
    report = json.loads(answer.body)
    assert report["answers"]["wellFormed"] == "yes"
    assert report["answers"]["genuine"] == "unknown"  # the issuer's documents are not published
    told = send("/verify", draw_badge_svg("Listening", "Hill District"))
    assert json.loads(told.body)["checks"][0]["code"] == "no-credential"


def test_what_is_refused_says_why(send: Send) -> None:
    answer = send("/badges", asked("nobody"))
    assert answer.status == 400
    assert json.loads(answer.body)["code"] == "invalid-email"
    answer = send("/badges", asked("ana@school.example", {"Listens to understand": "Emerging"}))
    assert (answer.status, json.loads(answer.body)["code"]) == (400, "level-not-reached")


@pytest.mark.parametrize(("name", "count"), [("badges_in_asyncio", 12), ("badges_in_threads", 24)])
def test_without_a_framework(name: str, count: int, tmp_path: Path) -> None:
    folder = tmp_path / "hill"
    Workspace.create(folder, "Hill District")
    command = [sys.executable, "-W", "error", str(ROOT / "examples" / f"{name}.py"), str(folder)]
    run = subprocess.run(command, capture_output=True, check=False, text=True)
    assert (run.stdout.strip(), run.stderr) == (f"yes {count}", "")


@pytest.mark.parametrize(("page", "name"), PAGES.items())
def test_the_page_shows_the_example(page: str, name: str) -> None:
    text = (ROOT / "docs" / f"{page}.md").read_text("utf-8")
    (shown,) = re.findall(r"^```py\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert shown == (ROOT / "examples" / f"{name}.py").read_text("utf-8")
