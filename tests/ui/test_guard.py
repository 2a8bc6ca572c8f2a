"""Whatever goes wrong is told in words; the particulars go into a file."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from border_gis.settings import build_settings
from border_gis.ui.guard import plain
from tests.browser import AppServer, find_free_port
from tests.ui.app_pages import AppPages


def run_guarded(workspace: str, trouble: str) -> None:
    from border_gis.errors import NotFoundError
    from border_gis.settings import build_settings
    from border_gis.ui.guard import guarded

    with guarded("vi", build_settings({}, workspace_folder=workspace)):
        if trouble == "ours":
            raise NotFoundError("markers.unknown_marker", marker="834/9")
        if trouble == "theirs":
            raise ZeroDivisionError("secret particulars")


@pytest.fixture
def run(tmp_path):
    def with_trouble(trouble):
        return AppTest.from_function(run_guarded, args=(str(tmp_path), trouble)).run()

    return with_trouble


def test_nothing_is_shown_when_nothing_goes_wrong(run):
    shown = run("none")
    assert not shown.error
    assert not shown.exception


def test_an_error_of_ours_is_told_with_the_thing_it_is_about(run):
    shown = run("ours")
    assert "834/9" in shown.error[0].value.replace("\\", "")
    assert not shown.exception


def test_an_unexpected_error_is_told_shortly_and_written_into_a_file(run, tmp_path):
    shown = run("theirs")
    assert not shown.exception
    said = shown.error[0].value + "".join(each.value for each in shown.caption)
    assert "secret particulars" not in said
    assert "ZeroDivisionError" not in said
    (log,) = (build_settings({}, workspace_folder=tmp_path).logs_folder).glob("*.log")
    assert log.name in said.replace("\\", "")
    assert "secret particulars" in log.read_text(encoding="utf-8")


def test_markdown_in_a_text_is_shown_as_it_stands():
    assert plain("a*b_[c](d) `e` $f$") == r"a\*b\_\[c\]\(d\) \`e\` \$f\$"
    assert plain("dòng một\ndòng hai") == "dòng một  \ndòng hai"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("not a database", b"this is no GeoPackage" * 500),
        ("empty", b""),
        ("cut off", None),
    ],
)
def test_a_damaged_or_foreign_workspace_is_told_in_words(new_page, workspace_copy: Path, name, content):
    store = workspace_copy / "border.gpkg"
    store.write_bytes(store.read_bytes()[:30_000] if content is None else content)
    before = store.read_bytes()
    server = AppServer(workspace_copy, find_free_port())
    server.start()
    try:
        app = AppPages(new_page(), server.url).go()
        app.page.locator("[data-testid=stAlert]").first.wait_for()
        app.assert_calm()
        assert "border.gpkg" in app.text()
        assert store.read_bytes() == before
    finally:
        server.stop()


@pytest.mark.browser
def test_an_app_without_demonstration_data_shows_no_band(new_page, tmp_path, chromium):
    import numpy as np

    from border_gis.boundary.line import BoundaryLine, LegalStatus
    from border_gis.boundary.parties import Party
    from border_gis.stores import create_store

    folder = tmp_path / "office"
    folder.mkdir()
    store = create_store(folder / "border.gpkg")
    store.add_line(
        BoundaryLine(
            id="7b0f3cf6-0d6a-4c8e-9c1c-6a1b8b6f7f10",
            name="Đường của đơn vị",
            coordinates=np.array([[106.0, 22.8], [106.1, 22.85], [106.2, 22.8]]),
            left_party=Party.CN,
            legal_status=LegalStatus.AGREED,
            source="test",
            accuracy_m=1.0,
        )
    )
    store.close()
    server = AppServer(folder, find_free_port())
    server.start()
    try:
        app = AppPages(new_page(), server.url).go()
        app.map()
        assert app.say("ui.demonstration") not in app.text()
        for page in ("incidents", "markers", "new"):
            app.go(page)
            app.page.wait_for_timeout(800)
            app.assert_calm()
    finally:
        server.stop()
