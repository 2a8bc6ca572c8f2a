"""The assets of a map: from the app's own static folder, or written into the file itself.

folium names about ten files on content networks, and each plugin more. Every class of it that
is used here says instead which vendored file it needs; how the file reaches the browser is
decided by ``MapAssets``: by address while the app runs, or as text in a saved map, which then
opens with no network and without this program.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.plugins import Fullscreen
from folium.template import Template

LEAFLET = "leaflet-1.9.4"
FULLSCREEN = "leaflet.fullscreen-3.0.0"
GEODESIC = "geographiclib-geodesic-2.2.0"
FONT = "be-vietnam-pro-5.3.0"

SCRIPTS = (
    f"{LEAFLET}/leaflet.js",
    f"{FULLSCREEN}/Control.FullScreen.js",
    f"{GEODESIC}/geographiclib-geodesic.min.js",
)
STYLES = (f"{LEAFLET}/leaflet.css", f"{FULLSCREEN}/Control.FullScreen.css")

OWN_SCRIPTS = (
    "base.js",
    "symbols.js",
    "lettering.js",
    "pointer.js",
    "controls.js",
    "measuring.js",
    "focus.js",
    "zones.js",
    "time.js",
    "door.js",
)

_STATIC_FOLDER = Path(__file__).resolve().parent.parent.parent / "static"
_STATIC_ADDRESS = "/app/static"
_URL_IN_CSS = re.compile(r"url\((['\"]?)(?!data:|#)([^'\")]+)\1\)")
_MEDIA_TYPES = {".png": "image/png", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


@dataclass(frozen=True, slots=True)
class MapAssets:
    """Where a map takes its scripts, styles and images from.

    Attributes
    ----------
    inline : bool
        True writes them into the document, for a map that is saved.
    folder : Path
        The vendored files.
    address : str
        Where the running app serves that folder.
    """

    inline: bool = False
    folder: Path = _STATIC_FOLDER
    address: str = _STATIC_ADDRESS

    def add_to(self, figure: Figure) -> None:
        """Put every asset into the head of a document, in the order in which they are needed."""
        for name in STYLES:
            figure.header.add_child(self._style(name), name=name)
        for name in SCRIPTS:
            figure.header.add_child(self._script(name), name=name)
        figure.header.add_child(_Text("style", self._fonts() + _read_own("border_map.css")), name="own_style")
        figure.header.add_child(_Text("script", _read_own_script()), name="own_script")

    def _style(self, name: str) -> Element:
        if self.inline:
            return _Text("style", embed_images(self.folder / name))
        return _Link(f"{self.address}/{name}", is_style=True)

    def _script(self, name: str) -> Element:
        if self.inline:
            return _Text("script", (self.folder / name).read_text(encoding="utf-8"))
        return _Link(f"{self.address}/{name}", is_style=False)

    def _fonts(self) -> str:
        """Return the rules for the letters; a saved map uses those of the machine it is opened on."""
        return "" if self.inline else font_rules(self.address)


class OfflineMap(folium.Map):
    """A folium map whose assets are put into the document by ``MapAssets``."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


class OfflineFullscreen(Fullscreen):
    """The full-screen button, with its assets put into the document by ``MapAssets``."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


def font_rules(address: str) -> str:
    """Return the CSS that names the vendored letters, served under an address."""
    ranges = {
        "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,"
        "U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
        "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,"
        "U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    }
    return "".join(
        f'@font-face{{font-family:"Be Vietnam Pro";font-style:normal;font-weight:{weight};font-display:swap;'
        f'src:url({address}/{FONT}/be-vietnam-pro-{subset}-{weight}-normal.woff2) format("woff2");'
        f"unicode-range:{letters}}}\n"
        for weight in (400, 500, 600, 700)
        for subset, letters in ranges.items()
    )


def embed_images(path: Path) -> str:
    """Return a style sheet with the images that it names written into it."""

    def embed(found: re.Match[str]) -> str:
        image = path.parent / found.group(2)
        if not image.is_file():
            return "none"
        coded = base64.b64encode(image.read_bytes()).decode("ascii")
        return f"url(data:{_MEDIA_TYPES[image.suffix]};base64,{coded})"

    return _URL_IN_CSS.sub(embed, path.read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def _read_own(name: str) -> str:
    return files("border_gis.maps").joinpath("assets", name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _read_own_script() -> str:
    parts = "\n".join(_read_own(name) for name in OWN_SCRIPTS)
    return f'(function () {{\n"use strict";\n{parts}\n}})();'


class _Text(MacroElement):
    """A script or a style written out; the text is a value, so template marks in it stay text."""

    _template = Template("<{{ this.tag }}>\n{{ this.text }}\n</{{ this.tag }}>")

    def __init__(self, tag: str, text: str) -> None:
        super().__init__()
        self._name = "Text"
        self.tag = tag
        self.text = text

    def render(self, **kwargs: Any) -> str:
        return self._template.render(this=self, kwargs=kwargs)


class _Link(MacroElement):
    """A script or a style by its address on the app's own host."""

    _template = Template(
        '{% if this.is_style %}<link rel="stylesheet" href="{{ this.address }}">'
        '{% else %}<script src="{{ this.address }}"></script>{% endif %}'
    )

    def __init__(self, address: str, *, is_style: bool) -> None:
        super().__init__()
        self._name = "Link"
        self.address = address
        self.is_style = is_style

    def render(self, **kwargs: Any) -> str:
        return self._template.render(this=self, kwargs=kwargs)
