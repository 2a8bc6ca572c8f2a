"""What comes onto a map when somebody asks for it: the belts of the rules, and works by their verdicts."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from border_gis.access import Role
from border_gis.boundary.line import BoundaryLine
from border_gis.errors import DataError
from border_gis.i18n import describe_value, translate
from border_gis.maps.belts import belt_features
from border_gis.services.checks import rules_of, today_in_viet_nam
from border_gis.services.permissions import needs
from border_gis.services.works import summarise_verdicts
from border_gis.services.workspaces import Workspace
from border_gis.zones.belts import Belt, find_belts
from border_gis.zones.law import RuleBook
from border_gis.zones.verdict import Outcome, hash_line
from border_gis.zones.widths import is_strip_rule

BY_LINE, BELT, VERDICTS = "by-line:", "zone:", "verdicts"
"""What a map asks for, by its start: the version of the line, a belt, the verdicts on works."""

MOST_KEPT = 48
_TELLING = (Outcome.PROHIBITED, Outcome.NEEDS_AGREEMENT, Outcome.NEEDS_NOTICE)


class _DrawnBelts:
    """The belts drawn last, of this process: one along the whole border takes half a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._drawn: OrderedDict[tuple[object, ...], str] = OrderedDict()

    def get(self, belt: Belt, line: BoundaryLine) -> str:
        key = (hash_line(line), belt.key, belt.distance_m, belt.widths, belt.party)
        with self._lock:
            if key in self._drawn:
                self._drawn.move_to_end(key)
                return self._drawn[key]
        drawn = _write(belt_features(belt, line))
        with self._lock:
            self._drawn[key] = drawn
            while len(self._drawn) > MOST_KEPT:
                self._drawn.popitem(last=False)
        return drawn


_DRAWN = _DrawnBelts()


@needs(Role.VIEWER)
def list_belts(
    workspace: Workspace, line_id: str = "", day: date | None = None
) -> tuple[tuple[Belt, ...], bool]:
    """Return the belts of the rules in force, and whether the width of the clear-vision strip is unset.

    Parameters
    ----------
    workspace : Workspace
    line_id : str
        Version of the line; the first without one, and where there is no such version.
    day : date, optional
        Today, unless said otherwise.
    """
    line = _choose_line(workspace, line_id)
    if line is None:
        return (), False
    try:
        book = rules_of(workspace)
    except DataError:
        # A rule that is wrong is told on the page of rules; the map is shown without belts.
        return (), False
    belts = find_belts(book, line, workspace.register, day or today_in_viet_nam())
    return belts, _is_strip_unset(book, day or today_in_viet_nam())


@needs(Role.VIEWER)
def draw_overlay(workspace: Workspace, wanted: Sequence[str], language: str) -> str:
    """Return what a map has asked for, as JSON; empty when it asks for nothing.

    Parameters
    ----------
    workspace : Workspace
    wanted : sequence of str
        As the map says it: ``by-line:<id>``, ``zone:<key of a belt>``, ``verdicts``.
    language : {"vi", "en"}
    """
    line_id = next((each.removeprefix(BY_LINE) for each in wanted if each.startswith(BY_LINE)), "")
    line = _choose_line(workspace, line_id)
    if line is None or not any(each == VERDICTS or each.startswith(BELT) for each in wanted):
        return ""
    keys = {each.removeprefix(BELT) for each in wanted if each.startswith(BELT)}
    drawn = {
        belt.key: _DRAWN.get(belt, line) for belt in list_belts(workspace, line.id)[0] if belt.key in keys
    }
    works = _write(_tell_works(workspace, line, language)) if VERDICTS in wanted else "null"
    zones = ",".join(f"{_write(key)}:{text}" for key, text in drawn.items())
    asked_as = line.id if line_id else None
    return f'{{"line":{_write(asked_as)},"zones":{{{zones}}},"works":{works}}}'


@needs(Role.VIEWER)
def draw_all_overlays(workspace: Workspace, language: str, *, with_works: bool = True) -> dict[str, Any]:
    """Return everything that a saved map may be asked for, by version of the line.

    Parameters
    ----------
    workspace : Workspace
    language : {"vi", "en"}
    with_works : bool
        False for a map that shows no works, and so says nothing of them.
    """
    overlays: dict[str, Any] = {}
    of_works = (VERDICTS,) if with_works else ()
    for line in workspace.lines:
        wanted = [f"{BELT}{belt.key}" for belt in list_belts(workspace, line.id)[0]]
        overlays[line.id] = json.loads(
            draw_overlay(workspace, (f"{BY_LINE}{line.id}", *of_works, *wanted), language)
        )
    return overlays


def _choose_line(workspace: Workspace, line_id: str) -> BoundaryLine | None:
    lines = workspace.lines
    return next((line for line in lines if line.id == line_id), lines[0] if lines else None)


def _is_strip_unset(book: RuleBook, day: date) -> bool:
    strips = [rule for rule in book.rules if is_strip_rule(rule) and rule.is_valid_on(day)]
    return bool(strips) and all(rule.distance_m is None and not rule.stretches for rule in strips)


def _tell_works(workspace: Workspace, line: BoundaryLine, language: str) -> dict[str, Any]:
    """Return the gravest verdict on each work, and the words that its tip shows."""
    told = {}
    for work_id, said in summarise_verdicts(workspace, line.id).items():
        params = {"outcome": said.outcome, "article": said.gravest.article}
        code = "maps.verdict_tip_none" if said.outcome is Outcome.OUTSIDE else "maps.verdict_tip"
        words = [_capitalise(translate(code, params, language))]
        if said.outcome in _TELLING and said.certainty is not None:
            words[0] += f" ({describe_value(said.certainty, language)})"
        words.append(translate("maps.verdict_by_line", {"line": line.name}, language))
        told[work_id] = {"v": said.outcome.value, "t": words}
    return told


def _write(value: Iterable[Any] | str | None) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
