"""The watch over requests: sees what leaves this machine, stops it, and is silent otherwise."""

import http.server
import threading

import pytest

from tests.browser import RequestWatch, is_local

pytestmark = pytest.mark.browser

OUTSIDE = "http://tiles.example/1/2/3.png"


@pytest.fixture
def local_page():
    """The address of a server on this machine that answers with `body`."""

    class Handler(http.server.BaseHTTPRequestHandler):
        body = ""

        def do_GET(self):
            content = self.body.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Handler.url = f"http://127.0.0.1:{server.server_port}/"
    yield Handler
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "body",
    [
        f"<img src='{OUTSIDE}'>",
        f"<script>fetch('{OUTSIDE}')</script>",
        f"<link rel=stylesheet href='{OUTSIDE}'>",
        f"<iframe src='{OUTSIDE}'></iframe>",
        f"<style>p {{ background: url({OUTSIDE}) }}</style><p>x</p>",
        f"<iframe srcdoc=\"<img src='{OUTSIDE}'>\"></iframe>",
    ],
    ids=["image", "fetch", "stylesheet", "frame", "background", "image in a frame"],
)
def test_a_request_to_another_host_is_stopped_and_seen(browser, local_page, body):
    local_page.body = body
    watch = RequestWatch()
    context = browser.new_context()
    watch.attach(context)
    page = context.new_page()
    page.goto(local_page.url, wait_until="networkidle")
    context.close()
    assert watch.outside == [OUTSIDE]
    with pytest.raises(AssertionError, match="another host"):
        watch.assert_nothing_outside()


def test_a_web_socket_to_another_host_is_seen(browser, local_page):
    local_page.body = "<script>new WebSocket('ws://live.example/x')</script>"
    watch = RequestWatch()
    context = browser.new_context()
    watch.attach(context)
    context.new_page().goto(local_page.url, wait_until="networkidle")
    context.close()
    assert watch.outside == ["ws://live.example/x"]


def test_a_page_that_stays_at_home_passes(page, local_page, requests_watched):
    local_page.body = "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><script>fetch('/x')</script>"
    page.goto(local_page.url, wait_until="networkidle")
    assert local_page.url in requests_watched.urls
    assert requests_watched.outside == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8501/x", True),
        ("ws://127.0.0.1:8501/_stcore/stream", True),
        ("data:text/plain,x", True),
        ("blob:http://127.0.0.1:8501/1", True),
        ("http://127.0.0.1.example/", False),
        ("https://127.0.0.1@tiles.example/", False),
        ("http://localhost.example/", False),
    ],
)
def test_what_is_local(url, expected):
    assert is_local(url) is expected
