"""Hold every kept file against the hash that was taken when it came in."""

from __future__ import annotations

import json
from typing import Any

from border_gis.errors import Finding, Severity
from border_gis.incidents.attachments import hash_content
from border_gis.incidents.foreign import read_office
from border_gis.incidents.integrity import FIRST_HASH
from border_gis.stores.home import Connection


def check_attachments(connection: Connection) -> tuple[int, list[Finding]]:
    """Return how many files there are, and which are altered or missing.

    A finding about an altered file names the incidents whose reports it came with.
    """
    findings: list[Finding] = []
    kept: set[str] = set()
    altered: dict[str, str] = {}
    for (fid,) in connection.execute("SELECT fid FROM attachments ORDER BY fid"):
        sha256, name, size_bytes, content = connection.execute(
            "SELECT sha256, name, size_bytes, content FROM attachments WHERE fid = ?", (fid,)
        )[0]
        kept.add(sha256)
        if hash_content(bytes(content)) != sha256 or len(content) != size_bytes:
            altered[sha256] = name
    naming: dict[str, list[str]] = {}
    for report_id, number, text, machine in connection.execute(
        "SELECT r.id, i.number, r.attachments, r.machine FROM incidents_reports r "
        "LEFT JOIN incidents i ON i.id = r.incident_id WHERE r.attachments <> '[]' ORDER BY r.sequence"
    ):
        for sha256 in _read_names(text):
            naming.setdefault(sha256, []).append(number or report_id)
            # Another office may have kept back a file that its report names.
            if sha256 not in kept and not read_office(machine):
                findings.append(
                    _error("verify.attachment_missing", report_id, sha256=sha256, report=report_id)
                )
    of_none = [Finding("attachments.no_incident")]
    first = [
        _error(
            "verify.attachment_altered",
            sha256,
            name=name,
            sha256=sha256,
            incidents=list(dict.fromkeys(naming.get(sha256, []))) or of_none,
        )
        for sha256, name in altered.items()
    ]
    return len(kept), first + findings


def _error(code: str, where: str, **params: Any) -> Finding:
    return Finding(code, params, where, Severity.ERROR)


def _read_names(text: str) -> list[str]:
    try:
        return [name for name in json.loads(text) if isinstance(name, str)]
    except (ValueError, TypeError):
        return [FIRST_HASH]
