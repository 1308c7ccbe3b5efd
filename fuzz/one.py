"""Fuzz one target: `python -m fuzz.one TARGET [libFuzzer's options] CORPUS`; or run one input.

A find is written to a file, which `python -m fuzz.one TARGET FILE` runs again.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any


def main(arguments: list[str]) -> None:
    target, *options = arguments
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["microcred"]):
        module: Any = importlib.import_module(f"fuzz.fuzz_{target}")
        seeds = module.seeds()
        for seed in seeds:
            module.check(seed)  # imports, instrumented, what is imported late
    folder = next((Path(option) for option in options if Path(option).is_dir()), None)
    if folder is not None:
        for index, seed in enumerate(seeds):
            (folder / f"seed-{index:03}").write_bytes(seed)
    largest = max(map(len, seeds)) + 256
    atheris.Setup(["fuzz", f"-max_len={largest}", *options], module.check)
    atheris.Fuzz()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    main(sys.argv[1:])
