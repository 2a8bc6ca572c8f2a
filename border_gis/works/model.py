"""Works near the line: fences, surveillance equipment, roads, revetments and others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from border_gis.boundary.dates import PartialDate


class WorkKind(StrEnum):
    """What stands, or is to stand, near the line."""

    FENCE = "fence"
    SECOND_FENCE = "second_fence"
    TEMPORARY_FENCE = "temporary_fence"
    ELECTRIFIED_WIRE = "electrified_wire"
    SURVEILLANCE = "surveillance"
    ALARM_SYSTEM = "alarm_system"
    OBSTACLES = "obstacles"
    PATROL_ROAD = "patrol_road"
    ROAD_CONNECTION = "road_connection"
    CARGO_ROAD = "cargo_road"
    RAILWAY = "railway"
    BUILDING = "building"
    REVETMENT = "revetment"
    WORKS_DOSSIER = "works_dossier"
    OTHER = "other"


class WorkParty(StrEnum):
    """Whose work it is."""

    VN = "vn"
    CN = "cn"
    JOINT = "joint"
    UNKNOWN = "unknown"


class WorkState(StrEnum):
    """How far a work has come."""

    PROPOSED = "proposed"
    NOTIFIED = "notified"
    STAKED_OUT = "staked_out"
    UNDER_CONSTRUCTION = "under_construction"
    COMPLETED = "completed"
    EXTENDED = "extended"
    REMOVED = "removed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Work:
    """A work near the line.

    Attributes
    ----------
    id : str
        UUID.
    kind : WorkKind
    party : WorkParty
    state : WorkState
    reference_as_written : str
        The place by marker reference, as the source says it; empty if it names none.
    geometry : shapely geometry or None
        WGS 84 longitude, latitude; None when the place is not known.
    illustrative : bool
        True when the geometry was drawn from the reference and not measured.
    accuracy_m : float or None
    since : PartialDate or None
        When it was built, or is to be. Of a work that is extended and has no date of
        extension of its own: when it was extended.
    name, description, source, document : str
    demonstration : bool
    extended : PartialDate or None
        When it was extended.
    agreed : bool or None
        Whether whoever has to agree has done so; None while it is not known.
    agreement_paper : str
        The paper that says so.
    notified : PartialDate or None
        When the other side was told.
    on_border_water : bool or None
    """

    id: str
    kind: WorkKind
    party: WorkParty
    state: WorkState
    reference_as_written: str = ""
    geometry: BaseGeometry | None = None
    illustrative: bool = False
    accuracy_m: float | None = None
    since: PartialDate | None = None
    name: str = ""
    description: str = ""
    source: str = ""
    document: str = ""
    demonstration: bool = False
    extended: PartialDate | None = None
    agreed: bool | None = None
    agreement_paper: str = ""
    notified: PartialDate | None = None
    on_border_water: bool | None = None
