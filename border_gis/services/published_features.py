"""Released records as features: found by box, date and field, sorted and paged."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from border_gis.access import Secrecy, highest_level
from border_gis.access.profiles import ReleaseProfile
from border_gis.access.releases import ReleasedRecord
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import Gate
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.register.marker import Marker
from border_gis.boundary.units import Unit
from border_gis.errors import InputError
from border_gis.incidents.model import Incident
from border_gis.services.published_geometry import join_geometries, read_geometry, take_part, write_geometry
from border_gis.surveys.area import SurveyArea
from border_gis.works.model import Work

Box = tuple[float, float, float, float]

_THINGS: Mapping[str, type] = {
    "line": BoundaryLine,
    "marker": Marker,
    "gate": Gate,
    "unit": Unit,
    "work": Work,
    "incident": Incident,
    "survey_area": SurveyArea,
}
_GEOMETRY_FIELDS = ("geometry", "position", "coordinates", "places")
# First and last day of a thing. A version of the line or a unit without a first day has always been.
_TIMES: Mapping[str, tuple[str, str]] = {
    "line": ("valid_from", "valid_to"),
    "unit": ("valid_from", "valid_to"),
    "work": ("since", ""),
    "incident": ("date", "date"),
    "survey_area": ("surveyed", "surveyed_until"),
}
_HAVE_ALWAYS_BEEN = frozenset({"line", "unit"})
_TYPES = {"bool": "boolean", "float": "number", "int": "integer", "tuple": "array"}
_ID_LENGTH = 24


@dataclass(frozen=True, slots=True)
class FeatureQuery:
    """Which features are asked for. What is empty or None does not restrict.

    Attributes
    ----------
    box : Box or None
        West, south, east, north in degrees, WGS 84; west may lie east of east, across 180°.
    begins, ends : date or None
        What was so on a day between these, both included.
    equals : tuple of (str, str)
        Fields and what they hold, as written.
    sort : tuple of (str, bool)
        Fields, and whether in falling order.
    offset, limit : int
    """

    box: Box | None = None
    begins: date | None = None
    ends: date | None = None
    equals: tuple[tuple[str, str], ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    offset: int = 0
    limit: int = 1_000

    def boxes(self) -> tuple[Box, ...]:
        """Return the box, or the two that it is made of where it lies across 180°."""
        if self.box is None:
            return ()
        west, south, east, north = self.box
        if west <= east:
            return (self.box,)
        return ((west, south, 180.0, north), (-180.0, south, east, north))


@dataclass(frozen=True, slots=True)
class PublishedFeature:
    """One released record.

    Attributes
    ----------
    id : str
        Its own where the profile names it, otherwise one that tells nothing and stays the same.
    properties : mapping of str to Any
        Plain JSON values.
    geometry : shapely geometry or None
        WGS 84.
    begins, ends : date or None
        Days that it is known for; None for open.
    is_dated : bool
        False where nobody knows when, so that no day finds it.
    level : Secrecy
    """

    id: str
    properties: Mapping[str, Any]
    geometry: BaseGeometry | None
    begins: date | None = None
    ends: date | None = None
    is_dated: bool = True
    level: Secrecy = Secrecy.NONE

    def write(self, *, with_geometry: bool = True, only: Sequence[str] = ()) -> dict[str, Any]:
        """Return it as a GeoJSON feature (RFC 7946)."""
        shown = {name: self.properties[name] for name in only} if only else dict(self.properties)
        geometry = write_geometry(self.geometry) if with_geometry and self.geometry is not None else None
        return {"type": "Feature", "id": self.id, "geometry": geometry, "properties": shown}


@dataclass(frozen=True, slots=True)
class FeaturePage:
    """Some of the features that were asked for.

    Attributes
    ----------
    matched : int
        How many there are.
    features : tuple of PublishedFeature
    """

    matched: int
    features: tuple[PublishedFeature, ...]

    @property
    def level(self) -> Secrecy:
        """The highest level in it."""
        return highest_level(each.level for each in self.features)


@dataclass(frozen=True, eq=False)
class PublishedLayer:
    """Every released record of one kind.

    Attributes
    ----------
    kind : str
    columns : mapping of str to str
        Types in JSON Schema by name.
    features : tuple of PublishedFeature
    level : Secrecy
        The highest in it.
    """

    kind: str
    columns: Mapping[str, str]
    features: tuple[PublishedFeature, ...]
    level: Secrecy
    _bounds: NDArray[np.float64]
    _by_id: Mapping[str, PublishedFeature]

    def part(self, name: str) -> PublishedLayer:
        """Return the features with only their points, lines or areas; without those that have none."""
        taken = [(each, take_part(each.geometry, name)) for each in self.features]
        features = tuple(replace(each, geometry=part) for each, part in taken if part is not None)
        return _gather(self.kind, self.columns, features, self.level)

    def feature(self, feature_id: str) -> PublishedFeature | None:
        """Return one feature, None if there is none."""
        return self._by_id.get(feature_id)

    @property
    def extent(self) -> Box | None:
        """The box around everything; None where nothing has a place."""
        if not len(self._bounds) or np.isnan(self._bounds).all():
            return None
        low, high = np.nanmin(self._bounds, axis=0), np.nanmax(self._bounds, axis=0)
        return (float(low[0]), float(low[1]), float(high[2]), float(high[3]))

    @property
    def interval(self) -> tuple[date | None, date | None] | None:
        """First and last day; None in the place of an open end, and where there are no dates at all."""
        dated = [each for each in self.features if each.is_dated]
        if all(each.begins is None and each.ends is None for each in dated):
            return None
        begins = [each.begins for each in dated]
        ends = [each.ends for each in dated]
        return (
            None if None in begins else min(each for each in begins if each),
            None if None in ends else max(each for each in ends if each),
        )

    def find(self, query: FeatureQuery) -> FeaturePage:
        """Return a page of the features that are asked for.

        Raises
        ------
        InputError
            If a field is asked for that the layer does not have, or a value that it cannot hold.
        """
        chosen = self._find_in_boxes(query.boxes()) if query.box is not None else list(self.features)
        if query.begins is not None or query.ends is not None:
            chosen = [each for each in chosen if _is_between(each, query.begins, query.ends)]
        for name, written in query.equals:
            wanted = self._read_value(name, written)
            chosen = [each for each in chosen if _holds(each.properties.get(name), wanted)]
        for name, falls in reversed(query.sort):
            self._check(name)
            chosen.sort(key=lambda each, name=name: _order_key(each.properties.get(name)), reverse=falls)  # type: ignore[misc]
        page = chosen[query.offset : query.offset + query.limit]
        return FeaturePage(len(chosen), tuple(page))

    def _find_in_boxes(self, boxes: Sequence[Box]) -> list[PublishedFeature]:
        found = np.zeros(len(self.features), dtype=bool)
        for west, south, east, north in boxes:
            bounds = self._bounds
            with np.errstate(invalid="ignore"):
                near = (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
                near &= (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
            places = np.flatnonzero(near)
            if len(places):
                shapes = np.array([self.features[place].geometry for place in places], dtype=object)
                found[places[shapely.intersects(shapes, shapely.box(west, south, east, north))]] = True
        return [self.features[place] for place in np.flatnonzero(found)]

    def _check(self, name: str) -> None:
        if name not in self.columns:
            raise InputError("service.unknown_field", field=name, known=list(self.columns))

    def _read_value(self, name: str, written: str) -> Any:
        self._check(name)
        kind = self.columns[name]
        if kind == "boolean" and written in ("true", "false"):
            return written == "true"
        if kind in ("number", "integer"):
            try:
                value = float(written)
            except ValueError:
                value = math.nan
            if math.isfinite(value):
                return value
        if kind in ("string", "array"):
            return written
        raise InputError("service.bad_value", field=name, value=written)


def list_columns(kind: str, profile: ReleaseProfile) -> Mapping[str, str]:
    """Return the fields of a kind that a profile lets out, with the type of each in JSON Schema.

    The geometry and the id are none of them; an incident says its places in words and how accurate they are.
    """
    columns: dict[str, str] = {}
    for each in fields(_THINGS[kind]):
        if not profile.allows(kind, each.name) or each.name == "id":
            continue
        if each.name.startswith("coordinate_"):
            whose = each.name.removeprefix("coordinate_")
            columns |= {f"longitude_{whose}": "number", f"latitude_{whose}": "number"}
        elif each.name == "places":
            columns |= {"place": "string"} | (
                {"accuracy_m": "number"} if profile.allows("place", "accuracy_m") else {}
            )
        elif each.name not in _GEOMETRY_FIELDS:
            columns[each.name] = _TYPES.get(str(each.type).split("[")[0].split(" ")[0], "string")
    return columns


def releases_geometry(kind: str, profile: ReleaseProfile) -> bool:
    """Return whether a profile lets out where the things of a kind are."""
    if kind == "incident":
        return profile.allows("incident", "places") and profile.allows("place", "geometry")
    names = {each.name for each in fields(_THINGS[kind])} & set(_GEOMETRY_FIELDS)
    return any(profile.allows(kind, name) for name in names)


def build_published_layer(
    kind: str, records: Sequence[ReleasedRecord], profile: ReleaseProfile, id_key: bytes
) -> PublishedLayer:
    """Return released records as a layer; ``id_key`` makes the ids of those whose own stays here."""
    columns = list_columns(kind, profile)
    features = tuple(_build_feature(record, columns, profile.code, id_key) for record in records)
    return _gather(kind, columns, features, highest_level(record.level for record in records))


def _gather(
    kind: str, columns: Mapping[str, str], features: tuple[PublishedFeature, ...], level: Secrecy
) -> PublishedLayer:
    bounds = np.full((len(features), 4), np.nan)
    for place, each in enumerate(features):
        if each.geometry is not None:
            bounds[place] = each.geometry.bounds
    return PublishedLayer(kind, columns, features, level, bounds, {each.id: each for each in features})


def _build_feature(
    record: ReleasedRecord, columns: Mapping[str, str], profile: str, id_key: bytes
) -> PublishedFeature:
    released = record.fields
    geometries = [read for value in _list_geometries(released) if (read := read_geometry(value)) is not None]
    properties = {name: _property(name, released) for name in columns}
    if "id" in released:
        feature_id = record.id
    else:
        said = f"{profile}:{record.kind}:{record.id}".encode()
        feature_id = hmac.new(id_key, said, hashlib.sha256).hexdigest()[:_ID_LENGTH]
    begins, ends, is_dated = _read_times(record.kind, released)
    place = join_geometries(geometries)
    return PublishedFeature(feature_id, properties, place, begins, ends, is_dated, record.level)


def _property(name: str, released: Mapping[str, Any]) -> Any:
    if name in released:
        return released[name]
    if name == "place":
        said = [each.get("as_written") or each.get("reference") or "" for each in released["places"]]
        return "; ".join(text for text in said if text)
    if name == "accuracy_m":
        known = [each["accuracy_m"] for each in released["places"] if each.get("accuracy_m") is not None]
        return max(known) if known else None
    axis, _, whose = name.partition("_")
    return (released.get(f"coordinate_{whose}") or {}).get(f"{axis}_deg")


def _list_geometries(released: Mapping[str, Any]) -> list[Any]:
    if "places" in released:
        return [each.get("geometry") for each in released["places"]]
    return [released.get(name) for name in _GEOMETRY_FIELDS]


def _read_times(kind: str, released: Mapping[str, Any]) -> tuple[date | None, date | None, bool]:
    if kind not in _TIMES:
        return None, None, True
    first, last = _TIMES[kind]
    begins, ends = (_read_date(released.get(name)) if name else None for name in (first, last))
    if kind in _HAVE_ALWAYS_BEEN:
        return begins.first_day if begins else None, ends.last_day if ends else None, True
    known = begins or ends
    if known is None:
        return None, None, False
    # A work stands from its first day on; what happened is over on its last.
    return (begins or known).first_day, (ends or known).last_day if last else None, True


def _read_date(value: Any) -> PartialDate | None:
    return PartialDate.fromisoformat(str(value)) if value else None


def _is_between(feature: PublishedFeature, begins: date | None, ends: date | None) -> bool:
    if not feature.is_dated:
        return False
    starts_in_time = ends is None or feature.begins is None or feature.begins <= ends
    return starts_in_time and (begins is None or feature.ends is None or feature.ends >= begins)


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(value, list):
        return wanted in value
    if isinstance(wanted, bool) or isinstance(value, bool):
        return value is wanted
    return bool(value == wanted)


def _order_key(value: Any) -> tuple[int, float, str]:
    """Return what values of any kind are sorted by: nothing last, numbers by size, texts by letters."""
    if value is None or value == "":
        return (2, 0.0, "")
    if isinstance(value, (bool, int, float)):
        return (0, float(value), "")
    return (1, 0.0, str(value))
