"""Photos in a summary: shown with what is said of them, small, and only where they may go."""

import io
import random
import zipfile

import openpyxl
import pyogrio
import pypdfium2
import pytest
from docx import Document
from PIL import Image, ImageFilter

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.reports.content.model import PhotoPages
from border_gis.reports.writers.pdf import convert_to_pdf
from border_gis.services.attachments import keep_attachment
from border_gis.services.incidents import add_report, show_incident
from border_gis.services.summaries import SummaryRequest, make_summary
from border_gis.services.summary_photos import MOST_BYTES, MOST_PHOTOS, take_photos
from border_gis.services.survey_contents import gather_area
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import acting
from tests.exchange.photo_builders import build_photo, gps_tags
from tests.reports.conftest import AREA, file_of

INCIDENT = "CB-2022-009"
PLACE = (105.7015, 23.0405)


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield acting(opened)
    opened.close()


def picture(seed, width_px=1600, height_px=1200):
    """A picture like a landscape: patches of colour, so that it does not pack to nothing."""
    dice = random.Random(seed)
    small = Image.new("RGB", (40, 30))
    small.putdata([tuple(dice.randrange(256) for _ in range(3)) for _ in range(40 * 30)])
    return small.resize((width_px, height_px)).filter(ImageFilter.GaussianBlur(2))


def add_photos(workspace, count=1, secrecy=Secrecy.NONE, first=0, **tags):
    incident = show_incident(workspace, INCIDENT).incident
    kept = [
        keep_attachment(
            workspace,
            f"anh-{number}.jpg",
            build_photo(picture(number), gps=gps_tags(*PLACE), **tags),
            secrecy=secrecy,
        ).sha256
        for number in range(first, first + count)
    ]
    add_report(
        workspace,
        incident.id,
        "Chụp tại thực địa",
        event_date=PartialDate(2022, 7, 14),
        source_paper="Báo cáo 12/BC-SNgV",
        attachments=tuple(kept),
    )


def say_all(content):
    return "".join(t.text for t in Document(io.BytesIO(content)).element.body.iter() if t.text)


def photos_in(content):
    archive = zipfile.ZipFile(io.BytesIO(content))
    return [archive.read(name) for name in archive.namelist() if name.endswith((".jpg", ".jpeg"))]


def make(workspace, languages=("vi",), profile="internal", formats=("docx",)):
    return make_summary(workspace, SummaryRequest(AREA, languages, profile, formats))


def test_a_photo_is_shown_with_record_place_date_and_source(workspace):
    add_photos(workspace, shot={36867: "2022:07:13 09:30:00"})
    content = file_of(make(workspace), ".docx")
    (shown,) = photos_in(content)
    with Image.open(io.BytesIO(shown)) as opened:
        assert max(opened.size) == 1000
        assert not opened.getexif(), "what the original says of camera and place stays with the office"
    said = say_all(content)
    assert "Ảnh 1. CB-2022-009; tại 571-572; 13/07/2022; nguồn: Báo cáo 12/BC-SNgV" in said
    assert "PHỤ LỤC ẢNH" in said


def test_a_photo_without_a_clock_has_the_date_of_its_report(workspace):
    add_photos(workspace)
    assert "tại 571-572; 14/07/2022;" in say_all(file_of(make(workspace), ".docx"))


def test_captions_stand_in_every_language_and_the_source_is_marked_as_vietnamese(workspace):
    add_photos(workspace)
    said = say_all(file_of(make(workspace, ("zh", "en")), ".docx"))
    assert "照片1　CB-2022-009; 位于571-572; 2022-07-14; 来源：〔越南文原文〕Báo cáo" in said
    assert "Photo 1. CB-2022-009; at 571-572; 14/07/2022; source: [Vietnamese original] Báo cáo" in said


def test_the_annexes_list_the_photos_and_the_geopackage_places_them(workspace, tmp_path):
    add_photos(workspace, 2)
    made = make(workspace, formats=("xlsx", "gpkg"))
    book = openpyxl.load_workbook(io.BytesIO(file_of(made, ".xlsx")))
    rows = list(book["Danh sách ảnh"].values)
    assert [row[:3] for row in rows[1:]] == [(1, INCIDENT, "571-572"), (2, INCIDENT, "571-572")]
    path = tmp_path / "annex.gpkg"
    path.write_bytes(file_of(made, ".gpkg"))
    placed = pyogrio.read_dataframe(path, layer="photos_points")
    assert placed.geometry.iloc[0].geoms[0].x == pytest.approx(PLACE[0], abs=1e-5)


def test_many_photos_stay_small_and_those_beyond_are_counted(workspace):
    add_photos(workspace, MOST_PHOTOS + 3)
    sheet = take_photos(workspace, gather_area(workspace, AREA).photos)
    assert (len(sheet.shown), sheet.left_out, sheet.damaged) == (MOST_PHOTOS, 3, 0)
    assert sum(len(each.jpeg) for each in sheet.shown) <= MOST_BYTES
    made = make(workspace)
    assert len(file_of(made, ".docx")) < MOST_BYTES + 2_000_000
    assert "Còn 3 ảnh nữa" in say_all(file_of(made, ".docx"))


def test_the_pages_of_photos_come_out_of_libreoffice_with_all_of_them(workspace, needs_libreoffice):
    add_photos(workspace, 7)
    content = file_of(make(workspace, ("vi", "zh", "en")), ".docx")
    document = pypdfium2.PdfDocument(convert_to_pdf(content).content)
    # The map fills the last page; six photos stand on a page.
    counts = [sum(each.type == 3 for each in page.get_objects()) for page in document]
    assert counts[-3:] == [6, 1, 1]
    assert not any(counts[:-3])


def test_nothing_is_said_of_photos_where_there_are_none(workspace):
    made = make(workspace)
    assert not any(isinstance(block, PhotoPages) for block in made.paper.blocks)
    assert "Danh sách ảnh" not in say_all(file_of(made, ".docx"))


def test_the_other_side_gets_no_photos(workspace):
    add_photos(workspace)
    made = make(workspace, profile="joint")
    content = file_of(made, ".docx")
    assert photos_in(content) == []
    assert "anh-0" not in say_all(content)
    assert made.photos_left_out == 0, "none belong to this profile at all"


def test_a_photo_above_the_profile_stays_and_the_officer_is_told(workspace):
    add_photos(workspace, 1)
    add_photos(workspace, 1, Secrecy.MAT, first=1)
    made = make(workspace, profile="province")
    assert len(photos_in(file_of(made, ".docx"))) == 1
    assert made.photos_left_out == 1
    assert made.paper.secrecy is Secrecy.NONE


def test_a_paper_has_the_level_of_the_most_secret_photo_in_it(workspace):
    assert make(workspace).paper.secrecy is Secrecy.NONE
    add_photos(workspace, 1, Secrecy.TOI_MAT)
    made = make(workspace)
    assert made.paper.secrecy is Secrecy.TOI_MAT
    assert "TỐI MẬT" in say_all(file_of(made, ".docx"))


def test_a_paper_has_the_level_of_the_most_secret_report_in_it(workspace):
    incident = show_incident(workspace, INCIDENT).incident
    add_report(workspace, incident.id, "Đã báo cáo Trung ương", secrecy=Secrecy.TUYET_MAT)
    made = make(workspace)
    assert made.paper.secrecy is Secrecy.TUYET_MAT
    assert "TUYỆT MẬT" in say_all(file_of(made, ".docx"))
    assert make(workspace, profile="joint").paper.secrecy is Secrecy.NONE, "it is not in this one"


def test_who_may_not_see_a_photo_makes_a_paper_without_it(workspace):
    add_photos(workspace, 1, Secrecy.MAT)
    made = make(acting(workspace, clearance=Secrecy.NONE))
    assert photos_in(file_of(made, ".docx")) == []
    assert made.paper.secrecy is Secrecy.NONE


def test_what_is_missing_names_no_incident_that_stays_in_the_office(workspace):
    from border_gis.incidents.model import IncidentParty
    from border_gis.services.incidents import IncidentDraft, record_incident

    area = gather_area(workspace, AREA).area
    hidden = record_incident(
        workspace,
        IncidentDraft(
            "Việc không rõ nơi",
            "fence",
            IncidentParty.CN,
            province="Cao Bằng",
            secrecy=Secrecy.TUYET_MAT,
            survey_areas=(area.id,),
        ),
    )
    assert hidden.number in say_all(file_of(make(workspace), ".docx"))
    assert hidden.number not in say_all(file_of(make(workspace, profile="province"), ".docx"))
