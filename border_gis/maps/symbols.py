"""Shapes and colours: the shape says what a thing is, the colour how far it has come or whose it is.

The colours are those of Okabe and Ito (2008), which people with any common colour blindness
tell apart; what is closed is hollow besides, and line patterns differ too, so that nothing
hangs on colour alone. The legend of a map is drawn from the same tables as the map.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Any

from border_gis.boundary.line.version import LegalStatus
from border_gis.incidents.model import IncidentState
from border_gis.looks import outcomes
from border_gis.works.model import WorkKind, WorkParty
from border_gis.zones.verdict import Outcome

Look = dict[str, Any]

_BLACK, _ORANGE, _SKY, _GREEN = "#2b2b2b", "#e69f00", "#56b4e9", "#007a5a"
_BLUE, _VERMILION, _PURPLE = "#0072b2", "#d55e00", "#a8518a"


class Stage(StrEnum):
    """How far an incident has come, in the four steps that a glance at the map should tell."""

    NEW = "new"
    BUILDING = "building"
    HANDLING = "handling"
    CLOSED = "closed"


class IncidentGroup(StrEnum):
    """What an incident is about, in the few groups that have a shape of their own."""

    FENCE = "fence"
    SURVEILLANCE = "surveillance"
    TRANSPORT = "transport"
    WATER = "water"
    CLEARING = "clearing"
    SURVEY = "survey"
    BREACH = "breach"
    OTHER = "other"


class WorkGroup(StrEnum):
    """What a work is, in the few groups that have a shape and a line pattern of their own."""

    FENCE = "fence"
    SURVEILLANCE = "surveillance"
    TRANSPORT = "transport"
    OTHER = "other"


STAGE_OF_STATE = MappingProxyType(
    {
        IncidentState.REPORTED: Stage.NEW,
        IncidentState.NOTIFIED: Stage.NEW,
        IncidentState.PROPOSED: Stage.NEW,
        IncidentState.STAKED_OUT: Stage.BUILDING,
        IncidentState.UNDER_CONSTRUCTION: Stage.BUILDING,
        IncidentState.IN_PROGRESS: Stage.HANDLING,
        IncidentState.SURVEYED: Stage.HANDLING,
        IncidentState.UNDER_DISCUSSION: Stage.HANDLING,
        IncidentState.APPROVAL_ASKED: Stage.HANDLING,
        IncidentState.RATIFIED: Stage.CLOSED,
        IncidentState.COMPLETED: Stage.CLOSED,
        IncidentState.SETTLED: Stage.CLOSED,
    }
)

_CATEGORIES = {
    IncidentGroup.FENCE: "fence second_fence temporary_fence electrified_wire obstacles",
    IncidentGroup.SURVEILLANCE: "surveillance alarm_system drone",
    IncidentGroup.TRANSPORT: "patrol_road road_connection cargo_road railway building works_dossier",
    IncidentGroup.WATER: "revetment river_works river_bank_erosion landslide",
    IncidentGroup.CLEARING: "vista_clearing burning",
    IncidentGroup.SURVEY: "survey line_uncertainty marker_damage",
    IncidentGroup.BREACH: "blasting mining shooting crossing cross_line_use",
}
_GROUP_OF_CATEGORY = {name: group for group, names in _CATEGORIES.items() for name in names.split()}

_WORK_KINDS = {
    WorkGroup.FENCE: (
        WorkKind.FENCE,
        WorkKind.SECOND_FENCE,
        WorkKind.TEMPORARY_FENCE,
        WorkKind.ELECTRIFIED_WIRE,
        WorkKind.OBSTACLES,
    ),
    WorkGroup.SURVEILLANCE: (WorkKind.SURVEILLANCE, WorkKind.ALARM_SYSTEM),
    WorkGroup.TRANSPORT: (
        WorkKind.PATROL_ROAD,
        WorkKind.ROAD_CONNECTION,
        WorkKind.CARGO_ROAD,
        WorkKind.RAILWAY,
    ),
}
_GROUP_OF_WORK = {kind: group for group, kinds in _WORK_KINDS.items() for kind in kinds}


def group_of_category(category: str) -> IncidentGroup:
    """Return the group of an incident's category; a code of an office's own list is ``OTHER``."""
    return _GROUP_OF_CATEGORY.get(str(category), IncidentGroup.OTHER)


def group_of_work(kind: WorkKind) -> WorkGroup:
    """Return the group that a work is drawn as."""
    return _GROUP_OF_WORK.get(kind, WorkGroup.OTHER)


INCIDENT_SHAPES: dict[IncidentGroup, Look] = {
    IncidentGroup.FENCE: {"shape": "square"},
    IncidentGroup.SURVEILLANCE: {"shape": "triangle"},
    IncidentGroup.TRANSPORT: {"shape": "diamond"},
    IncidentGroup.WATER: {"shape": "wedge"},
    IncidentGroup.CLEARING: {"shape": "star"},
    IncidentGroup.SURVEY: {"shape": "cross"},
    IncidentGroup.BREACH: {"shape": "hexagon"},
    IncidentGroup.OTHER: {"shape": "circle"},
}

STAGE_COLOURS: dict[Stage, Look] = {
    Stage.NEW: {"fillColor": _VERMILION, "color": "#ffffff", "weight": 1.6, "fillOpacity": 1},
    Stage.BUILDING: {"fillColor": _PURPLE, "color": "#ffffff", "weight": 1.6, "fillOpacity": 1},
    Stage.HANDLING: {"fillColor": _ORANGE, "color": "#3d2c00", "weight": 1.3, "fillOpacity": 1},
    Stage.CLOSED: {"fillColor": "#ffffff", "color": _GREEN, "weight": 2.2, "fillOpacity": 1},
}

_STAGE_LINES: dict[Stage, Look] = {
    Stage.NEW: {"color": _VERMILION},
    Stage.BUILDING: {"color": _PURPLE},
    Stage.HANDLING: {"color": _ORANGE},
    Stage.CLOSED: {"color": _GREEN},
}

PARTY_COLOURS: dict[WorkParty, Look] = {
    WorkParty.VN: {"color": _BLUE, "fillColor": _BLUE},
    WorkParty.CN: {"color": _BLACK, "fillColor": _BLACK},
    WorkParty.JOINT: {"color": _GREEN, "fillColor": _GREEN},
    WorkParty.UNKNOWN: {"color": "#7a8791", "fillColor": "#7a8791"},
}

WORK_SHAPES: dict[WorkGroup, Look] = {
    WorkGroup.FENCE: {"shape": "square"},
    WorkGroup.SURVEILLANCE: {"shape": "triangle"},
    WorkGroup.TRANSPORT: {"shape": "diamond"},
    WorkGroup.OTHER: {"shape": "circle"},
}

WORK_DASHES: dict[WorkGroup, str] = {
    WorkGroup.FENCE: "2 4",
    WorkGroup.SURVEILLANCE: "1 7",
    WorkGroup.TRANSPORT: "",
    WorkGroup.OTHER: "10 5",
}

OUTCOME_LOOKS: dict[Outcome, Look] = {
    outcome: {
        "shape": look.shape,
        "color": look.colour,
        "weight": look.width_px,
        "dashArray": " ".join(map(str, look.dash_px)),
    }
    for outcome, look in outcomes.OUTCOME_LOOKS.items()
}
"""Of works by what the rules say of them: shape and line pattern differ as well as colour."""

BELT_LOOKS: tuple[Look, ...] = (
    {"color": _BLUE, "dashArray": ""},
    {"color": _VERMILION, "dashArray": "7 3"},
    {"color": _GREEN, "dashArray": "2 3"},
    {"color": _PURPLE, "dashArray": "10 3 2 3"},
    {"color": "#a06f00", "dashArray": "5 5"},
    {"color": _BLACK, "dashArray": "1 4"},
)
"""Of belts, the narrowest first; the patterns of their edges differ as well as the colours."""

BELT_BASE: Look = {"weight": 1.4, "opacity": 0.9, "fillOpacity": 0.1}

_LINE_COLOUR = "#b3001b"
LINE_STROKES: dict[LegalStatus, Look] = {
    LegalStatus.AGREED: {"color": _LINE_COLOUR, "weight": 2.6, "dashArray": ""},
    LegalStatus.VIEW_VN: {"color": _BLUE, "weight": 2.4, "dashArray": "12 4"},
    LegalStatus.VIEW_CN: {"color": _BLACK, "weight": 2.4, "dashArray": "6 4"},
    LegalStatus.NO_LEGAL_VALUE: {"color": _LINE_COLOUR, "weight": 2.4, "dashArray": "14 4 3 4"},
}
LINE_CASING: Look = {"color": "#ffffff", "weight": 6, "opacity": 0.85, "dashArray": ""}

_MARKER = "#8c0016"
MARKER_LOOKS: dict[str, Look] = {
    "main": {"shape": "circle", "radius": 5.2, "fillColor": "#ffffff", "color": _MARKER, "weight": 1.8},
    "secondary": {"shape": "circle", "radius": 3.6, "fillColor": "#f3d9dc", "color": _MARKER, "weight": 1.3},
}

GATE_LOOK: Look = {
    "shape": "gate",
    "radius": 7,
    "floor": 0.6,
    "fillColor": _SKY,
    "color": "#0b3a55",
    "weight": 1.8,
    "fillOpacity": 1,
}

UNIT_LOOK: Look = {"color": "#6d7f8a", "weight": 0.8, "dashArray": "3 3", "fill": False, "opacity": 0.8}
LAND_LOOK: Look = {
    "color": _ORANGE,
    "fillColor": _ORANGE,
    "weight": 1.4,
    "opacity": 1,
    "fillOpacity": 0.35,
    "dashArray": "",
}
AREA_LOOK: Look = {
    "color": "#c2185b",
    "fillColor": "#c2185b",
    "weight": 2,
    "opacity": 0.9,
    "fillOpacity": 0.04,
    "dashArray": "9 4 2 4",
}
"""Of a survey area: its edge, the things inside stay readable."""

SEA, LAND, LAND_VN, LAND_OTHER = "#dce8ee", "#f7f6f1", "#fdfcf6", "#f0efe8"


def look_of_belt(number: int) -> Look:
    """Return how the belt with this place among the belts looks, the narrowest being 0."""
    look = BELT_LOOKS[number % len(BELT_LOOKS)]
    return {**BELT_BASE, "fillColor": look["color"], **look}


def build_rules() -> dict[str, Any]:
    """Return the tables that the browser draws by, one for each layer."""
    marker = {"fillOpacity": 1}
    return {
        "background": {
            "sea": SEA,
            "base": {"fillColor": LAND, "color": LAND, "weight": 1, "fillOpacity": 1},
            "colours": {"704": {"fillColor": LAND_VN}, "156": {"fillColor": LAND_OTHER}},
        },
        "unit": {"base": UNIT_LOOK},
        "area": {"base": AREA_LOOK},
        "land": {"base": LAND_LOOK, "colours": {"cn": {"dashArray": "3 3"}}},
        "line": {
            "base": {},
            "colours": {},
            "lineColours": {
                "casing": LINE_CASING,
                **{str(status): look for status, look in LINE_STROKES.items()},
            },
        },
        "work": {
            "base": {"radius": 5, "weight": 1.2, "fillOpacity": 0.9, "floor": 0.6},
            "shapes": {str(group): look for group, look in WORK_SHAPES.items()},
            "colours": {
                str(party): {"fillColor": look["fillColor"], "color": "#ffffff"}
                for party, look in PARTY_COLOURS.items()
            },
            "line": {"weight": 3.6, "opacity": 0.9, "lineCap": "butt"},
            "lineColours": {str(party): {"color": look["color"]} for party, look in PARTY_COLOURS.items()},
        },
        "marker": {
            "base": marker,
            "shapes": dict(MARKER_LOOKS),
            "letters": "#6b0011",
        },
        "verdict": {
            "shapes": {
                str(outcome): {"shape": look["shape"], "fillColor": look["color"], "color": "#ffffff"}
                for outcome, look in OUTCOME_LOOKS.items()
            },
            "lines": {
                str(outcome): {
                    "color": look["color"],
                    "weight": look["weight"],
                    "dashArray": look["dashArray"],
                    "fillColor": look["color"],
                    "fillOpacity": 0.25,
                }
                for outcome, look in OUTCOME_LOOKS.items()
            },
        },
        "gate": {"base": GATE_LOOK, "letters": "#0b3a55"},
        "incident": {
            "base": {"radius": 7.4, "floor": 0.72},
            "shapes": {str(group): look for group, look in INCIDENT_SHAPES.items()},
            "colours": {str(stage): look for stage, look in STAGE_COLOURS.items()},
            "line": {"weight": 9, "opacity": 0.38, "lineCap": "round"},
            "lineColours": {str(stage): look for stage, look in _STAGE_LINES.items()},
        },
    }
