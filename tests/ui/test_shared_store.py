"""The app on the shared home: two apps, one database; what one saves the other shows."""

import pytest

from border_gis.services.moving import move_data
from border_gis.stores import open_store
from tests.browser import AppServer, find_free_port
from tests.stores.conftest import cluster
from tests.ui.app_pages import AppPages

__all__ = ["cluster"]

pytestmark = pytest.mark.browser


def test_two_apps_on_one_database_show_what_the_other_saved(
    new_page,
    made_workspace,
    cluster,
    tmp_path,
    monkeypatch,
):
    location = cluster.location("two_apps")
    move_data(str(made_workspace / "border.gpkg"), location)
    monkeypatch.setenv("BORDER_GIS_STORE", location)
    servers = [AppServer(tmp_path / name, find_free_port()) for name in ("first", "second")]
    for server in servers:
        server.workspace.mkdir()
        server.start()
    try:
        first, second = (AppPages(new_page(), server.url, "en") for server in servers)
        first.go("incidents", incident="CB-2022-006")
        first.begin_report()
        first.fill("ui.report_text", "Written on the first machine")
        first.page.get_by_role("button", name=first.say("ui.save_report")).click()
        first.page.get_by_text(first.say("ui.report_added", number="CB-2022-006")).wait_for()
        second.go("incidents", incident="CB-2022-006")
        second.page.get_by_text("Written on the first machine").first.wait_for()
        first.assert_calm()
        second.assert_calm()
    finally:
        for server in servers:
            server.stop()
    store = open_store(location)
    assert len(store.reports(store.incident("CB-2022-006").id)) == 2
    store.close()
    for server in servers:
        assert not (server.workspace / "border.gpkg").exists()
        assert list((server.workspace / "backups").glob("border-*.gpkg"))
