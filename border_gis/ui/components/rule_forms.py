"""The forms by which an office sets figures of a rule, or edits its own copy of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from border_gis.errors import InputError
from border_gis.i18n import describe_value
from border_gis.services.rules import RuleDraft, RulePage
from border_gis.ui.components.days import ask_day, read_day
from border_gis.ui.look import capital
from border_gis.ui.session import Session
from border_gis.zones.copies import COPY, write_copy
from border_gis.zones.law import AskedOf, Asks, Counts, Reach, Rule, RuleSide
from border_gis.zones.reading import UNSET
from border_gis.zones.subjects import KINDS

MOST_NEW_STRETCHES = 3


def ask_figures(page: RulePage, session: Session) -> RuleDraft | None:
    """Ask for distance, stretches and days; return a draft when the form was sent."""
    rule, key = page.now or page.shipped, f"figures_{page.shipped.id}"
    with st.form(key, border=False):
        width = st.text_input(
            session.say("ui.rule_distance_m"), value=_write_metres(rule.distance_m, session), key=f"{key}_m"
        )
        rows = (
            _ask_stretches(rule, session, key) if rule.distance_from_m is not None or rule.stretches else []
        )
        ends = _ask_ends(page, session, key)
        is_sent = st.form_submit_button(session.say("ui.rule_preview"), type="primary", key=f"{key}_send")
    if not is_sent:
        return None
    content: dict[str, Any] = {"distance_m": _read_metres(width)}
    if rows:
        content["stretch"] = _collect(rows)
    return _draft(page, content, ends)


def ask_copy(page: RulePage, session: Session) -> RuleDraft | None:
    """Ask for everything that an office may change of a rule; return a draft when the form was sent."""
    rule, key, language = page.now or page.shipped, f"copy_{page.shipped.id}", session.language
    plain = write_copy(rule)
    kinds = sorted(KINDS, key=lambda kind: describe_value(kind, language))
    with st.form(key, border=False):
        for each in ("vi", "en", "zh"):
            plain["text"][each] = st.text_area(
                session.say(f"ui.rule_text_{each}"), value=rule.text[each], height=90, key=f"{key}_{each}"
            )
        left, right = st.columns(2)
        width = ""
        if rule.reach is Reach.WITHIN:
            width = left.text_input(
                session.say("ui.rule_distance_m"),
                value=_write_metres(rule.distance_m, session),
                key=f"{key}_m",
            )
        plain["side"] = _choose(right, "ui.rule_side", list(RuleSide), rule.side, session, f"{key}_side")
        plain["asks"] = _choose(left, "ui.rule_asks", list(Asks), rule.asks, session, f"{key}_asks")
        asked_of = _choose(
            right, "ui.rule_asked_of", [None, *AskedOf], rule.asked_of, session, f"{key}_asked_of"
        )
        amount = left.text_input(session.say("ui.rule_amount"), value=_amount(rule), key=f"{key}_amount")
        unit = _choose(
            right, "ui.rule_unit", ["days", "hours"], rule.notice.unit if rule.notice else "days", session,
            f"{key}_unit",
        )  # fmt: skip
        plain["kinds"] = [
            kind.value
            for kind in st.multiselect(
                session.say("ui.rule_kinds"),
                kinds,
                default=list(rule.kinds),
                format_func=lambda kind: capital(describe_value(kind, language)),
                key=f"{key}_kinds",
                select_all=False,
                placeholder=session.say("ui.all"),
            )
        ]
        plain["counts"] = [
            each.value
            for each in st.multiselect(
                session.say("ui.rule_counts"),
                list(Counts),
                default=list(rule.counts),
                format_func=lambda each: capital(describe_value(each, language)),
                key=f"{key}_counts",
                select_all=False,
                placeholder=session.say("ui.all"),
            )
        ]
        plain["exempt"] = _ask_exemptions(rule, kinds, session, key)
        plain["agreed_clause"] = st.text_input(
            session.say("ui.rule_agreed_clause"), value=rule.agreed_clause, key=f"{key}_agreed"
        )
        ends = _ask_ends(page, session, key)
        is_sent = st.form_submit_button(session.say("ui.rule_preview"), type="primary", key=f"{key}_send")
    if not is_sent:
        return None
    if rule.reach is Reach.WITHIN:
        plain["distance_m"] = _read_metres(width)
    plain.pop("asked_of", None)
    plain |= {"asked_of": asked_of} if asked_of else {}
    plain.pop("notice", None)
    if plain["asks"] == Asks.NOTICE:
        plain["notice"] = {"amount": int(amount) if amount.strip().isdecimal() else UNSET, "unit": unit}
    plain["kinds_by_reading"] = [kind for kind in plain.get("kinds_by_reading", []) if kind in plain["kinds"]]
    return _draft(page, {COPY: plain}, ends)


def _ask_stretches(rule: Rule, session: Session, key: str) -> list[tuple[str, str, str, str]]:
    st.caption(session.say("ui.rule_stretches"))
    known = [
        (each.from_reference, each.to_reference, _write_metres(each.distance_m, session), each.source)
        for each in rule.stretches
    ]
    rows = []
    names = ("ui.rule_from", "ui.rule_to", "ui.rule_width", "ui.rule_stretch_source")
    for number, given in enumerate([*known, *([("", "", "", "")] * MOST_NEW_STRETCHES)]):
        asked = []
        for column, name, value in zip(st.columns([1, 1, 0.9, 1.6], gap="small"), names, given, strict=True):
            asked.append(
                column.text_input(
                    session.say(name),
                    value=value,
                    key=f"{key}_{name}_{number}",
                    label_visibility="visible" if number == 0 else "collapsed",
                )
                or ""
            )
        rows.append((asked[0], asked[1], asked[2], asked[3]))
    return rows


def _ask_exemptions(rule: Rule, kinds: Sequence[Any], session: Session, key: str) -> list[dict[str, Any]]:
    found = []
    for number, each in enumerate([*rule.exemptions, None]):
        left, right = st.columns([3, 1], gap="small")
        chosen = left.multiselect(
            session.say("ui.rule_exempt"),
            kinds,
            default=list(each.kinds) if each else [],
            format_func=lambda kind: capital(describe_value(kind, session.language)),
            key=f"{key}_exempt_{number}",
            select_all=False,
            placeholder=session.say("ui.all"),
        )
        clause = right.text_input(
            session.say("ui.rule_clause"), value=each.clause if each else "", key=f"{key}_clause_{number}"
        )
        if chosen:
            by_reading = each.by_reading if each else True
            found.append(
                {"kinds": [kind.value for kind in chosen], "clause": clause or "", "by_reading": by_reading}
            )
    return found


def _ask_ends(page: RulePage, session: Session, key: str) -> dict[str, Any]:
    """Ask what every entry needs: days, source, reason, and whether it takes the place of another."""
    left, right = st.columns(2)
    first = ask_day(left, session.say("ui.rule_first_day"), session, key=f"{key}_first")
    last = ask_day(right, session.say("ui.rule_last_day"), session, key=f"{key}_last")
    held = [each.entry for each in page.history if each.holds]
    labels = {}
    for entry in held:
        said = (session.say(f"ui.rule_deed_{entry.deed}"), entry.source, entry.reason)
        labels[entry.id] = " · ".join(filter(None, said))
    replaces = ""
    if held:
        replaces = st.selectbox(
            session.say("ui.rule_replace"),
            [*labels, ""],
            format_func=lambda each: labels.get(each) or session.say("ui.rule_replace_none"),
            key=f"{key}_replaces",
        )
    source = st.text_input(session.say("ui.rule_paper"), key=f"{key}_source")
    reason = st.text_input(session.say("ui.rule_reason"), key=f"{key}_reason")
    return {
        "valid_from": first,
        "valid_to": last,
        "source": source or "",
        "reason": reason or "",
        "replaces": replaces or "",
    }


def _draft(page: RulePage, content: dict[str, Any], ends: dict[str, Any]) -> RuleDraft:
    deed = "changed" if ends["replaces"] else "set"
    said = {name: value for name, value in ends.items() if name not in ("valid_from", "valid_to")}
    first, last = read_day(ends["valid_from"]), read_day(ends["valid_to"])
    return RuleDraft(page.shipped.id, content, deed=deed, valid_from=first, valid_to=last, **said)


def _choose(where: Any, code: str, options: list[Any], now: Any, session: Session, key: str) -> Any:
    def say(option: Any) -> str:
        if option is None:
            return "–"
        if option in ("days", "hours"):
            return session.say(f"period_unit.{option}")
        return capital(describe_value(option, session.language))

    chosen = where.selectbox(session.say(code), options, index=options.index(now), format_func=say, key=key)
    return chosen.value if hasattr(chosen, "value") else chosen


def _amount(rule: Rule) -> str:
    return "" if rule.notice is None or rule.notice.amount is None else str(rule.notice.amount)


def _collect(rows: Sequence[tuple[str, str, str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "from": start.strip(),
            "to": end.strip(),
            "distance_m": _read_metres(width),
            "source": source.strip(),
        }
        for start, end, width, source in rows
        if start.strip() or end.strip() or width.strip()
    ]


def _write_metres(distance_m: float | None, session: Session) -> str:
    if distance_m is None:
        return ""
    written = f"{distance_m:g}"
    return written.replace(".", ",") if session.language == "vi" else written


def _read_metres(text: str) -> float | str:
    """Read metres as a person types them; nothing is *unset*."""
    if not text.strip():
        return UNSET
    try:
        return float(text.strip().replace(",", "."))
    except ValueError as error:
        raise InputError("ui.rule_bad_number", text=text) from error
