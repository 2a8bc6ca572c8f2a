"""Take the photos of a survey area into its summary: small, and only those that may go out."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image

from border_gis.access import Role
from border_gis.boundary.dates import VIET_NAM_TIME
from border_gis.errors import DataError, StoreError
from border_gis.exchange.media_types import HEIF
from border_gis.exchange.photos import PhotoFacts
from border_gis.reports.content.chapters_of_photos import PhotoSheet, ShownPhoto
from border_gis.services.attachments import list_attachments
from border_gis.services.evidence import list_evidence, show_picture
from border_gis.services.permissions import needs
from border_gis.services.releasing import prepare_release
from border_gis.services.workspaces import Workspace
from border_gis.surveys.contents import PhotoInArea

MOST_PHOTOS = 48
"""Eight pages; an area that has more is read on its page in the program."""

MOST_BYTES = 6_000_000
"""All photos of a paper together, so that it can be sent by mail."""

SIDES_PX = (1_000, 800, 640, 480)
"""Longest sides that are tried, the largest first: 1,000 on 78 mm are 325 dots to the inch."""


@needs(Role.RECORDER)
def release_photos(
    workspace: Workspace, photos: Sequence[PhotoInArea], profile: str
) -> tuple[PhotoInArea, ...]:
    """Return the photos that may go out under a profile: those above it only with a second person's approval.

    Raises
    ------
    DataError
        If there is no such profile.
    """
    if not photos:
        return ()
    hashes = list(dict.fromkeys(photo.sha256 for photo in photos))
    withheld = set(prepare_release(workspace, "attachment", hashes, profile).withheld)
    return tuple(photo for photo in photos if photo.sha256 not in withheld)


@needs(Role.VIEWER)
def take_photos(workspace: Workspace, photos: Sequence[PhotoInArea]) -> PhotoSheet:
    """Return photos for a paper: at most 48, together no more than 6 MB, the oldest record first.

    One that is damaged, is not as it came, or is of a kind that nothing here decodes, is counted
    and not shown.
    """
    wanted = {photo.sha256: photo for photo in photos}
    kinds = {each.sha256: each.media_type for each in list_attachments(workspace, list(wanted))}
    decoded = [photo for photo in wanted.values() if kinds.get(photo.sha256) != HEIF]
    some = decoded[:MOST_PHOTOS]
    for side_px in SIDES_PX:
        shown = [each for photo in some if (each := _take(workspace, photo, side_px)) is not None]
        if sum(len(each.jpeg) for each in shown) <= MOST_BYTES:
            break
    return PhotoSheet(
        tuple(shown), len(decoded) - len(some), len(some) - len(shown), len(wanted) - len(decoded)
    )


def _take(workspace: Workspace, photo: PhotoInArea, side_px: int) -> ShownPhoto | None:
    try:
        jpeg = show_picture(workspace, photo.sha256, side_px)
    except (DataError, StoreError):
        return None
    width_px, height_px = Image.open(io.BytesIO(jpeg)).size
    facts = _read_facts(workspace, photo)
    taken = facts.taken_at.astimezone(VIET_NAM_TIME).date() if facts and facts.taken_at else None
    position = None
    if facts and facts.longitude_deg is not None and facts.latitude_deg is not None:
        position = (facts.longitude_deg, facts.latitude_deg)
    return ShownPhoto(photo, jpeg, width_px, height_px, taken, position)


def _read_facts(workspace: Workspace, photo: PhotoInArea) -> PhotoFacts | None:
    found = (each for each in list_evidence(workspace, [photo.sha256]))
    return next((each.facts for each in found if each.attachment.sha256 == photo.sha256), None)
