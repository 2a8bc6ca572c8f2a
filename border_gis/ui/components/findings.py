"""Findings in words, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable

from border_gis.errors import Finding, Severity
from border_gis.i18n import describe_finding
from border_gis.ui.look import show_note
from border_gis.ui.session import Session

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def show_findings(findings: Iterable[Finding], session: Session) -> None:
    """Show each finding once."""
    said: dict[str, Severity] = {}
    for finding in sorted(findings, key=lambda each: _ORDER.index(each.severity)):
        said.setdefault(describe_finding(finding, session.language), finding.severity)
    for text, severity in said.items():
        show_note(text, str(severity))
