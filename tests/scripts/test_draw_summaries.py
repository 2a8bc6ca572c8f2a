"""The pictures of summaries in the docs: which there are, and that they can be drawn again."""

import importlib.util
import io
import re
import sys
from pathlib import Path

import pytest
from PIL import Image

from border_gis.reports.writers.pdf import find_libreoffice

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "scripts" / "draw_summaries.py"
PICTURES = ROOT / "docs" / "pictures"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("draw_summaries", SOURCE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_every_area_is_shown_in_every_language_with_everything_in_it(script):
    shown = {
        (each.request.area, each.request.languages)
        for each in script.list_drawings()
        if each.request.profile == "internal" and each.request.formats == ("pdf",)
    }
    assert shown >= {(area, (language,)) for area in script.AREAS for language in ("vi", "zh", "en")}
    assert shown >= {(area, ("vi", "zh", "en")) for area in script.AREAS}


def test_the_committed_pictures_are_those_of_the_script_and_the_docs_show_them(script):
    names = {f"{each.name}.png" for each in script.list_drawings()}
    assert {path.name for path in PICTURES.glob("summary-*.png")} == names
    text = (ROOT / "docs" / "summaries.md").read_text(encoding="utf-8")
    assert set(re.findall(r"!\[[^]]*\]\(pictures/(summary-[\w-]+\.png)\)", text)) == names


def test_no_picture_is_large():
    for path in PICTURES.glob("summary-*.png"):
        assert path.stat().st_size < 400_000, path.name


@pytest.mark.skipif(find_libreoffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["summary-002-zh", "summary-map"])
def test_a_picture_drawn_again_has_as_many_pages_as_the_committed_one(script, name):
    """Letters may move by a hair with another LibreOffice; a page more or less is another paper."""
    ((file_name, content),) = [each for each in script.draw_all(name) if each[0] == f"{name}.png"]
    with Image.open(io.BytesIO(content)) as drawn, Image.open(PICTURES / file_name) as committed:
        assert drawn.size == committed.size
