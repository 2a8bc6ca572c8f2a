"""Geometries as a GeoPackage stores them: a short header with the envelope, then WKB.

OGC 12-128r15, clause 2.1.3. Only WGS 84 in two dimensions is written.
"""

from __future__ import annotations

import math
import struct

import shapely
from shapely.geometry.base import BaseGeometry

from border_gis.errors import DataError
from border_gis.stores.schema import SRS_ID

_HEADER = struct.Struct("<2sBBi")
_ENVELOPE = struct.Struct("<4d")
_POINT = struct.Struct("<BIdd")
_ENVELOPE_DOUBLES = {0: 0, 1: 4, 2: 6, 3: 6, 4: 8}
_LITTLE_ENDIAN = 0b0000_0001
_WITH_ENVELOPE = 0b0000_0010
_EMPTY = 0b0001_0000

Envelope = tuple[float, float, float, float]


def write_blob(geometry: BaseGeometry) -> bytes:
    """Return the GeoPackage form of a geometry in WGS 84."""
    if isinstance(geometry, shapely.Point) and not geometry.is_empty:
        return _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN, SRS_ID) + _POINT.pack(1, 1, geometry.x, geometry.y)
    wkb = shapely.to_wkb(geometry, output_dimension=2, byte_order=1)
    if geometry.is_empty:
        return _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN | _EMPTY, SRS_ID) + wkb
    west, south, east, north = geometry.bounds
    header = _HEADER.pack(b"GP", 0, _LITTLE_ENDIAN | _WITH_ENVELOPE, SRS_ID)
    return header + _ENVELOPE.pack(west, east, south, north) + wkb


def read_blob(blob: bytes) -> BaseGeometry:
    """Return the geometry of a GeoPackage blob.

    Raises
    ------
    DataError
        If the bytes are not such a blob.
    """
    start, _ = _read_header(blob)
    try:
        return shapely.from_wkb(blob[start:])
    except shapely.GEOSException as error:
        raise DataError("store.bad_geometry") from error


def read_envelope(blob: bytes | None) -> Envelope | None:
    """Return west, east, south, north of a blob; None if it is NULL or empty."""
    if blob is None:
        return None
    start, envelope = _read_header(blob)
    if envelope is not None:
        return envelope
    if len(blob) == start + _POINT.size and blob[start] == 1:
        _, _, x, y = _POINT.unpack_from(blob, start)
        return None if math.isnan(x) else (x, x, y, y)
    geometry = read_blob(blob)
    if geometry.is_empty:
        return None
    west, south, east, north = geometry.bounds
    return west, east, south, north


def _read_header(blob: bytes) -> tuple[int, Envelope | None]:
    if len(blob) < _HEADER.size or blob[:2] != b"GP":
        raise DataError("store.bad_geometry")
    flags = blob[3]
    doubles = _ENVELOPE_DOUBLES.get((flags >> 1) & 0b111)
    start = _HEADER.size + 8 * (doubles or 0)
    if doubles is None or len(blob) < start:
        raise DataError("store.bad_geometry")
    if flags & _EMPTY or not doubles:
        return start, None
    order = "<" if flags & _LITTLE_ENDIAN else ">"
    west, east, south, north = struct.unpack_from(f"{order}4d", blob, _HEADER.size)
    return start, (west, east, south, north)
