r"""Export a scene to look at: invented works near markers 831-841, by what the rules say on two lines.

    python scripts/export_verdict_scene.py OUT
    python3 scripts/draw_qgis_project.py OUT/border-gis.qgs docs/pictures/qgis-verdicts.png \
        106.683 22.812 106.738 22.848 2

The demonstration line is too coarse to say anything of a fence 5 m from it, so a second version of it
claims half a metre, and the clear-vision strip gets a width. Both are invented, as the works are.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from border_gis.boundary.dates import PartialDate
from border_gis.services.exporting import EXPORT_KINDS, export_data, zone_of_province
from border_gis.services.rules import RuleDraft, save_rule, show_rule
from border_gis.services.workspaces import Workspace, init_workspace
from border_gis.settings import build_settings
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState

STRIP_RULE, STRIP_M = "agreement-2009.7-3", 15.0
SECOND_LINE = "00000000-0000-4000-8000-00000000beef"
DEGREE_EAST_M, DEGREE_NORTH_M = 102_600.0, 110_750.0
"""At 22.8° north, near enough to place what is invented."""

# Kind, markers between which it stands (one of them for a point), metres north-east of the line.
LINES = (
    (WorkKind.FENCE, "831", "832", 5),
    (WorkKind.ROAD_CONNECTION, "832", "833", 20),
    (WorkKind.PATROL_ROAD, "833", "834", 20),
    (WorkKind.OTHER, "835", "836(2)", 20),
    (WorkKind.FENCE, "836(2)", "837", 120),
)
POINTS = (
    (WorkKind.FENCE, "837", 5),
    (WorkKind.BUILDING, "838", 20),
    (WorkKind.SURVEILLANCE, "839", 20),
    (WorkKind.OTHER, "840", 20),
    (WorkKind.FENCE, "841", 150),
)
AREAS = ((WorkKind.BUILDING, "832"), (WorkKind.FENCE, "834"), (WorkKind.OTHER, "838"))
AREA_M = (340.0, 120.0)


def main(folder: Path) -> None:
    """Export the scene as a QGIS project into an empty folder."""
    with tempfile.TemporaryDirectory() as made_in:
        settings = build_settings({}, workspace_folder=Path(made_in), officer="Cán bộ trực")
        workspace = init_workspace(settings)
        try:
            invent(workspace)
            export_data(workspace, EXPORT_KINDS, ("qgis",), folder, zone=zone_of_province("Cao Bằng"))
        finally:
            workspace.close()


def invent(workspace: Workspace) -> None:
    """Add the second line, the width of the strip and the works."""
    line = workspace.lines[0]
    second = replace(line, id=SECOND_LINE, name="Đường đo thử", accuracy_m=0.5, accuracy_assumed=False)
    workspace.whole_store.add_line(second)
    draft = RuleDraft(STRIP_RULE, {"distance_m": STRIP_M}, source="số liệu thử", reason="để minh họa")
    save_rule(workspace, draft, show_rule(workspace, STRIP_RULE).seen)
    at = {str(marker.reference): marker.position for marker in workspace.markers}

    def shift(marker: str, aside_m: float) -> tuple[float, float]:
        diagonal_m = aside_m / 2**0.5
        place = at[marker]
        return (
            place.longitude_deg + diagonal_m / DEGREE_EAST_M,
            place.latitude_deg + diagonal_m / DEGREE_NORTH_M,
        )

    shapes: list[tuple[WorkKind, BaseGeometry]] = [
        (kind, LineString([shift(first, aside_m), shift(last, aside_m)]))
        for kind, first, last, aside_m in LINES
    ]
    shapes += [(kind, Point(shift(marker, aside_m))) for kind, marker, aside_m in POINTS]
    for kind, marker in AREAS:
        west, south = shift(marker, 2.0)
        east, north = west + AREA_M[0] / DEGREE_EAST_M, south + AREA_M[1] / DEGREE_NORTH_M
        shapes.append((kind, box(west, south, east, north)))
    workspace.store.add_works(
        [
            Work(
                id=f"00000000-0000-4000-8000-{number:012d}",
                kind=kind,
                party=WorkParty.CN,
                state=WorkState.COMPLETED,
                reference_as_written="",
                geometry=shape,
                accuracy_m=1.0,
                since=PartialDate(2022, 5, 11),
                name=f"Thử {number}",
                demonstration=True,
            )
            for number, (kind, shape) in enumerate(shapes, start=1)
        ]
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
