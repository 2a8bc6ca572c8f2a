"""What goes out in a file comes back the same, but for what the list of losses says of its format."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from border_gis.access import Secrecy
from border_gis.errors import DataError, InputError
from border_gis.exchange.incoming.opening import SUFFIXES, open_incoming
from border_gis.exchange.incoming.targets import Target, is_known_heading
from border_gis.exchange.outgoing.losses import LOSSES, WHOLE, Loss, describe_losses, find_losses
from border_gis.i18n import describe_finding
from border_gis.incidents.model import IncidentPlace
from border_gis.incidents.particulars import FollowUp, Particulars
from border_gis.incidents.view import open_incident
from border_gis.services.exporting import EXPORT_FORMATS, STEM, export_data
from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.importing import run_import
from border_gis.services.incidents import add_report
from border_gis.services.workspaces import Workspace, open_workspace
from border_gis.settings import build_settings
from border_gis.stores import create_store
from tests.actors import OFFICER
from tests.services.there_and_back_things import (
    build_incidents,
    build_lines,
    build_markers,
    build_units,
    build_works,
    number_id,
)

REPLY = Particulars(awaits=("note_answered",), follow_up=FollowUp(date(2026, 6, 1), "hỏi lại"))
KINDS: Mapping[str, Target] = {
    "line": Target.LINE,
    "unit": Target.UNITS,
    "marker": Target.MARKERS,
    "work": Target.WORKS,
    "incident": Target.INCIDENTS,
}
NAMES = {
    "line": ("boundary_lines", "Đường biên giới"),
    "unit": ("units", "Đơn vị hành chính"),
    "marker": ("markers", "Mốc giới"),
    "work": ("works", "Công trình"),
    "incident": ("incidents", "Vụ việc"),
}
MILLIMETRE_DEG = 1e-8


def make_workspace(folder: Path) -> Workspace:
    settings = build_settings({}, workspace_folder=folder, officer=OFFICER)
    settings.store_path.parent.mkdir(parents=True, exist_ok=True)
    create_store(settings.store_path).close()
    return open_workspace(settings)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    opened = make_workspace(tmp_path_factory.mktemp("office"))
    store = opened.whole_store
    for line in build_lines():
        store.add_line(line)
    store.add_units(build_units())
    store.add_markers(build_markers())
    store.add_works(build_works())
    now = datetime(2026, 3, 1, tzinfo=UTC)
    store.append_reports(
        [open_incident(each, recorded_at=now, author=OFFICER, machine="pc") for each in build_incidents()]
    )
    add_report(opened, number_id(5, 4), "Chờ công hàm phúc đáp", secrecy=Secrecy.TOI_MAT, particulars=REPLY)
    yield opened
    opened.close()


def things_of(workspace: Workspace) -> dict[str, Any]:
    things = (*workspace.lines, *workspace.units, *workspace.markers, *workspace.works)
    return {thing.id: thing for thing in (*things, *workspace.store.incidents())}


def bring_back(workspace: Workspace, folder: Path) -> None:
    """Import every layer of every file that can be read, as the kind of thing that its name says."""
    for kind, target in KINDS.items():
        for path in sorted(folder.iterdir()):
            if path.suffix in SUFFIXES and path.name not in ("manifest.json", "READ-ME.txt"):
                bring_file_back(workspace, path, kind, target)


def bring_file_back(workspace: Workspace, path: Path, kind: str, target: Target) -> None:
    is_of_one_kind = path.stem != STEM
    if is_of_one_kind and not path.stem.startswith(NAMES[kind][0]):
        return
    try:
        layers = open_incoming(path, is_known_heading).layers
    except DataError as error:
        assert error.code == "incoming.no_layer_in_file"
        return
    for layer in layers:
        if layer.name in ("track_points", "route_points"):
            continue
        if is_of_one_kind or layer.name.startswith(NAMES[kind]):
            bring_layer_back(workspace, path, layer.name, target)


def bring_layer_back(workspace: Workspace, path: Path, layer: str, target: Target) -> None:
    preview = preview_import(workspace, path, ImportWish(layer=layer))
    assert (path.name, layer, preview.target) == (path.name, layer, target), "it is known by its columns"
    assert preview.blocked_by is None
    for finding in (*preview.findings, *preview.row_findings):
        assert "{" not in describe_finding(finding, "vi")
    try:
        run_import(workspace, preview, only_good=True)
    except InputError as error:
        assert error.code == "imports.nothing_new"


def is_same(left: Any, right: Any) -> bool:
    """Whether two values are the same, to the last digit; the order of rings and parts says nothing."""
    if isinstance(left, np.ndarray):
        return np.array_equal(left, right)
    if isinstance(left, BaseGeometry) and isinstance(right, BaseGeometry):
        return bool(shapely.normalize(left) == shapely.normalize(right))
    if isinstance(left, IncidentPlace) and left.geometry and right.geometry:
        without = replace(left, geometry=None) == replace(right, geometry=None)
        return without and is_same(shape(left.geometry), shape(right.geometry))
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(is_same, left, right))
    return bool(left == right)


def measure_shift_deg(before: Any, after: Any, name: str) -> float:
    """Return how far a shape came away from where it was; 0 where another loss made another shape of it."""
    there, back = shape_of(before, name), shape_of(after, name)
    return shapely.hausdorff_distance(there, back) if there.geom_type == back.geom_type else 0.0


def shape_of(thing: Any, name: str) -> BaseGeometry:
    value = getattr(thing, name)
    if name == "position":
        return shapely.points(value.longitude_deg, value.latitude_deg)
    if name == "coordinates":
        return shapely.linestrings(value)
    if name == "places":
        return shapely.geometrycollections([shape(place.geometry) for place in value if place.geometry])
    return shapely.geometrycollections([]) if value is None else value


def find_differences(before: Any, after: Any) -> frozenset[str]:
    if after is None:
        return frozenset({WHOLE})
    names = (field.name for field in fields(before))
    return frozenset(name for name in names if not is_same(getattr(before, name), getattr(after, name)))


WITH_A_WAY_BACK = [wanted for wanted in EXPORT_FORMATS if Loss.TO_LOOK_AT not in LOSSES[wanted]]


@pytest.fixture(scope="module", params=WITH_A_WAY_BACK)
def travelled(request, office, tmp_path_factory):
    """A format, the folder that it went out in, what was there and what is there after coming back."""
    folder = tmp_path_factory.mktemp(request.param)
    made = export_data(office, list(KINDS), [request.param], folder / "out")
    empty = make_workspace(folder / "empty")
    bring_back(empty, folder / "out")
    yield request.param, made, things_of(office), things_of(empty)
    empty.close()


def test_what_is_lost_is_exactly_what_the_list_of_losses_says(travelled):
    wanted, _, before, after = travelled
    lost = {key: find_differences(thing, after.get(key)) for key, thing in before.items()}
    assert lost == {key: find_losses(wanted, thing) for key, thing in before.items()}


def test_nothing_comes_back_that_was_not_there(travelled):
    _, _, before, after = travelled
    assert set(after) <= set(before)


def test_a_position_comes_back_within_a_millimetre_of_where_it_was(travelled):
    wanted, _, before, after = travelled
    for key in set(before) & set(after):
        if Loss.MILLIMETRE.finds(before[key]) == find_losses(wanted, before[key]):
            for name in find_differences(before[key], after[key]):
                assert measure_shift_deg(before[key], after[key], name) <= MILLIMETRE_DEG


def test_the_manifest_says_what_the_format_loses(travelled):
    wanted, made, _, _ = travelled
    manifest = json.loads(made.manifest.read_text(encoding="utf-8"))
    assert manifest["losses_of_formats"] == {wanted: list(describe_losses(wanted, "vi"))}


def test_each_loss_of_each_format_is_met_by_something(office):
    met = {
        (wanted, loss)
        for wanted in WITH_A_WAY_BACK
        for loss in LOSSES[wanted]
        for thing in things_of(office).values()
        if loss.finds(thing)
    }
    silent = {Loss.KINDS, Loss.SHORT_NAMES, Loss.LONG_CELLS}
    assert {
        (wanted, loss) for wanted in WITH_A_WAY_BACK for loss in LOSSES[wanted] if loss not in silent
    } == met


def test_every_format_that_is_exported_has_its_losses_said_in_words():
    assert set(LOSSES) == set(EXPORT_FORMATS)
    for wanted, language in itertools.product(LOSSES, ("vi", "en")):
        assert all(describe_losses(wanted, language))


def test_the_table_in_the_docs_is_the_list_of_losses():
    content = (Path(__file__).resolve().parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in content.splitlines() if line.startswith("| `")]
    told = {name: cells for names, *cells in rows for name in names.replace("`", "").split(", ")}
    for wanted in LOSSES:
        assert told[wanted] == ["; ".join(describe_losses(wanted, language)) for language in ("vi", "en")]


def test_files_of_a_counterpart_s_profile_come_back_without_ids_as_new_things(office, tmp_path):
    export_data(office, ["marker", "work"], ["geojson"], tmp_path / "out", profile="counterpart")
    empty = make_workspace(tmp_path / "empty")
    bring_back(empty, tmp_path / "out")
    assert {str(marker.reference) for marker in empty.markers} == {
        str(each.reference) for each in office.markers
    }
    assert len(empty.works) == len(office.works)
    assert not {work.id for work in empty.works} & {work.id for work in office.works}
    empty.close()


def test_a_number_that_is_taken_here_is_given_anew_and_kept_in_the_description(office, tmp_path):
    export_data(office, ["incident"], ["gpkg"], tmp_path / "out")
    other = make_workspace(tmp_path / "other")
    now = datetime(2026, 3, 2, tzinfo=UTC)
    own = replace(build_incidents()[2], id=number_id(6, 1), title="Việc của ta")
    other.whole_store.append_reports([open_incident(own, recorded_at=now, author=OFFICER, machine="pc")])
    bring_back(other, tmp_path / "out")
    came = other.store.incident(number_id(5, 3))
    assert came.number == "BG-2020-001"
    assert came.description == "Chỉ nghe nói.\n[CB-2020-001]"
    assert other.store.incident(number_id(5, 2)).number == "LS-2021-001"
    other.close()


def test_a_level_of_secrecy_that_nobody_understands_keeps_its_row_out(office, tmp_path):
    path = tmp_path / "vu-viec.csv"
    path.write_text("tên vụ việc;độ mật\nViệc một;Mật\nViệc hai;rất mật\nViệc ba;\n", encoding="utf-8")
    preview = preview_import(office, path)
    assert [(row.number, row.thing.secrecy) for row in preview.good] == [(2, Secrecy.MAT), (4, Secrecy.NONE)]
    (finding,) = (each for row in preview.bad for each in row.findings)
    assert "rất mật" in describe_finding(finding, "vi")


def test_a_row_with_the_id_of_another_and_something_else_in_it_is_refused(office, tmp_path):
    path = tmp_path / "cong-trinh.csv"
    rows = "\n".join(f"{number_id(9, 1)};{name};22,85;106,71" for name in ("Rào A", "Rào B"))
    path.write_text(f"id;tên;vĩ độ;kinh độ\n{rows}\n", encoding="utf-8")
    preview = preview_import(office, path, ImportWish(target=Target.WORKS))
    assert [row.number for row in preview.bad] == [3]
    assert preview.bad[0].findings[0].code == "incoming.same_id"
