"""Draw an exported QGIS project as a picture, with the QGIS that is installed on this machine.

Run it with the Python that QGIS came with, not with the app's own:

    border-gis export -o /tmp/out --format qgis --province "Cao Bằng" --officer NAME
    python3 scripts/draw_qgis_project.py /tmp/out/border-gis.qgs docs/pictures/qgis-project.png

Nothing of the drawing is chosen here but the paper around it: colours, signs and names are those of
the project. Everything after the two paths is optional: west, south, east and north in degrees, and
the number of the version of the line by which works are shown (1 is what the project shows itself).
"""

from __future__ import annotations

import os
import sys
import textwrap
from pathlib import Path
from typing import Any

AROUND_TRUNG_KHANH = (106.683, 22.812, 106.738, 22.848)
PAPER_MM = (280.0, 178.0)
LEGEND_MM = 72.0
MAP_MM = (PAPER_MM[0] - LEGEND_MM - 14.0, PAPER_MM[1] - 20.0)
DOTS_PER_INCH = 150
LEGEND_LETTERS = 38
"""Of the names of groups, in one line."""
WORDS = {
    "title": "Dự án QGIS xuất từ border-gis: dữ liệu minh họa, không có giá trị pháp lý",
    "legend": "Chú giải",
}


def main(project_path: Path, picture: Path, degrees: tuple[float, ...], version: int = 1) -> int:
    """Open the project, lay it out on paper and save the picture; return 1 when QGIS could not."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qgis.core import QgsApplication, QgsLayoutExporter, QgsProject

    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    if not project.read(str(project_path.resolve())):
        sys.stderr.write(f"QGIS does not read {project_path}.\n")
        return 1
    show_version(project, version)
    layout = lay_out(project, degrees)
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = DOTS_PER_INCH
    done = QgsLayoutExporter(layout).exportToImage(str(picture.resolve()), settings)
    for layer in project.mapLayers().values():
        sys.stdout.write(f"{layer.name()}: {layer.featureCount()}\n")
    return 0 if done == QgsLayoutExporter.Success else 1


def show_version(project: Any, version: int) -> None:
    """Show works by one version of the line, as somebody who ticks its group."""
    for group in project.layerTreeRoot().findGroups(True):
        if group.isMutuallyExclusive():
            group.children()[version - 1].setItemVisibilityChecked(True)


def fold_names(group: Any) -> None:
    """Break the long names of groups, on the paper only."""
    for inner in group.findGroups(True):
        inner.setName("|".join(textwrap.wrap(inner.name(), LEGEND_LETTERS)))


def lay_out(project: Any, degrees: tuple[float, ...]) -> Any:
    """Return the paper: the map, its scale, and beside it what its signs mean."""
    from qgis.core import (
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransform,
        QgsLayoutItemLabel,
        QgsLayoutItemLegend,
        QgsLayoutItemMap,
        QgsLayoutItemScaleBar,
        QgsLayoutPoint,
        QgsLayoutSize,
        QgsLegendStyle,
        QgsPrintLayout,
        QgsRectangle,
        QgsUnitTypes,
    )
    from qgis.PyQt.QtGui import QFont

    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(*PAPER_MM))

    def put(item: Any, x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> None:
        if item not in layout.items():
            layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(x_mm, y_mm))
        item.attemptResize(QgsLayoutSize(width_mm, height_mm))

    title = QgsLayoutItemLabel(layout)
    title.setText(WORDS["title"])
    title.setFont(QFont("DejaVu Sans", 12, QFont.Bold))
    put(title, 6, 4, PAPER_MM[0] - 12, 8)

    shown = QgsLayoutItemMap(layout)
    shown.setFrameEnabled(True)
    put(shown, 6, 14, *MAP_MM)
    to_plane = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"), project.crs(), project.transformContext()
    )
    # A new map has no extent, and one that has none cannot be zoomed.
    wanted = to_plane.transformBoundingBox(QgsRectangle(*degrees))
    shown.setExtent(wanted)
    put(shown, 6, 14, *MAP_MM)
    shown.zoomToExtent(wanted)

    legend = QgsLayoutItemLegend(layout)
    legend.setTitle(WORDS["legend"])
    legend.setLinkedMap(shown)
    # Only what lies on this sheet.
    legend.setLegendFilterByMapEnabled(True)
    legend.setAutoUpdateModel(False)
    fold_names(legend.model().rootGroup())
    legend.setWrapString("|")
    for part, points, weight in (
        (QgsLegendStyle.Title, 11, QFont.Bold),
        (QgsLegendStyle.Group, 9, QFont.Bold),
        (QgsLegendStyle.Subgroup, 8, QFont.Normal),
        (QgsLegendStyle.SymbolLabel, 8, QFont.Normal),
    ):
        legend.setStyleFont(part, QFont("DejaVu Sans", points, weight))
    legend.rstyle(QgsLegendStyle.Symbol).setMargin(QgsLegendStyle.Top, 1.4)
    legend.setSymbolHeight(3.0)
    put(legend, PAPER_MM[0] - LEGEND_MM - 4, 14, LEGEND_MM, 90)

    scale = QgsLayoutItemScaleBar(layout)
    scale.setLinkedMap(shown)
    scale.applyDefaultSize(QgsUnitTypes.DistanceKilometers)
    scale.setNumberOfSegments(2)
    scale.setNumberOfSegmentsLeft(0)
    scale.setFont(QFont("DejaVu Sans", 9))
    scale.setBackgroundEnabled(True)
    put(scale, 9, PAPER_MM[1] - 22, 60, 13)

    system = QgsLayoutItemLabel(layout)
    system.setText(f"{project.crs().description()} ({project.crs().authid()})\nQGIS 3.22")
    system.setFont(QFont("DejaVu Sans", 7))
    put(system, PAPER_MM[0] - LEGEND_MM - 4, PAPER_MM[1] - 11, LEGEND_MM, 8)
    return layout


if __name__ == "__main__":
    wanted = tuple(float(each) for each in sys.argv[3:7]) or AROUND_TRUNG_KHANH
    of_version = int(sys.argv[7]) if len(sys.argv) > 7 else 1
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), wanted, of_version))
