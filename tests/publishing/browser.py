"""Debian's Chromium without a window, spoken to by the DevTools protocol, and a site to show it."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

_OPTIONS = (
    "--headless",
    "--no-sandbox",  # tests run as root too
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
)
_FAILURES = {"Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"}


class BrowserUnavailableError(Exception):
    """There is no Chromium here; the message says so."""


class Browser:
    """One page of a running browser.

    Args:
        socket: to the browser.

    Attributes:
        failures: what the page complained about since it was opened.
    """

    def __init__(self, socket: ClientConnection):
        self._socket = socket
        self._calls = 0
        self._session: str | None = None
        self._events: list[str] = []
        self.failures: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "DOM"):
            self.call(f"{domain}.enable")

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        """Start a browser with a profile of its own.

        Raises:
            BrowserUnavailableError: it is not installed.
        """
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if program is None:
            raise BrowserUnavailableError("no Chromium is installed (Debian: chromium)")
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            environment = {name: value for name, value in os.environ.items() if "proxy" not in name}
            process = subprocess.Popen(
                [program, *_OPTIONS, f"--user-data-dir={profile}", "about:blank"],
                stderr=subprocess.PIPE,
                text=True,
                env=environment,
            )
            try:
                with connect(_address(process), max_size=None, proxy=None) as socket:
                    yield cls(socket)
            finally:
                process.kill()
                process.communicate()

    def busy_seconds(self) -> float:
        """Return what the page's thread has computed so far, which no busy machine changes."""
        self.call("Performance.enable", timeDomain="threadTicks")
        metrics = self.call("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol and wait for its answer."""
        self._calls += 1
        message = {"id": self._calls, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        self._socket.send(json.dumps(message))
        while True:
            answer = self._receive()
            if answer.get("id") == self._calls:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def _receive(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._socket.recv(timeout=30))
        event = message.get("method", "")
        self._events.append(event)
        if event in _FAILURES:
            self.failures.append(json.dumps(message["params"])[:600])
        return message

    def open(self, url: str, *, width: int, scheme: str = "light") -> None:
        """Show a page in a window of a width, in light or dark colours."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=900, deviceScaleFactor=1, mobile=width < 500,
        )  # fmt: skip
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.call("Emulation.setEmulatedMedia", features=[feature])
        self._go("about:blank")
        self.failures.clear()
        self._go(url)

    def _go(self, url: str) -> None:
        self._events.clear()
        self.call("Page.navigate", url=url)
        while "Page.loadEventFired" not in self._events:
            self._receive()

    def run(self, expression: str) -> Any:
        """Return the value of an expression in the page; a promise is waited for."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        self.run(
            "new Promise((done, give_up) => { const end = Date.now() + 10000; const look = () => "
            f"({expression}) ? done() : Date.now() > end ? give_up('never came true') "
            ": setTimeout(look, 20); look(); })"
        )

    def choose_file(self, selector: str, file: Path) -> None:
        """Choose a file as a person does."""
        found = f"document.querySelector({json.dumps(selector)})"
        field = self.call("Runtime.evaluate", expression=found)["result"]["objectId"]
        self.call("DOM.setFileInputFiles", files=[str(file)], objectId=field)

    def press(self, key: str) -> None:
        """Press a key that writes nothing."""
        codes = {"Tab": 9, "Enter": 13}
        for kind in ("rawKeyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key,
                windowsVirtualKeyCode=codes[key],
            )  # fmt: skip

    def type(self, selector: str, text: str) -> None:
        """Type into a field as a person does."""
        self.run(f"document.querySelector({json.dumps(selector)}).select()")
        self.call("Input.insertText", text=text)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if "DevTools listening on " in line:
            # What it says later is read, so that it never waits for a reader.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return line.split()[-1]
    raise RuntimeError("the browser ended before it was ready")


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; give its URL, without a slash at the end."""
    handler = functools.partial(_Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
