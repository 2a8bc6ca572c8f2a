"""What was brought in from a file, and taken back again: entries that are only added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

ImportKind = Literal["import", "undo"]


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """One file that was brought in, or the undoing of one.

    Attributes
    ----------
    id : str
        UUID.
    kind : {"import", "undo"}
    recorded_at : datetime
        Aware, UTC.
    author, machine : str
    target : str
        What the rows became: ``"markers"``, ``"line"``, ``"works"``, ``"incidents"`` or ``"units"``.
    file_name, file_sha256, layer : str
    crs : str
        What coordinates were taken for; empty where the file has none.
    mapping : mapping of str to Any
        Our fields and the file's, and what else was chosen.
    rows_read, rows_left_out : int
    added, replaced : tuple of str
        Ids of what came in, and of what it stands in place of.
    undoes : str
        Id of the import that is undone; empty for an import.
    reason : str
    """

    id: str
    kind: ImportKind
    recorded_at: datetime
    author: str
    machine: str
    target: str
    file_name: str = ""
    file_sha256: str = ""
    layer: str = ""
    crs: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    rows_read: int = 0
    rows_left_out: int = 0
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    undoes: str = ""
    reason: str = ""
