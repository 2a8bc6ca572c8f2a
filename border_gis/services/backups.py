"""Back up the office's data, every day and when asked, and put a backup back."""

from __future__ import annotations

import contextlib
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path

from border_gis.services.permissions import without_actor
from border_gis.settings import Settings
from border_gis.stores.backup import choose_expired
from border_gis.stores.care import Backup, Restored, backup_store, restore_store

_ABANDONED_AFTER_S = 86_400.0
_DAILY = re.compile(r"border-(\d{4}-\d{2}-\d{2})\.gpkg")


@without_actor("run by whoever holds the file or the database itself, from the command line")
def back_up_workspace(settings: Settings, path: Path | None = None, moment: datetime | None = None) -> Backup:
    """Write a backup of the office's data, which may be in use.

    Parameters
    ----------
    settings : Settings
    path : Path, optional
        A file that is not there yet, or a folder; the folder of backups if nothing is said.
    moment : datetime, optional
        Now, for the name of that file.
    """
    name = f"border-{(moment or datetime.now(UTC)).strftime('%Y%m%dT%H%M%SZ')}.gpkg"
    if path is None or path.is_dir():
        path = (path or settings.backups_folder) / name
    return backup_store(settings.store_location, path)


@without_actor("the program's own duty as it starts; nobody asks for it")
def take_daily_backup(settings: Settings, today: date | None = None) -> Backup | None:
    """Write today's backup if there is none yet, and remove those that have had their time.

    Returns
    -------
    Backup or None
        None if today's is there already.

    Raises
    ------
    StoreError
        If it cannot be written. No older backup is removed then, nor when a file in the store
        is not as it came: an older backup may hold it as it was.
    """
    today = today or datetime.now(UTC).astimezone().date()
    path = settings.backups_folder / f"border-{today.isoformat()}.gpkg"
    if path.exists():
        return None
    made = backup_store(settings.store_location, path)
    _remove_abandoned(settings.backups_folder)
    if made.findings:
        return made
    for day in choose_expired(list_daily_backups(settings)):
        with contextlib.suppress(OSError):
            (settings.backups_folder / f"border-{day.isoformat()}.gpkg").unlink()
    return made


def _remove_abandoned(folder: Path) -> None:
    """Remove what a backup left that was interrupted."""
    for left in folder.glob("*.building-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_AFTER_S:
                left.unlink()


@without_actor("run by whoever holds the file or the database itself, from the command line")
def list_daily_backups(settings: Settings) -> tuple[date, ...]:
    """Return the days of which there is a daily backup, oldest first."""
    if not settings.backups_folder.is_dir():
        return ()
    found = (_DAILY.fullmatch(path.name) for path in settings.backups_folder.iterdir())
    return tuple(sorted(date.fromisoformat(name.group(1)) for name in found if name is not None))


@without_actor("run by whoever holds the file or the database itself, from the command line")
def restore_backup(settings: Settings, backup: Path, moment: datetime | None = None) -> Restored:
    """Put a backup in the place of the office's data, which is kept beside it."""
    return restore_store(backup, settings.store_location, moment)
