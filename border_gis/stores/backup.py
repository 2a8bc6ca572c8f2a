"""Backups: one GeoPackage file each, made while the store is in use, and compared with it.

A GeoPackage is copied page by page by SQLite itself; a database is copied row by row out of
one transaction. Either way the file is opened again and its counts and hashes are compared
with those of the store at the moment of the copy, before it gets its name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast
from uuid import uuid4

from border_gis.errors import Finding, StoreError
from border_gis.stores.attachment_checks import check_attachments
from border_gis.stores.copying import compare_digests, copy_home, digest_tables
from border_gis.stores.digests import TableDigest
from border_gis.stores.geopackage.disk import NETWORK_FILE_SYSTEMS, find_file_system
from border_gis.stores.geopackage.home import GeoPackageConnection, GeoPackageHome
from border_gis.stores.home import Home
from border_gis.stores.migrating import bring_forward
from border_gis.stores.migrations import tables_at
from border_gis.stores.postgis.location import is_postgis_location

KEPT_DAYS = 7
KEPT_WEEKS = 4
KEPT_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and compared.

    Attributes
    ----------
    path : Path
    digests : tuple of TableDigest
        Of every table, equal in the store and in the file.
    findings : tuple of Finding
        Files in the store that are not as they came: the backup holds them as they are, and
        an older one may hold them as they were.
    """

    path: Path
    digests: tuple[TableDigest, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was put back.

    Attributes
    ----------
    location : str
        The store, as it was in the backup.
    kept : str
        Where that which was there before is kept; empty if there was nothing.
    digests : tuple of TableDigest
    """

    location: str
    kept: str
    digests: tuple[TableDigest, ...]


def back_up(home: Home, path: Path) -> Backup:
    """Write a backup of a store, in use or not, to a file that is not there yet.

    Raises
    ------
    StoreError
        If there is such a file, it cannot be written, or it is not equal to the store.
    """
    if path.exists():
        raise StoreError("store.exists", path=str(path))
    with _written_beside(path) as building:
        version = home.schema_version()
        if isinstance(home, GeoPackageHome):
            expected = _copy_pages(home, building, version)
        else:
            expected = _copy_rows(home, building, version)
        findings = _compare(building, version, expected)
        _fold_log(building)
    return Backup(path, expected, findings)


def restore(backup: Path, location: str, moment: datetime) -> Restored:
    """Put a backup in the place of a store; what was there before is kept beside it.

    Parameters
    ----------
    backup : Path
    location : str
        Of the store, of either home, which may be damaged or missing.
    moment : datetime
        Now, for the name of what is kept.

    Raises
    ------
    StoreError
        If the backup is missing or damaged, or somebody has the store open. Then nothing
        was changed.
    """
    stamp = moment.strftime("%Y%m%dT%H%M%SZ")
    if not backup.is_file():
        raise StoreError("store.missing", path=str(backup))
    if is_postgis_location(location):
        return _restore_database(backup, location, stamp)
    path = Path(location).absolute()
    kept = path.with_name(f"{path.stem}.before-restore-{stamp}{path.suffix}")
    building = path.with_name(f"{path.name}.building-{uuid4().hex}")
    try:
        digests = _take_backup(backup, building)
        if path.exists():
            _set_aside(path, kept)
        building.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError("store.cannot_write", path=str(path), reason=error.strerror or str(error)) from error
    finally:
        remove_with_log(building)
    return Restored(str(path), str(kept) if kept.exists() else "", digests)


def choose_expired(days: Sequence[date]) -> tuple[date, ...]:
    """Return the days whose daily backup may go.

    The newest seven days stay, the newest of each of the last four weeks, and the newest of
    each of the last twelve months that have one.
    """
    newest_first = sorted(set(days), reverse=True)
    kept = set(newest_first[:KEPT_DAYS])
    weeks: dict[tuple[int, int], date] = {}
    months: dict[tuple[int, int], date] = {}
    for day in newest_first:
        weeks.setdefault(day.isocalendar()[:2], day)
        months.setdefault((day.year, day.month), day)
    kept.update(list(weeks.values())[:KEPT_WEEKS])
    kept.update(list(months.values())[:KEPT_MONTHS])
    return tuple(day for day in sorted(newest_first) if day not in kept)


def sync_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder; Windows does so by itself."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_with_log(path: Path) -> None:
    """Remove a file and what SQLite may have left beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + ending).unlink(missing_ok=True)


@contextmanager
def _written_beside(path: Path) -> Iterator[Path]:
    """Give a name on a local disk to write to, and give the file its own name when it is whole."""
    arriving = path.with_name(f"{path.name}.building-{uuid4().hex}")
    is_share = find_file_system(path) in NETWORK_FILE_SYSTEMS
    building = Path(tempfile.gettempdir(), arriving.name) if is_share else arriving
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield building
        if is_share:
            _copy_bytes(building, arriving)
        with arriving.open("r+b") as whole:
            os.fsync(whole.fileno())
        arriving.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError("store.cannot_write", path=str(path), reason=error.strerror or str(error)) from error
    finally:
        remove_with_log(building)
        remove_with_log(arriving)


def _copy_bytes(source: Path, target: Path) -> None:
    """Copy a whole file, and read it again where it arrived."""
    shutil.copyfile(source, target)
    with source.open("rb") as sent, target.open("rb") as arrived:
        if hashlib.file_digest(sent, "sha256").digest() != hashlib.file_digest(arrived, "sha256").digest():
            raise StoreError("store.bad_backup", path=str(target))


def _copy_pages(home: GeoPackageHome, building: Path, version: int) -> tuple[TableDigest, ...]:
    with home.read() as reading:
        expected = digest_tables(home, reading, tables_at(version))
        target = sqlite3.connect(building)
        try:
            cast(GeoPackageConnection, reading).raw.backup(target)
        finally:
            target.close()
    return expected


def _copy_rows(home: Home, building: Path, version: int) -> tuple[TableDigest, ...]:
    target = bring_forward(GeoPackageHome.create(building), version)
    try:
        return copy_home(home, target)
    finally:
        target.close()


def _compare(building: Path, version: int, expected: Sequence[TableDigest]) -> tuple[Finding, ...]:
    home = GeoPackageHome(building)
    try:
        damage = home.check()
        if damage:
            raise StoreError("store.damaged", path=str(building))
        with home.read() as reading:
            tables = tables_at(version)
            compare_digests(expected, digest_tables(home, reading, tables), str(building))
            if any(table.name == "attachments" for table in tables):
                return tuple(check_attachments(reading)[1])
            return ()
    finally:
        home.close()


def _fold_log(path: Path) -> None:
    """Make one file of it, that can be copied by hand."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _take_backup(backup: Path, building: Path) -> tuple[TableDigest, ...]:
    """Copy a backup to a file beside the store, bring it forward and check it."""
    source = sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)
    try:
        target = sqlite3.connect(building)
        try:
            source.backup(target)
        finally:
            target.close()
    except sqlite3.Error as error:
        raise StoreError("store.bad_backup", path=str(backup)) from error
    finally:
        source.close()
    home = GeoPackageHome(building)
    try:
        if home.check():
            raise StoreError("store.bad_backup", path=str(backup))
        bring_forward(home)
        with home.read() as reading:
            digests = digest_tables(home, reading, tables_at(home.schema_version()))
    finally:
        home.close()
    _fold_log(building)
    return digests


def _set_aside(path: Path, kept: Path) -> None:
    """Give the store a second name; nobody else may have it open."""
    connection = sqlite3.connect(path, timeout=2)
    try:
        # Leaving the write-ahead log needs the file for itself.
        connection.execute("PRAGMA journal_mode = DELETE")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
            raise StoreError("store.in_use", path=str(path))
    except sqlite3.OperationalError as error:
        raise StoreError("store.in_use", path=str(path)) from error
    except sqlite3.DatabaseError:
        for ending in ("-wal", "-shm", "-journal"):
            beside = path.with_name(path.name + ending)
            if beside.exists():
                beside.rename(kept.with_name(kept.name + ending))
    finally:
        connection.close()
    try:
        kept.hardlink_to(path)
    except OSError:
        shutil.copy2(path, kept)


def _restore_database(backup: Path, location: str, stamp: str) -> Restored:
    from border_gis.stores.postgis.home import PostgisHome
    from border_gis.stores.postgis.schemas import put_in_place, sibling_location

    building_location, building_schema = sibling_location(location, f"restoring_{uuid4().hex[:8]}")
    folder = backup.parent / f".{backup.name}.building-{uuid4().hex}"
    try:
        _take_backup(backup, folder)
        source = GeoPackageHome(folder)
        try:
            target = bring_forward(PostgisHome.create(building_location))
            try:
                digests = copy_home(source, target)
            finally:
                target.close()
        finally:
            source.close()
        kept = put_in_place(location, building_schema, f"before_restore_{stamp.lower()}")
    finally:
        remove_with_log(folder)
    return Restored(location, kept, digests)
