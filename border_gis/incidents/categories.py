"""The kinds of incident that the program offers.

The list of the agreement on border management (about Art. 37: events for border
representatives) has hardly a place for what departments report most: fences,
surveillance, roads, the clear-vision strip. This list has both. An incident keeps its
category as a plain code, so that a code of an office's own list is not lost.
"""

from __future__ import annotations

from enum import StrEnum


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
