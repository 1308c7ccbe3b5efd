"""A real PKCS #11 token: Debian's SoftHSM, in a folder of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from microcred.keys.pkcs11 import TokenPlace

PIN = "4711"
_MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so")


@dataclass(frozen=True)
class Token:
    """An initialised token; its PIN is `PIN`."""

    module: str
    label: str

    def place(self, label: str) -> TokenPlace:
        return TokenPlace(self.module, self.label, label)


def make_token(folder: Path, label: str = "issuer") -> Token:
    """Initialise a token in a folder; skips where there is no SoftHSM, fails where CI is set.

    The module reads its settings when it is loaded, so one process has one folder.
    """
    module = next((path for path in _MODULES if Path(path).exists()), None)
    program = shutil.which("softhsm2-util")
    if module is None or program is None:
        reason = "SoftHSM is not installed (Debian: softhsm2)"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and the variable CI is set", pytrace=False)
        pytest.skip(reason)
    settings = folder / "softhsm2.conf"
    (folder / "tokens").mkdir(parents=True)
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    words = ["--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "12345678"]
    subprocess.run([program, *words], check=True, capture_output=True)
    return Token(module, label)
