"""Mark something on a copy of a photo or of a page; the original is never changed."""

from __future__ import annotations

from collections.abc import Sequence

from border_gis.access import Role
from border_gis.exchange.annotating import Mark, draw_marks
from border_gis.incidents.attachments import Attachment
from border_gis.services.attachments import keep_attachment, list_attachments, read_attachment
from border_gis.services.evidence import show_page
from border_gis.services.permissions import needs
from border_gis.services.workspaces import Workspace
from border_gis.settings import PROJECT_FOLDER

_PAGE_WIDTH_PX = 1_800


@needs(Role.RECORDER)
def annotate_copy(
    workspace: Workspace, sha256: str, marks: Sequence[Mark], suffix: str, page: int | None = None
) -> Attachment:
    """Keep a copy of a picture, or of a page of a PDF, with marks on it; it names its original.

    The copy has the level of secrecy that its original has. The same marks made twice are
    one copy.

    Parameters
    ----------
    workspace : Workspace
    sha256 : str
        Of the original.
    marks : sequence of Mark
    suffix : str
        What is added to the name of the file, in the words of whoever made the marks.
    page : int, optional
        Index of the page of a PDF; None for a picture.

    Raises
    ------
    InputError
        If the marks cannot be drawn.
    DataError
        If the original cannot be shown.
    NotFoundError, StoreError
        As ``read_attachment``.
    """
    content = read_attachment(workspace, sha256)
    (original,) = list_attachments(workspace, (sha256,))
    picture = content if page is None else show_page(workspace, sha256, page, _PAGE_WIDTH_PX)
    drawn = draw_marks(picture, marks, PROJECT_FOLDER / "static")
    stem = original.name.rpartition(".")[0] or original.name
    return keep_attachment(
        workspace, f"{stem} ({suffix}).jpg", drawn, secrecy=original.secrecy, made_from=sha256
    )
