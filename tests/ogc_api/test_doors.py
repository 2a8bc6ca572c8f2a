"""What every request passes: the token that it brings, the headers, the line in the log."""

import asyncio
import base64
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from border_gis.ogc_api.doors import ACCESS_LOG, CONTENT_POLICY, LogDoor, read_token
from tests.ogc_api.conftest import ask_service

tokens = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)


@given(tokens, st.text(st.characters(blacklist_characters=":", blacklist_categories=["Cs"]), max_size=20))
def test_a_token_is_read_from_both_kinds_of_sign_in(token, name):
    assert read_token(f"Bearer {token}") == token
    given_both = base64.b64encode(f"{name}:{token}".encode()).decode()
    assert read_token(f"Basic {given_both}") == token


@given(st.text())
def test_any_header_is_a_token_or_nothing(header):
    assert isinstance(read_token(header), str)
    assert read_token(f"Digest {header}") == ""


@pytest.mark.parametrize(
    "header", ["Basic !!!!", "Basic /////w==", "Bearer " + "a" * 500, "Basic " + "YTpi" * 200]
)
def test_what_is_broken_or_too_long_is_no_token(header):
    assert read_token(header) == ""


@pytest.mark.parametrize(
    "address", ["/", "/?f=html", "/nowhere", "/style.css", "/collections/x/items?limit=a"]
)
def test_every_answer_forbids_scripts_frames_and_other_hosts(public, address):
    headers = public.get(address).headers
    assert headers["content-security-policy"] == CONTENT_POLICY
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert "access-control-allow-origin" not in headers and "x-powered-by" not in headers
    assert headers["cache-control"] == "no-cache"


def test_what_needs_a_token_is_kept_by_no_cache(province):
    assert province.get("/").headers["cache-control"] == "no-store"


def test_the_log_says_what_was_asked_for_and_no_secret(shipped, caplog):
    client = ask_service(shipped, "province")
    secret = client.headers["Authorization"]
    with caplog.at_level(logging.INFO, logger=ACCESS_LOG.name):
        client.get("/collections/works/items?name=bi-mat", auth=("qgis", "not-a-right-token"))
        client.get("/collections/works/items?name=bi-mat")
    said = caplog.text
    assert "GET /collections/works/items 401" in said and "GET /collections/works/items 200" in said
    for word in (secret, secret.removeprefix("Bearer "), "not-a-right-token", "bi-mat", "name="):
        assert word not in said


def test_no_address_can_write_a_line_of_the_log(caplog):
    async def answer(scope, receive, send):
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"abc"})

    async def send(message):
        return None

    path = b"/x%0a2026 GET / 200\xff" + b"a" * 900 + b"?token=abc"
    scope = {"type": "http", "method": "GET", "raw_path": path, "client": ("127.0.0.1", 1)}
    with caplog.at_level(logging.INFO, logger=ACCESS_LOG.name):
        asyncio.run(LogDoor(answer)(scope, send, send))
    (record,) = caplog.records
    assert "\n" not in record.getMessage() and "abc" not in record.getMessage()
    assert len(record.getMessage()) < 300 and record.getMessage().startswith("127.0.0.1 GET /x%0a")
