"""What rules speak of: the kinds of work, and what people do near the line."""

from __future__ import annotations

from enum import StrEnum

from border_gis.works.model import WorkKind


class Activity(StrEnum):
    """What is done near the line without leaving a work, or is no work of `WorkKind`."""

    AERIAL_SURVEY = "aerial_survey"
    AERIAL_SURVEY_ACROSS = "aerial_survey_across"
    BLASTING = "blasting"
    BURNING = "burning"
    BURYING = "burying"
    CULTIVATION = "cultivation"
    DIGGING = "digging"
    DRONE_FLIGHT = "drone_flight"
    FELLING = "felling"
    GATE_FACILITY = "gate_facility"
    GATHERING = "gathering"
    GRAZING = "grazing"
    HAZARDOUS_SITE = "hazardous_site"
    HUNTING = "hunting"
    MARKER_LOSS = "marker_loss"
    MARKER_REPAIR = "marker_repair"
    MINING = "mining"
    OVERNIGHT_STAY = "overnight_stay"
    SHOOTING = "shooting"
    SURVEYING = "surveying"


KINDS = frozenset(WorkKind) | frozenset(Activity)
"""Every kind that a rule may name."""

BUILT_KINDS = frozenset(WorkKind) - {WorkKind.WORKS_DOSSIER, WorkKind.OTHER} | {Activity.GATE_FACILITY}
"""Kinds that are built, and so can be extended."""

UNKNOWN_KINDS = frozenset({WorkKind.OTHER, WorkKind.WORKS_DOSSIER})
"""Kinds that do not say what stands there: a rule that names kinds cannot be held against them."""


def read_kind(text: str) -> WorkKind | Activity:
    """Return the kind of a code; raise ValueError if there is none."""
    try:
        return WorkKind(text)
    except ValueError:
        return Activity(text)
