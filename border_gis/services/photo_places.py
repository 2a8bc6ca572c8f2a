"""The position of a photo as a further place of an incident: looked at first, then added, then undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import shape

from border_gis.access import Role
from border_gis.boundary.nearness import measure_apart_m
from border_gis.errors import Finding, InputError, NotFoundError
from border_gis.exchange.photos import PhotoFacts
from border_gis.incidents.model import PHOTO_SOURCE, Incident, IncidentPlace, Report
from border_gis.incidents.view import describe_place
from border_gis.services.evidence import list_evidence
from border_gis.services.incidents import IncidentPage, add_report, show_incident
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """Where a photo says that it was taken, beside the places of its incident.

    Attributes
    ----------
    place : IncidentPlace
        As it would be added; its accuracy is what the photo says, None where it says nothing.
    apart : tuple of (IncidentPlace, float or None)
        The places that the incident has, each with its distance in metres along the geodesic;
        None for one that has no position.
    findings : tuple of Finding
        What the photo leaves in doubt.
    is_taken : bool
        Whether the incident has the position of this photo already.
    """

    place: IncidentPlace
    apart: tuple[tuple[IncidentPlace, float | None], ...]
    findings: tuple[Finding, ...]
    is_taken: bool


@needs(Role.VIEWER)
def preview_photo_place(workspace: Workspace, incident_id: str, sha256: str) -> PhotoPlace:
    """Return where a photo of an incident was taken, and how far that is from each of its places.

    Raises
    ------
    InputError
        If the photo says no position that can be used.
    NotFoundError
        If no report of the incident names the file, or the person may not see it.
    """
    return _look(workspace, show_incident(workspace, incident_id), sha256)


@needs(Role.RECORDER)
def add_photo_place(
    workspace: Workspace,
    incident_id: str,
    sha256: str,
    accuracy_m: float | None = None,
    seen_report_id: str | None = None,
) -> Incident:
    """Add the position of a photo to the places of an incident, in a report that names the photo.

    The places that were there stay. The report is as secret as the photo.

    Parameters
    ----------
    workspace : Workspace
    incident_id : str
    sha256 : str
        Of the photo.
    accuracy_m : float, optional
        How accurate the position is; without it what the photo says, and nothing if that says
        nothing.
    seen_report_id : str, optional
        See ``add_report``.

    Raises
    ------
    ConflictError
        If somebody else has changed the places meanwhile.
    InputError
        If the photo says no position, the accuracy cannot be one, or the place is there already.
    NotFoundError
        See ``preview_photo_place``.
    """
    page = show_incident(workspace, incident_id)
    found = _look(workspace, page, sha256)
    if found.is_taken:
        raise InputError("evidence.place_is_there")
    if accuracy_m is not None and not accuracy_m > 0.0:
        raise InputError("works.bad_accuracy", accuracy_m=accuracy_m)
    place = found.place if accuracy_m is None else found.place.measured(accuracy_m)
    evidence = list_evidence(workspace, (sha256,))[0]
    return add_report(
        workspace,
        page.incident.id,
        changes=_set_places((*page.incident.places, place)),
        attachments=(sha256,),
        secrecy=evidence.attachment.secrecy,
        seen_report_id=seen_report_id or page.last_report_id,
    )


@needs(Role.RECORDER)
def undo_photo_place(
    workspace: Workspace, incident_id: str, report_id: str, seen_report_id: str | None = None
) -> Incident:
    """Take back a place that a report added from a photo; both reports stay.

    The report is corrected, as if it had never set a place. Where a later report has set the
    places again, a correction of the first would change nothing: the place is then taken out
    of those that stand now.

    Raises
    ------
    InputError
        If that report added no place from a photo, or the place is gone already.
    """
    page = show_incident(workspace, incident_id)
    report = next((each for each in page.reports if each.id == report_id), None)
    source = None if report is None else _added_source(report)
    if report is None or source is None or not _has(page.incident, source):
        raise InputError("evidence.no_photo_place")
    setting = [each.id for each in page.reports if "places" in each.changes]
    seen = seen_report_id or page.last_report_id
    if setting[-1] == report_id:
        return add_report(
            workspace,
            page.incident.id,
            changes={"places": None},
            corrects=report_id,
            secrecy=report.secrecy,
            seen_report_id=seen,
        )
    left = [place for place in page.incident.places if place.source != source]
    return add_report(
        workspace, page.incident.id, changes=_set_places(left), secrecy=report.secrecy, seen_report_id=seen
    )


def can_undo_photo_place(incident: Incident, report: Report) -> bool:
    """Return whether a report added a place from a photo that still stands."""
    source = _added_source(report)
    return source is not None and _has(incident, source)


def _look(workspace: Workspace, page: IncidentPage, sha256: str) -> PhotoPlace:
    named = {each for report in page.reports for each in report.attachments}
    found = list_evidence(workspace, (sha256,)) if sha256 in named else ()
    if not found:
        raise NotFoundError("attachments.missing", sha256=sha256)
    facts = found[0].facts
    if facts is None or facts.longitude_deg is None or facts.latitude_deg is None:
        raise InputError("evidence.no_position_to_take", name=found[0].attachment.name)
    at = (facts.longitude_deg, facts.latitude_deg)
    apart = tuple(
        (place, None if place.geometry is None else measure_apart_m(*at, shape(dict(place.geometry))))
        for place in page.incident.places
    )
    taken = _has(page.incident, PHOTO_SOURCE + sha256)
    return PhotoPlace(_place_of(facts, sha256), apart, found[0].findings, taken)


def _place_of(facts: PhotoFacts, sha256: str) -> IncidentPlace:
    return IncidentPlace(
        as_written=f"{facts.latitude_deg:.6f} {facts.longitude_deg:.6f}",
        geometry={"type": "Point", "coordinates": [facts.longitude_deg, facts.latitude_deg]},
        accuracy_m=facts.position_error_m or None,
        source=PHOTO_SOURCE + sha256,
    )


def _set_places(places: Sequence[IncidentPlace]) -> dict[str, Any]:
    return {"places": [describe_place(place) for place in places]}


def _has(incident: Incident, source: str) -> bool:
    return any(place.source == source for place in incident.places)


def _added_source(report: Report) -> str | None:
    """Return the source of the place that a report took from the photo it names; None if it took none."""
    sources = {PHOTO_SOURCE + sha256 for sha256 in report.attachments}
    places = report.changes.get("places") or ()
    return next((place["source"] for place in places if place.get("source") in sources), None)
