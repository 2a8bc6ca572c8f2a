"""A pack comes back as reports: what is in dispute is shown, and nothing is overwritten."""

import shutil
import struct
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from border_gis.access import Role
from border_gis.errors import ConflictError, DataError, ForbiddenError, StoreError
from border_gis.incidents.model import IncidentState
from border_gis.services.attachments import list_attachments
from border_gis.services.cleared import ClearedStore
from border_gis.services.field_packs import archive_pack, make_field_pack
from border_gis.services.field_returns import preview_return, take_return
from border_gis.services.field_undoing import undo_return
from border_gis.services.incidents import add_report, show_incident
from border_gis.services.markers import change_marker, show_marker
from border_gis.services.verification import verify_workspace
from border_gis.services.work_recording import add_work_state
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.surveys.field import FieldKind
from border_gis.surveys.field_compare import FieldOutcome
from border_gis.works.model import WorkState
from tests.actors import OFFICER, acting
from tests.exchange.photo_builders import build_photo, build_picture
from tests.field_edits import change, connect, edit, find_geopackage, observe

AREA = "KS-CB-2022-001"
PLACE = (105.704, 23.036)


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


@pytest.fixture
def pack(workspace, tmp_path):
    make_field_pack(workspace, AREA, tmp_path / "pack")
    return tmp_path / "pack"


@pytest.fixture
def look(workspace, tmp_path):
    rounds = iter(range(100))

    def preview(path):
        return preview_return(workspace, path, tmp_path / f"scratch-{next(rounds)}")

    return preview


def marker_of(workspace, reference="571"):
    return show_marker(workspace, reference).marker


def the_work(workspace, preview):
    objects = workspace.store.field_objects(preview.pack.id)
    return next(one.object_id for one in objects if one.kind is FieldKind.WORK)


def test_a_pack_that_nobody_touched_brings_nothing(workspace, pack, look):
    before = workspace.data_version
    preview = look(pack)
    assert {item.outcome for item in preview.items} == {FieldOutcome.SAME}
    assert take_return(workspace, preview) is None
    assert workspace.data_version == before


def test_the_condition_of_a_marker_becomes_an_entry_of_the_register(workspace, pack, look):
    change(pack, "markers", "reference", "571", condition="hư hỏng", field_note="Vỡ góc phía đông")
    entry = take_return(workspace, look(pack))
    marker = marker_of(workspace)
    assert (marker.condition, marker.last_inspected) == ("hư hỏng", date(2026, 11, 20))
    (changed,) = workspace.store.register_changes(marker.id)
    assert changed.author == OFFICER
    assert changed.machine
    assert "Vỡ góc phía đông" in changed.reason
    assert "20/11/2026 09:30" in changed.reason
    assert [deed.entry for deed in entry.deeds] == [changed.id]


def test_a_note_or_a_photo_alone_says_that_the_marker_was_inspected(workspace, pack, look):
    change(pack, "markers", "reference", "572", field_note="Không có gì thay đổi")
    take_return(workspace, look(pack))
    marker = marker_of(workspace, "572")
    assert (marker.condition, marker.last_inspected) == (None, date(2026, 11, 20))


def test_the_state_of_a_work_becomes_a_state_report(workspace, pack, look):
    change(pack, "work_lines", "rowid", 1, state="completed", field_note="Đã kéo xong lưới")
    preview = look(pack)
    work_id = the_work(workspace, preview)
    take_return(workspace, preview)
    reported = workspace.store.register_changes(work_id)[-1]
    assert (reported.kind, reported.state) == ("state", "completed")
    assert reported.event_date.isoformat() == "2026-11-20"
    assert "Đã kéo xong lưới" in reported.reason
    assert "Gói thực địa" in reported.paper
    assert workspace.store.work(work_id).state is WorkState.COMPLETED


def test_an_incident_gets_a_report_with_its_photos_as_evidence(workspace, pack, look):
    (pack / "DCIM" / "incidents_1_1.jpg").write_bytes(build_photo())
    (pack / "DCIM" / "lac.jpg").write_bytes(build_photo())
    number = look(pack).items[0].label
    change(
        pack, "incidents", "number", number,
        state="surveyed", field_note="Đã đo đạc", photo_1="DCIM/incidents_1_1.jpg", photo_2="DCIM/mat.jpg",
    )  # fmt: skip
    preview = look(pack)
    assert {each.code for each in preview.findings} == {"field.photo_missing", "field.loose_photo"}
    take_return(workspace, preview)
    page = show_incident(workspace, number)
    report = page.reports[-1]
    assert (report.kind, report.changes) == ("changed", {"state": "surveyed"})
    assert report.text.startswith("Đã đo đạc")
    assert report.event_date.isoformat() == "2026-11-20"
    (kept,) = list_attachments(workspace, report.attachments)
    assert kept.name == "incidents_1_1.jpg"
    # The photo that was missing comes later, and only that.
    assert take_return(workspace, look(pack)) is None
    (pack / "DCIM" / "mat.jpg").write_bytes(build_photo(image=build_picture(80)))
    take_return(workspace, look(pack))
    later = show_incident(workspace, number).reports[-1]
    assert (later.kind, later.changes, len(later.attachments)) == ("added", {}, 1)
    assert take_return(workspace, look(pack)) is None


def test_a_new_observation_becomes_an_incident_once(workspace, pack, look):
    observe(pack, "a1", *PLACE, description="Cây đổ che cột mốc", accuracy_m=4.5)
    entry = take_return(workspace, look(pack))
    page = show_incident(workspace, entry.deeds[0].label)
    incident = page.incident
    assert (incident.title, incident.description) == ("Cột mốc bị che khuất", "Cây đổ che cột mốc")
    assert incident.number.startswith("CB-2026-")
    assert incident.date.isoformat() == "2026-11-20"
    assert incident.places[0].geometry["coordinates"] == list(PLACE)
    assert incident.places[0].accuracy_m == 4.5
    assert page.reports[0].source_paper.startswith("Gói thực địa")
    before = workspace.data_version
    assert take_return(workspace, look(pack)) is None
    assert workspace.data_version == before


def test_an_observation_that_is_filled_in_further_becomes_a_report(workspace, pack, look):
    observe(pack, "a1", *PLACE)
    first = take_return(workspace, look(pack))
    change(pack, "observations", "row_key", "a1", description="Đã xác minh", party="natural")
    take_return(workspace, look(pack))
    page = show_incident(workspace, first.deeds[0].label)
    assert [report.kind for report in page.reports] == ["opened", "changed"]
    assert page.incident.description == "Đã xác minh"
    assert take_return(workspace, look(pack)) is None


def test_the_same_field_changed_by_both_is_shown_with_three_values_and_left(workspace, pack, look):
    known = marker_of(workspace)
    change(pack, "markers", "reference", "571", condition="hư hỏng", field_note="Vỡ góc")
    change_marker(workspace, known, replace(known, condition="tốt"), reason="kiểm tra tháng 11")
    preview = look(pack)
    (item,) = preview.of(FieldOutcome.CONFLICT)
    (value,) = item.conflicts
    assert (value.name, value.packed, value.office, value.field) == ("condition", None, "tốt", "hư hỏng")
    assert take_return(workspace, preview) is None
    assert marker_of(workspace).condition == "tốt"
    # A person decides.
    entry = take_return(workspace, preview, {item.key: "field"})
    assert entry.deeds[0].choice == "field"
    assert marker_of(workspace).condition == "hư hỏng"
    assert take_return(workspace, look(pack)) is None


def test_a_conflict_decided_for_the_office_is_not_shown_again_and_keeps_the_note(workspace, pack, look):
    known = marker_of(workspace)
    change(pack, "markers", "reference", "571", condition="hư hỏng", field_note="Vỡ góc")
    change_marker(workspace, known, replace(known, condition="tốt"), reason="kiểm tra")
    preview = look(pack)
    take_return(workspace, preview, {preview.left[0].key: "office"})
    marker = marker_of(workspace)
    assert (marker.condition, marker.last_inspected) == ("tốt", date(2026, 11, 20))
    assert "Vỡ góc" in workspace.store.register_changes(marker.id)[-1].reason
    again = look(pack)
    assert again.left == ()
    assert take_return(workspace, again) is None


def test_what_both_changed_alike_is_no_conflict(workspace, pack, look):
    known = marker_of(workspace)
    change(pack, "markers", "reference", "571", condition="tốt")
    change_marker(workspace, known, replace(known, condition="tốt"), reason="kiểm tra")
    assert look(pack).left == ()


def test_a_second_day_in_the_field_is_no_conflict_with_the_first(workspace, pack, look):
    change(pack, "markers", "reference", "571", condition="hư hỏng")
    take_return(workspace, look(pack))
    change(pack, "markers", "reference", "571", last_inspected="2026-11-21", observed_epoch=None)
    take_return(workspace, look(pack))
    change(pack, "markers", "reference", "571", condition="mất, không tìm thấy")
    preview = look(pack)
    assert preview.left == ()
    take_return(workspace, preview)
    assert marker_of(workspace).condition == "mất, không tìm thấy"


def test_what_was_deleted_in_the_field_is_shown_and_stays(workspace, pack, look):
    with edit(pack) as connection:
        connection.execute("DELETE FROM markers WHERE reference = '571'")
    preview = look(pack)
    assert [(item.outcome, item.label) for item in preview.left] == [(FieldOutcome.DELETED, "571")]
    assert take_return(workspace, preview) is None
    assert marker_of(workspace).id


def test_a_thing_that_the_office_took_back_meanwhile_is_left(workspace, pack, look):
    observe(pack, "a1", *PLACE)
    entry = take_return(workspace, look(pack))
    change(pack, "observations", "row_key", "a1", description="Thêm")
    undo_return(workspace, entry.id, "nhầm")
    # Undone: the same row is new again, and comes with what was added since.
    again = take_return(workspace, look(pack))
    page = show_incident(workspace, again.deeds[0].label)
    assert again.deeds[0].label == entry.deeds[0].label
    assert page.incident.description == "Thêm"


def test_a_row_that_was_copied_with_other_words_is_left_and_one_copied_whole_counts_once(
    workspace, pack, look
):
    observe(pack, "a1", *PLACE)
    observe(pack, "a1", *PLACE)
    assert len(look(pack).of(FieldOutcome.TAKE)) == 1
    observe(pack, "a1", *PLACE, title="Khác")
    assert [item.outcome for item in look(pack).left] == [FieldOutcome.DOUBLE, FieldOutcome.DOUBLE]


@pytest.mark.parametrize(
    ("layer", "label", "values", "code"),
    [
        ("work_lines", 1, {"state": "nổ tung"}, "field.unknown_code"),
        ("work_lines", 1, {"state": None}, "field.state_emptied"),
        ("markers", 1, {"last_inspected": "hôm qua"}, "field.bad_day"),
    ],
)
def test_a_value_that_is_on_no_list_is_left(workspace, pack, look, layer, label, values, code):
    change(pack, layer, "rowid", label, **values)
    preview = look(pack)
    assert [item.outcome for item in preview.left] == [FieldOutcome.UNFIT]
    assert code in {each.code for each in preview.findings}
    assert take_return(workspace, preview) is None


def test_an_observation_without_a_title_is_left(workspace, pack, look):
    observe(pack, "a1", *PLACE, title=None)
    preview = look(pack)
    assert [item.outcome for item in preview.left] == [FieldOutcome.UNFIT]


def test_empty_texts_and_new_numbers_of_rows_change_nothing(workspace, pack, look):
    with edit(pack) as connection:
        connection.execute("UPDATE markers SET condition = '', field_note = '  ', photo_1 = ''")
        connection.execute("UPDATE markers SET fid = fid + 1000")
    preview = look(pack)
    assert {item.outcome for item in preview.items} == {FieldOutcome.SAME}
    assert take_return(workspace, preview) is None


def test_what_stands_in_the_log_beside_the_file_counts_and_the_original_is_not_touched(
    workspace, pack, look, tmp_path
):
    connection = connect(pack)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("UPDATE markers SET condition = 'hư hỏng' WHERE reference = '571'")
    connection.commit()
    shutil.copytree(pack, tmp_path / "device")
    connection.close()
    brought = tmp_path / "device"
    assert any(path.name.endswith("-wal") for path in brought.iterdir())
    before = {path.name: path.read_bytes() for path in brought.iterdir() if path.is_file()}
    assert len(look(brought).of(FieldOutcome.TAKE)) == 1
    assert {path.name: path.read_bytes() for path in brought.iterdir() if path.is_file()} == before


def test_a_zip_a_folder_and_the_file_itself_are_the_same_pack(workspace, pack, look, tmp_path):
    change(pack, "markers", "reference", "571", condition="hư hỏng")
    (tmp_path / "ve.zip").write_bytes(archive_pack(pack))
    for path in (pack, tmp_path / "ve.zip", find_geopackage(pack)):
        assert len(look(path).of(FieldOutcome.TAKE)) == 1


def test_a_layer_that_is_gone_says_nothing_of_its_rows(workspace, pack, look):
    with edit(pack) as connection:
        connection.execute("DROP TABLE incidents")
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = 'incidents'")
        connection.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = 'incidents'")
    preview = look(pack)
    assert "field.layer_missing" in {each.code for each in preview.findings}
    assert preview.left == ()


def test_an_altered_manifest_is_refused(workspace, pack, look):
    with edit(pack) as connection:
        ((text,),) = connection.execute("SELECT value FROM border_gis_pack").fetchall()
        altered = text.replace("internal", "public")
        connection.execute("UPDATE border_gis_pack SET value = ?", (altered,))
    (pack / "manifest.json").unlink()
    with pytest.raises(DataError) as refused:
        look(pack)
    assert refused.value.code == "field.altered_manifest"


def test_a_manifest_beside_that_is_another_is_refused(workspace, pack, look):
    (pack / "manifest.json").write_text("{}")
    with pytest.raises(DataError) as refused:
        look(pack)
    assert refused.value.code == "field.altered_manifest"


def test_a_geopackage_from_elsewhere_is_refused(workspace, pack, look, tmp_path, shared_elsewhere):
    with pytest.raises(DataError) as refused:
        look(workspace.settings.store_path)
    assert refused.value.code == "field.not_a_pack"
    with pytest.raises(DataError) as refused:
        look(shared_elsewhere)
    assert refused.value.code == "field.other_office"
    (tmp_path / "rác.gpkg").write_bytes(b"SQLite format 3\x00 nothing")
    with pytest.raises(DataError) as refused:
        look(tmp_path / "rác.gpkg")
    assert refused.value.code == "field.damaged"


@pytest.fixture
def shared_elsewhere(made_workspace, tmp_path):
    folder = tmp_path / "other-office"
    shutil.copytree(made_workspace, folder)
    other = open_workspace(build_settings({}, workspace_folder=folder, officer="Cán bộ 9"))
    make_field_pack(other, AREA, tmp_path / "other-pack")
    other.close()
    return tmp_path / "other-pack"


def test_a_return_is_undone_thing_by_thing_and_nothing_is_removed(workspace, pack, look):
    (pack / "DCIM" / "1.jpg").write_bytes(build_photo())
    number = next(item.label for item in look(pack).items if item.kind is FieldKind.INCIDENT)
    change(pack, "markers", "reference", "571", condition="hư hỏng")
    change(pack, "work_lines", "rowid", 1, state="completed")
    change(pack, "incidents", "number", number, state="surveyed", photo_1="DCIM/1.jpg")
    observe(pack, "a1", *PLACE)
    preview = look(pack)
    work_id = the_work(workspace, preview)
    state = workspace.store.work(work_id).state
    incident_state = show_incident(workspace, number).incident.state
    listed = len(workspace.store.incidents())
    entry = take_return(workspace, preview)
    assert len(entry.deeds) == 4
    undo_return(workspace, entry.id, "nhận nhầm gói")
    assert (marker_of(workspace).condition, marker_of(workspace).last_inspected) == (None, None)
    assert workspace.store.work(work_id).state is state
    page = show_incident(workspace, number)
    assert page.incident.state is incident_state
    assert [report.kind for report in page.reports[-2:]] == ["changed", "corrected"]
    assert len(workspace.store.incidents()) == listed
    with pytest.raises(DataError) as refused:
        undo_return(workspace, entry.id)
    assert refused.value.code == "field.undone_already"
    # What was undone may come again.
    assert len(take_return(workspace, look(pack)).deeds) == 4
    assert len(workspace.store.incidents()) == listed + 1
    assert take_return(workspace, look(pack)) is None
    assert not verify_workspace(workspace.settings).findings


def test_what_was_cut_off_in_the_middle_is_finished_and_not_repeated(workspace, pack, look, monkeypatch):
    number = next(item.label for item in look(pack).items if item.kind is FieldKind.INCIDENT)
    change(pack, "markers", "reference", "571", condition="hư hỏng", field_note="Vỡ góc")
    change(pack, "markers", "reference", "572", field_note="Vẫn tốt")
    change(pack, "work_lines", "rowid", 1, state="completed", field_note="Đã xong")
    change(pack, "incidents", "number", number, state="surveyed", field_note="Đã đo")
    observe(pack, "a1", *PLACE)
    preview = look(pack)
    work_id = the_work(workspace, preview)

    def fail(_self, _entry):
        raise StoreError("store.full", path="x")

    with monkeypatch.context() as broken, pytest.raises(StoreError):
        broken.setattr(ClearedStore, "append_field_return", fail)
        take_return(workspace, preview)

    def count():
        markers = [marker_of(workspace, each).id for each in ("571", "572")]
        entries = [len(workspace.store.register_changes(each)) for each in (*markers, work_id)]
        return (*entries, len(show_incident(workspace, number).reports), len(workspace.store.incidents()))

    before = count()
    entry = take_return(workspace, look(pack))
    assert count() == before
    assert len(entry.deeds) == 5
    assert take_return(workspace, look(pack)) is None
    undo_return(workspace, entry.id)
    assert (marker_of(workspace).condition, marker_of(workspace, "572").last_inspected) == (None, None)
    assert workspace.store.work(work_id).state is not WorkState.COMPLETED
    assert show_incident(workspace, number).incident.state is not IncidentState.SURVEYED


def test_a_thing_that_was_moved_is_said_and_stays(workspace, pack, look):
    with edit(pack) as connection:
        ((shape,),) = connection.execute("SELECT geom FROM markers WHERE reference = '571'").fetchall()
        moved = shape[:-8] + struct.pack("<d", PLACE[1])
        connection.execute("UPDATE markers SET geom = ? WHERE reference = '571'", (moved,))
    preview = look(pack)
    assert [(each.code, each.where) for each in preview.findings] == [("field.moved", "571")]
    assert take_return(workspace, preview) is None


def test_what_was_worked_on_since_is_not_undone(workspace, pack, look):
    observe(pack, "a1", *PLACE)
    change(pack, "markers", "reference", "571", condition="hư hỏng")
    entry = take_return(workspace, look(pack))
    number = next(deed.label for deed in entry.deeds if deed.is_new)
    add_report(workspace, workspace.store.incident(number).id, "Đã xử lý")
    with pytest.raises(ConflictError) as refused:
        undo_return(workspace, entry.id)
    assert refused.value.params["things"] == [number]
    assert marker_of(workspace).condition == "hư hỏng"


def test_the_office_going_on_with_a_work_is_a_conflict(workspace, pack, look):
    change(pack, "work_lines", "rowid", 1, state="completed")
    preview = look(pack)
    add_work_state(workspace, the_work(workspace, preview), WorkState.REMOVED)
    preview = look(pack)
    (item,) = preview.of(FieldOutcome.CONFLICT)
    assert item.conflicts[0].office == "removed"
    assert take_return(workspace, preview) is None


def test_only_an_approver_takes_a_pack_back(workspace, pack, look, tmp_path):
    change(pack, "markers", "reference", "571", condition="hư hỏng")
    recorder = acting(workspace, role=Role.RECORDER)
    preview = preview_return(recorder, pack, tmp_path / "own")
    with pytest.raises(ForbiddenError):
        take_return(recorder, preview)
    assert marker_of(workspace).condition is None


def test_a_photo_that_points_out_of_the_pack_is_not_taken(workspace, pack, look, tmp_path):
    (tmp_path / "bi-mat.jpg").write_bytes(build_photo())
    change(pack, "markers", "reference", "571", photo_1="../bi-mat.jpg", photo_2=str(tmp_path / "bi-mat.jpg"))
    preview = look(pack)
    assert [each.code for each in preview.findings] == ["field.photo_missing"] * 2
    assert take_return(workspace, preview) is None
    assert workspace.store.attachments() == ()


def test_a_file_that_is_no_photo_is_said_and_does_not_come_again_and_again(workspace, pack, look):
    (pack / "DCIM" / "x.jpg").write_bytes(b"\x7fELF not a picture")
    change(pack, "markers", "reference", "571", photo_1="DCIM/x.jpg")
    preview = look(pack)
    assert [each.code for each in preview.findings] == ["attachments.other_type"]
    assert take_return(workspace, preview) is None


def test_the_moment_is_when_the_device_saw_it(workspace, pack, look):
    observe(pack, "a1", *PLACE, observed_at="2026-11-20 10:30:15")
    (row,) = [item.row for item in look(pack).of(FieldOutcome.TAKE)]
    assert row.observed == datetime(2026, 11, 20, 2, 30, 15, tzinfo=UTC)
