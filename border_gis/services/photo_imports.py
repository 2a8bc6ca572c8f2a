"""Bring photos in: to the incident that a person chose for each, to a new one, or nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from shapely.geometry import Point

from border_gis.access import Role, Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.imports import ImportEntry
from border_gis.boundary.provinces import BORDER_PROVINCES
from border_gis.errors import DataError, InputError
from border_gis.exchange.incoming.photos import IncomingPhoto
from border_gis.exchange.incoming.targets import Target
from border_gis.i18n import translate
from border_gis.incidents.imports import Import
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
from border_gis.services.import_storing import (
    ImportFile,
    find_imports,
    name_import,
    store_imports,
    write_import_entry,
)
from border_gis.services.importing import list_imports
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


@dataclass(frozen=True, slots=True)
class _Group:
    """Photos that come in with one report.

    The id is that of the report, or of the incident that it opens. It follows from the photos and
    from where they go: the same ones once more are not a second time the same.
    """

    id: str
    incident_id: str
    title: str
    photos: tuple[tuple[PhotoProposal, PhotoChoice], ...]


@needs(Role.APPROVER)
def import_photos(
    workspace: Workspace,
    proposals: Sequence[PhotoProposal],
    choices: Mapping[str, PhotoChoice],
    *,
    secrecy: Secrecy = Secrecy.NONE,
    reason: str = "",
) -> ImportEntry:
    """Bring in the photos for which a person has chosen something with the entry of that, or nothing.

    Photos of one incident come in with one report. An incident that is there keeps its places.
    The same photos with the same choices once more give the entry that is there, until it is
    undone. The files are kept first, each once, by what is in them: where nothing else comes in,
    no report names them, and the next try finds them there.

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
    ConflictError
        Some of them have been brought in to the same place since they were looked at.
    DataError
        A photo has been changed or has gone since it was looked into.
    """
    chosen = _read_choices(workspace, proposals, choices)
    if not chosen:
        raise InputError("imports.no_photo_chosen")
    before = list_imports(workspace)
    groups = _group(chosen, before)
    import_id = name_import(before, "\n".join(group.id for group in groups), secrecy.value)
    if stored := find_imports(before, (import_id,)):
        return stored[0]
    moment = datetime.now(UTC)
    for proposal, _, _ in chosen:
        _keep(workspace, proposal.photo, secrecy, moment)
    reports: dict[str, list[Report]] = {}
    for group in groups:
        prefix, report = _write_report(workspace, group, secrecy, moment)
        reports.setdefault(prefix, []).append(report)
    opened = [group.id for group in groups if not group.incident_id]
    attached = [[group.incident_id, group.id] for group in groups if group.incident_id]
    names = [proposal.photo.path.name for proposal, _, _ in chosen]
    hashes = [proposal.photo.sha256 for proposal, _, _ in chosen]
    file = ImportFile(
        target=Target.INCIDENTS,
        name=names[0] if len(names) == 1 else f"{names[0]} + {len(names) - 1}",
        sha256=hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest(),
        layer=LAYER,
        crs="",
        mapping={"photos": hashes, "attached": attached},
    )
    entry = write_import_entry(
        workspace,
        import_id,
        file,
        moment,
        added=(*opened, *(report_id for _, report_id in attached)),
        rows_read=len(proposals),
        rows_left_out=len(proposals) - len(chosen),
        reason=reason,
    )
    return store_imports(workspace, [Import(entry, reports=reports)])[0]


def _group(
    chosen: Sequence[tuple[PhotoProposal, PhotoChoice, str]], before: Sequence[ImportEntry]
) -> tuple[_Group, ...]:
    """Return what goes together: photos of one incident that is there, or with one title."""
    together: dict[tuple[str, str], list[tuple[PhotoProposal, PhotoChoice]]] = {}
    for proposal, choice, incident_id in chosen:
        title = "" if incident_id else " ".join(choice.title.split())
        together.setdefault((incident_id, title), []).append((proposal, choice))
    undone = {entry.undoes for entry in before}
    taken_back = {added for entry in before if entry.id in undone for added in entry.added}
    groups = []
    for (incident_id, title), some in together.items():
        hashes = sorted(proposal.photo.sha256 for proposal, _ in some)
        group_id = str(uuid5(NAMESPACE_URL, "\n".join(("border-gis:photos", incident_id, title, *hashes))))
        while group_id in taken_back:
            group_id = str(uuid5(NAMESPACE_URL, f"border-gis:again:{group_id}"))
        groups.append(_Group(group_id, incident_id, title, tuple(some)))
    return tuple(groups)


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


def _write_report(
    workspace: Workspace, group: _Group, secrecy: Secrecy, moment: datetime
) -> tuple[str, Report]:
    """Return the report of a group, after the start of the number that it may be given."""
    hashes = tuple(proposal.photo.sha256 for proposal, _ in group.photos)
    days = [day for proposal, _ in group.photos if (day := proposal.taken_on) is not None]
    first = min(days, key=lambda day: day.first_day, default=None)
    names = [proposal.photo.path.name for proposal, _ in group.photos]
    text = translate("imports.photos_text", {"names": names}, workspace.settings.language)
    author, machine = name_author(workspace), name_machine()
    if group.incident_id:
        return "", Report(
            id=group.id,
            incident_id=group.incident_id,
            kind="added",
            recorded_at=moment,
            author=author,
            machine=machine,
            event_date=first,
            text=text,
            attachments=hashes,
            secrecy=secrecy,
        )
    incident = _build_incident(workspace, group, first, secrecy)
    opening = open_incident(
        incident, recorded_at=moment, author=author, machine=machine, text=text, attachments=hashes
    )
    opening = replace(opening, id=str(uuid5(NAMESPACE_URL, f"border-gis:opening:{incident.id}")))
    return number_prefix(incident.province, first, moment), opening


def _build_incident(
    workspace: Workspace, group: _Group, day: PartialDate | None, secrecy: Secrecy
) -> Incident:
    choice = group.photos[0][1]
    places = tuple(
        place for proposal, each in group.photos if (place := _build_place(proposal, each)) is not None
    )
    ties: dict[str, list[str]] = {"markers": [], "works": []}
    for _, each in group.photos:
        for neighbour in each.ties:
            ties[neighbour.kind].append(neighbour.id)
    province, unit = _name_place(workspace, places)
    return Incident(
        id=group.id,
        number="",
        title=group.title,
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
