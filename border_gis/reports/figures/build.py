"""Put the figures of a period together, in the order of the report's chapters."""

from __future__ import annotations

from border_gis.access.secrecy import highest_level
from border_gis.reports.figures.model import Chapter, PeriodFigures
from border_gis.reports.figures.of_incidents import (
    count_breakdowns,
    count_course,
    count_reported_up,
    place_incidents,
)
from border_gis.reports.figures.of_papers import count_deadlines, count_steps, list_waits
from border_gis.reports.figures.of_proceedings import count_proceedings
from border_gis.reports.figures.of_things import count_areas, count_markers, count_works
from border_gis.reports.figures.records import PeriodRecords


def build_figures(records: PeriodRecords) -> PeriodFigures:
    """Return the figures of a period.

    Parameters
    ----------
    records : PeriodRecords
        What the reader may see, and no more.
    """
    placed = place_incidents(records)
    waits, rows = list_waits(placed, records)
    chapters = (
        Chapter(
            "incidents",
            (count_course(placed), *count_breakdowns(placed, records), count_reported_up(placed, records)),
        ),
        Chapter("exchanges", (*count_steps(placed, records), waits)),
        Chapter("proceedings", count_proceedings(records)),
        Chapter("works", count_works(records)),
        Chapter("surveys", count_areas(records)),
        Chapter("markers", count_markers(placed, records)),
        Chapter("deadlines", (count_deadlines(placed, records),)),
    )
    levels = {
        entry.level
        for chapter in chapters
        for group in chapter.groups
        for count in group.counts
        for entry in (*count.entries, *count.unsure)
    }
    return PeriodFigures(
        period=records.period,
        unit=records.unit,
        chapters=chapters,
        waits=rows,
        strip_is_set=records.strip_is_set,
        level=highest_level(levels),
        is_demonstration=any(one.incident.demonstration for one in records.incidents)
        or any(one.work.demonstration for one in records.works)
        or any(one.area.demonstration for one in records.areas)
        or any(one.marker.demonstration for one in records.markers)
        or any(one.proceeding.demonstration for one in records.proceedings),
    )
