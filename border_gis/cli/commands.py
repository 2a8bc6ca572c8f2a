"""The commands there are, found by the names of their modules without importing them."""

from __future__ import annotations

import argparse
import importlib
import keyword
import pkgutil
from typing import Protocol, cast

FRAME = frozenset({"arguments", "commands", "frame", "output"})


class Command(Protocol):
    """What a module of this room offers to be a command."""

    NAME: str
    EXAMPLE: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do what was asked; return 0, or 1 when there are findings."""


def list_commands() -> tuple[str, ...]:
    """Return the names of all commands in alphabetical order, importing none of them."""
    folder = importlib.import_module("border_gis.cli").__path__
    names = (module.name for module in pkgutil.iter_modules(folder))
    return tuple(
        sorted(
            name.rstrip("_").replace("_", "-")
            for name in names
            if name not in FRAME and not name.startswith("_")
        )
    )


def load_command(name: str) -> Command:
    """Import the module of one command.

    Parameters
    ----------
    name : str
        One of `list_commands`.
    """
    return cast("Command", importlib.import_module(f"border_gis.cli.{module_name(name)}"))


def module_name(command: str) -> str:
    """Return the name of the module that holds a command: ``import_`` for a word of the language."""
    name = command.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name
