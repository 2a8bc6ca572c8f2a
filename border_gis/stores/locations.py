"""Which home a location names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from border_gis.errors import StoreError
from border_gis.stores.geopackage import GeoPackageHome
from border_gis.stores.home import Home
from border_gis.stores.postgis.location import is_postgis_location

if TYPE_CHECKING:
    from border_gis.stores.postgis.home import PostgisHome


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


def has_store(location: str | Path) -> bool:
    """Return whether there is a store, or anything else, at a location.

    Raises
    ------
    StoreError
        If a database does not answer or refuses.
    """
    if not is_postgis_location(location):
        return Path(location).exists()
    try:
        open_home(location).close()
    except StoreError as error:
        if error.code == "store.no_store_in_database":
            return False
        raise
    return True


def _postgis_home() -> type[PostgisHome]:
    # Most offices have no database: its driver is read only where one is named.
    from border_gis.stores.postgis.home import PostgisHome

    return PostgisHome
