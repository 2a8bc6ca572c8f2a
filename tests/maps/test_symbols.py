"""Every kind and state has a look of its own, which the legend explains."""

from border_gis.boundary.line.version import LegalStatus
from border_gis.i18n import has_words
from border_gis.incidents.categories import IncidentCategory
from border_gis.incidents.model import IncidentState
from border_gis.maps.symbols import (
    INCIDENT_SHAPES,
    LINE_STROKES,
    PARTY_COLOURS,
    STAGE_COLOURS,
    STAGE_OF_STATE,
    WORK_DASHES,
    WORK_SHAPES,
    IncidentGroup,
    Stage,
    WorkGroup,
    group_of_category,
    group_of_work,
)
from border_gis.works.model import WorkKind, WorkParty


def test_every_state_of_an_incident_has_a_stage():
    assert set(STAGE_OF_STATE) == set(IncidentState)
    assert set(STAGE_COLOURS) == set(Stage)


def test_every_category_but_other_has_a_group_with_a_shape():
    without = [str(name) for name in IncidentCategory if group_of_category(name) is IncidentGroup.OTHER]
    assert without == ["other"]
    assert set(INCIDENT_SHAPES) == set(IncidentGroup)


def test_no_two_groups_share_a_shape_and_no_two_stages_a_colour():
    assert len({look["shape"] for look in INCIDENT_SHAPES.values()}) == len(IncidentGroup)
    assert len({(look["fillColor"], look["color"]) for look in STAGE_COLOURS.values()}) == len(Stage)
    assert len(set(WORK_DASHES.values())) == len(WorkGroup)
    assert len({look["dashArray"] for look in LINE_STROKES.values()}) == len(LegalStatus)


def test_every_work_has_a_group_and_every_party_a_colour():
    assert {group_of_work(kind) for kind in WorkKind} == set(WorkGroup) == set(WORK_SHAPES)
    assert set(PARTY_COLOURS) == set(WorkParty)


def test_the_legend_has_words_for_every_group_and_stage():
    codes = [f"maps.group_{group}" for group in IncidentGroup] + [f"maps.stage_{stage}" for stage in Stage]
    codes += [f"maps.work_{group}" for group in WorkGroup]
    assert [code for code in codes if not has_words(code)] == []


def luminance(colour: str) -> float:
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def as_deuteranope_sees(colour: str) -> tuple[float, ...]:
    """Linear RGB through the matrix of Machado, Oliveira and Fernandes (2009), severity 1.0."""
    matrix = [
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ]
    channels = [(int(colour[k : k + 2], 16) / 255) ** 2.2 for k in (1, 3, 5)]
    return tuple(
        sum(weight * channel for weight, channel in zip(row, channels, strict=True)) for row in matrix
    )


def test_colours_of_stages_stay_apart_for_a_colour_blind_eye():
    filled = [look["fillColor"] for look in STAGE_COLOURS.values()]
    for first in filled:
        for second in filled:
            if first < second:
                seen = zip(as_deuteranope_sees(first), as_deuteranope_sees(second), strict=True)
                assert sum((a - b) ** 2 for a, b in seen) ** 0.5 > 0.12, (first, second)
