"""Open the office's workspace, or make one from the data that ships."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, cast
from uuid import uuid4

from border_gis.access import OFFICE, Actor, office_actor
from border_gis.boundary.gates import Gate
from border_gis.boundary.line.version import BoundaryLine
from border_gis.boundary.register import Register
from border_gis.boundary.register.marker import Marker
from border_gis.boundary.units import Unit
from border_gis.errors import StoreError
from border_gis.services.cleared import ClearedStore
from border_gis.services.permissions import without_actor
from border_gis.settings import Settings
from border_gis.stores import Store, create_store, open_store
from border_gis.works.model import Work

_BUILDING = ".building-"
_ABANDONED_AFTER_S = 3600.0

Value = TypeVar("Value")


class _Kept:
    """What was read from the store last, as long as the store holds nothing newer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._version = -1
        self._values: dict[str, object] = {}

    def get(self, name: str, version: int, read: Callable[[], Value]) -> Value:
        with self._lock:
            if version != self._version:
                self._version, self._values = version, {}
            if name in self._values:
                return self._values[name]  # type: ignore[return-value]
        value = read()
        with self._lock:
            if version == self._version:
                self._values[name] = value
        return value


@dataclass(frozen=True, eq=False)
class Workspace:
    """The office's data, open, and the settings that it was opened with.

    The properties are read from the store once and kept until somebody changes it,
    in this process or in another. May be used from any thread.

    Attributes
    ----------
    settings : Settings
    whole_store : Store
        With everything in it; services read ``store``, which knows who asks.
    actor : Actor
        On whose behalf the services work; ``OFFICE`` on a PC without accounts.
    """

    settings: Settings
    whole_store: Store
    actor: Actor = OFFICE
    _kept: _Kept = field(default_factory=_Kept, repr=False)

    def acting_as(self, actor: Actor) -> Workspace:
        """Return the same workspace in the hands of somebody else."""
        return replace(self, actor=actor)

    @property
    def store(self) -> Store:
        """The store as the actor may see it."""
        return cast("Store", ClearedStore(self.whole_store, self.actor))

    @property
    def data_version(self) -> int:
        """A number that grows with every change of anything."""
        return self.store.data_version()

    @property
    def lines(self) -> tuple[BoundaryLine, ...]:
        """The versions of the line."""
        return self._read("lines", self.store.lines)

    @property
    def markers(self) -> tuple[Marker, ...]:
        """The markers in the order of their numbers."""
        return self._read("markers", self.store.markers)

    @property
    def register(self) -> Register:
        """The markers, ready to be looked up."""
        return self._read("register", lambda: Register(self.markers))

    @property
    def works(self) -> tuple[Work, ...]:
        """The works near the line."""
        return self._read("works", self.store.works)

    @property
    def gates(self) -> tuple[Gate, ...]:
        """The border gates."""
        return self._read("gates", self.store.gates)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The administrative units; empty when none are loaded."""
        return self._read("units", self.store.units)

    @property
    def is_demonstration(self) -> bool:
        """Whether any demonstration data is in the workspace."""
        return self.store.holds_demonstration()

    def keep(self, name: str, make: Callable[[], Value]) -> Value:
        """Return what ``make`` made of lines, markers, works, gates or units, made once."""
        # What is made may hold more than the register: whoever is cleared for less gets their own.
        return self._read(f"made:{self.actor.clearance}:{name}", make)

    def close(self) -> None:
        """Give up every connection to the store."""
        self.store.close()

    def _read(self, name: str, read: Callable[[], Value]) -> Value:
        return self._kept.get(name, self.store.register_version(), read)


@without_actor("a workspace must be open before anybody can act in it")
def open_workspace(settings: Settings) -> Workspace:
    """Open the workspace that the settings name, for the officer whom they name.

    Raises
    ------
    InputError
        If no report can carry that name.
    StoreError
        If there is none, or it is damaged, foreign, newer than the program or not writable.
    """
    actor = office_actor(settings.officer)
    return Workspace(settings, open_store(settings.store_location, settings.backups_folder), actor)


@without_actor("makes the workspace where there is none")
def init_workspace(settings: Settings) -> Workspace:
    """Make the workspace from the data that ships if there is none, and open it.

    One that exists is never touched. A new one is built beside its place and moved there
    when it is whole, so that an interrupted build leaves no half workspace. A shared store
    is only opened: ``border-gis store copy`` makes one.

    Raises
    ------
    StoreError
        If it cannot be written, or one that exists cannot be opened.
    DataError
        If the data that ships is missing or damaged.
    """
    path = settings.store_path
    if not settings.store and not path.exists():
        _remove_abandoned(path)
        building = path.with_name(f"{path.name}{_BUILDING}{uuid4().hex}")
        try:
            _fill(building, settings.data_folder)
            _move_into_place(building, path)
        finally:
            _remove_with_log(building)
    return open_workspace(settings)


def _fill(building: Path, data_folder: Path) -> None:
    from border_gis.services.demonstration import load_demonstration

    demonstration = load_demonstration(data_folder)
    store = create_store(building)
    try:
        for line in demonstration.lines:
            store.add_line(line)
        store.add_markers(demonstration.markers)
        store.add_works(demonstration.works)
        store.add_gates(demonstration.gates)
        store.append_reports((*demonstration.reports, *demonstration.further))
        store.add_survey_areas(demonstration.areas)
        store.add_proceedings(demonstration.proceedings)
    finally:
        store.close()


def _move_into_place(building: Path, path: Path) -> None:
    try:
        with building.open("r+b") as whole:
            os.fsync(whole.fileno())
        try:
            # A link, unlike a move, never replaces what somebody else has made meanwhile.
            path.hardlink_to(building)
        except FileExistsError:
            return
        except OSError:
            if not path.exists():
                building.rename(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise StoreError("store.cannot_write", path=str(path), reason=error.strerror) from error


def _sync_folder(folder: Path) -> None:
    # Windows cannot open a folder, and writes its entries without being asked.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove_abandoned(path: Path) -> None:
    if not path.parent.is_dir():
        return
    for left in path.parent.glob(f"{path.name}{_BUILDING}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_AFTER_S:
                left.unlink()


def _remove_with_log(building: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        with contextlib.suppress(OSError):
            building.with_name(building.name + ending).unlink(missing_ok=True)
