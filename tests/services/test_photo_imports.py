"""Photos go where a person says, offered by place and time, recognised again, and are taken back."""

import os
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest
from PIL import ExifTags

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.errors import ConflictError, DataError, InputError
from border_gis.exchange.incoming.archives import unpack_archive
from border_gis.exchange.incoming.tracks import read_tracks
from border_gis.i18n import describe_finding
from border_gis.incidents.model import PHOTO_SOURCE, IncidentPlace
from border_gis.services.importing import list_imports, undo_import
from border_gis.services.incidents import IncidentDraft, add_report, record_incident, show_incident
from border_gis.services.photo_imports import PhotoChoice, PhotoUse, import_photos
from border_gis.services.photo_proposals import preview_photos
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER
from tests.exchange.photo_builders import build_bomb, build_photo, build_picture, gps_tags

AT = (106.7, 22.87)
BASE = ExifTags.Base


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


def write_photo(path, at=AT, clock="2024:05:11 09:30:00", offset=None, width_px=64, **gps):
    """A photo as a phone writes it; its width makes one file differ from another."""
    shot = {BASE.DateTimeOriginal: clock}
    if offset:
        shot[BASE.OffsetTimeOriginal] = offset
    tags = gps_tags(*at, **gps) if at else gps
    path.write_bytes(build_photo(build_picture(width_px), gps=tags, shot=shot))
    return path


def record_near(workspace, east_deg=0.0, title="Hàng rào gần mốc"):
    place = IncidentPlace(
        "bản đồ", geometry={"type": "Point", "coordinates": [AT[0] + east_deg, AT[1]]}, accuracy_m=5.0
    )
    draft = IncidentDraft(title, "fence", date=PartialDate(2024, 5, 10), places=(place,))
    return record_incident(workspace, draft)


def codes(proposal):
    return [finding.code for finding in proposal.findings]


def test_the_nearest_incidents_are_offered_in_order_and_none_is_taken_by_itself(workspace, tmp_path):
    near, nearer = record_near(workspace, 0.002), record_near(workspace, 0.001, "Kè gần hơn")
    record_near(workspace, 0.02, "Xa quá")
    (proposal,) = preview_photos(workspace, [write_photo(tmp_path / "a.jpg")])
    assert [offer.incident.id for offer in proposal.offers] == [nearer.id, near.id]
    assert proposal.offers[0].apart_m == pytest.approx(102.6, abs=0.5)
    assert proposal.offers[0].days_apart == 1
    with pytest.raises(InputError, match=r"imports\.no_photo_chosen"):
        import_photos(workspace, [proposal], {})
    assert list_imports(workspace) == ()


def test_photos_of_one_incident_come_in_with_one_report_and_change_nothing_else(workspace, tmp_path):
    incident = record_near(workspace)
    paths = [write_photo(tmp_path / f"{name}.jpg", width_px=width) for name, width in (("a", 64), ("b", 66))]
    proposals = preview_photos(workspace, paths)
    choices = {each.photo.sha256: PhotoChoice(PhotoUse.ATTACH, incident.number) for each in proposals}
    entry = import_photos(workspace, proposals, choices, secrecy=Secrecy.MAT)
    page = show_incident(workspace, incident.id)
    assert page.incident.places == incident.places
    report = page.reports[-1]
    assert (report.kind, len(report.attachments), report.secrecy) == ("added", 2, Secrecy.MAT)
    assert report.event_date == PartialDate(2024, 5, 11)
    assert "a.jpg" in report.text
    assert "b.jpg" in report.text
    assert (entry.rows_read, entry.rows_left_out, entry.layer) == (2, 0, "photos")
    again = preview_photos(workspace, paths)
    assert [each.known_in for each in again] == [(incident.number,)] * 2
    assert "imports.photo_known" in codes(again[0])


def test_photos_with_one_title_make_one_new_incident_with_place_date_and_ties(workspace, tmp_path):
    marker = workspace.markers[100]
    at = (marker.position.longitude_deg + 0.0005, marker.position.latitude_deg)
    paths = [
        write_photo(tmp_path / "a.jpg", at, GPSHPositioningError=4.0),
        write_photo(tmp_path / "b.jpg", at, "2024:05:12 07:00:00", width_px=80),
    ]
    proposals = preview_photos(workspace, paths)
    neighbour = next(each for each in proposals[0].neighbours if each.id == marker.id)
    assert neighbour.kind == "markers"
    choice = PhotoChoice(PhotoUse.OPEN, title="Mốc bị sứt", category="marker_damage", ties=(neighbour,))
    entry = import_photos(workspace, proposals, {each.photo.sha256: choice for each in proposals})
    (incident_id,) = entry.added
    page = show_incident(workspace, incident_id)
    incident = page.incident
    assert (incident.title, incident.category, incident.markers) == (
        "Mốc bị sứt",
        "marker_damage",
        (marker.id,),
    )
    assert incident.date == PartialDate(2024, 5, 11)
    (place,) = incident.places
    assert place.geometry["coordinates"] == pytest.approx(at, abs=1e-6)
    assert (place.accuracy_m, place.source) == (4.0, PHOTO_SOURCE + proposals[0].photo.sha256)
    assert page.reports[0].attachments == tuple(each.photo.sha256 for each in proposals)


def test_undo_hides_what_is_new_and_corrects_what_was_added(workspace, tmp_path):
    incident = record_near(workspace)
    paths = [write_photo(tmp_path / "a.jpg"), write_photo(tmp_path / "b.jpg", width_px=90)]
    first, second = preview_photos(workspace, paths)
    choices = {
        first.photo.sha256: PhotoChoice(PhotoUse.ATTACH, incident.id),
        second.photo.sha256: PhotoChoice(PhotoUse.OPEN, title="Việc mới"),
    }
    entry = import_photos(workspace, [first, second], choices)
    undo_import(workspace, entry.id, "nhầm thư mục")
    assert "Việc mới" not in {each.title for each in workspace.store.incidents()}
    added, correction = show_incident(workspace, incident.id).reports[-2:]
    assert (correction.kind, correction.corrects) == ("corrected", added.id)
    assert "nhầm thư mục" in correction.text
    with pytest.raises(DataError):
        undo_import(workspace, entry.id)
    assert show_incident(workspace, incident.id).reports[-1].id == correction.id


def test_a_new_incident_that_was_reported_on_since_is_not_undone(workspace, tmp_path):
    (proposal,) = preview_photos(workspace, [write_photo(tmp_path / "a.jpg")])
    chosen = {proposal.photo.sha256: PhotoChoice(PhotoUse.OPEN, title="Việc mới")}
    entry = import_photos(workspace, [proposal], chosen)
    add_report(workspace, entry.added[0], "đã xem lại")
    with pytest.raises(ConflictError):
        undo_import(workspace, entry.id)


def test_a_photo_without_a_place_says_so_and_comes_in_all_the_same(workspace, tmp_path):
    (proposal,) = preview_photos(workspace, [write_photo(tmp_path / "a.png.jpg", at=None)])
    assert "imports.photo_without_place" in codes(proposal)
    assert proposal.offers == proposal.neighbours == ()
    chosen = {proposal.photo.sha256: PhotoChoice(PhotoUse.OPEN, title="Không rõ nơi")}
    entry = import_photos(workspace, [proposal], chosen)
    assert show_incident(workspace, entry.added[0]).incident.places == ()


def test_the_same_file_twice_comes_in_once(workspace, tmp_path):
    write_photo(tmp_path / "a.jpg")
    (tmp_path / "b.jpg").write_bytes((tmp_path / "a.jpg").read_bytes())
    first, second = preview_photos(workspace, [tmp_path])
    assert (first.same_as, second.same_as) == ("", "a.jpg")
    chosen = {first.photo.sha256: PhotoChoice(PhotoUse.OPEN, title="Một lần")}
    entry = import_photos(workspace, [first, second], chosen)
    assert entry.rows_left_out == 1
    assert len(show_incident(workspace, entry.added[0]).reports[0].attachments) == 1


@pytest.mark.parametrize(
    ("clock", "offset", "code", "taken"),
    [
        ("2024:05:11 10:30:00", "+08:00", "imports.photo_clock_by_camera", "2024-05-11T02:30:00"),
        ("2024:05:11 10:30:00", None, "imports.photo_clock", "2024-05-11T02:30:00"),
        ("2024:05:11 09:30:00", "+07:00", None, "2024-05-11T02:30:00"),
    ],
)
def test_a_clock_in_another_zone_is_seen_and_said(workspace, tmp_path, clock, offset, code, taken):
    satellite = {"GPSDateStamp": "2024:05:11", "GPSTimeStamp": (2.0, 30.0, 0.0)}
    path = write_photo(tmp_path / "a.jpg", clock=clock, offset=offset, **satellite)
    (proposal,) = preview_photos(workspace, [path])
    assert proposal.photo.facts.taken_at.replace(tzinfo=None).isoformat() == taken
    said = [each for each in proposal.findings if "clock" in each.code]
    assert [each.code for each in said] == ([code] if code else [])
    assert all("UTC+8" in describe_finding(each, "vi") for each in said)


def test_an_archive_of_photos_is_read_and_hostile_ones_are_named(workspace, tmp_path):
    folder = tmp_path / "ảnh"
    folder.mkdir()
    write_photo(folder / "tốt.jpg")
    (folder / "bom.png").write_bytes(build_bomb())
    (folder / "hỏng.jpg").write_bytes(b"\xff\xd8\xff\xe0" + os.urandom(500))
    (folder / "giả.jpg").write_bytes(b"MZ not a picture at all")
    exif = bytearray((folder / "tốt.jpg").read_bytes())
    start = exif.index(b"Exif\0\0") + 14
    exif[start : start + 40] = b"\xff" * 40
    (folder / "exif hỏng.jpg").write_bytes(bytes(exif))
    (folder / "ghi chú.txt").write_text("không phải ảnh")
    archive = tmp_path / "ảnh.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in folder.iterdir():
            packed.write(path, path.name)
    files = unpack_archive(archive, tmp_path / "ra")
    found = {each.photo.path.name: each for each in preview_photos(workspace, files)}
    assert set(found) == {"tốt.jpg", "bom.png", "hỏng.jpg", "giả.jpg", "exif hỏng.jpg"}
    assert codes(found["bom.png"]) == ["imports.photo_too_many_pixels"]
    assert codes(found["hỏng.jpg"]) == ["imports.photo_damaged"]
    assert not found["giả.jpg"].can_come_in
    assert found["exif hỏng.jpg"].can_come_in
    assert found["tốt.jpg"].can_come_in
    said = [describe_finding(each, "vi") for proposal in found.values() for each in proposal.findings]
    assert all("{" not in each for each in said)
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("../thoát.jpg", b"x")
    with pytest.raises(DataError, match=r"incoming\.name_outside"):
        unpack_archive(archive, tmp_path / "ra nữa")


def test_a_photo_that_changed_after_it_was_seen_stops_the_import(workspace, tmp_path):
    path = write_photo(tmp_path / "a.jpg")
    (proposal,) = preview_photos(workspace, [path])
    write_photo(path, width_px=100)
    chosen = {proposal.photo.sha256: PhotoChoice(PhotoUse.OPEN, title="Việc mới")}
    with pytest.raises(DataError, match=r"imports\.photo_changed"):
        import_photos(workspace, [proposal], chosen)
    assert "Việc mới" not in {each.title for each in workspace.store.incidents()}


GPX = """<?xml version="1.0"?>
<gpx version="1.1" creator="phone" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
<trkpt lat="22.8700" lon="106.7000"><time>{first}</time></trkpt>
<trkpt lat="22.8710" lon="106.7010"><time>{second}</time></trkpt>
</trkseg></trk></gpx>
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2024-05-11T02:29:30Z", "2024-05-11T02:30:30Z"),
        ("2024-05-11T09:29:30+07:00", "2024-05-11T09:30:30+07:00"),
    ],
)
def test_a_photo_without_a_place_is_found_on_a_track_by_its_time_and_placed_only_if_wanted(
    workspace, tmp_path, first, second
):
    (tmp_path / "tuần tra.gpx").write_text(GPX.format(first=first, second=second))
    tracks = read_tracks([tmp_path / "tuần tra.gpx"])
    path = write_photo(tmp_path / "a.jpg", at=None, offset="+07:00")
    (proposal,) = preview_photos(workspace, [path], tracks)
    assert (proposal.track.longitude_deg, proposal.track.latitude_deg) == pytest.approx((106.7005, 22.8705))
    assert proposal.track.gap_s == 30.0
    choice = PhotoChoice(PhotoUse.OPEN, title="Theo vết", takes_track=True)
    entry = import_photos(workspace, [proposal], {proposal.photo.sha256: choice})
    (place,) = show_incident(workspace, entry.added[0]).incident.places
    assert place.geometry["coordinates"] == pytest.approx([106.7005, 22.8705])
    assert place.source == ""
    later = datetime(2024, 5, 11, 2, 45, tzinfo=UTC)
    assert tracks[0].find(later) is None


def test_a_track_says_nothing_of_a_long_gap(tmp_path):
    text = GPX.format(first="2024-05-11T02:00:00Z", second="2024-05-11T03:00:00Z")
    (tmp_path / "a.gpx").write_text(text)
    (track,) = read_tracks([tmp_path / "a.gpx"])
    assert track.find(datetime(2024, 5, 11, 2, 30, tzinfo=UTC)) is None
    assert track.find(datetime(2024, 5, 11, 2, 0, tzinfo=UTC)).gap_s == 0.0


def test_only_one_photo_is_in_memory_at_a_time(workspace, tmp_path):
    for number in range(12):
        path = write_photo(tmp_path / f"{number}.jpg", width_px=60 + number)
        # What follows the end of a JPEG is no part of the picture.
        path.write_bytes(path.read_bytes() + os.urandom(4_000_000))
    preview_photos(workspace, [tmp_path / "0.jpg"])
    tracemalloc.start()
    proposals = preview_photos(workspace, [tmp_path])
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(proposals) == 12
    assert peak_bytes < 20_000_000
