"""The service's own pages in a real browser: they ask no other host, and texts stay texts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import LineString

from border_gis.incidents.view import open_incident
from border_gis.ogc_api.pages import MOST_POINTS, draw_features
from border_gis.services.service_tokens import make_token
from tests.actors import OFFICER
from tests.ogc_api.conftest import NOW, run_service
from tests.stores.builders import build_incident

pytestmark = pytest.mark.browser

SCRIPT = '<img src=x onerror="window.struck=1"><script>window.struck=1</script>{{7*7}}'
ADDRESSES = (
    "/",
    "/collections",
    "/collections/{name}",
    "/collections/{name}/items",
    "/collections/{name}/queryables",
    "/collections/{name}/schema",
    "/conformance",
    "/openapi",
    "/nowhere",
    "/collections/{name}/items?limit=zehn",
)


@pytest.fixture(scope="module")
def service(shipped):
    hostile = replace(
        build_incident(), title=SCRIPT, description=SCRIPT, unit_as_written=SCRIPT, province="Cao Bằng"
    )
    opening = open_incident(hostile, recorded_at=NOW, author=OFFICER, machine="may-1")
    shipped.whole_store.append_reports([opening], "CB-2026")
    _, token = make_token(shipped, "Chromium", "province")
    with run_service(shipped, "--profile", "province", token=token) as running:
        yield running


@pytest.fixture
def signed_in(new_page, service):
    return new_page(http_credentials={"username": "qgis", "password": service.token})


@pytest.mark.parametrize("name", ["markers", "incidents", "survey_areas", "boundary_lines"])
def test_no_page_asks_another_host_or_runs_a_script(signed_in, service, requests_watched, name):
    complaints = []
    signed_in.on("console", lambda message: complaints.append(message.text))
    signed_in.on("pageerror", lambda error: complaints.append(str(error)))
    for address in ADDRESSES:
        signed_in.goto(service.url + address.format(name=name))
        assert signed_in.locator("h1").count() == 1
        assert signed_in.evaluate("window.struck") is None
        assert signed_in.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(243, 246, 248)"
    assert len(requests_watched.urls) >= len(ADDRESSES)
    requests_watched.assert_nothing_outside()
    assert [each for each in complaints if "400" not in each and "404" not in each] == []


def test_a_text_with_script_is_shown_as_text(signed_in, service):
    signed_in.goto(f"{service.url}/collections/incidents/items?limit=1000")
    row = signed_in.locator("tr", has_text="onerror")
    assert row.count() == 1 and "{{7*7}}" in row.inner_text()
    row.locator("a").click()
    signed_in.wait_for_load_state()
    assert "<script>" in signed_in.locator("main").inner_text()
    assert signed_in.evaluate("window.struck") is None


def test_a_person_walks_through_the_pages_and_back_in_their_language(signed_in, service):
    signed_in.goto(f"{service.url}/")
    assert signed_in.locator("html").get_attribute("lang") == "vi"
    signed_in.get_by_role("link", name="Mốc giới").click()
    signed_in.get_by_role("link", name="Xem các đối tượng").click()
    assert (
        signed_in.get_by_text("1–100 trong 1396").is_visible() or signed_in.get_by_text("1.396").is_visible()
    )
    assert signed_in.locator("svg circle").count() == 100
    signed_in.get_by_role("link", name="Trang sau").click()
    assert signed_in.get_by_text("101–200").is_visible()
    signed_in.get_by_role("link", name="English").click()
    assert signed_in.get_by_role("heading", name="Markers").is_visible()
    signed_in.get_by_role("link", name="Previous page").click()
    assert signed_in.locator("html").get_attribute("lang") == "en"
    assert signed_in.locator("svg circle").count() == 100


def test_a_picture_keeps_north_up_and_one_scale():
    corners = [[106.0, 22.0], [106.0, 22.1], [106.1, 22.0]]
    features = [{"geometry": {"type": "Point", "coordinates": place}} for place in corners]
    start, north, east = draw_features(features)["dots"]
    assert north[1] < start[1] and north[0] == start[0]
    assert east[0] > start[0] and east[1] == start[1]
    # A degree of longitude is shorter than one of latitude, by the cosine of 22 degrees.
    assert (east[0] - start[0]) / (start[1] - north[1]) == pytest.approx(0.927, abs=0.002)


def test_the_line_runs_behind_what_lies_near_it_and_only_there():
    line = LineString([(100 + step / 100, 22 + (step % 2) / 1000) for step in range(900)])
    feature = {
        "geometry": {"type": "Polygon", "coordinates": [[[106, 22], [106.1, 22], [106, 22.1], [106, 22]]]}
    }
    (drawn,) = draw_features([feature], [line])["context"]
    assert 10 < drawn.count("L") < 100
    assert draw_features([feature], [LineString([(0, 0), (1, 1)])])["context"] == []


def test_what_has_no_place_or_too_much_of_it_is_not_drawn():
    assert draw_features([{"geometry": None}]) is None
    line = {"type": "LineString", "coordinates": [[106 + step / 1e6, 22] for step in range(MOST_POINTS + 1)]}
    assert draw_features([{"geometry": line}]) is None
