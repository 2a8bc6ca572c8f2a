"""An import that is killed, fails or is pressed twice is there whole, with its entry, or not at all."""

import itertools
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from border_gis.errors import ConflictError, DataError, InputError, StoreError
from border_gis.exchange.incoming.targets import Target
from border_gis.services import importing
from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.importing import list_imports, run_import, undo_import
from border_gis.services.incidents import show_incident
from border_gis.stores.geopackage.home import GeoPackageConnection
from border_gis.stores.postgis import home as postgis_home
from tests.services.import_crash import WRITING
from tests.services.import_homes import KINDS, MARKERS, look, open_on, prepare_photos
from tests.stores.conftest import cluster, home, location, new_location

__all__ = ["cluster", "home", "location", "new_location"]

ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS = (GeoPackageConnection, postgis_home.PostgisConnection)


def both(*in_database, in_file=tuple(KINDS)):
    """Kinds of import on either home: in a file, and those of which a database has its own way."""
    pairs = [("geopackage", kind) for kind in in_file] + [("postgis", kind) for kind in in_database]
    return pytest.mark.parametrize(("home", "kind"), pairs, indirect=["home"])


@pytest.fixture
def workspace(home, workspace_copy, request):
    place = request.getfixturevalue("location") if home == "postgis" else ""
    opened = open_on(workspace_copy, place)
    yield opened
    opened.close()


@pytest.fixture
def files(tmp_path):
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


@pytest.fixture
def fail_after(monkeypatch):
    """A way to have a statement that writes fail when it has been done; tells whether one did."""

    def arrange(count):
        left = [count]
        for kind, real in zip(CONNECTIONS, reals, strict=True):

            def execute(connection, sql, parameters=(), real=real):
                found = real(connection, sql, parameters)
                if sql.startswith(WRITING):
                    left[0] -= 1
                    if left[0] == 0:
                        raise StoreError("store.disk_error", path="")
                return found

            monkeypatch.setattr(kind, "execute", execute)
        return lambda: left[0] <= 0

    reals = [kind.execute for kind in CONNECTIONS]
    return arrange


def fail_everywhere(fail_after, act, check):
    """Do something that fails after its first statement, its second, …; return how often it failed."""
    failures = 0
    for count in itertools.count(1):
        has_failed = fail_after(count)
        try:
            act()
        except StoreError as error:
            assert error.code == "store.disk_error"
        if not has_failed():
            break
        failures = count
        check()
    return failures


@both("markers", "works", "form", "photos")
def test_an_import_that_fails_anywhere_leaves_nothing_or_its_entry_and_comes_in_once(
    workspace, files, fail_after, kind
):
    bring_in, before = KINDS[kind](workspace, files), look(workspace)

    def check():
        if not list_imports(workspace):
            assert look(workspace) == before

    failures = fail_everywhere(fail_after, lambda: bring_in(workspace), check)
    assert failures > 5
    entries, after = list_imports(workspace), look(workspace)
    assert bring_in(workspace) == tuple(reversed(entries))
    assert look(workspace) == after
    added = {each for entry in entries for each in entry.added}
    new = {thing.id for name in ("markers", "works", "incidents") for thing in after[name]} - {
        thing.id for name in ("markers", "works", "incidents") for thing in before[name]
    }
    assert new
    assert new <= added


def test_an_undoing_that_fails_anywhere_is_whole_or_not_there(workspace, files, fail_after):
    incident = workspace.store.incidents()[0]
    (entry,) = prepare_photos(workspace, files)(workspace)
    before = look(workspace)

    def check():
        if len(list_imports(workspace)) == 1:
            assert look(workspace) == before

    def undo():
        if len(list_imports(workspace)) == 1:
            undo_import(workspace, entry.id, "nhầm thư mục")

    assert fail_everywhere(fail_after, undo, check) > 5
    assert [each.kind for each in list_imports(workspace)] == ["undo", "import"]
    added, correction = show_incident(workspace, incident.id).reports[-2:]
    assert (correction.kind, correction.corrects) == ("corrected", added.id)
    assert "Việc mới" not in {each.title for each in workspace.store.incidents()}
    with pytest.raises(DataError, match=r"imports\.undone_already"):
        undo_import(workspace, entry.id)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows neither forks nor has SIGKILL")
def test_an_import_that_is_killed_at_any_statement_leaves_nothing_or_its_entries(
    home, workspace_copy, request
):
    place = [request.getfixturevalue("location")] if home == "postgis" else []
    done = subprocess.run(
        [sys.executable, "-m", "tests.services.import_crash", "form", str(workspace_copy), *place],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    # Only the last kill, right behind the commit, comes too late.
    assert told["kills"] == told["nothing"] + 1 > 20, told
    assert (told["listed"], told["halves"], told["unfit"]) == (1, 0, 0), told
    assert (told["entries"], told["same"], told["new"], told["files"]) == (2, 1, 4, 3), told


@both("incidents", "photos")
def test_a_button_that_two_visits_press_at_once_brings_in_once(workspace, files, kind):
    bring_in, before = KINDS[kind](workspace, files), len(list_imports(workspace))
    start, found = threading.Barrier(2), []

    def press():
        start.wait()
        found.append(bring_in(workspace))

    visits = [threading.Thread(target=press) for _ in range(2)]
    for visit in visits:
        visit.start()
    for visit in visits:
        visit.join()
    first, second = found
    assert first == second
    assert len(list_imports(workspace)) == before + len(first)


@pytest.mark.parametrize("home", ["geopackage"], indirect=True)
def test_the_same_file_that_two_people_look_at_is_brought_in_by_the_first(workspace, files):
    hers, his = (KINDS["incidents"](workspace, files) for _ in range(2))
    real = workspace.store.incidents()
    hers(workspace)
    with pytest.raises(InputError, match=r"imports\.nothing_new"):
        his(workspace)
    assert len(workspace.store.incidents()) == len(real) + 2


@both("works", "form", in_file=("incidents", "works", "form", "markers"))
def test_what_another_has_brought_in_since_it_was_looked_at_is_a_conflict_that_is_said(
    workspace, files, kind, monkeypatch
):
    hers, his = (KINDS[kind](workspace, files) for _ in range(2))
    # Both have pressed before either was stored: what is known is read before that.
    monkeypatch.setattr(importing, "_known_ids", lambda *_: frozenset())
    hers(workspace)
    seen, entries = look(workspace), list_imports(workspace)
    with pytest.raises(ConflictError, match=r"imports\.came_in_meanwhile"):
        his(workspace)
    assert (look(workspace), list_imports(workspace)) == (seen, entries)


@both("photos")
def test_an_import_that_was_undone_comes_in_again_by_the_same_button(workspace, files, kind):
    bring_in = KINDS[kind](workspace, files)
    first = bring_in(workspace)
    seen = len(look(workspace)["incidents"]), len(look(workspace)["works"]), len(workspace.store.markers())
    for entry in first:
        undo_import(workspace, entry.id)
    second = bring_in(workspace)
    assert {each.id for each in first}.isdisjoint(each.id for each in second)
    again = look(workspace)
    assert (len(again["incidents"]), len(again["works"]), len(again["markers"])) == seen
    assert bring_in(workspace) == second


@pytest.mark.parametrize("home", ["geopackage"], indirect=True)
def test_another_choice_on_the_same_page_is_another_import(workspace, files):
    (files / "markers.csv").write_text(MARKERS, encoding="utf-8")
    preview = preview_import(workspace, files / "markers.csv", ImportWish(target=Target.MARKERS))
    skipped = run_import(workspace, preview, only_good=True)
    replaced = run_import(workspace, preview, only_good=True, existing="replace")
    assert (len(skipped.added), len(replaced.added), len(replaced.replaced)) == (1, 1, 1)


@pytest.mark.parametrize("home", ["postgis"], indirect=True)
@pytest.mark.parametrize(
    ("statement", "after"),
    [
        ("INSERT INTO incidents_reports", True),
        ("INSERT INTO imports", False),
        ("COMMIT", False),
        ("COMMIT", True),
    ],
)
def test_an_import_whose_connection_is_lost_is_done_once(workspace, files, monkeypatch, statement, after):
    monkeypatch.setattr(postgis_home, "RETRY_AFTER_S", (0.05, 0.1))
    bring_in, before = KINDS["form"](workspace, files), len(look(workspace)["incidents"])
    real, armed = postgis_home.PostgisConnection.execute, [False, True]

    def execute(connection, sql, parameters=()):
        # The transaction of the import, not those of files and settings before it.
        armed[0] |= "INSERT INTO incidents_reports" in sql
        if armed[0] and armed[1] and sql.startswith(statement):
            armed[1] = False
            if after:
                real(connection, sql, parameters)
            connection.raw._usock.shutdown(2)
        return real(connection, sql, parameters)

    monkeypatch.setattr(postgis_home.PostgisConnection, "execute", execute)
    entries = bring_in(workspace)
    assert not armed[1]
    assert tuple(reversed(list_imports(workspace))) == entries
    assert len(look(workspace)["incidents"]) == before + 4


@pytest.mark.parametrize("home", ["postgis"], indirect=True)
def test_an_import_whose_network_stays_away_leaves_nothing(workspace, files, monkeypatch):
    monkeypatch.setattr(postgis_home, "RETRY_AFTER_S", ())
    bring_in, before = KINDS["form"](workspace, files), look(workspace)
    real = postgis_home.PostgisConnection.execute

    def execute(connection, sql, parameters=()):
        if sql.startswith("INSERT INTO imports"):
            connection.raw._usock.shutdown(2)
        return real(connection, sql, parameters)

    with monkeypatch.context() as broken:
        broken.setattr(postgis_home.PostgisConnection, "execute", execute)
        with pytest.raises(StoreError, match=r"store\.connection_lost"):
            bring_in(workspace)
    assert (look(workspace), list_imports(workspace)) == (before, ())
    assert len(bring_in(workspace)) == 2
