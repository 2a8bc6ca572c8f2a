"""Files that come with a report."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


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
    """

    sha256: str
    name: str
    media_type: str
    size_bytes: int
    received_at: datetime
    received_by: str


def hash_content(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
