"""Look at the files of an incident: small pictures, what photos say, pages and texts of papers."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from shapely.geometry import shape

from border_gis.access import Role
from border_gis.boundary.nearness import measure_apart_m
from border_gis.errors import DataError, Finding, Severity, StoreError
from border_gis.exchange.media_types import HEIF, find_media_type
from border_gis.exchange.papers import PaperText, count_pages, draw_page, read_text
from border_gis.exchange.photos import PhotoFacts, note_late, read_photo_facts
from border_gis.exchange.pictures import is_picture, make_smaller
from border_gis.incidents.attachments import Attachment
from border_gis.services.attachments import list_attachments, read_attachment
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace

THUMBNAIL_PX = 360
LARGE_PX = 1_600
PAGE_WIDTH_PX = 1_100
# Farther from the place than this, and than the place is accurate, a photo deserves a second look.
FAR_M = 1_000.0
_MOST_KEPT_BYTES = 48_000_000

Value = TypeVar("Value")


class EvidenceKind(StrEnum):
    """How a file can be looked at; what an unshown picture says is read, the picture itself is not."""

    PICTURE = "picture"
    UNSHOWN_PICTURE = "unshown_picture"
    PAGES = "pages"
    TEXT = "text"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file of an incident, as far as it can be looked at.

    Attributes
    ----------
    attachment : Attachment
    kind : EvidenceKind
        A closed file can only be downloaded.
    facts : PhotoFacts or None
        What a photo says about itself.
    apart_m : float or None
        From where the photo says it was taken to the nearest of the places entered, along
        the geodesic.
    findings : tuple of Finding
        With an error among them the bytes are not those that came.
    """

    attachment: Attachment
    kind: EvidenceKind
    facts: PhotoFacts | None = None
    apart_m: float | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def is_altered(self) -> bool:
        """Whether somebody has altered the file in the store."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


class _Made:
    """What was made of files, the last used of it, in memory only."""

    def __init__(self, most_bytes: int) -> None:
        self._lock = threading.Lock()
        self._most_bytes = most_bytes
        self._bytes = 0
        self._values: OrderedDict[tuple[Any, ...], tuple[int, Any]] = OrderedDict()

    def get(self, key: tuple[Any, ...], make: Callable[[], Value]) -> Value:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key][1]
        value = make()
        size = len(value) if isinstance(value, bytes) else 2_000
        with self._lock:
            if key not in self._values:
                self._values[key] = (size, value)
                self._bytes += size
            while self._bytes > self._most_bytes:
                self._bytes -= self._values.popitem(last=False)[1][0]
        return value


_MADE = _Made(_MOST_KEPT_BYTES)


@needs(Role.VIEWER)
def list_evidence(
    workspace: Workspace,
    hashes: Sequence[str],
    places: Sequence[tuple[Mapping[str, Any], float | None]] = (),
) -> tuple[Evidence, ...]:
    """Return the files of an incident that the person may see, each with what it says.

    Parameters
    ----------
    workspace : Workspace
    hashes : sequence of str
        SHA-256 of the files, as reports name them; each is listed once, before its annotated
        copies.
    places : sequence of (mapping, float or None)
        Geometry (GeoJSON, WGS 84) and accuracy in metres of the places that were entered.
    """
    found: dict[str, Evidence] = {}
    for original in list_attachments(workspace, hashes):
        copies = list_attachments(
            workspace, [copy.sha256 for copy in workspace.store.copies_of(original.sha256)]
        )
        for each in (original, *copies):
            found.setdefault(each.sha256, _look(workspace, each, places))
    return tuple(found.values())


@needs(Role.VIEWER)
def read_upload(_workspace: Workspace, content: bytes) -> PhotoFacts | None:
    """Return what a photo says that somebody is about to hand in; None if it is none."""
    return read_photo_facts(content, find_media_type(content) or "")


@needs(Role.VIEWER)
def make_thumbnail(workspace: Workspace, attachment: Attachment) -> bytes | None:
    """Return a small JPEG of a photo or of the first page of a paper; None if there is none to be had."""
    try:
        if is_picture(attachment.media_type):
            return show_picture(workspace, attachment.sha256, THUMBNAIL_PX)
        if _find_kind(attachment) is EvidenceKind.PAGES:
            return show_page(workspace, attachment.sha256, 0, THUMBNAIL_PX)
    except (DataError, StoreError):
        return None
    return None


@needs(Role.VIEWER)
def show_picture(workspace: Workspace, sha256: str, longest_side_px: int = LARGE_PX) -> bytes:
    """Return a photo as a JPEG that is turned the right way and no larger than asked.

    Raises
    ------
    DataError
        If it is damaged, or has more pixels than can be decoded safely.
    NotFoundError, StoreError
        As ``read_attachment``.
    """
    return _make(
        workspace,
        sha256,
        f"picture {longest_side_px}",
        lambda content: make_smaller(content, longest_side_px),
    )


@needs(Role.VIEWER)
def count_paper_pages(workspace: Workspace, sha256: str) -> int:
    """Return how many pages a PDF has; DataError if it is none that can be opened."""
    return _make(workspace, sha256, "pages", count_pages)


@needs(Role.VIEWER)
def show_page(workspace: Workspace, sha256: str, index: int, width_px: int = PAGE_WIDTH_PX) -> bytes:
    """Return a page of a PDF as a picture; DataError if it cannot be drawn.

    Nothing of the PDF itself reaches the browser: no script in it can run.
    """
    return _make(
        workspace, sha256, f"page {index} {width_px}", lambda content: draw_page(content, index, width_px)
    )


@needs(Role.VIEWER)
def read_paper_text(workspace: Workspace, attachment: Attachment) -> PaperText:
    """Return the beginning of the text of a paper; DataError if it cannot be opened."""
    return _make(
        workspace,
        attachment.sha256,
        "text",
        lambda content: read_text(content, find_media_type(content) or ""),
    )


def _look(
    workspace: Workspace,
    attachment: Attachment,
    places: Sequence[tuple[Mapping[str, Any], float | None]],
) -> Evidence:
    kind = _find_kind(attachment)
    if kind not in (EvidenceKind.PICTURE, EvidenceKind.UNSHOWN_PICTURE):
        return Evidence(attachment, kind)
    try:
        facts = _make(
            workspace,
            attachment.sha256,
            "facts",
            lambda content: read_photo_facts(content, attachment.media_type),
        )
    except StoreError as error:
        return Evidence(attachment, kind, findings=(Finding(error.code, error.params, "", Severity.ERROR),))
    if facts is None:
        code = "photos.damaged" if kind is EvidenceKind.PICTURE else "photos.heic_not_read"
        return Evidence(attachment, kind, findings=(Finding(code),))
    findings = facts.findings + note_late(facts, attachment.received_at)
    apart_m, allowed_m = _measure_apart(facts, places)
    if apart_m is not None and apart_m > max(FAR_M, allowed_m):
        findings += (Finding("photos.far_from_place", {"apart_m": apart_m}),)
    return Evidence(attachment, kind, facts, apart_m, findings)


def _measure_apart(
    facts: PhotoFacts, places: Sequence[tuple[Mapping[str, Any], float | None]]
) -> tuple[float | None, float]:
    """Return the distance to the nearest place, and how inaccurate place and photo are together."""
    if facts.longitude_deg is None or facts.latitude_deg is None:
        return None, 0.0
    apart = [
        (distance_m, (accuracy_m or 0.0) + (facts.position_error_m or 0.0))
        for geometry, accuracy_m in places
        if (distance_m := measure_apart_m(facts.longitude_deg, facts.latitude_deg, shape(dict(geometry))))
        is not None
    ]
    return min(apart, default=(None, 0.0), key=lambda each: each[0] or 0.0)


def _find_kind(attachment: Attachment) -> EvidenceKind:
    if is_picture(attachment.media_type):
        return EvidenceKind.PICTURE
    if attachment.media_type == HEIF:
        return EvidenceKind.UNSHOWN_PICTURE
    if attachment.media_type == "application/pdf":
        return EvidenceKind.PAGES
    ending = attachment.name.rpartition(".")[2].lower()
    is_word = attachment.media_type.endswith("wordprocessingml.document")
    if is_word or (attachment.media_type == "text/plain" and ending not in ("html", "htm", "svg", "xml")):
        return EvidenceKind.TEXT
    return EvidenceKind.CLOSED


def _make(workspace: Workspace, sha256: str, name: str, make: Callable[[bytes], Value]) -> Value:
    """Return what is made of the bytes of a file that the person may see, made once."""
    if not list_attachments(workspace, (sha256,)):
        # Says that there is no such file, as for one that nobody has handed in.
        read_attachment(workspace, sha256)
    key = (workspace.store.location, sha256, name)
    return _MADE.get(key, lambda: make(read_attachment(workspace, sha256)))
