"""What goes out: records with only the fields that may, and the mark that says who let them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from border_gis.access.profiles import ReleaseProfile
from border_gis.access.secrecy import Secrecy, highest_level
from border_gis.errors import Finding


@dataclass(frozen=True, slots=True)
class ReleasedRecord:
    """One record as it may go out.

    Attributes
    ----------
    kind, id : str
        The id is for the program; it goes out only where the profile names it.
    level : Secrecy
    fields : mapping of str to Any
        Those that the profile names, as plain JSON values; geometry as GeoJSON, WGS 84.
    """

    kind: str
    id: str
    level: Secrecy
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Release:
    """Some records as they may go out under a profile.

    Attributes
    ----------
    profile : ReleaseProfile
    kind : str
    records : tuple of ReleasedRecord
    withheld : tuple of str
        Ids of records above the profile that nobody else has approved; they stay here.
    findings : tuple of Finding
        Judging words that were found, and in which field of which record.
    approved_by : str
        Name of the second person; empty where none was needed.
    """

    profile: ReleaseProfile
    kind: str
    records: tuple[ReleasedRecord, ...]
    withheld: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    approved_by: str = ""

    @property
    def level(self) -> Secrecy:
        """The highest level in it."""
        return highest_level(record.level for record in self.records)


@dataclass(frozen=True, slots=True)
class ReleaseMark:
    """What every file that leaves the office says of itself.

    Attributes
    ----------
    profile : ReleaseProfile
    released_by : str
    released_at : datetime
        Aware, UTC.
    level : Secrecy
        The highest level in the file.
    approved_by : str
    """

    profile: ReleaseProfile
    released_by: str
    released_at: datetime
    level: Secrecy = Secrecy.NONE
    approved_by: str = ""
