"""An incident's whole way through the public doors, on both homes: from the first word to the dossier."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from border_gis.access import Secrecy, office_actor
from border_gis.boundary.dates import PartialDate
from border_gis.incidents.model import IncidentParty, IncidentState
from border_gis.incidents.particulars import FollowUp, Particulars
from border_gis.incidents.steps import SuggestionReason, suggest_state, suggest_steps
from border_gis.incidents.waits import DaySpan
from border_gis.services.as_of import incidents_as_of
from border_gis.services.attachments import keep_attachment
from border_gis.services.demonstration import load_demonstration
from border_gis.services.due import list_due
from border_gis.services.incidents import IncidentDraft, add_report, record_incident, show_incident
from border_gis.services.searching import search_incidents
from border_gis.services.timelines import incident_timeline, marker_timeline
from border_gis.services.workflow import list_workflow
from border_gis.services.workspaces import Workspace
from border_gis.settings import build_settings
from border_gis.stores.care import rebuild_view, verify_store

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)

WAY = (
    # step, happened, days after the start on which it was written down, kind of paper, its number
    ("field_survey", "2026-03-05", 5, "survey_minutes", ""),
    ("report_up", "2026-03", 10, "report_paper", "21/BC-SNgV"),
    ("direction", "2026-03-20", 20, "dispatch", "311/UBND-NC"),
    ("note_sent", "2026-04-01", 31, "note", "12/CH-UBND"),
    ("note_reply_received", "2026-05", 80, "note_reply", "7"),
    ("talks", "2026-06-11", 102, "reserved_minutes", ""),
    ("joint_survey", "2026-08-03", 155, "survey_minutes", ""),
    ("settled", "2026-10-30", 243, "report_paper", "98/BC-SNgV"),
    ("reopened", "2026-11-10", 254, "report_paper", ""),
)


@pytest.fixture
def workspace(store, tmp_path):
    settings = build_settings({}, workspace_folder=tmp_path / "workspace")
    data = load_demonstration(settings.data_folder)
    store.add_line(data.lines[0])
    store.add_markers([marker for marker in data.markers if 625 <= marker.reference.number <= 645])
    return Workspace(settings, store, office_actor("Cán bộ trực"))


def test_an_incident_goes_its_whole_way(workspace, location):
    incident = record_incident(
        workspace,
        IncidentDraft(
            "Đường tuần tra của phía Trung Quốc",
            "patrol_road",
            IncidentParty.CN,
            date=PartialDate(2026, 3),
            place_text="632-633",
            province="Cao Bằng",
            unit_as_written="huyện Hà Quảng",
            particulars=Particulars(step="first_information", from_whom="Đồn biên phòng"),
        ),
        START,
    )
    workflow = list_workflow(workspace)
    for step, happened, days, paper, number in WAY:
        page = show_incident(workspace, incident.id)
        suggested = {one.step.code: one for one in suggest_steps(workflow, page.reports)}
        assert step in suggested or step in ("note_sent", "reopened", "joint_survey", "settled")
        if step == "note_reply_received":
            assert suggested[step].reason is SuggestionReason.ANSWERS
        minutes = keep_attachment(workspace, f"{step}.pdf", b"%PDF-1.7\n" + step.encode() + b"\n%%EOF\n")
        view = add_report(
            workspace,
            incident.id,
            f"Bước {step}",
            event_date=PartialDate.fromisoformat(happened),
            seen_report_id=page.last_report_id,
            recorded_at=START + timedelta(days=days),
            attachments=(minutes.sha256,),
            particulars=Particulars(step=step, paper=paper, paper_number=number),
        )
        state = suggest_state(workflow, show_incident(workspace, incident.id).reports)
        if state is not None and state is not view.state:
            add_report(
                workspace,
                incident.id,
                changes={"state": state.value},
                recorded_at=START + timedelta(days=days),
            )

    view = show_incident(workspace, incident.number).incident
    assert view.state is IncidentState.IN_PROGRESS
    assert view.awaited == ()
    timeline = incident_timeline(workspace, incident.number, TODAY)
    assert {wait.asked.particulars.step: wait.days for wait in timeline.waits} == {
        "report_up": DaySpan(0, 19),
        "note_sent": DaySpan(30, 60),
    }
    told = [entry.step for entry in timeline.entries if entry.step]
    assert told == ["first_information", *(step for step, *_ in WAY)]
    assert [one.number for one in marker_timeline(workspace, "633", TODAY).incidents] == [incident.number]

    assert incidents_as_of(workspace, date(2026, 3, 1), "known") == ()
    (then,) = incidents_as_of(workspace, date(2026, 10, 1), "known")
    assert then.incident.state is IncidentState.SURVEYED

    for text in ("632", "12/CH-UBND", "duong tuan tra", "Ha Quang", incident.number):
        assert [one.incident.number for one in search_incidents(workspace, text)] == [incident.number]

    add_report(
        workspace,
        incident.id,
        "Gửi công hàm lần hai",
        event_date=PartialDate(2026, 11, 12),
        secrecy=Secrecy.MAT,
        particulars=Particulars(step="note_sent", follow_up=FollowUp(date(2026, 11, 20), "Gọi điện hỏi")),
        recorded_at=START + timedelta(days=256),
    )
    found = list_due(workspace, TODAY)
    assert [one.params["words"] for one in found.overdue] == ["Gọi điện hỏi"]
    assert [one.wait.days for one in found.waiting] == [DaySpan(10, 10)]
    low = workspace.acting_as(replace(workspace.actor, clearance=Secrecy.NONE))
    assert search_incidents(low, "632") == ()

    assert verify_store(location).findings == ()
    before = show_incident(workspace, incident.id).incident
    assert rebuild_view(location) == 1
    assert show_incident(workspace, incident.id).incident == before
    assert verify_store(location).findings == ()
