"""The office's register, works and incidents: one protocol, kept in the home that its location names."""

from __future__ import annotations

from pathlib import Path

from border_gis.stores.geopackage import GeoPackageHome
from border_gis.stores.protocol import IncidentQuery, Store
from border_gis.stores.sql_store import SqlStore

__all__ = ["IncidentQuery", "Store", "create_store", "open_store"]


def open_store(location: str | Path) -> Store:
    """Open the store at a location.

    Parameters
    ----------
    location : str or Path
        Path of a GeoPackage.

    Raises
    ------
    StoreError
        If it is missing, damaged, foreign or newer than the program, or cannot be written.
    """
    return SqlStore(GeoPackageHome(location))


def create_store(location: str | Path) -> Store:
    """Make an empty store at a location and open it.

    Raises
    ------
    StoreError
        If there is one already, or none can be made there.
    """
    return SqlStore(GeoPackageHome.create(location))
