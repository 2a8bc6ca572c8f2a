"""Maps of the line, its markers, works and incidents: interactive ones, which need no network."""

from border_gis.maps.content import MapContent
from border_gis.maps.interactive import MapPage, render_map
from border_gis.maps.offline import MapAssets

__all__ = ["MapAssets", "MapContent", "MapPage", "render_map"]
