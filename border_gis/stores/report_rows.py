"""Reports as they are sealed in the store, and the current view of incidents as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError
from border_gis.incidents.integrity import (
    FIRST_HASH,
    SealedReport,
    hash_report,
    write_canonical,
)
from border_gis.incidents.model import (
    AwaitedReply,
    Incident,
    IncidentParty,
    IncidentPlace,
    IncidentState,
    OpenFollowUp,
    Report,
)
from border_gis.incidents.particulars import FollowUp, describe_particulars, read_particulars
from border_gis.incidents.search import write_search_text
from border_gis.incidents.view import check_changes, describe_place
from border_gis.stores.geometries import check_geometry, split_geometry
from border_gis.stores.schema import GEOMETRY_COLUMN

_TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
_KINDS = ("opened", "added", "changed", "corrected")
LONGEST_TEXT = 1_000_000


def write_time(moment: datetime) -> str:
    """Return an aware moment as UTC text that sorts as the moments do."""
    return moment.astimezone(UTC).strftime(_TIME_FORMAT)


def read_time(text: str) -> datetime:
    """Return the moment that ``write_time`` wrote."""
    return datetime.strptime(text, _TIME_FORMAT).replace(tzinfo=UTC)


def check_report(report: Report) -> None:
    """Raise DataError if a report cannot become part of the history."""
    if report.recorded_at.tzinfo is None:
        raise DataError("store.time_without_zone", value=report.recorded_at.isoformat())
    for name in ("id", "incident_id", "author", "machine"):
        if not getattr(report, name).strip():
            raise DataError("store.report_without", field=name)
    if report.kind not in _KINDS or (report.kind == "corrected") != (report.corrects is not None):
        raise DataError("store.bad_report_kind", kind=report.kind)
    for name in ("author", "machine", "text", "source_paper"):
        check_text(getattr(report, name), name)
    check_changes(report.changes, correction=report.corrects is not None)
    try:
        check_text(write_canonical(dict(report.changes)), "changes")
    except (TypeError, ValueError) as error:
        raise DataError("incident.bad_value", field="changes", value=str(error)) from error
    particulars = describe_particulars(report.particulars, report.secrecy)
    check_text(write_canonical(particulars), "particulars")
    read_particulars(particulars)
    for place in report.changes.get("places") or ():
        read_place_geometry(place.get("geometry"), str(place.get("as_written")))


def check_text(text: str, where: str) -> None:
    """Raise DataError if a text holds what no home can store, or is too long."""
    if len(text) > LONGEST_TEXT:
        raise DataError("store.text_too_long", where=where, length=len(text), most=LONGEST_TEXT)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise DataError("store.text_not_storable", where=where) from error
    if "\0" in text or "\\u0000" in text:
        raise DataError("store.text_not_storable", where=where)


def read_place_geometry(geometry: Mapping[str, Any] | None, where: str) -> BaseGeometry | None:
    """Return the geometry of a place from GeoJSON; DataError if it is none."""
    if geometry is None:
        return None
    try:
        made = shape(dict(geometry))
    except (AttributeError, LookupError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise DataError("store.bad_geometry_of_place", where=where) from error
    return check_geometry(made, where)


def seal_report(
    report: Report, sequence: int, chain_position: int = 1, previous_hash: str = FIRST_HASH
) -> SealedReport:
    """Return a report as it is stored, tied to the one before it from its machine."""
    sealed = SealedReport(
        sequence=sequence,
        id=report.id,
        incident_id=report.incident_id,
        kind=report.kind,
        recorded_at=write_time(report.recorded_at),
        author=report.author,
        machine=report.machine,
        event_date=None if report.event_date is None else report.event_date.isoformat(),
        text=report.text,
        source_paper=report.source_paper,
        changes=write_canonical(dict(report.changes)),
        corrects=report.corrects,
        attachments=write_canonical(list(report.attachments)),
        chain_position=chain_position,
        previous_hash=previous_hash,
        hash="",
        particulars=_write_particulars(report),
    )
    return replace(sealed, hash=hash_report(asdict(sealed)))


def unseal_report(sealed: SealedReport) -> Report:
    """Return the report that was sealed."""
    particulars, secrecy = read_particulars(json.loads(sealed.particulars or "{}"))
    return Report(
        id=sealed.id,
        incident_id=sealed.incident_id,
        kind=sealed.kind,  # type: ignore[arg-type]
        recorded_at=read_time(sealed.recorded_at),
        author=sealed.author,
        machine=sealed.machine,
        event_date=None if sealed.event_date is None else PartialDate.fromisoformat(sealed.event_date),
        text=sealed.text,
        source_paper=sealed.source_paper,
        changes=json.loads(sealed.changes),
        corrects=sealed.corrects,
        attachments=tuple(json.loads(sealed.attachments)),
        particulars=particulars,
        secrecy=secrecy,
    )


def select_columns(names: Sequence[str], stored: Sequence[str]) -> str:
    """Return the columns of a SELECT; those that an older schema lacks are read as empty."""
    return ", ".join(name if name in stored else f"'' AS {name}" for name in names)


def _write_particulars(report: Report) -> str:
    said = describe_particulars(report.particulars, report.secrecy)
    return write_canonical(said) if said else ""


INCIDENT_COLUMNS = (
    "id",
    "number",
    "title",
    "category",
    "party",
    "state",
    "date",
    "year",
    "description",
    "source_paper",
    "unit_as_written",
    "province",
    "places",
    "placed",
    "opened_sequence",
    "last_sequence",
    "search_text",
    "demonstration",
    "secrecy",
    "event_kind",
    "works",
    "markers",
    "survey_areas",
    "follow_ups",
    "next_follow_up",
    "awaited",
    "awaits_reply",
    "level",
)


def incident_row(incident: Incident, opened_sequence: int, last_sequence: int) -> tuple[Any, ...]:
    """Return the current view of an incident as its row, in the order of INCIDENT_COLUMNS."""
    return (
        incident.id,
        incident.number,
        incident.title,
        incident.category,
        incident.party.value,
        incident.state.value,
        None if incident.date is None else incident.date.isoformat(),
        None if incident.date is None else incident.date.year,
        incident.description,
        incident.source_paper,
        incident.unit_as_written,
        incident.province,
        write_canonical([describe_place(place) for place in incident.places]),
        any(place.geometry is not None for place in incident.places),
        opened_sequence,
        last_sequence,
        write_search_text(incident),
        incident.demonstration,
        incident.secrecy.value,
        incident.event_kind,
        *(write_canonical(list(ids)) for ids in (incident.works, incident.markers, incident.survey_areas)),
        write_canonical(
            [
                [one.report_id, one.follow_up.day.isoformat(), one.follow_up.words]
                for one in incident.follow_ups
            ]
        ),
        min((one.follow_up.day.isoformat() for one in incident.follow_ups), default=None),
        write_canonical(
            [
                [one.report_id, None if one.since is None else one.since.isoformat(), one.step]
                for one in incident.awaited
            ]
        ),
        bool(incident.awaited),
        incident.level.rank,
    )


def read_incident(row: tuple[Any, ...]) -> Incident:
    """Return the incident of a row in the order of INCIDENT_COLUMNS."""
    return Incident(
        id=row[0],
        number=row[1],
        title=row[2],
        category=row[3],
        party=IncidentParty(row[4]),
        state=IncidentState(row[5]),
        date=None if row[6] is None else PartialDate.fromisoformat(row[6]),
        description=row[8],
        source_paper=row[9],
        unit_as_written=row[10],
        province=row[11],
        places=tuple(IncidentPlace(**place) for place in json.loads(row[12])),
        demonstration=bool(row[17]),
        secrecy=Secrecy(row[18]),
        event_kind=row[19],
        works=tuple(json.loads(row[20])),
        markers=tuple(json.loads(row[21])),
        survey_areas=tuple(json.loads(row[22])),
        follow_ups=tuple(
            OpenFollowUp(report_id, FollowUp(date.fromisoformat(day), words))
            for report_id, day, words in json.loads(row[23])
        ),
        awaited=tuple(
            AwaitedReply(report_id, None if since is None else PartialDate.fromisoformat(since), step)
            for report_id, since, step in json.loads(row[25])
        ),
        level=tuple(Secrecy)[row[27]],
    )


def incident_layer_values(incident: Incident) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the layer and the values of each part of each place of an incident."""
    for number, place in enumerate(incident.places):
        geometry = read_place_geometry(place.geometry, place.as_written)
        if geometry is None:
            continue
        for part, (layer, simple) in enumerate(split_geometry(geometry)):
            yield (
                f"incident_{layer}",
                {
                    GEOMETRY_COLUMN: simple,
                    "incident_id": incident.id,
                    "place": number,
                    "part": part,
                    "number": incident.number,
                    "title": incident.title,
                    "category": incident.category,
                    "party": incident.party.value,
                    "state": incident.state.value,
                    "date": None if incident.date is None else incident.date.isoformat(),
                    "reference": place.reference or place.as_written,
                    "demonstration": incident.demonstration,
                },
            )
