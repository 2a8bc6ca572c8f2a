"""Units that ended on 1 July 2025, out of a list of today's that names what each was made of.

Such a list (the national one, for example) says of each commune the communes that were joined
in it, and perhaps the district. They become units of their own, valid until 30 June 2025, so
that papers from before are read with the units of their time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from border_gis.boundary.folding import fold_text
from border_gis.boundary.provinces import BORDER_PROVINCES
from border_gis.boundary.unit_slips import bare_name, level_of_name
from border_gis.boundary.units import Unit, UnitLevel
from border_gis.errors import Finding, Severity
from border_gis.exchange.incoming.as_units import LAST_DAY_OF_DISTRICTS, build_unit
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.proposing import ProposedRow, RowReader, propose_rows

_KEPT = frozenset({"giu nguyen", "khong sap xep", "nguyen trang"})
_IN_BRACKETS = re.compile(r"\((.+?)\)\s*$")


def propose_units(rows: Iterable[IncomingRow], reader: RowReader) -> Iterator[ProposedRow[Unit]]:
    """Yield what each row would become, and then the units of before that the rows name.

    Units of before are only made of a list that says nothing of time itself.

    Parameters
    ----------
    rows : iterable of IncomingRow
    reader : RowReader

    Raises
    ------
    CrsError
        Coordinates of which nothing says in which CRS they are.
    """
    sources = reader.fields.sources
    if "former" not in sources or "valid_from" in sources or "valid_to" in sources:
        yield from propose_rows(rows, reader, build_unit)
        return
    districts: dict[int, str] = {}

    def noted() -> Iterator[IncomingRow]:
        for row in rows:
            districts[row.number] = reader.text(row, "district")
            yield row

    former: dict[tuple[UnitLevel, str, str], ProposedRow[Unit]] = {}
    for proposed in propose_rows(noted(), reader, build_unit):
        unit = proposed.thing
        if unit is None or not unit.former_names:
            yield proposed
            continue
        since = LAST_DAY_OF_DISTRICTS + timedelta(days=1)
        names = tuple(unit.name if fold_text(each) in _KEPT else each for each in unit.former_names)
        today = replace(unit, former_names=names, valid_from=since, parent_name=name_parent(unit.parent_name))
        yield replace(proposed, thing=today)
        for old in _units_before(today, districts.pop(proposed.number, ""), reader):
            key = (old.level, fold_text(old.name), fold_text(old.parent_name))
            former.setdefault(key, ProposedRow(proposed.number, old))
    told = _tell(former)
    yield from (
        replace(row, findings=told if place == 0 else ()) for place, row in enumerate(former.values())
    )


def name_parent(text: str) -> str:
    """Return the province as the program names it, where a text is one of the border's, even as a code."""
    plain = re.sub(r"^\d+\s+", "", fold_text(re.sub(r"[_-]+", " ", text))).removeprefix("tinh ")
    return next((name for name in BORDER_PROVINCES if fold_text(name) == plain), text)


def _units_before(unit: Unit, district_text: str, reader: RowReader) -> Iterator[Unit]:
    of_commune, district = _read_districts(district_text)
    for former in unit.former_names:
        name = bare_name(former)
        said = _IN_BRACKETS.search(former)
        inside = bare_name(said[1]) if said else of_commune.get(fold_text(name), district)
        yield _build(name, UnitLevel.COMMUNE, inside or unit.parent_name, unit.source, reader)
        if inside:
            yield _build(inside, UnitLevel.DISTRICT, unit.parent_name, unit.source, reader)


def _read_districts(text: str) -> tuple[dict[str, str], str]:
    """Return the district of each commune that is named with one, and the district of all others.

    ``Bảo Lâm (xã Đức Hạnh) + Bảo Lạc (xã Cốc Pàng)`` names two; ``Hà Quảng (ex-Thông Nông)``
    tells an older name, which had ended before.
    """
    of_commune: dict[str, str] = {}
    others = ""
    for part in re.split(r"\s*[+;]\s*", text.strip()):
        said = _IN_BRACKETS.search(part)
        name = bare_name(part)
        if said and level_of_name(said[1]) is UnitLevel.COMMUNE:
            of_commune[fold_text(bare_name(said[1]))] = name
        elif name:
            others = name
    return of_commune, others


def _build(name: str, level: UnitLevel, parent: str, source: str, reader: RowReader) -> Unit:
    told = (
        f"border-gis:former:{reader.file_hash}:{reader.layer}:{level}:{fold_text(name)}:{fold_text(parent)}"
    )
    return Unit(
        id=str(uuid5(NAMESPACE_URL, told)),
        code="",
        name=name,
        level=level,
        parent_name=parent,
        valid_to=LAST_DAY_OF_DISTRICTS,
        source=source,
    )


def _tell(former: dict[tuple[UnitLevel, str, str], ProposedRow[Unit]]) -> tuple[Finding, ...]:
    levels = [level for level, _, _ in former]
    params = {
        "communes": levels.count(UnitLevel.COMMUNE),
        "districts": levels.count(UnitLevel.DISTRICT),
    }
    return (Finding("incoming.former_units", params, "", Severity.NOTE),) if former else ()
