"""Files that come with a report."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from border_gis.access import Secrecy


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, known by the SHA-256 of its bytes.

    Attributes
    ----------
    sha256 : str
        In hexadecimal; reports name it so.
    name : str
        Name under which it came first.
    media_type : str
        By its content, not by its name.
    size_bytes : int
    received_at : datetime
        Aware, UTC.
    received_by : str
    secrecy : Secrecy
        As a person has set it last.
    made_from : str
        SHA-256 of the original that this is an annotated copy of; empty for an original.
    """

    sha256: str
    name: str
    media_type: str
    size_bytes: int
    received_at: datetime
    received_by: str
    secrecy: Secrecy = Secrecy.NONE
    made_from: str = ""


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A level of secrecy that a person has set on a file after it was kept.

    Attributes
    ----------
    sha256 : str
        Of the file.
    secrecy : Secrecy
    set_at : datetime
        Aware, UTC.
    set_by, machine, reason : str
    """

    sha256: str
    secrecy: Secrecy
    set_at: datetime
    set_by: str
    machine: str
    reason: str


def hash_content(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
