"""Bring photos in: to the incident that a person chose for each, to a new one, or nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from shapely.geometry import Point

from border_gis.access import Role, Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.imports import ImportEntry
from border_gis.boundary.provinces import BORDER_PROVINCES
from border_gis.errors import DataError, InputError
from border_gis.exchange.incoming.photos import IncomingPhoto
from border_gis.exchange.incoming.targets import Target
from border_gis.i18n import translate
from border_gis.incidents.model import (
    PHOTO_SOURCE,
    Incident,
    IncidentParty,
    IncidentPlace,
    IncidentState,
    Report,
)
from border_gis.incidents.view import open_incident
from border_gis.services.attachments import keep_attachment
from border_gis.services.incidents import name_machine, number_prefix
from border_gis.services.nearby import find_unit
from border_gis.services.permissions import name_author, needs
from border_gis.services.photo_proposals import PhotoNeighbour, PhotoProposal, place_of
from border_gis.services.workspaces import Workspace

LAYER = "photos"
"""What stands for the layer in the entry of an import of photos."""


class PhotoUse(StrEnum):
    """What becomes of a photo."""

    LEAVE = "leave"
    ATTACH = "attach"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class PhotoChoice:
    """What a person has chosen for a photo.

    Attributes
    ----------
    use : PhotoUse
    incident_id : str
        Where it goes; an id or a number.
    title, category : str
        Of a new incident. Photos with the same title go into the same one.
    ties : tuple of PhotoNeighbour
        What a new incident is tied to.
    takes_track : bool
        Whether the place on the track counts as the photo's.
    """

    use: PhotoUse = PhotoUse.LEAVE
    incident_id: str = ""
    title: str = ""
    category: str = "other"
    ties: tuple[PhotoNeighbour, ...] = ()
    takes_track: bool = False


LEFT_OUT = PhotoChoice()


@needs(Role.APPROVER)
def import_photos(
    workspace: Workspace,
    proposals: Sequence[PhotoProposal],
    choices: Mapping[str, PhotoChoice],
    *,
    secrecy: Secrecy = Secrecy.NONE,
    reason: str = "",
) -> ImportEntry:
    """Bring in the photos for which a person has chosen something, and write that down.

    Photos of one incident come in with one report. An incident that is there keeps its places.

    Parameters
    ----------
    workspace : Workspace
    proposals : sequence of PhotoProposal
    choices : mapping of str to PhotoChoice
        By SHA-256; a photo that is not named is left out.
    secrecy : Secrecy
        Of the photos, of the reports that name them, and of new incidents.
    reason : str

    Raises
    ------
    InputError
        Nothing is chosen, or a new incident has no title.
    NotFoundError
        There is no such incident.
    DataError
        A photo has been changed or has gone since it was looked into.
    """
    chosen = _read_choices(workspace, proposals, choices)
    if not chosen:
        raise InputError("imports.no_photo_chosen")
    moment = datetime.now(UTC)
    for proposal, _, _ in chosen:
        _keep(workspace, proposal.photo, secrecy, moment)
    reports, prefixes = _write_reports(workspace, chosen, secrecy, moment)
    for prefix in dict.fromkeys(prefixes.values()):
        workspace.store.append_reports([each for each in reports if prefixes[each.id] == prefix], prefix)
    opened = [each.incident_id for each in reports if each.kind == "opened"]
    attached = [[each.incident_id, each.id] for each in reports if each.kind != "opened"]
    names = [proposal.photo.path.name for proposal, _, _ in chosen]
    hashes = [proposal.photo.sha256 for proposal, _, _ in chosen]
    entry = ImportEntry(
        id=str(uuid4()),
        kind="import",
        recorded_at=moment,
        author=name_author(workspace),
        machine=name_machine(),
        target=Target.INCIDENTS.value,
        file_name=names[0] if len(names) == 1 else f"{names[0]} + {len(names) - 1}",
        file_sha256=hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest(),
        layer=LAYER,
        mapping={"photos": hashes, "attached": attached},
        rows_read=len(proposals),
        rows_left_out=len(proposals) - len(chosen),
        added=(*opened, *(report_id for _, report_id in attached)),
        reason=reason.strip(),
    )
    workspace.store.append_import(entry)
    return entry


def _read_choices(
    workspace: Workspace, proposals: Sequence[PhotoProposal], choices: Mapping[str, PhotoChoice]
) -> list[tuple[PhotoProposal, PhotoChoice, str]]:
    """Return what is brought in, each with the id of the incident that is there, empty for a new one."""
    read = []
    for proposal in proposals:
        choice = choices.get(proposal.photo.sha256, LEFT_OUT)
        if choice.use is PhotoUse.LEAVE or not proposal.can_come_in:
            continue
        incident_id = ""
        if choice.use is PhotoUse.ATTACH:
            incident_id = workspace.store.incident(choice.incident_id).id
        elif not choice.title.strip():
            raise InputError("imports.photo_without_title", name=proposal.photo.path.name)
        read.append((proposal, choice, incident_id))
    return read


def _keep(workspace: Workspace, photo: IncomingPhoto, secrecy: Secrecy, moment: datetime) -> None:
    try:
        content = photo.path.read_bytes()
    except OSError as error:
        raise DataError("imports.photo_changed", name=photo.path.name) from error
    if hashlib.sha256(content).hexdigest() != photo.sha256:
        raise DataError("imports.photo_changed", name=photo.path.name)
    keep_attachment(workspace, photo.path.name, content, secrecy=secrecy, received_at=moment)


def _write_reports(
    workspace: Workspace,
    chosen: Sequence[tuple[PhotoProposal, PhotoChoice, str]],
    secrecy: Secrecy,
    moment: datetime,
) -> tuple[list[Report], dict[str, str]]:
    """Return one report for each incident, with the start of its number."""
    groups: dict[tuple[str, str], list[tuple[PhotoProposal, PhotoChoice]]] = {}
    for proposal, choice, incident_id in chosen:
        title = "" if incident_id else " ".join(choice.title.split())
        groups.setdefault((incident_id, title), []).append((proposal, choice))
    reports: list[Report] = []
    prefixes: dict[str, str] = {}
    for (incident_id, title), some in groups.items():
        hashes = tuple(proposal.photo.sha256 for proposal, _ in some)
        days = [day for proposal, _ in some if (day := proposal.taken_on) is not None]
        first = min(days, key=lambda day: day.first_day, default=None)
        names = [proposal.photo.path.name for proposal, _ in some]
        text = translate("imports.photos_text", {"names": names}, workspace.settings.language)
        if incident_id:
            report = Report(
                id=str(uuid4()),
                incident_id=incident_id,
                kind="added",
                recorded_at=moment,
                author=name_author(workspace),
                machine=name_machine(),
                event_date=first,
                text=text,
                attachments=hashes,
                secrecy=secrecy,
            )
            prefixes[report.id] = ""
        else:
            incident = _build_incident(workspace, title, some, first, secrecy)
            report = open_incident(
                incident,
                recorded_at=moment,
                author=name_author(workspace),
                machine=name_machine(),
                text=text,
                attachments=hashes,
            )
            prefixes[report.id] = number_prefix(incident.province, first, moment)
        reports.append(report)
    return reports, prefixes


def _build_incident(
    workspace: Workspace,
    title: str,
    some: Sequence[tuple[PhotoProposal, PhotoChoice]],
    day: PartialDate | None,
    secrecy: Secrecy,
) -> Incident:
    choice = some[0][1]
    places = tuple(place for proposal, each in some if (place := _build_place(proposal, each)) is not None)
    ties: dict[str, list[str]] = {"markers": [], "works": []}
    for _, each in some:
        for neighbour in each.ties:
            ties[neighbour.kind].append(neighbour.id)
    province, unit = _name_place(workspace, places)
    return Incident(
        id=str(uuid4()),
        number="",
        title=title,
        category=choice.category,
        party=IncidentParty.UNKNOWN,
        state=IncidentState.REPORTED,
        date=day,
        places=places[:1],
        province=province,
        unit_as_written=unit,
        secrecy=secrecy,
        markers=tuple(dict.fromkeys(ties["markers"])),
        works=tuple(dict.fromkeys(ties["works"])),
    )


def _build_place(proposal: PhotoProposal, choice: PhotoChoice) -> IncidentPlace | None:
    at = place_of(proposal, takes_track=choice.takes_track)
    if at is None:
        return None
    facts = proposal.photo.facts
    is_own = facts is not None and facts.has_position
    geometry: dict[str, Any] = {"type": "Point", "coordinates": list(at)}
    return IncidentPlace(
        as_written=f"{at[1]:.6f} {at[0]:.6f}",
        geometry=geometry,
        accuracy_m=facts.position_error_m if is_own and facts is not None else None,
        source=PHOTO_SOURCE + proposal.photo.sha256 if is_own else "",
    )


def _name_place(workspace: Workspace, places: Sequence[IncidentPlace]) -> tuple[str, str]:
    """Return province and commune of a place, as the form of a new incident fills them in."""
    if not places or places[0].geometry is None:
        return "", ""
    unit = find_unit(workspace.units, Point(places[0].geometry["coordinates"]))
    if unit is None:
        return "", ""
    return (unit.parent_name if unit.parent_name in BORDER_PROVINCES else ""), unit.name
