"""The kinds of incident that the program offers.

The list of the agreement on border management (about Art. 37: events for border
representatives) has hardly a place for what departments report most: fences,
surveillance, roads, the clear-vision strip. This list has both. An incident keeps its
category as a plain code, so that a code of an office's own list is not lost. An office
adds its own kinds, names one of these in another way, or takes one out of use; a link to the
treaty's list of events is optional.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from border_gis.errors import DataError


class IncidentCategory(StrEnum):
    """What an incident is about."""

    FENCE = "fence"
    SECOND_FENCE = "second_fence"
    TEMPORARY_FENCE = "temporary_fence"
    ELECTRIFIED_WIRE = "electrified_wire"
    OBSTACLES = "obstacles"
    SURVEILLANCE = "surveillance"
    ALARM_SYSTEM = "alarm_system"
    DRONE = "drone"
    PATROL_ROAD = "patrol_road"
    ROAD_CONNECTION = "road_connection"
    CARGO_ROAD = "cargo_road"
    RAILWAY = "railway"
    BUILDING = "building"
    REVETMENT = "revetment"
    WORKS_DOSSIER = "works_dossier"
    RIVER_WORKS = "river_works"
    RIVER_BANK_EROSION = "river_bank_erosion"
    LANDSLIDE = "landslide"
    SURVEY = "survey"
    LINE_UNCERTAINTY = "line_uncertainty"
    VISTA_CLEARING = "vista_clearing"
    MARKER_DAMAGE = "marker_damage"
    BLASTING = "blasting"
    BURNING = "burning"
    MINING = "mining"
    SHOOTING = "shooting"
    CROSSING = "crossing"
    CROSS_LINE_USE = "cross_line_use"
    OTHER = "other"


TREATY_KINDS: Mapping[str, str] = {
    IncidentCategory.MARKER_DAMAGE: "markers",
    IncidentCategory.RIVER_WORKS: "river_works",
    IncidentCategory.SHOOTING: "shooting",
    IncidentCategory.BLASTING: "blasting",
    IncidentCategory.CROSSING: "crossing",
    IncidentCategory.DRONE: "crossing",
    IncidentCategory.CROSS_LINE_USE: "cross_line_use",
    IncidentCategory.RIVER_BANK_EROSION: "disaster",
    IncidentCategory.LANDSLIDE: "disaster",
    IncidentCategory.BURNING: "disaster",
}
"""Kinds of the treaty's list (data/workflow/event_kinds.toml) that an office may mean by a category."""

_FIELDS = frozenset({"code", "name", "event_kind", "in_use"})
_LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Category:
    """An entry of the office's list.

    Attributes
    ----------
    code : str
    name : mapping of str to str
        By language, vi and en; empty where the words that ship are used.
    event_kind : str
        Code of the treaty's list of events that is offered with it; empty for none.
    in_use : bool
        False for what is not offered any more; incidents that have it keep it.
    is_own : bool
        True for what does not ship.
    """

    code: str
    name: Mapping[str, str] = field(default_factory=dict)
    event_kind: str = ""
    in_use: bool = True
    is_own: bool = False


def read_categories(own: Iterable[Mapping[str, Any]]) -> tuple[Category, ...]:
    """Return the list of an office: what ships, as the office has changed it, then its own.

    Parameters
    ----------
    own : iterable of mapping
        What the office has set, as ``describe_category`` writes it.

    Raises
    ------
    DataError
        If an entry is wrong: it and the field are named.
    """
    listed = {code.value: Category(code.value, {}, TREATY_KINDS.get(code, "")) for code in IncidentCategory}
    for said in own:
        category = _read_category(said)
        listed[category.code] = category
    return tuple(listed.values())


def describe_category(category: Category) -> dict[str, Any]:
    """Return a category in plain JSON values."""
    return {
        "code": category.code,
        "name": dict(category.name),
        "event_kind": category.event_kind,
        "in_use": category.in_use,
    }


def _read_category(said: Mapping[str, Any]) -> Category:
    code = said.get("code")
    if not isinstance(code, str) or not code.replace("_", "").isalnum():
        raise DataError("categories.bad_field", entry=code or "–", field="code", value=code)
    for name in said:
        if name not in _FIELDS:
            raise DataError("categories.bad_field", entry=code, field=name, value=said[name])
    ships = code in {one.value for one in IncidentCategory}
    words = said.get("name", {})
    is_named = isinstance(words, Mapping) and all(str(words.get(one, "")).strip() for one in _LANGUAGES)
    if not is_named and (words or not ships):
        raise DataError("categories.bad_field", entry=code, field="name", value=words)
    kind, in_use = said.get("event_kind", ""), said.get("in_use", True)
    if not isinstance(kind, str):
        raise DataError("categories.bad_field", entry=code, field="event_kind", value=kind)
    if not isinstance(in_use, bool):
        raise DataError("categories.bad_field", entry=code, field="in_use", value=in_use)
    return Category(code, dict(words), kind, in_use, is_own=not ships)
