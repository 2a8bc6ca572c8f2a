"""The home on one machine: a GeoPackage on a local disk."""

from border_gis.stores.geopackage.home import GeoPackageHome

__all__ = ["GeoPackageHome"]
