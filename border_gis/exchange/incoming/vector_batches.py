"""Read features batch by batch: columns are cleaned as columns, geometries as arrays."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pyogrio
import shapely
from pyarrow import compute
from pyogrio.errors import DataLayerError, DataSourceError, FieldError
from pyogrio.raw import read as read_raw
from shapely.geometry.base import BaseGeometry

from border_gis.exchange.incoming.encodings import BYTE_FOR_BYTE, understand
from border_gis.exchange.incoming.model import IncomingRow

BATCH_ROWS = 5_000
UNREADABLE = (
    *(DataSourceError, DataLayerError, FieldError, UnicodeDecodeError),
    *(pyarrow.ArrowInvalid, shapely.GEOSException),
)
"""What reading a damaged file raises."""

# What formats carry for drawing, not for telling.
LEFT_OUT = {
    "LIBKML": {"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "id"},
    "GPX": {"magvar", "geoidheight", "ageofdgpsdata", "dgpsid", "sat", "hdop", "vdop", "pdop", "fix"},
    "DXF": {
        *("Linetype", "EntityHandle", "ExtendedEntity", "SubClasses", "PaperSpace", "AttributeTag", "Block"),
        *("BlockScale", "BlockAngle", "BlockOCSNormal", "BlockOCSCoords"),
    },
}
_EXTENSION = "ogr_"
_KML_OWN = {"ten": "Name", "mo_ta": "description"}
# Numbers of the kinds of geometry in shapely: MultiPoint, MultiLineString, MultiPolygon.
_FIRST_GROUP, _LAST_GROUP = 4, 6
_GEOMETRY = "wkb_geometry"

Batches = tuple[Mapping[str, Any], Iterable[Any]]


@contextmanager
def open_batches(
    path: Path, driver: str, layer: str | None, encoding: str = "", **options: Any
) -> Iterator[Batches]:
    """Open a layer; give what it is, and its features in batches of Arrow.

    Parameters
    ----------
    path : Path
    driver : str
    layer : str or None
        The only one of the file need not be called as the file is.
    encoding : str
        Of texts that GDAL does not understand (``read_rows`` does); empty where it does.
    **options
        Of pyogrio and of the driver.
    """
    if encoding and driver == "MapInfo File":
        yield _open_raw(path, layer, encoding)
        return
    if encoding:
        options["ENCODING"] = BYTE_FOR_BYTE
    elif driver == "ESRI Shapefile":
        options["ENCODING"] = "UTF-8"
    with pyogrio.open_arrow(
        path, layer=layer, batch_size=BATCH_ROWS, use_pyarrow=True, datetime_as_string=True, **options
    ) as opened:
        yield opened


def _open_raw(path: Path, layer: str | None, encoding: str) -> Batches:
    """Read a layer whose driver takes no encoding: pyogrio itself understands the bytes."""
    meta = {
        **pyogrio.read_info(path, layer=layer, encoding=encoding),
        "fid_column": "",
        "geometry_name": _GEOMETRY,
    }

    def batches() -> Iterator[Any]:
        start = 0
        while True:
            said, _, geometries, columns = read_raw(
                path, layer=layer, encoding=encoding, skip_features=start, max_features=BATCH_ROWS
            )
            if not len(geometries):
                return
            arrays = [pyarrow.array(column, from_pandas=True) for column in columns]
            names = [*(str(name) for name in said["fields"]), _GEOMETRY]
            yield pyarrow.RecordBatch.from_arrays([*arrays, pyarrow.array(geometries)], names=names)
            start += len(geometries)

    return meta, batches()


def read_rows(
    meta: Mapping[str, Any], batches: Iterable[Any], driver: str, encoding: str = "", number: int = 0
) -> Iterator[IncomingRow]:
    """Yield rows, numbered after ``number``.

    Parameters
    ----------
    meta, batches
        As ``open_batches`` gives them.
    driver : str
    encoding : str
        Of texts that were read byte for byte.
    number : int
    """
    encoding = "" if driver == "MapInfo File" else encoding
    left_out = {*LEFT_OUT.get(driver, ()), meta["fid_column"]}
    geometry_name = meta["geometry_name"] or _GEOMETRY
    for batch in batches:
        places = {field: place for place, field in enumerate(batch.schema.names) if field not in left_out}
        at = places.pop(geometry_name, None)
        names = name_columns(list(places), driver, encoding)
        columns = [
            _read_column(batch.column(place), name, driver, encoding)
            for place, name in zip(places.values(), names, strict=True)
            if name
        ]
        kept = [name for name in names if name]
        count = batch.num_rows
        geometries = [None] * count if at is None else _read_geometries(batch.column(at))
        cells: Iterable[tuple[Any, ...]] = zip(*columns, strict=True) if columns else [()] * count
        for geometry, row in zip(geometries, cells, strict=True):
            number += 1
            yield IncomingRow(number, dict(zip(kept, row, strict=True)), geometry)


def name_columns(names: Sequence[str], driver: str, encoding: str = "") -> list[str]:
    """Return what columns are called, empty for those that are not shown.

    GPX has its own fields and those that a program put into extensions, which GDAL calls
    ``ogr_…``: where these say what a thing is, the receiver's summary of them is left out.
    In KML of this program likewise, whose data have names that mean nothing else in KML.
    """
    read = [understand(name, encoding) if encoding else name for name in names]
    composed = [unicodedata.normalize("NFC", name) for name in read]
    if driver == "LIBKML":
        said = {_KML_OWN[name] for name in composed if name in _KML_OWN}
        return ["" if name in said else name for name in composed]
    if driver != "GPX" or f"{_EXTENSION}id" not in composed:
        return composed
    own = {name.removeprefix(_EXTENSION) for name in composed if name.startswith(_EXTENSION)}
    return [
        ""
        if name in own or (name in ("desc", "name") and not name.startswith(_EXTENSION))
        else name.removeprefix(_EXTENSION)
        for name in composed
    ]


def _read_column(column: pyarrow.Array, name: str, driver: str, encoding: str) -> list[Any]:
    kind = column.type
    if not (pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind)):
        return list(column.to_pylist())
    if encoding:
        texts = [None if text is None else understand(text, encoding) for text in column.to_pylist()]
        column = pyarrow.array(texts, pyarrow.string())
    if driver == "LIBKML" and name == "description":
        texts = [None if text is None else write_plain(text) for text in column.to_pylist()]
        column = pyarrow.array(texts, pyarrow.string())
    clean = compute.utf8_trim_whitespace(compute.utf8_normalize(column, form="NFC"))
    cells: list[Any] = compute.if_else(compute.equal(clean, ""), None, clean).to_pylist()
    if compute.any(compute.match_substring_regex(clean, _TIME_BEGINS)).as_py():
        return [_read_time(text, driver) if text and _TIME.fullmatch(text) else text for text in cells]
    return cells


def _read_geometries(column: pyarrow.Array) -> list[BaseGeometry | None]:
    """Return geometries without heights, a group of one as that one; None for empty and broken ones."""
    geometries = shapely.force_2d(
        shapely.from_wkb(column.to_numpy(zero_copy_only=False), on_invalid="ignore")
    )
    kinds = shapely.get_type_id(geometries)
    single = (kinds >= _FIRST_GROUP) & (kinds <= _LAST_GROUP) & (shapely.get_num_geometries(geometries) == 1)
    geometries[single] = shapely.get_geometry(geometries[single], 0)
    geometries[shapely.is_empty(geometries)] = None
    return list(geometries)


_TIME = re.compile(r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?")
_TIME_BEGINS = r"^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d"
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<\s*(?:br|/p|/tr|/div|/li|/h\d)\b[^>]*>", re.IGNORECASE)
_CELLS = re.compile(r"</t[dh]\s*>\s*<t[dh]\b[^>]*>", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


def _read_time(text: str, driver: str) -> datetime | str:
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return text
    # GPX 1.1 has all times in UTC; a phone that writes its own zone says which.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None and driver == "GPX" else moment


def write_plain(text: str) -> str:
    """Return what a description in HTML says, its rows on lines of their own, without a tag."""
    if "<" not in text and "&" not in text:
        return text
    text = _CELLS.sub(": ", _SCRIPT.sub("", text))
    text = _TAG.sub("", _BREAK.sub("\n", text))
    lines = (" ".join(line.split()) for line in html.unescape(text).splitlines())
    return "\n".join(line for line in lines if line)
