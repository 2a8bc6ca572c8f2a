"""The office's register, works and incidents: one protocol, kept in the home that its location names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from border_gis.stores.geopackage import GeoPackageHome
from border_gis.stores.home import Home
from border_gis.stores.migrating import bring_forward
from border_gis.stores.postgis.location import is_postgis_location
from border_gis.stores.protocol import IncidentQuery, Store
from border_gis.stores.sql_store import SqlStore

if TYPE_CHECKING:
    from border_gis.stores.postgis.home import PostgisHome

__all__ = ["IncidentQuery", "Store", "create_store", "open_store"]


def open_store(location: str | Path) -> Store:
    """Open the store at a location.

    Parameters
    ----------
    location : str or Path
        Path of a GeoPackage, or ``postgresql://user@host/database``.

    Raises
    ------
    StoreError
        If it is missing, damaged, foreign or newer than the program, or cannot be written;
        if the database does not answer.
    """
    return SqlStore(bring_forward(open_home(location)))


def create_store(location: str | Path) -> Store:
    """Make an empty store at a location and open it.

    Raises
    ------
    StoreError
        If there is one already, or none can be made there.
    """
    return SqlStore(bring_forward(create_home(location)))


def open_home(location: str | Path) -> Home:
    """Open the home that a location names."""
    if is_postgis_location(location):
        return _postgis_home()(str(location))
    return GeoPackageHome(location)


def create_home(location: str | Path) -> Home:
    """Make the home that a location names, without any table of the program."""
    if is_postgis_location(location):
        return _postgis_home().create(str(location))
    return GeoPackageHome.create(location)


def _postgis_home() -> type[PostgisHome]:
    # Most offices have no database: its driver is read only where one is named.
    from border_gis.stores.postgis.home import PostgisHome

    return PostgisHome
