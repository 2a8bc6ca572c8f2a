"""Offer released records to a service that answers questions: what a profile allows, and no more.

Everything that is asked of a record (its box, its dates, its fields, its place in an order) is
asked of what was released of it. A question about a field that stays here would tell what
stands in it.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from border_gis.access import Actor, Role, highest_level
from border_gis.access.profiles import ReleaseProfile
from border_gis.access.releases import ReleasedRecord, ReleaseMark
from border_gis.errors import InputError
from border_gis.exchange.outgoing.records import LAYERS
from border_gis.services.export_selection import list_things
from border_gis.services.permissions import name_author, needs
from border_gis.services.published_features import (
    FeaturePage,
    FeatureQuery,
    PublishedLayer,
    build_published_layer,
    list_columns,
    releases_geometry,
)
from border_gis.services.releasing import prepare_release, record_export, release_rules
from border_gis.services.workspaces import Workspace
from border_gis.stores import IncidentQuery

PUBLIC = "public"
"""The profile that needs no token."""

SERVICE_ACTOR = "OGC API"
_ID_KEY = "ogc_api.id_key"
_ID_KEY_BYTES = 32
_REGISTERS = frozenset({"line", "marker", "gate", "unit", "work"})


@dataclass(frozen=True, eq=False)
class Publication:
    """What a service may hand out, open.

    Attributes
    ----------
    workspace : Workspace
        In the hands of the service, which is cleared for what its profile lets out and no more.
    profile : ReleaseProfile
    mark : ReleaseMark
        Who released it, and when.
    kinds : tuple of str
        The kinds of record of which the profile names a field.
    """

    workspace: Workspace
    profile: ReleaseProfile
    mark: ReleaseMark
    kinds: tuple[str, ...]
    _id_key: bytes = field(repr=False)
    _kept: dict[str, tuple[int, PublishedLayer]] = field(default_factory=dict, repr=False)
    _locks: Mapping[str, threading.Lock] = field(
        default_factory=lambda: {kind: threading.Lock() for kind in LAYERS}, repr=False
    )

    def columns(self, kind: str) -> Mapping[str, str]:
        """Return the fields of a kind as they go out, with the type of each in JSON Schema."""
        return list_columns(kind, self.profile)

    def layer(self, kind: str, part: str = "") -> PublishedLayer:
        """Return everything of a kind that may go out; read once, until something is changed.

        Parameters
        ----------
        kind : str
        part : {"", "points", "lines", "areas"}
            Only what has such a geometry, and only that of it.
        """
        with self._locks[kind]:
            version = self._version(kind)
            whole = self._read(
                kind,
                version,
                lambda: self._build(kind, [thing.id for thing in list_things(self.workspace, kind)]),
            )
            return self._read(f"{kind}:{part}", version, lambda: whole.part(part)) if part else whole

    def find(self, kind: str, query: FeatureQuery, part: str = "") -> FeaturePage:
        """Return a page of what is asked for, and how much there is of it."""
        if kind == "incident" and query.box is not None and releases_geometry(kind, self.profile):
            kept = self._kept.get(kind)
            if kept is None or kept[0] != self._version(kind):
                near = self._find_in_box(query)
                return (near.part(part) if part else near).find(query)
        return self.layer(kind, part).find(query)

    def _read(self, name: str, version: int, read: Callable[[], PublishedLayer]) -> PublishedLayer:
        kept = self._kept.get(name)
        if kept is None or kept[0] != version:
            kept = self._kept[name] = (version, read())
        return kept[1]

    def _find_in_box(self, query: FeatureQuery) -> PublishedLayer:
        """Ask the store's own index for the incidents of a box, where not all were read already."""
        boxes = query.boxes()
        asked = [IncidentQuery(box=box, clearance=self.profile.highest("incident")) for box in boxes]
        found = [incident.id for each in asked for incident in self.workspace.store.find_incidents(each)]
        return self._build("incident", list(dict.fromkeys(found)))

    def _build(self, kind: str, ids: Sequence[str]) -> PublishedLayer:
        release = prepare_release(self.workspace, kind, ids, self.profile.code)
        # What a second person has let out once goes out by hand, not to whoever asks.
        highest = self.profile.highest(kind)
        records: list[ReleasedRecord] = [each for each in release.records if highest.covers(each.level)]
        return build_published_layer(kind, records, self.profile, self._id_key)

    def _version(self, kind: str) -> int:
        store = self.workspace.store
        return store.register_version() if kind in _REGISTERS else store.data_version()


@needs(Role.ADMINISTRATOR)
def start_publication(workspace: Workspace, profile: str) -> Publication:
    """Begin to hand out what a profile allows, and write that down.

    Parameters
    ----------
    workspace : Workspace
    profile : str
        Code of the release profile.

    Raises
    ------
    DataError
        If there is no such profile.
    InputError
        If the profile lets out no kind of record that the service knows.
    ForbiddenError
        If it lets out more than the actor is cleared for.
    """
    chosen = release_rules(workspace).profile(profile)
    kinds = tuple(kind for kind in LAYERS if list_columns(kind, chosen) or releases_geometry(kind, chosen))
    if not kinds:
        raise InputError("service.nothing_released", profile=profile)
    clearance = highest_level(chosen.highest(kind) for kind in LAYERS)
    clearance = clearance if workspace.actor.clearance.covers(clearance) else workspace.actor.clearance
    served = workspace.acting_as(Actor(SERVICE_ACTOR, Role.RECORDER, clearance))
    mark = ReleaseMark(chosen, name_author(workspace), datetime.now(UTC))
    publication = Publication(served, chosen, mark, kinds, _read_id_key(workspace))
    layers = {kind: publication.layer(kind) for kind in kinds}
    highest = max(kinds, key=lambda kind: layers[kind].level.rank)
    mark = record_export(
        workspace,
        "ogc_api",
        subject=highest,
        count=sum(len(layer.features) for layer in layers.values()),
        profile=profile,
        level=layers[highest].level,
    )
    return replace(publication, mark=mark)


def _read_id_key(workspace: Workspace) -> bytes:
    """Return what ids are made of where a profile does not name them; made once for a store."""
    kept = workspace.store.setting(_ID_KEY)
    if not kept:
        kept = secrets.token_hex(_ID_KEY_BYTES)
        workspace.store.set_setting(_ID_KEY, kept)
    return bytes.fromhex(kept)
