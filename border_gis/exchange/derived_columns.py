"""Columns that a file of ours has beside its data: what the rules say of each work on each line.

They are worked out anew wherever the data are, so a file that comes in again is read without
them. The first version of the line has the plain names, the second ``verdict_2`` and so on.
"""

from __future__ import annotations

import re

LINE_VERSION, LINE_DISTANCE, LINE_SIDE = "line_version", "line_distance_m", "line_side"
VERDICT, CERTAINTY, ARTICLE = "verdict", "verdict_certainty", "verdict_article"
RULE, RULE_FROM, CHECKED_AT = "verdict_rule", "verdict_rule_from", "verdict_checked_at"

MEASURED = (LINE_VERSION, LINE_DISTANCE, LINE_SIDE)
"""What is measured and judges nothing; wherever one of them goes out, all of them do."""
JUDGED = (VERDICT, CERTAINTY, ARTICLE, RULE, RULE_FROM, CHECKED_AT)

SHORT_NAMES = {
    LINE_VERSION: "ln_vers",
    LINE_DISTANCE: "ln_dist",
    LINE_SIDE: "ln_side",
    VERDICT: "verdict",
    CERTAINTY: "vd_sure",
    ARTICLE: "vd_art",
    RULE: "vd_rule",
    RULE_FROM: "vd_from",
    CHECKED_AT: "vd_at",
}
"""In the ten letters of a shapefile, with room for the number of a version."""

_NUMBER = re.compile(r"_(\d+)$")


def number_column(name: str, number: int) -> str:
    """Return what a column is called for the version of the line with a number, the first being 1."""
    return name if number == 1 else f"{name}_{number}"


def split_number(column: str) -> tuple[str, int]:
    """Return a column's plain name and the number of its version; 0 where it names none."""
    found = _NUMBER.search(column)
    return (column[: found.start()], int(found.group(1))) if found else (column, 0)
