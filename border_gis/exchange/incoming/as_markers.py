"""Rows as markers of the register, by the reader that every register goes through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from shapely.geometry import Point

from border_gis.boundary.register import Coordinate, Marker
from border_gis.errors import DataError, Finding, Severity
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.proposing import ProposedRow, RowReader
from border_gis.exchange.incoming.values import read_text
from border_gis.exchange.registers import RegisterRow, read_register_rows


def propose_markers(
    rows: Iterable[IncomingRow], reader: RowReader
) -> tuple[tuple[ProposedRow[Marker], ...], tuple[Finding, ...]]:
    """Return what each row would become, and what concerns the file as a whole.

    Raises
    ------
    CrsError
        Plane coordinates of which nothing says in which zone they are.
    """
    given: list[RegisterRow] = []
    refused: list[ProposedRow[Marker]] = []
    for row in rows:
        cells = {name: reader.text(row, name) for name in reader.fields.sources}
        position = None
        if row.geometry is not None:
            found = reader.position(row)
            if not isinstance(found.geometry, Point):
                kind = row.geometry.geom_type
                params = {"row": row.number, "kind": kind}
                finding = Finding("incoming.not_a_point", params, str(row.number), Severity.ERROR)
                refused.append(ProposedRow(row.number, None, (*found.findings, finding)))
                continue
            if any(finding.severity is Severity.ERROR for finding in found.findings):
                # Such as longitude and latitude in each other's place: no marker, and nothing to measure.
                refused.append(ProposedRow(row.number, None, found.findings))
                continue
            position = Coordinate(found.geometry.x, found.geometry.y)
        given.append(RegisterRow(row.number, cells, position))
    has_position = "position" in reader.fields.sources
    crs = read_text(reader.crs).upper().removeprefix("EPSG:") or None
    try:
        markers, findings = read_register_rows(
            given, Path(reader.file_name), crs, has_position_column=has_position
        )
    except DataError as error:
        # Nothing usable at all is said once for the file, and the rows say why below.
        markers, findings = (), (Finding(error.code, error.params, "", Severity.ERROR),)
    return _join_up(given, markers, findings, refused, reader)


def _join_up(
    given: list[RegisterRow],
    markers: tuple[Marker, ...],
    findings: tuple[Finding, ...],
    refused: list[ProposedRow[Marker]],
    reader: RowReader,
) -> tuple[tuple[ProposedRow[Marker], ...], tuple[Finding, ...]]:
    of_row: defaultdict[str, list[Finding]] = defaultdict(list)
    of_file = []
    for finding in findings:
        if finding.where:
            of_row[finding.where].append(finding)
        else:
            of_file.append(finding)
    # The reader keeps the order of the rows and leaves some out, each with an error or as a repetition.
    coming = iter(markers)
    proposed = list(refused)
    for row in given:
        said = tuple(of_row.get(str(row.number), ()))
        is_left_out = any(
            finding.severity is Severity.ERROR or finding.code == "exchange.repeated_row" for finding in said
        )
        marker = None if is_left_out or not markers else next(coming)
        if marker is not None and not marker.source:
            marker = replace(marker, source=f"{reader.file_name}#{row.number}")
        proposed.append(ProposedRow(row.number, marker, said))
    return tuple(sorted(proposed, key=lambda row: row.number)), tuple(of_file)
