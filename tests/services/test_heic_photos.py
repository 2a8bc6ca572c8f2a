"""A HEIC photo counts wherever the tags of a JPEG do, and is left out in words where it would be drawn."""

import io

import openpyxl
import pytest
from docx import Document
from PIL import ExifTags

from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError, Severity
from border_gis.exchange.annotating import Mark, MarkKind
from border_gis.i18n import translate
from border_gis.incidents.model import PHOTO_SOURCE
from border_gis.services.annotating import annotate_copy
from border_gis.services.attachments import keep_attachment, read_attachment
from border_gis.services.evidence import EvidenceKind, list_evidence, make_thumbnail, read_upload
from border_gis.services.incidents import IncidentDraft, add_report, record_incident, show_incident
from border_gis.services.photo_imports import PhotoChoice, PhotoUse, import_photos
from border_gis.services.photo_places import add_photo_place
from border_gis.services.photo_proposals import preview_photos
from border_gis.services.summaries import SummaryRequest, make_summary
from border_gis.services.summary_photos import take_photos
from border_gis.services.survey_contents import gather_area
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER
from tests.exchange.heif_builders import box, build_heic, build_tags
from tests.exchange.photo_builders import build_photo, gps_tags
from tests.reports.conftest import AREA, file_of

AT = (106.30, 22.85)
BASE = ExifTags.Base


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


def heic(at=AT, clock="2024:05:11 09:30:00", **more):
    shot = {BASE.DateTimeOriginal: clock, BASE.OffsetTimeOriginal: "+07:00"}
    return build_heic(
        build_tags(gps_tags(*at, GPSHPositioningError=4.0), {BASE.Model: "Máy 12"}, shot), **more
    )


def codes(findings):
    return [finding.code for finding in findings]


def test_it_comes_in_with_place_accuracy_and_day_like_a_jpeg(workspace, tmp_path):
    path = tmp_path / "IMG_0001.HEIC"
    path.write_bytes(heic(quarter_turns=3))
    (proposal,) = preview_photos(workspace, [path])
    assert codes(proposal.findings) == ["imports.photo_not_shown"]
    assert proposal.findings[0].severity is Severity.NOTE
    assert proposal.taken_on == PartialDate(2024, 5, 11)
    choice = PhotoChoice(PhotoUse.OPEN, title="Dựng chòi sát đường biên")
    (incident_id,) = import_photos(workspace, [proposal], {proposal.photo.sha256: choice}).added
    incident = show_incident(workspace, incident_id).incident
    (place,) = incident.places
    assert place.geometry["coordinates"] == pytest.approx(AT, abs=1e-6)
    assert (place.accuracy_m, place.source) == (4.0, PHOTO_SOURCE + proposal.photo.sha256)
    assert incident.date == PartialDate(2024, 5, 11)


def test_one_that_cannot_be_read_still_comes_in_and_says_so(workspace, tmp_path):
    path = tmp_path / "hong.heic"
    path.write_bytes(box(b"ftyp", b"heic\0\0\0\0") + b"\xff" * 200)
    (proposal,) = preview_photos(workspace, [path])
    assert codes(proposal.findings) == ["imports.photo_not_shown", "imports.photo_not_opened"]
    assert proposal.can_come_in


def test_as_evidence_it_says_what_it_knows_and_is_kept_byte_for_byte(workspace):
    content = heic(quarter_turns=1)
    kept = keep_attachment(workspace, "IMG_0001.HEIC", content)
    far = {"type": "Point", "coordinates": [106.40, 22.85]}
    (found,) = list_evidence(workspace, (kept.sha256,), [(far, 5.0)])
    assert found.kind is EvidenceKind.UNSHOWN_PICTURE
    assert (found.facts.width_px, found.facts.height_px) == (3024, 4032)
    assert found.apart_m == pytest.approx(10_264, abs=20)
    assert codes(found.findings) == ["photos.far_from_place"]
    assert make_thumbnail(workspace, found.attachment) is None
    assert read_attachment(workspace, kept.sha256) == content
    assert read_upload(workspace, content).has_position


def test_one_that_cannot_be_read_is_said_as_evidence_too(workspace):
    kept = keep_attachment(workspace, "hong.heic", box(b"ftyp", b"heic\0\0\0\0") + b"\xff" * 200)
    (found,) = list_evidence(workspace, (kept.sha256,))
    assert (found.kind, codes(found.findings)) == (EvidenceKind.UNSHOWN_PICTURE, ["photos.heic_not_read"])


def test_its_position_becomes_a_further_place_of_an_incident(workspace):
    kept = keep_attachment(workspace, "IMG_0001.HEIC", heic())
    incident = record_incident(workspace, IncidentDraft("Kè lấn suối", "building", place_text="739-741"))
    add_report(workspace, incident.id, attachments=(kept.sha256,))
    added = add_photo_place(workspace, incident.id, kept.sha256).places[-1]
    assert added.geometry["coordinates"] == pytest.approx(AT)
    assert (added.accuracy_m, added.source) == (4.0, PHOTO_SOURCE + kept.sha256)


def test_marks_on_a_copy_are_refused_in_words(workspace):
    kept = keep_attachment(workspace, "IMG_0001.HEIC", heic())
    with pytest.raises(DataError, match=r"photos\.heic_not_shown"):
        annotate_copy(workspace, kept.sha256, [Mark(MarkKind.BOX, 0.1, 0.1, 0.5, 0.5)], "ghi chú")


def test_a_summary_leaves_it_out_and_says_so_in_every_language(workspace):
    incident = show_incident(workspace, "CB-2022-009").incident
    files = [
        ("anh.jpg", build_photo()),
        ("IMG_1.HEIC", heic()),
        ("IMG_2.HEIC", heic(clock="2024:05:12 09:30:00")),
    ]
    kept = tuple(keep_attachment(workspace, *each).sha256 for each in files)
    add_report(workspace, incident.id, "Chụp tại thực địa", attachments=kept)
    sheet = take_photos(workspace, gather_area(workspace, AREA).photos)
    assert (len(sheet.shown), sheet.damaged, sheet.unshown) == (1, 0, 2)
    for language in ("vi", "zh", "en"):
        made = make_summary(workspace, SummaryRequest(AREA, (language,), "internal", ("docx", "xlsx")))
        document = Document(io.BytesIO(file_of(made, ".docx")))
        said = "".join(each.text for each in document.element.body.iter() if each.text)
        assert translate("report.photos_unshown", {"count": 2}, language) in said
        assert openpyxl.load_workbook(io.BytesIO(file_of(made, ".xlsx")))


def test_a_summary_with_nothing_but_such_photos_says_so(workspace):
    incident = show_incident(workspace, "CB-2022-009").incident
    kept = keep_attachment(workspace, "IMG_1.HEIC", heic())
    add_report(workspace, incident.id, "Chụp tại thực địa", attachments=(kept.sha256,))
    made = make_summary(workspace, SummaryRequest(AREA, ("vi",), "internal", ("docx",)))
    document = Document(io.BytesIO(file_of(made, ".docx")))
    said = "".join(each.text for each in document.element.body.iter() if each.text)
    assert translate("report.photos_unshown", {"count": 1}, "vi") in said
