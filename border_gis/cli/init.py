"""``border-gis init``: make the workspace from the data that ships."""

from __future__ import annotations

import argparse

from border_gis.cli.output import print_json, print_line
from border_gis.i18n import translate

NAME = "init"
EXAMPLE = "border-gis init\nborder-gis init --workspace workspace-cao-bang"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing: the workspace is an argument of every command."""


def run(arguments: argparse.Namespace) -> int:
    """Make the workspace if there is none, and say which of the two it was."""
    from border_gis.services.workspaces import init_workspace

    settings = arguments.settings
    existed = bool(settings.store) or settings.store_path.exists()
    init_workspace(settings)
    if arguments.json:
        print_json({"workspace": str(settings.workspace_folder), "made": not existed})
    else:
        code = "cli.init.kept" if existed else "cli.init.made"
        print_line(translate(code, {"folder": str(settings.workspace_folder)}, arguments.language))
    return 0
