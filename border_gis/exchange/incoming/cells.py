"""Read one field of a row and say what is wrong with it, in the same words for every target."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from border_gis.boundary.dates import PartialDate
from border_gis.errors import InputError
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.proposing import RowFindings, RowReader
from border_gis.exchange.incoming.values import read_cell_date, read_code, read_number, read_text, read_yes

Code = TypeVar("Code", bound=StrEnum)


def take_code(reader: RowReader, row: IncomingRow, findings: RowFindings, name: str, otherwise: Code) -> Code:
    """Return the code that a cell names; ``otherwise`` where it names none, which is said."""
    text = reader.text(row, name)
    code = read_code(text, type(otherwise))
    if code is None and text:
        findings.say("incoming.unknown_word", field=name, value=text, taken=otherwise)
    return otherwise if code is None else code


def take_date(reader: RowReader, row: IncomingRow, findings: RowFindings, name: str) -> PartialDate | None:
    """Return the date of a cell; None where there is none, and where it is none, which is said."""
    try:
        found = read_cell_date(reader.cell(row, name))
    except InputError:
        findings.say("incoming.not_a_date", field=name, value=reader.text(row, name))
        return None
    if found is not None and found.first_day > datetime.now(UTC).date():
        findings.say("incoming.date_to_come", field=name, value=found)
    return found


def take_yes(reader: RowReader, row: IncomingRow, findings: RowFindings, name: str) -> bool | None:
    """Return yes or no; None where the cell is empty, and where it says neither, which is said."""
    cell = reader.cell(row, name)
    if isinstance(cell, bool):
        return cell
    text = read_text(cell)
    if not text:
        return None
    said = read_yes(text)
    if said is None:
        findings.say("incoming.neither_yes_nor_no", field=name, value=text)
    return said


def split_list(text: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds several things, divided by semicolons, commas or bars."""
    return tuple(part.strip() for part in re.split(r"[,;|]", text) if part.strip())


def take_accuracy_m(reader: RowReader, row: IncomingRow, findings: RowFindings) -> float | None:
    """Return the accuracy of a row in metres; None where it gives none that can be."""
    cell = reader.cell(row, "accuracy")
    text = read_text(cell)
    if not text:
        return None
    accuracy_m = read_number(cell)
    if accuracy_m is None or accuracy_m <= 0.0:
        findings.say("incoming.bad_accuracy", value=text)
        return None
    return accuracy_m
