"""Files are kept byte for byte and once, with the level that persons set on them."""

from datetime import timedelta

import pytest

from border_gis.access import Secrecy
from border_gis.errors import DataError, NotFoundError
from border_gis.incidents.attachments import LevelChange, hash_content
from border_gis.stores.care import verify_store
from tests.stores.builders import NOON, build_opening, build_report
from tests.stores.test_integrity import run_raw


def change_level(sha256, secrecy, hours=1):
    return LevelChange(
        sha256, secrecy, NOON + timedelta(hours=hours), "truong-phong", "PC-01", "theo công văn"
    )


def test_the_bytes_of_an_attachment_are_kept_as_they_came_and_once(store):
    content = bytes(range(256)) * 4000
    first = store.add_attachment("ảnh.jpg", "image/jpeg", content, NOON, "can-bo-1")
    again = store.add_attachment("bản sao.jpg", "image/jpeg", content, NOON, "can-bo-2")
    assert again == first == store.attachments()[0]
    assert len(store.attachments()) == 1
    assert (first.sha256, first.size_bytes, first.name) == (hash_content(content), len(content), "ảnh.jpg")
    assert store.attachment_content(first.sha256) == content
    with pytest.raises(NotFoundError, match=r"attachments\.missing"):
        store.attachment_content("0" * 64)


def test_a_file_keeps_the_level_and_the_original_that_it_came_with(store):
    original = store.add_attachment("ảnh.jpg", "image/jpeg", b"\xff\xd8\xff1", NOON, "a", Secrecy.MAT)
    copy = store.add_attachment(
        "ảnh (ghi chú).jpg", "image/jpeg", b"\xff\xd8\xff2", NOON, "a", Secrecy.MAT, original.sha256
    )
    assert (original.secrecy, original.made_from) == (Secrecy.MAT, "")
    assert (copy.secrecy, copy.made_from) == (Secrecy.MAT, original.sha256)
    assert store.attachments() == (original, copy)
    assert store.find_attachments([copy.sha256, "0" * 64, original.sha256, copy.sha256]) == (copy, original)
    assert store.find_attachments([]) == ()
    with pytest.raises(NotFoundError, match=r"attachments\.missing"):
        store.add_attachment("b.jpg", "image/jpeg", b"3", NOON, "a", Secrecy.NONE, "0" * 64)


def test_a_level_that_is_set_later_is_a_new_row_and_the_last_one_holds(store, location):
    kept = store.add_attachment("a.txt", "text/plain", b"a", NOON, "a")
    other = store.add_attachment("b.txt", "text/plain", b"b", NOON, "a")
    changes = (change_level(kept.sha256, Secrecy.TUYET_MAT), change_level(kept.sha256, Secrecy.MAT, hours=2))
    for change in changes:
        store.set_attachment_level(change)
    assert store.attachment_levels(kept.sha256) == changes
    assert [each.secrecy for each in store.attachments()] == [Secrecy.MAT, Secrecy.NONE]
    assert store.attachment_levels(other.sha256) == ()
    with pytest.raises(NotFoundError, match=r"attachments\.missing"):
        store.set_attachment_level(change_level("0" * 64, Secrecy.MAT))
    for statement in ("DELETE FROM attachment_levels", "UPDATE attachment_levels SET secrecy = 'none'"):
        with pytest.raises(Exception, match=r"store\.append_only"):
            run_raw(location, statement)
    assert verify_store(location).findings == ()


def test_the_reports_that_name_a_file_are_found(store):
    kept = store.add_attachment("a.txt", "text/plain", b"a", NOON, "a")
    opening = build_opening()
    store.append_reports([opening], "CB-2026")
    naming = build_report(opening.incident_id, attachments=(kept.sha256,))
    store.append_reports([naming])
    assert store.reports_naming(kept.sha256) == (("CB-2026-001", naming.id),)
    assert store.reports_naming("0" * 64) == ()


def test_texts_about_a_file_must_be_storable(store):
    with pytest.raises(DataError):
        store.add_attachment("a\0.txt", "text/plain", b"a", NOON, "a")
    with pytest.raises(DataError):
        store.add_attachment("a.txt", "text/plain", b"a", NOON, "a\0b")
    assert store.attachments() == ()
