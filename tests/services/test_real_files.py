"""Files as they really come go through the public door: looked at, brought in, found in the workspace."""

import csv
import zipfile
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString, Point

from border_gis.boundary.units import UnitLevel
from border_gis.crs import ZONES, from_vn2000, to_vn2000, zone_by_epsg
from border_gis.errors import DataError
from border_gis.exchange.incoming.archives import unpack_archive
from border_gis.exchange.incoming.drawings import NEAREST_TEXT
from border_gis.exchange.incoming.targets import Target
from border_gis.i18n import describe_error, describe_finding
from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.importing import run_import
from border_gis.services.incidents import list_incidents
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER
from tests.exchange.incoming.foreign_files import Drawing, write_1258, write_tab

CAO_BANG = zone_by_epsg(9210)
COUNT = 500
IN_PLANE = ImportWish(crs="EPSG:9210")


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


def place_number(number):
    """Return where things of these tests stand: in degrees, and in the plane of Cao Bằng."""
    degrees = 106.3 + (number % 100) * 0.004, 22.8 + (number // 100) * 0.005
    return degrees, to_vn2000(*degrees, CAO_BANG)


@pytest.fixture
def drawing(tmp_path):
    """A drawing of 1,750 things: 500 blocks, 500 points with a text beside each, 250 lines."""
    made = Drawing()
    for number in range(COUNT):
        _, (east, north) = place_number(number)
        made.add_block("MOC_GIOI", east, north, f"{2000 + number}/1")
        made.add_point("DIEM_DO", east + 0.5, north)
        made.add_text("SO_MOC", east + 2.5, north + 2, str(3000 + number))
        if number % 2:
            made.add_line("HANG_RAO", [(east, north), (east + 30, north + 10), (east + 60, north)])
    made.add_text("GHI_CHU", *place_number(3)[1], "Hàng rào thép gai do phía Trung Quốc dựng")
    return made.save(tmp_path / "ban ve.dxf")


def test_the_layers_of_a_drawing_come_in_each_as_what_it_is(workspace, drawing):
    def look(layer, target):
        return preview_import(workspace, drawing, ImportWish(layer=layer, target=target, crs="EPSG:9210"))

    blocks = look("MOC_GIOI", Target.MARKERS)
    assert [layer.name for layer in blocks.layers] == ["MOC_GIOI", "DIEM_DO", "SO_MOC", "HANG_RAO", "GHI_CHU"]
    assert blocks.fields.sources == {"number": "SO_MOC"}
    assert len(run_import(workspace, blocks).added) == COUNT
    marker = next(each for each in workspace.markers if str(each.reference) == "2007/1")
    degrees, _ = place_number(7)
    assert (marker.position.longitude_deg, marker.position.latitude_deg) == pytest.approx(degrees, abs=1e-8)

    points = look("DIEM_DO", Target.MARKERS)
    assert points.fields.sources == {"number": NEAREST_TEXT}
    assert {str(row.thing.reference) for row in points.good} == {str(3000 + n) for n in range(COUNT)}

    fences = look("HANG_RAO", Target.WORKS)
    assert len(run_import(workspace, fences).added) == COUNT // 2
    ids = {row.thing.id for row in fences.good}
    assert {work.geometry.geom_type for work in workspace.works if work.id in ids} == {"LineString"}


def test_a_drawing_says_no_coordinates_and_waits_for_a_person_to_choose(workspace, drawing):
    preview = preview_import(workspace, drawing, ImportWish(layer="HANG_RAO", target=Target.WORKS))
    assert preview.blocked_by is not None
    assert preview.blocked_by.code == "crs.missing"


def build_fences(count):
    """Fences and posts in the plane of Cao Bằng, without a coordinate system."""
    shapes = []
    for number in range(count):
        _, (east, north) = place_number(number)
        shapes.append(
            LineString([(east, north), (east + 40, north + 5)]) if number % 3 else Point(east, north)
        )
    names = [f"Hàng rào thép gai số {number} ở xóm Bản Giốc" for number in range(count)]
    return gpd.GeoDataFrame(
        {"ten": names, "loai": "hàng rào", "ben": "Trung Quốc", "ngay": "5/2022"}, geometry=shapes
    )


def check_fence(workspace, number):
    name = f"Hàng rào thép gai số {number} ở xóm Bản Giốc"
    work = next(each for each in workspace.works if each.name == name)
    assert (work.kind, work.party, work.since.isoformat()) == ("fence", "cn", "2022-05")
    degrees, _ = place_number(number)
    assert work.geometry.coords[0] == pytest.approx(degrees, abs=2e-7)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.filterwarnings("ignore:Cannot find iconv encoding")
def test_a_mapinfo_table_of_1_500_works_in_windows_1258_comes_in(workspace, tmp_path):
    path = write_tab(tmp_path / "cong trinh.tab", build_fences(1_500))
    preview = preview_import(workspace, path, ImportWish(target=Target.WORKS, crs="EPSG:9210"))
    assert (preview.blocked_by, len(preview.good), len(preview.bad)) == (None, 1_500, 0)
    run_import(workspace, preview)
    check_fence(workspace, 700)


VN2000_IN_MAPINFO = (
    "CoordSys Earth Projection 8, 9999, 28, -191.90441429, -39.30318279, -111.45032835, "
    "0.00928836, -0.01975479, 0.00427372, -0.252906278, 0, 7, 105.75, 0, 0.9999, 500000, 0"
)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_mapinfo_file_that_writes_vn_2000_with_its_parameters_needs_no_choice(workspace, tmp_path):
    path = tmp_path / "cong trinh.mif"
    build_fences(9).to_file(path, driver="MapInfo File", encoding="utf-8")
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("CoordSys")]
    place = next(index for index, line in enumerate(head) if line.startswith("Columns"))
    path.write_text("\n".join([*head[:place], VN2000_IN_MAPINFO, *head[place:], ""]), encoding="utf-8")
    preview = preview_import(workspace, path, ImportWish(target=Target.WORKS))
    assert preview.blocked_by is None
    run_import(workspace, preview)
    check_fence(workspace, 7)


def test_a_shapefile_with_a_wrong_prj_is_seen_before_it_is_stored(workspace, tmp_path, shared_data):
    run_import(workspace, preview_import(workspace, shared_data / "vn_cn_border_full.geojson"))
    line = workspace.lines[-1].coordinates[30_000:34_000:100]
    numbers = [str(2_000 + number) for number in range(len(line))]
    plane = [Point(*to_vn2000(*at, CAO_BANG)) for at in line]
    lang_son = zone_by_epsg(9215)
    frame = gpd.GeoDataFrame({"so_moc": numbers}, geometry=plane, crs=f"EPSG:{lang_son.epsg}")
    frame.to_file(tmp_path / "moc.shp")
    preview = preview_import(workspace, tmp_path / "moc.shp")
    assert preview.target is Target.MARKERS
    assert any(each.zone is not None and each.zone.epsg == 9210 for each in preview.suspicions)
    mended = preview_import(workspace, tmp_path / "moc.shp", IN_PLANE)
    position = mended.good[0].thing.position
    assert (position.longitude_deg, position.latitude_deg) == pytest.approx(tuple(line[0]), abs=1e-7)


KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"
xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>Vụ việc</name>
<Style id="s"><IconStyle><Icon><href>http://maps.google.com/mapfiles/kml/pushpin/ylw-pushpin.png</href></Icon>
</IconStyle></Style><Folder><name>Năm 2022</name><open>1</open>{placemarks}</Folder>
<Folder><name>Tuần tra</name><Placemark><name>Tuyến 1</name><gx:Track>{track}</gx:Track>
</Placemark></Folder></Document></kml>"""
PLACEMARK = """<Placemark><name>Sạt lở số {number}</name><styleUrl>#s</styleUrl><description><![CDATA[
<h3>Vụ {number}</h3>
<table border="1"><tr><td>Mốc</td><td>836(2)</td></tr>
<tr><td>Ngày</td><td>11/05/2022</td></tr></table>
<img src="a.png"/><script>window.hacked=1</script>]]></description>
<LookAt><longitude>106</longitude><latitude>22</latitude><range>500</range></LookAt>
<Point><coordinates>{x:.6f},{y:.6f},812</coordinates></Point></Placemark>"""


def test_a_kml_of_a_globe_with_10_000_placemarks_comes_in_as_incidents(workspace, tmp_path):
    placemarks = "".join(
        PLACEMARK.format(number=number, x=106.3 + number % 100 * 0.004, y=22.8 + number // 100 * 0.001)
        for number in range(10_000)
    )
    track = "".join(
        f"<when>2022-05-11T0{hour}:00:00Z</when><gx:coord>106.{70 + hour} 22.85 800</gx:coord>"
        for hour in range(6)
    )
    path = tmp_path / "vu viec.kml"
    path.write_text(KML.format(placemarks=placemarks, track=track), encoding="utf-8")
    preview = preview_import(workspace, path, ImportWish(layer="Năm 2022", target=Target.INCIDENTS))
    assert (len(preview.good), len(preview.bad)) == (10_000, 0)
    assert [layer.name for layer in preview.layers] == ["Năm 2022", "Tuần tra"]
    last = preview.good[-1].thing
    assert last.title == "Sạt lở số 9999"
    assert last.description == "Vụ 9999\nMốc: 836(2)\nNgày: 11/05/2022"
    patrol = preview_import(workspace, path, ImportWish(layer="Tuần tra", target=Target.WORKS))
    assert patrol.good[0].thing.geometry.geom_type == "LineString"
    before = len(list_incidents(workspace))
    run_import(workspace, preview)
    assert len(list_incidents(workspace)) == before + 10_000


def test_a_gpx_of_a_phone_whose_clock_is_in_another_zone_has_the_day_of_viet_nam(workspace, tmp_path):
    path = tmp_path / "diem.gpx"
    path.write_text(
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="22.85" lon="106.71"><time>2026-05-11T20:30:00-03:00</time><name>Sạt lở bờ</name></wpt>'
        '<wpt lat="22.86" lon="106.72"><time>2026-05-11T17:30:00Z</time><name>Cọc mới</name></wpt></gpx>',
        encoding="utf-8",
    )
    preview = preview_import(workspace, path, ImportWish(layer="waypoints", target=Target.INCIDENTS))
    assert [row.thing.date.isoformat() for row in preview.good] == ["2026-05-12", "2026-05-12"]
    moment = datetime(2026, 5, 11, 23, 30, tzinfo=UTC)
    assert moment.date().isoformat() == "2026-05-11", "in Viet Nam it is the next day already"


def test_a_table_in_windows_1258_with_semicolons_comes_in_with_its_letters(workspace, tmp_path):
    rows = "\r\n".join(
        f"{2000 + number};22,8{number};106,7{number};xã Đàm Thuỷ, phía bờ sông" for number in range(9)
    )
    path = tmp_path / "so moc.csv"
    path.write_bytes(write_1258(f"Số mốc;Vĩ độ;Kinh độ;Ghi chú\r\n{rows}\r\n"))
    preview = preview_import(workspace, path)
    assert (preview.target, len(preview.good)) == (Target.MARKERS, 9)
    assert {row.thing.note for row in preview.good} == {"xã Đàm Thuỷ, phía bờ sông"}
    assert any("cp1258" in describe_finding(each, "vi") for each in preview.findings)


def test_an_archive_that_names_files_outside_is_refused_before_anything_is_looked_at(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../../so moc.csv", "số mốc;vĩ độ;kinh độ\n836;22,85;106,71\n")
    with pytest.raises(DataError) as refused:
        unpack_archive(tmp_path / "a.zip", tmp_path / "in")
    assert "trỏ ra ngoài" in describe_error(refused.value, "vi")
    assert not list(tmp_path.rglob("*.csv"))


def test_the_line_by_provinces_comes_in_as_one_line_of_seven_parts(workspace, shared_data):
    preview = preview_import(workspace, shared_data / "vn_cn_border_by_province.geojson")
    assert (preview.target, len(preview.good)) == (Target.LINE, 1)
    run_import(workspace, preview)
    assert workspace.lines[-1].length_m == pytest.approx(1_445_269, abs=5)


def test_the_communes_of_all_provinces_come_in_from_a_table_without_shapes(workspace, shared_data):
    preview = preview_import(
        workspace, shared_data / "vn_border_communes_all7prov.csv", ImportWish(target=Target.UNITS)
    )
    assert preview.bad == ()
    run_import(workspace, preview)
    unit = next(each for each in workspace.units if each.name == "Sín Thầu")
    assert (unit.code, unit.level, unit.parent_name) == ("03158", UnitLevel.COMMUNE, "Điện Biên")
    assert "Xã Sen Thượng" in unit.former_names


def test_the_gates_of_the_other_side_s_table_can_be_looked_at_as_what_they_are_not(workspace, shared_data):
    path = shared_data / "vn_gate_marker_assoc.csv"
    preview = preview_import(
        workspace, path, ImportWish(target=Target.INCIDENTS, fields={"title": "gate_pair"})
    )
    assert preview.fields.sources["title"] == "gate_pair"
    assert len(preview.rows) > 5


def test_every_zone_of_the_epsg_table_is_one_that_coordinates_can_be_in(shared_data):
    with (shared_data / "vn2000_epsg.csv").open(encoding="utf-8") as source:
        rows = [row for row in csv.DictReader(source) if row["deprecated"] == "False"]
    known = {zone.epsg for zone in ZONES}
    projected = {int(row["epsg"]) for row in rows if row["type"] == "PROJECTED_CRS"}
    near = {epsg for epsg in projected if epsg in known}
    assert near
    for epsg in sorted(near):
        zone = zone_by_epsg(epsg)
        row = next(each for each in rows if int(each["epsg"]) == epsg)
        assert zone.central_meridian_deg == pytest.approx(float(row["central_meridian"]))
        at = from_vn2000(*to_vn2000(106.26, 22.67, zone), zone)
        assert np.allclose(at, (106.26, 22.67), atol=1e-9)
