"""A HEIC photo of a phone gives its place; its card says why there is no picture; it comes back whole."""

import pytest
from PIL import ExifTags
from playwright.sync_api import expect

from tests.exchange.heif_builders import build_heic, build_tags
from tests.exchange.photo_builders import gps_tags
from tests.ui.test_evidence_pages import CARD, as_upload, open_card

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)
BASE = ExifTags.Base


def test_a_heic_photo_gives_the_place_and_says_why_it_is_not_shown(visit, shared_app):
    tags = build_tags(
        gps_tags(106.30, 22.85), {BASE.Model: "Máy 12"}, {BASE.DateTimeOriginal: "2024:05:11 09:30:00"}
    )
    photo = build_heic(tags, quarter_turns=3)
    app = visit().go("new")
    app.map()
    app.page.get_by_label(app.say("ui.title")).fill("Chòi gác chụp bằng điện thoại")
    app.choose(app.say("ui.category"), "Thiết bị giám sát")
    app.page.locator("input[type=file]").set_input_files([as_upload("IMG_0001.HEIC", photo)])
    said = app.say("evidence.photo_says", name="IMG_0001.HEIC", position="22.850000 106.300000")
    app.page.get_by_text(said).wait_for()
    app.page.get_by_role("button", name=app.say("evidence.use_as_place")).click()
    expect(app.field("ui.place_text")).to_have_value("22.850000 106.300000")
    app.page.get_by_text("732+453m").first.wait_for()
    app.page.get_by_role("button", name=app.say("ui.save_incident")).click()
    app.expect_title("Chòi gác chụp bằng điện thoại")
    card = app.page.locator(CARD, has_text="IMG_0001.HEIC").first
    expect(card).to_contain_text(app.say("evidence.heic_not_shown"))
    dialog = open_card(app, "IMG_0001.HEIC")
    expect(dialog).to_contain_text(app.say("photos.heic_not_shown"))
    expect(dialog).to_contain_text("3024 × 4032")
    expect(dialog).to_contain_text("22.850000 106.300000")
    with app.page.expect_download() as waiting:
        dialog.get_by_role("button", name=app.say("evidence.download")).click()
    assert waiting.value.path().read_bytes() == photo


def test_a_heic_photo_that_is_brought_in_says_where_it_was_taken_and_that_it_is_not_shown(
    visit, shared_app, tmp_path
):
    tags = build_tags(gps_tags(106.30, 22.85), {BASE.Model: "May 12"})
    path = tmp_path / "IMG_0002.HEIC"
    path.write_bytes(build_heic(tags))
    app = visit("vi").go("import")
    app.page.set_input_files("input[type=file]", path)
    panel = app.page.locator(".st-key-panel_import_photos")
    panel.get_by_text("1. IMG_0002.HEIC").wait_for()
    expect(panel).to_contain_text(app.say("evidence.no_preview"))
    expect(panel).to_contain_text("22.850000 106.300000")
    expect(panel).to_contain_text("May 12")
    app.rest()
    app.assert_calm()
