"""The command line."""

from microcred.cli.app import main

__all__ = ["main"]
