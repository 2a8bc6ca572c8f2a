"""What commands write: UTF-8 on every system, one JSON value, or lines of text."""

from __future__ import annotations

import json
import sys
import time
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


class ProgressBar:
    """A bar on the error stream while much is done; nothing where nobody watches."""

    _WIDTH = 40
    _AFTER_S = 1.0

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._is_watched = sys.stderr.isatty()
        self._is_drawn = False

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_drawn:
            sys.stderr.write("\r" + " " * (self._WIDTH + 30) + "\r")
            sys.stderr.flush()

    def show(self, done: int, count: int) -> None:
        """Show how many are done, once it takes longer than a second."""
        if not self._is_watched or time.monotonic() - self._started < self._AFTER_S:
            return
        share = done / max(count, 1)
        full = "█" * round(share * self._WIDTH)
        sys.stderr.write(f"\r{full:░<{self._WIDTH}} {share:4.0%}  {done}/{count}")
        sys.stderr.flush()
        self._is_drawn = True
