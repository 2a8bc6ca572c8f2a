"""The document of a map: what it asks for, and what texts become in it."""

import hashlib
import json
import re
import tomllib

import pytest

from border_gis.maps import MapAssets, MapContent, MapPage, render_map
from border_gis.maps.offline import SCRIPTS, STYLES, embed_images
from tests.maps.builders import NASTY, build_content, build_incident, build_line, build_marker, build_work

STATIC = MapAssets().folder
OUTSIDE = re.compile(r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["']?((?:https?:)?//[^"'\s>]+)""")


def read_data(document: str) -> dict:
    block = re.search(r'<script type="application/json" id="border-data">(.*?)</script>', document, re.DOTALL)
    assert block is not None
    return json.loads(block.group(1))


@pytest.mark.parametrize("inline", [True, False])
def test_a_map_names_no_other_host(inline):
    document = render_map(build_content(), MapPage(assets=MapAssets(inline=inline)))
    assert OUTSIDE.findall(document) == []
    assert not re.search(r"unpkg|jsdelivr|cdnjs|bootstrap|jquery", document.lower())


def test_the_map_of_the_app_takes_its_files_from_the_apps_own_folder():
    document = render_map(build_content(), MapPage())
    addresses = re.findall(r'(?:src|href)="([^"]+)"', document)
    assert sorted(addresses) == sorted(f"/app/static/{name}" for name in (*SCRIPTS, *STYLES))
    assert [name for name in (*SCRIPTS, *STYLES) if not (STATIC / name).is_file()] == []


def test_a_saved_map_asks_for_nothing():
    document = render_map(build_content(), MapPage(assets=MapAssets(inline=True)))
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", document) == []
    assert "/app/static" not in document
    urls = [found.strip("'\"") for found in re.findall(r"url\(([^)]*)\)", document)]
    outside = [url for url in urls if not url.startswith(("data:", "#"))]
    assert outside == []


@pytest.mark.parametrize("inline", [True, False])
def test_texts_from_data_stay_the_texts_they_are(inline):
    content = build_content(
        lines=(build_line(name=NASTY),),
        incidents=(build_incident(title=NASTY, number=NASTY),),
        works=(build_work(name=NASTY),),
        markers=(build_marker(834, 106.0, 22.8, gate=NASTY),),
    )
    document = render_map(content, MapPage(assets=MapAssets(inline=inline), title=NASTY))
    data = read_data(document)
    assert data["data"]["incident"][0]["properties"]["t"][0] == f"{NASTY} · {NASTY}"
    assert data["data"]["work"][0]["properties"]["t"][0] == NASTY
    assert data["data"]["marker"][0]["properties"]["t"][-1] == NASTY
    assert data["legend"][0]["items"][0]["label"] == f"{NASTY} · không có giá trị pháp lý"
    assert "<script>window.hacked" not in document
    assert document.count("window.hacked = 1") == document.count("window.hacked = 1\\u003c") + document.count(
        "window.hacked = 1&lt;"
    )


def test_an_empty_workspace_still_has_a_map():
    data = read_data(render_map(MapContent(), MapPage()))
    assert data["data"] == {}
    assert data["legend"] == []
    assert data["banner"] == ""


def test_demonstration_data_is_named_as_such_on_the_map_in_each_language():
    for language, words in (("vi", "không có giá trị pháp lý"), ("en", "no legal value")):
        assert words in read_data(render_map(build_content(), MapPage(language=language)))["banner"]
    office = build_content(lines=(build_line(demonstration=False),))
    assert read_data(render_map(office, MapPage()))["banner"] == ""


def test_the_legend_lists_only_what_the_map_shows_and_counts_things_not_symbols():
    data = read_data(render_map(build_content(works=()), MapPage(language="en")))
    keys = {item["key"]: item["count"] for section in data["legend"] for item in section["items"]}
    assert not any(key.startswith("work") for key in keys)
    assert keys["incident-colour:building"] == 2
    assert keys["layer:marker"] == 2


def test_vendored_files_are_as_their_makers_published_them():
    packages = tomllib.loads((STATIC / "vendored.toml").read_text(encoding="utf-8"))["package"]
    listed = {
        f"{package['folder']}/{name}": digest
        for package in packages
        for name, digest in package["files"].items()
    }
    there = {
        path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in STATIC.rglob("*")
        if path.is_file() and path.parent != STATIC
    }
    assert there == listed
    for package in packages:
        assert (STATIC / package["folder"] / package["licence_file"]).is_file()


def test_images_of_a_style_sheet_are_written_into_it():
    written = embed_images(STATIC / "leaflet.fullscreen-3.0.0" / "Control.FullScreen.css")
    assert "url(data:image/svg+xml;base64," in written
