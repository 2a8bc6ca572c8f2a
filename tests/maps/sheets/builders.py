"""A map of a made-up area in the zone of Cao Bằng."""

from dataclasses import replace

import numpy as np
import shapely

from border_gis.access import Secrecy
from border_gis.boundary.line import LegalStatus
from border_gis.crs import ZONES
from border_gis.maps.sheets import SheetContent, SheetIncident, SheetMarker, SheetWork, SheetZone
from border_gis.maps.sheets.content import SheetLine
from border_gis.maps.symbols import IncidentGroup, WorkGroup
from border_gis.works.model import WorkParty

ZONE = ZONES[0]
EAST_M, NORTH_M = 548_000.0, 2_528_000.0


def winding_line(length_m=1_500.0):
    x = np.linspace(0.0, length_m, 200)
    return shapely.LineString(np.column_stack([EAST_M + x, NORTH_M + 60.0 * np.sin(x / 150.0)]))


def build_content(length_m=1_500.0, languages=("vi", "en", "zh"), **values):
    line = winding_line(length_m)
    names = {"vi": "Đường biên giới minh họa", "en": "Stand-in line", "zh": "示意边界线"}
    other = {"vi": "Nhận thức của phía Trung Quốc", "en": "As China understands it", "zh": "中方认识的边界线"}
    titles = {"vi": "Khu vực 571 – 572", "en": "Area 571 – 572", "zh": "571至572号界碑地段"}
    strip = {"vi": "Trong 30 m", "en": "Within 30 m", "zh": "30米以内"}
    said = [tuple(words[language] for language in languages) for words in (names, other, titles, strip)]
    second = shapely.transform(line, lambda xy: xy + np.array([0.0, 25.0]))
    at = [line.interpolate(share, normalized=True) for share in np.linspace(0.02, 0.98, 6)]
    content = SheetContent(
        titles=said[2],
        languages=languages,
        zone=ZONE,
        area=line.buffer(150.0),
        lines=(
            SheetLine(line, LegalStatus.NO_LEGAL_VALUE, said[0]),
            SheetLine(second, LegalStatus.VIEW_CN, said[1]),
        ),
        zones=(SheetZone(line.buffer(30.0), 30.0, said[3]),),
        markers=tuple(SheetMarker(p.x, p.y, str(571 + n)) for n, p in enumerate(at)),
        works=(SheetWork(line.parallel_offset(12.0), WorkGroup.FENCE, WorkParty.CN, "C1"),),
        incidents=(SheetIncident(at[2], IncidentGroup.FENCE, "CB-2022-004"),),
        land_between=(shapely.Polygon([*line.coords, *reversed(second.coords)]),),
        number="KS-CB-2022-001",
        secrecy=Secrecy.MAT,
        is_demonstration=True,
    )
    return replace(content, **values)
