"""Administrative units, each with the time in which it existed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shapely.geometry.base import BaseGeometry


class UnitLevel(StrEnum):
    """What kind of unit; districts ended on 1 July 2025."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class Unit:
    """A province, a former district or a commune.

    Attributes
    ----------
    id : str
        UUID: a unit that changed its name or its area is another row with other dates.
    code : str
        Code of the national list; empty when not known.
    name : str
    level : UnitLevel
    parent_name : str
        Name of the unit that it belongs to.
    geometry : shapely Polygon or MultiPolygon or None
        WGS 84; good enough to name the unit of a place, never the line.
    is_border : bool
    valid_from, valid_to : date or None
        First and last day; None when it has always been so, or is so still.
    former_names : tuple of str
        Units that it was made of.
    source : str
    demonstration : bool
    """

    id: str
    code: str
    name: str
    level: UnitLevel
    parent_name: str = ""
    geometry: BaseGeometry | None = None
    is_border: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    former_names: tuple[str, ...] = ()
    source: str = ""
    demonstration: bool = False

    def is_valid_on(self, day: date) -> bool:
        """Return whether the unit existed on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )
