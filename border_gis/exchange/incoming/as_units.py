"""Rows as administrative units."""

from __future__ import annotations

import re
from datetime import date

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from border_gis.boundary.folding import fold_text
from border_gis.boundary.unit_slips import level_of_name
from border_gis.boundary.units import Unit, UnitLevel
from border_gis.errors import Severity
from border_gis.exchange.incoming.cells import split_list, take_date, take_yes
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.proposing import RowFindings, RowReader
from border_gis.exchange.incoming.values import read_yes

LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
"""Districts ended on 1 July 2025 (resolution 202/2025/QH15 and the law on local government)."""

_LEVELS = (
    (UnitLevel.PROVINCE, r"\b(?:tinh|province|thanh pho truc thuoc)\b|省"),
    (UnitLevel.DISTRICT, r"\b(?:huyen|thi xa|district)\b|县"),
    (UnitLevel.COMMUNE, r"\b(?:xa|phuong|thi tran|commune|ward)\b|乡|镇"),
)
# Vietnamese puts the word before a name, and a name may sound like one: "Tĩnh Túc", "Quan Sơn".
_AFTER_NAMES = (
    (UnitLevel.PROVINCE, r"\bprovince$|省$"),
    (UnitLevel.DISTRICT, r"\bdistrict$|县$"),
    (UnitLevel.COMMUNE, r"\b(?:commune|ward)$|[乡镇]$"),
)


def build_unit(reader: RowReader, row: IncomingRow, findings: RowFindings) -> Unit | None:
    """Return the unit that a row describes; None for a row without a name, or of another shape."""
    name = reader.text(row, "name")
    if not name:
        findings.say("incoming.no_name", Severity.ERROR)
        return None
    position = reader.position(row)
    findings.found.extend(position.findings)
    geometry = _keep_areas(position.geometry)
    if position.geometry is not None and geometry is None:
        findings.say("incoming.not_an_area", Severity.ERROR, kind=position.geometry.geom_type)
    level = _read_level(reader.text(row, "level"), name)
    valid_from, valid_to = (take_date(reader, row, findings, each) for each in ("valid_from", "valid_to"))
    is_over = level is UnitLevel.DISTRICT and valid_to is None
    return Unit(
        id=reader.id_of(row, reader.text(row, "id")),
        code=reader.text(row, "code"),
        name=_strip_level(name),
        level=level,
        parent_name=reader.text(row, "parent"),
        geometry=geometry,
        is_border=bool(read_yes(reader.cell(row, "is_border"))),
        valid_from=valid_from.first_day if valid_from else None,
        valid_to=LAST_DAY_OF_DISTRICTS if is_over else valid_to.last_day if valid_to else None,
        former_names=split_list(reader.text(row, "former")),
        source=reader.text(row, "source") or reader.source_of(row),
        demonstration=bool(take_yes(reader, row, findings, "demonstration")),
    )


def _read_level(text: str, name: str) -> UnitLevel:
    """Return the level from its own field, or from the word before the name: ``Xã Văn Quan`` is a commune."""
    for written, patterns in ((text, _LEVELS), (name, _AFTER_NAMES)):
        folded = fold_text(written)
        for level, pattern in patterns:
            if re.search(pattern, folded):
                return level
    return level_of_name(name) or UnitLevel.COMMUNE


def _strip_level(name: str) -> str:
    """Return the name without the word for its level: ``Xã Đàm Thuỷ`` is ``Đàm Thuỷ``."""
    return re.sub(r"^(?:xã|phường|thị trấn|huyện|tỉnh)\s+", "", name, flags=re.IGNORECASE)


def _keep_areas(geometry: BaseGeometry | None) -> BaseGeometry | None:
    if isinstance(geometry, (Polygon, MultiPolygon)):
        return geometry
    parts = [] if geometry is None else list(shapely.get_parts(shapely.get_parts(geometry)))
    areas = [part for part in parts if isinstance(part, Polygon)]
    return MultiPolygon(areas) if areas else None
