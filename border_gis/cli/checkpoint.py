"""``border-gis checkpoint``: print the short figure to be written down."""

from __future__ import annotations

import argparse

from border_gis.cli.output import print_json, print_line

NAME = "checkpoint"
EXAMPLE = "border-gis checkpoint"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the store."""
    parser.add_argument("store", metavar="STORE", nargs="?", default=None, help="cli.verify.help.store")


def run(arguments: argparse.Namespace) -> int:
    """Print the figure, and nothing else, so that it can be passed on."""
    from border_gis.services.verification import take_checkpoint

    figure = take_checkpoint(arguments.settings, arguments.store)
    if arguments.json:
        print_json({"checkpoint": figure, "reports": int(figure.partition("-")[0])})
    else:
        print_line(figure)
    return 0
