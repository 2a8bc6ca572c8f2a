"""Marks go onto a copy that names its original; the original never changes."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from border_gis.access import OFFICE, Role, Secrecy
from border_gis.errors import ForbiddenError, InputError, NotFoundError
from border_gis.exchange.annotating import Mark, MarkKind
from border_gis.incidents.attachments import hash_content
from border_gis.services.annotating import annotate_copy
from border_gis.services.attachments import (
    keep_attachment,
    list_attachments,
    read_attachment,
    set_attachment_level,
)
from border_gis.services.evidence import EvidenceKind, list_evidence, make_thumbnail, read_paper_text
from border_gis.services.workspaces import open_workspace
from border_gis.settings import build_settings
from border_gis.stores import create_store
from border_gis.stores.care import verify_store
from tests.exchange.photo_builders import PLACE, build_photo, build_picture, gps_tags
from tests.exchange.test_papers import build_docx, build_pdf

BOX = Mark(MarkKind.BOX, 0.1, 0.1, 0.6, 0.6)
POINT = {"type": "Point", "coordinates": PLACE}


@pytest.fixture
def workspace(tmp_path):
    settings = build_settings({}, workspace_folder=tmp_path)
    create_store(settings.store_path).close()
    opened = open_workspace(settings)
    yield opened.acting_as(replace(OFFICE, name="can-bo-1"))
    opened.close()


def test_a_copy_is_another_file_that_names_its_original_and_has_its_level(workspace):
    photo = build_photo(build_picture(300, 200), gps=gps_tags())
    original = keep_attachment(workspace, "ảnh kè.jpg", photo, secrecy=Secrecy.MAT)
    copy = annotate_copy(workspace, original.sha256, [BOX], "có ghi chú")
    assert (copy.name, copy.made_from, copy.secrecy) == (
        "ảnh kè (có ghi chú).jpg",
        original.sha256,
        Secrecy.MAT,
    )
    assert hash_content(read_attachment(workspace, original.sha256)) == original.sha256
    assert read_attachment(workspace, original.sha256) == photo
    assert Image.open(io.BytesIO(read_attachment(workspace, copy.sha256))).size == (300, 200)
    assert [each.attachment for each in list_evidence(workspace, [original.sha256])] == [original, copy]
    assert verify_store(workspace.settings.store_path).findings == ()


def test_saving_the_same_marks_twice_is_one_copy(workspace):
    original = keep_attachment(workspace, "a.jpg", build_photo())
    first = annotate_copy(workspace, original.sha256, [BOX], "x")
    assert annotate_copy(workspace, original.sha256, [BOX], "x") == first
    assert len(workspace.store.attachments()) == 2


def test_a_page_of_a_paper_can_be_marked(workspace):
    original = keep_attachment(workspace, "công văn.pdf", build_pdf("red", "lime"))
    copy = annotate_copy(workspace, original.sha256, [BOX], "có ghi chú", page=1)
    assert copy.media_type == "image/jpeg"
    assert copy.name == "công văn (có ghi chú).jpg"


def test_raising_the_level_of_an_original_raises_its_copies(workspace):
    original = keep_attachment(workspace, "a.jpg", build_photo())
    copy = annotate_copy(workspace, original.sha256, [BOX], "x")
    set_attachment_level(workspace, original.sha256, Secrecy.TOI_MAT, "theo công văn")
    assert list_attachments(workspace, [copy.sha256])[0].secrecy is Secrecy.TOI_MAT
    set_attachment_level(workspace, original.sha256, Secrecy.NONE, "giải mật")
    assert list_attachments(workspace, [copy.sha256])[0].secrecy is Secrecy.TOI_MAT


def test_what_cannot_be_marked_leaves_nothing_behind(workspace):
    original = keep_attachment(workspace, "a.jpg", build_photo())
    with pytest.raises(InputError, match=r"annotating\.nothing"):
        annotate_copy(workspace, original.sha256, [], "x")
    viewer = workspace.acting_as(replace(OFFICE, name="v", role=Role.VIEWER))
    with pytest.raises(ForbiddenError):
        annotate_copy(viewer, original.sha256, [BOX], "x")
    with pytest.raises(NotFoundError):
        annotate_copy(workspace, "0" * 64, [BOX], "x")
    assert workspace.store.attachments() == (original,)


def test_a_photo_is_held_against_the_place_that_was_entered(workspace):
    near = keep_attachment(workspace, "a.jpg", build_photo(gps=gps_tags(PLACE[0], PLACE[1] + 0.001)))
    far = keep_attachment(workspace, "b.jpg", build_photo(gps=gps_tags(PLACE[0], PLACE[1] + 0.5)))
    unplaced = keep_attachment(workspace, "c.jpg", build_photo())
    found = list_evidence(workspace, [near.sha256, far.sha256, unplaced.sha256], [(POINT, 50.0)])
    assert found[0].apart_m == pytest.approx(110.7, abs=0.5)
    assert found[0].findings == ()
    assert found[1].apart_m == pytest.approx(55_370, abs=50)
    assert [finding.code for finding in found[1].findings] == ["photos.far_from_place"]
    assert (found[2].apart_m, found[2].findings) == (None, ())
    (loose,) = list_evidence(workspace, [far.sha256], [(POINT, 60_000.0)])
    assert loose.findings == ()


def test_each_kind_of_file_is_looked_at_in_its_own_way_and_none_is_rendered_by_the_browser(workspace):
    given = {
        "a.jpg": (build_photo(), EvidenceKind.PICTURE),
        "b.pdf": (build_pdf("red"), EvidenceKind.PAGES),
        "c.docx": (build_docx("<w:p><w:r><w:t>Biên bản</w:t></w:r></w:p>"), EvidenceKind.TEXT),
        "d.txt": (b"ghi", EvidenceKind.TEXT),
        "e.svg": (b"<svg onload='alert(1)'/>", EvidenceKind.CLOSED),
        "f.html": (b"<script>alert(1)</script>", EvidenceKind.CLOSED),
    }
    kept = [keep_attachment(workspace, name, content) for name, (content, _) in given.items()]
    found = list_evidence(workspace, [each.sha256 for each in kept])
    assert [each.kind for each in found] == [kind for _, kind in given.values()]
    thumbnails = [make_thumbnail(workspace, each.attachment) for each in found]
    assert [each is not None for each in thumbnails] == [True, True, False, False, False, False]
    assert read_paper_text(workspace, kept[2]).text == "Biên bản"


def test_a_small_picture_kept_in_memory_is_not_shown_to_who_may_not_see_the_file(workspace):
    kept = keep_attachment(workspace, "a.jpg", build_photo(), secrecy=Secrecy.TOI_MAT)
    assert make_thumbnail(workspace, kept) is not None
    other = workspace.acting_as(replace(OFFICE, name="b", clearance=Secrecy.MAT))
    assert list_evidence(other, [kept.sha256]) == ()
    with pytest.raises(NotFoundError):
        make_thumbnail(other, kept)
