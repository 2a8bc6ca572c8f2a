"""Killed writers, many writers, held files, full disks, lost connections: nothing acknowledged is lost."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import fiona
import pg8000.native
import pyogrio
import pytest

from border_gis.errors import StoreError
from border_gis.stores import create_store, open_store
from border_gis.stores.care import verify_store
from border_gis.stores.geopackage import disk
from border_gis.stores.geopackage import home as geopackage_home
from border_gis.stores.postgis import home as postgis_home
from tests.stores.builders import NOON, build_incident, build_marker, build_opening, build_report

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows neither forks nor has SIGKILL")
ROOT = Path(__file__).resolve().parents[2]


def run_module(name, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", name, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@forks
def test_a_writer_that_is_killed_100_times_loses_nothing_that_was_acknowledged(location):
    told = run_module("tests.stores.crash", location, 100)
    assert told["begun"] >= 100, told
    assert told["acknowledged"] >= 33, told
    assert (told["lost"], told["halves"], told["unfit"], told["strangers"]) == (0, 0, 0, 0), told
    if not location.startswith("postgresql"):
        assert len(pyogrio.read_dataframe(location, layer="incident_points")) == told["stored"]
        with fiona.open(location, layer="incident_lines") as layer:
            assert len(layer) == told["stored"]


@forks
def test_eight_processes_write_500_reports_each_at_once_and_none_is_lost(location):
    told = run_module("tests.stores.crowd", location, 8, 500)
    assert (told["failed"], told["unfit"]) == (0, 0), told
    assert told["stored"] == told["expected"] == 4001


@pytest.mark.parametrize("home", ["geopackage"], indirect=True)
class TestAFile:
    def test_a_reader_that_holds_the_file_open_sees_one_state_and_stops_nobody(self, store, location):
        store.append_reports([build_opening()], "CB-2026")
        holder = sqlite3.connect(f"file:{location}?mode=ro", uri=True, isolation_level=None)
        holder.execute("BEGIN")
        assert holder.execute("SELECT count(*) FROM incidents").fetchone() == (1,)
        with fiona.open(location, layer="incident_points") as layer:
            features = iter(layer)
            next(features)
            for _ in range(20):
                store.append_reports([build_opening()], "CB-2026")
            assert holder.execute("SELECT count(*) FROM incidents").fetchone() == (1,)
            assert len(pyogrio.read_dataframe(location, layer="incident_points")) == 21
        holder.execute("COMMIT")
        assert holder.execute("SELECT count(*) FROM incidents").fetchone() == (21,)
        holder.close()

    def test_one_who_edits_in_gis_for_too_long_is_named_as_the_reason(self, store, location, monkeypatch):
        monkeypatch.setattr(geopackage_home, "BUSY_TIMEOUT_S", 0.2)
        patient = open_store(location)
        editor = sqlite3.connect(location, isolation_level=None)
        editor.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as error:
            patient.append_reports([build_opening()], "CB-2026")
        assert error.value.code == "store.busy"
        editor.execute("ROLLBACK")
        patient.append_reports([build_opening()], "CB-2026")
        patient.close()
        editor.close()

    def test_one_who_edits_in_gis_for_a_while_is_waited_for(self, store, location):
        editor = sqlite3.connect(location, isolation_level=None, check_same_thread=False)
        editor.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.5, lambda: editor.execute("ROLLBACK"))
        timer.start()
        store.append_reports([build_opening()], "CB-2026")
        timer.join()
        editor.close()

    @forks
    def test_a_full_disk_is_told_and_what_was_saved_before_is_intact(self, home, tmp_path):
        small = tmp_path / "small"
        small.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", small], capture_output=True, check=False
        )
        if mounted.returncode:
            pytest.skip(
                "needs the right to mount a small disk; test_a_write_that_fails… covers the same code"
            )
        try:
            store = create_store(small / "border.gpkg")
            saved = []
            with pytest.raises(StoreError) as error:
                for _ in range(2000):
                    opening = build_opening(build_incident(description="x" * 20_000))
                    store.append_reports([opening], "CB-2026")
                    saved.append(opening.incident_id)
            assert error.value.code in ("store.disk_full", "store.disk_error")
            assert {incident.id for incident in store.incidents()} == set(saved)
            assert saved
            (small / "ballast").unlink(missing_ok=True)
            assert store.check() == ()
            store.close()
            again = open_store(small / "border.gpkg")
            assert len(again.incidents()) == len(saved)
            again.close()
        finally:
            subprocess.run(["umount", small], check=False)

    @forks
    def test_a_write_that_fails_on_the_disk_is_told_and_undone(self, location):
        """A limit on the size of files stands for a disk that takes no more."""
        code = (
            "import resource, signal, sys\n"
            "from tests.stores.builders import *\n"
            "from border_gis.errors import StoreError\n"
            "from border_gis.stores import create_store\n"
            "store = create_store(sys.argv[1])\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))\n"
            "saved = 0\n"
            "try:\n"
            "    while True:\n"
            "        opening = build_opening(build_incident(description='x' * 20_000))\n"
            "        store.append_reports([opening], 'CB-2026')\n"
            "        saved += 1\n"
            "except StoreError as error:\n"
            "    print(error.code, saved, len(store.incidents()))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, location], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        told, saved, stored = done.stdout.split()
        assert told in ("store.disk_full", "store.disk_error")
        assert 0 < int(saved) == int(stored)
        assert verify_store(location).findings == ()

    @forks
    def test_a_read_only_folder_is_told(self, store, location, tmp_path_factory):
        store.close()
        code = (
            "import os, sys\n"
            "from border_gis.errors import StoreError\n"
            "from border_gis.stores import open_store, create_store\n"
            "if os.geteuid() == 0: os.setuid(65534)\n"
            "for attempt in (open_store, create_store):\n"
            "    try:\n"
            "        attempt(sys.argv[1] if attempt is open_store else sys.argv[1] + '.new')\n"
            "    except StoreError as error:\n"
            "        print(error.code)\n"
        )
        folder = Path(location).parent
        base = tmp_path_factory.getbasetemp().parent
        if not all(above.stat().st_mode & 0o001 for above in base.parents):
            pytest.skip(f"another user than root cannot reach {base}")
        for above in (folder, *folder.parents):
            above.chmod(above.stat().st_mode | 0o055)
            if above == base:
                break
        folder.chmod(0o555)
        try:
            done = subprocess.run(
                [sys.executable, "-c", code, location], cwd=ROOT, capture_output=True, text=True, check=False
            )
        finally:
            folder.chmod(0o755)
        assert done.stdout.split() == ["store.read_only"] * 2, done.stderr

    def test_a_network_share_is_refused_with_the_way_to_the_shared_home(self, store, location, monkeypatch):
        monkeypatch.setattr(disk, "find_file_system", lambda _: "cifs")
        for attempt in (open_store, lambda path: create_store(f"{path}.new")):
            with pytest.raises(StoreError) as error:
                attempt(location)
            assert (error.value.code, error.value.params["file_system"]) == ("store.network_share", "cifs")

    @pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\x00" + b"\xff" * 5000])
    def test_a_file_that_is_no_geopackage_is_refused_and_left_as_it_is(self, home, tmp_path, damage):
        path = tmp_path / "border.gpkg"
        path.write_bytes(damage)
        with pytest.raises(StoreError) as error:
            open_store(path)
        assert error.value.code in ("store.not_a_geopackage", "store.damaged")
        assert path.read_bytes() == damage
        assert sorted(tmp_path.iterdir()) == [path]

    def test_a_geopackage_of_another_program_is_refused_and_left_as_it_is(self, home, tmp_path):
        import geopandas
        import shapely

        path = tmp_path / "other.gpkg"
        geopandas.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(106, 22)], crs=4326).to_file(path)
        before = path.read_bytes()
        with pytest.raises(StoreError, match=r"store\.foreign_geopackage"):
            open_store(path)
        assert path.read_bytes() == before

    def test_a_damaged_page_is_told(self, store, location):
        store.append_reports([build_opening() for _ in range(200)], "CB-2026")
        store.close()
        path = Path(location)
        content = bytearray(path.read_bytes())
        for start in range(4096 * 30, len(content), 4096):
            content[start : start + 200] = b"\xa5" * 200
        path.write_bytes(content)
        with pytest.raises(StoreError) as error:
            found = open_store(location)
            if found.check():
                raise StoreError("store.damaged", path=location)
            found.incidents()
        assert error.value.code == "store.damaged"

    def test_a_missing_file_and_one_in_the_way_are_told(self, home, tmp_path):
        with pytest.raises(StoreError, match=r"store\.missing"):
            open_store(tmp_path / "border.gpkg")
        (tmp_path / "border.gpkg").write_text("x")
        with pytest.raises(StoreError, match=r"store\.exists"):
            create_store(tmp_path / "border.gpkg")


def test_a_newer_schema_is_refused_and_left_as_it_is(store, location):
    from tests.stores.test_integrity import run_raw

    run_raw(location, "INSERT INTO schema_version VALUES (999, 'later', '2030', '9.0')")
    with pytest.raises(StoreError) as error:
        open_store(location)
    assert (error.value.code, error.value.params["found"]) == ("store.newer_schema", 999)


MOUNTS = [
    "/dev/sda1 / ext4 rw 0 0",
    "server:/office /mnt/office nfs4 rw 0 0",
    "//server/share /mnt/chia\\040sẻ cifs rw 0 0",
    "tmpfs /mnt/office/local tmpfs rw 0 0",
]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a/border.gpkg", "ext4"),
        ("/mnt/office/border.gpkg", "nfs4"),
        ("/mnt/office-2/border.gpkg", "ext4"),
        ("/mnt/chia sẻ/x/border.gpkg", "cifs"),
        ("/mnt/office/local/border.gpkg", "tmpfs"),
    ],
)
def test_the_mount_nearest_above_a_path_tells_its_file_system(path, kind):
    assert disk.find_in_mounts(Path(path), MOUNTS) == kind


@pytest.mark.parametrize("home", ["postgis"], indirect=True)
class TestAConnection:
    @pytest.fixture(autouse=True)
    def _quick_retries(self, home, monkeypatch):
        monkeypatch.setattr(postgis_home, "RETRY_AFTER_S", (0.05, 0.1, 0.2))

    def kill_backends(self, location):
        place = postgis_home.read_location(location, {})
        connection = pg8000.native.Connection(
            place.user, host=place.host, port=place.port, database=place.database
        )
        killed = connection.run(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE application_name = 'border-gis' AND pid <> pg_backend_pid()"
        )
        connection.close()
        return killed[0][0]

    def break_at(self, monkeypatch, location, wanted, *, after=False, times=1):
        """Lose the connection at a statement, before the server does it or after it did."""
        real = postgis_home.PostgisConnection.execute
        left = [times]

        def execute(connection, sql, parameters=()):
            if sql.startswith(wanted) and left[0]:
                left[0] -= 1
                if after:
                    real(connection, sql, parameters)
                connection.raw._usock.shutdown(2)
            return real(connection, sql, parameters)

        monkeypatch.setattr(postgis_home.PostgisConnection, "execute", execute)
        return left

    @pytest.mark.parametrize(
        ("statement", "after"),
        [
            ("BEGIN", False),
            ("UPDATE counters", False),
            ("INSERT INTO incidents_reports", False),
            ("INSERT INTO incidents_reports", True),
            ("COMMIT", False),
            ("COMMIT", True),
        ],
    )
    def test_a_save_whose_connection_is_lost_is_done_once(
        self, store, location, monkeypatch, statement, after
    ):
        first = build_opening()
        store.append_reports([first], "CB-2026")
        left = self.break_at(monkeypatch, location, statement, after=after)
        opening = build_opening()
        (saved,) = store.append_reports([opening, build_report(opening.incident_id)], "CB-2026")
        assert left == [0]
        assert saved.number == "CB-2026-002"
        assert len(store.reports(opening.incident_id)) == 2
        assert verify_store(location).findings == ()

    @pytest.mark.parametrize("after", [False, True])
    def test_the_register_is_not_doubled_either(self, store, location, monkeypatch, after):
        markers = [build_marker(number) for number in range(5)]
        self.break_at(monkeypatch, location, "COMMIT", after=after)
        store.add_markers(markers)
        self.break_at(monkeypatch, location, "COMMIT", after=after)
        content = store.add_attachment("a.pdf", "application/pdf", b"%PDF-1", NOON, "can-bo-1")
        self.break_at(monkeypatch, location, "COMMIT", after=after)
        store.set_setting("a", 1)
        self.break_at(monkeypatch, location, "COMMIT", after=after)
        changed = store.change_marker(
            markers[0], build_marker(0, id=markers[0].id, condition="lost"),
            author="a", machine="b", reason="c", recorded_at=NOON,
        )  # fmt: skip
        assert len(store.markers()) == 5
        assert store.attachments() == (content,)
        assert store.setting("a") == 1
        assert changed.condition == "lost"
        assert len(store.register_changes(markers[0].id)) == 1

    def test_a_server_that_ends_idle_connections_is_not_noticed(self, store, location):
        store.append_reports([build_opening()], "CB-2026")
        assert self.kill_backends(location) > 0
        assert len(store.incidents()) == 1
        assert self.kill_backends(location) > 0
        store.append_reports([build_opening()], "CB-2026")
        assert len(store.incidents()) == 2

    def test_a_server_that_stays_away_is_told_and_saving_again_later_doubles_nothing(self, store, cluster):
        opening = build_opening()
        cluster.stop("immediate")
        try:
            with pytest.raises(StoreError) as error:
                store.append_reports([opening], "CB-2026")
            assert error.value.code == "store.connection_lost"
            with pytest.raises(StoreError, match=r"store\.connection_lost"):
                store.incidents()
        finally:
            cluster.start()
        store.append_reports([opening], "CB-2026")
        store.append_reports([opening], "CB-2026")
        assert len(store.incidents()) == 1

    def test_a_server_that_is_started_again_during_a_save_is_waited_for(self, store, cluster, monkeypatch):
        monkeypatch.setattr(postgis_home, "RETRY_AFTER_S", (0.2,) * 40)
        store.append_reports([build_opening()], "CB-2026")
        cluster.stop("immediate")

        def come_back():
            time.sleep(0.5)
            cluster.start()

        starter = threading.Thread(target=come_back)
        starter.start()
        store.append_reports([build_opening()], "CB-2026")
        starter.join()
        assert len(store.incidents()) == 2

    def test_a_message_never_shows_a_password(self, cluster):
        location = cluster.location("nothing").replace("border@", "border:very-secret@", 1)
        with pytest.raises(StoreError) as error:
            open_store(location)
        assert error.value.code == "store.no_store_in_database"
        assert "very-secret" not in str(error.value) + repr(error.value)

    def test_what_a_server_refuses_is_told_by_name(self, cluster):
        with pytest.raises(StoreError, match=r"store\.no_database"):
            open_store(cluster.location(database="nothing"))
        with pytest.raises(StoreError, match=r"store\.sign_in_refused|store\.failed"):
            open_store(cluster.location().replace("border@", "nobody@"))

    def test_a_database_that_only_reads_is_told(self, store, location, monkeypatch):
        real = postgis_home.PostgisHome._begin
        monkeypatch.setattr(postgis_home.PostgisHome, "_begin", lambda home, _: real(home, "BEGIN READ ONLY"))
        with pytest.raises(StoreError, match=r"store\.database_read_only"):
            store.append_reports([build_opening()], "CB-2026")
