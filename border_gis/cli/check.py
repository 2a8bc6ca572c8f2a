"""``border-gis check``: hold works against the rules, on every version of the line."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from border_gis.cli.locate import add_file_arguments
from border_gis.cli.output import ProgressBar, print_line, print_message
from border_gis.errors import InputError
from border_gis.i18n import describe_finding, describe_value, translate

if TYPE_CHECKING:
    from datetime import date

    from border_gis.errors import Finding
    from border_gis.services.checks import CheckData
    from border_gis.zones.verdict import Verdict

NAME = "check"
EXAMPLE = "border-gis check\nborder-gis check --json\nborder-gis check --date 2026-06-01"

PROHIBITED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the works, and files to use instead of the workspace."""
    parser.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", default=None, help="cli.check.help.file"
    )
    add_file_arguments(parser)
    parser.add_argument("--rules", metavar="PATH", type=Path, default=None, help="cli.check.help.rules")
    parser.add_argument("--date", metavar="DATE", default=None, help="cli.check.help.date")


def run(arguments: argparse.Namespace) -> int:
    """Print one result for each work, rule and line; 1 when something is prohibited."""
    from border_gis.services.checks import check_all, load_check_data

    today = read_day(arguments.date)
    data = load_check_data(
        arguments.settings, arguments.file, arguments.line, arguments.register, arguments.rules
    )
    for finding in data.findings:
        print_message(describe_finding(finding, arguments.language))
    with ProgressBar() as bar:
        verdicts = check_all(data, today, bar.show)
        counted = (
            _write_json(verdicts) if arguments.json else _write_words(verdicts, data, arguments.language)
        )
    return PROHIBITED if counted["prohibited"] else 0


def read_day(text: str | None) -> date | None:
    """Read a day such as 2026-06-01; raise `InputError` if it is none."""
    from datetime import date

    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError("cli.check.bad_date", text=text) from error


def _write_json(verdicts: Iterable[Verdict]) -> Counter[str]:
    """Write the results as one JSON list, each on a line of its own, as they come."""
    counted: Counter[str] = Counter()
    coming = iter(verdicts)
    # The first is asked for before anything is written: rules that do not fit the line are refused.
    first = next(coming, None)
    comma = "["
    for verdict in () if first is None else chain([first], coming):
        counted[verdict.outcome.value] += 1
        print_line(comma + json.dumps(describe_verdict(verdict), ensure_ascii=False, allow_nan=False))
        comma = ","
    print_line("[]" if first is None else "]")
    return counted


def _write_words(verdicts: Iterable[Verdict], data: CheckData, language: str) -> Counter[str]:
    """Write what a person has to look at; what no rule reaches is only counted."""
    counted: Counter[str] = Counter()
    lines = {line.id: line for line in data.lines}
    names = {work.id: work.name for work in data.works}
    for verdict in verdicts:
        counted[verdict.outcome.value] += 1
        if verdict.outcome.value == "outside":
            continue
        params = {
            "work": names.get(verdict.work_id) or verdict.work_id,
            "article": verdict.article,
            "line": lines[verdict.line_id].name,
            "outcome": verdict.outcome,
            "place": _name_place(verdict),
            "certainty": translate("cli.check.certainty_unknown", None, language)
            if verdict.certainty is None
            else describe_value(verdict.certainty, language),
        }
        print_line(translate("cli.check.result", params, language))
        for reason in verdict.reasons:
            print_line("    " + describe_finding(reason, language))
    totals = ", ".join(
        f"{translate(f'outcome.{outcome}', None, language)} {count}"
        for outcome, count in counted.most_common()
    )
    sums: dict[str, Any] = {
        "works": len(data.works),
        "rules": len(data.book.rules),
        "lines": len(data.lines),
        "totals": totals,
    }
    print_line(translate("cli.check.totals", sums, language))
    return counted


def _name_place(verdict: Verdict) -> str:
    ends = dict.fromkeys(end for end in (verdict.reference_from, verdict.reference_to) if end)
    return " – ".join(ends) or "–"


def describe_verdict(verdict: Verdict) -> dict[str, Any]:
    """Return one result as plain JSON values."""
    return {
        "work": verdict.work_id,
        "rule": verdict.rule_id,
        "line": verdict.line_id,
        "distance_m": _round(verdict.distance_m, 4),
        "side": None if verdict.side is None else verdict.side.value,
        "chainage_from_m": _round(verdict.chainage_from_m, 3),
        "chainage_to_m": _round(verdict.chainage_to_m, 3),
        "inside_m": _round(verdict.inside_m, 3),
        "inside_m2": _round(verdict.inside_m2, 2),
        "outcome": verdict.outcome.value,
        "certainty": None if verdict.certainty is None else verdict.certainty.value,
        "probability": _round(verdict.probability, 4),
        "reasons": [_describe_reason(reason) for reason in verdict.reasons],
    }


def _describe_reason(reason: Finding) -> dict[str, Any]:
    return {"code": reason.code, "params": _plain(reason.params)}


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    kept = (int, float, str, bool, type(None))
    return {
        name: [*value] if isinstance(value, list) else value if isinstance(value, kept) else _write(value)
        for name, value in params.items()
    }


def _write(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _round(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
