"""Steps, papers and kinds of incident are lists that an office extends, and mistakes are named."""

import tomllib
from pathlib import Path

import pytest

from border_gis.access import Actor, Role, office_actor
from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError, ForbiddenError
from border_gis.incidents.categories import Category, IncidentCategory
from border_gis.incidents.model import IncidentState
from border_gis.incidents.particulars import Particulars
from border_gis.incidents.step_reading import (
    describe_paper,
    describe_step,
    read_event_kinds,
    read_workflow,
)
from border_gis.incidents.steps import (
    Lane,
    PaperKind,
    Step,
    SuggestionReason,
    suggest_state,
    suggest_steps,
)
from border_gis.services.categories import keep_category, list_categories, name_categories
from border_gis.services.workflow import (
    keep_paper_kind,
    keep_step,
    list_event_kinds,
    list_workflow,
)
from border_gis.services.workspaces import init_workspace
from border_gis.settings import build_settings
from tests.incidents.test_waits import report

DATA = Path(__file__).parents[2] / "data" / "workflow"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    opened = init_workspace(build_settings({}, workspace_folder=tmp_path_factory.mktemp("office") / "w"))
    yield opened.acting_as(office_actor("Cán bộ trực"))
    opened.close()


@pytest.fixture(scope="module")
def workflow(workspace):
    return list_workflow(workspace)


def test_every_step_of_an_incident_has_names_a_side_and_a_way_on(workflow):
    assert len(workflow.steps) >= 20
    for step in workflow.steps:
        assert step.name["vi"] and step.name["en"]
        assert step.papers
        assert step.next or step.code == "periodic_report"
    assert {step.lane for step in workflow.steps} == {Lane.OURS, Lane.THEIRS, Lane.JOINT}
    assert workflow.step("note_sent").awaits == ("note_reply_received",)


def test_a_step_that_answers_is_of_the_other_side_or_from_above(workflow):
    """A note to the other side is answered by it; what asks the province or the centre, by them."""
    asks_within = {"report_up", "ask_centre", "survey_point_proposed", "approval_asked"}
    for step in workflow.steps:
        for code in step.awaits:
            assert workflow.step(code).lane is not step.lane or step.code in asks_within


def test_the_treatys_list_has_fourteen_kinds_and_categories_name_only_those(workspace):
    kinds = list_event_kinds(workspace)
    assert [kind.number for kind in kinds] == list(range(1, 15))
    named = {category.event_kind for category in list_categories(workspace)} - {""}
    assert named <= {kind.code for kind in kinds}


def test_steps_and_papers_are_read_back_as_they_were_described(workflow):
    said = {
        "step": [describe_step(step) for step in workflow.steps],
        "paper": [describe_paper(paper) for paper in workflow.papers],
    }
    assert read_workflow({"x.toml": said}) == workflow


GOOD = 'code = "a"\nside = "ours"\nname = { vi = "a", en = "a" }\n'


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        (GOOD + 'colour = "red"', "workflow.unknown_field", "colour"),
        (GOOD.replace('"a"\n', '"a b"\n', 1), "workflow.bad_code", "code"),
        (GOOD.replace("ours", "upwards"), "workflow.bad_choice", "side"),
        (GOOD + 'state = "gone"', "workflow.bad_choice", "state"),
        (GOOD + 'begins = "yes"', "workflow.bad_choice", "begins"),
        (GOOD + 'awaits = ["nothing"]', "workflow.unknown_code", "awaits"),
        (GOOD + 'next = ["nothing"]', "workflow.unknown_code", "next"),
        (GOOD + 'papers = ["napkin"]', "workflow.unknown_code", "papers"),
        (GOOD + 'papers = "note"', "workflow.bad_codes", "papers"),
        (GOOD.replace(', en = "a"', ""), "workflow.words_missing", "name"),
        (GOOD.replace("en =", "fr ="), "workflow.unknown_language", "name"),
        (GOOD.replace('{ vi = "a", en = "a" }', '"a"'), "workflow.bad_words", "name"),
        (GOOD + 'from = { vi = "a" }', "workflow.words_missing", "from"),
        (GOOD + "[[step]]\n" + GOOD, "workflow.code_twice", "code"),
    ],
)
def test_a_mistake_in_a_list_names_file_entry_and_field(text, code, field):
    with pytest.raises(DataError) as error:
        read_workflow({"steps.toml": tomllib.loads("[[step]]\n" + text)})
    assert error.value.code == code
    assert (error.value.params["file"], error.value.params["field"]) == ("steps.toml", field)
    assert error.value.params["entry"] in ("a", "a b")


@pytest.mark.parametrize("number", ["0", '"1"', "true"])
def test_an_event_kind_without_its_number_is_refused(number):
    said = tomllib.loads(f'[[event_kind]]\ncode = "a"\nnumber = {number}\nname = {{ vi = "a", en = "a" }}')
    with pytest.raises(DataError, match=r"workflow\.bad_number"):
        read_event_kinds("event_kinds.toml", said)


def test_an_office_adds_a_step_and_a_paper_of_its_own(workspace):
    words = {"vi": "họp Ban chỉ đạo", "en": "steering committee"}
    keep_paper_kind(workspace, PaperKind("conclusion", {"vi": "thông báo kết luận", "en": "conclusion"}))
    step = Step("committee", words, Lane.OURS, {}, {}, papers=("conclusion",), next=("report_up",))
    keep_step(workspace, step)
    keep_step(workspace, step)
    kept = list_workflow(workspace).step("committee")
    assert (kept.name, kept.is_own, kept.papers) == (words, True, ("conclusion",))
    with pytest.raises(DataError, match=r"workflow\.unknown_code"):
        keep_step(workspace, Step("bad", words, Lane.OURS, {}, {}, next=("nowhere",)))
    assert list_workflow(workspace).step("bad") is None
    viewer = workspace.acting_as(Actor("x", Role.RECORDER))
    with pytest.raises(ForbiddenError):
        keep_step(viewer, step)


def test_an_office_adds_kinds_of_incident_and_takes_some_out_of_use(workspace):
    keep_category(workspace, Category("smuggling", {"vi": "buôn lậu", "en": "smuggling"}, "goods"))
    keep_category(workspace, Category(IncidentCategory.RAILWAY, in_use=False))
    listed = {category.code: category for category in list_categories(workspace)}
    assert (listed["smuggling"].is_own, listed["railway"].in_use) == (True, False)
    names = name_categories(workspace, "vi")
    assert (names["smuggling"], names["railway"]) == ("buôn lậu", "đường sắt")
    for wrong in (
        Category("bad code", {"vi": "a", "en": "a"}),
        Category("nameless"),
        Category("half", {"vi": "a"}),
        Category("tied", {"vi": "a", "en": "a"}, "weather"),
    ):
        with pytest.raises(DataError, match=r"categories\.bad_field"):
            keep_category(workspace, wrong)
    assert len(list_categories(workspace)) == len(listed)


def codes(workflow, *reports):
    return [(one.step.code, one.reason.value) for one in suggest_steps(workflow, reports)]


def test_what_may_come_next_is_suggested_from_what_has_happened(workflow):
    nothing = report(0)
    assert ("first_information", "begins") in codes(workflow, nothing)
    surveyed = report(1, "field_survey")
    assert codes(workflow, nothing, surveyed) == [("report_up", "follows")]
    assert suggest_state(workflow, [nothing, surveyed]) is IncidentState.SURVEYED
    assert suggest_state(workflow, [nothing]) is None


def test_a_reply_that_is_out_is_suggested_first_until_it_is_there(workflow):
    note = report(1, "note_sent", awaits=("note_reply_received",))
    later = report(2, "monitoring")
    assert codes(workflow, report(0), note, later)[0] == ("note_reply_received", "answers")
    (first, *_) = suggest_steps(workflow, [report(0), note, later])
    assert (first.reason, first.report_id) == (SuggestionReason.ANSWERS, "r1")
    answered = report(3, "note_reply_received")
    assert ("note_reply_received", "answers") not in codes(workflow, report(0), note, later, answered)


def test_a_step_that_no_list_has_any_more_is_no_obstacle(workflow):
    gone = report(1, "abolished", paper="parchment", paper_date=PartialDate(2020))
    assert workflow.lane_of(gone) is Lane.NONE
    assert workflow.paper("parchment") is None
    assert codes(workflow, report(0), gone)[0][1] == "begins"
    assert Particulars(step="abolished").step == "abolished"
