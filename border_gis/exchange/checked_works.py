"""Read the works of a vector file, to hold them against the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from border_gis.boundary.dates import PartialDate
from border_gis.boundary.folding import fold_text
from border_gis.errors import Finding
from border_gis.exchange.layers import LayerFeature, is_measured_in_wgs84, read_features
from border_gis.works.model import WorkKind, WorkParty, WorkState
from border_gis.zones.checked import CheckedWork
from border_gis.zones.subjects import Activity, read_kind

TRANSFORMATION_ACCURACY_M = 1.0
"""What bringing coordinates from VN-2000 adds (EPSG dataset, "VN-2000 to WGS 84 (2)")."""

_NAMES = {
    "id": ("id", "ma", "code", "fid"),
    "name": ("name", "ten", "ten cong trinh"),
    "kind": ("kind", "loai", "loai cong trinh", "type"),
    "party": ("party", "ben", "phia", "owner"),
    "state": ("state", "trang thai", "tinh trang", "status"),
    "begun": ("built", "begun", "since", "date", "nam xay dung", "ngay xay dung", "nam", "ngay"),
    "extended": ("extended", "mo rong", "nam mo rong", "ngay mo rong"),
    "notified": ("notified", "thong bao", "ngay thong bao"),
    "agreed": ("agreed", "thoa thuan", "da thoa thuan"),
    "water": ("on_border_water", "nuoc bien gioi"),
    "accuracy": ("accuracy_m", "accuracy", "do chinh xac", "sai so"),
    "illustrative": ("illustrative", "minh hoa"),
}
_PARTIES = {
    "vn": WorkParty.VN, "viet nam": WorkParty.VN, "vietnam": WorkParty.VN,
    "cn": WorkParty.CN, "trung quoc": WorkParty.CN, "tq": WorkParty.CN, "china": WorkParty.CN,
    "joint": WorkParty.JOINT, "hai ben": WorkParty.JOINT,
}  # fmt: skip
_KINDS: dict[str, WorkKind | Activity] = {
    "hang rao": WorkKind.FENCE, "hang rao bien gioi": WorkKind.FENCE, "nha": WorkKind.BUILDING,
    "cong trinh kien co": WorkKind.BUILDING, "duong tuan tra": WorkKind.PATROL_ROAD, "ke": WorkKind.REVETMENT,
    "no min": Activity.BLASTING, "khai khoang": Activity.MINING,
}  # fmt: skip
_YES, _NO = {"yes", "true", "1", "co", "da", "x"}, {"no", "false", "0", "khong", "chua"}


def read_checked_works(
    path: Path, *, layer: str | None = None, crs: str | None = None
) -> tuple[tuple[CheckedWork, ...], tuple[Finding, ...]]:
    """Read works with what their attributes say of them.

    Parameters
    ----------
    path : Path
        GeoJSON, GeoPackage, Shapefile, FlatGeobuf or MapInfo file.
    layer, crs : str, optional
        As for `read_features`.

    Returns
    -------
    works : tuple of CheckedWork
        What no attribute says is not known.
    findings : tuple of Finding
        Kinds, dates and accuracies that could not be read.

    Raises
    ------
    DataError, CrsError
        As `read_features` does.
    """
    features = read_features(path, layer, crs)
    accuracy_m = 0.0 if is_measured_in_wgs84(path, layer, crs) else TRANSFORMATION_ACCURACY_M
    findings: list[Finding] = []
    works = tuple(_read_work(feature, accuracy_m, findings) for feature in features)
    return works, tuple(findings)


def _read_work(feature: LayerFeature, transformation_m: float, findings: list[Finding]) -> CheckedWork:
    said = _name_columns(feature.properties)
    where = str(said.get("name") or said.get("id") or feature.row)
    state = _read_state(said.get("state"))
    is_extended = state is WorkState.EXTENDED
    dates = {name: _read_date(said.get(name), where, findings) for name in ("begun", "extended", "notified")}
    return CheckedWork(
        id=str(said.get("id") or said.get("name") or feature.row),
        kind=_read_kind(said.get("kind"), where, findings),
        party=_PARTIES.get(fold_text(str(said.get("party") or "")).strip(), WorkParty.UNKNOWN),
        geometry=feature.geometry,
        accuracy_m=_read_accuracy(said.get("accuracy"), where, findings),
        transformation_accuracy_m=transformation_m,
        begun=None if is_extended and dates["extended"] is None else dates["begun"],
        extended=dates["extended"] or (dates["begun"] if is_extended else None),
        is_extended=is_extended or dates["extended"] is not None,
        is_planned=state in (WorkState.PROPOSED, WorkState.NOTIFIED, WorkState.STAKED_OUT),
        is_removed=state is WorkState.REMOVED,
        agreed=_read_flag(said.get("agreed")),
        notified=dates["notified"],
        on_border_water=_read_flag(said.get("water")),
        illustrative=bool(_read_flag(said.get("illustrative"))),
        name=str(said.get("name") or ""),
    )


def _name_columns(properties: Mapping[str, Any]) -> dict[str, Any]:
    folded = {_fold(name): value for name, value in properties.items() if value is not None}
    found = {}
    for field, names in _NAMES.items():
        for name in names:
            if _fold(name) in folded:
                found[field] = folded[_fold(name)]
                break
    return found


def _fold(name: str) -> str:
    return fold_text(name).replace("_", " ").strip()


def _read_kind(text: Any, where: str, findings: list[Finding]) -> WorkKind | Activity:
    if text is None or not str(text).strip():
        findings.append(Finding("zones.work_without_kind", where=where))
        return WorkKind.OTHER
    folded = _fold(str(text))
    if folded in _KINDS:
        return _KINDS[folded]
    try:
        return read_kind(folded.replace(" ", "_"))
    except ValueError:
        findings.append(Finding("zones.unknown_kind", {"kind": str(text)}, where=where))
        return WorkKind.OTHER


def _read_state(text: Any) -> WorkState:
    try:
        return WorkState(_fold(str(text or "")).replace(" ", "_"))
    except ValueError:
        return WorkState.UNKNOWN


def _read_date(value: Any, where: str, findings: list[Finding]) -> PartialDate | None:
    if value is None or not str(value).strip():
        return None
    if isinstance(value, (date, datetime)):
        return PartialDate(value.year, value.month, value.day)
    text = str(value).strip().removesuffix(".0")
    try:
        return PartialDate.fromisoformat(text[:10])
    except ValueError:
        pass
    try:
        parts = [int(part) for part in text.replace(".", "/").replace("-", "/").split("/")]
        return PartialDate.fromisoformat("-".join(f"{part:02d}" for part in reversed(parts)))
    except ValueError:
        findings.append(Finding("zones.unreadable_date", {"text": text}, where=where))
        return None


def _read_accuracy(value: Any, where: str, findings: list[Finding]) -> float | None:
    if value is None or value == "":
        return None
    try:
        accuracy_m = float(str(value).replace(",", "."))
    except ValueError:
        accuracy_m = -1.0
    if accuracy_m > 0.0:
        return accuracy_m
    findings.append(Finding("zones.unreadable_accuracy", {"text": str(value)}, where=where))
    return None


def _read_flag(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    folded = fold_text(str(value if value is not None else "")).strip()
    if folded in _YES:
        return True
    return False if folded in _NO else None
