"""``border-gis activity``."""

import json
from datetime import timedelta

import pytest

from border_gis.cli import main
from border_gis.services.checks import today_in_viet_nam


@pytest.fixture
def call(workspace_copy, capsys):
    def run(*words, officer="Cán bộ 1"):
        code = main(["activity", *words, "--workspace", str(workspace_copy), "--officer", officer])
        return code, *capsys.readouterr()

    return run


def test_a_plan_is_recorded_listed_and_shown_with_what_it_needs_by_when(call):
    code, said, _ = call(
        "add", "--kind", "blasting", "--place", "834/1-835", "--start", "2036-12-20T08:30",
        "--title", "Mở đường", "--json",
    )  # fmt: skip
    plan = json.loads(said)
    assert code == 0
    assert (plan["state"], plan["start"]) == ("planned", "2036-12-20T08:30:00+07:00")
    assert plan["deadlines"][0]["due"] == "2036-12-18T08:30:00+07:00"
    assert plan["history"][0]["author"] == "Cán bộ 1"
    assert "prohibited" in {need["outcome"] for need in plan["requirements"]}
    code, said, _ = call("list", "--json")
    assert [each["id"] for each in json.loads(said)] == [plan["id"]]
    code, said, _ = call("show", plan["id"])
    assert "Mở đường" in said
    assert "[sắp tới] Thông báo cho Bên kia: chậm nhất 18/12/2036 08:30 (Điều 15(4))" in said


def test_an_overdue_notice_ends_with_one(call):
    soon = (today_in_viet_nam() + timedelta(days=5)).isoformat()
    code, said, _ = call("add", "--kind", "marker_repair", "--place", "834", "--start", soon, "--json")
    assert [each["state"] for each in json.loads(said)["deadlines"]] == ["overdue"]
    assert code == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "--kind", "dancing", "--place", "834", "--start", "2036-01-01"), 3, "blasting"),
        (("add", "--kind", "blasting", "--place", "834", "--start", "soon"), 3, "2026-12-20"),
        (("add", "--kind", "blasting", "--place", "834"), 3, "ngày"),
        (("show", "nothing"), 7, "nothing"),
    ],
)
def test_what_is_wrong_is_said_in_words(call, words, code, said):
    ended, _, error = call(*words)
    assert ended == code
    assert said in error
