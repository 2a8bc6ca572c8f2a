"""What is known of an incident, derived from its reports: now, or at any moment before.

A correction does not change the report that it names. It says what that report should
have said: the view reads the corrected report as if it had said so, so that whatever was
reported after it still counts. In a correction ``None`` takes a field back, as if the
corrected report had never set it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError, NotFoundError
from border_gis.incidents.levels import extend_level, find_level
from border_gis.incidents.model import (
    AwaitedReply,
    Incident,
    IncidentParty,
    IncidentPlace,
    IncidentState,
    Report,
)
from border_gis.incidents.particulars import NO_PARTICULARS, Particulars
from border_gis.incidents.waits import find_follow_ups, match_replies, order_corrections, read_corrected

TEXT_FIELDS = (
    "number",
    "title",
    "category",
    "description",
    "source_paper",
    "unit_as_written",
    "province",
    "event_kind",
)
TIE_FIELDS = ("works", "markers", "survey_areas")
FIELDS = (*TEXT_FIELDS, "party", "state", "date", "places", "demonstration", "secrecy", *TIE_FIELDS)
_PLACE_FIELDS = tuple(field.name for field in fields(IncidentPlace))


def derive_incident(reports: Iterable[Report], until: datetime | None = None) -> Incident:
    """Return what the reports say of an incident, all of them or those up to a moment.

    Parameters
    ----------
    reports : iterable of Report
        Of one incident, in the order in which they were appended.
    until : datetime, optional
        Aware. Reports recorded later are left out: what was known then.

    Returns
    -------
    Incident

    Raises
    ------
    NotFoundError
        If there is no report, or none up to that moment.
    DataError
        If a report sets a field or a value that an incident does not have.
    """
    known = [report for report in reports if until is None or report.recorded_at <= until]
    if not known:
        raise NotFoundError("incident.no_report", until=until)
    said = read_said(known)
    incident = _blank(known[0].incident_id)
    for report in known:
        incident = _apply(incident, said.get(report.id, {}))
    return replace(_follow(incident, known), level=find_level(known))


def read_said(reports: Sequence[Report]) -> dict[str, dict[str, Any]]:
    """Return what each report says of the fields, corrections counted where the corrected report stands.

    Where a report has a second copy, what it says of the fields of that one counts there.
    """
    said = {report.id: dict(report.changes) for report in reports}
    firsts = _find_firsts(reports)
    names = {second: tuple(said[second]) for second in firsts}
    for second, first in firsts.items():
        said[first].update(said[second])
    for correcting, corrected in order_corrections(reports, firsts):
        _correct(said[corrected], said.pop(correcting))
    for second, first in reversed(firsts.items()):
        said[second] = {name: said[first].pop(name) for name in names[second] if name in said[first]}
    return said


def _find_firsts(reports: Sequence[Report]) -> dict[str, str]:
    """Return the reports that have a second copy, by the id of that; corrections count by themselves."""
    if not any(report.is_repeated for report in reports):
        return {}
    uncorrecting = {report.id for report in reports if report.corrects is None}
    return {
        report.id: report.particulars.repeats
        for report in reports
        if report.particulars.repeats in uncorrecting and report.particulars.repeats != report.id
    }


def extend_incident(incident: Incident | None, report: Report) -> Incident | None:
    """Return the view after one more report, or None where all reports must be read again.

    The quick way to keep a view in step; it gives what ``derive_incident`` gives.
    """
    if report.corrects is not None or report.particulars != NO_PARTICULARS:
        return None
    before = incident or _blank(report.incident_id)
    return replace(_apply(before, report.changes), level=extend_level(before.level, report))


def describe_changes(incident: Incident) -> dict[str, Any]:
    """Return an incident as the changes of a report, in plain JSON values."""
    return {
        **{name: getattr(incident, name) for name in TEXT_FIELDS if getattr(incident, name)},
        "party": incident.party.value,
        "state": incident.state.value,
        "date": None if incident.date is None else incident.date.isoformat(),
        "places": [describe_place(place) for place in incident.places],
        "demonstration": incident.demonstration,
        **({} if incident.secrecy is Secrecy.NONE else {"secrecy": incident.secrecy.value}),
        **{name: list(getattr(incident, name)) for name in TIE_FIELDS if getattr(incident, name)},
    }


def describe_place(place: IncidentPlace) -> dict[str, Any]:
    """Return a place in plain JSON values."""
    described: dict[str, Any] = {name: getattr(place, name) for name in _PLACE_FIELDS}
    described["geometry"] = None if place.geometry is None else dict(place.geometry)
    if not place.source:
        # Reports from before positions had a source stay as they were sealed.
        del described["source"]
    return described


def open_incident(
    incident: Incident,
    *,
    recorded_at: datetime,
    author: str,
    machine: str,
    text: str = "",
    attachments: tuple[str, ...] = (),
    particulars: Particulars = NO_PARTICULARS,
) -> Report:
    """Return the first report of an incident, which says all that is known of it.

    It carries the level of secrecy of the incident.
    """
    return Report(
        id=str(uuid4()),
        incident_id=incident.id,
        kind="opened",
        recorded_at=recorded_at,
        author=author,
        machine=machine,
        event_date=incident.date,
        text=text or incident.description,
        source_paper=incident.source_paper,
        changes=describe_changes(incident),
        attachments=attachments,
        particulars=particulars,
        secrecy=incident.secrecy,
    )


def check_changes(changes: Mapping[str, Any], *, correction: bool = False) -> None:
    """Raise DataError if the changes of a report could not become part of a view."""
    kept = {name: value for name, value in changes.items() if not (correction and value is None)}
    _apply(_blank(""), kept)
    unknown = sorted(set(changes) - set(FIELDS))
    if unknown:
        raise DataError("incident.unknown_field", field=", ".join(unknown))


def _correct(said: dict[str, Any], correction: Mapping[str, Any]) -> None:
    for name, value in correction.items():
        if value is None:
            said.pop(name, None)
        else:
            said[name] = value


def _follow(incident: Incident, reports: Sequence[Report]) -> Incident:
    """Return the incident with what the office is to do, and the replies that are out."""
    if all(report.particulars == NO_PARTICULARS for report in reports):
        return incident
    said = read_corrected(reports)
    return replace(
        incident,
        follow_ups=find_follow_ups(said),
        awaited=tuple(
            AwaitedReply(match.asked.id, match.asked.happened, match.asked.particulars.step)
            for match in match_replies(said)
            if match.answered is None
        ),
    )


def _blank(incident_id: str) -> Incident:
    return Incident(
        id=incident_id,
        number="",
        title="",
        category="",
        party=IncidentParty.UNKNOWN,
        state=IncidentState.REPORTED,
    )


def _apply(incident: Incident, changes: Mapping[str, Any]) -> Incident:
    if not changes:
        return incident
    values = {name: _read_value(name, value) for name, value in changes.items()}
    return replace(incident, **values)


def _read_value(name: str, value: Any) -> Any:
    try:
        if name in TEXT_FIELDS and isinstance(value, str):
            return value
        if name == "demonstration" and isinstance(value, bool):
            return value
        if name == "party":
            return IncidentParty(value)
        if name == "secrecy":
            return Secrecy(value)
        if name in TIE_FIELDS and isinstance(value, list | tuple):
            if not all(isinstance(one, str) for one in value):
                raise TypeError(value)
            return tuple(value)
        if name == "state":
            return IncidentState(value)
        if name == "date" and (value is None or isinstance(value, str)):
            return None if value is None else PartialDate.fromisoformat(value)
        if name == "places" and isinstance(value, list | tuple):
            return tuple(_read_place(place) for place in value)
    except (TypeError, ValueError, KeyError) as error:
        raise DataError("incident.bad_value", field=name, value=value) from error
    if name not in FIELDS:
        raise DataError("incident.unknown_field", field=name)
    raise DataError("incident.bad_value", field=name, value=value)


def _read_place(place: Mapping[str, Any]) -> IncidentPlace:
    if set(place) - set(_PLACE_FIELDS):
        raise ValueError(sorted(place))
    accuracy_m = place.get("accuracy_m")
    if accuracy_m is not None and not (math.isfinite(accuracy_m) and accuracy_m >= 0):
        raise ValueError(accuracy_m)
    return IncidentPlace(
        as_written=place["as_written"],
        geometry=place.get("geometry"),
        reference=place.get("reference") or "",
        line_id=place.get("line_id") or "",
        accuracy_m=accuracy_m,
        source=place.get("source") or "",
    )
