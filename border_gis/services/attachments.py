"""Keep the files that come with reports, and give them back."""

from __future__ import annotations

from datetime import UTC, datetime

from border_gis.exchange.media_types import check_attachment
from border_gis.incidents.attachments import Attachment
from border_gis.services.workspaces import Workspace


def keep_attachment(
    workspace: Workspace, name: str, content: bytes, author: str, received_at: datetime | None = None
) -> Attachment:
    """Keep a file as it came, once however often it comes; reports name it by its hash.

    Parameters
    ----------
    workspace : Workspace
    name : str
        Name of the file; its ending must fit the content. A path before it is left out.
    content : bytes
    author : str
    received_at : datetime, optional
        Now, unless said otherwise.

    Raises
    ------
    DataError
        If the file is empty, too large, of no kind that is kept, or of another kind than its
        name says.
    StoreError
        If it could not be saved.
    """
    bare_name = name.replace("\\", "/").rpartition("/")[2]
    media_type = check_attachment(bare_name, content)
    moment = received_at or datetime.now(UTC)
    return workspace.store.add_attachment(bare_name, media_type, content, moment, author)


def read_attachment(workspace: Workspace, sha256: str) -> bytes:
    """Return the bytes of a file; NotFoundError if it is not there."""
    return workspace.store.attachment_content(sha256)
