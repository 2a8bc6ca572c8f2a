"""What a rule says, as lines for a page: distance, periods, kinds, exemptions, differences."""

from __future__ import annotations

from typing import Any

from border_gis.errors import Finding
from border_gis.i18n import describe_value
from border_gis.services.rules import RuleRow, is_copy
from border_gis.ui.look import capital
from border_gis.ui.session import Session
from border_gis.zones.copies import Difference
from border_gis.zones.law import Exemption, Period, Reach, Rule, Stretch


def say_distance(rule: Rule, session: Session) -> str:
    """Return how far a rule reaches."""
    if rule.reach is not Reach.WITHIN:
        return session.say(f"ui.rule_{rule.reach.value}")
    if rule.stretches:
        return session.say("ui.rule_distance_stretches", count=len(rule.stretches))
    if rule.distance_m is not None:
        return session.say("ui.rule_metres", distance_m=rule.distance_m)
    if rule.distance_from_m is not None and rule.distance_to_m is not None:
        low, high = rule.distance_from_m, rule.distance_to_m
        return session.say("ui.rule_distance_between", low=low, high=high)
    return session.say("ui.rule_distance_unset")


def say_period(period: Period | None, session: Session) -> str:
    """Return a time before something is done; empty without one."""
    if period is None:
        return ""
    if period.amount is None:
        return session.say("ui.rule_period_unset")
    unit = session.say(f"period_unit.{period.unit}")
    return session.say("ui.rule_period", amount=period.amount, unit=unit)


def say_state(row: RuleRow, session: Session) -> str:
    """Return whether a rule is as it ships."""
    if row.trouble is not None:
        return session.say("ui.rule_state_trouble")
    if row.entry is not None:
        return session.say("ui.rule_state_copy" if is_copy(row.entry) else "ui.rule_state_set")
    return session.say("ui.rule_distance_unset" if row.is_unset else "ui.rule_state_shipped")


def list_facts(rule: Rule, document: str, session: Session) -> list[tuple[str, str]]:
    """Return everything that a rule says, as names and values."""
    language = session.language
    days = {"valid_from": rule.valid_from, "valid_to": rule.valid_to}
    return [
        (session.say("ui.rule_document"), document),
        (session.say("ui.rule_text_vi"), rule.text["vi"]),
        (session.say("ui.rule_text_en"), rule.text["en"]),
        (session.say("ui.rule_text_zh"), rule.text["zh"]),
        (session.say("ui.rule_distance"), say_distance(rule, session)),
        (session.say("ui.rule_stretches"), "; ".join(_say_stretch(each, session) for each in rule.stretches)),
        (session.say("ui.rule_side"), describe_value(rule.side, language)),
        (session.say("ui.rule_asks"), describe_value(rule.asks, language)),
        (session.say("ui.rule_asked_of"), describe_value(rule.asked_of, language) if rule.asked_of else ""),
        (session.say("ui.rule_notice"), say_period(rule.notice, session)),
        (session.say("ui.rule_reply"), say_period(rule.reply, session)),
        (session.say("ui.rule_form"), rule.form.get(language, "")),
        (session.say("ui.rule_kinds"), describe_value(rule.kinds, language)),
        (session.say("ui.rule_kinds_by_reading"), describe_value(rule.kinds_by_reading, language)),
        (session.say("ui.rule_exempt"), "; ".join(_say_exemption(each, session) for each in rule.exemptions)),
        (session.say("ui.rule_agreed_clause"), rule.agreed_clause),
        (session.say("ui.rule_counts"), describe_value(rule.counts, language)),
        (session.say("ui.rule_valid"), session.say("ui.rule_valid_days", **days)),
        (session.say("ui.rule_confidence"), capital(describe_value(rule.confidence, language))),
        (session.say("ui.rule_source"), rule.source),
    ]


def say_difference(difference: Difference, session: Session) -> tuple[str, str, str]:
    """Return a field's name, and what it said before and says afterwards."""
    name = describe_value(Finding(f"rule_field.{difference.field}"), session.language)
    before, after = (
        _say_value(difference.field, value, session) for value in (difference.before, difference.after)
    )
    return capital(name), before, after


def _say_value(field: str, value: Any, session: Session) -> str:
    if field == "distance_m" and value is None:
        return session.say("ui.rule_distance_unset")
    if field == "distance_m":
        return session.say("ui.rule_metres", distance_m=value)
    if field == "stretches":
        return "; ".join(_say_stretch(each, session) for each in value) or "–"
    if field == "exemptions":
        return "; ".join(_say_exemption(each, session) for each in value) or "–"
    if isinstance(value, Period):
        return say_period(value, session)
    if field in ("text", "form"):
        return str(value.get(session.language, "")) or "–"
    if value == () or value == "":
        return "–"
    return describe_value(value, session.language)


def _say_stretch(stretch: Stretch, session: Session) -> str:
    width = stretch.distance_m
    unset = session.say("ui.rule_distance_unset")
    said = unset if width is None else session.say("ui.rule_metres", distance_m=width)
    return f"{stretch.from_reference} – {stretch.to_reference}: {said}"


def _say_exemption(exemption: Exemption, session: Session) -> str:
    code = "ui.rule_exempt_by_reading" if exemption.by_reading else "ui.rule_exempt_clause"
    return session.say(code, kinds=exemption.kinds, clause=exemption.clause)
