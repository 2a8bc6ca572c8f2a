"""``border-gis work``: recorded, changed, shown and listed from the command line."""

import json

import pytest

from border_gis.cli import main

ADD = ("add", "--kind", "building", "--party", "cn", "--place", "22.8342, 106.7215", "--name", "Nhà kho mới")


@pytest.fixture
def run(workspace_copy, capsys):
    def command(*words, code=0, officer="Cán bộ Một"):
        by = () if officer is None else ("--officer", officer)
        assert main(["work", *words, *by, "--workspace", str(workspace_copy)]) == code
        return capsys.readouterr()

    return command


def add(run, *more):
    return json.loads(run(*ADD, *more, "--json").out)


def test_a_work_is_recorded_with_its_verdicts_and_the_name_of_the_officer(run):
    work = add(run, "--accuracy-m", "3", "--since", "2021", "--state", "completed", "--reason", "tuần tra")
    assert (work["kind"], work["accuracy_m"], work["since"]) == ("building", 3.0, "2021")
    assert work["geometry"]["type"] == "Point"
    assert [(each["author"], each["reason"]) for each in work["history"]] == [("Cán bộ Một", "tuần tra")]
    assert {"work", "rule", "line", "outcome", "reasons"} <= set(work["verdicts"][0])
    assert json.loads(run("show", work["id"], "--json").out) == work


def test_a_preview_saves_nothing_and_asks_for_the_accuracy(run):
    said = run(*ADD, "--preview", "--json")
    preview = json.loads(said.out)
    assert preview["can_be_recorded"]
    assert preview["findings"] == ["works.accuracy_wanted"]
    assert preview["verdicts"]
    assert "GPS" in said.err
    assert json.loads(run("list", "--text", "nha kho moi", "--json").out) == []


def test_a_preview_that_cannot_be_recorded_says_so(run):
    assert not json.loads(run(*ADD, "--accuracy-m", "0", "--preview", "--json", code=1).out)[
        "can_be_recorded"
    ]


def test_several_places_make_a_line(run):
    work = add(run, "--place", "22.8345, 106.7222")
    assert work["geometry"]["type"] == "LineString"


def test_a_change_keeps_what_was_not_said_and_a_state_has_its_day_and_paper(run):
    work = add(run)
    changed = json.loads(run("change", work["id"], "--accuracy-m", "2", "--agreed", "yes", "--json").out)
    assert (changed["accuracy_m"], changed["agreed"], changed["name"]) == (2.0, True, "Nhà kho mới")
    assert changed["history"][-1]["before"] == {"accuracy_m": None, "agreed": None}
    done = json.loads(
        run(
            "change", work["id"], "--state", "completed", "--date", "5/2023", "--document", "BB 7", "--json"
        ).out
    )
    assert done["state"] == "completed"
    assert (done["states"][-1]["date"], done["states"][-1]["paper"]) == ("2023-05", "BB 7")
    undone = json.loads(run("change", work["id"], "--undo", done["states"][-1]["entry"], "--json").out)
    assert undone["state"] == changed["state"]
    assert undone["states"][-1]["undone"]


def test_works_are_listed_and_filtered(run):
    every = json.loads(run("list", "--json").out)
    assert len(every) == 19
    near = json.loads(run("list", "--near", "834/1", "--json").out)
    assert 0 < len(near) < len(every)
    for outcome in {row["outcome"] for row in every}:
        found = json.loads(run("list", "--outcome", outcome, "--json").out)
        assert {row["outcome"] for row in found} == {outcome}


def test_a_person_reads_words(run):
    work = add(run, "--accuracy-m", "3")
    said = run("show", work["id"]).out
    assert "Nhà kho mới" in said
    assert "Điều 7(3)" in said
    assert "{" not in said
    assert "20 / 20" in run("list").out


def test_what_is_missing_is_said(run):
    assert "--kind" in run("add", "--name", "x", code=3).err
    assert "work list" in run("show", code=3).err
    assert "không có" in run("show", "không có", code=7).err
    run(*ADD, officer=None, code=3)
    assert json.loads(run("list", "--text", "nha kho moi", "--json").out) == []
