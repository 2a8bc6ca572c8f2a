"""Photos and papers of an incident: handed in, looked at, marked on a copy, found when altered."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from border_gis.services.attachments import keep_attachments
from border_gis.services.incidents import add_report, list_incidents, show_incident
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.exchange.photo_builders import build_photo, build_picture, gps_tags
from tests.exchange.test_media_types import deflated
from tests.exchange.test_papers import build_docx, build_pdf
from tests.stores.test_integrity import run_raw, unlock

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)
CARD = "[class*=st-key-card_evidence]"


def read(folder, function):
    workspace = open_workspace(build_settings({}, workspace_folder=folder, officer="Cán bộ 2"))
    try:
        return function(workspace)
    finally:
        workspace.close()


def attach(folder, number, *files):
    def work(workspace):
        kept = keep_attachments(workspace, files)
        add_report(workspace, show_incident(workspace, number).incident.id, attachments=kept)
        return kept

    return read(folder, work)


def open_card(app, name):
    card = app.page.locator(CARD, has_text=name).first
    card.locator("button").click()
    return app.page.get_by_role("dialog")


def close(dialog):
    dialog.get_by_role("button", name="Close").click()
    dialog.wait_for(state="hidden")


def as_upload(name, content, media_type="application/octet-stream"):
    return {"name": name, "mimeType": media_type, "buffer": content}


def test_a_photo_gives_the_place_of_a_new_incident_and_comes_with_it(visit, shared_app):
    photo = build_photo(build_picture(400, 300), gps=gps_tags(106.30, 22.85))
    app = visit().go("new")
    app.map()
    app.page.get_by_label(app.say("ui.title")).fill("Kè chụp ảnh tại chỗ")
    app.choose(app.say("ui.category"), "Thiết bị giám sát")
    app.page.locator("input[type=file]").set_input_files([as_upload("ảnh kè.jpg", photo, "image/jpeg")])
    app.page.get_by_text(
        app.say("evidence.photo_says", name="ảnh kè.jpg", position="22.850000 106.300000")
    ).wait_for()
    app.page.get_by_role("button", name=app.say("evidence.use_as_place")).click()
    expect(app.field("ui.place_text")).to_have_value("22.850000 106.300000")
    app.page.get_by_text("732+453m").first.wait_for()
    app.page.get_by_role("button", name=app.say("ui.save_incident")).click()
    app.expect_title("Kè chụp ảnh tại chỗ")
    dialog = open_card(app, "ảnh kè.jpg")
    dialog.get_by_text("22.850000 106.300000").wait_for()
    dialog.get_by_text(app.say("evidence.apart_m", apart_m=0.0)).or_(
        dialog.get_by_text(app.say("evidence.apart_inside"))
    ).first.wait_for()
    assert dialog.locator("img").evaluate("each => each.complete && each.naturalWidth") == 400
    with app.page.expect_download() as coming:
        dialog.get_by_role("button", name=app.say("evidence.download")).click()
    assert coming.value.suggested_filename == "ảnh kè.jpg"
    assert coming.value.path().read_bytes() == photo
    (incident,) = [
        each for each in read(shared_app.workspace, list_incidents) if each.title == "Kè chụp ảnh tại chỗ"
    ]
    assert incident.places[0].geometry["coordinates"] == pytest.approx([106.30, 22.85])
    app.assert_calm()


def test_papers_open_on_the_page_and_what_a_browser_might_run_does_not(visit, shared_app):
    attach(
        shared_app.workspace,
        "CB-2022-005",
        ("công văn.pdf", build_pdf("red", "lime")),
        (
            "biên bản.docx",
            build_docx("<w:p><w:r><w:t>Hai Bên khảo sát &lt;b&gt;mốc&lt;/b&gt;</w:t></w:r></w:p>"),
        ),
        ("hỏng.pdf", b"%PDF-1.7 <script>window.hacked = 1</script>"),
        (
            "vẽ.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='window.hacked = 1'>"
            b"<script>window.hacked = 1</script></svg>",
        ),
        ("trang.html", b"<script>window.hacked = 1</script>"),
    )
    app = visit().go("incidents", incident="CB-2022-005")
    dialog = open_card(app, "công văn.pdf")
    dialog.get_by_text(app.say("evidence.page_of", count=2)).wait_for()
    first = dialog.locator("img").get_attribute("src")
    dialog.locator("input[type=number]").fill("2")
    dialog.locator("input[type=number]").press("Enter")
    expect(dialog.locator("img")).not_to_have_attribute("src", first)
    close(dialog)
    dialog = open_card(app, "biên bản.docx")
    dialog.get_by_text("Hai Bên khảo sát <b>mốc</b>").wait_for()
    close(dialog)
    dialog = open_card(app, "hỏng.pdf")
    dialog.get_by_text(app.say("papers.damaged")).wait_for()
    close(dialog)
    for name in ("vẽ.svg", "trang.html"):
        dialog = open_card(app, name)
        dialog.get_by_text(app.say("evidence.closed")).wait_for()
        with app.page.expect_download() as coming:
            dialog.get_by_role("button", name=app.say("evidence.download")).click()
        assert coming.value.suggested_filename == name
        close(dialog)
    assert [frame.evaluate("window.hacked") for frame in app.page.frames] == [None] * len(app.page.frames)


def test_marks_go_onto_a_copy_beside_the_original(visit, shared_app):
    photo = build_photo(build_picture(600, 400))
    (sha256,) = attach(shared_app.workspace, "CB-2022-006", ("hiện trường.jpg", photo))
    app = visit().go("incidents", incident="CB-2022-006")
    dialog = open_card(app, "hiện trường.jpg")
    dialog.get_by_text(app.say("annotating.begin")).click()
    frame = dialog.frame_locator("iframe")
    canvas = frame.locator("canvas")
    canvas.wait_for()
    expect(canvas).to_have_attribute("width", "600")
    frame.get_by_role("button", name=app.say("annotating.box")).click()
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    app.page.mouse.move(box["x"] + 30, box["y"] + 30)
    app.page.mouse.down()
    app.page.mouse.move(box["x"] + 200, box["y"] + 150, steps=4)
    app.page.mouse.up()
    frame.get_by_role("button", name=app.say("annotating.text")).click()
    canvas.click(position={"x": 40, "y": 180})
    frame.locator("#words").fill("Kè lấn suối <b>${x}</b>")
    frame.locator("#words").press("Enter")
    frame.get_by_role("button", name=app.say("annotating.save")).click()
    copy_name = f"hiện trường ({app.say('annotating.suffix')}).jpg"
    app.page.get_by_text(app.say("annotating.kept", name=copy_name)).wait_for()
    app.page.locator(CARD, has_text=copy_name).first.wait_for()

    def look(workspace):
        (copy,) = workspace.store.copies_of(sha256)
        return workspace.store.attachment_content(sha256), workspace.store.attachment_content(copy.sha256)

    original, copy = read(shared_app.workspace, look)
    assert original == photo
    assert Image.open(io.BytesIO(copy)).size == (600, 400)
    app.assert_calm()


def test_an_altered_file_is_said_on_the_page_and_not_handed_out(visit, shared_app):
    (sha256,) = attach(shared_app.workspace, "CB-2022-007", ("giấy tờ.txt", b"ban dau"))
    location = str(shared_app.workspace / "border.gpkg")
    run_raw(
        location,
        *unlock(location, "attachments"),
        f"UPDATE attachments SET content = x'2550' WHERE sha256 = '{sha256}'",
    )
    app = visit().go("incidents", incident="CB-2022-007")
    dialog = open_card(app, "giấy tờ.txt")
    said = dialog.get_by_text("CB-2022-007", exact=False)
    said.wait_for()
    assert "border-gis verify" in said.inner_text()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("công văn.pdf", b"MZ\x90\x00" + b"\x01" * 64, "attachments.unknown_type"),
        ("báo cáo.docx", deflated(60_000_000), "attachments.zip_bomb"),
    ],
    ids=["a program", "a zip bomb"],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words_and_nothing_is_recorded(
    visit, shared_app, name, content, code
):
    before = len(read(shared_app.workspace, list_incidents))
    app = visit().go("new")
    app.map()
    app.page.get_by_label(app.say("ui.title")).fill("Tệp giả")
    app.choose(app.say("ui.category"), "Thiết bị giám sát")
    with app.page.expect_response(lambda answer: "/upload_file/" in answer.url):
        app.page.locator("input[type=file]").set_input_files([as_upload(name, content)])
    app.page.get_by_text(name).first.wait_for()
    app.rest()
    app.page.get_by_role("button", name=app.say("ui.save_incident")).click()
    app.page.get_by_text(app.say(code, name=name, size_mb=60)).wait_for()
    assert len(read(shared_app.workspace, list_incidents)) == before
    app.assert_calm()
