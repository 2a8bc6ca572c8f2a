"""The name of a file that came from elsewhere, as it can be kept, shown and saved again."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 150
NAMELESS = "tep"

_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
# Names that Windows gives to devices, with whatever ending.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{name}{digit}" for name in ("com", "lpt") for digit in "0123456789¹²³"}
)


def clean_file_name(name: str) -> str:
    """Return the last part of a name without anything that a file system or a reader takes amiss.

    Folders and drive letters go; so do control characters and the marks that turn the
    direction of writing, which make ``fdp.exe`` look like ``exe.pdf``; what Windows refuses
    in names becomes an underscore; a name that Windows gives to a device gets one before it.
    The ending stays when the name is shortened.

    Parameters
    ----------
    name : str
        As a browser or an archive gives it.
    """
    last = re.split(r"[/\\]", name)[-1]
    last = re.sub(r"^[A-Za-z]:(?=[^:])", "", last)
    # Categories of Unicode: Cc control, Cf format (direction marks among them), Cs half pairs.
    kept = "".join(letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cf", "Cs"))
    kept = unicodedata.normalize("NFC", _NOT_IN_NAMES.sub("_", kept))
    kept = re.sub(r"\s+", " ", kept).strip().rstrip(". ")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        stem, ending = kept, ""
    stem = stem.strip() or NAMELESS
    if stem.partition(".")[0].strip().lower() in _DEVICES:
        stem = f"_{stem}"
    tail = f".{ending}" if ending else ""
    return f"{stem[: max(1, LONGEST_NAME - len(tail))]}{tail[:20]}"
