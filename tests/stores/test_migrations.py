"""Stores of every earlier schema are backed up, brought forward, and lose nothing."""

from pathlib import Path

import pytest

from border_gis.errors import StoreError
from border_gis.incidents.model import IncidentState
from border_gis.stores import create_store, open_store
from border_gis.stores.care import verify_store
from border_gis.stores.copying import copy_home
from border_gis.stores.geopackage.home import GeoPackageHome
from border_gis.stores.locations import create_home, open_home
from border_gis.stores.migrating import bring_forward
from border_gis.stores.migrations import MIGRATIONS, SCHEMA_VERSION
from border_gis.stores.schema import Execute, Migration
from tests.stores import schema_files
from tests.stores.builders import build_opening
from tests.stores.test_integrity import run_raw

EARLIER = range(1, SCHEMA_VERSION)


def place_earlier(number, location, tmp_path):
    """Put the store of an earlier schema at a location of either home."""
    if not location.startswith("postgresql"):
        schema_files.unpack(number, Path(location))
        return
    source = GeoPackageHome(schema_files.unpack(number, tmp_path / "earlier.gpkg"))
    target = bring_forward(create_home(location), number)
    copy_home(source, target)
    source.close()
    target.close()


def test_migrations_are_numbered_one_after_the_other():
    assert [migration.number for migration in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_there_is_a_file_of_every_earlier_schema():
    assert [number for number in EARLIER if not schema_files.path_of(number).exists()] == []


@pytest.mark.parametrize("number", EARLIER)
def test_an_earlier_store_is_backed_up_and_brought_forward_and_loses_nothing(number, location, tmp_path):
    place_earlier(number, location, tmp_path)
    store = open_store(location, tmp_path / "backups")
    assert (len(store.lines()), len(store.markers()), len(store.works()), len(store.gates())) == (1, 2, 1, 1)
    assert [incident.number for incident in store.incidents()] == ["LS-2026-001", "CB-2026-001"]
    assert store.incident("CB-2026-001").state is IncidentState.SURVEYED
    assert store.setting("zone") == 9210
    assert store.attachments() == ()
    store.append_reports([build_opening()], "CB-2026")
    assert store.incidents()[0].number == "CB-2026-002"
    store.close()
    assert verify_store(location).findings == ()
    ran = run_raw(location, "SELECT number, program_version FROM schema_version ORDER BY number")
    assert [row[0] for row in ran] == list(range(1, SCHEMA_VERSION + 1))
    (backup,) = (tmp_path / "backups").iterdir()
    assert backup.name.startswith(f"before-schema-{number + 1}-")
    kept = GeoPackageHome(backup)
    assert kept.schema_version() == number
    kept.close()
    assert verify_store(backup).reports == schema_files.REPORTS


@pytest.mark.parametrize("number", EARLIER)
def test_verifying_an_earlier_store_leaves_it_as_it_is(number, location, tmp_path):
    place_earlier(number, location, tmp_path)
    assert verify_store(location).findings == ()
    home = open_home(location)
    assert home.schema_version() == number
    home.close()


def test_a_store_that_was_just_made_needs_no_backup(location, tmp_path):
    create_store(location).close()
    open_store(location, tmp_path / "backups").close()
    assert not (tmp_path / "backups").exists()


def test_a_backup_that_cannot_be_written_stops_the_migration(location, tmp_path):
    place_earlier(1, location, tmp_path)
    (tmp_path / "backups").write_text("a file is in the way")
    with pytest.raises(StoreError, match=r"store\.cannot_write"):
        open_store(location, tmp_path / "backups")
    home = open_home(location)
    assert home.schema_version() == 1
    home.close()


def test_a_migration_that_fails_leaves_nothing_behind(store, location):
    home = open_home(location)
    broken = Migration(
        SCHEMA_VERSION + 1,
        "broken",
        (Execute("CREATE TABLE half (a integer)"), Execute("INSERT INTO no_such_table VALUES (1)")),
    )
    with pytest.raises(StoreError):
        home.migrate(broken, "2030")
    assert home.schema_version() == SCHEMA_VERSION
    home.close()
    with pytest.raises(Exception, match="half"):
        run_raw(location, "SELECT * FROM half")


def test_a_migration_runs_once_however_often_it_is_asked_for(store, location):
    home = open_home(location)
    home.migrate(MIGRATIONS[-1], "2030")
    home.close()
    assert [row[0] for row in run_raw(location, "SELECT count(*) FROM schema_version")] == [SCHEMA_VERSION]
