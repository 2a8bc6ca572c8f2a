"""Columns of a register as offices name them, and what their cells say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from border_gis.boundary.folding import fold_text
from border_gis.boundary.parties import Party, Side
from border_gis.boundary.reference import MarkerReference, parse
from border_gis.boundary.register import MarkerKind, MarkerSize, PositionMethod
from border_gis.errors import InputError

SYNONYMS = {
    "number": "number marker marker_no marker_number no so so_moc so_hieu so_hieu_moc moc moc_so moc_gioi"
    " ten_moc ma_moc reference marker_reference ky_hieu textnearby nhan label",
    "sub": "sub secondary so_phu moc_phu phu",
    "position": "position twin_position vi_tri_moc so_thu_tu_cung_so cung_so",
    "longitude": "longitude lon long lng longitude_deg kinh_do kinh_do_wgs84 lon_wgs84",
    "latitude": "latitude lat latitude_deg vi_do vi_do_wgs84 lat_wgs84",
    "x": "x toa_do_x x_m x_vn2000 north northing bac toa_do_bac n",
    "y": "y toa_do_y y_m y_vn2000 east easting dong toa_do_dong e",
    "crs": "crs epsg he_toa_do kinh_tuyen_truc ktt mui mui_chieu zone",
    "province": "province tinh",
    "height": "height height_m elev elev_m elevation do_cao cao_do h",
    "kind": "kind loai loai_moc type",
    "size": "size co co_moc kich_thuoc",
    "planter": "planter planted_by ben_cam ben_cam_moc nuoc_cam",
    "side": "side phia ben bo",
    "accuracy": "accuracy accuracy_m do_chinh_xac sai_so",
    "method": "method phuong_phap",
    "condition": "condition tinh_trang hien_trang",
    "last_inspected": "last_inspected inspected ngay_kiem_tra kiem_tra_lan_cuoi",
    "unit": "unit unit_as_written don_vi xa dia_ban xa_phuong",
    "gate": "gate cua_khau",
    "source": "source nguon",
    "note": "note ghi_chu",
    "id": "id uuid",
    "demonstration": "demonstration demo du_lieu_minh_hoa demonstration_data",
    "longitude_vn": "longitude_vn lon_vn kinh_do_viet_nam longitude_viet_nam",
    "latitude_vn": "latitude_vn lat_vn vi_do_viet_nam latitude_viet_nam",
    "longitude_cn": "longitude_cn lon_cn kinh_do_trung_quoc longitude_china",
    "latitude_cn": "latitude_cn lat_cn vi_do_trung_quoc latitude_china",
    "longitude_agreed": "longitude_agreed lon_agreed kinh_do_thong_nhat",
    "latitude_agreed": "latitude_agreed lat_agreed vi_do_thong_nhat",
}
_COLUMNS = {synonym: column for column, synonyms in SYNONYMS.items() for synonym in synonyms.split()}

_KINDS = (
    (MarkerKind.TRIPLE, r"\bba cung so\b|\bmoc ba\b|\btriple\b|\bba\b|三"),
    (MarkerKind.DOUBLE, r"\bdoi cung so\b|\bmoc doi\b|\bdouble\b|\btwin\b|\bdoi\b|双"),
    (MarkerKind.SINGLE, r"\bdon\b|\bsingle\b|单"),
)
_SIZES = (
    (MarkerSize.GRAND, r"\bdai\b|\bgrand\b"),
    (MarkerSize.LARGE, r"\blon\b|\blarge\b"),
    (MarkerSize.MEDIUM, r"\btrung\b(?! quoc)|\bmedium\b"),
    (MarkerSize.SMALL, r"\bnho\b|\bsmall\b"),
)
_SIDES = (
    (Side.ON_LINE, r"\bon[ _]line\b|\btren duong\b|\bgiua\b"),
    (Side.VN, r"\bvn\b|\bviet nam\b|\bvietnam\b|越"),
    (Side.CN, r"\bcn\b|\btq\b|\btrung quoc\b|\bchina\b|中"),
)
_METHODS = (
    (PositionMethod.PROTOCOL, r"\bnghi dinh thu\b|\bprotocol\b"),
    (PositionMethod.SURVEYED, r"\bdo dac\b|\bsurveyed\b"),
    (PositionMethod.PUBLISHED, r"\bcong bo\b|\bpublished\b"),
    (PositionMethod.INTERPOLATED, r"\bnoi suy\b|\binterpolated\b"),
)
_PARTIES = ((Party.VN, _SIDES[1][1]), (Party.CN, _SIDES[2][1]))

Member = TypeVar("Member")


def name_columns(headings: Iterable[str]) -> Mapping[str, str]:
    """Return the heading of each column that is known, by the program's name for it."""
    named: dict[str, str] = {}
    for heading in headings:
        key = re.sub(r"[^0-9a-z]+", "_", fold_text(heading)).strip("_")
        column = _COLUMNS.get(key) or _COLUMNS.get(re.sub(r"_(?:m|deg|do|wgs84|vn2000)$", "", key))
        if column is not None:
            named.setdefault(column, heading)
    return MappingProxyType(named)


def read_marker(text: str) -> MarkerReference | None:
    """Read the name of one marker: ``836``, ``834/1``, ``M836 (2)``; None for anything else."""
    plain = re.sub(r"\.0+$", "", text.strip())
    if plain.isdecimal():
        return MarkerReference(int(plain))
    try:
        readings = parse(plain)
    except InputError:
        return None
    reading = readings[0]
    is_marker = reading.kind == "point" and reading.start.offset_m is None
    return reading.start.marker if is_marker else None


def read_count(text: str) -> int | None:
    """Read a small whole number, as spreadsheets write it (``1``, ``1.0``, ``(1)``)."""
    match = re.fullmatch(r"\(?(\d{1,3})(?:[.,]0+)?\)?", text.strip())
    return int(match[1]) if match else None


def read_kind(text: str) -> MarkerKind | None:
    """Read single, double or triple."""
    return _find_member(text, _KINDS)


def read_size(text: str) -> MarkerSize | None:
    """Read one of the four sizes."""
    return _find_member(text, _SIZES)


def read_side(text: str) -> Side | None:
    """Read on whose bank, or on the line."""
    return _find_member(text, _SIDES)


def read_party(text: str) -> Party | None:
    """Read whose marker it is."""
    return _find_member(text, _PARTIES)


def read_method(text: str) -> PositionMethod | None:
    """Read how a position came about."""
    return _find_member(text, _METHODS)


def read_accuracy_m(text: str) -> float | None:
    """Read the first number of a text in metres: ``<1 m (official)`` is 1."""
    match = re.search(r"\d+(?:[.,]\d+)?", text)
    return float(match[0].replace(",", ".")) or None if match else None


def read_yes(text: str) -> bool:
    """Read a yes; anything else is none."""
    return fold_text(text.strip()) in ("1", "true", "x", "co", "yes")


def read_day(text: str) -> date | None:
    """Read a day, ``2022-05-11`` or ``11/05/2022``; None for what is none."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", text.strip()):
        year, month, day = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text.strip()):
        day, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _find_member(text: str, members: Iterable[tuple[Member, str]]) -> Member | None:
    folded = fold_text(text)
    return next((member for member, pattern in members if re.search(pattern, folded)), None)
