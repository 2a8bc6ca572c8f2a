"""Maps of the line, its markers, works and incidents: interactive ones, which need no network."""

from border_gis.maps.content import BackgroundArea, MapContent
from border_gis.maps.interactive import MapPage, render_map
from border_gis.maps.offline import MapAssets

__all__ = ["BackgroundArea", "MapAssets", "MapContent", "MapPage", "render_map"]
