"""What a report says besides its words is sealed with it, and the view says what follows from it."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from border_gis.access import Secrecy
from border_gis.boundary.dates import PartialDate
from border_gis.errors import DataError, NotFoundError
from border_gis.incidents.integrity import CANONICAL_FORM, hash_report, write_canonical
from border_gis.incidents.particulars import FollowUp, Particulars
from border_gis.incidents.view import derive_incident
from border_gis.stores.care import rebuild_view, verify_store
from border_gis.stores.report_rows import seal_report
from tests.stores.builders import build_incident, build_opening, build_report
from tests.stores.test_integrity import run_raw, unlock

NOTE = Particulars(
    step="note_sent",
    from_whom="UBND tỉnh Cao Bằng",
    to_whom="Chính phủ nhân dân Quảng Tây",
    paper="note",
    paper_number="12/CH-UBND",
    paper_date=PartialDate(2026, 5, 2),
    awaits=("note_reply",),
    follow_up=FollowUp(date(2026, 6, 1), "Hỏi lại nếu chưa có phúc đáp"),
)


@pytest.fixture
def incident_id(store):
    incident = build_incident(
        secrecy=Secrecy.MAT, event_kind="border_works", works=("w1",), markers=("m1", "m2")
    )
    opening = build_opening(incident)
    assert opening.secrecy is Secrecy.MAT
    store.append_reports([opening], "CB-2026")
    return opening.incident_id


def test_ties_secrecy_and_particulars_come_back_as_they_were_appended(store, location, incident_id):
    asked = build_report(incident_id, particulars=NOTE, secrecy=Secrecy.TOI_MAT)
    (view,) = store.append_reports([asked])
    assert store.reports(incident_id)[1] == asked
    assert view == store.incident(incident_id) == derive_incident(store.reports(incident_id))
    assert (view.secrecy, view.event_kind, view.works, view.markers) == (
        Secrecy.MAT,
        "border_works",
        ("w1",),
        ("m1", "m2"),
    )
    assert [one.report_id for one in view.awaited] == [one.report_id for one in view.follow_ups] == [asked.id]
    assert verify_store(location).findings == ()


def test_a_reply_and_a_closing_report_take_away_what_was_open(store, location, incident_id):
    asked = build_report(incident_id, particulars=NOTE)
    store.append_reports([asked])
    answer = build_report(incident_id, 2, particulars=Particulars(step="note_reply", closes=(asked.id,)))
    (view,) = store.append_reports([answer])
    assert (view.awaited, view.follow_ups) == ((), ())
    assert verify_store(location).findings == ()
    assert rebuild_view(location) == 1
    assert store.incident(incident_id) == view


def test_a_report_answers_and_closes_only_reports_of_its_incident(store, incident_id):
    other = build_opening()
    store.append_reports([other], "CB-2026")
    for particulars in (Particulars(answers=other.id), Particulars(closes=(other.id,))):
        with pytest.raises(NotFoundError, match=r"store\.unknown_report"):
            store.append_reports([build_report(incident_id, particulars=particulars)])


def test_particulars_that_no_home_can_store_are_refused(store, incident_id):
    with pytest.raises(DataError, match=r"store\.text_not_storable"):
        store.append_reports([build_report(incident_id, particulars=Particulars(from_whom="a\0"))])


def test_particulars_that_were_changed_or_removed_are_found(store, location, incident_id):
    asked = build_report(incident_id, particulars=NOTE, secrecy=Secrecy.MAT)
    store.append_reports([asked])
    other = write_canonical({"step": "survey"})
    for text in ("", other):
        run_raw(
            location,
            *unlock(location),
            f"UPDATE incidents_reports SET particulars = '{text}' WHERE sequence = 2",
        )
        assert verify_store(location).findings[0].code == "verify.chain_content"


def test_a_report_without_particulars_is_sealed_in_the_form_of_earlier_stores():
    report = build_report("i1")
    sealed = seal_report(report, 1)
    covered = [
        getattr(sealed, name)
        for name in (
            "sequence", "id", "incident_id", "kind", "recorded_at", "author", "machine", "event_date", "text",
            "source_paper", "changes", "corrects", "attachments", "chain_position", "previous_hash",
        )
    ]  # fmt: skip
    values = {name: getattr(sealed, name) for name in sealed.__slots__}
    assert sealed.particulars == ""
    assert hash_report(values) == sealed.hash
    form = write_canonical([CANONICAL_FORM, *covered])
    assert sealed.hash == hashlib.sha256(form.encode()).hexdigest()
    with_step = seal_report(replace(report, particulars=Particulars(step="survey")), 1)
    assert with_step.hash != sealed.hash
