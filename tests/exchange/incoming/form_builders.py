"""Exports of forms in the layout of the programs that write them, with photos as phones take them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
from shapely.geometry import Point

from tests.exchange.photo_builders import build_photo, build_picture, gps_tags

FIRST, SECOND, THIRD = (
    "3f0c1b6e-6d1b-4c1e-9a61-0d6f7f1b2a01",
    "8b9f3a52-0f9e-4b5c-8f15-6f0f4f3d2b02",
    "c5d7e9f1-2a3b-4c4d-8e5f-7a8b9c0d1e03",
)
KOBO_MAIN = (
    *("start", "end", "vu_viec/ten_vu_viec", "vu_viec/loai", "vu_viec/ngay"),
    *("vi_tri", "_vi_tri_latitude", "_vi_tri_longitude", "_vi_tri_altitude", "_vi_tri_precision"),
    *("dau_hieu", "dau_hieu/hang_rao", "dau_hieu/coc_moi", "mo_ta", "anh", "anh_URL"),
    *("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status"),
    *("_submitted_by", "__version__", "_tags", "_index"),
)
KOBO_PART = (
    *("ten_diem", "diem", "_diem_latitude", "_diem_longitude", "_diem_altitude", "_diem_precision"),
    *("anh_diem", "anh_diem_URL", "_index", "_parent_table_name", "_parent_index", "_submission__id"),
    *("_submission__uuid", "_submission__submission_time", "_submission__validation_status"),
)
KOBO_SAID = ("noi_dung_trao_doi", "_index", "_parent_table_name", "_parent_index", "_submission__uuid")


def kobo_row(number: int, uuid: str, **more: Any) -> dict[str, Any]:
    """One submission as the sheet has it."""
    row: dict[str, Any] = {
        "start": "2024-05-11T08:30:12.345+07:00",
        "end": "2024-05-11T08:41:00.000+07:00",
        "vu_viec/ten_vu_viec": f"Hàng rào thứ {number}",
        "vu_viec/loai": "hàng rào",
        "vu_viec/ngay": "2024-05-10",
        "vi_tri": f"22.87{number} 106.7 310.2 4.9",
        "_vi_tri_latitude": f"22.87{number}",
        "_vi_tri_longitude": "106.7",
        "_vi_tri_altitude": "310.2",
        "_vi_tri_precision": "4.9",
        "dau_hieu": "hang_rao coc_moi",
        "dau_hieu/hang_rao": "1",
        "dau_hieu/coc_moi": "1",
        "mo_ta": f"dài {number}00 m",
        "anh": f"171539{number}.jpg",
        "anh_URL": f"https://kobo.example/171539{number}.jpg",
        "_id": 1000 + number,
        "_uuid": uuid,
        "_submission_time": "2024-05-11T01:45:00",
        "_status": "submitted_via_web",
        "_submitted_by": "can_bo",
        "__version__": "vA1",
        "_index": number,
    }
    return row | more


def write_kobo(
    path: Path,
    rows: Sequence[Mapping[str, Any]],
    parts: Mapping[str, tuple[Sequence[str], Sequence[Mapping[str, Any]]]] | None = None,
    title: str = "Tuần tra biên giới",
) -> Path:
    """A workbook as KoboToolbox exports it: the submissions, then a sheet for each group that repeats."""
    book = openpyxl.Workbook()
    book.active.title = title
    columns = [*KOBO_MAIN, *dict.fromkeys(name for row in rows for name in row if name not in KOBO_MAIN)]
    sheets = {title: (columns, rows), **(parts or {})}
    for name, (headings, lines) in sheets.items():
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        sheet.append(list(headings))
        for line in lines:
            sheet.append([line.get(heading) for heading in headings])
    book.save(path)
    return path


def write_kobo_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """The table of submissions as KoboToolbox exports it: semicolons, every cell in quotes."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(KOBO_MAIN)
    writer.writerows([row.get(name, "") for name in KOBO_MAIN] for row in rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def part_row(index: int, parent: int, uuid: str, place: tuple[float, float] | None, photo: str = "") -> dict:
    """One part of a submission as its sheet has it."""
    row: dict[str, Any] = {
        "ten_diem": f"Cọc số {index}",
        "anh_diem": photo,
        "_index": index,
        "_parent_table_name": "Tuần tra biên giới",
        "_parent_index": parent,
        "_submission__uuid": uuid,
    }
    if place is not None:
        row |= {
            "diem": f"{place[1]} {place[0]} 300 6.5",
            "_diem_latitude": str(place[1]),
            "_diem_longitude": str(place[0]),
            "_diem_altitude": "300",
            "_diem_precision": "6.5",
        }
    return row


def write_photos(folder: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """Photos of different bytes under these names, in folders if the names have them."""
    written = []
    for width, name in enumerate(names, start=60):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(build_photo(build_picture(width), gps=gps_tags(106.7, 22.871)))
        written.append(path)
    return tuple(written)


def zip_files(path: Path, files: Mapping[str, Path]) -> Path:
    """An archive of files under other names."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, file in files.items():
            archive.write(file, name)
    return path


ODK_MAIN = (
    *("SubmissionDate", "start", "vu_viec-ten_vu_viec", "vu_viec-loai"),
    *("vi_tri-Latitude", "vi_tri-Longitude", "vi_tri-Altitude", "vi_tri-Accuracy"),
    *("anh", "meta-instanceID", "KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent"),
    *("AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion"),
)
ODK_PART = ("noi_dung", "anh_them", "PARENT_KEY", "KEY")


def write_odk(folder: Path, keys: Sequence[str], edits: int = 0, **changed: str) -> Path:
    """A folder as the archive of ODK Central unpacks: submissions, one table of parts, ``media``."""
    folder.mkdir(parents=True, exist_ok=True)
    main = folder / "Tuan tra.csv"
    with main.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, ODK_MAIN)
        writer.writeheader()
        for number, key in enumerate(keys, start=1):
            writer.writerow(
                {
                    "SubmissionDate": "2024-05-11T01:45:00.123Z",
                    "start": "2024-05-11T08:30:12.345+07:00",
                    "vu_viec-ten_vu_viec": f"Kè thứ {number}",
                    "vu_viec-loai": "kè",
                    "vi_tri-Latitude": f"22.87{number}",
                    "vi_tri-Longitude": "106.71",
                    "vi_tri-Altitude": "300",
                    "vi_tri-Accuracy": "3.9",
                    "anh": f"17153{number}.jpg",
                    "meta-instanceID": f"uuid:{key}",
                    "KEY": f"uuid:{key}",
                    "SubmitterName": "Cán bộ 1",
                    "AttachmentsPresent": "2",
                    "AttachmentsExpected": "2",
                    "Edits": edits,
                    "FormVersion": "1",
                }
                | (changed if number == 1 else {})
            )
    with (folder / "Tuan tra-trao_doi.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, ODK_PART)
        writer.writeheader()
        for key in keys:
            for place in (1, 2):
                writer.writerow(
                    {
                        "noi_dung": f"Trao đổi lần {place}",
                        "anh_them": f"them{place}.jpg" if place == 1 and key == keys[0] else "",
                        "PARENT_KEY": f"uuid:{key}",
                        "KEY": f"uuid:{key}/trao_doi[{place}]",
                    }
                )
    (folder / "Tuan tra-khong_co.csv").write_text("x,PARENT_KEY,KEY\n", encoding="utf-8")
    write_photos(folder / "media", [f"17153{number}.jpg" for number in range(1, len(keys) + 1)])
    write_photos(folder / "media" / ".", ["them1.jpg"])
    return main


def write_qfield(path: Path, ids: Sequence[str], *, braces: bool = True) -> Path:
    """A GeoPackage as it comes back from QField: incidents, a table of photos, photos in ``DCIM``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = [f"{{{each}}}" if braces else each for each in ids]
    frame = gpd.GeoDataFrame(
        {
            "uuid": written,
            "ten_vu_viec": [f"Sạt lở thứ {number}" for number in range(1, len(ids) + 1)],
            "loai": ["sạt lở"] * len(ids),
            "accuracy": [2.5] * len(ids),
            "anh": [f"DCIM/vu_viec_2024051108301{number}.jpg" for number in range(len(ids))],
        },
        geometry=[Point(106.70 + 0.001 * number, 22.86) for number in range(len(ids))],
        crs="EPSG:4326",
    )
    frame.to_file(path, layer="vu_viec", driver="GPKG")
    photos = gpd.pd.DataFrame({"vu_viec_uuid": written[:1] * 2, "path": ["DCIM/p1.jpg", "DCIM/p2.jpg"]})
    import pyogrio

    pyogrio.write_dataframe(photos, path, layer="anh_vu_viec", driver="GPKG", append=True)
    names = [*(f"DCIM/vu_viec_2024051108301{number}.jpg" for number in range(len(ids)))]
    write_photos(path.parent, [*names, "DCIM/p1.jpg", "DCIM/p2.jpg"])
    return path
