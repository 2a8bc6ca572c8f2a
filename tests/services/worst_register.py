"""A register of a hundred markers typed in the worst habits of offices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font

FIRST_NUMBER = 800
COUNT = 100
PARTS = ("I", "II", "III", "IV")
NASTY = "<img src=x onerror=window.hacked=1> {{ 7*7 }} ${1}"
OLD_LETTERS = "S¹t lë bê s«ng t¹i khu vùc mèc giíi"
NEW_LETTERS = "Sạt lở bờ sông tại khu vực mốc giới"

DEGREES: tuple[Callable[[float, str], object], ...] = (
    lambda value, letter: value,
    lambda value, letter: f"{value:.7f}".replace(".", ","),
    lambda value, letter: write_sexagesimal(value, "°′″", "."),
    lambda value, letter: f"{write_sexagesimal(value, '   ', ',')} {letter}",
    lambda value, letter: f"{letter}{value:.7f}",
    lambda value, letter: write_sexagesimal(value, "°'\"", ",") + letter,
)
"""As the people who typed it wrote a coordinate, each in turn."""


def write_sexagesimal(value: float, marks: str, point: str) -> str:
    """Return degrees, minutes and seconds to a hundred-thousandth of a second."""
    minutes, seconds = divmod(round(value * 3600.0, 5), 60.0)
    degrees, minutes = divmod(int(minutes), 60)
    written = f"{seconds:08.5f}".replace(".", point)
    return f"{degrees}{marks[0]}{minutes:02d}{marks[1]}{written}{marks[2]}".strip()


def place_of(number: int) -> tuple[float, float]:
    """Return longitude and latitude of a marker of the register, in degrees of WGS 84."""
    step = number - FIRST_NUMBER
    return round(106.6 + step * 0.001, 7), round(22.868 - 0.0004 * step, 7)


def name_of(number: int) -> object:
    """Return a marker's name as one clerk or another wrote it."""
    ways = (number, f"Mốc {number}", f" M{number} ", f"mốc số {number}", str(number))
    return ways[number % len(ways)]


BROKEN: Mapping[int, tuple[str, object]] = {
    811: ("name", "cột điện"),
    823: ("latitude", "chưa đo"),
    834: ("longitude", ""),
    847: ("latitude", "22°75′61″"),
}
"""What cannot be brought in, and has to be named with its row: a name or a coordinate that is none."""
OUT_OF_THE_WORLD = 858
"""Comes in, with a warning: a person may know better."""
TYPED_WITH_O = 866
TYPED_TWICE = 871


def write_worst_register(path: Path) -> dict[int, int]:
    """Write the register; return the row of the sheet that each marker stands in."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sổ mốc 2022"
    sheet.append(["UBND TỈNH CAO BẰNG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    sheet.append(["SỞ NGOẠI VỤ", None, None, "Độc lập - Tự do - Hạnh phúc"])
    sheet.append([])
    sheet.append(["BẢNG THỐNG KÊ MỐC GIỚI TRÊN ĐỊA BÀN (đến ngày 30/6/2022)"])
    sheet.append(["(Kèm theo Báo cáo số 103/BC-SNgV ngày 12/7/2022)"])
    sheet.append([])
    sheet.append(["STT", "Số hiệu mốc", "Tọa độ (WGS 84)", None, "Loại mốc", "Xã", "Ghi chú"])
    sheet.append([None, None, "Vĩ độ", "Kinh độ", None, None, None])
    sheet.append(["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"])
    for area in ("A4:G4", "A5:G5", "C7:D7", "A7:A8", "B7:B8", "E7:E8", "F7:F8", "G7:G8"):
        sheet.merge_cells(area)
    sheet["A4"].font = Font(bold=True)
    sheet["A4"].alignment = Alignment(horizontal="center")
    rows: dict[int, int] = {}
    commune_starts = 0
    for number in range(FIRST_NUMBER, FIRST_NUMBER + COUNT):
        step = number - FIRST_NUMBER
        if step % 25 == 0:
            if commune_starts:
                sheet.merge_cells(f"F{commune_starts}:F{sheet.max_row}")
            if step:
                sheet.append([])
                sheet.append([])
            sheet.append([f"{PARTS[step // 25]}. Đoạn {step // 25 + 1}"])
            sheet.merge_cells(f"A{sheet.max_row}:G{sheet.max_row}")
            commune_starts = sheet.max_row + 1
        sheet.append(write_row(number))
        rows[number] = sheet.max_row
        if number == TYPED_TWICE:
            sheet.append(write_row(number))
    sheet.merge_cells(f"F{commune_starts}:F{sheet.max_row}")
    sheet.append(["Tổng cộng: 100 mốc"])
    sheet.append([])
    sheet.append(["(*) Mốc chưa có số liệu sẽ được bổ sung sau."])
    sheet.append([None, None, None, None, "NGƯỜI LẬP BIỂU"])
    book.save(path)
    return rows


def write_row(number: int) -> list[object]:
    """Return the cells of one marker, as they were typed."""
    step = number - FIRST_NUMBER
    longitude, latitude = place_of(number)
    cells: dict[str, object] = {
        "name": name_of(number),
        "latitude": DEGREES[step % len(DEGREES)](latitude, "B" if step % 2 else "N"),
        "longitude": DEGREES[(step + step // 9) % len(DEGREES)](longitude, "Đ" if step % 2 else "E"),
    }
    if number in BROKEN:
        column, value = BROKEN[number]
        cells[column] = value
    if number == OUT_OF_THE_WORLD:
        cells["longitude"] = "38,5"
    if number == TYPED_WITH_O:
        cells["longitude"] = f"1O6,{str(longitude).partition('.')[2]}"
    note = NASTY if number == 850 else OLD_LETTERS if number % 3 == 0 else None
    return [
        step + 1,
        cells["name"],
        cells["latitude"],
        cells["longitude"],
        "mốc đơn " if step % 4 else "Đơn",
        "xã Đàm Thuỷ" if step % 25 == 0 else None,
        note,
    ]
