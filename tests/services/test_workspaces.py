"""A workspace is made whole or not at all, is never touched once it is there, and opens with clear errors."""

import multiprocessing
import sqlite3
from dataclasses import replace

import pytest

from border_gis.errors import BorderGisError, StoreError
from border_gis.services import workspaces
from border_gis.services.workspaces import init_workspace, open_workspace
from border_gis.settings import build_settings
from border_gis.stores import open_store
from tests.stores.builders import build_marker, build_opening


@pytest.fixture
def settings(tmp_path):
    return build_settings({}, workspace_folder=tmp_path / "workspace")


def test_a_new_workspace_holds_the_demonstration_data_and_says_so(settings):
    workspace = init_workspace(settings)
    assert len(workspace.lines) == 1
    assert len(workspace.markers) > 1379
    assert len(workspace.works) > 5
    assert len(workspace.gates) > 5
    assert len(workspace.store.incidents()) == 23
    assert workspace.is_demonstration
    assert workspace.store.check() == ()
    workspace.close()
    assert [path.name for path in settings.workspace_folder.iterdir()] == ["border.gpkg"]


def test_a_workspace_that_is_there_is_never_touched(settings):
    workspace = init_workspace(settings)
    workspace.store.append_reports([build_opening()], "CB-2026")
    workspace.close()
    before = settings.store_path.read_bytes()
    init_workspace(settings).close()
    assert settings.store_path.read_bytes() == before


def test_a_foreign_file_in_the_place_of_the_workspace_is_told_and_left_as_it_is(settings):
    settings.workspace_folder.mkdir()
    settings.store_path.write_bytes(b"something else")
    for attempt in (init_workspace, open_workspace):
        with pytest.raises(StoreError, match=r"store\.not_a_geopackage"):
            attempt(settings)
    assert settings.store_path.read_bytes() == b"something else"


def test_a_missing_workspace_is_told(settings):
    with pytest.raises(StoreError) as error:
        open_workspace(settings)
    assert (error.value.code, error.value.params["path"]) == ("store.missing", str(settings.store_path))


def test_an_interrupted_build_leaves_nothing_half(settings, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("border_gis.stores.sql_store.SqlStore.add_works", interrupt)
    with pytest.raises(KeyboardInterrupt):
        init_workspace(settings)
    assert list(settings.workspace_folder.iterdir()) == []
    monkeypatch.undo()
    init_workspace(settings).close()


def test_missing_data_is_told_and_leaves_no_workspace(settings, tmp_path):
    with pytest.raises((BorderGisError, OSError)):
        init_workspace(replace(settings, data_folder=tmp_path / "nothing"))
    assert not settings.store_path.exists()


def _init(settings):
    workspace = init_workspace(settings)
    count = len(workspace.store.incidents())
    workspace.close()
    return count


def test_two_who_make_the_workspace_at_once_get_one(settings):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(_init, [settings, settings]) == [23, 23]
    assert [path.name for path in settings.workspace_folder.iterdir()] == ["border.gpkg"]


def test_what_was_read_is_kept_until_somebody_changes_the_register(settings):
    workspace = init_workspace(settings)
    markers, register = workspace.markers, workspace.register
    workspace.store.append_reports([build_opening()], "CB-2026")
    assert workspace.markers is markers
    assert workspace.register is register
    elsewhere = open_store(settings.store_path)
    elsewhere.add_markers([build_marker(834, 7)])
    elsewhere.close()
    assert len(workspace.markers) == len(markers) + 1
    assert workspace.register is not register
    workspace.close()


def test_the_data_version_grows_with_an_incident_of_another_process(settings):
    workspace = init_workspace(settings)
    before = workspace.data_version
    elsewhere = open_store(settings.store_path)
    elsewhere.append_reports([build_opening()], "CB-2026")
    elsewhere.close()
    assert workspace.data_version > before
    workspace.close()


def test_a_workspace_without_demonstration_data_does_not_say_so(settings):
    from border_gis.stores import create_store

    create_store(settings.store_path).close()
    workspace = open_workspace(settings)
    assert not workspace.is_demonstration
    assert workspace.markers == workspace.works == workspace.lines == ()
    workspace.close()


def test_what_an_abandoned_build_left_is_removed_later(settings):
    import os

    settings.workspace_folder.mkdir()
    old = settings.workspace_folder / "border.gpkg.building-old"
    new = settings.workspace_folder / "border.gpkg.building-new"
    for path in (old, new):
        sqlite3.connect(path).close()
        path.touch()
    os.utime(old, (0, 0))
    init_workspace(settings).close()
    assert {path.name for path in settings.workspace_folder.iterdir()} == {"border.gpkg", new.name}
    assert workspaces.open_workspace(settings).store.check() == ()
