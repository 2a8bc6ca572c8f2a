"""What goes out beside each work: its place to each version of the line, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from border_gis.access import Role
from border_gis.access.profiles import ReleaseProfile
from border_gis.access.wording import Phrase, write_neutrally
from border_gis.boundary.line import BoundaryLine
from border_gis.exchange import derived_columns as columns
from border_gis.exchange.outgoing.model import Painting
from border_gis.exchange.outgoing.records import Beside
from border_gis.i18n import describe_value, translate
from border_gis.services.checks import rules_of
from border_gis.services.permissions import needs
from border_gis.services.releasing import release_rules
from border_gis.services.works import WorkVerdict, summarise_verdicts
from border_gis.services.workspaces import Workspace
from border_gis.zones.checked import prepare_geometry
from border_gis.zones.law import Rule
from border_gis.zones.position import Position, find_positions
from border_gis.zones.verdict import Outcome

_FIELDS_OF_VERDICT = ("outcome", "certainty", "article", "rule_id", "basis", "line_id")
_TELLING = (Outcome.PROHIBITED, Outcome.NEEDS_AGREEMENT, Outcome.NEEDS_NOTICE)
"""Outcomes of which the sureness of being within reach says something to the reader."""
_DISTANCE_DECIMALS = 2


@needs(Role.RECORDER)
def tell_verdicts(
    workspace: Workspace, profile: ReleaseProfile, language: str, checked_at: datetime
) -> Beside | None:
    """Return what a profile lets out of the verdicts on works; None where it lets out nothing of them.

    A profile that names no outcome gets no word that judges: neither the gravest article nor that
    anything was checked. It gets distance and side, of works that were measured and not drawn
    from markers, where it names both.

    Parameters
    ----------
    workspace : Workspace
    profile : ReleaseProfile
    language : {"vi", "en"}
        Of the names of versions of the line.
    checked_at : datetime
        Aware; said with each verdict.

    Raises
    ------
    DataError
        A rule is wrong.
    """
    is_measured = profile.allows_all("verdict", ("distance_m", "side")) and profile.allows("line", "name")
    is_judged = is_measured and profile.allows_all("verdict", _FIELDS_OF_VERDICT)
    if not is_measured or not workspace.lines:
        return None
    by_id: dict[str, dict[str, Any]] = {work.id: {} for work in workspace.works}
    paintings = []
    phrases = release_rules(workspace).phrases if profile.is_neutral else ()
    for number, line in enumerate(workspace.lines, start=1):
        name = _name_line(line, language, phrases)
        for work_id, said in _tell_measures(workspace, line, name, with_drawn=is_judged).items():
            by_id[work_id] |= _number(said, number)
        if is_judged:
            for work_id, said in _tell_outcomes(workspace, line, checked_at).items():
                by_id[work_id] |= _number(said, number)
            title = translate("outgoing.checked_by_line", {"line": name, "moment": checked_at}, language)
            paintings.append(Painting(columns.number_column(columns.VERDICT, number), title))
    return Beside(by_id, tuple(paintings))


def _name_line(line: BoundaryLine, language: str, phrases: Sequence[Phrase]) -> str:
    """Return the name of a version of the line with its legal status, said once, as on the map.

    Of a name with a judging word for which there is no other, the status alone is left.
    """
    status = describe_value(line.legal_status, language)
    name, left = write_neutrally(line.name, phrases)
    if left:
        return status
    return name if status.casefold() in name.casefold() else f"{name} · {status}"


def _number(said: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {columns.number_column(name, number): value for name, value in said.items()}


def _tell_measures(
    workspace: Workspace, line: BoundaryLine, name: str, *, with_drawn: bool
) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = {
        work.id: {columns.LINE_VERSION: name, columns.LINE_DISTANCE: None, columns.LINE_SIDE: None}
        for work in workspace.works
    }
    shapes = {
        work.id: geometry
        for work in workspace.works
        if (with_drawn or not work.illustrative)
        and (geometry := prepare_geometry(work.geometry)[0]) is not None
    }
    for work_id, position in zip(shapes, find_positions(line, list(shapes.values()), ()), strict=True):
        told[work_id] |= _write_position(position)
    return told


def _write_position(position: Position) -> dict[str, Any]:
    return {
        columns.LINE_DISTANCE: round(position.distance_m, _DISTANCE_DECIMALS),
        columns.LINE_SIDE: None if position.side is None else position.side.value,
    }


def _tell_outcomes(
    workspace: Workspace, line: BoundaryLine, checked_at: datetime
) -> dict[str, dict[str, Any]]:
    rules = {(rule.id, rule.version): rule for rule in rules_of(workspace).rules}
    return {
        work_id: _write_outcome(said, rules, checked_at)
        for work_id, said in summarise_verdicts(workspace, line.id).items()
    }


def _write_outcome(
    said: WorkVerdict, rules: Mapping[tuple[str, str], Rule], checked_at: datetime
) -> dict[str, Any]:
    gravest = said.gravest
    rule = rules.get((gravest.rule_id, "" if gravest.basis is None else gravest.basis.rule_version))
    # Where no rule reaches a work, any of them might be named.
    names_rule = gravest.outcome is not Outcome.OUTSIDE
    is_telling = gravest.outcome in _TELLING and gravest.certainty is not None
    return {
        columns.VERDICT: gravest.outcome.value,
        columns.CERTAINTY: gravest.certainty.value if is_telling and gravest.certainty else None,
        columns.ARTICLE: gravest.article if names_rule else None,
        columns.RULE: gravest.rule_id if names_rule else None,
        columns.RULE_FROM: rule.valid_from if names_rule and rule is not None else None,
        columns.CHECKED_AT: checked_at,
    }
