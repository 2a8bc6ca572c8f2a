"""A straight line, works beside it, and the rules that ship."""

from datetime import date
from pathlib import Path

import numpy as np
import shapely

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.line import BoundaryLine, LegalStatus, locate_points
from border_gis.boundary.parties import Party
from border_gis.crs import follow_geodesic
from border_gis.exchange.zone_rules import read_rules
from border_gis.works.model import WorkParty
from border_gis.zones.checked import CheckedWork
from border_gis.zones.judging import Court, judge_one
from border_gis.zones.subjects import read_kind

RULES = Path(__file__).resolve().parent.parent.parent / "data" / "zones"
TODAY = date(2026, 6, 1)
BOOK = read_rules(RULES)


def build_line(shift_north_m=0.0, accuracy_m=0.5, line_id="line", **more):
    """Ten kilometres from west to east; China to the left, which is north."""
    start = follow_geodesic(106.0, 22.7, 0.0, shift_north_m)
    middle = follow_geodesic(*start, 90.0, 5_000.0)
    end = follow_geodesic(*middle, 90.0, 5_000.0)
    return BoundaryLine(
        line_id,
        line_id,
        np.array([start, middle, end]),
        Party.CN,
        LegalStatus.NO_LEGAL_VALUE,
        "test",
        accuracy_m,
        **more,
    )


LINE = build_line()


def at(chainage_m, north_m, line=LINE):
    """A position at a chainage, some metres to the Chinese side (negative: to the Vietnamese)."""
    foot = locate_points(line, [chainage_m])[0]
    return tuple(map(float, follow_geodesic(*foot, 0.0, north_m)))


def fence_at(north_m, from_m=1_000.0, to_m=1_500.0):
    return shapely.LineString([at(chainage, north_m) for chainage in np.arange(from_m, to_m + 1.0, 50.0)])


def house_at(north_m, chainage_m=2_000.0, size_m=8.0):
    """A house whose near wall is so far from the line, on the side of the sign."""
    far_m = north_m + (size_m if north_m >= 0 else -size_m)
    corners = [(0, north_m), (size_m, north_m), (size_m, far_m), (0, far_m)]
    return shapely.Polygon([at(chainage_m + along, away) for along, away in corners])


def work(kind, geometry, party="cn", built=None, extended=None, accuracy_m=0.5, **more):
    return CheckedWork(
        id="w",
        kind=read_kind(kind),
        party=WorkParty(party),
        geometry=geometry,
        accuracy_m=accuracy_m,
        begun=None if built is None else PartialDate.fromisoformat(str(built)),
        extended=None if extended is None else PartialDate.fromisoformat(str(extended)),
        **more,
    )


def verdict_on(checked, article, book=BOOK, line=LINE, register=None):
    """The one verdict of an article; by the end of a rule's id where the article has several rules."""
    court = Court(book, line, TODAY, register, "test")
    (found,) = [
        verdict
        for verdict in judge_one(checked, court)
        if verdict.article == article or verdict.rule_id.endswith("." + article)
    ]
    return found


def codes(verdict):
    return [reason.code.removeprefix("zones.") for reason in verdict.reasons]
