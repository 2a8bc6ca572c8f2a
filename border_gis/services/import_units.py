"""Units that rows of a file name: put right, matched by name and date, and told before they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.register import Marker
from border_gis.boundary.unit_slips import SlipKind, UnitMatch, UnitNames
from border_gis.boundary.units import Unit
from border_gis.errors import Finding, Severity
from border_gis.exchange.incoming.proposing import ProposedRow
from border_gis.exchange.legacy_text import TextForm, convert_text
from border_gis.incidents.model import Incident
from border_gis.services.checks import today_in_viet_nam
from border_gis.services.permissions import without_actor
from border_gis.services.workspaces import Workspace

_PUT_RIGHT = (SlipKind.WITHOUT_MARKS, SlipKind.SLIP, SlipKind.ENCODING)
_OLD_FORMS = (TextForm.TCVN3, TextForm.VNI, TextForm.TWICE_ENCODED)


@without_actor("part of the preview of a file, which asks for a role itself")
def read_row_units(
    workspace: Workspace, rows: Sequence[ProposedRow[Any]], *, keeps_names: bool = False
) -> tuple[ProposedRow[Any], ...]:
    """Return rows with the names of their units put right, each with notes of what was found.

    A name is put right where one spelling of the register remains; what the file has is kept
    in brackets in the description or the note. Where the register of units is empty nothing
    is said.

    Parameters
    ----------
    workspace : Workspace
    rows : sequence of ProposedRow
        Incidents are matched to the units of their date, markers to those of today.
    keeps_names : bool
        Tells the same and leaves every name as the file has it.
    """
    units = workspace.units
    if not units:
        return tuple(rows)
    readings = tuple(_reading_of(form) for form in _OLD_FORMS)
    names = UnitNames(units, today_in_viet_nam(), readings)
    return tuple(_read_row(row, names, keeps_names=keeps_names) for row in rows)


def _reading_of(form: TextForm) -> Any:
    return lambda text: convert_text(text, form)


def _read_row(row: ProposedRow[Any], names: UnitNames, *, keeps_names: bool) -> ProposedRow[Any]:
    thing = row.thing
    if not isinstance(thing, Incident | Marker) or not thing.unit_as_written.strip():
        return row
    happened = thing.date if isinstance(thing, Incident) else None
    matches = names.match(thing.unit_as_written, happened)
    findings = [finding for match in matches for finding in _tell(match, row.number, happened)]
    text = ", ".join(match.corrected for match in matches)
    is_wrong = any(match.kind in _PUT_RIGHT for match in matches)
    if is_wrong and not keeps_names:
        thing = _put_right(thing, text)
    return replace(row, thing=thing, findings=(*row.findings, *findings))


def _put_right(thing: Incident | Marker, text: str) -> Incident | Marker:
    """Return the thing with its unit's name put right, and what the file has kept beside it."""
    was = f"[{thing.unit_as_written}]"
    if isinstance(thing, Incident):
        told = "\n".join(part for part in (thing.description, was) if part)
        return replace(thing, unit_as_written=text, description=told)
    return replace(thing, unit_as_written=text, note=" ".join(part for part in (thing.note, was) if part))


def _tell(match: UnitMatch, row: int, happened: PartialDate | None) -> list[Finding]:
    written = {"row": row, "written": match.as_written}
    where = str(row)
    match match.kind:
        case SlipKind.UNKNOWN:
            return [Finding("incoming.unit_unknown", written, where, Severity.NOTE)]
        case SlipKind.AMBIGUOUS:
            names = [_name(unit) for unit in match.units or match.other_time]
            params = {**written, "units": names, "count": len(names)}
            return [Finding("incoming.unit_ambiguous", params, where)]
    found = []
    if match.kind in _PUT_RIGHT:
        params = {**written, "name": match.corrected}
        found.append(Finding("incoming.unit_put_right", params, where, Severity.NOTE))
    now = [_name(unit) for unit in match.today if unit not in match.units]
    if match.units and now:
        params = {**written, "then": [_name(unit) for unit in match.units], "today": now}
        found.append(Finding("incoming.unit_then_and_now", params, where, Severity.NOTE))
    elif not match.units:
        params = {**written, "units": [_name(unit) for unit in match.other_time], "today": now or "–"}
        params["date"] = happened.isoformat() if happened else "–"
        found.append(Finding("incoming.unit_of_other_time", params, where, Severity.NOTE))
    return found


def _name(unit: Unit) -> str:
    return f"{unit.name} ({unit.parent_name})" if unit.parent_name else unit.name
