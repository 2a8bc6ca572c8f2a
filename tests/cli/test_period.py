"""``border-gis period`` prints the figures of a period with their records, or writes the report."""

import json

import pytest

from border_gis.cli import main
from tests.actors import OFFICER

YEAR = ("period", "--from", "2022-01-01", "--to", "2022-12-31", "--unit", "Cao Bằng")


@pytest.fixture
def run(workspace_copy, monkeypatch, capsys):
    monkeypatch.setenv("BORDER_GIS_WORKSPACE", str(workspace_copy))
    monkeypatch.delenv("BORDER_GIS_STORE", raising=False)
    monkeypatch.delenv("BORDER_GIS_OFFICER", raising=False)

    def call(*words):
        code = main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_json_gives_each_figure_with_the_numbers_of_its_records(run):
    code, out, _ = run(*YEAR, "--json")
    assert code == 0
    told = json.loads(out)
    groups = {group["group"]: {one["figure"]: one for one in group["figures"]} for group in told["groups"]}
    assert groups["course"]["period.all"]["count"] == 14
    assert groups["exchanges"]["step.talks"]["records"] == ["CB-2022-005"]
    assert told["compared_with"] == {"from": "2021-01-01", "to": "2021-12-31"}


def test_without_a_format_the_figures_are_said_in_words(run):
    code, out, _ = run("--language", "vi", *YEAR)
    assert code == 0
    assert "Vụ việc theo loại" in out
    assert "Hàng rào biên giới: 2" in out
    assert "CB-2022-003, CB-2022-006" in out


def test_the_files_are_written_and_named(run, tmp_path):
    words = [*YEAR, "--format", "docx", "--format", "xlsx", "-o", str(tmp_path / "out"), "--officer", OFFICER]
    code, out, _ = run(*words, "--json")
    assert code == 0
    told = json.loads(out)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [
        "period-2022-01-01-2022-12-31-cao-bang-vi-internal.docx",
        "period-2022-01-01-2022-12-31-cao-bang-vi-internal.xlsx",
    ]
    assert len(told["files"]) == 2


def test_a_period_that_ends_before_it_begins_is_refused(run):
    code, _, said = run("period", "--from", "2022-12-31", "--to", "2022-01-01")
    assert code == 3
    assert "trước khi bắt đầu" in said


def test_the_other_side_does_not_get_it(run, tmp_path):
    out = tmp_path / "out"
    code, _, said = run(
        *YEAR, "--format", "docx", "--profile", "counterpart", "-o", str(out), "--officer", OFFICER
    )
    assert code == 9
    assert "tóm tắt khu vực khảo sát" in said
    assert not out.exists()
