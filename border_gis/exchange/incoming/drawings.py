"""Read drawings (DXF): their layers apart, blocks as points, and the text that stands beside a point.

A drawing has no table and no coordinate system. Its layers are what its author kept apart; a
marker is a block or a point, its number an attribute of the block or a text beside it.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Point

from border_gis.errors import DataError, Finding, Severity
from border_gis.exchange.incoming.encodings import find_drawing_encoding
from border_gis.exchange.incoming.model import (
    SAMPLE_ROWS,
    IncomingField,
    IncomingFile,
    IncomingLayer,
    IncomingRow,
    write_sample,
)
from border_gis.exchange.incoming.vector_batches import UNREADABLE, open_batches, read_rows

DRIVER = "DXF"
NEAREST_TEXT = "TextNearby"
"""Field of points that have no words of their own: the text that stands beside."""
FARTHEST_TEXT_M = 30.0
MOST_FEATURES = 500_000
_LAYER, _TEXT, _BLOCK, _ATTRIBUTES = "Layer", "Text", "BlockName", "BlockAttributes"


def open_drawing(path: Path, encoding: str | None = None) -> IncomingFile:
    """Look into a DXF file: each of its layers is a layer.

    A drawing is read whole, as GDAL does it too.

    Parameters
    ----------
    path : Path
    encoding : str, optional
        Of its texts, where the drawing states it wrongly.

    Raises
    ------
    DataError
        It is damaged, empty, or has more than 500,000 features.
    """
    foreign = encoding or find_drawing_encoding(path)
    try:
        known = codecs.lookup(foreign).name if foreign else ""
    except LookupError as error:
        raise DataError("incoming.no_encoding", value=foreign) from error
    try:
        rows = _read(path, known)
    except UNREADABLE as error:
        raise DataError("incoming.unreadable", path=path.name, format=DRIVER) from error
    if not rows:
        raise DataError("incoming.no_layer_in_file", path=path.name)
    said = [[row for row in some if row.values.get(_TEXT) and _is_point(row)] for some in rows.values()]
    texts = [some for some in said if some]
    named = {name: _drop_empty(_name_by_text(some, texts)) for name, some in rows.items()}
    layers = tuple(_describe(name, some) for name, some in named.items())

    def read(name: str) -> Iterator[IncomingRow]:
        yield from named[name]

    return IncomingFile(path, DRIVER, layers, read)


def _read(path: Path, encoding: str) -> dict[str, list[IncomingRow]]:
    """Return the rows by layer, each layer numbered from 1; attributes of blocks are fields."""
    rows: dict[str, list[IncomingRow]] = {}
    with open_batches(path, DRIVER, "entities", encoding, INLINE_BLOCKS="NO") as (meta, batches):
        for row in read_rows(meta, batches, DRIVER, encoding):
            if row.number > MOST_FEATURES:
                raise DataError("incoming.drawing_too_large", path=path.name, count=MOST_FEATURES)
            values = dict(row.values)
            name = str(values.pop(_LAYER, None) or "0")
            for attribute in values.pop(_ATTRIBUTES, None) or ():
                tag, _, said = str(attribute).partition(" ")
                values[tag] = said.strip() or None
            some = rows.setdefault(name, [])
            some.append(IncomingRow(len(some) + 1, values, row.geometry))
    return rows


def _name_by_text(rows: list[IncomingRow], texts: Sequence[Sequence[IncomingRow]]) -> list[IncomingRow]:
    """Give points that say nothing the text that stands nearest, where they are nearest to it too.

    Of the layers with texts the one that fits most points is taken: numbers stand in a layer of
    their own, and remarks in another.
    """
    silent = [place for place, row in enumerate(rows) if _is_point(row) and not _speaks(row)]
    if not silent:
        return rows
    points = np.array([rows[place].geometry for place in silent], dtype=object)
    best: dict[int, Any] = {}
    for some in texts:
        places = np.array([text.geometry for text in some], dtype=object)
        to_point = dict(_find_nearest(places, points))
        pairs = _find_nearest(points, places)
        found = {index: some[text].values[_TEXT] for index, text in pairs if to_point.get(text) == index}
        best = max(best, found, key=len)
    named = list(rows)
    for index, text in best.items():
        row = rows[silent[index]]
        named[silent[index]] = IncomingRow(row.number, {**row.values, NEAREST_TEXT: text}, row.geometry)
    return named


def _find_nearest(here: Any, there: Any) -> Iterator[tuple[int, int]]:
    found, nearest = shapely.STRtree(there).query_nearest(
        here, max_distance=FARTHEST_TEXT_M, all_matches=False
    )
    return zip(found.tolist(), nearest.tolist(), strict=True)


def _is_point(row: IncomingRow) -> bool:
    return isinstance(row.geometry, Point)


def _speaks(row: IncomingRow) -> bool:
    return any(value for name, value in row.values.items() if name != _BLOCK)


def _drop_empty(rows: list[IncomingRow]) -> list[IncomingRow]:
    """Leave out fields that no row of the layer fills; each row has all that are left."""
    filled = list(
        dict.fromkeys(name for row in rows for name, value in row.values.items() if value is not None)
    )
    return [
        IncomingRow(row.number, {name: row.values.get(name) for name in filled}, row.geometry) for row in rows
    ]


def _describe(name: str, rows: Sequence[IncomingRow]) -> IncomingLayer:
    fields = tuple(IncomingField(field, _sample(field, rows)) for field in rows[0].values)
    kinds = {row.geometry.geom_type for row in rows if row.geometry is not None}
    findings = [Finding("incoming.no_crs", {"layer": name}, name, Severity.ERROR)]
    if any(row.values.get(NEAREST_TEXT) for row in rows):
        count = sum(bool(row.values.get(NEAREST_TEXT)) for row in rows)
        params = {"layer": name, "count": count, "total": len(rows), "field": NEAREST_TEXT}
        findings.append(Finding("incoming.text_nearby", params, name, Severity.NOTE))
    kind = kinds.pop() if len(kinds) == 1 else "Unknown" if kinds else ""
    return IncomingLayer(name, fields, len(rows), kind, None, tuple(findings))


def _sample(field: str, rows: Sequence[IncomingRow]) -> tuple[str, ...]:
    values: Sequence[Mapping[str, Any]] = [row.values for row in rows[:SAMPLE_ROWS]]
    return tuple(text for each in values if (text := write_sample(each.get(field))))
