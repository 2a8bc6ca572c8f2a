"""What the rules say of works goes out beside them as a profile lets it, and comes in again as nothing."""

import json
from dataclasses import replace
from datetime import datetime

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
from shapely.geometry import Point

from border_gis.access.wording import find_judging
from border_gis.boundary.dates import PartialDate
from border_gis.exchange.derived_columns import JUDGED, MEASURED
from border_gis.exchange.incoming.matching import match_fields
from border_gis.exchange.incoming.opening import open_incoming
from border_gis.exchange.incoming.targets import Target, is_known_heading
from border_gis.i18n import describe_value
from border_gis.services.export_previews import preview_export
from border_gis.services.exporting import export_data
from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.releasing import release_rules
from border_gis.services.works import summarise_verdicts
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores.protocol import RuleInForce
from border_gis.works.model import Work, WorkKind, WorkParty, WorkState
from border_gis.zones.position import find_positions
from border_gis.zones.verdict import Outcome
from tests.actors import OFFICER

SURVEYED = "00000000-0000-4000-8000-00000000abcd"
HOUSE = "00000000-0000-4000-8000-000000000001"
FAR_FENCE = "00000000-0000-4000-8000-000000000002"


@pytest.fixture
def workspace(workspace_copy):
    """The demonstration with a second, surveyed version of the line, and two works that were measured."""
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    line = replace(opened.lines[0], id=SURVEYED, name="Đường đo", accuracy_m=0.5, accuracy_assumed=False)
    opened.store.add_line(line)
    at = next(each.position for each in opened.markers if str(each.reference) == "833")
    opened.store.add_works(
        [
            build_work(HOUSE, WorkKind.BUILDING, at, 0.0001),
            build_work(FAR_FENCE, WorkKind.FENCE, at, 0.002),
        ]
    )
    yield opened
    opened.close()


def build_work(work_id, kind, at, north_deg):
    return Work(
        id=work_id,
        kind=kind,
        party=WorkParty.CN,
        state=WorkState.COMPLETED,
        reference_as_written="",
        geometry=Point(at.longitude_deg, at.latitude_deg + north_deg),
        accuracy_m=1.0,
        since=PartialDate(2022, 5, 11),
        name=f"Đo {work_id[-1]}",
    )


def export(workspace, folder, formats, profile="internal", language="vi", kinds=("work",)):
    export_data(workspace, kinds, formats, folder, profile=profile, language=language)
    return folder


def read_works(folder):
    content = json.loads((folder / "works.geojson").read_text(encoding="utf-8"))
    return [each["properties"] for each in content["features"]]


def write_cell(value):
    return value.strftime("%d/%m/%Y") if isinstance(value, datetime) else value


def number(name, line_number):
    return name if line_number == 1 else f"{name}_{line_number}"


def test_each_work_carries_the_verdict_that_the_program_gives_on_each_version_of_the_line(
    workspace, tmp_path
):
    rows = {row["id"]: row for row in read_works(export(workspace, tmp_path / "out", ["geojson"]))}
    outcomes = set()
    for line_number, line in enumerate(workspace.lines, start=1):
        for work_id, said in summarise_verdicts(workspace, line.id).items():
            row = rows[work_id]
            assert row[number("verdict", line_number)] == said.outcome.value
            outcomes.add(said.outcome)
            if said.outcome is not Outcome.OUTSIDE:
                assert row[number("verdict_article", line_number)] == said.gravest.article
                assert row[number("verdict_rule", line_number)] == said.gravest.rule_id
    assert {Outcome.PROHIBITED, Outcome.NOT_DETERMINABLE} <= outcomes
    house = rows[HOUSE]
    assert house["line_version_2"].startswith("Đường đo")
    assert (house["verdict_2"], house["verdict_certainty_2"]) == ("prohibited", "certainly")
    assert house["verdict_rule_from_2"] == "2010-07-14"
    assert datetime.fromisoformat(house["verdict_checked_at_2"]).utcoffset() is not None


def test_distance_and_side_are_those_to_the_line_itself(workspace, tmp_path):
    rows = {row["id"]: row for row in read_works(export(workspace, tmp_path / "out", ["geojson"]))}
    for work in workspace.works:
        row = rows[work.id]
        if work.geometry is None:
            assert (row["line_distance_m"], row["line_side"]) == (None, None)
            continue
        (position,) = find_positions(workspace.lines[0], [work.geometry], ())
        assert row["line_distance_m"] == pytest.approx(position.distance_m, abs=0.006)
        assert row["line_side"] == position.side.value


def test_the_columns_are_the_same_in_every_format_and_tables_say_words(workspace, tmp_path):
    folder = export(workspace, tmp_path / "out", ["gpkg", "geojson", "xlsx", "csv", "kml"])
    columns = {number(name, line) for name in (*MEASURED, *JUDGED) for line in (1, 2)}
    assert columns <= set(read_works(folder)[0])
    for layer, _ in pyogrio.list_layers(folder / "border-gis.gpkg"):
        if layer.startswith("works"):
            assert columns <= set(pyogrio.read_info(folder / "border-gis.gpkg", layer=layer)["fields"])
    kml = (folder / "border-gis.kml").read_text(encoding="utf-8")
    # What is empty everywhere has no place in a list of pairs.
    assert {name for name in columns if f'name="{name}"' not in kml} <= {"verdict_certainty"}
    assert "<styleUrl>#works-not_determinable</styleUrl>" in kml
    sheet = openpyxl.load_workbook(folder / "border-gis.xlsx")["Công trình"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[0] == "Tên"
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Đo 1")
    said = dict(zip(heads, map(write_cell, row), strict=True))
    assert said["Kết luận (2)"] == describe_value(Outcome.PROHIBITED, "vi")
    assert said["Mức chắc chắn (2)"] == "chắc chắn"
    assert said["Quy định có hiệu lực từ (2)"] == "14/07/2010"
    first_line = (folder / "works.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert first_line.split(";") == heads


def test_the_geopackage_offers_a_style_for_each_version_of_the_line(workspace, tmp_path):
    folder = export(workspace, tmp_path / "out", ["gpkg"], language="en")
    styles = pyogrio.read_dataframe(folder / "border-gis.gpkg", layer="layer_styles")
    of_points = styles[styles["f_table_name"] == "works_points"]
    assert list(of_points["useAsDefault"].astype(bool)) == [True, False]
    assert 'attr="verdict"' in of_points["styleQML"].iloc[0]
    assert 'attr="verdict_2"' in of_points["styleQML"].iloc[1]
    assert "Prohibited" in of_points["styleQML"].iloc[0]


def test_the_other_side_gets_measured_distances_and_nothing_that_judges(workspace, tmp_path):
    formats = ["geojson", "gpkg", "qgis", "kml", "csv", "shp"]
    folder = export(workspace, tmp_path / "out", formats, profile="counterpart")
    rows = read_works(folder)
    assert not {number(name, line) for name in JUDGED for line in (1, 2)} & set(rows[0])
    measured = [row for row in rows if not row["illustrative"]]
    assert sorted(row["line_distance_m_2"] for row in measured) == pytest.approx([8.6, 171.0], abs=0.2)
    assert all(row["line_distance_m"] is None for row in rows if row["illustrative"])
    assert any(row["illustrative"] for row in rows)
    phrases = release_rules(workspace).phrases
    for path in folder.iterdir():
        if path.suffix not in (".gpkg", ".shp", ".shx"):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert "verdict" not in text, path.name
            assert "kết luận" not in text.lower(), path.name
            assert "prohibited" not in text, path.name
            assert find_judging(text, phrases) == (), path.name
    for layer, _ in pyogrio.list_layers(folder / "border-gis.gpkg"):
        content = pyogrio.read_dataframe(folder / "border-gis.gpkg", layer=layer)
        assert "verdict" not in content.drop(columns="geometry", errors="ignore").to_csv()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Đường bị lấn chiếm", "không có giá trị pháp lý"),
        ("Đường có vi phạm", "Đường có có nhận thức khác nhau về"),
    ],
)
def test_the_name_of_a_line_goes_to_the_other_side_in_neutral_words(workspace, tmp_path, name, said):
    workspace.store.add_line(replace(workspace.lines[1], id=HOUSE, name=name))
    row = read_works(export(workspace, tmp_path / "out", ["geojson"], profile="counterpart"))[0]
    assert row["line_version_3"].startswith(said)
    inside = read_works(export(workspace, tmp_path / "inside", ["geojson"]))[0]
    assert inside["line_version_3"].startswith(name)


def test_the_preview_says_that_verdicts_stay_here(workspace):
    (told,) = preview_export(workspace, ["work"], "counterpart")
    # A page names only the first ones.
    assert told.left_out[0] == "verdict"
    (inside,) = preview_export(workspace, ["work"], "internal")
    assert "verdict" not in inside.left_out


def test_a_rule_that_is_wrong_keeps_verdicts_back_and_lets_the_works_go(workspace, tmp_path):
    wrong = RuleInForce(
        id="00000000-0000-4000-8000-00000000dead",
        code="agreement-2009.7-3",
        content={"distance_m": "mười"},
        valid_from=None,
        valid_to=None,
        source="thử",
        set_by_office=True,
    )
    workspace.store.add_zone_rules([wrong])
    made = export_data(workspace, ["work"], ["geojson"], tmp_path / "out")
    assert made.counts == {"work": len(workspace.works)}
    assert [finding.code for finding in made.findings] == ["zones.bad_rule"]
    assert "verdict" not in read_works(tmp_path / "out")[0]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("wanted", ["gpkg", "geojson", "shp", "kml", "gpx", "csv", "xlsx"])
def test_verdicts_come_in_again_as_nothing_and_nobody_is_told(workspace, tmp_path, wanted, language):
    folder = export(workspace, tmp_path / "out", [wanted], language=language)
    for path in sorted(folder.glob(f"*.{wanted}")):
        for layer in open_incoming(path, is_known_heading).layers:
            if layer.name in ("Thông tin", "About", "track_points", "route_points"):
                continue
            preview = preview_import(workspace, path, ImportWish(layer=layer.name, target=Target.WORKS))
            used = set(preview.fields.sources.values())
            left = {*used, *preview.fields.unused(layer)}
            derived = {name for name in layer.field_names if name not in left}
            plain = {name.removesuffix("_2") for name in derived}
            # Formats of pairs hold no column that nothing stands in.
            assert len(derived) >= 2 * len(MEASURED) + 2
            assert wanted in ("kml", "gpx") or len(derived) == 2 * len((*MEASURED, *JUDGED))
            assert wanted not in ("gpkg", "geojson", "kml", "gpx") or plain <= {*MEASURED, *JUDGED}
            assert {row.thing.name for row in preview.good if row.thing} <= {
                work.name for work in workspace.works
            }


def test_what_somebody_else_calls_a_verdict_is_still_told_as_left_behind(tmp_path):
    frame = gpd.GeoDataFrame(
        {"Tên": ["Rào"], "Kết luận": ["đã kiểm tra"]}, geometry=[Point(106.7, 22.8)], crs="EPSG:4326"
    )
    pyogrio.write_dataframe(frame, tmp_path / "cua-don-vi-khac.gpkg")
    (layer,) = open_incoming(tmp_path / "cua-don-vi-khac.gpkg", is_known_heading).layers
    assert match_fields(layer, Target.WORKS).unused(layer) == ("Kết luận",)
