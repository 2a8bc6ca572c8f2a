"""Coordinate reference systems: geodesics on WGS 84, and VN-2000 in its zones.

The only module that knows pyproj. Longitudes and latitudes are WGS 84 degrees unless a
name says otherwise; scalars and arrays are both taken and given back as they came.

VN-2000 and WGS 84 share the ellipsoid and lie about 224 m apart. They are tied by the
seven official parameters (decision 05/2007/QĐ-BTNMT of 27 February 2007, rotations in the
coordinate-frame convention; EPSG operation "VN-2000 to WGS 84 (2)", 1 m), which are written
out here, so that no data file, grid or network decides which transformation is used.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from pyproj.enums import TransformDirection
from pyproj.exceptions import CRSError, ProjError
from pyproj.network import set_network_enabled
from pyproj.transformer import AreaOfInterest, TransformerGroup

from border_gis.errors import CrsError

WGS84 = "EPSG:4326"
UTM_48N_EPSG = 3405

_SEVEN_PARAMETERS = (
    "+step +proj=push +v_3 +step +proj=cart +ellps=WGS84"
    " +step +proj=helmert +x=-191.90441429 +y=-39.30318279 +z=-111.45032835"
    " +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame"
    " +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3"
    " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)
_OFFICIAL_TRANSLATION_M = (-191.90441429, -39.30318279, -111.45032835)
_SAME_AS_WGS84 = ("World Geodetic System 1984", "China 2000", "International Terrestrial Reference Frame")
_WORST_ACCURACY_M = 2.0
_REGION_DEG = (102.0, 21.0, 108.5, 23.6)

Coordinates = float | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Zone:
    """A plane zone of VN-2000: transverse Mercator, false easting 500 km, northing 0.

    Attributes
    ----------
    epsg : int
    central_meridian_deg : float
    scale : float
        On the central meridian: 0.9999 for 3° zones, 0.9996 for 6° zones.
    provinces : tuple of str
        Provinces on the border with China that use the zone.
    """

    epsg: int
    central_meridian_deg: float
    scale: float = 0.9999
    provinces: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name as maps have it, for example ``105°45'`` or ``UTM 48N``."""
        if self.scale == 0.9996:
            return f"UTM {int(self.central_meridian_deg + 186) // 6}N"
        degrees, minutes = divmod(round(self.central_meridian_deg * 60), 60)
        return f"{degrees}°{minutes:02d}'"

    @property
    def definition(self) -> str:
        """Return the projection in the words of PROJ, from radians to metres."""
        return (
            f"+proj=tmerc +lat_0=0 +lon_0={self.central_meridian_deg} +k={self.scale}"
            " +x_0=500000 +y_0=0 +ellps=WGS84"
        )


ZONES = (
    Zone(9210, 105.75, provinces=("Cao Bằng",)),
    Zone(9215, 107.25, provinces=("Lạng Sơn",)),
    Zone(9209, 105.5, provinces=("Tuyên Quang", "Hà Giang")),
    Zone(9211, 106.0, provinces=("Tuyên Quang",)),
    Zone(9208, 104.75, provinces=("Lào Cai",)),
    Zone(9205, 103.0, provinces=("Lai Châu", "Điện Biên")),
    Zone(5899, 107.75, provinces=("Quảng Ninh",)),
    Zone(5896, 102.0),
    Zone(5897, 105.0),
    Zone(5898, 108.0),
    Zone(9206, 104.0),
    Zone(9207, 104.5),
    Zone(9212, 106.25),
    Zone(9213, 106.5),
    Zone(9214, 107.0),
    Zone(9216, 107.5),
    Zone(9217, 108.25),
    Zone(9218, 108.5),
    Zone(UTM_48N_EPSG, 105.0, scale=0.9996),
    Zone(3406, 111.0, scale=0.9996),
)
"""Every zone of VN-2000 (EPSG dataset; circular 973/2001/TT-TCĐC, article 4), border provinces first.

Hà Giang joined Tuyên Quang on 1 July 2025 and no source says which meridian the new
province keeps: Tuyên Quang stands at both.
"""


def zone_by_epsg(epsg: int) -> Zone:
    """Return the VN-2000 zone with an EPSG code.

    Raises
    ------
    CrsError
        No zone has the code.
    """
    for zone in ZONES:
        if zone.epsg == epsg:
            return zone
    raise CrsError("crs.unknown_zone", value=str(epsg), known=[f"{z.epsg} ({z.name})" for z in ZONES[:7]])


def zones_of_meridian(meridian_deg: float) -> tuple[Zone, ...]:
    """Return the zones with a central meridian, 3° zones first; empty if none has it."""
    return tuple(zone for zone in ZONES if abs(zone.central_meridian_deg - meridian_deg) < 1e-9)


def zone_of_crs(crs: str | None) -> Zone | None:
    """Return the zone of VN-2000 that a CRS is, by its code or by its projection; None for any other.

    Parameters
    ----------
    crs : str or None
        EPSG code, WKT or PROJ string.
    """
    try:
        read = None if not crs else CRS.from_user_input(crs)
    except CRSError:
        return None
    if read is None or not read.is_projected or read.coordinate_operation is None:
        return None
    plane = read.source_crs if read.is_bound and read.source_crs is not None else read
    if _datum_name(plane) != "Vietnam 2000" and not _is_tied_as_vn2000(read):
        return None
    said = {each.name: each.value for each in getattr(plane.coordinate_operation, "params", ())}
    meridian_deg = said.get("Longitude of natural origin")
    scale = said.get("Scale factor at natural origin")
    if meridian_deg is None or scale is None:
        return None
    return next((zone for zone in zones_of_meridian(meridian_deg) if abs(zone.scale - scale) < 1e-9), None)


def is_plane(crs: str | None) -> bool:
    """Return whether a CRS has plane coordinates in metres rather than degrees; False for an unknown one."""
    try:
        return bool(crs) and CRS.from_user_input(crs).is_projected
    except CRSError:
        return False


def measure_geodesic(
    longitude_deg: Coordinates,
    latitude_deg: Coordinates,
    to_longitude_deg: Coordinates,
    to_latitude_deg: Coordinates,
) -> tuple[Any, Any]:
    """Solve the inverse geodesic problem on WGS 84.

    Returns
    -------
    azimuth_deg, distance_m : float or ndarray
        At the first point, clockwise from north, and along the geodesic.
    """
    x0, y0, x1, y1 = _spread(longitude_deg, latitude_deg, to_longitude_deg, to_latitude_deg)
    azimuth_deg, _, distance_m = _geod().inv(x0, y0, x1, y1)
    return azimuth_deg, distance_m


def follow_geodesic(
    longitude_deg: Coordinates, latitude_deg: Coordinates, azimuth_deg: Coordinates, distance_m: Coordinates
) -> tuple[Any, Any]:
    """Solve the direct geodesic problem on WGS 84: return where one arrives, in degrees."""
    x, y, azimuth, distance = _spread(longitude_deg, latitude_deg, azimuth_deg, distance_m)
    to_longitude_deg, to_latitude_deg, _ = _geod().fwd(x, y, azimuth, distance)
    return to_longitude_deg, to_latitude_deg


def to_vn2000(longitude_deg: Coordinates, latitude_deg: Coordinates, zone: Zone) -> tuple[Any, Any]:
    """Return east and north in metres of WGS 84 positions, in a zone of VN-2000."""
    return _transform(_zone_pipeline(zone), longitude_deg, latitude_deg, TransformDirection.INVERSE)


def from_vn2000(east_m: Coordinates, north_m: Coordinates, zone: Zone) -> tuple[Any, Any]:
    """Return WGS 84 longitude and latitude of east and north in a zone of VN-2000."""
    return _transform(_zone_pipeline(zone), east_m, north_m)


def from_vn2000_geographic(longitude_deg: Coordinates, latitude_deg: Coordinates) -> tuple[Any, Any]:
    """Return WGS 84 longitude and latitude of VN-2000 longitude and latitude (EPSG:4756)."""
    return _transform(_GEOGRAPHIC_PIPELINE, longitude_deg, latitude_deg)


def to_vn2000_geographic(longitude_deg: Coordinates, latitude_deg: Coordinates) -> tuple[Any, Any]:
    """Return VN-2000 longitude and latitude (EPSG:4756) of WGS 84 longitude and latitude."""
    return _transform(_GEOGRAPHIC_PIPELINE, longitude_deg, latitude_deg, TransformDirection.INVERSE)


def undo_wrong_rotations(longitude_deg: Coordinates, latitude_deg: Coordinates) -> tuple[Any, Any]:
    """Return WGS 84 positions of what came from VN-2000 with its rotations taken the wrong way round.

    Software that reads the official parameters as a position-vector transformation places
    everything 0.8 m off.
    """
    wrong = _GEOGRAPHIC_PIPELINE.replace("coordinate_frame", "position_vector")
    back = _transform(wrong, longitude_deg, latitude_deg, TransformDirection.INVERSE)
    return from_vn2000_geographic(*back)


def to_wgs84(x: Coordinates, y: Coordinates, crs: str | None) -> tuple[Any, Any]:
    """Bring the coordinates of a file to WGS 84 longitude and latitude.

    Parameters
    ----------
    x, y : float or ndarray
        Easting and northing, or longitude and latitude, whatever order the CRS declares.
    crs : str or None
        What the file says: EPSG code, WKT or PROJ string.

    Raises
    ------
    CrsError
        The CRS is missing or unknown, or nothing ties its datum to WGS 84 within 2 m.
        PROJ would then change nothing and say nothing.
    """
    for definition in _steps_to_wgs84(_normalise(crs)):
        x, y = _transform(definition, x, y)
    return x, y


def local_plane(longitude_deg: float, latitude_deg: float) -> Callable[[Any, Any], tuple[Any, Any]]:
    """Return the way from degrees to a conformal plane around a position.

    Oblique stereographic: angles are true, and 700 km from the centre lengths are 0.3 %
    too long, so that it serves to find what is near, never to say how far.
    """
    definition = _plane_pipeline(longitude_deg, latitude_deg)
    return lambda longitudes, latitudes: _transform(definition, longitudes, latitudes)


def from_local_plane(longitude_deg: float, latitude_deg: float) -> Callable[[Any, Any], tuple[Any, Any]]:
    """Return the way back to degrees from the plane of `local_plane` around the same position."""
    definition = _plane_pipeline(longitude_deg, latitude_deg)
    return lambda east_m, north_m: _transform(definition, east_m, north_m, TransformDirection.INVERSE)


def _plane_pipeline(longitude_deg: float, latitude_deg: float) -> str:
    return (
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
        f" +step +proj=stere +lat_0={latitude_deg!r} +lon_0={longitude_deg!r} +ellps=WGS84"
    )


_GEOGRAPHIC_PIPELINE = "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad " + _SEVEN_PARAMETERS


def _zone_pipeline(zone: Zone) -> str:
    return f"+proj=pipeline +step +inv {zone.definition} {_SEVEN_PARAMETERS}"


def _spread(*values: Coordinates) -> tuple[Coordinates, ...]:
    """Bring numbers among arrays to their shape; numbers alone stay numbers."""
    if not any(isinstance(value, np.ndarray) for value in values):
        return values
    return tuple(np.broadcast_arrays(*values))


@lru_cache(maxsize=1)
def _geod() -> Geod:
    return Geod(ellps="WGS84")


# A pipeline of PROJ, or the texts of two CRS, from the first to the second.
_Definition = str | tuple[str, str]


class _ThreadTransformers(threading.local):
    """Transformers of one thread: PROJ objects must not be shared between threads."""

    def __init__(self) -> None:
        self.by_definition: dict[_Definition, Transformer] = {}


_TRANSFORMERS = _ThreadTransformers()


def _transform(
    definition: _Definition,
    x: Coordinates,
    y: Coordinates,
    direction: TransformDirection = TransformDirection.FORWARD,
) -> tuple[Any, Any]:
    transformer = _TRANSFORMERS.by_definition.get(definition)
    if transformer is None:
        transformer = _TRANSFORMERS.by_definition[definition] = _build_transformer(definition)
    try:
        return transformer.transform(x, y, direction=direction, errcheck=True)
    except ProjError as error:
        raise CrsError("crs.cannot_transform", reason=str(error)) from error


def _build_transformer(definition: _Definition) -> Transformer:
    set_network_enabled(False)
    if isinstance(definition, str):
        return Transformer.from_pipeline(definition)
    source, target = definition
    return Transformer.from_crs(source, target, always_xy=True, allow_ballpark=False)


def _normalise(crs: str | None) -> str:
    if crs is None or not str(crs).strip():
        raise CrsError("crs.missing")
    return str(crs).strip()


@lru_cache(maxsize=64)
def _steps_to_wgs84(crs_text: str) -> tuple[_Definition, ...]:
    try:
        crs = CRS.from_user_input(crs_text)
    except CRSError as error:
        raise CrsError("crs.unknown", value=crs_text[:80]) from error
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    if not (crs.is_geographic or crs.is_projected):
        raise CrsError("crs.not_horizontal", value=crs.name)
    datum = _datum_name(crs)
    if datum == "Vietnam 2000" or _is_tied_as_vn2000(crs):
        untied = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
        return _to_own_degrees(untied), _GEOGRAPHIC_PIPELINE
    if not crs.is_bound and datum.startswith(_SAME_AS_WGS84):
        # To its own longitude and latitude: for these datums that is WGS 84 within decimetres.
        return (_to_own_degrees(crs),)
    accuracies_m = [each.accuracy for each in _find_operations(crs)]
    if not accuracies_m or not 0.0 <= accuracies_m[0] <= _WORST_ACCURACY_M:
        raise CrsError("crs.datum_not_tied", value=crs.name, datum=datum or "?")
    return ((crs.to_wkt(), WGS84),)


def _datum_name(crs: CRS) -> str:
    geodetic = crs.geodetic_crs
    return geodetic.datum.name if geodetic is not None and geodetic.datum is not None else ""


def _to_own_degrees(crs: CRS) -> tuple[str, str]:
    """Undo the projection and nothing else."""
    geodetic = crs.geodetic_crs
    if geodetic is None:
        raise CrsError("crs.not_horizontal", value=crs.name)
    return crs.to_wkt(), geodetic.to_wkt()


def _is_tied_as_vn2000(crs: CRS) -> bool:
    """Whether a CRS carries the translations of VN-2000.

    Much office software writes VN-2000 as ``+towgs84=-191.9…`` with the rotations in the
    position-vector convention of that parameter, which is 0.78 m off: known by its
    translation, it is taken for what it means.
    """
    if not crs.is_bound or crs.coordinate_operation is None:
        return False
    translation_m = list(crs.coordinate_operation.towgs84)[:3]
    return len(translation_m) == 3 and np.allclose(translation_m, _OFFICIAL_TRANSLATION_M, atol=0.01)


def _find_operations(crs: CRS) -> list[Transformer]:
    set_network_enabled(False)
    group = TransformerGroup(
        crs, WGS84, always_xy=True, area_of_interest=AreaOfInterest(*_REGION_DEG), allow_ballpark=False
    )
    return list(group.transformers)
