"""What is held against the rules: a work, an incident or something planned, with what is known of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.dates import PartialDate
from border_gis.errors import Finding
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState
from border_gis.zones.subjects import Activity

_PLANNED = (WorkState.PROPOSED, WorkState.NOTIFIED, WorkState.STAKED_OUT)


@dataclass(frozen=True, slots=True)
class CheckedWork:
    """A work or an activity, as the rules see it. What is None is not known, and is asked for.

    Attributes
    ----------
    id : str
    kind : WorkKind or Activity
    party : WorkParty
    geometry : shapely geometry or None
        WGS 84.
    accuracy_m : float or None
        One sigma of the geometry.
    transformation_accuracy_m : float
        One sigma that bringing it to WGS 84 added; 0 for what was measured in WGS 84.
    begun : PartialDate or None
        When it was built or done, or is to be.
    extended : PartialDate or None
        When it was extended.
    is_extended : bool
        True also where the date of the extension is not known.
    is_planned : bool
        Nothing has been built or done yet.
    is_removed : bool
    agreed : bool or None
        Whether whoever has to agree has done so.
    notified : PartialDate or None
        When notice was given.
    on_border_water : bool or None
    illustrative : bool
        True when the geometry was drawn from a reference and not measured.
    name : str
        What people call it; decides nothing.
    """

    id: str
    kind: WorkKind | Activity
    party: WorkParty = WorkParty.UNKNOWN
    geometry: BaseGeometry | None = None
    accuracy_m: float | None = None
    transformation_accuracy_m: float = 0.0
    begun: PartialDate | None = None
    extended: PartialDate | None = None
    is_extended: bool = False
    is_planned: bool = False
    is_removed: bool = False
    agreed: bool | None = None
    notified: PartialDate | None = None
    on_border_water: bool | None = None
    illustrative: bool = False
    name: str = ""

    @property
    def geometry_hash(self) -> str:
        """Return a hash of the geometry, whatever machine it is worked out on; empty without one."""
        if self.geometry is None:
            return ""
        flat = shapely.force_2d(self.geometry)
        content: bytes = shapely.to_wkb(flat, byte_order=1, output_dimension=2)
        return hashlib.sha256(content).hexdigest()


def take_work(work: Work) -> CheckedWork:
    """Return a work of the register as the rules see it."""
    is_extended = work.state is WorkState.EXTENDED or work.extended is not None
    # With one date only, that of an extended work says when it was extended.
    dates_extension = work.state is WorkState.EXTENDED and work.extended is None
    return CheckedWork(
        id=work.id,
        kind=work.kind,
        party=work.party,
        geometry=work.geometry,
        accuracy_m=work.accuracy_m,
        begun=None if dates_extension else work.since,
        extended=work.since if dates_extension else work.extended,
        is_extended=is_extended,
        is_planned=work.state in _PLANNED,
        is_removed=work.state is WorkState.REMOVED,
        agreed=work.agreed,
        notified=work.notified,
        on_border_water=work.on_border_water,
        illustrative=work.illustrative,
        name=work.name,
    )


def prepare_geometry(geometry: BaseGeometry | None) -> tuple[BaseGeometry | None, tuple[Finding, ...]]:
    """Return a geometry that can be measured, and what was done to it; None if there is none to be had.

    An area that intersects itself is repaired and said so. An empty geometry, and one whose
    coordinates are no degrees, are refused.
    """
    if geometry is None:
        return None, (Finding("zones.no_geometry"),)
    if geometry.is_empty:
        return None, (Finding("zones.empty_geometry"),)
    positions = shapely.get_coordinates(geometry)
    if not np.isfinite(positions).all() or (np.abs(positions) > (180.0, 90.0)).any():
        return None, (Finding("zones.not_degrees"),)
    if geometry.is_valid:
        return geometry, ()
    reason = shapely.is_valid_reason(geometry).partition("[")[0]
    # A line string of one place twice is invalid and repaired to a point.
    repaired = shapely.make_valid(geometry, method="structure", keep_collapsed=True)
    if repaired.is_empty:
        return None, (Finding("zones.broken_geometry", {"reason": reason}),)
    return repaired, (Finding("zones.repaired_geometry", {"reason": reason}),)
