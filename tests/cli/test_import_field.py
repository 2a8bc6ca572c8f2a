"""``border-gis import`` takes photos and the exports of forms, with what belongs to them."""

import json

import pytest

from border_gis.cli import main
from tests.actors import OFFICER
from tests.exchange.incoming.form_builders import (
    FIRST,
    KOBO_PART,
    SECOND,
    THIRD,
    kobo_row,
    part_row,
    write_kobo,
    write_odk,
    write_photos,
    write_qfield,
    zip_files,
)
from tests.services.test_photo_imports import write_photo


@pytest.fixture
def run(workspace_copy, monkeypatch, capsys):
    monkeypatch.setenv("BORDER_GIS_WORKSPACE", str(workspace_copy))
    monkeypatch.delenv("BORDER_GIS_STORE", raising=False)
    monkeypatch.setenv("BORDER_GIS_OFFICER", OFFICER)

    def call(*words):
        code = main(["import", *map(str, words)])
        said = capsys.readouterr()
        return code, json.loads(said.out) if "--json" in words and said.out else said.out, said.err

    return call


def write_form(folder, *uuids, **changed):
    folder.mkdir(exist_ok=True)
    rows = [kobo_row(number, uuid) for number, uuid in enumerate(uuids, start=1)]
    rows[0] |= changed
    path = write_kobo(folder / "tuần tra.xlsx", rows, {"diem": (KOBO_PART, [part_row(1, 1, FIRST, None)])})
    (photo,) = write_photos(folder, ["1715391.jpg"])
    return path, zip_files(folder / "ảnh.zip", {f"{FIRST}/1715391.jpg": photo})


def test_a_form_with_the_archive_of_its_photos_is_seen_first_then_brought_in(run, tmp_path):
    path, archive = write_form(tmp_path, FIRST, SECOND)
    words = (path, archive, "--repeat", "diem=reports", "--json")
    code, told, _ = run(*words, "--dry-run")
    assert code == 0
    assert (told["form"], told["target"], told["repeats"]) == ("kobo", "incidents", {"diem": "reports"})
    assert [(each["key"], each["state"], each["files"], each["reports"]) for each in told["submissions"]] == [
        (FIRST, "new", ["1715391.jpg"], 1),
        (SECOND, "new", [], 0),
    ]
    assert [each["code"] for each in told["findings"]] == ["forms.row_media"]
    assert told["imports"] == []
    assert run("--list", "--json")[1] == []
    assert run(*words)[0] == 0
    assert [each["added"] for each in run("--list", "--json")[1]] == [2]


def test_the_next_export_says_in_numbers_what_changed(run, tmp_path):
    run(*write_form(tmp_path / "1", FIRST), "--repeat", "diem=leave")
    words = (*write_form(tmp_path / "2", FIRST, THIRD, mo_ta="sửa lại"), "--repeat", "diem=leave")
    code, told, _ = run(*words, "--dry-run", "--json")
    assert code == 1
    changed, new = told["submissions"]
    assert (changed["state"], new["state"]) == ("changed", "new")
    assert changed["changes"] == {"description": {"before": "dài 100 m", "after": "sửa lại"}}
    _, said, warned = run(*words)
    assert "1 mới, 0 đã có, 1 đã có nhưng nay khác" in said
    assert "sửa lại" in warned


def test_a_folder_of_odk_and_a_geopackage_of_qfield_find_their_photos(run, tmp_path):
    main_table = write_odk(tmp_path / "odk", [FIRST])
    told = run(main_table, "--dry-run", "--json")[1]
    assert (told["form"], told["submissions"][0]["files"]) == ("odk", ["171531.jpg"])
    told = run(main_table.parent, "--dry-run", "--json")[1]
    assert (told["form"], told["submissions"][0]["reports"]) == ("odk", 2)
    files = [path for path in main_table.parent.rglob("*") if path.is_file()]
    archive = zip_files(
        tmp_path / "odk.zip", {str(path.relative_to(tmp_path / "odk")): path for path in files}
    )
    assert run(archive, "--dry-run", "--json")[1]["submissions"] == told["submissions"]
    package = write_qfield(tmp_path / "qfield" / "a.gpkg", [FIRST])
    told = run(package, "--dry-run", "--json")[1]
    assert told["form"] == "qfield"
    files = [path for path in package.parent.rglob("*") if path.is_file()]
    named = {f"dự án/{path.relative_to(package.parent)}": path for path in files}
    zipped = run(zip_files(tmp_path / "qfield.zip", named), "--dry-run", "--json")[1]
    assert zipped["submissions"] == told["submissions"]
    assert sorted(told["submissions"][0]["files"]) == ["p1.jpg", "p2.jpg", "vu_viec_20240511083010.jpg"]


def test_photos_of_a_folder_are_told_and_go_where_it_is_said(run, tmp_path):
    folder = tmp_path / "DCIM"
    folder.mkdir()
    write_photo(folder / "a.jpg")
    write_photo(folder / "b.jpg", at=None, width_px=70)
    code, told, _ = run(folder, "--dry-run", "--json")
    assert code == 0
    first, second = told["photos"]
    assert first["place"] == pytest.approx([106.7, 22.87])
    assert (second["place"], second["chosen"]) == (None, "leave")
    assert first["taken_at"] == "2024-05-11T02:30:00+00:00"
    words = ("--open", "a.jpg=Mốc đổ", "--category", "marker_damage", "--json")
    assert run(folder, *words)[1]["import"]
    told = run(folder, "--dry-run", "--json")[1]
    (number,) = told["photos"][0]["known_in"]
    assert run(folder, "--attach", f"b.jpg={number}")[0] == 0
    assert [each["left_out"] for each in run("--list", "--json")[1]] == [1, 1]


def test_nothing_chosen_and_names_that_are_not_there_are_refused(run, tmp_path):
    path = write_photo(tmp_path / "a.jpg")
    assert run(path)[0] == 3
    code, _, said = run(path, "--open", "b.jpg=Mốc đổ")
    assert code == 3
    assert "b.jpg" in said
    assert run(path, "--attach", "a.jpg")[0] == 3
    code, _, said = run(tmp_path / "không có.zip")
    assert code != 0
    assert "không có.zip" in said


def test_two_tables_at_once_are_refused_by_name(run, tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("tên vụ việc;ngày\nHàng rào;2022\n", encoding="utf-8")
    code, _, said = run(tmp_path / "a.csv", tmp_path / "b.csv")
    assert code == 3
    assert "a.csv" in said
    assert "b.csv" in said
