"""Write layers for phones and globes: KML with styles, GPX for receivers in the field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from border_gis.errors import Finding, Severity
from border_gis.exchange.outgoing.model import OutgoingLayer, Written
from border_gis.i18n import describe_value, format_date, translate
from border_gis.looks.layers import look_of
from border_gis.looks.outcomes import OUTCOME_LOOKS

_DECIMALS = 8
# What KML itself means by these names is something else: readers would take the one for the other.
_KML_NAMES = {"id": "uuid", "name": "ten", "description": "mo_ta"}
_GPX_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx version="1.1" creator="border-gis" xmlns="http://www.topografix.com/GPX/1/1" '
    'xmlns:ogr="http://osgeo.org/gdal">\n'
)


def write_kml(path: Path, layers: Sequence[OutgoingLayer], note: str = "") -> Written:
    """Write layers as folders of one KML file, each with its style; every text is escaped.

    Works are coloured by their verdicts where the layer has any, on its first version of the line;
    globes know no dashes and no shapes of ours, so that colour and width are all that tells them.

    Parameters
    ----------
    path : Path
    layers : sequence of OutgoingLayer
    note : str
        Said of the whole file: release profile, secrecy, source.
    """
    with path.open("w", encoding="utf-8", newline="\n") as written:
        written.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        written.write('<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n')
        if note:
            written.write(f"<description>{_text(note)}</description>\n")
        for layer in layers:
            look = look_of(layer.look or layer.name)
            written.write(_write_kml_style(layer.name, look.colour, max(1.0, look.size_mm * 3.0)))
            if layer.paintings:
                written.writelines(
                    _write_kml_style(f"{layer.name}-{outcome}", look.colour, look.width_px)
                    for outcome, look in OUTCOME_LOOKS.items()
                )
        for layer in layers:
            written.write(f"<Folder><name>{_text(layer.title)}</name>\n")
            written.writelines(_write_placemarks(layer))
            written.write("</Folder>\n")
        written.write("</Document></kml>\n")
    return Written((path,))


def write_gpx(path: Path, layers: Sequence[OutgoingLayer], note: str = "") -> Written:
    """Write points as waypoints and lines as tracks of a GPX 1.1 file; receivers know no areas.

    Columns other than the name go into the description, for who looks at the receiver, and into
    extensions, from which they are read back. Areas and things without a place are left out,
    which is said.
    """
    waypoints: list[str] = []
    tracks: list[str] = []
    losses = []
    for layer in layers:
        left_out = 0
        for values, geometry in _rows(layer):
            if geometry is None:
                continue
            points, lines, areas = _split(geometry)
            left_out += bool(areas) and not (points or lines)
            said = f"{_write_name(layer, values)}<desc>{_text(_describe(layer, values))}</desc>"
            more = _write_extensions(values)
            waypoints += [
                f'<wpt lat="{point.y:.{_DECIMALS}f}" lon="{point.x:.{_DECIMALS}f}">{said}{more}</wpt>\n'
                for point in points
            ]
            if lines:
                segments = "".join(
                    "<trkseg>"
                    + "".join(
                        f'<trkpt lat="{y:.{_DECIMALS}f}" lon="{x:.{_DECIMALS}f}"/>' for x, y in line.coords
                    )
                    + "</trkseg>"
                    for line in lines
                )
                tracks.append(f"<trk>{said}{more}{segments}</trk>\n")
        if left_out:
            losses.append(Finding("outgoing.areas_left_out", {"count": left_out}, layer.name))
        losses += _say_unplaced(layer, int(layer.frame.geometry.isna().sum()))
    about = f"<metadata><desc>{_text(note)}</desc></metadata>\n" if note else ""
    path.write_text(
        f"{_GPX_HEAD}{about}{''.join(waypoints)}{''.join(tracks)}</gpx>\n", encoding="utf-8", newline="\n"
    )
    return Written((path,), tuple(losses))


def _write_extensions(values: Mapping[str, Any]) -> str:
    said = "".join(
        f"<ogr:{name}>{_text(_write(value))}</ogr:{name}>" for name, value in values.items() if _write(value)
    )
    return f"<extensions>{said}</extensions>" if said else ""


def _write_kml_style(name: str, colour: str, width_px: float) -> str:
    red, green, blue = (colour[start : start + 2] for start in (1, 3, 5))
    full, faint = f"ff{blue}{green}{red}", f"40{blue}{green}{red}"
    # No icon is named: the globe's own is tinted, so that no address is asked for.
    return (
        f"<Style id={quoteattr(name)}><IconStyle><color>{full}</color></IconStyle>"
        f"<LineStyle><color>{full}</color><width>{width_px:.1f}</width></LineStyle>"
        f"<PolyStyle><color>{faint}</color></PolyStyle></Style>\n"
    )


def _write_placemarks(layer: OutgoingLayer) -> Iterator[str]:
    styles = _styles_by_words(layer)
    for values, geometry in _rows(layer):
        said = str(values.get(layer.paintings[0].column)) if layer.paintings else ""
        data = "".join(
            f"<Data name={quoteattr(_KML_NAMES.get(name, name))}>"
            f"<displayName>{_text(layer.titles.get(name, name))}</displayName>"
            f"<value>{_text(_say(value, layer.language))}</value></Data>"
            for name, value in values.items()
            if _write(value)
        )
        style = escape(styles.get(said, layer.name))
        yield (
            f"<Placemark>{_write_name(layer, values)}<styleUrl>#{style}</styleUrl>"
            f"<ExtendedData>{data}</ExtendedData>{_write_kml_geometry(geometry)}</Placemark>\n"
        )


def _styles_by_words(layer: OutgoingLayer) -> dict[str, str]:
    """Return the style of each outcome, by its code and by what a table for people calls it."""
    return {
        said: f"{layer.name}-{outcome}"
        for outcome in OUTCOME_LOOKS
        for said in (outcome.value, describe_value(outcome, layer.language))
    }


def _write_kml_geometry(geometry: BaseGeometry | None) -> str:
    if geometry is None:
        return ""
    points, lines, areas = _split(geometry)
    shapes = [f"<Point><coordinates>{_places([point.coords[0]])}</coordinates></Point>" for point in points]
    shapes += [
        f"<LineString><coordinates>{_places(line.coords)}</coordinates></LineString>" for line in lines
    ]
    for area in areas:
        rings = [f"<outerBoundaryIs>{_ring(area.exterior.coords)}</outerBoundaryIs>"]
        rings += [f"<innerBoundaryIs>{_ring(hole.coords)}</innerBoundaryIs>" for hole in area.interiors]
        shapes.append(f"<Polygon>{''.join(rings)}</Polygon>")
    return shapes[0] if len(shapes) == 1 else f"<MultiGeometry>{''.join(shapes)}</MultiGeometry>"


def _ring(coordinates: Iterable[Any]) -> str:
    return f"<LinearRing><coordinates>{_places(coordinates)}</coordinates></LinearRing>"


def _places(coordinates: Iterable[Any]) -> str:
    return " ".join(f"{place[0]:.{_DECIMALS}f},{place[1]:.{_DECIMALS}f}" for place in coordinates)


def _rows(layer: OutgoingLayer) -> Iterator[tuple[dict[str, Any], BaseGeometry | None]]:
    columns = layer.columns
    cells = [layer.frame[name].tolist() for name in columns]
    for geometry, *row in zip(layer.frame.geometry, *cells, strict=True):
        is_there = geometry is not None and not geometry.is_empty
        yield dict(zip(columns, row, strict=True)), geometry if is_there else None


def _split(geometry: BaseGeometry) -> tuple[list[Point], list[LineString], list[Polygon]]:
    parts = list(shapely.get_parts(shapely.get_parts(geometry)))
    return (
        [part for part in parts if isinstance(part, Point)],
        [part for part in parts if isinstance(part, LineString)],
        [part for part in parts if isinstance(part, Polygon)],
    )


def _name(layer: OutgoingLayer, values: dict[str, Any]) -> str:
    return _write(values.get(layer.label) if layer.label else next(iter(values.values()), ""))


def _write_name(layer: OutgoingLayer, values: dict[str, Any]) -> str:
    name = _name(layer, values)
    return f"<name>{_text(name)}</name>" if name else ""


def _describe(layer: OutgoingLayer, values: dict[str, Any]) -> str:
    return "; ".join(
        f"{layer.titles.get(name, name)}: {_say(value, layer.language)}"
        for name, value in values.items()
        if name not in (layer.label, "id") and value is not False and _write(value)
    )


def _say_unplaced(layer: OutgoingLayer, count: int) -> list[Finding]:
    return [Finding("outgoing.unplaced", {"count": count}, layer.name, Severity.NOTE)] if count else []


def _say(value: Any, language: str) -> str:
    """Return a value for people."""
    if isinstance(value, bool):
        return translate("cell.yes" if value else "cell.no", None, language)
    if isinstance(value, date) and not pd.isna(value):
        return format_date(value, language)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _write(value)


def _write(value: Any) -> str:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


# What XML 1.0 cannot hold at all, escaped or not.
_NOT_IN_XML = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}


def _text(text: str) -> str:
    return escape(text.translate(_NOT_IN_XML))
