"""Backups are whole, compared, and put back without losing what was there."""

import sqlite3
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from border_gis.errors import StoreError
from border_gis.services.backups import (
    back_up_workspace,
    list_daily_backups,
    restore_backup,
    take_daily_backup,
)
from border_gis.settings import build_settings
from border_gis.stores import create_store, open_store
from border_gis.stores.backup import choose_expired
from border_gis.stores.care import backup_store, copy_store, restore_store, verify_store
from tests.stores import builders
from tests.stores.builders import NOON, build_opening, build_report


@pytest.fixture
def filled(store, location):
    store.add_line(builders.build_line())
    store.add_markers([builders.build_marker(number) for number in range(20)])
    store.add_works([builders.build_work(), builders.build_work(geometry=None)])
    store.add_gates([builders.build_gate()])
    store.add_units([builders.build_unit()])
    paper = store.add_attachment("a.pdf", "application/pdf", bytes(range(256)), NOON, "can-bo-1")
    for _ in range(10):
        opening = build_opening()
        store.append_reports(
            [opening, build_report(opening.incident_id, attachments=(paper.sha256,))], "CB-2026"
        )
    store.set_setting("zone", {"epsg": 9210, "text": "Cao Bằng"})
    return store


def everything(location):
    store = open_store(location)
    try:
        return (
            [line.id for line in store.lines()], store.markers(), store.works(), store.gates(), store.units(),
            store.incidents(), [store.reports(incident.id) for incident in store.incidents()],
            store.attachments(), [store.attachment_content(one.sha256) for one in store.attachments()],
            store.setting("zone"), store.data_version(),
        )  # fmt: skip
    finally:
        store.close()


def test_a_backup_is_a_store_with_everything_in_it_in_one_file(filled, location, tmp_path):
    made = backup_store(location, tmp_path / "backups" / "today.gpkg")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["today.gpkg"]
    assert verify_store(made.path).findings == ()
    assert everything(made.path) == everything(location)
    assert sum(digest.count for digest in made.digests) > 50


def test_a_backup_may_go_to_a_network_share_where_the_store_may_not(filled, location, tmp_path, monkeypatch):
    share = tmp_path / "share"
    monkeypatch.setattr(
        "border_gis.stores.backup.find_file_system", lambda path: "cifs" if share in path.parents else "ext4"
    )
    made = backup_store(location, share / "today.gpkg")
    assert [path.name for path in share.iterdir()] == ["today.gpkg"]
    assert verify_store(made.path).findings == ()
    assert everything(made.path) == everything(location)


def test_a_backup_never_writes_over_a_file(filled, location, tmp_path):
    (tmp_path / "today.gpkg").write_text("x")
    with pytest.raises(StoreError, match=r"store\.exists"):
        backup_store(location, tmp_path / "today.gpkg")
    assert (tmp_path / "today.gpkg").read_text() == "x"


def test_a_backup_made_while_others_write_is_one_moment_of_the_store(filled, location, tmp_path):
    stop = threading.Event()

    def write():
        while not stop.is_set():
            opening = build_opening()
            filled.append_reports([opening, build_report(opening.incident_id)], "CB-2026")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups = [backup_store(location, tmp_path / f"{number}.gpkg") for number in range(5)]
    finally:
        stop.set()
        writer.join()
    counts = []
    for backup in backups:
        done = verify_store(backup.path)
        assert done.findings == ()
        assert done.reports == 2 * done.incidents
        counts.append(done.reports)
    assert counts == sorted(counts)


def test_a_restored_store_is_as_it_was_and_what_was_there_is_kept(filled, location, tmp_path):
    before = everything(location)
    made = backup_store(location, tmp_path / "today.gpkg")
    filled.append_reports([build_opening()], "CB-2026")
    after = everything(location)
    filled.close()
    done = restore_store(made.path, location, NOON)
    assert everything(location) == before
    assert everything(done.kept) == after
    again = open_store(location)
    again.append_reports([build_opening()], "CB-2026")
    again.close()
    assert verify_store(location).findings == ()


def test_a_store_that_is_gone_is_restored(filled, location, new_location, tmp_path):
    made = backup_store(location, tmp_path / "today.gpkg")
    elsewhere = new_location()
    assert restore_store(made.path, elsewhere, NOON).kept == ""
    assert everything(elsewhere) == everything(location)


def test_two_restores_keep_both_states(filled, location, tmp_path):
    made = backup_store(location, tmp_path / "today.gpkg")
    filled.close()
    first = restore_store(made.path, location, NOON).kept
    second = restore_store(made.path, location, NOON + timedelta(seconds=1)).kept
    assert len({first, second, location}) == 3
    assert everything(first) == everything(second) == everything(location)


@pytest.mark.parametrize("content", [b"", b"no backup", b"SQLite format 3\x00" + b"\xff" * 9000])
def test_a_damaged_backup_is_refused_and_the_store_left_as_it_is(filled, location, tmp_path, content):
    before = everything(location)
    filled.close()
    (tmp_path / "bad.gpkg").write_bytes(content)
    with pytest.raises(StoreError):
        restore_store(tmp_path / "bad.gpkg", location, NOON)
    assert everything(location) == before
    assert [path for path in tmp_path.iterdir() if "building" in path.name or "restore" in path.name] == []


@pytest.mark.parametrize("home", ["geopackage"], indirect=True)
class TestAFile:
    def test_a_store_that_somebody_has_open_is_not_replaced(self, filled, location, tmp_path):
        made = backup_store(location, tmp_path / "today.gpkg")
        holder = sqlite3.connect(location)
        holder.execute("SELECT count(*) FROM incidents").fetchone()
        with pytest.raises(StoreError, match=r"store\.in_use"):
            restore_store(made.path, location, NOON)
        holder.close()
        filled.close()
        restore_store(made.path, location, NOON)

    def test_a_damaged_store_is_kept_too(self, filled, location, tmp_path):
        made = backup_store(location, tmp_path / "today.gpkg")
        filled.close()
        damaged = Path(location).read_bytes()[:5000] + b"\xff" * 9000
        Path(location).write_bytes(damaged)
        done = restore_store(made.path, location, NOON)
        assert Path(done.kept).read_bytes() == damaged
        assert verify_store(location).findings == ()

    def test_the_daily_backup_is_taken_once_a_day_and_old_ones_go(self, home, tmp_path):
        settings = build_settings({}, workspace_folder=tmp_path)
        create_store(settings.store_path).close()
        first = date(2026, 1, 1)
        for number in range(60):
            today = first + timedelta(days=number)
            assert take_daily_backup(settings, today) is not None
            assert take_daily_backup(settings, today) is None
        days = list_daily_backups(settings)
        assert days[-7:] == tuple(first + timedelta(days=number) for number in range(53, 60))
        assert date(2026, 1, 31) in days
        assert len(days) < 14
        assert verify_store(settings.backups_folder / "border-2026-01-31.gpkg").findings == ()

    def test_a_backup_that_was_asked_for_stays(self, home, tmp_path):
        settings = build_settings({}, workspace_folder=tmp_path)
        create_store(settings.store_path).close()
        made = back_up_workspace(settings, moment=NOON)
        for number in range(30):
            take_daily_backup(settings, date(2026, 6, 1) + timedelta(days=number))
        assert made.path.exists()
        assert restore_backup(settings, made.path, NOON).kept


@given(strategies.sets(strategies.integers(0, 800), max_size=120))
@hypothesis_settings(deadline=None)
def test_rotation_keeps_the_newest_of_days_weeks_and_months(numbers):
    days = sorted(date(2025, 1, 1) + timedelta(days=number) for number in numbers)
    expired = set(choose_expired(days))
    kept = [day for day in days if day not in expired]
    assert set(days[-7:]) <= set(kept)
    assert len(kept) <= 7 + 4 + 12
    months = sorted({(day.year, day.month) for day in days})[-12:]
    assert {(day.year, day.month) for day in kept} >= set(months)
    # What is removed today would be removed tomorrow: nothing comes back, nothing is kept for long by chance.
    assert set(choose_expired(kept)) == set()


@pytest.fixture
def elsewhere(location, tmp_path, cluster):
    from uuid import uuid4

    if location.startswith("postgresql"):
        return str(tmp_path / "copy.gpkg")
    return cluster.location(f"copied_{uuid4().hex[:8]}")


def test_a_store_moves_to_the_other_home_and_back_with_equal_counts_and_hashes(
    filled, location, elsewhere, new_location
):
    there = copy_store(location, elsewhere)
    assert everything(elsewhere) == everything(location)
    back = new_location()
    assert copy_store(elsewhere, back) == there
    assert everything(back) == everything(location)
    assert (
        verify_store(elsewhere).checkpoint
        == verify_store(back).checkpoint
        == verify_store(location).checkpoint
    )
    store = open_store(elsewhere)
    store.add_markers([builders.build_marker(900)])
    store.append_reports([build_opening()], "CB-2026")
    assert store.incidents()[0].number == "CB-2026-011"
    store.close()
    assert verify_store(elsewhere).findings == ()


@pytest.mark.parametrize(
    "stop_at", ["boundary_lines", "work_lines", "incidents_reports", "incident_points", "counters"]
)
def test_a_copy_that_was_interrupted_finishes_without_doubles(filled, location, elsewhere, stop_at):
    class PowerCut(Exception):  # noqa: N818
        pass

    def interrupt(table, _):
        if table == stop_at:
            raise PowerCut

    with pytest.raises(PowerCut):
        copy_store(location, elsewhere, interrupt)
    for attempt in (open_store, verify_store):
        with pytest.raises(StoreError, match=r"store\.copy_unfinished"):
            attempt(elsewhere)
    # The office goes on working in between, and changes rows that were copied already.
    filled.append_reports([build_opening()], "CB-2026")
    filled.append_reports([build_report(filled.incidents()[-1].id, changes={"title": "Tên mới"})])
    copy_store(location, elsewhere)
    assert everything(elsewhere) == everything(location)
    assert verify_store(elsewhere).findings == ()


def test_a_copy_goes_only_where_there_is_nothing(filled, location, elsewhere):
    other = create_store(elsewhere)
    other.append_reports([build_opening()], "LS-2026")
    before = other.incidents()
    with pytest.raises(StoreError, match=r"store\.copy_target_in_use"):
        copy_store(location, elsewhere)
    assert other.incidents() == before
    other.close()


def test_a_copy_of_another_store_does_not_go_on_with_the_first(filled, location, elsewhere, new_location):
    def interrupt(table, _):
        if table == "markers":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_store(location, elsewhere, interrupt)
    other = new_location()
    create_store(other).close()
    with pytest.raises(StoreError, match=r"store\.copy_from_elsewhere"):
        copy_store(other, elsewhere)
