"""Behind a proxy that adds the headers of the shipped samples the app works, and a browser heeds them."""

import base64
import hashlib
import http.server
import re
import threading
from pathlib import Path

import pytest
import streamlit

from tests.exchange.photo_builders import build_photo, build_picture, gps_tags
from tests.ui.app_pages import PAGES, AppPages
from tests.ui.header_proxy import POLICY, HeaderProxy, read_caddyfile, read_nginx

WANTED = {
    POLICY,
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Strict-Transport-Security",
}
COMPLAINTS = re.compile("Content.Security.Policy|Refused to|X-Frame-Options|MIME type", re.IGNORECASE)


def test_both_samples_say_the_same_headers():
    assert read_caddyfile() == read_nginx()
    assert set(read_caddyfile()["pages"]) == WANTED


def test_the_policy_lets_run_what_streamlit_itself_brings_and_nothing_written_into_the_page():
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    inline = re.findall(r"<script>(.*?)</script>", index.read_text(encoding="utf-8"), re.DOTALL)
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in inline
    }
    for headers in (read_caddyfile(), read_nginx()):
        allowed = re.search(r"script-src ([^;]*)", headers["pages"][POLICY])
        assert allowed is not None
        assert set(allowed.group(1).split()) == {"'self'", *hashes}


@pytest.fixture
def proxy(shared_app):
    made = HeaderProxy(shared_app.port)
    yield made
    made.close()


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def behind(new_page, proxy, complaints):
    page = new_page(viewport={"width": 1366, "height": 768})
    page.on("console", lambda said: complaints.append(said.text) if COMPLAINTS.search(said.text) else None)
    return AppPages(page, proxy.url, "vi")


@pytest.mark.browser
def test_every_page_works_behind_the_proxy_without_a_complaint_of_the_browser(behind, complaints):
    for name in PAGES:
        behind.go(name)
        if name in ("map", "new"):
            behind.map()
        elif name in ("incidents", "markers"):
            behind.table().locator(".row").first.wait_for()
        else:
            behind.page.locator("h1.bg-title, [class*=st-key-panel_]").first.wait_for()
        behind.rest()
        behind.assert_calm()
    assert complaints == []


@pytest.mark.browser
def test_a_photo_is_handed_in_and_looked_at_behind_the_proxy(behind, complaints):
    photo = build_photo(build_picture(400, 300), gps=gps_tags(106.30, 22.85))
    behind.go("new")
    behind.map()
    behind.page.get_by_label(behind.say("ui.title")).fill("Kè sau máy chủ trung gian")
    behind.choose(behind.say("ui.category"), "Thiết bị giám sát")
    behind.page.locator("input[type=file]").set_input_files(
        [{"name": "ảnh.jpg", "mimeType": "image/jpeg", "buffer": photo}]
    )
    behind.page.get_by_role("button", name=behind.say("evidence.use_as_place")).click()
    behind.page.get_by_text("732+453m").first.wait_for()
    behind.page.get_by_role("button", name=behind.say("ui.save_incident")).click()
    behind.expect_title("Kè sau máy chủ trung gian")
    behind.page.locator("[class*=st-key-card_evidence]", has_text="ảnh.jpg").first.locator("button").click()
    dialog = behind.page.get_by_role("dialog")
    dialog.locator("img").wait_for()
    assert dialog.locator("img").evaluate("each => each.decode().then(() => each.naturalWidth)") == 400
    with behind.page.expect_download() as coming:
        dialog.get_by_role("button", name=behind.say("evidence.download")).click()
    assert coming.value.path().read_bytes() == photo
    dialog.get_by_text(behind.say("annotating.begin")).click()
    dialog.frame_locator("iframe").locator("canvas").wait_for()
    behind.page.wait_for_timeout(1000)
    behind.assert_calm()
    assert complaints == []


@pytest.mark.browser
def test_the_browser_stops_a_script_that_somebody_got_into_a_page(behind, complaints):
    behind.go("home")
    behind.page.locator("[class*=st-key-panel_]").first.wait_for()
    behind.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.hacked = 1";
            document.body.appendChild(script);
            const image = document.createElement("div");
            image.innerHTML = "<img src=data:image/png, onerror='window.hacked = 2'>";
            document.body.appendChild(image);
        }"""
    )
    behind.page.wait_for_timeout(500)
    assert behind.page.evaluate("window.hacked") is None
    assert complaints


@pytest.mark.browser
def test_another_site_cannot_put_the_app_into_a_frame(proxy, new_page, tmp_path):
    (tmp_path / "index.html").write_text(f"<iframe src='{proxy.url}/'></iframe>")
    handler = type(
        "Folder",
        (http.server.SimpleHTTPRequestHandler,),
        {"log_message": lambda *_: None, "directory": None},
    )
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *words: handler(*words, directory=str(tmp_path))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"http://127.0.0.1:{server.server_address[1]}/index.html")
    page.wait_for_timeout(1500)
    server.shutdown()
    server.server_close()
    framed = page.frames[1]
    assert framed.locator(".bg-brand").count() == 0
    assert any("frame" in text.lower() for text in said)


@pytest.mark.browser
def test_pages_and_files_carry_the_headers(behind, proxy):
    headers = read_caddyfile()
    for path, kind in (("/", "pages"), ("/app/static/vendored.toml", "pages"), ("/component/x", "frames")):
        answer = behind.page.request.get(f"{proxy.url}{path}")
        for name, value in headers[kind].items():
            if name != "Strict-Transport-Security":
                assert answer.headers[name.lower()] == value, (path, name)
