"""What a rule asks of a work that it reaches: nothing, if it is exempt or agreed; else as the rule says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from border_gis.errors import Finding, Severity
from border_gis.zones.checked import CheckedWork
from border_gis.zones.deeds import Deed, span_of
from border_gis.zones.law import Asks, Rule
from border_gis.zones.verdict import Outcome, Verdict


def ask(
    verdict: Verdict, work: CheckedWork, rule: Rule, deed: Deed | None, reasons: tuple[Finding, ...]
) -> Verdict:
    """Return the verdict on a work that is within the reach of a rule in force."""
    exemption = rule.exemption_of(work.kind)
    if exemption is not None:
        params = {"kind": work.kind, "clause": exemption.clause}
        code = "zones.exempt_by_reading" if exemption.by_reading else "zones.exempt"
        reason = Finding(code, params, severity=Severity.NOTE)
        return replace(verdict, outcome=Outcome.EXEMPT, clause=exemption.clause, reasons=(reason, *reasons))
    if work.agreed and rule.agreed_clause:
        reason = Finding("zones.agreed", {"clause": rule.agreed_clause}, severity=Severity.NOTE)
        return replace(verdict, outcome=Outcome.EXEMPT, clause=rule.agreed_clause, reasons=(reason, *reasons))
    if rule.asks is Asks.PROHIBITED:
        asked = [Finding("zones.prohibits", {"article": rule.article})]
        if rule.agreed_clause and work.agreed is None:
            asked.append(Finding("zones.agreement_unknown", {"clause": rule.agreed_clause}))
        return replace(verdict, outcome=Outcome.PROHIBITED, reasons=(*asked, *reasons))
    if rule.asks is Asks.AGREEMENT:
        code = "zones.agreement_unknown_of" if work.agreed is None else "zones.agreement_asked_of"
        reason = Finding(code, {"asked_of": rule.asked_of})
        return replace(verdict, outcome=Outcome.NEEDS_AGREEMENT, reasons=(reason, *reasons))
    if rule.asks is Asks.NOTE:
        reason = Finding("zones.note_asked_of", {"asked_of": rule.asked_of})
        return replace(verdict, outcome=Outcome.NEEDS_NOTICE, reasons=(reason, *reasons))
    return _ask_notice(verdict, work, rule, deed, reasons)


def _ask_notice(
    verdict: Verdict, work: CheckedWork, rule: Rule, deed: Deed | None, reasons: tuple[Finding, ...]
) -> Verdict:
    """Return by which day notice is to be given; of a date that is a month, by its first day."""
    period = rule.notice
    if period is None or period.days is None:
        reason = Finding("zones.notice_without_figure", {"asked_of": rule.asked_of})
        return replace(verdict, outcome=Outcome.NEEDS_NOTICE, reasons=(reason, *reasons))
    if deed is None or deed.day is None:
        reason = Finding("zones.start_unknown", {"days": period.days, "asked_of": rule.asked_of})
        return replace(verdict, outcome=Outcome.NOT_DETERMINABLE, reasons=(reason, *reasons))
    first, last = span_of(deed.day)
    by = first - timedelta(days=period.days)
    asked = [Finding("zones.notice_by", {"date": by, "days": period.days, "asked_of": rule.asked_of})]
    if first != last:
        asked.append(Finding("zones.start_rough", {"date": deed.day}))
    if rule.reply is not None and rule.reply.days is not None:
        answer = first - timedelta(days=rule.reply.days)
        asked.append(Finding("zones.reply_by", {"date": answer}, severity=Severity.NOTE))
    if work.notified is not None:
        given = span_of(work.notified)
        code = "zones.notice_in_time" if given[1] <= by else "zones.notice_late"
        asked.append(Finding(code, {"date": work.notified}))
    return replace(verdict, outcome=Outcome.NEEDS_NOTICE, notice_by=by, reasons=(*asked, *reasons))
