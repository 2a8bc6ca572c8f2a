"""Imports of every kind in a workspace on either home, for tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from border_gis.boundary.imports import ImportEntry
from border_gis.exchange.incoming.forms import open_form
from border_gis.exchange.incoming.media import list_files
from border_gis.exchange.incoming.targets import Target
from border_gis.services.form_imports import import_form
from border_gis.services.form_previews import FormWish, preview_form
from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.importing import run_import
from border_gis.services.photo_imports import PhotoChoice, PhotoUse, import_photos
from border_gis.services.photo_proposals import preview_photos
from border_gis.services.workspaces import Workspace, open_workspace
from border_gis.settings import Settings, build_settings
from border_gis.stores.care import copy_store
from tests.actors import OFFICER
from tests.exchange.incoming.form_builders import (
    FIRST,
    KOBO_PART,
    SECOND,
    kobo_row,
    part_row,
    write_kobo,
    write_photos,
)
from tests.exchange.photo_builders import build_photo, build_picture

BringIn = Callable[[Workspace], tuple[ImportEntry, ...]]
"""What the button does: the same preview with the same choices, as often as it is pressed."""

INCIDENTS = """ten,loai,ngay,vi_tri_moc,tinh
Hàng rào mới,hàng rào,11/05/2022,840+600m,Cao Bằng
Sạt lở bờ sông,sạt lở,06/2022,836(2),Lạng Sơn
"""
MARKERS = "so_moc,kinh_do,vi_do\n835,106.7101,22.8501\n9999,106.72,22.86\n"
WORKS = "ten,loai,vi_tri_moc\nHàng rào A,hàng rào,840+600m\nCamera B,camera,836(2)\n"


def settings_on(folder: Path, location: str = "") -> Settings:
    """Return the settings of a workspace in a folder, on a shared store if one is named."""
    environment = {"BORDER_GIS_STORE": location} if location else {}
    return build_settings(environment, workspace_folder=folder, officer=OFFICER)


def open_on(folder: Path, location: str = "") -> Workspace:
    """Open the workspace of a folder, or a copy of it in a database."""
    if location:
        copy_store(settings_on(folder).store_location, location)
    return open_workspace(settings_on(folder, location))


def prepare_table(workspace: Workspace, folder: Path, text: str, target: Target, **chosen: Any) -> BringIn:
    path = folder / f"{target.value}.csv"
    path.write_text(text, encoding="utf-8")
    preview = preview_import(workspace, path, ImportWish(target=target))
    return lambda acting: (run_import(acting, preview, **chosen),)


def prepare_form(workspace: Workspace, folder: Path) -> BringIn:
    """Two submissions with photos, and a table of parts that become incidents of their own."""
    parts = [part_row(1, 1, FIRST, (106.701, 22.871), "diem.jpg"), part_row(2, 2, SECOND, (106.702, 22.872))]
    rows = [kobo_row(1, FIRST), kobo_row(2, SECOND)]
    path = write_kobo(folder / "Tuần tra.xlsx", rows, {"diem_phu": (KOBO_PART, parts)})
    write_photos(folder, [f"anh/{FIRST}/1715391.jpg", f"anh/{SECOND}/1715392.jpg", "anh/diem.jpg"])
    own = {"diem_phu": ImportWish(target=Target.INCIDENTS, fields={"title": "ten_diem"})}
    preview = preview_form(workspace, open_form(path, list_files([folder], 1_000)), FormWish(own=own))
    return lambda acting: import_form(acting, preview, reason="tuần 19")


def prepare_photos(workspace: Workspace, folder: Path) -> BringIn:
    """One photo for an incident that is there, one for a new incident."""
    for width_px in (64, 90):
        (folder / f"{width_px}.jpg").write_bytes(build_photo(build_picture(width_px)))
    first, second = preview_photos(workspace, sorted(folder.glob("*.jpg")))
    choices = {
        first.photo.sha256: PhotoChoice(PhotoUse.ATTACH, workspace.store.incidents()[0].id),
        second.photo.sha256: PhotoChoice(PhotoUse.OPEN, title="Việc mới"),
    }
    return lambda acting: (import_photos(acting, (first, second), choices),)


KINDS: dict[str, Callable[[Workspace, Path], BringIn]] = {
    "incidents": lambda *at: prepare_table(*at, INCIDENTS, Target.INCIDENTS),
    "markers": lambda *at: prepare_table(*at, MARKERS, Target.MARKERS, existing="replace", only_good=True),
    "works": lambda *at: prepare_table(*at, WORKS, Target.WORKS),
    "form": prepare_form,
    "photos": prepare_photos,
}


def look(workspace: Workspace) -> dict[str, Any]:
    """Return what a person sees of register and incidents, and every report of these."""
    store = workspace.store
    incidents = store.incidents()
    return {
        "markers": store.markers(),
        "works": store.works(),
        "incidents": incidents,
        "reports": store.reports_of([incident.id for incident in incidents]),
        "withdrawn": store.withdrawn(),
    }
