"""What the drawing across the line shows of a work on one version of the line."""

from __future__ import annotations

from border_gis.maps.cross_section import CrossSection, Limit
from border_gis.services.permissions import without_actor
from border_gis.services.works import LineVerdicts
from border_gis.works.model import WorkKind
from border_gis.zones.checked import CheckedWork
from border_gis.zones.law import MeasuredFrom, Reach
from border_gis.zones.verdict import Outcome

STRIP_ARTICLE = "7(3)"
NEW_STRUCTURES_ARTICLE = "21(1)"


@without_actor("works on what a service has given out already")
def section_of(work: CheckedWork, on_line: LineVerdicts, name: str) -> CrossSection | None:
    """Return what to draw of a work; None where its place is not known or lies beyond an end of the line.

    Shown are the distance for new structures, the clear-vision strip if the office has set
    its width, and the distance that decided the gravest verdict.
    """
    position = on_line.position
    if position is None or position.beyond_end or not on_line.verdicts:
        return None
    verdict = on_line.verdicts[0].verdict
    strip_m: float | None = None
    limits: dict[float, str] = {}
    for ruled in on_line.verdicts:
        rule = ruled.rule
        distance_m = ruled.verdict.limit_m or rule.distance_m
        if rule.reach is not Reach.WITHIN or distance_m is None:
            continue
        if rule.article == STRIP_ARTICLE:
            strip_m = distance_m
        elif rule.article == NEW_STRUCTURES_ARTICLE and rule.measured_from is MeasuredFrom.LINE:
            limits[distance_m] = rule.article
    decided = on_line.verdicts[0].rule
    if (
        verdict.limit_m is not None
        and decided.article != STRIP_ARTICLE
        and decided.measured_from is MeasuredFrom.LINE
        and verdict.outcome is not Outcome.OUTSIDE
    ):
        limits.setdefault(verdict.limit_m, decided.article)
    return CrossSection(
        low_m=position.low_m,
        high_m=position.high_m,
        distance_m=position.distance_m,
        side=position.side,
        kind=work.kind if isinstance(work.kind, WorkKind) else None,
        name=name,
        line_name=on_line.line.name,
        line_accuracy_m=on_line.line.accuracy_m,
        accuracy_m=work.accuracy_m,
        is_illustrative=work.illustrative,
        outcome=verdict.outcome,
        strip_half_width_m=strip_m,
        limits=tuple(Limit(distance_m, article) for distance_m, article in sorted(limits.items())),
    )
