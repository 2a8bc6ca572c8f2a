"""What a file can be brought in as, the fields of each, and what offices call them.

Synonyms are folded: without accents, case or punctuation, words joined by ``_``. Chinese
ones stand as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from border_gis.boundary.folding import fold_text
from border_gis.exchange.register_columns import SYNONYMS


class Target(StrEnum):
    """What the rows of a file become."""

    MARKERS = "markers"
    LINE = "line"
    WORKS = "works"
    INCIDENTS = "incidents"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class TargetField:
    """A field of ours that a field of the file can fill.

    Attributes
    ----------
    name : str
    synonyms : frozenset of str
        Folded names under which offices have it.
    is_needed : bool
        Whether nothing can be brought in without it.
    """

    name: str
    synonyms: frozenset[str]
    is_needed: bool = False


_PLACE = {
    "place": "place reference reference_as_written vi_tri dia_diem khu_vuc khu_vuc_moc moc moc_gioi so_moc"
    " doan_moc doan vi_tri_moc 地点 位置 界碑 界碑号",
    "coordinates": "coordinates toa_do toa_do_gps gps vi_tri_gps location geopoint"
    " _geolocation geolocation 坐标",
    "longitude": "longitude lon long lng kinh_do _gps_longitude gps_longitude x_wgs84 经度",
    "latitude": "latitude lat vi_do _gps_latitude gps_latitude y_wgs84 纬度",
    "x": "x toa_do_x x_vn2000 north northing bac",
    "y": "y toa_do_y y_vn2000 east easting dong",
    "accuracy": "accuracy accuracy_m do_chinh_xac sai_so _gps_precision gps_precision gps_accuracy"
    " precision 精度",
    "shape": "shape wkt geometry_wkt hinh hinh_wkt the_geom",
}
# What the program's own files have besides: a thing that went out comes back as the same thing.
_OWN = {
    "id": "id uuid",
    "demonstration": "demonstration demo du_lieu_minh_hoa demonstration_data",
}
_WORKS = {
    "name": "name ten ten_cong_trinh cong_trinh 名称",
    "kind": "kind type loai loai_cong_trinh hang_muc 类型 种类",
    "party": "party ben ben_xay_dung ben_thi_cong phia chu_dau_tu 方 修建方",
    "state": "state status trang_thai tinh_trang hien_trang tien_do 状态",
    **_PLACE,
    "since": "since ngay thoi_gian thoi_diem ngay_xay_dung ngay_phat_hien date built khoi_cong 日期 时间",
    "extended": "extended ngay_mo_rong mo_rong",
    "description": "description mo_ta noi_dung chi_tiet dien_bien desc descript cmt 说明 描述",
    "source": "source nguon nguon_tin 来源",
    "document": "document van_ban so_van_ban cong_van cong_ham 文件",
    "illustrative": "illustrative drawn ve_theo_moc drawn_from_its_reference",
    "agreed": "agreed da_thong_nhat",
    "agreement_paper": "agreement_paper agr_paper van_ban_thong_nhat",
    "notified": "notified ngay_thong_bao",
    "on_border_water": "on_border_water on_water tren_song_suoi_bien_gioi",
    **_OWN,
}
_INCIDENTS = {
    "number": "number ma ma_vu_viec ma_so so_vu_viec 编号",
    "title": "title ten ten_vu_viec vu_viec noi_dung_vu_viec trich_yeu su_viec tieu_de name 标题 事件",
    "category": "category loai loai_vu_viec nhom phan_loai linh_vuc kind type 类别",
    "party": "party ben phia ben_gay_ra chu_the doi_tuong 方",
    "state": "state status trang_thai tinh_trang ket_qua ket_qua_xu_ly giai_quyet 状态",
    "date": "date ngay thoi_gian ngay_xay_ra thoi_diem ngay_phat_hien time when today start submissiondate"
    " submission_time 日期 时间",
    **_PLACE,
    "description": "description mo_ta noi_dung dien_bien chi_tiet tom_tat desc descript cmt 说明 描述 内容",
    "source_paper": "source_paper paper van_ban so_van_ban bao_cao nguon nguon_tin can_cu tai_lieu document"
    " source 来源",
    "unit": "unit don_vi xa huyen dia_ban xa_phuong unit_as_written xa_huyen 乡镇",
    "province": "province tinh 省",
    "event_id": "id uuid _uuid meta_instanceid instanceid",
    "secrecy": "secrecy do_mat muc_mat 密级",
    "event_kind": "event_kind loai_su_kien",
    "works": "works cong_trinh_lien_quan",
    "markers": "markers moc_lien_quan",
    "survey_areas": "survey_areas areas khu_vuc_khao_sat_lien_quan",
    "place_number": "place_number place_no vi_tri_thu",
    "place_reference": "place_reference place_ref vi_tri_theo_moc",
    "place_line": "place_line phien_ban_duong",
    "place_source": "place_source place_src nguon_vi_tri",
    "demonstration": _OWN["demonstration"],
}
_UNITS = {
    "code": "code ma ma_xa ma_dvhc commune_code ma_don_vi 代码",
    "name": "name ten ten_xa xa fullname full_name ten_don_vi commune ten_day_du 名称",
    "level": "level cap loai type 级别",
    "parent": "parent parent_name tinh huyen province prov truc_thuoc thuoc ten_tinh 上级",
    "valid_from": "valid_from tu_ngay hieu_luc_tu from",
    "valid_to": "valid_to den_ngay het_hieu_luc to",
    "district": "pre2025_district former_district huyen_cu quan_huyen_cu huyen_truoc_day 原县",
    "former": "former former_names pre2025_communes sap_nhap_tu cac_xa_cu don_vi_cu",
    "is_border": "is_border bien_gioi giap_bien on_the_border",
    "source": "source nguon 来源",
    "shape": _PLACE["shape"],
    **_OWN,
}
_LINE = {
    "name": "name ten 名称",
    "legal_status": "legal_status legal tinh_phap_ly gia_tri_phap_ly",
    "accuracy": "accuracy accuracy_m do_chinh_xac sai_so",
    "source": "source nguon 来源",
    "left_party": "left_party ben_trai party_on_the_left",
    "valid_from": "valid_from tu_ngay",
    "valid_to": "valid_to den_ngay",
    "accuracy_assumed": "accuracy_assumed acc_assume do_chinh_xac_tam_lay",
    "direction": "direction huong chieu",
    "from_marker": "from_marker tu_moc",
    "to_marker": "to_marker den_moc",
    "shape": _PLACE["shape"],
    **_OWN,
}
_NEEDED = {
    Target.MARKERS: ("number",),
    Target.LINE: (),
    Target.WORKS: (),
    Target.INCIDENTS: ("title",),
    Target.UNITS: ("name",),
}
_CHINESE_OF_REGISTER = {
    "number": "界碑 界碑号 编号",
    "longitude": "经度",
    "latitude": "纬度",
    "height": "高程",
}


def fold_name(name: str) -> str:
    """Return a field's name as synonyms are written: ``"Số mốc (*)"`` is ``"so_moc"``."""
    return re.sub(r"\W+", "_", fold_text(name)).strip("_") or fold_text(name)


def _build(target: Target, synonyms: Mapping[str, str]) -> Mapping[str, TargetField]:
    return MappingProxyType(
        {
            name: TargetField(name, frozenset(words.split()), name in _NEEDED[target])
            for name, words in synonyms.items()
        }
    )


FIELDS: Mapping[Target, Mapping[str, TargetField]] = MappingProxyType(
    {
        Target.MARKERS: _build(
            Target.MARKERS,
            {name: f"{words} {_CHINESE_OF_REGISTER.get(name, '')}" for name, words in SYNONYMS.items()},
        ),
        Target.LINE: _build(Target.LINE, _LINE),
        Target.WORKS: _build(Target.WORKS, _WORKS),
        Target.INCIDENTS: _build(Target.INCIDENTS, _INCIDENTS),
        Target.UNITS: _build(Target.UNITS, _UNITS),
    }
)
_KNOWN = frozenset(
    synonym for fields in FIELDS.values() for field in fields.values() for synonym in field.synonyms
)


def is_known_heading(heading: str) -> bool:
    """Return whether a heading is one that offices use for any of our fields."""
    return fold_name(heading) in _KNOWN
