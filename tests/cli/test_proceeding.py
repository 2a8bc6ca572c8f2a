"""``border-gis proceeding``."""

import json

import pytest

from border_gis.cli import main
from border_gis.cli.commands import list_commands


@pytest.fixture
def call(workspace_copy, capsys):
    def run(*words, officer="Cán bộ 1"):
        code = main(["proceeding", *words, "--workspace", str(workspace_copy), "--officer", officer])
        return code, *capsys.readouterr()

    return run


ADD = (
    "add", "--kind", "gate_upgrade", "--date", "2026-05", "--state", "sent", "--title", "Đề nghị nâng cấp",
    "--paper", "12/UBND|2026-05-11|Công hàm", "--paper", "Phụ lục", "--office", "Bộ Ngoại giao",
    "--gate", "Trà Lĩnh=international", "--gate", "Bản Giốc", "--unit", "huyện Trùng Khánh",
    "--incident", "CB-2022-003", "--place", "834/1-835",
)  # fmt: skip


def test_it_is_recorded_listed_shown_corrected_withdrawn_and_undone(call):
    code, said, _ = call(*ADD, "--json")
    added = json.loads(said)
    assert code == 0
    assert (added["number"], added["province"], added["happened"]) == (
        "CT-CB-2026-001",
        "Cao Bằng",
        "2026-05",
    )
    assert added["papers"] == [
        {"title": "Công hàm", "number": "12/UBND", "date": "2026-05-11"},
        {"title": "Phụ lục", "number": "", "date": None},
    ]
    assert added["gates"] == [
        {"name": "Trà Lĩnh", "sought": "international"}, {"name": "Bản Giốc", "sought": None},
    ]  # fmt: skip
    assert added["incidents"] == ["CB-2022-003"]
    number = added["number"]
    _, said, _ = call("correct", number, "--state", "issued", "--reason", "đã ban hành", "--json")
    changed = json.loads(said)
    assert (changed["state"], changed["title"]) == ("issued", added["title"])
    correction = changed["history"][-1]
    assert (correction["reason"], correction["before"]) == ("đã ban hành", {"state": "sent"})
    _, said, _ = call("undo", correction["id"], "--json")
    assert json.loads(said)["state"] == "sent"
    call("withdraw", number, "--reason", "ghi nhầm")
    assert number not in call("list", "--from", "2026")[1]
    assert number in call("list", "--from", "2026", "--withdrawn")[1]
    _, said, _ = call("show", number)
    assert "Trà Lĩnh → cửa khẩu quốc tế" in said
    assert "Cán bộ 1" in said and "ghi nhầm" in said


def test_the_list_is_narrowed_and_the_kinds_are_told(call):
    _, said, _ = call("list", "--text", "Thạch An", "--json")
    assert [each["kind"] for each in json.loads(said)] == ["gate_upgrade"]
    _, said, _ = call("list", "--kind", "answer_to_voters", "--from", "2022", "--to", "2022")
    assert len(said.splitlines()) == 3
    _, said, error = call("list", "--from", "2040")
    assert (said, "Chưa có" in error) == ("", True)
    _, said, _ = call("kinds")
    assert "góp ý dự thảo văn bản" in said
    assert "comments" in {each["code"] for each in json.loads(call("kinds", "--json")[1])}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "--kind", "comments", "--title", "x"), "thời gian"),
        (("add", "--kind", "no", "--title", "x", "--date", "2022"), "Không có loại công tác"),
        (("add", "--kind", "comments", "--title", "x", "--date", "11/5/2022"), "2022-05-11"),
        (("add", "--kind", "comments", "--title", "x", "--date", "2022", "--state", "lost"), "drafted"),
        (("add", "--kind", "comments", "--title", "x", "--date", "2022", "--gate", "a=b"), "international"),
        (("show",), "show"),
        (("show", "CT-CB-1999-001"), "CT-CB-1999-001"),
        (("correct", "CT-CB-2022-001", "--state", "held"), "lý do"),
    ],
)
def test_what_does_not_fit_is_said_in_words_and_ends_with_trouble(call, words, told):
    code, said, error = call(*words)
    assert code != 0
    assert told in error
    assert said == ""


def test_it_is_among_the_commands():
    assert "proceeding" in list_commands()
