"""Things of every kind with everything in them that a file could lose."""

from __future__ import annotations

from datetime import date

import numpy as np
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, mapping

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.line import BoundaryLine, LegalStatus
from border_gis.boundary.parties import Party, Side
from border_gis.boundary.reference import MarkerReference
from border_gis.boundary.register import Coordinate, Marker, MarkerKind, MarkerSize, PositionMethod
from border_gis.boundary.units import Unit, UnitLevel
from border_gis.incidents.model import Incident, IncidentParty, IncidentPlace, IncidentState
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState

LONG_TEXT = "Ngày 11/5, đoàn khảo sát ghi nhận: “kè sông”, ‘hàng rào’; 50 % xong. " * 40
SQUARE = [(106.70, 22.84), (106.72, 22.84), (106.72, 22.86), (106.70, 22.86)]
HOLE = [(106.705, 22.845), (106.71, 22.845), (106.71, 22.85)]


def number_id(kind: int, row: int) -> str:
    """Return a UUID that says what it is the id of."""
    return f"00000000-0000-4000-8000-{kind:04d}{row:08d}"


def draw_long(longitude_deg: float, latitude_deg: float) -> LineString:
    """Return a line that is too long for a cell of a table when it is written as text."""
    return LineString(
        [(longitude_deg + step * 1e-4, latitude_deg + (step % 7) * 1e-5) for step in range(2_000)]
    )


def build_lines() -> tuple[BoundaryLine, ...]:
    """Two versions, one of them without a stated accuracy."""
    first = [(106.60, 22.80), (106.65, 22.8512345678), (106.70, 22.86), (106.80, 22.88)]
    second = [(106.60, 22.80), (106.66, 22.85), (106.80, 22.88)]
    return (
        BoundaryLine(
            number_id(1, 1),
            "Đường theo Nghị định thư 2009",
            np.array(first),
            Party.CN,
            LegalStatus.AGREED,
            "Nghị định thư",
            0.5,
            date(2010, 7, 14),
        ),
        BoundaryLine(
            number_id(1, 2),
            "Đường khái quát",
            np.array(second),
            Party.CN,
            LegalStatus.VIEW_VN,
            "bản đồ 1:50.000; tờ 3",
            25.0,
            None,
            date(2010, 7, 13),
            demonstration=True,
            accuracy_assumed=True,
        ),
        BoundaryLine(
            number_id(1, 3),
            "Đường đo chi tiết",
            np.array(draw_long(106.60, 22.80).coords),
            Party.CN,
            LegalStatus.NO_LEGAL_VALUE,
            "đo đạc",
            2.0,
        ),
    )


def build_units() -> tuple[Unit, ...]:
    """Units with holes and several parts, of two times, one without an area."""
    area = Polygon(SQUARE, [HOLE])
    two = MultiPolygon([area, Polygon([(106.75, 22.86), (106.78, 22.86), (106.78, 22.88)])])
    return (
        Unit(
            number_id(2, 1),
            "01909",
            "Đàm Thuỷ",
            UnitLevel.COMMUNE,
            "Cao Bằng",
            area,
            is_border=True,
            valid_from=date(2025, 7, 1),
            former_names=("Đàm Thuỷ", "Chí Viễn", "Phong Châu"),
            source="Nghị quyết 1657/NQ-UBTVQH15",
        ),
        Unit(
            number_id(2, 2),
            "",
            "Trùng Khánh",
            UnitLevel.DISTRICT,
            "Cao Bằng",
            two,
            valid_to=date(2025, 6, 30),
            source="a",
            demonstration=True,
        ),
        Unit(
            number_id(2, 4),
            "01912",
            "Đình Phong",
            UnitLevel.COMMUNE,
            "Cao Bằng",
            Point(106.62, 22.83).buffer(0.01, 600),
            source="a",
        ),
        Unit(number_id(2, 3), "04", "Cao Bằng", UnitLevel.PROVINCE, source="a", is_border=True),
    )


def build_markers() -> tuple[Marker, ...]:
    """Markers whose numbers Excel takes for dates, and each party's coordinates."""
    return (
        Marker(
            number_id(3, 1),
            MarkerReference(4, 1),
            Coordinate(106.7123456789, 22.8512345678),
            0.35,
            PositionMethod.PROTOCOL,
            MarkerKind.SINGLE,
            MarkerSize.LARGE,
            Party.VN,
            Side.ON_LINE,
            Coordinate(106.71234, 22.85123),
            Coordinate(106.71235, 22.85124),
            Coordinate(106.7123456789, 22.8512345678),
            812.57,
            "good",
            date(2021, 5, 12),
            "xã Đàm Thuỷ",
            "Trà Lĩnh",
            "Nghị định thư, tr. 12",
            "chân mốc lún;\nđã gia cố",
        ),
        Marker(
            number_id(3, 2),
            MarkerReference(836, None, 2),
            Coordinate(106.72, 22.86),
            kind=MarkerKind.DOUBLE,
            planter=Party.CN,
            side=Side.CN,
            source="báo",
            demonstration=True,
        ),
        Marker(
            number_id(3, 3),
            MarkerReference(836, 1, 3),
            Coordinate(106.7201, 22.8601),
            12.0,
            PositionMethod.INTERPOLATED,
            MarkerKind.TRIPLE,
            MarkerSize.GRAND,
            None,
            Side.VN,
            source="a",
        ),
        Marker(
            number_id(3, 4),
            MarkerReference(837),
            Coordinate(106.73, 22.865),
            1.0,
            PositionMethod.SURVEYED,
            source="b",
            note=LONG_TEXT.strip(),
        ),
    )


def build_works() -> tuple[Work, ...]:
    """Works of every shape, with dates of every precision, and one without a place."""
    fence = LineString([(106.71, 22.851), (106.7151234567, 22.8531234567)])
    two = MultiLineString([[(106.72, 22.86), (106.73, 22.86)], [(106.74, 22.865), (106.75, 22.866)]])
    return (
        Work(
            number_id(4, 1),
            WorkKind.FENCE,
            WorkParty.CN,
            WorkState.UNDER_CONSTRUCTION,
            "836(2) - 837+200m",
            fence,
            accuracy_m=5.0,
            since=PartialDate(2022),
            name="Hàng rào thép gai",
            description=LONG_TEXT.strip(),
            source="=biên bản",
            document="103/BC-SNgV",
            extended=PartialDate(2023, 4),
            agreed=True,
            agreement_paper="Công hàm số 12/2022",
            notified=PartialDate(2021, 3, 9),
            on_border_water=False,
        ),
        Work(
            number_id(4, 2),
            WorkKind.PATROL_ROAD,
            WorkParty.VN,
            WorkState.COMPLETED,
            geometry=two,
            illustrative=True,
            accuracy_m=2400.0,
            since=PartialDate(2020, 2),
            name="Đường tuần tra",
            agreed=False,
            on_border_water=True,
            demonstration=True,
            source="a",
        ),
        Work(
            number_id(4, 3),
            WorkKind.SURVEILLANCE,
            WorkParty.UNKNOWN,
            WorkState.UNKNOWN,
            "4/1",
            Point(106.7123, 22.8512),
            accuracy_m=3.5,
            since=PartialDate(2022, 5, 11),
            name="Camera",
            source="a",
        ),
        Work(
            number_id(4, 4),
            WorkKind.BUILDING,
            WorkParty.JOINT,
            WorkState.PROPOSED,
            geometry=Polygon(SQUARE, [HOLE]),
            name="Nhà kiểm soát liên hợp",
            source="a",
        ),
        Work(
            number_id(4, 5),
            WorkKind.OTHER,
            WorkParty.UNKNOWN,
            WorkState.REMOVED,
            "gần cây đa",
            name="Chưa rõ ở đâu",
            description="一段铁丝网",
            source="a",
        ),
        Work(
            number_id(4, 6),
            WorkKind.OBSTACLES,
            WorkParty.CN,
            WorkState.STAKED_OUT,
            geometry=MultiPoint([(106.721, 22.861), (106.722, 22.862)]),
            name="Cọc",
            source="a",
        ),
        Work(
            number_id(4, 7),
            WorkKind.FENCE,
            WorkParty.CN,
            WorkState.EXTENDED,
            geometry=draw_long(106.61, 22.81),
            name="Hàng rào đo bằng GPS",
            source="a",
        ),
    )


def build_incidents() -> tuple[Incident, ...]:
    """Incidents with three places, one, none and an area; one of them secret."""
    line = LineString([(106.71, 22.851), (106.715, 22.853)])
    return (
        Incident(
            number_id(5, 1),
            "CB-2022-017",
            "Phía Trung Quốc dựng hàng rào",
            "fence",
            IncidentParty.CN,
            IncidentState.UNDER_DISCUSSION,
            PartialDate(2022, 5),
            (
                IncidentPlace("mốc 836(2)", mapping(Point(106.72, 22.86)), "836(2)", number_id(1, 1), 1.5),
                IncidentPlace("đoạn 836(2)-837", mapping(line), "836(2)-837", number_id(1, 1), 2.0),
                IncidentPlace("gần cây đa"),
            ),
            LONG_TEXT.strip(),
            "103/BC-SNgV ngày 12/5/2022",
            "xã Đàm Thuỷ, huyện Trùng Khánh",
            "Cao Bằng",
            secrecy=Secrecy.MAT,
            works=(number_id(4, 1),),
            markers=(number_id(3, 2),),
        ),
        Incident(
            number_id(5, 2),
            "LS-2021-001",
            "Sạt lở bờ sông",
            "landslide",
            IncidentParty.NATURAL,
            IncidentState.SURVEYED,
            PartialDate(2021),
            (
                IncidentPlace(
                    "22,861234; 106,721234",
                    mapping(Point(106.7212345678, 22.861234)),
                    accuracy_m=8.0,
                    source="photo:" + "ab" * 32,
                ),
            ),
            province="Lạng Sơn",
            demonstration=True,
            source_paper="a",
        ),
        Incident(
            number_id(5, 3),
            "CB-2020-001",
            "Việc chưa rõ nơi",
            "other",
            IncidentParty.UNKNOWN,
            IncidentState.REPORTED,
            PartialDate(2020, 12, 31),
            description="Chỉ nghe nói.",
            source_paper="a",
        ),
        Incident(
            number_id(5, 4),
            "CB-2026-001",
            "Phát quang đường thông tầm nhìn",
            "vista_clearing",
            IncidentParty.JOINT,
            IncidentState.COMPLETED,
            None,
            (IncidentPlace("khu vực", mapping(Polygon(SQUARE, [HOLE])), accuracy_m=50.0),),
            source_paper="a",
        ),
    )
