"""Make rules of plain data, and refuse what is no rule: the file, the rule and the field are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

from border_gis.errors import DataError
from border_gis.zones.law import (
    AskedOf,
    Asks,
    Condition,
    Confidence,
    Counts,
    Document,
    Exemption,
    Kind,
    MeasuredFrom,
    Period,
    Reach,
    Rule,
    RuleBook,
    RuleSide,
    Stretch,
)
from border_gis.zones.subjects import KINDS, read_kind

UNSET = "unset"
"""How data says that the office has yet to give a figure."""

LANGUAGES = ("vi", "en", "zh")
FARTHEST_M = 50_000.0
"""No rule reaches farther; a larger figure is in the wrong unit."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What an office may set for a rule."""

    distance_m: float | None
    stretches: tuple[Stretch, ...]
    exemptions: tuple[Exemption, ...]


Member = TypeVar("Member", bound=StrEnum)
Plain = Mapping[str, Any]


def read_rule_book(files: Mapping[str, Plain]) -> RuleBook:
    """Make rules of the parsed content of files.

    Parameters
    ----------
    files : mapping of str to mapping
        Parsed content by file name: tables ``document`` and ``rule``.

    Raises
    ------
    DataError
        Something is missing, unknown, of the wrong kind or in contradiction.
    """
    documents: dict[str, Document] = {}
    for name, content in files.items():
        for row in _tables(content, "document", name):
            document = _read_document(row, name)
            documents[document.id] = document
    rules: dict[str, Rule] = {}
    for name, content in files.items():
        for row in _tables(content, "rule", name):
            fields = _Fields(row, name, documents)
            rule = _read_rule(fields)
            if rule.id in rules:
                raise fields.wrong("id", "zones.problem.doubled", rule.id)
            rules[rule.id] = rule
    return RuleBook(tuple(rules.values()), documents)


def read_figures(content: Plain, file: str, base: Rule) -> Figures:
    """Make sense of what an office has set for a rule.

    Parameters
    ----------
    content : mapping
        As `border_gis.zones.office.OfficeRow` has it. A distance that is not named stays.
    file : str
        Named by mistakes.
    base : Rule
        The rule that ships.

    Raises
    ------
    DataError
        A field is unknown, or of the wrong kind.
    """
    plain = dict(content)
    if isinstance(plain.get("exempt"), list) and all(isinstance(each, str) for each in plain["exempt"]):
        kinds = plain.pop("exempt")
        plain |= {"exempt": [{"kinds": kinds, "clause": base.article}]} if kinds else {}
    fields = _Fields({"id": base.id, **plain}, file, {})
    fields.take("id")
    named = "distance_m" in plain
    distance_m = fields.metres("distance_m", may_be_unset=True)
    figures = Figures(
        distance_m if named else base.distance_m,
        tuple(map(_read_stretch, fields.tables("stretch"))) if "stretch" in plain else base.stretches,
        tuple(map(_read_exemption, fields.tables("exempt"))),
    )
    fields.finish()
    return figures


def refuse_contradictions(rule: Rule, file: str) -> None:
    """Refuse values of a rule that are right one by one and wrong together; DataError names them."""
    fields = _Fields({"id": rule.id}, file, {})
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        raise fields.wrong("valid_to", "zones.problem.ends_before", rule.valid_to)
    if rule.reach is not Reach.WITHIN and (rule.distance_m is not None or rule.stretches):
        raise fields.wrong("distance_m", "zones.problem.no_distance_here", rule.reach)
    low, high = rule.distance_from_m, rule.distance_to_m
    if low is not None and high is not None and high < low:
        raise fields.wrong("distance_to_m", "zones.problem.no_range", high)
    given = [rule.distance_m, *(stretch.distance_m for stretch in rule.stretches)]
    for value in given:
        if value is not None and _is_outside(value, low, high):
            raise fields.wrong("distance_m", "zones.problem.outside_range", value)
    for field, named in (
        ("kinds_by_reading", rule.kinds_by_reading),
        ("exempt", tuple(kind for exemption in rule.exemptions for kind in exemption.kinds)),
    ):
        beside = set(named) - set(rule.kinds)
        if beside:
            raise fields.wrong(field, "zones.problem.not_among_kinds", sorted(beside)[0])


class _Fields:
    """The fields of one table, taken one by one; what is left at the end is unknown."""

    def __init__(self, row: Plain, file: str, documents: Mapping[str, Document], inside: str = "") -> None:
        self.row, self.file, self.documents, self.inside = row, file, documents, inside
        self.left = set(row)
        self.name = inside.partition(" ")[0] or str(row.get("id") or "?")

    def wrong(self, field: str, problem: str, value: object = "", known: Sequence[str] = ()) -> DataError:
        """Return the error that names file, rule and field."""
        where = f"{self.inside.partition(' ')[2]}.{field}" if " " in self.inside else field
        return DataError(
            "zones.bad_rule",
            file=self.file,
            rule=self.name,
            field=where,
            value=str(value),
            problem=DataError(problem, known=list(known)),
        )

    def take(self, field: str) -> Any:
        self.left.discard(field)
        return self.row.get(field)

    def text(self, field: str, required: bool = True) -> str:
        value = self.take(field)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or (required and not value.strip()):
            raise self.wrong(field, "zones.problem.no_text", value)
        return value

    def words(self, field: str) -> Mapping[str, str]:
        value = self.take(field)
        if not isinstance(value, Mapping):
            raise self.wrong(field, "zones.problem.missing")
        for language in LANGUAGES:
            said = value.get(language)
            if not isinstance(said, str) or not said.strip():
                raise self.wrong(f"{field}.{language}", "zones.problem.no_text", said)
        if set(value) - set(LANGUAGES):
            extra = sorted(set(value) - set(LANGUAGES))[0]
            raise self.wrong(f"{field}.{extra}", "zones.problem.unknown_field", extra, LANGUAGES)
        return dict(value)

    def one_of(self, field: str, members: type[Member], default: Member | None = None) -> Member:
        value = self.take(field)
        if value is None and default is not None:
            return default
        return self._member(field, members, value)

    def several_of(self, field: str, members: type[Member], required: bool) -> tuple[Member, ...]:
        return tuple(self._member(field, members, value) for value in self._list(field, required))

    def kinds(self, field: str, required: bool = True) -> tuple[Kind, ...]:
        found: list[Kind] = []
        for value in self._list(field, required):
            if value not in KINDS:
                raise self.wrong(field, "zones.problem.unknown_value", value, sorted(map(str, KINDS)))
            found.append(read_kind(value))
        return tuple(found)

    def day(self, field: str) -> date | None:
        value = self.take(field)
        if value is not None and type(value) is not date:
            raise self.wrong(field, "zones.problem.no_day", value)
        return value

    def metres(self, field: str, may_be_unset: bool = False) -> float | None:
        value = self.take(field)
        if value is None or (may_be_unset and value == UNSET):
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
            raise self.wrong(field, "zones.problem.no_metres", value)
        if not 0.0 <= value <= FARTHEST_M:
            raise self.wrong(field, "zones.problem.no_distance", value)
        return float(value)

    def period(self, field: str) -> Period | None:
        value = self.take(field)
        if value is None:
            return None
        if not isinstance(value, Mapping) or set(value) - {"amount", "unit"} or "amount" not in value:
            raise self.wrong(field, "zones.problem.no_period", value)
        amount, unit = value["amount"], value.get("unit", "days")
        if unit not in ("hours", "days"):
            raise self.wrong(f"{field}.unit", "zones.problem.unknown_value", unit, ("hours", "days"))
        if amount == UNSET:
            return Period(None, unit)
        if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
            raise self.wrong(f"{field}.amount", "zones.problem.no_period", amount)
        return Period(amount, unit)

    def tables(self, field: str) -> Iterable[_Fields]:
        self.left.discard(field)
        value = self.row.get(field, [])
        if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
            raise self.wrong(field, "zones.problem.no_tables", value)
        for number, each in enumerate(value, start=1):
            yield _Fields(each, self.file, self.documents, f"{self.name} {field}[{number}]")

    def finish(self) -> None:
        """Refuse fields that nobody took."""
        if self.left:
            field = sorted(self.left)[0]
            raise self.wrong(field, "zones.problem.unknown_field", field)

    def _list(self, field: str, required: bool) -> list[Any]:
        value = self.take(field)
        if value is None and not required:
            return []
        if not isinstance(value, list) or (required and not value):
            raise self.wrong(field, "zones.problem.no_list", value)
        return value

    def _member(self, field: str, members: type[Member], value: object) -> Member:
        known = [member.value for member in members]
        if value is None:
            raise self.wrong(field, "zones.problem.missing", "", known)
        if value not in known:
            raise self.wrong(field, "zones.problem.unknown_value", value, known)
        return members(value)


def _read_document(row: Plain, file: str) -> Document:
    fields = _Fields(row, file, {})
    document = Document(fields.text("id"), fields.words("name"), fields.text("source"))
    fields.finish()
    return document


def _read_rule(fields: _Fields) -> Rule:
    rule = Rule(
        id=fields.text("id"),
        neighbour=fields.text("neighbour"),
        document=fields.text("document"),
        article=fields.text("article"),
        text=fields.words("text"),
        kinds=fields.kinds("kinds"),
        counts=fields.several_of("counts", Counts, required=True),
        asks=fields.one_of("asks", Asks),
        confidence=fields.one_of("confidence", Confidence),
        source=fields.text("source"),
        valid_from=fields.day("valid_from"),
        valid_to=fields.day("valid_to"),
        measured_from=fields.one_of("measured_from", MeasuredFrom, MeasuredFrom.LINE),
        reach=fields.one_of("reach", Reach),
        side=fields.one_of("side", RuleSide),
        distance_m=fields.metres("distance_m", may_be_unset=True),
        distance_from_m=fields.metres("distance_from_m"),
        distance_to_m=fields.metres("distance_to_m"),
        stretches=tuple(map(_read_stretch, fields.tables("stretch"))),
        kinds_by_reading=fields.kinds("kinds_by_reading", required=False),
        exemptions=tuple(map(_read_exemption, fields.tables("exempt"))),
        asked_of=_read_asked_of(fields),
        notice=fields.period("notice"),
        reply=fields.period("reply"),
        agreed_clause=fields.text("agreed_clause", required=False),
        form=fields.words("form") if "form" in fields.row else {},
        conditions=fields.several_of("conditions", Condition, required=False),
    )
    fields.finish()
    _refuse_gaps(rule, fields)
    return rule


def _read_asked_of(fields: _Fields) -> AskedOf | None:
    if "asked_of" not in fields.row:
        return None
    return fields.one_of("asked_of", AskedOf)


def _read_stretch(fields: _Fields) -> Stretch:
    stretch = Stretch(
        fields.text("from"),
        fields.text("to"),
        fields.metres("distance_m", may_be_unset=True),
        fields.text("source", required=False),
    )
    if "distance_m" not in fields.row:
        raise fields.wrong("distance_m", "zones.problem.missing")
    fields.finish()
    return stretch


def _read_exemption(fields: _Fields) -> Exemption:
    kinds, clause = fields.kinds("kinds"), fields.text("clause")
    by_reading = fields.take("by_reading") or False
    if not isinstance(by_reading, bool):
        raise fields.wrong("by_reading", "zones.problem.unknown_value", by_reading, ("true", "false"))
    fields.finish()
    return Exemption(kinds, clause, by_reading)


def _refuse_gaps(rule: Rule, fields: _Fields) -> None:
    """Refuse fields that are missing beside others, and others that are too many."""
    if rule.document not in fields.documents:
        raise fields.wrong("document", "zones.problem.unknown_value", rule.document, sorted(fields.documents))
    if rule.reach is Reach.WITHIN and "distance_m" not in fields.row:
        raise fields.wrong("distance_m", "zones.problem.missing")
    if rule.reach is not Reach.WITHIN and ("distance_m" in fields.row or rule.stretches):
        raise fields.wrong("distance_m", "zones.problem.no_distance_here", rule.reach)
    if rule.asks in (Asks.NOTICE, Asks.NOTE, Asks.AGREEMENT) and rule.asked_of is None:
        raise fields.wrong("asked_of", "zones.problem.missing", "", [each.value for each in AskedOf])
    if (rule.asks is Asks.NOTICE) != (rule.notice is not None):
        raise fields.wrong("notice", "zones.problem.notice_and_asks", rule.asks)
    refuse_contradictions(rule, fields.file)


def _is_outside(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def _tables(content: Plain, name: str, file: str) -> list[Plain]:
    unknown = sorted(set(content) - {"document", "rule"})
    rows = content.get(name, [])
    if unknown or not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        field = unknown[0] if unknown else name
        raise _Fields({"id": "-"}, file, {}).wrong(field, "zones.problem.unknown_field", field)
    return rows
