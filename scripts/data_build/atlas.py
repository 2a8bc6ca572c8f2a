"""The line and the countries around it, from the npm package ``world-atlas``."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon, box, mapping

from scripts.data_build.files import format_geojson, round_positions
from scripts.data_build.topojson import Topology, decode_polygons, find_geometry, find_shared_line

PACKAGE = "world-atlas@2.0.2"
MEMBER = "package/countries-10m.json"
LICENCE_MEMBER = "package/LICENSE"
SHA256 = "3bc6f1d367a9bcec479841bae0e76092f512838411d0cef124e92eec4db45f79"

VIET_NAM, CHINA = "704", "156"
VERTICES = 421
REGION = (97.0, 18.0, 113.0, 28.0)
SLIVER_DEG2 = 1e-6

LINE_ID = "world-atlas-10m"
LINE_ACCURACY_M = 2_400
SOURCE = (
    "Natural Earth 4.1.0, Admin 0 countries 1:10,000,000 (public domain), "
    "by way of npm world-atlas 2.0.2 (ISC): the arc shared by countries 704 and 156"
)
NOTE_VI = "Đường khái quát hóa tỷ lệ 1:10.000.000, chỉ để minh họa; không có giá trị pháp lý."
NOTE_EN = "Generalised to 1:10,000,000, for demonstration only; no legal value."
ACCURACY_NOTE = (
    "Root mean square of the distances from a detailed line of 1,445 km, taken about every 25 m, "
    "to this line: 2.4 km; 95 % within 4.0 km, at most 8.1 km. Not shipped: the detailed line."
)

NAMES = {
    "704": ("Việt Nam", "Viet Nam"),
    "156": ("Trung Quốc", "China"),
    "418": ("Lào", "Laos"),
    "104": ("Myanmar", "Myanmar"),
    "764": ("Thái Lan", "Thailand"),
}


def fetch_package(folder: Path) -> Path:
    """Get the package with ``npm pack`` and return the path of countries-10m.json.

    Raises
    ------
    subprocess.CalledProcessError
        If npm cannot get it.
    """
    packed = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", str(folder), PACKAGE],
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
        for member in (MEMBER, LICENCE_MEMBER):
            archive.extract(member, folder, filter="data")
    return folder / MEMBER


def read_topology(path: Path) -> Topology:
    """Read countries-10m.json and make sure that it is the file this script knows.

    Raises
    ------
    ValueError
        If it is another version.
    """
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise ValueError(f"{path} is not {MEMBER} of {PACKAGE}: SHA-256 {found}")
    topology: Topology = json.loads(content)
    return topology


def build_line(topology: Topology) -> NDArray[np.float64]:
    """Return the shared line from west to east, shape (421, 2), degrees.

    Raises
    ------
    ValueError
        If it has not the number of vertices that it is known to have.
    """
    line = find_shared_line(topology, "countries", VIET_NAM, CHINA)
    if len(line) != VERTICES:
        raise ValueError(f"the shared line has {len(line)} vertices, not {VERTICES}")
    return round_positions(line if line[0, 0] < line[-1, 0] else line[::-1])


def format_line(positions: NDArray[np.float64]) -> str:
    """Return the line as GeoJSON with its provenance."""
    properties = {
        "id": LINE_ID,
        "name": "Đường khái quát (minh họa, không có giá trị pháp lý)",
        "name_en": "Generalised line (demonstration, no legal value)",
        "left_party": "cn",
        "legal_status": "no_legal_value",
        "source": SOURCE,
        "licence": "ISC (see LICENSE-world-atlas.txt); Natural Earth: public domain",
        "accuracy_m": LINE_ACCURACY_M,
        "accuracy_note": ACCURACY_NOTE,
        "note_vi": NOTE_VI,
        "note_en": NOTE_EN,
        "demonstration": True,
    }
    geometry = {"type": "LineString", "coordinates": positions.tolist()}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    return format_geojson([feature], name="boundary_line")


def format_countries(topology: Topology) -> str:
    """Return the countries around the line as GeoJSON: areas to fill, without labels on sea or islands."""
    features = []
    for code, (name_vi, name_en) in NAMES.items():
        area = cut_country(topology, code)
        features.append(
            {
                "type": "Feature",
                "properties": {
                    "iso_numeric": code,
                    "name_vi": name_vi,
                    "name_en": name_en,
                    "note_vi": NOTE_VI,
                    "note_en": NOTE_EN,
                },
                "geometry": _round_geometry(mapping(area)),
            }
        )
    return format_geojson(features, name="countries", bbox=list(REGION))


def cut_country(topology: Topology, code: str) -> MultiPolygon:
    """Return the part of a country that lies in the region around the line."""
    whole = decode_polygons(topology, find_geometry(topology, "countries", code))
    near = MultiPolygon([part for part in whole.geoms if part.envelope.intersects(box(*REGION))])
    cut = shapely.make_valid(near).intersection(box(*REGION))
    return MultiPolygon([part for part in _list_polygons(cut) if part.area > SLIVER_DEG2])


def _list_polygons(geometry: Any) -> Iterator[Polygon]:
    if geometry.geom_type == "Polygon":
        yield geometry
    for part in getattr(geometry, "geoms", ()):
        yield from _list_polygons(part)


def _round_geometry(geometry: dict[str, Any]) -> dict[str, Any]:
    coordinates = [
        [round_positions(np.asarray(ring)).tolist() for ring in polygon]
        for polygon in geometry["coordinates"]
    ]
    return {"type": "MultiPolygon", "coordinates": coordinates}
