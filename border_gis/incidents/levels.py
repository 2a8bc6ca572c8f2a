"""How secret an incident is as a whole, with everything that was reported on it.

A report does not only have words: it changes what is known, moves dates, awaits replies. An
incident therefore counts, for whoever looks for it, as the highest level that has been set
on it or on one of its reports. It is not shown in part: a history with a gap, a number of
reports that does not add up, or an incident that awaits a reply to nothing would hint at
what is missing.

Only a report that sets the level of the incident brings it down again, for all that was
reported before: that is the declassification of an incident, and it is in the history.
"""

from __future__ import annotations

from collections.abc import Iterable

from border_gis.access import Secrecy
from border_gis.access.secrecy import highest_level
from border_gis.incidents.model import Report


def find_level(reports: Iterable[Report]) -> Secrecy:
    """Return the level of an incident, from its reports in the order in which they were appended."""
    level = Secrecy.NONE
    for report in reports:
        level = extend_level(level, report)
    return level


def extend_level(level: Secrecy, report: Report) -> Secrecy:
    """Return the level of an incident after one more report."""
    stated = report.changes.get("secrecy")
    return highest_level((level if stated is None else Secrecy(stated), report.secrecy))
