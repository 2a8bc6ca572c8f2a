"""Draw the maps of a survey area: what its contents show, in the words of a release profile."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from PIL import Image
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from border_gis.access import Role, Secrecy
from border_gis.boundary.register.marker import MarkerKind
from border_gis.crs import Zone, to_vn2000
from border_gis.errors import InputError
from border_gis.maps.sheets import (
    SheetContent,
    SheetIncident,
    SheetLayout,
    SheetMarker,
    SheetPlan,
    SheetWork,
    SheetZone,
    plan_sheets,
    write_sheets,
)
from border_gis.maps.sheets.content import SheetLine
from border_gis.maps.sheets.pictures import draw_page
from border_gis.maps.symbols import IncidentGroup, group_of_category, group_of_work
from border_gis.reports.content.chapters_of_place import name_area, say_line_source
from border_gis.reports.content.model import Picture
from border_gis.reports.content.wording import Speaker
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace
from border_gis.surveys.contents import AreaContents, LineInArea
from border_gis.surveys.drawing import to_plane, trace
from border_gis.works.model import WorkParty
from border_gis.zones.belts import Belt, find_belts
from border_gis.zones.shared import is_shared, list_articles

BESIDE_M = 1_500.0
"""So much of the line is drawn on both sides of the area."""

WIDEST_ZONE_M = 100.0
"""Wider belts, such as those for blasting, are about activities and would cover the whole sheet."""

DOTS_PER_INCH = 220
_CROPPED_MM = 9.0


@dataclass(frozen=True, slots=True)
class AreaMap:
    """The map of an area.

    Attributes
    ----------
    pdf : bytes
        Its sheets, vector, true to scale.
    plan : SheetPlan
    """

    pdf: bytes
    plan: SheetPlan


@needs(Role.VIEWER)
def draw_area_map(
    workspace: Workspace,
    contents: AreaContents,
    speaker: Speaker,
    layout: SheetLayout,
    scale: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> AreaMap:
    """Return the map of a survey area.

    Parameters
    ----------
    workspace : Workspace
    contents : AreaContents
    speaker : Speaker
        Whose profile says what may be drawn.
    layout : SheetLayout
    scale : int, optional
        Denominator; without one the largest that shows the area on one sheet.
    progress : callable, optional
        Called with how many sheets are done and how many there are.

    Raises
    ------
    InputError
        The area has no place on the map, or the scale is none that maps are drawn at.
    """
    if contents.geometry is None:
        raise InputError("surveys.no_area")
    zone = contents.zone
    area = to_plane(contents.geometry, zone)
    along = [_course(each, zone, 0.0) for each in contents.lines[:1]]
    plan = plan_sheets(area, layout, scale, along[0] if len(along) == 1 and _is_one(along[0]) else None)
    return AreaMap(write_sheets(_describe(workspace, contents, speaker, area), plan, progress), plan)


def picture_sheets(area_map: AreaMap, speaker: Speaker) -> Iterator[Picture]:
    """Yield the sheets as pictures for a document, without the margin, which the page has itself."""
    plan = area_map.plan
    pages = [*([plan.index] if plan.index is not None else []), *plan.sheets]
    for number, sheet in enumerate(pages):
        params = {"scale": f"1:{plan.scale}", "number": sheet.number, "count": len(plan.sheets)}
        code = "report.map_caption" if sheet.number else "report.index_caption"
        png, width_mm, height_mm = _crop(
            draw_page(area_map.pdf, number, DOTS_PER_INCH, grey=True), plan.layout
        )
        yield Picture(png, speaker.say(code, params), width_mm, height_mm)


def _crop(png: bytes, layout: SheetLayout) -> tuple[bytes, float, float]:
    picture = Image.open(io.BytesIO(png))
    dots_per_mm = picture.width / layout.width_mm
    edge = round(_CROPPED_MM * dots_per_mm)
    cropped = picture.crop((edge, edge, picture.width - edge, picture.height - edge))
    output = io.BytesIO()
    cropped.save(output, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH), optimize=False)
    return output.getvalue(), cropped.width / dots_per_mm, cropped.height / dots_per_mm


def _is_one(course: BaseGeometry) -> bool:
    return course.geom_type == "LineString"


def _course(each: LineInArea, zone: Zone, beside_m: float) -> BaseGeometry:
    """Return the line in the area, and some more of it, in the plane."""
    parts = [
        to_plane(
            shapely.LineString(
                trace(each.line, max(low - beside_m, 0.0), min(high + beside_m, each.line.length_m))
            ),
            zone,
        )
        for low, high in each.spans_m
    ]
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _describe(
    workspace: Workspace, contents: AreaContents, speaker: Speaker, area: BaseGeometry
) -> SheetContent:
    zone, allows = contents.zone, speaker.allows
    lines = [
        SheetLine(_course(each, zone, BESIDE_M), each.line.legal_status, _name_line(each, speaker))
        for each in contents.lines
        if allows("line", "coordinates")
    ]
    names = name_area(contents.area, speaker)
    return SheetContent(
        titles=tuple(dict.fromkeys(names)),
        languages=speaker.languages,
        zone=zone,
        area=area if allows("survey_area", "geometry") else None,
        lines=lines,
        zones=tuple(_zones(workspace, contents, speaker)),
        markers=tuple(_markers(contents)) if allows("marker", "reference", "position") else (),
        works=tuple(_works(contents, zone, speaker)) if allows("work", "geometry") else (),
        incidents=tuple(_incidents(contents, zone, speaker)),
        land_between=tuple(
            to_plane(piece, zone)
            for each in contents.apart
            for piece in each.land
            if allows("line", "coordinates")
        ),
        notes=tuple(_notes(contents, speaker)),
        number=contents.area.number if allows("survey_area", "number") else "",
        secrecy=contents.level if allows("survey_area", "secrecy") else Secrecy.NONE,
        is_demonstration=contents.is_demonstration,
        is_neutral=speaker.profile.is_neutral,
    )


def _name_line(each: LineInArea, speaker: Speaker) -> tuple[str, ...]:
    status = speaker.term(each.line.legal_status)
    return tuple(
        speaker.say("report.line_on_map", {"status": said})[place] for place, said in enumerate(status)
    )


def _zones(workspace: Workspace, contents: AreaContents, speaker: Speaker) -> Iterator[SheetZone]:
    """Yield the belts of the rules in force on the first line.

    Without outcomes only those are drawn that a document of both sides names.
    """
    if not contents.lines or not speaker.allows("verdict", "distance_m"):
        return
    line = contents.lines[0]
    course = _course(line, contents.zone, BESIDE_M)
    for belt in find_belts(contents.book, line.line, workspace.register, contents.day):
        if not (speaker.allows("verdict", "outcome") or any(map(is_shared, belt.rules))):
            continue
        if belt.distance_m is not None and belt.distance_m <= WIDEST_ZONE_M:
            strip = course.buffer(belt.distance_m, quad_segs=32, cap_style="flat")
            yield SheetZone(strip, belt.distance_m, _name_belt(belt, speaker))


def _name_belt(belt: Belt, speaker: Speaker) -> tuple[str, ...]:
    articles = ", ".join(dict.fromkeys(rule.article for rule in belt.rules))
    if not speaker.allows("verdict", "outcome"):
        articles = list_articles(belt.rules)
    return speaker.say("report.belt", {"distance_m": belt.distance_m, "articles": articles})


def _markers(contents: AreaContents) -> Iterator[SheetMarker]:
    for marker in contents.markers:
        east_m, north_m = to_vn2000(
            marker.position.longitude_deg, marker.position.latitude_deg, contents.zone
        )
        is_main = marker.reference.sub is None or marker.kind is not MarkerKind.SINGLE
        yield SheetMarker(float(east_m), float(north_m), str(marker.reference), is_main)


def _works(contents: AreaContents, zone: Zone, speaker: Speaker) -> Iterator[SheetWork]:
    for each in contents.works:
        if each.work.geometry is not None:
            party = each.work.party if speaker.allows("work", "party") else WorkParty.UNKNOWN
            yield SheetWork(
                to_plane(each.work.geometry, zone), group_of_work(each.work.kind), party, each.label
            )


def _incidents(contents: AreaContents, zone: Zone, speaker: Speaker) -> Iterator[SheetIncident]:
    if not (speaker.allows("incident", "number", "places") and speaker.allows("place", "geometry")):
        return
    for each in contents.incidents:
        shows_kind = speaker.allows("incident", "category")
        group = group_of_category(each.incident.category) if shows_kind else IncidentGroup.OTHER
        for place in each.incident.places:
            if place.geometry is not None:
                geometry = to_plane(shape(dict(place.geometry)), zone)
                yield SheetIncident(geometry, group, each.incident.number)


def _notes(contents: AreaContents, speaker: Speaker) -> Iterator[tuple[str, ...]]:
    if speaker.allows("line", "source"):
        for each in contents.lines:
            yield say_line_source(speaker, each)
    accuracies = [marker.accuracy_m for marker in contents.markers if marker.accuracy_m is not None]
    if accuracies and speaker.allows("marker", "accuracy_m"):
        params = {"least": float(np.min(accuracies)), "most": float(np.max(accuracies))}
        yield speaker.say("report.markers_accuracy", params)
