"""``border-gis incident``, ``border-gis history`` and ``border-gis due``: an incident's whole way."""

import json

import pytest

from border_gis.cli import main

DAY = ("--date", "2026-11-22")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("office")


@pytest.fixture
def run(folder, monkeypatch, capsys):
    monkeypatch.setenv("BORDER_GIS_WORKSPACE", str(folder / "workspace"))
    monkeypatch.setenv("BORDER_GIS_OFFICER", "Cán bộ trực")
    monkeypatch.delenv("BORDER_GIS_STORE", raising=False)

    def call(*words):
        code = main(list(words))
        said = capsys.readouterr()
        return code, json.loads(said.out) if "--json" in words else said.out, said.err

    return call


def test_an_incident_goes_its_whole_way(run, tmp_path):
    code, added, _ = run(
        *("incident", "add", "--title", "Kè mới", "--kind", "revetment", "--party", "cn", "--json"),
        *("--province", "Cao Bằng", "--place", "640-641", "--place", "645", "--date", "2026-09"),
        *("--step", "other_side_notice"),
    )  # fmt: skip
    number = added["incident"]["number"]
    assert (code, number, added["incident"]["date"]) == (0, "CB-2026-001", "2026-09")
    assert [place["reference"] for place in added["incident"]["places"]] == ["640-641", "645"]
    assert [one["step"] for one in added["suggested_steps"]] == ["field_survey", "report_up"]
    assert added["suggested_state"] == "notified"

    paper = tmp_path / "thu.pdf"
    paper.write_bytes(b"%PDF-1.7\n%%EOF\n")
    code, sent, _ = run(
        *("incident", "report", number, "--step", "letter_sent", "--date", "2026-10-03", "--paper", "letter"),
        *("--paper-number", "45/SNgV", "--to", "Ban Ngoại vụ Quảng Tây", "--text", "Đề nghị dừng thi công"),
        *("--follow-up", "2026-11-01", "--follow-up-words", "Hỏi lại", "--json"),
        *("--state", "under_discussion", "--attach", str(paper)),
    )  # fmt: skip
    letter = sent["reports"][-1]
    assert (sent["incident"]["state"], letter["author"]) == ("under_discussion", "Cán bộ trực")
    assert len(letter["attachments"]) == 1
    assert letter["particulars"]["awaits"] == ["letter_reply_received"]
    assert letter["changed"] == [{"field": "state", "before": "reported", "after": "under_discussion"}]
    assert sent["suggested_steps"][0] == {
        "step": "letter_reply_received", "reason": "answers", "report": letter["id"],
    }  # fmt: skip

    code, due, _ = run("due", *DAY, "--json")
    assert code == 1
    assert [(one["due"], one["params"]["words"]) for one in due["overdue"]] == [("2026-11-01", "Hỏi lại")]
    mine = next(one for one in due["waiting"] if one["incident"] == number)
    assert (mine["days_least"], mine["days_most"]) == (50, 50)
    code, due, _ = run("due", "--date", "2026-10-20", "--json")
    assert (code, due["overdue"], len(due["due"])) == (0, [], 1)

    run("incident", "report", number, "--step", "letter_reply_received", "--date", "2026-11",
        "--closes", letter["id"], "--text", "Phía bạn đồng ý dừng")  # fmt: skip
    run(
        "incident",
        "report",
        number,
        "--step",
        "talks",
        "--date",
        "2026-11-20",
        "--text",
        "Hội đàm, có biên bản",
    )
    run("incident", "report", number, "--step", "settled", "--state", "settled", "--text", "Xong")
    run(
        "incident", "report", number, "--step", "reopened", "--state", "in_progress", "--text", "Thi công lại"
    )
    code, shown, _ = run("incident", "show", number, "--json")
    assert shown["incident"]["state"] == "in_progress"
    assert (shown["incident"]["awaited"], shown["incident"]["follow_ups"]) == ([], [])
    code, history, _ = run("history", "640", *DAY, "--json")
    assert [entry["lane"] for entry in history["entries"]][:4] == ["theirs", "ours", "theirs", "joint"]
    assert {entry["incident"] for entry in history["entries"]} == {number}
    (wait,) = history["waits"]
    assert (wait["is_open"], wait["days_least"], wait["days_most"]) == (False, 29, 58)
    assert run("verify")[0] == 0


def test_what_may_be_the_same_is_said_before_it_is_recorded(run):
    code, _, said = run("incident", "add", "--title", "Hàng rào", "--kind", "fence", "--place", "739-741")
    assert code == 0
    assert "CB-2022-006" in said


def test_the_demonstration_tells_of_632_633(run):
    code, said, _ = run("history", "CB-2022-005", *DAY)
    assert code == 0
    for words in ("hội đàm", "biên bản hội đàm", "phía Trung Quốc", "đang chờ trả lời"):
        assert words in said
    assert run("history", "632-633", *DAY, "--json")[1]["subject"]["kind"] == "stretch"
    code, said, _ = run("due", *DAY)
    assert "CB-2022-005" in said


def test_what_cannot_be_understood_is_refused_by_name(run, capsys):
    assert run("history", "CB-1999-001", "--json")[0] == 7
    assert run("history", "xyz", "--json")[0] == 3
    assert run("incident", "show", "--json")[1]["error"]["code"] == "cli.incident.no_number"
    assert run("incident", "report", "CB-2022-005", "--set", "[1]", "--json")[1]["error"]["code"] == (
        "cli.incident.bad_set"
    )
    assert run("incident", "report", "CB-2022-005", "--follow-up", "2026-12", "--json")[0] == 3
    _, error, _ = run("incident", "report", "CB-2022-005", "--json")
    assert error["error"]["code"] == "incidents.empty_report"
    assert run("history", "1200-1201")[0] == 1


def test_an_incident_is_tied_to_works_markers_and_survey_areas(run):
    _, patrol_road, _ = run("incident", "show", "CB-2022-005", "--json")
    (work,) = patrol_road["incident"]["works"]
    code, tied, _ = run(
        *("incident", "add", "--title", "Mốc bị nghiêng", "--kind", "marker_damage", "--json"),
        *("--work", work, "--marker", "834/1"),
    )
    assert (code, tied["incident"]["works"], len(tied["incident"]["markers"])) == (0, [work], 1)
    number = tied["incident"]["number"]
    _, more, _ = run("incident", "report", number, "--marker", "835", "--marker", "834/1", "--json")
    assert len(more["incident"]["markers"]) == 2
    assert number in {one["number"] for one in run("history", "834/1", "--json")[1]["incidents"]}
    assert run("incident", "add", "--title", "x", "--kind", "fence", "--work", "none", "--json")[0] == 7
