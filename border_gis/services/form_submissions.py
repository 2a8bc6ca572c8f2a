"""Which submissions of forms the office has had, and what has changed in one that comes again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shapely.geometry.base import BaseGeometry

from border_gis.access import Role
from border_gis.boundary.imports import ImportEntry
from border_gis.errors import Finding
from border_gis.exchange.incoming.model import IncomingRow
from border_gis.exchange.incoming.values import read_text
from border_gis.i18n import has_words
from border_gis.incidents.integrity import write_canonical
from border_gis.incidents.model import Incident
from border_gis.incidents.view import describe_changes
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace
from border_gis.works.model import Work

_LONGEST_PRINT = 24
# Named after the file by the program itself, so that another export of the same form has another.
_NOT_SAID = frozenset({"number", "source_paper", "demonstration"})
_OF_WORKS = ("name", "kind", "party", "state", "reference_as_written", "description", "since", "extended")


class SubmissionState(StrEnum):
    """What a submission is to the office."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class SubmissionChange:
    """A field of a submission that comes again with something else in it.

    Attributes
    ----------
    field : str
        Name of our field.
    before, after : str
        As it came in, and as the export has it now.
    """

    field: str
    before: str
    after: str

    @property
    def name(self) -> Finding | str:
        """What the field is called, in words where there are any."""
        codes = (f"incident_field.{self.field}", f"work_field.{self.field}")
        return next((Finding(code) for code in codes if has_words(code)), self.field)


@dataclass(frozen=True, slots=True)
class KnownSubmissions:
    """The submissions that came in and were not taken back.

    Attributes
    ----------
    prints : mapping of str to str
        The fingerprint by the key of the instance.
    keys : mapping of str to str
        The key by another name that stays, such as the server's number.
    """

    prints: Mapping[str, str]
    keys: Mapping[str, str]

    def judge(self, key: str, alias: str, fingerprint: str, is_there: bool) -> SubmissionState:
        """Return what a submission is, given whether the office lists the thing it became."""
        if alias in self.keys and self.keys[alias] != key:
            # An edit gave the instance another id; the server's number stayed.
            return SubmissionState.CHANGED
        if key in self.prints and is_there:
            return SubmissionState.KNOWN if self.prints[key] == fingerprint else SubmissionState.CHANGED
        return SubmissionState.KNOWN if is_there else SubmissionState.NEW


@needs(Role.RECORDER)
def list_submissions(workspace: Workspace, target: str) -> KnownSubmissions:
    """Return the submissions that became things of a kind."""
    entries = workspace.store.imports()
    undone = {entry.undoes for entry in entries if entry.undoes}
    prints: dict[str, str] = {}
    keys: dict[str, str] = {}
    for entry in reversed(entries):
        if entry.kind == "import" and entry.id not in undone and entry.target == target:
            for key, (fingerprint, alias) in _submissions_of(entry).items():
                prints[key] = fingerprint
                if alias:
                    keys[alias] = key
    return KnownSubmissions(prints, keys)


def _submissions_of(entry: ImportEntry) -> Mapping[str, tuple[str, str]]:
    found = entry.mapping.get("submissions", {})
    return {key: (str(said[0]), str(said[1])) for key, said in found.items()}


def find_print(row: IncomingRow, parts: Iterable[IncomingRow]) -> str:
    """Return the fingerprint of what a submission says: answers, places, photos, and its parts."""
    said = [_say_row(row), *sorted(map(_say_row, parts))]
    return hashlib.sha256(write_canonical(said).encode()).hexdigest()[:_LONGEST_PRINT]


def _say_row(row: IncomingRow) -> str:
    answers = {name: text for name, value in row.values.items() if (text := read_text(value))}
    place = "" if row.geometry is None else row.geometry.wkt
    media = () if row.submission is None else row.submission.media
    return write_canonical({"answers": answers, "place": place, "media": sorted(media)})


@needs(Role.RECORDER)
def compare_with_first(workspace: Workspace, thing: Any, thing_id: str) -> tuple[SubmissionChange, ...]:
    """Return what a submission says otherwise than when it came in first; empty where that is not there."""
    if isinstance(thing, Incident):
        reports = workspace.store.reports(thing_id)
        if not reports:
            return ()
        before = {name: value for name, value in reports[0].changes.items() if name not in _NOT_SAID}
        after = {name: value for name, value in describe_changes(thing).items() if name not in _NOT_SAID}
        names = dict.fromkeys((*before, *after))
        return tuple(
            SubmissionChange(name, _write(before.get(name)), _write(after.get(name)))
            for name in names
            if _write(before.get(name)) != _write(after.get(name))
        )
    if isinstance(thing, Work):
        known = next((work for work in workspace.works if work.id == thing_id), None)
        if known is None:
            return ()
        pairs = [(name, _write(getattr(known, name)), _write(getattr(thing, name))) for name in _OF_WORKS]
        pairs.append(("geometry", _write(known.geometry), _write(thing.geometry)))
        return tuple(SubmissionChange(name, one, other) for name, one, other in pairs if one != other)
    return ()


def _write(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, BaseGeometry):
        middle = value.representative_point()
        return f"{middle.y:.6f} {middle.x:.6f}"
    if isinstance(value, (list, tuple)):
        return "; ".join(map(_write_place, value))
    return str(value)


def _write_place(place: Any) -> str:
    if not isinstance(place, Mapping):
        return str(place)
    accuracy_m = place.get("accuracy_m")
    geometry = place.get("geometry") or {}
    parts = [str(place.get("as_written") or "")]
    if geometry.get("type") == "Point":
        longitude, latitude = geometry["coordinates"][:2]
        written = f"{latitude:.6f} {longitude:.6f}"
        parts += [written] if written.replace(" ", ", ") not in parts[0] else []
    return " ".join(parts) + (f" (± {accuracy_m:g} m)" if accuracy_m else "")
