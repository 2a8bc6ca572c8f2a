"""What the office did and wrote: numbered, sealed in the history, corrected and withdrawn by entries."""

from dataclasses import replace

import pytest

from border_gis.access import Secrecy
from border_gis.boundary.changes import ChangeNote
from border_gis.boundary.dates import PartialDate
from border_gis.boundary.gates import GateKind
from border_gis.errors import ConflictError, DataError, NotFoundError
from border_gis.proceedings.model import NamedGate, NamedPaper, Proceeding, ProceedingState
from border_gis.stores.care import verify_store
from tests.stores.builders import NOON
from tests.stores.test_integrity import run_raw

NOTE = ChangeNote("can-bo-1", "PC-01", NOON)


def build_proceeding(**values):
    return Proceeding(
        **{
            "id": "7c0b0a66-0000-4000-8000-000000000001",
            "kind": "gate_upgrade",
            "title": "Đề nghị nâng cấp 'Trà Lĩnh'",
            "happened": PartialDate(2022, 3),
            "until": PartialDate(2022, 5, 11),
            "state": ProceedingState.DRAFTED,
            "papers": (NamedPaper("Dự thảo công hàm", "12/CH", PartialDate(2022, 4, 1)), NamedPaper("khác")),
            "offices": ("Chính phủ nhân dân Quảng Tây",),
            "reference_as_written": "632-633",
            "gates": (NamedGate("Trà Lĩnh", GateKind.INTERNATIONAL), NamedGate("Bản Giốc")),
            "units": ("huyện Trùng Khánh",),
            "incidents": ("i-1",),
            "text": "<b>",
            "source": "Báo cáo năm",
            "province": "Cao Bằng",
            **values,
        }
    )


def test_what_was_recorded_comes_back_as_it_was_with_a_number(store):
    saved = store.record_proceeding(build_proceeding(), "CT-CB-2022", NOTE)
    assert saved == replace(build_proceeding(), number="CT-CB-2022-001")
    assert store.proceedings() == (saved,)
    assert store.proceeding(saved.id) == store.proceeding("ct-cb-2022-001") == saved
    secret = store.record_proceeding(build_proceeding(id="b", secrecy=Secrecy.MAT), "CT-CB-2022", NOTE)
    assert secret.number == "CT-CB-2022-C-001"
    assert store.record_proceeding(build_proceeding(id="c"), "CT-CB-2022", NOTE).number == "CT-CB-2022-002"


def test_the_same_is_recorded_once(store):
    saved = store.record_proceeding(build_proceeding(), "CT-CB-2022", NOTE)
    assert store.record_proceeding(build_proceeding(), "CT-CB-2022", NOTE) == saved
    assert len(store.proceedings()) == len(store.register_changes(saved.id)) == 1


def test_what_is_not_there_is_named(store):
    with pytest.raises(NotFoundError) as error:
        store.proceeding("CT-CB-1999-001")
    assert error.value.params["id"] == "CT-CB-1999-001"


def test_a_correction_is_another_entry_and_can_be_undone_by_a_third(store):
    saved = store.record_proceeding(build_proceeding(), "CT-CB-2022", NOTE)
    after = replace(saved, state=ProceedingState.SENT, gates=(NamedGate("Tà Lùng"),), number="X-1")
    changed = store.change_proceeding(saved, after, replace(NOTE, reason="đã gửi"))
    assert changed == replace(after, number=saved.number)
    added, correction = store.register_changes(saved.id)
    assert (added.kind, added.before) == ("added", {})
    assert (correction.kind, correction.reason, correction.author) == ("changed", "đã gửi", "can-bo-1")
    assert set(correction.after) == {"state", "gates"}
    assert (correction.before["state"], correction.after["state"]) == ("drafted", "sent")
    assert store.undo_proceeding_change(correction.id, NOTE) == saved
    assert [entry.kind for entry in store.register_changes(saved.id)] == ["added", "changed", "undone"]
    with pytest.raises(DataError, match="undone_already"):
        store.undo_proceeding_change(correction.id, NOTE)
    with pytest.raises(DataError, match="not_to_be_undone"):
        store.undo_proceeding_change(added.id, NOTE)


def test_two_persons_correct_different_fields_and_neither_is_lost_and_the_same_field_is_a_conflict(store):
    saved = store.record_proceeding(build_proceeding(), "CT-CB-2022", NOTE)
    store.change_proceeding(saved, replace(saved, text="một"), NOTE)
    both = store.change_proceeding(saved, replace(saved, source="khác"), NOTE)
    assert (both.text, both.source) == ("một", "khác")
    with pytest.raises(ConflictError) as error:
        store.change_proceeding(saved, replace(saved, text="hai"), NOTE)
    assert error.value.params["author"] == "can-bo-1"
    assert [finding.code for finding in error.value.params["fields"]] == ["proceeding_field.text"]
    assert store.proceeding(saved.id).text == "một"


def test_an_undoing_does_not_overwrite_what_was_changed_since(store):
    saved = store.record_proceeding(build_proceeding(), "CT-CB-2022", NOTE)
    first = store.change_proceeding(saved, replace(saved, text="một"), NOTE)
    store.change_proceeding(first, replace(first, text="hai"), NOTE)
    with pytest.raises(ConflictError):
        store.undo_proceeding_change(store.register_changes(saved.id)[1].id, NOTE)


def test_a_correction_that_corrects_nothing_leaves_no_trace(store):
    saved = store.record_proceeding(build_proceeding(), "CT-CB-2022", NOTE)
    assert store.change_proceeding(saved, saved, NOTE) == saved
    assert len(store.register_changes(saved.id)) == 1


def test_it_is_sealed_and_a_hand_in_the_database_is_found(store, location):
    saved = store.record_proceeding(build_proceeding(), "CT-CB-2022", NOTE)
    store.change_proceeding(saved, replace(saved, is_withdrawn=True), NOTE)
    store.close()
    found = verify_store(location)
    assert (found.findings, found.changes) == ((), 2)
    run_raw(location, "UPDATE proceedings SET title = 'khác'")
    (finding,) = verify_store(location).findings
    assert (finding.code, finding.params["table"]) == ("verify.register_differs", "proceedings")
    assert finding.params["fields"] == ["title"]


def test_what_ships_is_there_with_a_history_that_says_so(store):
    shipped = build_proceeding(number="CT-CB-2022-001", demonstration=True)
    store.add_proceedings([shipped])
    assert store.proceedings() == (shipped,)
    (entry,) = store.register_changes(shipped.id)
    assert (entry.kind, entry.author, entry.table) == ("added", "demonstration", "proceedings")
    assert store.holds_demonstration()
    assert store.record_proceeding(build_proceeding(id="b"), "CT-CB-2022", NOTE).number == "CT-CB-2022-002"
