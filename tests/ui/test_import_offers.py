"""What the wizard notices and offers: mistakes of a whole file, a line out of areas, names of units."""

from datetime import date

import pytest

from border_gis.boundary.units import Unit, UnitLevel
from border_gis.crs import to_vn2000
from border_gis.services.import_previews import preview_import
from border_gis.services.importing import list_imports, run_import
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER
from tests.boundary.line.test_deriving import above, below, wind
from tests.services.test_import_suspicions import CAO_BANG, NUMBERS, TRUE, apply, write_plane
from tests.services.test_line_deriving import write

pytestmark = pytest.mark.browser


@pytest.fixture
def workspace(shared_app):
    opened = open_workspace(build_settings({}, workspace_folder=shared_app.workspace, officer=OFFICER))
    yield opened
    opened.close()


def hand_in(app, path):
    app.page.set_input_files("input[type=file]", path)
    app.page.get_by_text(app.say("ui.import_how")).wait_for()
    app.rest()


def test_a_zone_that_fits_is_offered_and_taken_by_a_press(visit, workspace, tmp_path):
    rows = [f"{number};{x!r};{y!r};0.5" for number, (x, y) in zip(NUMBERS, TRUE.tolist(), strict=True)]
    good = tmp_path / "goc.csv"
    good.write_text("so_moc;kinh_do;vi_do;do_chinh_xac\n" + "\n".join(rows), encoding="utf-8")
    run_import(workspace, preview_import(workspace, good), existing="replace")
    app = visit("vi").go("import")
    hand_in(app, write_plane(tmp_path / "vn2000.csv", apply(lambda x, y: to_vn2000(x, y, CAO_BANG))))
    app.page.get_by_text("105°45'").first.wait_for()
    assert app.page.get_by_text(app.say("ui.import_where")).count() == 0
    app.page.get_by_role("button", name=app.say("ui.import_apply_remedy")).first.click()
    app.page.get_by_text(app.say("ui.import_where")).wait_for()
    app.rest()
    app.assert_calm()


def test_areas_become_a_version_of_the_line_and_what_it_moves_is_offered(visit, workspace, tmp_path):
    line = wind(9)
    sides = [below(line, 0, 40), below(line, 40, 80), above(line)]
    path = write(tmp_path / "xa.gpkg", sides, ten=["A", "B", "C"], nuoc=["VN", "VN", "TQ"])
    app = visit("vi").go("import")
    hand_in(app, path)
    app.page.get_by_role("combobox", name=app.say("ui.import_as")).click()
    app.page.get_by_role("option", name="Phiên bản đường biên giới").click()
    app.page.get_by_text(app.say("ui.derive_heading")).wait_for()
    app.table().get_by_text("từ tây sang đông").wait_for()
    app.rest()
    app.page.get_by_role("button", name="Nhập tất cả 1 dòng").click()
    app.page.get_by_text("Đã nhập 1 mục").wait_for()
    app.rest()
    entry = list_imports(workspace)[0]
    assert entry.target == "line"
    app.page.locator(f".st-key-change_{entry.id} button").click()
    app.expect_title(app.say("ui.moves_title"))
    app.assert_calm()


def test_names_of_units_are_put_right_in_sight_and_can_be_left(visit, workspace, tmp_path):
    workspace.store.add_units(
        [Unit("u1", "", "Bảo Lạc", UnitLevel.COMMUNE, "Cao Bằng", valid_from=date(2025, 7, 1))]
    )
    path = tmp_path / "vu viec.csv"
    path.write_text("tên vụ việc;ngày;xã\nSạt lở;11/05/2026;Bao Lac\n", encoding="utf-8")
    app = visit("vi").go("import")
    hand_in(app, path)
    app.table().get_by_text("được sửa thành").wait_for()
    app.page.get_by_text(app.say("ui.import_keep_units")).click()
    app.rest()
    assert app.page.get_by_role("checkbox", name=app.say("ui.import_keep_units")).is_checked()
    app.assert_calm()
