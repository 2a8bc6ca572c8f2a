"""The service's own pages: no script, and nothing of another host.

The pages that come with pygeoapi load maps and editors from content networks. These draw the
features of a page as an SVG and list them in a table; every text is escaped by the templates.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

import numpy as np
import shapely
from jinja2 import Environment, FunctionLoader
from shapely.geometry.base import BaseGeometry

from border_gis.i18n import translate
from border_gis.ogc_api.answers import Answer
from border_gis.settings import LANGUAGES

STYLE_SHEET = "style.css"
MOST_COLUMNS = 8
PICTURE_WIDTH, PICTURE_HEIGHT = 960.0, 420.0
MOST_POINTS = 20_000
_MARGIN = 14.0


def read_style_sheet() -> str:
    """Return the one style sheet of all pages."""
    return _read(STYLE_SHEET)


def write_page(
    template: str,
    answer: Answer,
    *,
    url: str,
    path: str,
    parameters: Mapping[str, str],
    titles: Mapping[str, str],
    more: Mapping[str, Any],
    context: Sequence[BaseGeometry] = (),
) -> str:
    """Return a page of HTML.

    Parameters
    ----------
    template : str
        Name of its template, without ending.
    answer : Answer
    url : str
        The address that the service is reached at.
    path : str
        What was asked for, below it.
    parameters : mapping of str to str
        What stood behind the question mark, checked.
    titles : mapping of str to str
        What fields are called.
    more : mapping of str to Any
        What only this template shows.
    context : sequence of geometry
        Lines that are drawn faintly behind the features.
    """

    def say(code: str, **params: Any) -> str:
        return translate(code, params, answer.language)

    def link(target: str, **changes: str) -> str:
        kept = {name: value for name, value in parameters.items() if name == "lang"}
        return f"{url}{target}?{urlencode({**kept, 'f': 'html', **changes})}"

    features = answer.document.get("features")
    if features is None and answer.document.get("type") == "Feature":
        features = [answer.document]
    other = {language: _other_language(url, path, parameters, language) for language in LANGUAGES}
    return (
        _environment()
        .get_template(f"{template}.html")
        .render(
            say=say,
            link=link,
            language=answer.language,
            languages=other,
            document=answer.document,
            titles=titles,
            picture=draw_features(features or (), context),
            columns=_choose_columns(features or (), titles),
            pages=_find_pages(answer.document, parameters),
            root=url,
            json_link=f"{url}{path}?{urlencode({**parameters, 'f': 'json'})}",
            **more,
        )
    )


def draw_features(
    features: Sequence[Mapping[str, Any]], context: Sequence[BaseGeometry] = ()
) -> Mapping[str, Any] | None:
    """Return features as paths and dots of a picture, north up, one scale for both axes.

    Parameters
    ----------
    features : sequence of mapping
        GeoJSON.
    context : sequence of geometry
        Lines in degrees, drawn faintly as far as they lie in the picture.

    Returns
    -------
    mapping or None
        ``context``, ``lines``, ``areas`` (texts for the ``d`` of an SVG path) and ``dots`` (pairs);
        None where nothing has a place or there is too much of it to be drawn on a page.
    """
    parts: list[tuple[str, list[tuple[float, float]]]] = []
    for feature in features:
        parts += _list_parts(feature.get("geometry"))
    points = [point for _, part in parts for point in part]
    if not points or len(points) > MOST_POINTS:
        return None
    project = _fit(points)
    drawn: dict[str, list[Any]] = {"context": [], "lines": [], "areas": [], "dots": []}
    parts += [("context", part) for line in context for part in _cut_to(points, line)]
    for kind, part in parts:
        if kind == "dots":
            drawn["dots"] += [project(point) for point in part]
        else:
            steps = " L".join(f"{x:.1f} {y:.1f}" for x, y in map(project, part))
            drawn[kind].append(f"M{steps}{'Z' if kind == 'areas' else ''}")
    return {**drawn, "width": PICTURE_WIDTH, "height": PICTURE_HEIGHT}


def _cut_to(points: Sequence[tuple[float, float]], line: BaseGeometry) -> list[list[tuple[float, float]]]:
    """Return what of a line lies around some points, as finely as a picture shows it."""
    places = np.asarray(points)
    (west, south), (east, north) = places.min(axis=0), places.max(axis=0)
    reach = max(east - west, north - south, 1e-4)
    near = shapely.clip_by_rect(line, west - 2 * reach, south - reach, east + 2 * reach, north + reach)
    finest = reach / PICTURE_WIDTH
    return [
        [(x, y) for x, y in shapely.get_coordinates(part)]
        for part in shapely.get_parts(shapely.simplify(near, finest, preserve_topology=False))
        if part.geom_type == "LineString" and not part.is_empty
    ]


def _list_parts(geometry: Mapping[str, Any] | None) -> list[tuple[str, list[tuple[float, float]]]]:
    if geometry is None:
        return []
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return [part for each in geometry["geometries"] for part in _list_parts(each)]
    places = geometry["coordinates"]
    if kind == "Point":
        return [("dots", [(places[0], places[1])])]
    if kind in ("MultiPoint", "LineString"):
        return [("dots" if kind == "MultiPoint" else "lines", [(each[0], each[1]) for each in places])]
    if kind == "MultiPolygon":
        places = [ring for polygon in places for ring in polygon]
    name = "lines" if kind == "MultiLineString" else "areas"
    return [(name, [(each[0], each[1]) for each in part]) for part in places]


def _fit(points: Sequence[tuple[float, float]]) -> Callable[[tuple[float, float]], tuple[float, float]]:
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    # For a picture, not for measuring: a degree of longitude is as long as the middle latitude makes it.
    narrow = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * narrow, 1e-4), max(north - south, 1e-4)
    scale = min((PICTURE_WIDTH - 2 * _MARGIN) / wide, (PICTURE_HEIGHT - 2 * _MARGIN) / high)
    left = (PICTURE_WIDTH - (east - west) * narrow * scale) / 2
    top = (PICTURE_HEIGHT - (north - south) * scale) / 2

    def project(point: tuple[float, float]) -> tuple[float, float]:
        return left + (point[0] - west) * narrow * scale, top + (north - point[1]) * scale

    return project


def _choose_columns(features: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> list[str]:
    """Return the fields of a table: those in which something stands, as many as fit."""
    said = [
        name
        for name in titles
        if any(feature["properties"].get(name) not in (None, "", [], False) for feature in features)
    ]
    return said[:MOST_COLUMNS]


def _find_pages(document: Mapping[str, Any], parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses of the pages before and after, as pages."""
    kept = "&f=html" if "f" in parameters else ""
    found = {link["rel"]: f"{link['href']}{kept}" for link in document.get("links", ())}
    return {rel: found[rel] for rel in ("prev", "next") if rel in found}


def _other_language(url: str, path: str, parameters: Mapping[str, str], language: str) -> str:
    return f"{url}{path}?{urlencode({**parameters, 'f': 'html', 'lang': language})}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _read(name: str) -> str:
    return files("border_gis.ogc_api").joinpath("templates", name).read_text(encoding="utf-8")
