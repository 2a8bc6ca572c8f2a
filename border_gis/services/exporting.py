"""Let data out in forms that others open: through a release profile, with a manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from border_gis import __version__
from border_gis.access import Role, highest_level
from border_gis.access.releases import Release, ReleaseMark
from border_gis.crs import ZONES, Zone
from border_gis.errors import DataError, Finding, InputError, Severity
from border_gis.exchange.outgoing.devices import write_gpx, write_kml
from border_gis.exchange.outgoing.losses import describe_losses
from border_gis.exchange.outgoing.model import OutgoingLayer, Written
from border_gis.exchange.outgoing.qgis_project import write_qgis_project
from border_gis.exchange.outgoing.records import LAYERS, Beside, build_layer
from border_gis.exchange.outgoing.sheets import write_csv, write_workbook
from border_gis.exchange.outgoing.vectors import write_geojson, write_geopackage, write_shapefile
from border_gis.i18n import describe_finding
from border_gis.services.export_selection import ExportSelection, select_ids
from border_gis.services.export_verdicts import tell_verdicts
from border_gis.services.mapping import save_map
from border_gis.services.permissions import needs
from border_gis.services.releasing import prepare_release, record_export, write_mark
from border_gis.services.workspaces import Workspace

EXPORT_FORMATS = ("gpkg", "qgis", "geojson", "shp", "kml", "gpx", "csv", "xlsx", "html")
EXPORT_KINDS = tuple(LAYERS)
STEM = "border-gis"
MANIFEST_NAME = "manifest.json"
NOTE_NAME = "READ-ME.txt"


@dataclass(frozen=True, slots=True)
class Export:
    """What was written for others.

    Attributes
    ----------
    paths : tuple of Path
        Every file, the manifest last.
    manifest : Path
    counts : mapping of str to int
        Records by kind.
    withheld : mapping of str to int
        Records above the profile that stayed here, by kind.
    findings : tuple of Finding
        What formats could not carry, and judging words that were left out.
    mark : ReleaseMark
    """

    paths: tuple[Path, ...]
    manifest: Path
    counts: Mapping[str, int]
    withheld: Mapping[str, int]
    findings: tuple[Finding, ...]
    mark: ReleaseMark


@needs(Role.RECORDER)
def export_data(
    workspace: Workspace,
    kinds: Sequence[str],
    formats: Sequence[str],
    folder: Path,
    *,
    profile: str = "internal",
    language: str = "vi",
    zone: Zone | None = None,
    selection: ExportSelection | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Export:
    """Write records of some kinds into a folder, in some formats.

    Parameters
    ----------
    workspace : Workspace
    kinds : sequence of str
        Of ``EXPORT_KINDS``.
    formats : sequence of str
        Of ``EXPORT_FORMATS``.
    folder : Path
        Made if it is not there; files of the same name in it are refused, not replaced.
    profile : str
        Code of the release profile: fields that it does not name stay here.
    language : {"vi", "en"}
    zone : Zone, optional
        VN-2000 zone that a QGIS project is drawn in.
    selection : ExportSelection, optional
        Keeps to a period, a unit or a survey area.
    progress : callable, optional
        Called with how many formats are written and how many there are.

    Raises
    ------
    InputError
        A kind or format is unknown, nothing is chosen, or the folder holds files already.
    ForbiddenError, DataError, NotFoundError
        As ``record_export``, ``prepare_release`` and ``select_ids``.
    """
    _check_wishes(kinds, formats, folder)
    chosen = {kind: select_ids(workspace, kind, selection) for kind in kinds}
    releases = {kind: prepare_release(workspace, kind, ids, profile) for kind, ids in chosen.items()}
    beside, troubles = _tell_beside(workspace, releases, language)
    level = highest_level(release.level for release in releases.values())
    mark = record_export(
        workspace,
        "+".join(formats),
        subject=max(releases, key=lambda kind: releases[kind].level.rank),
        count=sum(len(release.records) for release in releases.values()),
        profile=profile,
        level=level,
        approved_by=", ".join(
            dict.fromkeys(each.approved_by for each in releases.values() if each.approved_by)
        ),
    )
    folder.mkdir(parents=True, exist_ok=True)
    note = write_mark(mark, language)
    paths: list[Path] = []
    losses: list[Finding] = []
    for number, wanted in enumerate(formats):
        if progress is not None:
            progress(number, len(formats))
        if wanted == "html":
            page = folder / f"{STEM}.html"
            page.write_bytes(save_map(workspace, language, profile, chosen))
            paths.append(page)
            continue
        in_words = wanted in ("csv", "xlsx", "kml", "gpx")
        layers = [
            build_layer(kind, release.records, language, in_words=in_words, beside=beside.get(kind))
            for kind, release in releases.items()
            if release.records
        ]
        written = _WRITERS[wanted](folder, layers, note, zone)
        paths += written.paths
        losses += written.losses
    paths = list(dict.fromkeys(paths))
    readme = folder / NOTE_NAME
    readme.write_text(f"{note}\n", encoding="utf-8")
    paths.append(readme)
    # What was kept back is nobody's business who reads the manifest.
    of_formats = {wanted: list(describe_losses(wanted, language)) for wanted in formats}
    manifest = _write_manifest(folder, paths, releases, mark, losses, of_formats, language)
    if progress is not None:
        progress(len(formats), len(formats))
    return Export(
        paths=(*paths, manifest),
        manifest=manifest,
        counts=MappingProxyType({kind: len(release.records) for kind, release in releases.items()}),
        withheld=MappingProxyType(
            {kind: len(release.withheld) for kind, release in releases.items() if release.withheld}
        ),
        findings=(
            *(found for release in releases.values() for found in release.findings),
            *troubles,
            *losses,
        ),
        mark=mark,
    )


def zone_of_province(province: str) -> Zone | None:
    """Return the VN-2000 zone of a border province; None for any other text."""
    return next((zone for zone in ZONES if province in zone.provinces), None)


def _tell_beside(
    workspace: Workspace, releases: Mapping[str, Release], language: str
) -> tuple[dict[str, Beside], tuple[Finding, ...]]:
    """Return what is said beside the records of each kind, and why nothing can be."""
    works = releases.get("work")
    if works is None or not works.records:
        return {}, ()
    try:
        told = tell_verdicts(workspace, works.profile, language, datetime.now(UTC))
    except DataError as error:
        # The works themselves go out all the same; the page of rules tells what is wrong.
        return {}, (Finding(error.code, error.params, severity=Severity.WARNING),)
    return ({} if told is None else {"work": told}), ()


def _check_wishes(kinds: Sequence[str], formats: Sequence[str], folder: Path) -> None:
    for wished, known, code in (
        (kinds, EXPORT_KINDS, "exporting.unknown_kind"),
        (formats, EXPORT_FORMATS, "exporting.unknown_format"),
    ):
        unknown = [each for each in wished if each not in known]
        if unknown or not wished:
            raise InputError(code, value=", ".join(unknown), known=list(known))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("exporting.folder_in_use", path=str(folder))


def _write_geopackage(folder: Path, layers: Sequence[OutgoingLayer], note: str, zone: Zone | None) -> Written:  # noqa: ARG001
    path = folder / f"{STEM}.gpkg"
    return Written((path,)) if path.exists() else write_geopackage(path, layers)


def _write_qgis(folder: Path, layers: Sequence[OutgoingLayer], note: str, zone: Zone | None) -> Written:
    geopackage = _write_geopackage(folder, layers, note, zone)
    project = write_qgis_project(folder / f"{STEM}.qgs", folder / f"{STEM}.gpkg", layers, note, zone)
    return Written((*geopackage.paths, *project.paths))


def _write_each(ending: str, write: Callable[[Path, OutgoingLayer], Written]) -> Callable[..., Written]:
    def write_all(folder: Path, layers: Sequence[OutgoingLayer], note: str, zone: Zone | None) -> Written:  # noqa: ARG001
        return _join_written(write(folder / f"{layer.name}.{ending}", layer) for layer in layers)

    return write_all


def _join_written(parts: Iterable[Written]) -> Written:
    written = list(parts)
    return Written(
        tuple(path for each in written for path in each.paths),
        tuple(loss for each in written for loss in each.losses),
    )


_WRITERS: Mapping[str, Callable[[Path, Sequence[OutgoingLayer], str, Zone | None], Written]] = {
    "gpkg": _write_geopackage,
    "qgis": _write_qgis,
    "geojson": _write_each("geojson", write_geojson),
    "shp": _write_each("shp", write_shapefile),
    "csv": _write_each("csv", write_csv),
    "kml": lambda folder, layers, note, _: write_kml(folder / f"{STEM}.kml", layers, note),
    "gpx": lambda folder, layers, note, _: _join_written(
        write_gpx(folder / f"{layer.name}.gpx", [layer], note) for layer in layers
    ),
    "xlsx": lambda folder, layers, note, _: write_workbook(folder / f"{STEM}.xlsx", layers, note),
}


def _write_manifest(
    folder: Path,
    paths: Sequence[Path],
    releases: Mapping[str, Release],
    mark: ReleaseMark,
    losses: Sequence[Finding],
    of_formats: Mapping[str, Sequence[str]],
    language: str,
) -> Path:
    manifest = folder / MANIFEST_NAME
    content = {
        "program": f"border-gis {__version__}",
        "profile": mark.profile.code,
        "level": mark.level.value,
        "released_by": mark.released_by,
        "approved_by": mark.approved_by,
        "released_at": mark.released_at.isoformat(),
        "records": {kind: len(release.records) for kind, release in releases.items()},
        "files": [
            {
                "name": path.name,
                "bytes": path.stat().st_size,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
            for path in paths
        ],
        "losses": [describe_finding(finding, language) for finding in losses],
        "losses_of_formats": of_formats,
    }
    manifest.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return manifest
