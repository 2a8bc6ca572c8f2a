"""Rows as versions of the line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from border_gis.boundary.line import BoundaryLine, LegalStatus
from border_gis.boundary.parties import Party
from border_gis.boundary.register import Register
from border_gis.errors import DataError, Finding, InputError, Severity
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.proposing import ProposedRow, RowReader
from border_gis.exchange.incoming.values import read_cell_date, read_code, read_number, read_yes
from border_gis.exchange.layers import LayerFeature
from border_gis.exchange.lines import build_line


def propose_lines(
    rows: Iterable[IncomingRow], reader: RowReader, register: Register
) -> tuple[ProposedRow[BoundaryLine], ...]:
    """Return what the rows would become: versions with ids of their own, or one line of many parts.

    Parameters
    ----------
    rows : iterable of IncomingRow
    reader : RowReader
    register : Register
        Turns a line so that it runs towards higher numbers.

    Raises
    ------
    CrsError
        Coordinates of which nothing says in which CRS they are.
    """
    versions: dict[str, list[LayerFeature]] = {}
    found: dict[str, list[Finding]] = {}
    first: dict[str, IncomingRow] = {}
    for row in rows:
        version = _read_id(reader.text(row, "id"))
        position = reader.position(row)
        first.setdefault(version, row)
        found.setdefault(version, []).extend(position.findings)
        feature = LayerFeature(row.number, position.geometry, _read_attributes(row, reader))
        versions.setdefault(version, []).append(feature)
    return tuple(
        _propose(features, first[version], found[version], reader, register)
        for version, features in versions.items()
    )


def _propose(
    features: list[LayerFeature],
    first: IncomingRow,
    found: list[Finding],
    reader: RowReader,
    register: Register,
) -> ProposedRow[BoundaryLine]:
    try:
        line = build_line(features, Path(reader.file_name), register)
    except DataError as error:
        where = str(first.number)
        return ProposedRow(
            first.number, None, (*found, Finding(error.code, error.params, where, Severity.ERROR))
        )
    named = replace(line, id=reader.id_of(first, reader.text(first, "id")))
    return ProposedRow(first.number, named, tuple(found))


def _read_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _read_attributes(row: IncomingRow, reader: RowReader) -> dict[str, Any]:
    """Return what a row says of the line, under the names and in the values that lines are read by."""
    status, party = reader.text(row, "legal_status"), reader.text(row, "left_party")
    return {
        "name": reader.text(row, "name"),
        "legal_status": read_code(status, LegalStatus) or status,
        "left_party": read_code(party, Party) or party,
        "accuracy_m": read_number(reader.cell(row, "accuracy")),
        "accuracy_assumed": read_yes(reader.cell(row, "accuracy_assumed")),
        "source": reader.text(row, "source"),
        "valid_from": _read_day(reader, row, "valid_from"),
        "valid_to": _read_day(reader, row, "valid_to"),
        "demonstration": read_yes(reader.cell(row, "demonstration")),
        "direction": reader.text(row, "direction"),
        "from_marker": read_number(reader.cell(row, "from_marker")),
        "to_marker": read_number(reader.cell(row, "to_marker")),
    }


def _read_day(reader: RowReader, row: IncomingRow, name: str) -> str:
    try:
        day = read_cell_date(reader.cell(row, name))
    except InputError:
        return reader.text(row, name)
    return "" if day is None else day.first_day.isoformat()
