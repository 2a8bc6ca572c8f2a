"""Rows as incidents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from shapely.geometry import mapping

from border_gis.access import Secrecy
from border_gis.boundary.folding import fold_text
from border_gis.boundary.provinces import BORDER_PROVINCES
from border_gis.errors import Finding, Severity
from border_gis.exchange.incoming.cells import split_list, take_accuracy_m, take_code, take_date, take_yes
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.proposing import ProposedRow, RowFindings, RowReader, propose_rows
from border_gis.exchange.incoming.values import read_code
from border_gis.exchange.register_columns import read_count
from border_gis.incidents.categories import IncidentCategory
from border_gis.incidents.model import Incident, IncidentParty, IncidentPlace, IncidentState

_OWN_NUMBER = re.compile(r"[A-Z][A-Z0-9-]*-\d{3,}")


def build_incident(reader: RowReader, row: IncomingRow, findings: RowFindings) -> Incident | None:
    """Return the incident that a row tells of; None for a row without a title.

    A category that the list does not have becomes ``other``; what was written stands first
    in the description then, so that nothing of the row is lost.
    """
    title = " ".join(reader.text(row, "title").split())
    if not title:
        findings.say("incoming.no_title", Severity.ERROR)
        return None
    position = reader.position(row)
    findings.found.extend(position.findings)
    written = reader.text(row, "category")
    category = take_code(reader, row, findings, "category", IncidentCategory.OTHER)
    is_lost = bool(written) and read_code(written, IncidentCategory) is None
    number = _read_own_number(reader, row)
    description = "\n".join(
        part
        for part in (
            written if is_lost else "",
            reader.text(row, "description"),
            "" if number else name_old_number(reader.text(row, "number")),
        )
        if part
    )
    return Incident(
        id=reader.id_of(row, reader.text(row, "event_id")),
        number=number,
        title=title,
        category=category.value,
        party=take_code(reader, row, findings, "party", IncidentParty.UNKNOWN),
        state=take_code(reader, row, findings, "state", IncidentState.REPORTED),
        date=take_date(reader, row, findings, "date"),
        places=_place(reader, row, findings),
        description=description,
        source_paper=reader.text(row, "source_paper") or reader.source_of(row),
        unit_as_written=reader.text(row, "unit"),
        province=_name_province(reader.text(row, "province")),
        demonstration=bool(take_yes(reader, row, findings, "demonstration")),
        secrecy=_take_secrecy(reader, row, findings),
        event_kind=reader.text(row, "event_kind"),
        works=split_list(reader.text(row, "works")),
        markers=split_list(reader.text(row, "markers")),
        survey_areas=split_list(reader.text(row, "survey_areas")),
    )


def name_old_number(number: str) -> str:
    """Return how a description keeps the number that an incident had elsewhere; empty for none."""
    return f"[{number}]" if number else ""


def propose_incidents(rows: Iterable[IncomingRow], reader: RowReader) -> Iterator[ProposedRow[Incident]]:
    """Yield what the rows would become; rows that share their own id are places of one incident.

    ``place_number`` says in which order its places stand; without it they keep the order of
    the file.
    """
    orders: dict[int, int] = {}

    def noted() -> Iterator[IncomingRow]:
        for row in rows:
            orders[row.number] = read_count(reader.text(row, "place_number")) or len(orders)
            yield row

    parts: dict[str, list[ProposedRow[Incident]]] = {}
    for proposed in propose_rows(noted(), reader, build_incident):
        key = f"row {proposed.number}" if proposed.thing is None else proposed.thing.id
        parts.setdefault(key, []).append(proposed)
    for some in parts.values():
        yield some[0] if len(some) == 1 else _merge(some, orders)


def _merge(rows: Sequence[ProposedRow[Incident]], orders: Mapping[int, int]) -> ProposedRow[Incident]:
    first = rows[0]
    ordered = sorted(rows, key=lambda row: orders[row.number])
    places = tuple(place for row in ordered if row.thing is not None for place in row.thing.places)
    note = Finding(
        "incoming.several_places",
        {"row": first.number, "others": [row.number for row in rows[1:]]},
        str(first.number),
        Severity.NOTE,
    )
    findings = tuple(finding for row in rows for finding in row.findings)
    thing = None if first.thing is None else replace(first.thing, places=places)
    return ProposedRow(first.number, thing, (*findings, note))


def _read_own_number(reader: RowReader, row: IncomingRow) -> str:
    """Return the number of an incident that this program numbered: it has a UUID of its own too."""
    number = reader.text(row, "number")
    try:
        UUID(reader.text(row, "event_id"))
    except ValueError:
        return ""
    return number if _OWN_NUMBER.fullmatch(number) else ""


def _take_secrecy(reader: RowReader, row: IncomingRow, findings: RowFindings) -> Secrecy:
    """Return the level of a row; one that nobody understands keeps the row out: it may be secret."""
    text = reader.text(row, "secrecy")
    level = read_code(text, Secrecy)
    if level is None and text:
        findings.say("incoming.unknown_secrecy", Severity.ERROR, value=text)
    return Secrecy.NONE if level is None else level


def _place(reader: RowReader, row: IncomingRow, findings: RowFindings) -> tuple[IncidentPlace, ...]:
    position = reader.position(row)
    text = reader.text(row, "place")
    named = IncidentPlace(
        as_written=text,
        reference=reader.text(row, "place_reference"),
        line_id=reader.text(row, "place_line"),
        source=reader.text(row, "place_source"),
    )
    if position.geometry is None:
        return (named,) if text else ()
    middle = position.geometry.representative_point()
    return (
        replace(
            named,
            as_written=text or f"{middle.y:.6f}, {middle.x:.6f}",
            geometry=mapping(position.geometry),
            accuracy_m=take_accuracy_m(reader, row, findings),
        ),
    )


def _name_province(text: str) -> str:
    """Return the province as the program names it, where it is one of the border's."""
    folded = fold_text(text).removeprefix("tinh ")
    return next((name for name in BORDER_PROVINCES if fold_text(name) == folded), text)
