"""The commands that look after the office's data: backup, restore, verify, checkpoint, store copy."""

import json
import sqlite3
from pathlib import Path

import pytest

from border_gis.cli import main
from border_gis.stores import create_store, open_store
from tests.stores.builders import NOON, build_marker, build_opening, build_report
from tests.stores.test_integrity import run_raw, unlock


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    folder = tmp_path / "workspace"
    store = create_store(folder / "border.gpkg")
    store.add_markers([build_marker()])
    paper = store.add_attachment("a.pdf", "application/pdf", b"%PDF-1", NOON, "can-bo-1")
    opening = build_opening()
    store.append_reports([opening, build_report(opening.incident_id, attachments=(paper.sha256,))], "CB-2026")
    store.close()
    monkeypatch.setenv("BORDER_GIS_WORKSPACE", str(folder))
    monkeypatch.delenv("BORDER_GIS_STORE", raising=False)
    return folder


def run(capsys, *words):
    code = main(list(words))
    said = capsys.readouterr()
    return code, json.loads(said.out) if "--json" in words else said.out, said.err


def test_a_backup_can_be_restored_and_what_was_there_is_kept(workspace, capsys):
    code, made, _ = run(capsys, "backup", "--json")
    assert code == 0
    assert Path(made["backup"]).parent == workspace / "backups"
    assert made["tables"]["incidents_reports"]["rows"] == 2
    store = open_store(workspace / "border.gpkg")
    store.append_reports([build_opening()], "CB-2026")
    store.close()
    code, done, _ = run(capsys, "restore", made["backup"], "--json")
    assert code == 0
    kept = open_store(done["kept"])
    assert len(kept.incidents()) == 2
    kept.close()
    store = open_store(workspace / "border.gpkg")
    assert len(store.incidents()) == 1
    store.close()


def test_backups_and_restores_say_in_words_where_things_are(workspace, capsys, tmp_path):
    code, said, _ = run(capsys, "backup", str(tmp_path / "usb" / "b.gpkg"), "--language", "en")
    assert code == 0
    assert "b.gpkg" in said
    code, said, _ = run(capsys, "restore", str(tmp_path / "usb" / "b.gpkg"), "--language", "en")
    assert code == 0
    assert "before-restore" in said


def test_a_store_that_fits_verifies_with_0_and_says_what_that_does_not_prove(workspace, capsys):
    code, done, _ = run(capsys, "verify", "--json", "--language", "en")
    assert (code, done["fits"], done["reports"], done["attachments"]) == (0, True, 2, 1)
    assert "cut off at the end" in done["not_proven"]
    code, said, _ = run(capsys, "verify", "--language", "en")
    assert code == 0
    assert done["checkpoint"] in said


def test_a_changed_report_verifies_with_1_and_is_named(workspace, capsys):
    path = str(workspace / "border.gpkg")
    run_raw(path, *unlock(path), "UPDATE incidents_reports SET text = 'x' WHERE sequence = 2")
    code, done, _ = run(capsys, "verify", "--json")
    assert code == 1
    assert done["findings"][0]["code"] == "verify.chain_content"
    code, said, _ = run(capsys, "verify", "--language", "en")
    assert code == 1
    assert "Report 2" in said


def test_a_view_that_was_edited_is_derived_again(workspace, capsys):
    run_raw(str(workspace / "border.gpkg"), "UPDATE incidents SET state = 'settled'")
    assert run(capsys, "verify")[0] == 1
    assert run(capsys, "verify", "--rebuild")[0] == 0
    assert run(capsys, "verify")[0] == 0


def test_a_cut_off_is_found_against_the_figure_that_was_written_down(workspace, capsys):
    _, figure, _ = run(capsys, "checkpoint")
    assert figure.startswith("2-")
    assert run(capsys, "verify", "--checkpoint", figure.strip())[0] == 0
    connection = sqlite3.connect(workspace / "border.gpkg")
    connection.execute("DROP TRIGGER incidents_reports_refuse_delete")
    connection.execute("DELETE FROM incidents_reports WHERE sequence = 2")
    connection.execute("UPDATE counters SET value = 1 WHERE name = 'report_sequence'")
    connection.execute("UPDATE incidents SET last_sequence = 1")
    connection.commit()
    connection.close()
    assert run(capsys, "verify")[0] == 0
    code, done, _ = run(capsys, "verify", "--checkpoint", figure.strip(), "--json")
    assert code == 1
    assert [finding["code"] for finding in done["findings"]] == ["verify.checkpoint_cut_off"]


def test_a_store_is_copied_and_a_second_copy_to_the_same_place_is_refused(workspace, capsys, tmp_path):
    target = str(tmp_path / "copy.gpkg")
    code, done, _ = run(capsys, "store", "copy", str(workspace / "border.gpkg"), target, "--json")
    assert code == 0
    assert done["tables"]["markers"]["rows"] == 1
    code, _, said = run(capsys, "store", "copy", str(workspace / "border.gpkg"), target, "--language", "en")
    assert code == 5
    assert "already holds data" in said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("verify", "--checkpoint", "nonsense"), 3),
        (("restore", "no-such-file.gpkg"), 5),
        (("verify", "no-such-file.gpkg"), 5),
        (("store", "copy", "postgresql://", "x.gpkg"), 3),
        (("store", "move", "a", "b"), 2),
        (("store", "copy", "a"), 2),
    ],
)
def test_what_cannot_be_done_is_told_in_words_with_the_code_of_its_kind(workspace, capsys, words, code):
    assert main([*words, "--language", "en"]) == code
    said = capsys.readouterr().err
    assert said
    assert "Traceback" not in said
    assert "store." not in said.split()[0]


def test_the_app_takes_todays_backup_as_it_starts(workspace, capsys):
    from border_gis.cli.run import _back_up_daily
    from border_gis.settings import build_settings

    settings = build_settings({}, workspace_folder=workspace)
    _back_up_daily(settings, "en")
    (backup,) = (workspace / "backups").iterdir()
    assert backup.name.startswith("border-20")
    assert main(["verify", str(backup)]) == 0
    _back_up_daily(settings, "en")
    assert len(list((workspace / "backups").iterdir())) == 1
    assert capsys.readouterr().err == ""


def test_a_backup_that_fails_at_the_start_is_told_and_stops_nothing(workspace, capsys):
    from border_gis.cli.run import _back_up_daily
    from border_gis.settings import build_settings

    (workspace / "backups").write_text("a file is in the way")
    _back_up_daily(build_settings({}, workspace_folder=workspace), "en")
    assert "Today's backup could not be made" in capsys.readouterr().err


def test_a_backup_goes_into_a_folder_under_its_own_name(workspace, capsys, tmp_path):
    (tmp_path / "usb").mkdir()
    code, made, _ = run(capsys, "backup", str(tmp_path / "usb"), "--json")
    assert code == 0
    assert Path(made["backup"]).parent == tmp_path / "usb"
