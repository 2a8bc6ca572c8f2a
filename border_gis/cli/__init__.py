"""Commands: ``border-gis COMMAND``, one module of this room for each.

A command is a module whose name is the command's name (``store_copy`` is ``store-copy``) with

``NAME``
    the name as it is typed;
``EXAMPLE``
    one or more lines that can be typed as they stand, shown by ``--help``;
``add_arguments(parser)``
    which adds the command's own arguments; a ``help`` that is a code of words is shown in
    the language of the person;
``run(arguments) -> int``
    which calls one service, shows the result and returns 0, or 1 when there are findings.

The frame gives every command ``--json``, ``--language`` and ``--workspace``, and ``run`` finds
them as ``arguments.json`` and ``arguments.settings``. The words ``cli.<module>.summary`` say in
one line what the command does. A module imports what is heavy inside ``run``, so that the
other commands, and every ``--help``, stay quick.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    argv : Sequence[str] or None
        The words after ``border-gis``; those of the process when None.

    Returns
    -------
    int
        See `border_gis.cli.frame`.
    """
    try:
        # Imported here so that Ctrl+C during the imports is quiet as well.
        from border_gis.cli.frame import run_command

        return run_command(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        return 130
