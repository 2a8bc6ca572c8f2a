"""Draw the pictures of summaries for the docs, from the demonstration data; LibreOffice is needed.

    python scripts/draw_summaries.py                 all of them, into docs/pictures
    python scripts/draw_summaries.py summary-001-vi  only those whose names begin so

Each picture shows all pages of one paper. The office's own papers, with everything in them, stand in
each language and side by side in three; one more is that for the other side, and one a map alone.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from border_gis.access import Actor, Role, Secrecy
from border_gis.maps.sheets.pictures import count_pages, draw_page
from border_gis.services.summaries import SummaryRequest, make_summary
from border_gis.services.workspaces import Workspace, init_workspace
from border_gis.settings import build_settings

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
AREAS = ("KS-CB-2022-001", "KS-CB-2022-002", "KS-CB-2022-003")
"""571-572, 632-633 and 737/1-739."""

COLUMNS = (("vi",), ("zh",), ("en",), ("vi", "zh", "en"))
DAY = date(2026, 11, 22)
"""On every paper, so that the same pictures come out on another day."""

DOTS_PER_INCH, MAP_DOTS_PER_INCH = 68, 105
IN_A_ROW, GAP_PX, GREYS = 4, 8, 12


@dataclass(frozen=True)
class Drawing:
    """One picture: its name, and the paper that it shows."""

    name: str
    request: SummaryRequest
    dots_per_inch: int = DOTS_PER_INCH


def list_drawings() -> tuple[Drawing, ...]:
    """Return all pictures in the order in which the docs show them."""
    full = [
        Drawing(f"summary-{area[-3:]}-{'-'.join(languages)}", _wish(area, languages))
        for area in AREAS
        for languages in COLUMNS
    ]
    other_side = _wish(AREAS[2], COLUMNS[-1], profile="counterpart")
    map_alone = _wish(AREAS[0], ("vi",), formats=("map",))
    return (
        *full,
        Drawing("summary-003-counterpart", other_side),
        Drawing("summary-map", map_alone, MAP_DOTS_PER_INCH),
    )


def _wish(
    area: str,
    languages: tuple[str, ...],
    profile: str = "internal",
    formats: tuple[str, ...] = ("pdf",),
) -> SummaryRequest:
    return SummaryRequest(area, languages, profile, formats, today=DAY)


def draw(workspace: Workspace, drawing: Drawing) -> bytes:
    """Return all pages of a paper on one picture, as PNG in a few greys."""
    (pdf,) = make_summary(workspace, drawing.request).files.values()
    pages = [
        Image.open(io.BytesIO(draw_page(pdf, number, drawing.dots_per_inch, grey=True)))
        for number in range(count_pages(pdf))
    ]
    rows = [pages[first : first + IN_A_ROW] for first in range(0, len(pages), IN_A_ROW)]
    width = max(sum(page.width for page in row) + GAP_PX * (len(row) + 1) for row in rows)
    height = sum(max(page.height for page in row) + GAP_PX for row in rows) + GAP_PX
    whole = Image.new("L", (width, height), 120)
    top = GAP_PX
    for row in rows:
        left = GAP_PX
        for page in row:
            whole.paste(page, (left, top))
            left += page.width + GAP_PX
        top += max(page.height for page in row) + GAP_PX
    output = io.BytesIO()
    whole.quantize(GREYS).save(output, "PNG", optimize=True)
    return output.getvalue()


def draw_all(beginning: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each picture whose name begins so."""
    with tempfile.TemporaryDirectory() as folder:
        opened = init_workspace(build_settings({}, workspace_folder=Path(folder) / "office"))
        try:
            office = opened.acting_as(Actor("Cán bộ trực", Role.ADMINISTRATOR, Secrecy.TUYET_MAT))
            for drawing in list_drawings():
                if drawing.name.startswith(beginning):
                    yield f"{drawing.name}.png", draw(office, drawing)
        finally:
            opened.close()


if __name__ == "__main__":
    for name, content in draw_all(sys.argv[1] if len(sys.argv) > 1 else ""):
        (FOLDER / name).write_bytes(content)
        sys.stdout.write(f"{name} {len(content) // 1000} kB\n")
