"""Works with their history, planned activities, full incident histories, people, evidence, surveys."""

from border_gis.stores.migrations.m0004_office_work import (
    activities,
    evidence,
    histories,
    imports,
    lines,
    people,
    surveys,
    works,
)
from border_gis.stores.schema import Migration

MIGRATION = Migration(
    4,
    "office work",
    (
        *works.STEPS,
        *activities.STEPS,
        *histories.STEPS,
        *people.STEPS,
        *evidence.STEPS,
        *surveys.STEPS,
        *imports.STEPS,
        *lines.STEPS,
    ),
)
