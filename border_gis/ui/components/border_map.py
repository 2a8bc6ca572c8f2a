"""The map on a page: folium's document in a frame of its own, which answers clicks."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import streamlit as st
import streamlit.components.v1 as components
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing under a click: its layer on the map, and its id or reference."""

    layer: str
    id: str


@dataclass(frozen=True, slots=True)
class MapClick:
    """A click on the map.

    Attributes
    ----------
    number : str
        Tells one click from the next.
    longitude_deg, latitude_deg : float
        WGS 84.
    hits : tuple of Hit
        What lies there, the topmost first.
    """

    number: str
    longitude_deg: float
    latitude_deg: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class MapFocus:
    """A place that the map is to show.

    Attributes
    ----------
    geometries : tuple of (GeoJSON geometry, accuracy in metres or None)
    stays : bool
        True leaves the view where it is: the person is looking there already.
    jumps : bool
        True moves the view at once, without a flight.
    looks : tuple of {"", "before", "way"}
        For each geometry: the place itself, where it was before, or the way between; empty for
        places only.
    nearest_zoom : int
        How near the view may come.
    """

    geometries: tuple[tuple[Mapping[str, Any], float | None], ...]
    stays: bool = False
    jumps: bool = False
    looks: tuple[str, ...] = ()
    nearest_zoom: int = 14

    def as_message(self) -> dict[str, Any]:
        """Return what the frame is told."""
        looks = self.looks or ("",) * len(self.geometries)
        features = [
            {"geometry": dict(geometry), "accuracy_m": accuracy, "look": look}
            for (geometry, accuracy), look in zip(self.geometries, looks, strict=True)
        ]
        return {
            "key": _hash(repr(features)),
            "features": features,
            "stay": self.stays,
            "jump": self.jumps,
            "zoom": self.nearest_zoom,
        }


def focus_on(
    places: Iterable[tuple[BaseGeometry | Mapping[str, Any] | None, float | None]],
    *,
    stays: bool = False,
    jumps: bool = False,
) -> MapFocus | None:
    """Return the focus on places that have a geometry; None if none has."""
    geometries = tuple(
        (mapping(geometry) if isinstance(geometry, BaseGeometry) else geometry, accuracy_m)
        for geometry, accuracy_m in places
        if geometry is not None
    )
    return MapFocus(geometries, stays, jumps) if geometries else None


def show_map(
    document: str,
    *,
    name: str,
    title: str,
    height: int,
    focus: MapFocus | None = None,
    answers_clicks: bool = False,
    remembers: bool = False,
    overlay: str = "",
    shows_time: bool = False,
) -> MapClick | None:
    """Show a map document and return the last click on it.

    Parameters
    ----------
    document : str
        As ``render_map`` wrote it.
    name : str
        Constant for one place on one page: the frame stays while the page runs again.
    title : str
        For readers of the screen.
    height : int
        Pixels.
    focus : MapFocus, optional
    answers_clicks : bool
    remembers : bool
        Whether the view and the layers outlive a visit to another page.
    overlay : str
        What was asked for of the layers that come later (`wanted_of`), as JSON; see
        ``border_gis.services.zone_maps``.
    shows_time : bool
        Whether the bar that shows the map as of a day is there from the start.
    """
    value = _frame()(
        document=_pack(document),
        document_key=_hash(document),
        focus=focus.as_message() if focus else None,
        name=name,
        title=title,
        height=height,
        answers_clicks=answers_clicks,
        remembers=remembers,
        overlay=_pack(overlay) if overlay else "",
        overlay_key=_hash(overlay) if overlay else "",
        shows_time=shows_time,
        key=f"map_{name}",
        default=None,
    )
    value = value and value["click"]
    if not value:
        return None
    hits = tuple(Hit(str(hit["layer"]), str(hit["id"])) for hit in value["hits"])
    return MapClick(str(value["number"]), float(value["longitude"]), float(value["latitude"]), hits)


def wanted_of(name: str) -> tuple[str, ...]:
    """Return what a person has switched on, on the map with this name, that comes when it is asked for."""
    value = st.session_state.get(f"map_{name}")
    return tuple(str(each) for each in value["wanted"]) if value else ()


@lru_cache(maxsize=1)
def _frame() -> Any:
    folder = files("border_gis.ui.components").joinpath("map_frame")
    return components.declare_component("border_map", path=str(folder))


@lru_cache(maxsize=6)
def _pack(document: str) -> str:
    """Return a document small: every run of the page sends it along, and the browser unpacks it once."""
    return base64.b64encode(gzip.compress(document.encode("utf-8"), compresslevel=5, mtime=0)).decode("ascii")


@lru_cache(maxsize=64)
def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:20]
