"""Keep the files that come with reports, say how secret they are, and give them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from border_gis.access import Role, Secrecy
from border_gis.errors import Finding, ForbiddenError, InputError, NotFoundError, StoreError
from border_gis.exchange.file_names import clean_file_name
from border_gis.exchange.media_types import check_attachment
from border_gis.incidents.attachments import Attachment, LevelChange, hash_content
from border_gis.services.incidents import name_machine
from border_gis.services.permissions import name_author, needs
from border_gis.services.workspaces import Workspace


@needs(Role.RECORDER)
def keep_attachment(
    workspace: Workspace,
    name: str,
    content: bytes,
    *,
    secrecy: Secrecy = Secrecy.NONE,
    made_from: str = "",
    received_at: datetime | None = None,
) -> Attachment:
    """Keep a file as it came, once however often it comes; reports name it by its hash.

    A file that is kept already with a lower level gets the level that is given now; a higher
    one stays.

    Parameters
    ----------
    workspace : Workspace
    name : str
        Name of the file; its ending must fit the content. A path before it is left out.
    content : bytes
    secrecy : Secrecy
        As the person says who hands it in.
    made_from : str
        SHA-256 of the original that it is an annotated copy of.
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
    clean_name = clean_file_name(name)
    media_type = check_attachment(clean_name, content)
    moment = received_at or datetime.now(UTC)
    author = name_author(workspace)
    kept = workspace.store.add_attachment(clean_name, media_type, content, moment, author, secrecy, made_from)
    if not workspace.actor.clearance.covers(kept.secrecy):
        # Somebody else has handed in the same bytes at a level that this person may not know of.
        return Attachment(
            kept.sha256, clean_name, media_type, len(content), moment, author, secrecy, made_from
        )
    if secrecy.rank > kept.secrecy.rank:
        _set_level(workspace, kept, secrecy, "")
        return replace(kept, secrecy=secrecy)
    return kept


@needs(Role.RECORDER)
def keep_attachments(
    workspace: Workspace, files: Sequence[tuple[str, bytes]], secrecy: Secrecy = Secrecy.NONE
) -> tuple[str, ...]:
    """Keep several files, given as names and bytes; return what reports name them by.

    Raises
    ------
    DataError
        If one of them cannot be kept. None of them is kept then.
    """
    for name, content in files:
        check_attachment(clean_file_name(name), content)
    kept = [keep_attachment(workspace, name, content, secrecy=secrecy) for name, content in files]
    return tuple(dict.fromkeys(each.sha256 for each in kept))


@needs(Role.VIEWER)
def list_attachments(workspace: Workspace, hashes: Sequence[str]) -> tuple[Attachment, ...]:
    """Return what is known of some files, in this order, without those that the person may not see."""
    clearance = workspace.actor.clearance
    return tuple(each for each in workspace.store.find_attachments(hashes) if clearance.covers(each.secrecy))


@needs(Role.VIEWER)
def read_attachment(workspace: Workspace, sha256: str) -> bytes:
    """Return the bytes of a file as they came.

    Raises
    ------
    NotFoundError
        If it is not there, or nobody of this clearance may know that it is.
    StoreError
        If the bytes are not those that came: somebody has altered them in the store. It says
        which reports name the file.
    """
    attachment = _find(workspace, sha256)
    content = workspace.store.attachment_content(sha256)
    if hash_content(content) != sha256 or len(content) != attachment.size_bytes:
        naming = workspace.store.reports_naming(sha256)
        numbers = list(dict.fromkeys(number for number, _ in naming))
        raise StoreError(
            "attachments.altered",
            name=attachment.name,
            sha256=sha256,
            incidents=numbers or [Finding("attachments.no_incident")],
            reports=len(naming),
        )
    return content


@needs(Role.RECORDER)
def set_attachment_level(workspace: Workspace, sha256: str, secrecy: Secrecy, reason: str) -> Attachment:
    """Set the level of secrecy of a file; what it was before is kept.

    Annotated copies of the file are raised with it, and not lowered.

    Anybody who records may raise a level; to lower one takes an approver.

    Raises
    ------
    ForbiddenError
        If the level would be lowered by somebody who does not approve.
    InputError
        If no reason is given.
    NotFoundError
        If there is no such file, or nobody of this clearance may know that there is.
    """
    attachment = _find(workspace, sha256)
    if secrecy is attachment.secrecy:
        return attachment
    if not reason.strip():
        raise InputError("attachments.level_without_reason")
    role = workspace.actor.role
    if secrecy.rank < attachment.secrecy.rank and not role.includes(Role.APPROVER):
        raise ForbiddenError(
            "access.role_needed", service="set_attachment_level", needed=Role.APPROVER, role=role
        )
    _set_level(workspace, attachment, secrecy, reason.strip())
    for copy in workspace.store.copies_of(sha256):
        if copy.secrecy.rank < secrecy.rank:
            _set_level(workspace, copy, secrecy, reason.strip())
    return replace(attachment, secrecy=secrecy)


@needs(Role.VIEWER)
def list_level_changes(workspace: Workspace, sha256: str) -> tuple[LevelChange, ...]:
    """Return the levels that were set on a file after it was kept, oldest first."""
    return workspace.store.attachment_levels(_find(workspace, sha256).sha256)


def _find(workspace: Workspace, sha256: str) -> Attachment:
    found = list_attachments(workspace, (sha256,))
    if not found:
        raise NotFoundError("attachments.missing", sha256=sha256)
    return found[0]


def _set_level(workspace: Workspace, attachment: Attachment, secrecy: Secrecy, reason: str) -> None:
    workspace.store.set_attachment_level(
        LevelChange(
            sha256=attachment.sha256,
            secrecy=secrecy,
            set_at=datetime.now(UTC),
            set_by=name_author(workspace),
            machine=name_machine(),
            reason=reason,
        )
    )
