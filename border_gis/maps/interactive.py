"""The interactive map: folium writes the document, which needs no network.

Texts from data reach the document in one JSON block and the page as text nodes or canvas letters,
never as HTML, as a template or inside a JavaScript template string. That is why folium gets its
layers empty, and why none of its popups and tooltips is used: it renders what a template made once
more as a template, so that ``{{ 7*7 }}`` in a title came out as 49, and it puts the texts of popups
between back quotes and into ``innerHTML``.
"""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template
from folium.utilities import JsCode

from border_gis.i18n import translate
from border_gis.maps.content import MapContent
from border_gis.maps.features import (
    Feature,
    area_features,
    background_features,
    earlier_features,
    gate_features,
    incident_features,
    land_features,
    line_features,
    marker_features,
    unit_features,
    work_features,
)
from border_gis.maps.legend import build_legend
from border_gis.maps.moments import describe_moments, describe_range
from border_gis.maps.offline import MapAssets, OfflineFullscreen, OfflineMap
from border_gis.maps.symbols import build_rules

_NAMES = (
    ("maps.name_vn", 105.35, 21.55, 26),
    ("maps.name_cn", 105.9, 24.0, 26),
    ("maps.name_laos", 102.75, 20.75, 17),
)
_WORDS = (
    "east",
    "north",
    "pointer",
    "more",
    "home",
    "measure",
    "measure_start",
    "measure_next",
    "measure_total",
    "measure_last",
    "measure_bearing",
    "measure_area",
    "measure_undo",
    "measure_clear",
    "measure_close",
    "layers",
    "time",
    "time_known",
    "time_happened",
    "time_known_help",
    "time_happened_help",
    "time_day",
    "time_count",
    "time_close",
    "time_today",
)
_WHOLE_BORDER = ((21.3, 102.0), (23.5, 108.2))


@dataclass(frozen=True, slots=True)
class MapPage:
    """How a map is dressed.

    Attributes
    ----------
    language : {"vi", "en"}
    assets : MapAssets
    title : str
        Title of the document; empty takes the program's.
    with_legend : bool
        False for a small map in a form.
    legend_open : bool
    mark : str
        Who released the map, to whom and when; shown at the bottom.
    paint : {"party", "verdict"}
        By what works are coloured at first; by verdict only on a map that has its overlays with it.
    """

    language: str = "vi"
    assets: MapAssets = field(default_factory=MapAssets)
    title: str = ""
    with_legend: bool = True
    legend_open: bool = True
    mark: str = ""
    paint: str = "party"


def render_map(content: MapContent, page: MapPage, overlays: Mapping[str, Any] | None = None) -> str:
    """Return the map as a whole HTML document.

    Parameters
    ----------
    content : MapContent
    page : MapPage
    overlays : mapping, optional
        Belts and verdicts by id of the line, for a map that has nobody to ask for them.

    Returns
    -------
    str
        With ``MapAssets(inline=True)`` it asks for nothing at all; otherwise only for files
        under the address of the assets.
    """
    drawn = OfflineMap(
        location=(22.4, 105.3),
        zoom_start=8,
        tiles=None,
        prefer_canvas=True,
        control_scale=False,
        min_zoom=5,
        max_zoom=19,
        zoom_snap=0.25,
        zoom_delta=1,
        wheel_px_per_zoom_level=90,
        world_copy_jump=False,
        font_size="14px",
    )
    figure: Any = drawn.get_root()
    figure.title = html.escape(page.title) or translate("maps.title", None, page.language)
    features = {name: found for name, found in build_features(content, page.language).items() if found}
    page.assets.add_to(figure)
    settings = {**_configure(content, features, page), "overlays": overlays}
    figure.header.add_child(_Data({**settings, "data": features}), name="data")
    drawn.add_child(_Panes())
    named = {name: _add_layer(drawn, name) for name in features}
    words = {key: translate(f"maps.{key}", None, page.language) for key in ("full_screen", "full_screen_end")}
    OfflineFullscreen(title=words["full_screen"], title_cancel=words["full_screen_end"]).add_to(drawn)
    drawn.add_child(_Start(named))
    document: str = figure.render()
    return document


def build_features(content: MapContent, language: str) -> dict[str, list[Feature]]:
    """Return the features of a map by layer, in the order in which they are drawn."""
    layers = {
        "background": background_features(content.background),
        "unit": unit_features(content.units),
        "area": area_features(content.area),
        "land": land_features(content.land),
    }
    layers.update({f"line~{number}": line_features(line) for number, line in enumerate(content.lines)})
    layers.update(
        {
            "work": work_features(content.works, language),
            "marker": marker_features(content.markers, language, tells_condition=content.tells_condition),
            "gate": gate_features(content.gates, language),
            "incident": [
                *incident_features(content.incidents, language),
                *earlier_features(content.moments, language),
            ],
        }
    )
    return layers


def _add_layer(drawn: OfflineMap, name: str) -> folium.GeoJson:
    """Add an empty layer, which the map's script fills from the JSON block."""
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": []},
        name=name,
        control=False,
        smooth_factor=1.0,
        pane=f"border-{name.partition('~')[0]}",
        interactive=False,
        style=JsCode("BorderMap.style"),
        point_to_layer=JsCode("BorderMap.point"),
    )
    layer.add_to(drawn)
    return layer


def _configure(content: MapContent, features: dict[str, list[Feature]], page: MapPage) -> dict[str, Any]:
    language = page.language
    counts = {
        name: len({feature["properties"]["id"] for feature in found}) for name, found in features.items()
    }
    tallies = {
        name: Counter(
            (key, value)
            for key, value in {
                (feature["properties"]["id"], key): (key, feature["properties"].get(key, ""))
                for feature in features.get(name, ())
                for key in ("g", "s")
            }.values()
        )
        for name in ("incident", "work")
    }
    banner = translate("maps.demonstration", None, language) if content.is_demonstration else ""
    return {
        "language": language,
        "words": {name: translate(f"maps.{name}", None, language) for name in _WORDS},
        "symbols": build_rules(),
        "names": [
            {"text": translate(code, None, language), "longitude": lon, "latitude": lat, "size": size}
            for code, lon, lat, size in _NAMES
        ],
        "legend": build_legend(content, counts, tallies, language) if page.with_legend else [],
        "legendOpen": page.legend_open,
        "bounds": _bounds_of(content),
        "banner": banner,
        "mark": page.mark,
        "paint": page.paint,
        "moments": describe_moments(content.moments) if content.moments else None,
        "time": describe_range(content.moments),
    }


def _bounds_of(content: MapContent) -> list[list[float]]:
    if content.area is not None:
        low_x, low_y, high_x, high_y = content.area.bounds
        return [[low_y, low_x], [high_y, high_x]]
    if not content.lines:
        return [list(corner) for corner in _WHOLE_BORDER]
    lows = [line.coordinates.min(axis=0) for line in content.lines]
    highs = [line.coordinates.max(axis=0) for line in content.lines]
    west, south = (float(min(low[axis] for low in lows)) for axis in (0, 1))
    east, north = (float(max(high[axis] for high in highs)) for axis in (0, 1))
    return [[south, west], [north, east]]


class _Data(MacroElement):
    """The settings and the features of the map, as text that no browser takes for markup."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Data"
        self.data = data

    def render(self, **_: Any) -> str:
        written = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        for mark in "<>&\u2028\u2029":
            written = written.replace(mark, f"\\u{ord(mark):04x}")
        return f'<script type="application/json" id="border-data">{written}</script>'


class _Panes(MacroElement):
    """Make the panes before the first layer asks for one."""

    _template = Template(
        "{% macro script(this, kwargs) %}BorderMap.prepare({{ this._parent.get_name() }});{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()
        self._name = "Panes"


class _Start(MacroElement):
    """Start the map's own script once every layer is there."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        BorderMap.start({{ this._parent.get_name() }}, {
            {%- for name, layer in this.layers.items() %}
            {{ name|tojson }}: {{ layer.get_name() }},
            {%- endfor %}
        });
        {% endmacro %}
        """
    )

    def __init__(self, layers: dict[str, folium.GeoJson]) -> None:
        super().__init__()
        self._name = "Start"
        self.layers = layers
