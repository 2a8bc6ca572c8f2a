"""The office's register, works and incidents: one protocol, kept in the home that its location names."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from border_gis.stores.backup import back_up
from border_gis.stores.copying import refuse_unfinished
from border_gis.stores.home import Home
from border_gis.stores.incident_query import IncidentQuery
from border_gis.stores.locations import create_home, open_home
from border_gis.stores.migrating import bring_forward
from border_gis.stores.protocol import RegisterChange, Store
from border_gis.stores.sql_store import SqlStore

__all__ = ["IncidentQuery", "RegisterChange", "Store", "create_store", "open_store"]


def open_store(location: str | Path, backups_folder: Path | None = None) -> Store:
    """Open the store at a location; one with an older schema is backed up and brought forward.

    Parameters
    ----------
    location : str or Path
        Path of a GeoPackage, or ``postgresql://user@host/database``.
    backups_folder : Path, optional
        Where that backup goes: ``backups`` beside a GeoPackage, or in the current folder, if
        nothing is said.

    Raises
    ------
    StoreError
        If it is missing, damaged, foreign or newer than the program, or cannot be written;
        if the database does not answer.
    """
    home = open_home(location)
    try:
        bring_forward(home, before=lambda older, version: _keep_older(older, version, backups_folder))
        refuse_unfinished(home)
    except BaseException:
        home.close()
        raise
    return SqlStore(home)


def create_store(location: str | Path) -> Store:
    """Make an empty store at a location and open it.

    Raises
    ------
    StoreError
        If there is one already, or none can be made there.
    """
    return SqlStore(bring_forward(create_home(location)))


def _keep_older(home: Home, version: int, folder: Path | None) -> None:
    if folder is None:
        folder = Path("backups") if home.kind == "postgis" else Path(home.location).parent / "backups"
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    back_up(home, folder / f"before-schema-{version + 1}-{stamp}.gpkg")
