"""A form comes in with its parts and photos, the next export adds what is new, and an edit is shown."""

import pytest

from border_gis.access import Secrecy
from border_gis.errors import ConflictError, InputError
from border_gis.exchange.incoming.forms import open_form
from border_gis.exchange.incoming.media import list_files
from border_gis.exchange.incoming.targets import Target
from border_gis.i18n import describe_finding
from border_gis.services.form_choices import RepeatUse
from border_gis.services.form_imports import import_form
from border_gis.services.form_previews import FormWish, preview_form
from border_gis.services.form_submissions import SubmissionState
from border_gis.services.import_previews import ImportWish, preview_import
from border_gis.services.importing import list_imports, run_import, undo_import
from border_gis.services.incidents import add_report, list_incidents, show_incident
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from tests.actors import OFFICER
from tests.exchange.incoming.form_builders import (
    FIRST,
    KOBO_PART,
    KOBO_SAID,
    SECOND,
    THIRD,
    kobo_row,
    part_row,
    write_kobo,
    write_kobo_csv,
    write_odk,
    write_photos,
    write_qfield,
)
from tests.exchange.photo_builders import build_bomb

ROWS = [kobo_row(1, FIRST), kobo_row(2, SECOND)]
PARTS = [part_row(1, 1, FIRST, (106.701, 22.871), "diem.jpg"), part_row(2, 2, SECOND, (106.702, 22.872))]
SAID = [
    {
        "noi_dung_trao_doi": "Phía bạn hứa tháo dỡ",
        "_index": 1,
        "_parent_table_name": "Tuần tra biên giới",
        "_parent_index": 1,
        "_submission__uuid": FIRST,
    }
]


@pytest.fixture
def workspace(workspace_copy):
    opened = open_workspace(build_settings({}, workspace_folder=workspace_copy, officer=OFFICER))
    yield opened
    opened.close()


def write_form(folder, rows=ROWS, parts=PARTS, said=SAID):
    folder.mkdir(exist_ok=True)
    path = write_kobo(
        folder / "Tuần tra.xlsx",
        rows,
        {"diem_phu": (KOBO_PART, parts), "trao_doi": (KOBO_SAID, said)} if parts else None,
    )
    names = [f"anh/{uuid}/171539{number}.jpg" for number, uuid in ((1, FIRST), (2, SECOND), (3, THIRD))]
    write_photos(folder, [*names, "anh/diem.jpg"])
    return path


def open_it(path):
    return open_form(path, list_files([path.parent], 1_000))


def test_submissions_become_incidents_with_accuracy_photos_and_further_reports(workspace, tmp_path):
    preview = preview_form(workspace, open_it(write_form(tmp_path)))
    assert preview.main.target is Target.INCIDENTS
    assert dict(preview.uses) == {"diem_phu": RepeatUse.OWN, "trao_doi": RepeatUse.REPORTS}
    assert [row.state for row in preview.rows] == [SubmissionState.NEW] * 2
    main, points = import_form(
        workspace, preview_with_titles(workspace, tmp_path), secrecy=Secrecy.MAT, reason="tuần 19"
    )
    assert (len(main.added), len(points.added)) == (2, 2)
    page = show_incident(workspace, FIRST)
    incident = page.incident
    assert (incident.title, incident.category, incident.date.isoformat()) == (
        *("Hàng rào thứ 1", "fence", "2024-05-10"),
    )
    assert incident.places[0].accuracy_m == 4.9
    assert incident.places[0].geometry["coordinates"] == pytest.approx([106.7, 22.871])
    opening, further = page.reports
    assert (len(opening.attachments), opening.secrecy) == (1, Secrecy.MAT)
    assert "dau hieu: hang_rao coc_moi" in opening.text
    assert further.text == "Phía bạn hứa tháo dỡ"
    point = show_incident(workspace, points.added[0])
    assert (point.incident.title, point.incident.places[0].accuracy_m) == ("Cọc số 1", 6.5)
    assert len(point.reports[0].attachments) == 1


def preview_with_titles(workspace, folder, rows=ROWS, parts=PARTS):
    wish = FormWish(own={"diem_phu": ImportWish(target=Target.INCIDENTS, fields={"title": "ten_diem"})})
    return preview_form(workspace, open_it(write_form(folder, rows, parts)), wish)


def test_the_next_export_adds_only_what_is_new_and_an_edit_is_shown_and_not_taken(workspace, tmp_path):
    import_form(workspace, preview_with_titles(workspace, tmp_path / "1"))
    before = show_incident(workspace, FIRST)
    edited = kobo_row(1, FIRST, mo_ta="dài 900 m", **{"vu_viec/ten_vu_viec": "Hàng rào dài hơn"})
    rows = [edited, kobo_row(2, SECOND), kobo_row(3, THIRD)]
    preview = preview_with_titles(workspace, tmp_path / "2", rows)
    assert [row.state for row in preview.rows] == [
        *(SubmissionState.CHANGED, SubmissionState.KNOWN, SubmissionState.NEW),
    ]
    changed = {each.field: (each.before, each.after) for each in preview.conflicts[0].changes}
    assert changed["title"] == ("Hàng rào thứ 1", "Hàng rào dài hơn")
    assert changed["description"] == ("dài 100 m", "dài 900 m")
    assert set(changed) == {"title", "description"}
    (said,) = [describe_finding(each, "vi") for each in preview.findings if each.code == "forms.changed"]
    assert "Hàng rào dài hơn" in said
    assert "{" not in said
    entry, *others = import_form(workspace, preview)
    assert (entry.added, others) == ((THIRD,), [])
    assert show_incident(workspace, FIRST) == before
    with pytest.raises(InputError, match=r"imports\.nothing_new"):
        import_form(workspace, preview_with_titles(workspace, tmp_path / "3", rows))


def test_an_edit_that_gave_the_submission_another_uuid_is_known_by_the_server_s_number(workspace, tmp_path):
    import_form(workspace, preview_form(workspace, open_it(write_form(tmp_path / "1", ROWS, None))))
    again = kobo_row(1, THIRD, mo_ta="sửa lại")
    preview = preview_form(workspace, open_it(write_form(tmp_path / "2", [again], None)))
    (row,) = preview.rows
    assert row.state is SubmissionState.CHANGED
    assert [(each.field, each.after) for each in row.changes] == [("description", "sửa lại")]


def test_what_came_in_as_a_plain_table_before_is_recognised(workspace, tmp_path):
    path = write_kobo_csv(tmp_path / "cũ.csv", ROWS)
    wish = ImportWish(target=Target.INCIDENTS, fields={"event_id": "_uuid"})
    run_import(workspace, preview_import(workspace, path, wish))
    preview = preview_form(workspace, open_it(write_form(tmp_path / "1", ROWS, None)))
    assert SubmissionState.NEW not in {row.state for row in preview.rows}


def test_a_form_is_taken_back_whole_and_can_come_in_again(workspace, tmp_path):
    before = len(list_incidents(workspace))
    entries = import_form(workspace, preview_with_titles(workspace, tmp_path))
    assert len(list_incidents(workspace)) == before + 4
    for entry in entries:
        undo_import(workspace, entry.id)
    assert len(list_incidents(workspace)) == before
    preview = preview_with_titles(workspace, tmp_path)
    assert [row.state for row in preview.rows] == [SubmissionState.NEW] * 2
    again = import_form(workspace, preview)
    assert len(list_incidents(workspace)) == before + 4
    assert len(show_incident(workspace, FIRST).reports) == 2
    undo_import(workspace, again[0].id)


def test_a_form_on_which_somebody_has_reported_since_is_not_taken_back(workspace, tmp_path):
    entry, *_ = import_form(workspace, preview_with_titles(workspace, tmp_path))
    add_report(workspace, FIRST, "đã gặp phía bạn")
    with pytest.raises(ConflictError):
        undo_import(workspace, entry.id)


def test_parts_can_be_reports_or_stay_out(workspace, tmp_path):
    uses = {"diem_phu": RepeatUse.REPORTS, "trao_doi": RepeatUse.LEAVE}
    preview = preview_form(workspace, open_it(write_form(tmp_path)), FormWish(uses=uses))
    assert "forms.parts_left" in {finding.code for finding in preview.findings}
    import_form(workspace, preview)
    _, point = show_incident(workspace, FIRST).reports
    assert "ten diem: Cọc số 1" in point.text
    assert "latitude: 22.871" in point.text
    assert len(point.attachments) == 1


def test_photos_that_are_missing_or_hostile_are_named_and_the_rest_comes_in(workspace, tmp_path):
    path = write_form(tmp_path, ROWS, None)
    next(tmp_path.rglob("1715391.jpg")).write_bytes(build_bomb())
    next(tmp_path.rglob("1715392.jpg")).unlink()
    preview = preview_form(workspace, open_it(path))
    said = {finding.where: describe_finding(finding, "vi") for finding in preview.findings}
    assert "không nhận tệp 1715391.jpg" in said["2"]
    assert "Không tìm thấy tệp “1715392.jpg”" in said["3"]
    (entry,) = import_form(workspace, preview)
    assert len(entry.added) == 2
    assert show_incident(workspace, FIRST).reports[0].attachments == ()


def test_a_form_of_odk_comes_in_with_its_photos(workspace, tmp_path):
    main = write_odk(tmp_path / "odk", [FIRST, SECOND])
    (entry,) = import_form(workspace, preview_form(workspace, open_it(main)))
    assert len(entry.added) == 2
    opening, once, twice = show_incident(workspace, FIRST).reports
    assert [len(each.attachments) for each in (opening, once, twice)] == [1, 1, 0]
    assert show_incident(workspace, FIRST).incident.places[0].accuracy_m == 3.9
    edited = write_odk(tmp_path / "lần sau", [FIRST, SECOND, THIRD], **{"vu_viec-ten_vu_viec": "Kè mới"})
    preview = preview_form(workspace, open_it(edited))
    assert [row.state.value for row in preview.rows] == ["changed", "known", "new"]


def test_a_geopackage_of_qfield_comes_in_with_the_photos_of_its_table(workspace, tmp_path):
    path = write_qfield(tmp_path / "dự án" / "a.gpkg", [FIRST, SECOND])
    preview = preview_form(workspace, open_form(path, reads_beside=True))
    assert dict(preview.uses) == {"anh_vu_viec": RepeatUse.WITH_PARENT}
    import_form(workspace, preview)
    (opening,) = show_incident(workspace, FIRST).reports
    assert len(opening.attachments) == 3
    place = show_incident(workspace, FIRST).incident.places[0]
    assert (place.accuracy_m, place.geometry["coordinates"]) == (2.5, pytest.approx([106.7, 22.86]))


def test_a_form_as_works_has_no_files_and_says_so(workspace, tmp_path):
    wish = FormWish(main=ImportWish(target=Target.WORKS), uses={"diem_phu": RepeatUse.LEAVE})
    preview = preview_form(workspace, open_it(write_form(tmp_path)), wish)
    assert "forms.no_files_with_works" in {finding.code for finding in preview.findings}
    (entry,) = import_form(workspace, preview)
    assert (entry.target, len(entry.added)) == ("works", 2)
    assert entry.id == list_imports(workspace)[0].id
    undo_import(workspace, entry.id)


def test_parts_without_a_submission_are_counted(workspace, tmp_path):
    lost = [part_row(1, 9, THIRD, None)]
    preview = preview_form(workspace, open_it(write_form(tmp_path, ROWS, lost)))
    (said,) = [each for each in preview.findings if each.code == "forms.part_without_parent"]
    assert said.params == {"layer": "diem_phu", "count": 1}


def test_what_is_said_of_one_marker_is_tied_to_it(workspace, tmp_path):
    marker = workspace.markers[50]
    rows = [
        kobo_row(1, FIRST, **{"vu_viec/so_moc": f"mốc {marker.reference}", "vu_viec/loai": "hư hại mốc"}),
        kobo_row(2, SECOND, **{"vu_viec/so_moc": f"{marker.reference}+100m"}),
    ]
    (entry,) = import_form(workspace, preview_form(workspace, open_it(write_form(tmp_path, rows, None))))
    assert len(entry.added) == 2
    assert show_incident(workspace, FIRST).incident.markers == (marker.id,)
    assert show_incident(workspace, SECOND).incident.markers == ()


def test_a_line_walked_in_the_field_becomes_the_shape_of_a_work(workspace, tmp_path):
    trace = "22.871 106.700 300 4;22.872 106.701 300 4;22.873 106.702 300 4"
    rows = [kobo_row(1, FIRST, **{"vu_viec/tuyen": trace})]
    wish = FormWish(main=ImportWish(target=Target.WORKS, fields={"name": "ten_vu_viec"}))
    preview = preview_form(workspace, open_it(write_form(tmp_path, rows, None)), wish)
    (entry,) = import_form(workspace, preview)
    work = workspace.store.work(entry.added[0])
    assert work.geometry.geom_type == "LineString"
    assert work.geometry.coords[0] == pytest.approx((106.700, 22.871))
    assert work.accuracy_m == 4.9


def test_what_became_of_the_parts_is_proposed_again_for_the_next_export(workspace, tmp_path):
    uses = {"diem_phu": RepeatUse.WITH_PARENT, "trao_doi": RepeatUse.LEAVE}
    import_form(workspace, preview_form(workspace, open_it(write_form(tmp_path / "1")), FormWish(uses=uses)))
    rows = [*ROWS, kobo_row(3, THIRD)]
    preview = preview_form(workspace, open_it(write_form(tmp_path / "2", rows)))
    assert dict(preview.uses) == uses
    assert [row.state.value for row in preview.rows] == ["known", "known", "new"]


def test_a_point_that_an_edit_added_is_part_of_the_conflict(workspace, tmp_path):
    import_form(workspace, preview_with_titles(workspace, tmp_path / "1"))
    parts = [PARTS[0], part_row(2, 1, FIRST, (106.705, 22.871)), part_row(3, 2, SECOND, (106.702, 22.872))]
    parts[2] |= {"ten_diem": "Cọc số 2"}
    preview = preview_with_titles(workspace, tmp_path / "2", ROWS, parts)
    assert [row.state.value for row in preview.rows] == ["changed", "known"]
    ((_, points),) = preview.own.values()
    assert [row.state.value for row in points] == ["known", "changed", "known"]
    with pytest.raises(InputError, match=r"imports\.nothing_new"):
        import_form(workspace, preview)
