"""Install the other implementations, once, into a cache folder of the user."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
PEER_SCRIPT: Final = "peer.mjs"
_NODE_FILES: Final = ("package.json", "package-lock.json")
_OLDEST_NODE: Final = 18
_INSTALL_SECONDS: Final = 600
# What npm, pip and the resolver say where there is no way to the registry.
_NO_NETWORK: Final = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT"
    r"|NewConnectionError|NameResolutionError|ConnectTimeoutError|Network is unreachable"
    r"|Temporary failure in name resolution|Failed to establish a new connection"
)


class UnavailableError(Exception):
    """Another implementation cannot be had on this machine; the message says why."""


def node_project() -> Path:
    """Install the npm packages; give the folder to run `peer.mjs` in.

    Raises:
        UnavailableError: no node or npm, too old a node, or no network.
    """
    folder = npm_packages(HERE)
    # The script is not part of what is installed: a change of it installs nothing anew.
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as copy:
        copy.write((HERE / PEER_SCRIPT).read_bytes())
    Path(copy.name).replace(folder / PEER_SCRIPT)
    return folder


def npm_packages(project: Path) -> Path:
    """Install what a folder's `package.json` and lock file name; give the folder with it.

    Raises:
        UnavailableError: no node or npm, too old a node, or no network.
    """
    _need_node()
    return _installed("npm", [project / name for name in _NODE_FILES], _npm_ci)


def python_environment() -> Path:
    """Install the packages from PyPI in an environment of their own; give its interpreter.

    Raises:
        UnavailableError: no network.
    """
    # A virtual environment belongs to the interpreter that made it.
    version = "python" + ".".join(map(str, sys.version_info[:3]))
    folder = _installed(version, [HERE / "requirements.txt"], _pip_install)
    return _interpreter(folder)


def _need_node() -> None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise UnavailableError("there is no node with npm on this machine")
    found = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    if int(found.stdout.strip().lstrip("v").partition(".")[0]) < _OLDEST_NODE:
        raise UnavailableError(f"node is {found.stdout.strip()}, v{_OLDEST_NODE} is needed")


def _installed(name: str, sources: list[Path], install: Callable[[Path], None]) -> Path:
    """Return the folder for these sources; install where there is none yet.

    It is made under another name and renamed when it is complete, so that a broken or a
    parallel installation leaves nothing half done behind.
    """
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "microcred-interop"
    folder = cache / f"{name}-{digest}"
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=cache, prefix=f"{name}-"))
    try:
        for path in sources:
            shutil.copy(path, making)
        install(making)
        try:
            making.rename(folder)
        except OSError:
            if not folder.is_dir():  # else somebody else was faster
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder


def _npm_ci(folder: Path) -> None:
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    _run([str(shutil.which("npm")), "ci", *options], folder)


def _pip_install(folder: Path) -> None:
    _run([sys.executable, "-m", "venv", str(folder)], folder)
    options = ["--quiet", "--disable-pip-version-check", "--retries=1"]
    pip = [str(_interpreter(folder)), "-m", "pip", "install", *options]
    _run([*pip, "-r", "requirements.txt"], folder)


def _interpreter(environment: Path) -> Path:
    windows = environment / "Scripts" / "python.exe"
    return windows if windows.exists() else environment / "bin" / "python"


def _run(command: list[str], folder: Path) -> None:
    tool = "npm" if command[1] == "ci" else "pip"
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=_INSTALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnavailableError(f"{tool} took over {_INSTALL_SECONDS} s") from error
    if done.returncode == 0:
        return
    said = done.stderr + done.stdout
    if cause := _NO_NETWORK.search(said):
        raise UnavailableError(f"{tool} cannot reach its registry ({cause[0]})")
    raise RuntimeError(f"{' '.join(command)} failed:\n{said[-2000:]}")
