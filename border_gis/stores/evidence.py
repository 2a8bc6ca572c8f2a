"""Files that come with reports: their bytes, and what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from border_gis.access import Secrecy
from border_gis.errors import NotFoundError
from border_gis.incidents.attachments import Attachment, LevelChange, hash_content
from border_gis.stores.home import Connection
from border_gis.stores.migrations import current_table
from border_gis.stores.report_rows import check_text, read_time, write_time
from border_gis.stores.tables import SqlTables

ATTACHMENTS = current_table("attachments")
ATTACHMENT_LEVELS = current_table("attachment_levels")

_LEVEL_SET_LAST = (
    "(SELECT l.secrecy FROM attachment_levels l WHERE l.sha256 = a.sha256 ORDER BY l.fid DESC LIMIT 1)"
)
_KNOWN = (
    "SELECT a.sha256, a.name, a.media_type, a.size_bytes, a.received_at, a.received_by, "
    f"coalesce({_LEVEL_SET_LAST}, a.secrecy), a.made_from FROM attachments a"
)


class EvidenceStore(SqlTables):
    """Files as they came, each once, and the levels that persons have set on them."""

    def add_attachment(
        self,
        name: str,
        media_type: str,
        content: bytes,
        received_at: datetime,
        received_by: str,
        secrecy: Secrecy = Secrecy.NONE,
        made_from: str = "",
    ) -> Attachment:
        """Keep the bytes of a file as they came; return what is known of it.

        Bytes that are kept already are not kept twice: the first entry is returned.

        Raises
        ------
        NotFoundError
            If it is said to be made from a file that is not there.
        """
        sha256 = hash_content(content)
        check_text(name, "name")
        check_text(received_by, "received_by")

        def work(connection: Connection) -> Attachment:
            known = _find(connection, "WHERE a.sha256 = ?", (sha256,))
            if known:
                return known[0]
            if made_from and not _find(connection, "WHERE a.sha256 = ?", (made_from,)):
                raise NotFoundError("attachments.missing", sha256=made_from)
            values: dict[str, Any] = {
                "sha256": sha256,
                "name": name,
                "media_type": media_type,
                "size_bytes": len(content),
                "received_at": write_time(received_at),
                "received_by": received_by,
                "secrecy": secrecy.value,
                "made_from": made_from or None,
                "content": content,
            }
            self._insert(connection, ATTACHMENTS.name, [values])
            moment = received_at.astimezone(UTC)
            return Attachment(sha256, name, media_type, len(content), moment, received_by, secrecy, made_from)

        return self._change(work)

    def attachments(self) -> tuple[Attachment, ...]:
        """Return what is known of every file, oldest entry first."""
        with self._home.read() as connection:
            return tuple(_find(connection, "", ()))

    def find_attachments(self, hashes: Sequence[str]) -> tuple[Attachment, ...]:
        """Return what is known of some files, in this order; those that are not there are left out."""
        wanted = list(dict.fromkeys(hashes))
        if not wanted:
            return ()
        marks = ", ".join("?" * len(wanted))
        with self._home.read() as connection:
            found = {each.sha256: each for each in _find(connection, f"WHERE a.sha256 IN ({marks})", wanted)}
        return tuple(found[sha256] for sha256 in wanted if sha256 in found)

    def copies_of(self, sha256: str) -> tuple[Attachment, ...]:
        """Return the annotated copies of a file, oldest first."""
        with self._home.read() as connection:
            return tuple(_find(connection, "WHERE a.made_from = ?", (sha256,)))

    def attachment_content(self, sha256: str) -> bytes:
        """Return the bytes of a file; NotFoundError if it is not there."""
        with self._home.read() as connection:
            found = connection.execute("SELECT content FROM attachments WHERE sha256 = ?", (sha256,))
        if not found:
            raise NotFoundError("attachments.missing", sha256=sha256)
        return bytes(found[0][0])

    def reports_naming(self, sha256: str) -> tuple[tuple[str, str], ...]:
        """Return the reports that name a file: number of the incident and id of the report, oldest first."""
        with self._home.read() as connection:
            found = connection.execute(
                "SELECT i.number, r.id FROM incidents_reports r "
                "JOIN incidents i ON i.id = r.incident_id "
                "WHERE r.attachments LIKE ? ORDER BY r.sequence",
                (f'%"{sha256}"%',),
            )
        return tuple((str(number), str(report_id)) for number, report_id in found)

    def set_attachment_level(self, change: LevelChange) -> None:
        """Add a level that a person has set on a file; NotFoundError if the file is not there."""
        for name in ("set_by", "machine", "reason"):
            check_text(getattr(change, name), name)
        values = {
            "id": str(uuid4()),
            "sha256": change.sha256,
            "secrecy": change.secrecy.value,
            "set_at": write_time(change.set_at),
            "set_by": change.set_by,
            "machine": change.machine,
            "reason": change.reason,
        }

        def work(connection: Connection) -> None:
            if not _find(connection, "WHERE a.sha256 = ?", (change.sha256,)):
                raise NotFoundError("attachments.missing", sha256=change.sha256)
            self._insert_new(connection, ATTACHMENT_LEVELS, [values])

        self._change(work)

    def attachment_levels(self, sha256: str) -> tuple[LevelChange, ...]:
        """Return the levels that were set on a file after it was kept, oldest first."""
        with self._home.read() as connection:
            found = self._select(connection, ATTACHMENT_LEVELS, "WHERE sha256 = ?", (sha256,))
        return tuple(
            LevelChange(
                sha256=row["sha256"],
                secrecy=Secrecy(row["secrecy"]),
                set_at=read_time(row["set_at"]),
                set_by=row["set_by"],
                machine=row["machine"],
                reason=row["reason"],
            )
            for row in found
        )


def _find(connection: Connection, condition: str, parameters: Sequence[Any]) -> list[Attachment]:
    return [
        Attachment(
            sha256,
            name,
            media_type,
            size_bytes,
            read_time(received_at),
            received_by,
            Secrecy(secrecy),
            made_from or "",
        )
        for sha256, name, media_type, size_bytes, received_at, received_by, secrecy, made_from in (
            connection.execute(f"{_KNOWN} {condition} ORDER BY a.fid", parameters)
        )
    ]
