"""The photos and papers that the rows of a form name: found, and refused where they cannot be kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from border_gis.errors import DataError, Finding, Severity
from border_gis.exchange.incoming.form_model import IncomingForm
from border_gis.exchange.incoming.model import IncomingRow, Submission
from border_gis.exchange.incoming.photos import is_photo, read_photo
from border_gis.exchange.media_types import MOST_BYTES, check_attachment

NO_SUBMISSION = Submission("")


def find_files(form: IncomingForm, row: IncomingRow, findings: list[Finding]) -> tuple[Path, ...]:
    """Return the files of a row that can be kept; what is missing, or cannot be, is added to the findings."""
    submission = submission_of(row)
    found = []
    for name in submission.media:
        path, missing = form.media.find(name, submission.parent or submission.key)
        if path is None:
            if missing is not None:
                findings.append(find_row(row, "forms.row_media", reason=missing))
            continue
        refused = _refuse(path)
        if refused is None:
            found.append(path)
        else:
            reason = Finding(refused.code, refused.params)
            findings.append(find_row(row, "forms.file_refused", name=path.name, reason=reason))
    return tuple(found)


def _refuse(path: Path) -> Finding | None:
    if is_photo(path):
        errors = (each for each in read_photo(path).findings if each.severity is Severity.ERROR)
        return next(errors, None)
    try:
        if path.stat().st_size > MOST_BYTES:
            return Finding(
                "attachments.too_large",
                {"name": path.name, "size_mb": path.stat().st_size / 1e6, "most_mb": MOST_BYTES / 1e6},
            )
        check_attachment(path.name, path.read_bytes())
    except DataError as error:
        return Finding(error.code, error.params)
    return None


def submission_of(row: IncomingRow) -> Submission:
    """Return which submission a row is; an empty one where the export does not say."""
    return row.submission or NO_SUBMISSION


def find_row(row: IncomingRow, code: str, **params: Any) -> Finding:
    """Return a warning about one row."""
    return Finding(code, {"row": row.number, **params}, str(row.number), Severity.WARNING)
