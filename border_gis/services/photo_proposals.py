"""Photos that an office brings: what each says of itself, and to what it may belong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shapely.geometry import Point, shape

from border_gis.access import Role
from border_gis.boundary.dates import VIET_NAM_TIME, PartialDate
from border_gis.boundary.nearness import measure_apart_m
from border_gis.errors import DataError, Finding
from border_gis.exchange.incoming.photos import IncomingPhoto, Progress, list_photos, read_photos
from border_gis.exchange.incoming.tracks import Track, TrackPlace
from border_gis.incidents.model import Incident
from border_gis.services.nearby import NEAR_M, find_incidents
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

MOST_OFFERS = 5


@dataclass(frozen=True, slots=True)
class PhotoOffer:
    """An incident to which a photo may belong.

    Attributes
    ----------
    incident : Incident
    apart_m : float
        From where the photo was taken to the nearest of the incident's places.
    days_apart : int or None
        Between the day of the photo and the date of the incident; None where one is not known.
    """

    incident: Incident
    apart_m: float
    days_apart: int | None


@dataclass(frozen=True, slots=True)
class PhotoNeighbour:
    """A marker or a work near which a photo was taken, to which a new incident can be tied.

    Attributes
    ----------
    kind : str
        ``"markers"`` or ``"works"``.
    id, name : str
    apart_m : float
    """

    kind: str
    id: str
    name: str
    apart_m: float


@dataclass(frozen=True, slots=True)
class PhotoProposal:
    """A photo, and to what it may belong.

    Attributes
    ----------
    photo : IncomingPhoto
    offers : tuple of PhotoOffer
        The nearest first; none of them is taken by itself.
    neighbours : tuple of PhotoNeighbour
        The nearest first.
    known_in : tuple of str
        Numbers of the incidents that name the same file already.
    same_as : str
        Name of an earlier photo of these with the same bytes; empty for none.
    track : TrackPlace or None
        Where a track says that the photo was taken, where the photo itself does not say it.
    findings : tuple of Finding
    """

    photo: IncomingPhoto
    offers: tuple[PhotoOffer, ...] = ()
    neighbours: tuple[PhotoNeighbour, ...] = ()
    known_in: tuple[str, ...] = ()
    same_as: str = ""
    track: TrackPlace | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def can_come_in(self) -> bool:
        """Whether there is a photo to bring in that is not there already."""
        return self.photo.is_good and not self.same_as

    @property
    def taken_on(self) -> PartialDate | None:
        """The day in Viet Nam on which it was taken."""
        taken_at = None if self.photo.facts is None else self.photo.facts.taken_at
        if taken_at is None:
            return None
        local = taken_at.astimezone(VIET_NAM_TIME)
        return PartialDate(local.year, local.month, local.day)


@needs(Role.RECORDER)
def preview_photos(
    workspace: Workspace,
    paths: Iterable[Path],
    tracks: Sequence[Track] = (),
    progress: Progress | None = None,
) -> tuple[PhotoProposal, ...]:
    """Look into photos and say of each to what it may belong; nothing is stored.

    Parameters
    ----------
    workspace : Workspace
    paths : iterable of Path
        Files and folders; photos among them are taken.
    tracks : sequence of Track
        In which the time of a photo without a place is looked up.
    progress : callable, optional

    Raises
    ------
    DataError
        There is no photo among them, or more than 2,000.
    """
    listed = list_photos(paths)
    if not listed:
        raise DataError("imports.no_photos")
    proposals: list[PhotoProposal] = []
    first: dict[str, str] = {}
    for photo in read_photos(listed, progress):
        same_as = first.get(photo.sha256, "") if photo.sha256 else ""
        first.setdefault(photo.sha256, photo.path.name)
        proposals.append(_propose(workspace, photo, same_as, tracks))
    return tuple(proposals)


def _propose(
    workspace: Workspace, photo: IncomingPhoto, same_as: str, tracks: Sequence[Track]
) -> PhotoProposal:
    known_in = _find_known(workspace, photo.sha256)
    findings = list(photo.findings)
    where = photo.path.name
    if same_as:
        findings.append(Finding("imports.photo_twice", {"name": same_as}, where))
    if known_in:
        findings.append(Finding("imports.photo_known", {"incidents": list(known_in)}, where))
    track = _find_on_tracks(photo, tracks)
    if track is not None:
        params = {"track": track.name, "gap_s": track.gap_s}
        findings.append(Finding("imports.photo_on_track", params, where))
    proposal = PhotoProposal(photo, (), (), known_in, same_as, track, tuple(findings))
    at = place_of(proposal, takes_track=True)
    if not photo.is_good or at is None:
        return proposal
    offers = _offer(workspace, at, proposal.taken_on)
    return PhotoProposal(
        photo, offers, _find_neighbours(workspace, at), known_in, same_as, track, tuple(findings)
    )


def place_of(proposal: PhotoProposal, *, takes_track: bool) -> tuple[float, float] | None:
    """Return where a photo was taken as it says itself, or where a track has it; None for neither."""
    facts = proposal.photo.facts
    if facts is not None and facts.longitude_deg is not None and facts.latitude_deg is not None:
        return facts.longitude_deg, facts.latitude_deg
    if takes_track and proposal.track is not None:
        return proposal.track.longitude_deg, proposal.track.latitude_deg
    return None


def _find_on_tracks(photo: IncomingPhoto, tracks: Sequence[Track]) -> TrackPlace | None:
    facts = photo.facts
    if facts is None or facts.has_position or facts.taken_at is None:
        return None
    found = [place for track in tracks if (place := track.find(facts.taken_at)) is not None]
    return min(found, key=lambda place: place.gap_s, default=None)


def _offer(workspace: Workspace, at: tuple[float, float], day: PartialDate | None) -> tuple[PhotoOffer, ...]:
    position = Point(at)
    ranked: list[tuple[float, Incident]] = []
    for incident in find_incidents(workspace, position):
        shapes = [shape(dict(place.geometry)) for place in incident.places if place.geometry is not None]
        # Degrees are good enough to leave out what is surely not among the nearest.
        ranked.append((min(each.distance(position) for each in shapes), incident))
    ranked.sort(key=lambda pair: pair[0])
    offers = []
    for _, incident in ranked[: 3 * MOST_OFFERS]:
        apart = [
            apart_m
            for place in incident.places
            if place.geometry is not None
            and (apart_m := measure_apart_m(*at, shape(dict(place.geometry)))) is not None
        ]
        if apart:
            offers.append(PhotoOffer(incident, min(apart), _count_days(incident.date, day)))
    offers.sort(key=lambda offer: (offer.apart_m, offer.days_apart is None, offer.days_apart or 0))
    return tuple(offers[:MOST_OFFERS])


def _count_days(first: PartialDate | None, second: PartialDate | None) -> int | None:
    if first is None or second is None:
        return None
    if first.last_day < second.first_day:
        return (second.first_day - first.last_day).days
    return max(0, (first.first_day - second.last_day).days)


def _find_neighbours(workspace: Workspace, at: tuple[float, float]) -> tuple[PhotoNeighbour, ...]:
    found = []
    near_deg = NEAR_M / 90_000.0
    for marker in workspace.markers:
        position = marker.position
        if max(abs(position.longitude_deg - at[0]), abs(position.latitude_deg - at[1])) > near_deg:
            continue
        apart_m = measure_apart_m(*at, Point(position.longitude_deg, position.latitude_deg))
        if apart_m is not None and apart_m <= NEAR_M:
            found.append(PhotoNeighbour("markers", marker.id, str(marker.reference), apart_m))
    box = Point(at).buffer(near_deg)
    for work in workspace.works:
        if work.geometry is None or not work.geometry.intersects(box):
            continue
        apart_m = measure_apart_m(*at, work.geometry)
        if apart_m is not None and apart_m <= NEAR_M:
            found.append(PhotoNeighbour("works", work.id, work.name or work.reference_as_written, apart_m))
    found.sort(key=lambda neighbour: neighbour.apart_m)
    return tuple(found[:MOST_OFFERS])


def _find_known(workspace: Workspace, sha256: str) -> tuple[str, ...]:
    """Return the incidents that the person may see and that name a file."""
    if not sha256:
        return ()
    numbers = list(dict.fromkeys(number for number, _ in workspace.store.reports_naming(sha256)))
    return tuple(numbers)
