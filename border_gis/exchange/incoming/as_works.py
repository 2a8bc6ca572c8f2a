"""Rows as works."""

from __future__ import annotations

from border_gis.errors import Severity
from border_gis.exchange.incoming.cells import take_accuracy_m, take_code, take_date, take_yes
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.proposing import RowFindings, RowReader
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState


def build_work(reader: RowReader, row: IncomingRow, findings: RowFindings) -> Work | None:
    """Return the work that a row tells of; None for a row that says neither what nor where."""
    position = reader.position(row)
    findings.found.extend(position.findings)
    place = reader.text(row, "place")
    name = reader.text(row, "name")
    if not any((name, place, position.geometry, reader.text(row, "kind"), reader.text(row, "description"))):
        findings.say("incoming.says_nothing", Severity.ERROR)
        return None
    if position.geometry is None and not place and not position.findings:
        findings.say("incoming.no_place")
    return Work(
        id=reader.id_of(row, reader.text(row, "id")),
        kind=take_code(reader, row, findings, "kind", WorkKind.OTHER),
        party=take_code(reader, row, findings, "party", WorkParty.UNKNOWN),
        state=take_code(reader, row, findings, "state", WorkState.UNKNOWN),
        reference_as_written=place,
        geometry=position.geometry,
        illustrative=bool(take_yes(reader, row, findings, "illustrative")) and position.geometry is not None,
        accuracy_m=take_accuracy_m(reader, row, findings),
        since=take_date(reader, row, findings, "since"),
        extended=take_date(reader, row, findings, "extended"),
        name=name,
        description=reader.text(row, "description"),
        source=reader.text(row, "source") or reader.source_of(row),
        document=reader.text(row, "document"),
        demonstration=bool(take_yes(reader, row, findings, "demonstration")),
        agreed=take_yes(reader, row, findings, "agreed"),
        agreement_paper=reader.text(row, "agreement_paper"),
        notified=take_date(reader, row, findings, "notified"),
        on_border_water=take_yes(reader, row, findings, "on_border_water"),
    )
