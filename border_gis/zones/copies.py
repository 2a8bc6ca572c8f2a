"""An office's own copy of a rule: as plain values, read back, and in what it differs from another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from border_gis.zones.law import Confidence, Period, Rule
from border_gis.zones.reading import UNSET, Plain, read_rule_book

COPY = "rule"
"""Under this name an entry holds a whole copy of a rule instead of single figures."""

_TOP = ("article", "agreed_clause")
_CODES = ("measured_from", "reach", "side", "asks", "asked_of")
_LISTS = ("kinds", "kinds_by_reading", "counts", "conditions")
_KEPT = ("id", "neighbour", "document", "valid_from", "valid_to", "source")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a rule in which two versions of it differ."""

    field: str
    before: Any
    after: Any


def write_copy(rule: Rule) -> dict[str, Any]:
    """Return what an office may change of a rule, in plain JSON values."""
    plain: dict[str, Any] = {name: getattr(rule, name) for name in _TOP if getattr(rule, name)}
    plain |= {name: getattr(rule, name).value for name in _CODES if getattr(rule, name) is not None}
    plain |= {name: [each.value for each in getattr(rule, name)] for name in _LISTS if getattr(rule, name)}
    plain["text"] = dict(rule.text)
    if rule.form:
        plain["form"] = dict(rule.form)
    if rule.reach.value == "within":
        plain["distance_m"] = UNSET if rule.distance_m is None else rule.distance_m
    for name in ("distance_from_m", "distance_to_m"):
        if getattr(rule, name) is not None:
            plain[name] = getattr(rule, name)
    for name in ("notice", "reply"):
        period: Period | None = getattr(rule, name)
        if period is not None:
            amount = UNSET if period.amount is None else period.amount
            plain[name] = {"amount": amount, "unit": period.unit}
    if rule.stretches:
        plain["stretch"] = write_stretches(rule)
    if rule.exemptions:
        plain["exempt"] = [
            {
                "kinds": [kind.value for kind in each.kinds],
                "clause": each.clause,
                "by_reading": each.by_reading,
            }
            for each in rule.exemptions
        ]
    return plain


def write_stretches(rule: Rule) -> list[dict[str, Any]]:
    """Return the stretches of a rule as plain JSON values."""
    return [
        {
            "from": each.from_reference,
            "to": each.to_reference,
            "distance_m": UNSET if each.distance_m is None else each.distance_m,
            "source": each.source,
        }
        for each in rule.stretches
    ]


def read_copy(plain: Plain, file: str, base: Rule) -> Rule:
    """Make a rule of an office's copy of it. What it is a copy of, and of which document, stays.

    Raises
    ------
    DataError
        A field is missing, unknown, of the wrong kind or in contradiction; it is named.
    """
    given: dict[str, Any] = {name: value for name, value in plain.items() if name not in _KEPT}
    row = {
        **given,
        "id": base.id,
        "neighbour": base.neighbour,
        "document": base.document,
        "confidence": Confidence.OFFICE.value,
        "source": base.source,
    }
    document: Mapping[str, Any] = {"id": base.document, "name": dict.fromkeys(("vi", "en", "zh"), "-")}
    files = {file: {"document": [{**document, "source": "-"}], "rule": [row]}}
    rule = read_rule_book(files).rules[0]
    return replace(rule, valid_from=base.valid_from, valid_to=base.valid_to)


def find_differences(before: Rule, after: Rule) -> tuple[Difference, ...]:
    """Return the fields in which two versions of a rule differ, in the order of the rule's fields."""
    return tuple(
        Difference(field.name, getattr(before, field.name), getattr(after, field.name))
        for field in fields(Rule)
        if getattr(before, field.name) != getattr(after, field.name)
    )
