"""What the other side gets: no field that its profile does not name, no word that judges."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pyogrio
import pypdfium2
import pytest
from docx import Document

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError, ForbiddenError, InputError
from border_gis.incidents.model import IncidentParty
from border_gis.services.incidents import IncidentDraft, record_incident
from border_gis.services.summaries import SummaryRequest, make_summary, office_head
from border_gis.services.survey_contents import gather_area
from border_gis.services.surveys import change_area, draft_of, find_area
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import acting
from tests.reports.conftest import AREA, file_of

INTERNAL = (
    "ghi chú nội bộ tuyệt đối",
    "Sở Ngoại vụ Cao Bằng",
    "theo người quan sát kể",
    "Phương án đàm phán",
)
JUDGING = ("vi phạm", "lấn chiếm", "trái phép", "xâm phạm", "不允许", "prohibited", "không được phép", "禁止")


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield acting(opened)
    opened.close()


@pytest.fixture
def judged(workspace):
    """An incident whose title judges, and an area with what nobody else may read."""
    area = find_area(workspace, AREA)
    draft = replace(draft_of(area), note=INTERNAL[0], proposals=INTERNAL[3])
    change_area(workspace, area, draft, "bổ sung")
    for title in ("Phía Trung Quốc vi phạm Hiệp định tại 571", "Cố tình lấn chiếm tại mốc 572"):
        record_incident(
            workspace,
            IncidentDraft(
                title, "fence", IncidentParty.CN, date=PartialDate(2022, 7), place_text="571-572",
                description="Dựng hàng rào trái phép, " + INTERNAL[2], province="Cao Bằng",
            ),
            recorded_at=datetime(2026, 5, 1, tzinfo=UTC),
        )  # fmt: skip
    return workspace


def everything_said(made, tmp_path):
    """Every text in every file."""
    said = []
    for name, content in made.files.items():
        if name.endswith(".docx"):
            archive = zipfile.ZipFile(io.BytesIO(content))
            said += [archive.read(part).decode("utf-8", "replace") for part in archive.namelist()
                     if part.endswith((".xml", ".rels"))]  # fmt: skip
            said += [p.text for p in Document(io.BytesIO(content)).element.body.iter() if p.text]
        elif name.endswith(".xlsx"):
            book = openpyxl.load_workbook(io.BytesIO(content))
            said += [str(v) for sheet in book for row in sheet.values for v in row if v is not None]
        elif name.endswith(".gpkg"):
            path = tmp_path / name
            path.write_bytes(content)
            for layer, _ in pyogrio.list_layers(path):
                frame = pyogrio.read_dataframe(path, layer=layer)
                said += [str(v) for column in frame.columns if column != "geometry" for v in frame[column]]
                said += list(map(str, frame.columns))
        elif name.endswith(".pdf"):
            document = pypdfium2.PdfDocument(content)
            said += [page.get_textpage().get_text_range() for page in document]
    return "\n".join(said)


FORMATS = ("docx", "xlsx", "gpkg", "map")


@pytest.mark.parametrize("languages", [("vi",), ("zh",), ("en",), ("vi", "zh", "en")], ids="-".join)
def test_nothing_internal_and_nothing_judging_goes_to_the_other_side(judged, languages, tmp_path):
    made = make_summary(judged, SummaryRequest(AREA, languages, "joint", FORMATS))
    said = everything_said(made, tmp_path).lower()
    for words in (*INTERNAL, *JUDGING):
        assert words.lower() not in said, words
    assert "cb-2022-012" in said
    assert made.withheld, "a title without neutral words is kept back, and named to the officer"


def test_the_office_itself_reads_everything(judged, tmp_path):
    """The silent twin: what is kept from the other side does stand in the office's own paper."""
    said = everything_said(make_summary(judged, SummaryRequest(AREA, ("vi",), "internal", FORMATS)), tmp_path)
    for words in ("vi phạm", "lấn chiếm", "trái phép", "Sở Ngoại vụ Cao Bằng", INTERNAL[2], INTERNAL[3]):
        assert words in said, words


def test_no_field_leaves_that_the_profile_does_not_name(judged):
    made = make_summary(judged, SummaryRequest(AREA, ("vi",), "joint", FORMATS))
    keys = {table.key: {column.key for column in table.columns} for table in made.paper.tables}
    assert "verdicts" not in keys
    assert "histories" not in keys
    assert keys["incidents"].isdisjoint({"category", "party", "state", "reports"})
    assert keys["works"].isdisjoint({"party", "state", "since"})
    assert keys["markers"].isdisjoint({"condition", "last_inspected"})


def test_a_secret_area_does_not_go_out_without_a_second_person(workspace):
    area = find_area(workspace, AREA)
    change_area(workspace, area, replace(draft_of(area), secrecy=Secrecy.MAT), "")
    with pytest.raises(ForbiddenError):
        make_summary(workspace, SummaryRequest(AREA, ("vi",), "joint"))
    made = make_summary(workspace, SummaryRequest(AREA, ("vi",), "internal"))
    assert made.paper.secrecy is Secrecy.MAT
    text = "".join(t.text for t in Document(io.BytesIO(file_of(made, ".docx"))).element.body.iter() if t.text)
    assert "MẬT" in text


def test_what_was_made_is_written_down(workspace):
    make_summary(workspace, SummaryRequest(AREA, ("vi",), "joint"))
    (entry,) = [entry for entry in workspace.store.audit_entries(10) if entry.what == "summary"]
    assert (entry.profile, entry.subject, entry.count) == ("counterpart", "survey_area", 1)


@pytest.mark.parametrize(
    ("request_values", "error"),
    [
        ({"languages": ("vi", "vi")}, InputError),
        ({"languages": ("fr",)}, InputError),
        ({"languages": ()}, InputError),
        ({"formats": ("odt",)}, InputError),
        ({"profile": "nobody"}, DataError),
    ],
)
def test_a_wish_that_nobody_can_fulfil_is_refused(workspace, request_values, error):
    with pytest.raises(error):
        make_summary(workspace, replace(SummaryRequest(AREA), **request_values))


def test_an_office_says_itself_what_stands_at_the_head_of_its_papers(workspace):
    contents = gather_area(workspace, AREA)
    head = office_head(workspace, contents, ("vi",))
    assert head.parent_organ == ("ỦY BAN NHÂN DÂN\nTỈNH Cao Bằng",)
    workspace.store.set_setting("paper_organ", "CHI CỤC BIÊN GIỚI")
    assert office_head(workspace, contents, ("vi",)).organ == ("CHI CỤC BIÊN GIỚI",)
