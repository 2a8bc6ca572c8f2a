"""What the other side reads of works: measured distances, articles of the agreement, nothing judged."""

import io
from dataclasses import replace

import pypdfium2
import pytest
from docx import Document

from border_gis.access.wording import find_judging
from border_gis.boundary.line import LegalStatus
from border_gis.boundary.parties import Side
from border_gis.boundary.register.marker import MarkerKind, PositionMethod
from border_gis.reports.content.wording import Speaker
from border_gis.services.releasing import release_rules
from border_gis.services.summaries import SummaryRequest, make_summary
from border_gis.services.survey_contents import gather_area
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.surveys.area import SurveyConduct
from border_gis.works.model import WorkKind
from border_gis.zones.shared import is_shared, shared_distances
from tests.actors import acting
from tests.reports.conftest import AREA, file_of


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy))
    yield acting(opened)
    opened.close()


@pytest.fixture
def measured(workspace):
    """Two works that were measured: a fence, and a building, beside the one that is drawn from markers."""
    (drawn,) = (each.work for each in gather_area(workspace, AREA).works)
    works = [
        replace(
            drawn, id=f"0000000{n}-0000-4000-8000-000000000000", illustrative=False, accuracy_m=1.0, kind=kind
        )
        for n, kind in enumerate((WorkKind.FENCE, WorkKind.BUILDING))
    ]
    workspace.store.add_works(works)
    return workspace


def table_of(made, key):
    return next((table for table in made.paper.tables if table.key == key), None)


def make(workspace, languages=("vi",), profile="joint"):
    return make_summary(workspace, SummaryRequest(AREA, languages, profile, ("docx", "map")))


def test_the_distance_of_a_measured_work_is_told_without_an_outcome(measured):
    made = make(measured)
    table = table_of(made, "distances")
    keys = [column.key for column in table.columns]
    assert {"distance_m", "side", "inside_m", "article", "within_m"} <= set(keys)
    assert not {"outcome", "certainty"} & set(keys)
    assert table_of(made, "verdicts") is None
    row = dict(zip(keys, table.rows[0].cells, strict=True))
    assert row["distance_m"].value == pytest.approx(20.0, abs=0.2)
    assert row["inside_m"].value == pytest.approx(490.0, abs=1.0)
    assert (row["within_m"].value, row["article"].write("vi")) == (30.0, "21(1), 21(3)")


def test_a_fence_and_a_building_are_told_alike_though_the_rules_judge_them_otherwise(measured):
    rows = [row.cells for row in table_of(make(measured), "distances").rows]
    by_work = {row[0].write("vi"): [cell.write("vi") for cell in row[1:-1]] for row in rows}
    assert len(by_work) == 2
    one, other = by_work.values()
    assert one == other


def test_a_work_that_is_drawn_from_markers_has_no_distance_to_tell(workspace):
    made = make(workspace)
    assert table_of(made, "distances") is None
    assert table_of(made, "works") is not None


@pytest.mark.parametrize("languages", [("vi",), ("zh",), ("en",), ("vi", "zh", "en")], ids="-".join)
def test_nothing_of_it_judges(measured, languages):
    said = "\n".join(
        p.text or ""
        for p in Document(io.BytesIO(file_of(make(measured, languages), ".docx"))).element.body.iter()
    )
    assert find_judging(said, release_rules(measured).phrases) == ()
    for words in ("miễn trừ", "exempt", "例外", "không được phép", "prohibited", "禁止", "34/2014"):
        assert words not in said.lower(), words


@pytest.mark.parametrize("kind", [WorkKind, SurveyConduct, MarkerKind, PositionMethod, LegalStatus, Side])
def test_no_word_of_the_program_that_leaves_judges(workspace, kind):
    """Words of persons pass the table of phrases; those of the program stand beside it and must do so too."""
    rules = release_rules(workspace)
    for language in ("vi", "zh", "en"):
        speaker = Speaker((language,), rules.profile("counterpart"), rules.phrases)
        for each in kind:
            (said,) = speaker.term(each)
            assert find_judging(said, rules.phrases) == (), said


def test_only_distances_of_the_common_agreement_are_named(workspace):
    contents = gather_area(workspace, AREA)
    shared = [rule for rule in contents.book.rules if is_shared(rule)]
    assert {rule.document for rule in shared} == {"agreement-2009"}
    assert "7(3)" not in {rule.article for rule in shared}, "its width is what one office has set"
    assert shared_distances(contents.book, contents.day)[30.0] == "21(1), 21(3)"


def test_the_office_itself_keeps_its_verdicts(measured):
    made = make(measured, profile="internal")
    assert table_of(made, "verdicts") is not None
    assert table_of(made, "distances") is None


def test_the_map_calls_incidents_matters_for_the_other_side(workspace):
    def text_of(profile):
        made = make(workspace, profile=profile)
        return pypdfium2.PdfDocument(file_of(made, "-map.pdf"))[0].get_textpage().get_text_range()

    assert "Vấn đề hai Bên trao đổi" in " ".join(text_of("joint").split())
    assert "Vụ việc" not in text_of("joint")
    assert "Vụ việc" in text_of("internal")
