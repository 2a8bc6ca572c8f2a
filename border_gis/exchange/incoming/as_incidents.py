"""Rows as incidents."""

from __future__ import annotations

from shapely.geometry import mapping

from border_gis.boundary.folding import fold_text
from border_gis.boundary.provinces import BORDER_PROVINCES
from border_gis.errors import Severity
from border_gis.exchange.incoming.cells import take_accuracy_m, take_code, take_date
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.proposing import RowFindings, RowReader
from border_gis.incidents.categories import IncidentCategory
from border_gis.incidents.model import Incident, IncidentParty, IncidentPlace, IncidentState


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
    is_lost = category is IncidentCategory.OTHER and bool(written)
    own_number = reader.text(row, "number")
    description = "\n".join(
        part
        for part in (
            written if is_lost else "",
            reader.text(row, "description"),
            f"[{own_number}]" if own_number else "",
        )
        if part
    )
    return Incident(
        id=reader.id_of(row, reader.text(row, "event_id")),
        number="",
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
    )


def _place(reader: RowReader, row: IncomingRow, findings: RowFindings) -> tuple[IncidentPlace, ...]:
    position = reader.position(row)
    text = reader.text(row, "place")
    if position.geometry is None:
        return (IncidentPlace(as_written=text),) if text else ()
    middle = position.geometry.representative_point()
    return (
        IncidentPlace(
            as_written=text or f"{middle.y:.6f}, {middle.x:.6f}",
            geometry=mapping(position.geometry),
            accuracy_m=take_accuracy_m(reader, row, findings),
        ),
    )


def _name_province(text: str) -> str:
    """Return the province as the program names it, where it is one of the border's."""
    folded = fold_text(text).removeprefix("tinh ")
    return next((name for name in BORDER_PROVINCES if fold_text(name) == folded), text)
