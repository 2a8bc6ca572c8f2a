"""What commands write: UTF-8 on every system, one JSON value, or lines of text."""

from __future__ import annotations

import json
import sys
from io import TextIOWrapper
from typing import Any, TextIO


def use_utf8() -> None:
    """Make the standard streams UTF-8, whatever the console's code page says."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            errors = "backslashreplace" if stream is not sys.stdin else "surrogateescape"
            stream.reconfigure(encoding="utf-8", errors=errors)


def print_json(value: Any, *, indent: int | None = 2, stream: TextIO | None = None) -> None:
    """Write one JSON value and end the line.

    Parameters
    ----------
    value
        Plain values only.
    indent : int or None
        ``None`` writes it on one line, as JSON Lines want it.
    stream : TextIO or None
        Where to, if not to the standard output.

    Raises
    ------
    ValueError
        A number that JSON cannot hold (not a number, infinite).
    """
    print_line(json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False), stream)


def print_line(text: str = "", stream: TextIO | None = None) -> None:
    """Write one line of text."""
    (stream or sys.stdout).write(text + "\n")


def print_message(text: str) -> None:
    """Write one line for the person, beside the result: to the error stream, at once."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
