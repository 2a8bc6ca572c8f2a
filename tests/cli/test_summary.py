"""``border-gis summary``."""

import json

import pytest
from docx import Document

from border_gis.cli import main

AREA = "KS-CB-2022-003"


@pytest.fixture
def place(workspace_copy, tmp_path):
    return ["--workspace", str(workspace_copy), "--officer", "Cán bộ 1", "-o", str(tmp_path / "out")]


def test_files_are_written_and_named_by_area_languages_and_profile(place, tmp_path, capsys):
    words = ["summary", AREA, "--language", "vi", "--language", "zh", "--profile", "joint"]
    assert (
        main([*words, "--format", "docx", "--format", "xlsx", "--format", "gpkg", "--format", "map", *place])
        == 0
    )
    named = [f"{AREA}-vi-zh-joint{ending}" for ending in (".docx", ".xlsx", ".gpkg", "-map.pdf")]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(named)
    assert capsys.readouterr().out.split() == [str(tmp_path / "out" / name) for name in named]
    text = "".join(t.text for t in Document(tmp_path / "out" / named[0]).element.body.iter() if t.text)
    assert "737/1-739号界碑地段" in text


def test_every_area_at_once_as_json(place, capsys):
    assert main(["summary", "--all", "--format", "xlsx", "--json", *place]) == 0
    made = json.loads(capsys.readouterr().out)
    assert [each["area"] for each in made] == ["KS-CB-2022-003", "KS-CB-2022-002", "KS-CB-2022-001"]
    assert all(len(each["files"]) == 1 and each["trouble"] == "" for each in made)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["KS-CB-1999-001"], 7),
        ([], 3),
        ([AREA, "--all"], 3),
        ([AREA, "--language", "fr"], 3),
        ([AREA, "--format", "odt"], 3),
        ([AREA, "--scale", "12345"], 3),
        ([AREA, "--from", "2022-01-01"], 3),
        ([AREA, "--from", "2022-12-31", "--to", "2022-01-01"], 3),
        ([AREA, "--profile", "nobody"], 4),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(place, capsys, words, code):
    assert main(["summary", *words, *place]) == code
    assert capsys.readouterr().err.strip()


def test_the_number_the_day_and_the_scale_are_as_asked(place, tmp_path):
    words = ["summary", AREA, "--symbol", "Số: 07/BC-SNgV", "--date", "2026-02-03", "--scale", "50000"]
    assert main([*words, "--paper", "a3", "--portrait", *place]) == 0
    document = Document(tmp_path / "out" / f"{AREA}-vi-internal.docx")
    text = "".join(t.text for t in document.element.body.iter() if t.text)
    assert "Số: 07/BC-SNgV" in text
    assert "ngày 03 tháng 02 năm 2026" in text
    assert document.sections[-1].page_height.mm == pytest.approx(420, abs=2)


def test_without_libreoffice_the_other_files_are_made_and_it_is_said(place, tmp_path, capsys, monkeypatch):
    from border_gis.reports.writers import pdf

    monkeypatch.setattr(pdf, "find_libreoffice", lambda: None)
    assert main(["summary", AREA, "--format", "docx", "--format", "pdf", *place]) == 1
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".docx"]
    assert "LibreOffice" in capsys.readouterr().err
