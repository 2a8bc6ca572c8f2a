"""``border-gis field`` makes a pack, shows what it brings back, takes it over and undoes that."""

import json

import pytest

from border_gis.cli import main
from tests.actors import OFFICER
from tests.field_edits import change, find_geopackage

AREA = "KS-CB-2022-001"


@pytest.fixture
def run(workspace_copy, monkeypatch, capsys):
    monkeypatch.setenv("BORDER_GIS_WORKSPACE", str(workspace_copy))
    monkeypatch.delenv("BORDER_GIS_STORE", raising=False)
    monkeypatch.delenv("BORDER_GIS_OFFICER", raising=False)

    def call(*words):
        code = main(["field", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_there_and_back_on_the_command_line(run, tmp_path):
    out = tmp_path / "goi"
    code, said, _ = run("pack", AREA, "-o", str(out), "--officer", OFFICER, "--json")
    told = json.loads(said)
    assert (code, told["records"], told["level"]) == (0, {"incident": 2, "marker": 2, "work": 1}, "none")
    assert set(told["files"]) == {path.name for path in out.iterdir() if path.is_file()}
    change(out, "markers", "reference", "571", condition="hư hỏng", field_note="Vỡ góc")
    code, said, _ = run("unpack", str(out), "--dry-run", "--officer", OFFICER)
    assert code == 0
    assert "sẽ nhận: mốc 571" in said
    assert "hiện trạng: khi xuất “–” · văn phòng nay “–” · thực địa “hư hỏng”" in said
    assert "1 dòng sẽ nhận, 4 dòng không đổi" in said
    code, said, _ = run("unpack", str(out), "--officer", OFFICER, "--json")
    told = json.loads(said)
    assert (code, told["taken"], told["unchanged"]) == (0, 1, 4)
    assert told["items"][0]["note"] == "Vỡ góc"
    code, said, _ = run("unpack", str(out), "--officer", OFFICER)
    assert (code, "Không có gì mới" in said) == (0, True)
    code, said, _ = run("list", "--json")
    (pack,) = json.loads(said)
    assert [each["kind"] for each in pack["returns"]] == ["return"]
    code, said, _ = run("undo", pack["returns"][0]["id"], "--officer", OFFICER)
    assert (code, "hoàn tác" in said) == (0, True)
    code, said, _ = run("list", AREA)
    assert "1 lần nhận" in said
    assert "hoàn tác thuc-dia" in said


def test_a_conflict_is_shown_ends_with_one_and_is_decided_by_name(run, tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    for out in (first, second):
        run("pack", AREA, "-o", str(out), "--officer", OFFICER)
    change(first, "markers", "reference", "571", condition="hư hỏng")
    change(
        second, "markers", "reference", "571", condition="mất, không tìm thấy", last_inspected="2026-11-20"
    )
    assert run("unpack", str(first), "--officer", OFFICER)[0] == 0
    code, said, _ = run("unpack", str(second), "--officer", OFFICER, "--json")
    told = json.loads(said)
    assert (code, told["taken"]) == (1, 0)
    (item,) = told["items"]
    assert item["outcome"] == "conflict"
    assert [each["office"] for each in item["values"] if each["conflict"]] == ["hư hỏng"]
    code, said, _ = run("unpack", str(second), "--decide", f"{item['key']}=field", "--officer", OFFICER)
    assert (code, "Đã nhận 1 dòng" in said) == (0, True)


def test_what_is_missing_or_wrong_is_said_in_words(run, tmp_path):
    assert run("pack", AREA, "--officer", OFFICER)[0] == 3
    assert run("unpack")[0] == 3
    run("pack", AREA, "-o", str(tmp_path / "goi"), "--officer", OFFICER)
    code, _, said = run("unpack", str(tmp_path / "goi"), "--decide", "x=y", "--officer", OFFICER)
    assert (code, "không phải là quyết định" in said) == (3, True)
    (tmp_path / "goi" / "manifest.json").write_text("{}")
    code, _, said = run("unpack", str(find_geopackage(tmp_path / "goi")), "--officer", OFFICER)
    assert (code, "đã bị sửa" in said) == (4, True)
    code, _, said = run(
        "pack", AREA, "-o", str(tmp_path / "mat"), "--profile", "public", "--officer", OFFICER
    )
    assert (code, "không cho đưa vị trí" in said) == (3, True)


def test_a_name_that_ends_in_zip_is_one_file(run, tmp_path):
    out = tmp_path / "goi.zip"
    assert run("pack", AREA, "-o", str(out), "--officer", OFFICER)[0] == 0
    assert run("unpack", str(out), "--dry-run", "--officer", OFFICER)[0] == 0
    assert run("pack", AREA, "-o", str(out), "--officer", OFFICER)[0] == 3
