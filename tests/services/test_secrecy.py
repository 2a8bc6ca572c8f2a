"""The same queries as two people: what one may not see is not there, not counted and not hinted at.

Two workspaces are the same but for what is secret in one of them. Whoever is not cleared for it
gets the same answers from every service in both.
"""

import re
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from border_gis.access import Role, Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.errors import BorderGisError, ForbiddenError, NotFoundError
from border_gis.incidents.attachments import LevelChange, hash_content
from border_gis.incidents.model import Incident
from border_gis.incidents.particulars import FollowUp, Particulars
from border_gis.incidents.view import open_incident
from border_gis.services.as_of import incidents_as_of
from border_gis.services.attachments import keep_attachment, list_attachments, read_attachment
from border_gis.services.audit import list_audit_entries
from border_gis.services.changes import EVERY_REPORT, list_last_changes
from border_gis.services.due import list_due
from border_gis.services.duplicates import find_duplicates
from border_gis.services.everything import search_everything
from border_gis.services.incidents import (
    IncidentDraft,
    IncidentFilter,
    add_report,
    count_incidents,
    list_incidents,
    preview_incident,
    record_incident,
    show_incident,
)
from border_gis.services.mapping import build_map_content, draw_map, save_map
from border_gis.services.markers import show_marker
from border_gis.services.meeting import find_meeting_incidents, find_tied_incidents
from border_gis.services.moments import list_moments
from border_gis.services.period_reports import count_period
from border_gis.services.places import describe_place, find_places
from border_gis.services.proceeding_drafts import ProceedingDraft
from border_gis.services.proceedings import ProceedingFilter, list_proceedings, record_proceeding
from border_gis.services.releasing import list_releases, prepare_release
from border_gis.services.searching import search_incidents, search_records
from border_gis.services.surveys import SurveyDraft, find_area, list_areas, record_area
from border_gis.services.timelines import find_timeline, marker_timeline, stretch_timeline
from border_gis.services.verification import verify_workspace
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores import IncidentQuery, create_store
from border_gis.surveys.contents import Period
from tests.actors import OFFICER, acting
from tests.stores.builders import build_incident
from tests.stores.conftest import cluster, home, location, new_location

__all__ = ["cluster", "home", "location", "new_location"]

PLACE, WORD = "834/1-835", "kết giới lam"
FILE, OPEN_FILE = b"%PDF-1.7 secret", b"%PDF-1.7 open"
TODAY = date(2026, 11, 22)
LONG_AGO = datetime(2026, 6, 1, 3, tzinfo=UTC)

OWN_NAME = re.compile("[0-9a-f]{32}")
"""Every map that is drawn gives its parts names of its own."""


def keep_secret(workspace):
    """Record everything that can be secret, at every level."""
    file = keep_attachment(workspace, "a.pdf", FILE)
    for number, level in enumerate([Secrecy.MAT, Secrecy.TOI_MAT, Secrecy.TUYET_MAT]):
        draft = IncidentDraft(
            f"{WORD} {number}",
            "fence",
            date=PartialDate(2026, 5),
            place_text=PLACE,
            province="Cao Bằng",
            description=WORD,
            secrecy=level,
            particulars=Particulars(
                step="note_sent", paper_number="77/SNgV", follow_up=FollowUp(TODAY, WORD)
            ),
            asks_reply=True,
        )
        made = record_incident(workspace, draft, LONG_AGO)
        add_report(workspace, made.id, WORD, attachments=(file.sha256,), recorded_at=LONG_AGO, secrecy=level)
    # An open incident that a report of higher level made secret.
    later = IncidentDraft(f"{WORD} sau", "fence", place_text=PLACE, province="Lạng Sơn")
    opened = record_incident(workspace, replace(later, secrecy=Secrecy.MAT), LONG_AGO)
    area = SurveyDraft(WORD, reference_text=PLACE, province="Cao Bằng", secrecy=Secrecy.MAT)
    record_area(workspace, replace(area, incident_id=opened.id), LONG_AGO)
    own = ProceedingDraft("comments", WORD, PartialDate(2026, 5), province="Cao Bằng", secrecy=Secrecy.MAT)
    record_proceeding(workspace, replace(own, incidents=(opened.number,)), recorded_at=LONG_AGO)


@pytest.fixture(scope="module")
def settings(made_workspace, tmp_path_factory):
    made = []
    for name in ("without", "with"):
        folder = Path(shutil.copytree(made_workspace, tmp_path_factory.mktemp(name) / "workspace"))
        made.append(build_settings({}, workspace_folder=folder, officer=OFFICER))
    workspace = open_workspace(made[1])
    keep_secret(workspace)
    workspace.close()
    return made


@pytest.fixture(scope="module")
def twins(settings):
    opened = [open_workspace(each) for each in settings]
    yield [acting(each, role=Role.ADMINISTRATOR, clearance=Secrecy.NONE) for each in opened]
    for each in opened:
        each.close()


@pytest.fixture(scope="module")
def cleared(twins):
    return acting(twins[1], clearance=Secrecy.TUYET_MAT)


def blank(ws):
    place = show_incident(ws, "CB-2022-006").incident
    return Incident("x", "", WORD, "fence", place.party, place.state, PartialDate(2026, 5), place.places)


def first_choice(ws):
    return find_places(ws, PLACE).choices[0]


QUERIES = {
    "list": list_incidents,
    "list by words": lambda ws: list_incidents(ws, IncidentFilter(text=WORD)),
    "list by province": lambda ws: list_incidents(ws, IncidentFilter(provinces=("Cao Bằng",))),
    "first page": lambda ws: list_incidents(ws, IncidentFilter(limit=3)),
    "count": count_incidents,
    "count by year": lambda ws: count_incidents(ws, IncidentFilter(years=(2026,))),
    "count waiting": lambda ws: count_incidents(ws, IncidentFilter(awaits_reply=True)),
    "store's box": lambda ws: ws.store.find_incidents(IncidentQuery(box=(102.0, 20.0, 109.0, 24.0))),
    "asked with a clearance": lambda ws: list_incidents(ws, IncidentFilter(clearance=Secrecy.TUYET_MAT)),
    "preview": lambda ws: (
        preview_incident(
            ws, IncidentDraft(WORD, "fence", place_text=PLACE, date=PartialDate(2026, 5))
        ).duplicates
    ),
    "duplicates": lambda ws: find_duplicates(ws, blank(ws), ("77/SNgV",)),
    "search": lambda ws: search_everything(ws, WORD),
    "search a place": lambda ws: search_everything(ws, PLACE),
    "search a paper": lambda ws: search_everything(ws, "77/SNgV"),
    "search a number": lambda ws: search_everything(ws, "CB-2026-C-001"),
    "search reports": lambda ws: search_incidents(ws, WORD),
    "search records": lambda ws: search_records(ws, WORD),
    "due": lambda ws: list_due(ws, TODAY),
    "last changes": list_last_changes,
    "as of": lambda ws: incidents_as_of(ws, TODAY),
    "moments": list_moments,
    "marker": lambda ws: show_marker(ws, "834/1"),
    "marker's timeline": lambda ws: marker_timeline(ws, "834/1", TODAY),
    "stretch's timeline": lambda ws: stretch_timeline(ws, PLACE, TODAY),
    "place": lambda ws: describe_place(ws, first_choice(ws)),
    "meeting": lambda ws: find_meeting_incidents(ws, show_incident(ws, "CB-2022-006").incident.places),
    "tied": lambda ws: find_tied_incidents(ws, "survey_areas", "any"),
    "areas": list_areas,
    "own work": lambda ws: list_proceedings(ws, ProceedingFilter(withdrawn=True)),
    "own work by words": lambda ws: list_proceedings(ws, ProceedingFilter(text=WORD)),
    "history of own work": lambda ws: [one.object_id for one in ws.store.register_history("proceedings")],
    "report of a period": lambda ws: count_period(ws, Period(date(2026, 1, 1), TODAY), "", TODAY),
    "files": lambda ws: ws.store.attachments(),
    "one file": lambda ws: list_attachments(ws, (hash_content(FILE),)),
    "reports naming": lambda ws: ws.store.reports_naming(hash_content(FILE)),
    "history of areas": lambda ws: ws.store.register_history("survey_areas"),
    "unchanged": lambda ws: sorted(ws.store.incidents_unchanged_since(datetime.now(UTC))),
    "opened": lambda ws: sorted(ws.store.incidents_opened_by(datetime.now(UTC))),
    "map's content": lambda ws: build_map_content(ws).incidents,
    "map": lambda ws: OWN_NAME.sub("", draw_map(ws, "vi")),
    "releases": list_releases,
}


@pytest.mark.parametrize("name", QUERIES)
def test_whoever_is_not_cleared_gets_the_answer_as_if_there_were_nothing(twins, name):
    without, with_secrets = (repr(QUERIES[name](ws)) for ws in twins)
    assert with_secrets == without.replace(
        str(twins[0].whole_store.location), str(twins[1].whole_store.location)
    )


@pytest.mark.parametrize(
    "name",
    [
        "list",
        "count",
        "list by words",
        "search",
        "due",
        "as of",
        "marker",
        "place",
        "areas",
        "own work",
        "own work by words",
        "history of own work",
        "report of a period",
        "files",
        "map",
        "duplicates",
    ],
)
def test_the_twin_whoever_is_cleared_gets_another_answer(twins, cleared, name):
    assert repr(QUERIES[name](cleared)) != repr(QUERIES[name](twins[1]))


@pytest.mark.parametrize("number", ["CB-2026-C-001", "CB-2026-B-001", "CB-2026-A-001", "LS-2026-C-001"])
def test_asking_by_number_says_what_is_said_of_a_number_that_nothing_has(twins, cleared, number):
    assert show_incident(cleared, number).incident.title.startswith(WORD)
    said = []
    for wanted in (number, "CB-2026-999"):
        for ask in (
            show_incident,
            find_timeline,
            lambda ws, it: prepare_release(ws, "incident", [it], "internal"),
        ):
            with pytest.raises(BorderGisError) as error:
                ask(twins[1], wanted)
            said.append(str(error.value).replace(wanted, "N"))
    assert said[:3] == said[3:]


def test_an_area_and_a_file_that_may_not_be_seen_are_not_there(twins, cleared):
    (area,) = [each for each in cleared.store.survey_areas() if each.name == WORD]
    for ask, wanted, other in [
        (find_area, area.number, "KS-CB-2026-999"),
        (read_attachment, hash_content(FILE), "0" * 64),
    ]:
        assert ask(cleared, wanted)
        said = []
        for each in (wanted, other):
            with pytest.raises(NotFoundError) as error:
                ask(twins[1], each)
            said.append(str(error.value).replace(each, "N"))
        assert said[0] == said[1]


def test_nothing_can_be_added_to_what_may_not_be_seen(twins, cleared):
    hidden = show_incident(cleared, "CB-2026-C-001")
    with pytest.raises(NotFoundError):
        add_report(twins[1], hidden.incident.id, "thêm")
    with pytest.raises(NotFoundError):
        add_report(twins[1], "CB-2022-006", "thêm", attachments=(hash_content(FILE),))
    assert len(show_incident(cleared, "CB-2026-C-001").reports) == len(hidden.reports)


def test_the_next_number_leaves_no_gap(settings, tmp_path):
    numbers = []
    for each in settings:
        folder = Path(shutil.copytree(each.workspace_folder, tmp_path / each.workspace_folder.parent.name))
        workspace = open_workspace(replace(each, workspace_folder=folder))
        low = acting(workspace, clearance=Secrecy.NONE)
        made = record_incident(low, IncidentDraft("Mới", "fence", province="Cao Bằng"), LONG_AGO)
        area = record_area(low, SurveyDraft("Mới", reference_text=PLACE, province="Cao Bằng"), LONG_AGO)
        numbers.append((made.number, area.number))
        workspace.close()
    assert numbers[0] == numbers[1]


def test_a_saved_map_has_nothing_of_what_its_maker_may_not_see(twins, cleared):
    assert WORD not in save_map(twins[1], "vi").decode()
    assert WORD in save_map(cleared, "vi").decode()


def test_what_is_kept_for_one_clearance_is_not_shown_to_another(twins, cleared):
    assert WORD in draw_map(cleared, "vi")
    assert WORD not in draw_map(twins[1], "vi")
    assert cleared.keep("x", lambda: "for the cleared") == "for the cleared"
    assert twins[1].keep("x", lambda: "for the others") == "for the others"


def test_the_whole_is_still_sound(settings):
    assert verify_workspace(settings[1]).findings == ()


# --- levels, on both homes ---------------------------------------------------------------------


@pytest.fixture
def office(location, tmp_path):
    create_store(location).close()
    environment = {"BORDER_GIS_STORE": location, "BORDER_GIS_OFFICER": OFFICER}
    opened = open_workspace(build_settings(environment, workspace_folder=tmp_path))
    yield opened
    opened.close()


def keep(office, level=Secrecy.NONE, **values):
    incident = replace(build_incident(), secrecy=level, **values)
    report = open_incident(incident, recorded_at=LONG_AGO, author=OFFICER, machine="may-1")
    return office.store.append_reports([report], "CB-2026")[0]


@pytest.mark.parametrize("clearance", Secrecy)
def test_counts_and_pages_are_those_of_what_may_be_seen(office, clearance):
    made = [keep(office, level) for _ in range(3) for level in Secrecy]
    ours = acting(office, clearance=clearance)
    seen = [each.id for each in reversed(made) if clearance.covers(each.secrecy)]
    assert [each.id for each in list_incidents(ours)] == seen
    assert count_incidents(ours) == len(seen)
    paged, before = [], None
    while page := list_incidents(ours, IncidentFilter(limit=2, before=before)):
        assert len(page) == 2 or len(paged) + len(page) == len(seen)
        paged += [each.id for each in page]
        before = paged[-1]
    assert paged == seen


def test_a_report_above_somebodys_clearance_takes_the_whole_incident_with_it(office):
    made = keep(office)
    low = acting(office, clearance=Secrecy.NONE)
    assert show_incident(low, made.number).incident.level is Secrecy.NONE
    add_report(office, made.id, "mật", secrecy=Secrecy.MAT)
    with pytest.raises(NotFoundError):
        show_incident(low, made.number)
    assert low.store.reports(made.id) == ()
    assert show_incident(acting(office, clearance=Secrecy.MAT), made.number).incident.level is Secrecy.MAT


def test_asking_by_number_for_what_may_not_be_seen_is_written_down_for_those_who_may_know(office):
    made = keep(office, Secrecy.TOI_MAT)
    with pytest.raises(NotFoundError):
        show_incident(acting(office, clearance=Secrecy.NONE), made.number)
    (entry,) = list_audit_entries(office)
    assert (entry.kind, entry.what, entry.subject, entry.reason) == (
        "refused", "look", "incident", "above_clearance",
    )  # fmt: skip
    assert made.number not in repr(entry)
    assert list_audit_entries(acting(office, clearance=Secrecy.MAT)) == ()


def test_only_an_approver_brings_a_level_down_and_then_it_is_seen_again(office):
    made = keep(office, Secrecy.MAT)
    recorder = acting(office, role=Role.RECORDER)
    with pytest.raises(ForbiddenError):
        add_report(recorder, made.id, changes={"secrecy": "none"})
    add_report(recorder, made.id, changes={"secrecy": "toi_mat"})
    add_report(acting(office, role=Role.APPROVER), made.id, changes={"secrecy": "none"})
    assert show_incident(acting(office, clearance=Secrecy.NONE), made.number).reports
    kept = keep_attachment(office, "a.pdf", FILE, secrecy=Secrecy.MAT)
    lower = LevelChange(kept.sha256, Secrecy.NONE, LONG_AGO, OFFICER, "may-1", "hết hạn")
    with pytest.raises(ForbiddenError):
        recorder.store.set_attachment_level(lower)


def test_nobody_sets_a_level_that_they_would_not_see(office):
    low = acting(office, role=Role.RECORDER, clearance=Secrecy.MAT)
    with pytest.raises(ForbiddenError, match="level_above_clearance"):
        record_incident(low, IncidentDraft("a", "fence", secrecy=Secrecy.TOI_MAT))
    with pytest.raises(ForbiddenError, match="level_above_clearance"):
        add_report(low, keep(office).id, "a", secrecy=Secrecy.TUYET_MAT)
    with pytest.raises(ForbiddenError, match="level_above_clearance"):
        keep_attachment(low, "a.pdf", FILE, secrecy=Secrecy.TOI_MAT)
    assert [entry.kind for entry in office.store.audit_entries()] == ["refused"] * 3


def test_a_file_is_seen_as_long_as_one_report_that_may_be_seen_names_it(office):
    for content, name in ((FILE, "a.pdf"), (OPEN_FILE, "b.pdf")):
        keep_attachment(office, name, content)
    secret, plain = keep(office, Secrecy.MAT), keep(office)
    add_report(office, secret.id, attachments=(hash_content(FILE), hash_content(OPEN_FILE)))
    add_report(office, plain.id, attachments=(hash_content(OPEN_FILE),))
    low = acting(office, clearance=Secrecy.NONE)
    assert [each.name for each in low.store.attachments()] == ["b.pdf"]
    assert low.store.reports_naming(hash_content(OPEN_FILE))[0][0] == plain.number
    assert len(low.store.reports_naming(hash_content(OPEN_FILE))) == 1


def test_a_secret_file_is_left_out_of_an_open_report(office):
    kept = keep_attachment(office, "a.pdf", FILE, secrecy=Secrecy.TOI_MAT)
    made = keep(office)
    add_report(office, made.id, "kèm tệp", attachments=(kept.sha256,))
    low = acting(office, clearance=Secrecy.MAT)
    assert show_incident(low, made.number).reports[-1].attachments == ()
    assert show_incident(office, made.number).reports[-1].attachments == (kept.sha256,)
    same = keep_attachment(low, "khác.pdf", FILE)
    assert (same.secrecy, same.name) == (Secrecy.NONE, "khác.pdf")


def test_found_reports_fill_their_page_with_what_may_be_seen(office):
    for number in range(12):
        keep(office, Secrecy.TUYET_MAT if number % 4 else Secrecy.NONE)
    low = acting(office, clearance=Secrecy.NONE)
    for most in (3, 99):
        assert len(low.store.find_reports(EVERY_REPORT, most, whole_words=False)) == 3
