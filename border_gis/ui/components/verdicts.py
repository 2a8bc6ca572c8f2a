"""What the rules say of a work or an incident: by version of the line, what matters first."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from border_gis.errors import Severity
from border_gis.i18n import describe_finding, describe_value, format_number
from border_gis.maps.section_drawing import describe_cross_section, draw_cross_section
from border_gis.maps.symbols import OUTCOME_LOOKS
from border_gis.services.cross_sections import section_of
from border_gis.services.works import LineVerdicts, RuledVerdict, WorkVerdict
from border_gis.ui.look import capital, show_heading, show_note
from border_gis.ui.session import Session
from border_gis.zones.checked import CheckedWork
from border_gis.zones.gravity import GRAVEST_FIRST
from border_gis.zones.sureness import Certainty
from border_gis.zones.verdict import Outcome, Verdict

_UNDECIDED = (Outcome.OUTSIDE, Outcome.NOT_DETERMINABLE)
"""Outcomes of which the sureness of being within reach says nothing to the reader."""


def colour_of(outcome: Outcome) -> str:
    """Return the colour of an outcome, the same as on the map."""
    return str(OUTCOME_LOOKS[outcome]["color"])


def say_verdict(verdict: WorkVerdict | None, session: Session) -> str:
    """Return the gravest verdict in a few words, with how sure it is; empty for none."""
    if verdict is None:
        return ""
    said = capital(describe_value(verdict.outcome, session.language))
    if verdict.certainty is Certainty.POSSIBLY:
        said += f" ({describe_value(verdict.certainty, session.language)})"
    return said


def show_outcome_chips(verdicts: Iterable[Verdict], session: Session) -> None:
    """Show how many rules say what, the gravest outcome first."""
    counts = Counter(verdict.outcome for verdict in verdicts)
    chips = "".join(
        f'<span class="bg-chip bg-outcome" style="--lane:{colour_of(outcome)}">'
        f'<span class="bg-dot"></span>{escape(capital(describe_value(outcome, session.language)))}'
        f"<b>{counts[outcome]}</b></span>"
        for outcome in GRAVEST_FIRST
        if counts[outcome]
    )
    st.html(f'<div class="bg-chips">{chips}</div>')


def show_verdicts(
    lines: Sequence[LineVerdicts], session: Session, *, checked: CheckedWork, name: str, draws: bool = True
) -> None:
    """Show what the rules say on every version of the line, with a drawing across it.

    Parameters
    ----------
    lines : sequence of LineVerdicts
    session : Session
    checked : CheckedWork
        What was held against the rules.
    name : str
        What it is called in the drawing.
    draws : bool
        Whether to draw across the line.
    """
    if not lines:
        show_note(session.say("works.no_line"), "warning")
        return
    for on_line in lines:
        status = describe_value(on_line.line.legal_status, session.language)
        # A line that says in its name what it is worth need not say so twice.
        if status in on_line.line.name:
            show_heading(session.say("works.by_line", line=on_line.line.name))
        else:
            show_heading(session.say("works.on_line", line=on_line.line.name, status=status))
        if draws:
            show_cross_section(checked, on_line, session, name)
        show_outcome_chips((ruled.verdict for ruled in on_line.verdicts), session)
        groups: dict[Outcome, list[RuledVerdict]] = {}
        for ruled in on_line.verdicts:
            groups.setdefault(ruled.verdict.outcome, []).append(ruled)
        for outcome in GRAVEST_FIRST:
            if outcome in groups:
                _show_group(outcome, groups[outcome], session)


def show_cross_section(checked: CheckedWork, on_line: LineVerdicts, session: Session, name: str) -> None:
    """Show the drawing across the line; nothing where there is no place to draw."""
    section = section_of(checked, on_line, name)
    if section is None:
        return
    drawn = draw_cross_section(section, session.language)
    packed = base64.b64encode(drawn.encode("utf-8")).decode("ascii")
    said = escape(describe_cross_section(section, session.language), quote=True)
    st.html(f'<img class="bg-section" alt="{said}" src="data:image/svg+xml;base64,{packed}">')


def _show_group(outcome: Outcome, group: Sequence[RuledVerdict], session: Session) -> None:
    cards = "".join(_write_card(ruled, session) for ruled in group)
    if outcome is not Outcome.OUTSIDE:
        st.html(f'<div class="bg-verdicts" style="--lane:{colour_of(outcome)}">{cards}</div>')
        return
    said = escape(session.say("works.outside_folded", count=len(group)))
    st.html(
        f'<details class="bg-folded"><summary>{said}</summary>'
        f'<div class="bg-verdicts" style="--lane:{colour_of(outcome)}">{cards}</div></details>'
    )


def _write_card(ruled: RuledVerdict, session: Session) -> str:
    verdict, rule, language = ruled.verdict, ruled.rule, session.language
    outcome = capital(describe_value(verdict.outcome, language))
    head = escape(f"{session.say('works.article', article=rule.article)} · {outcome}")
    sure = _say_sureness(verdict, session)
    # The first reason decided, whatever its severity.
    reasons = [
        reason
        for number, reason in enumerate(verdict.reasons)
        if number == 0 or reason.severity is not Severity.NOTE
    ]
    notes = [reason for reason in verdict.reasons if reason not in reasons]
    decided = "".join(f"<li>{escape(capital(describe_finding(each, language)))}</li>" for each in reasons)
    noted = "".join(f'<li class="bg-soft">{escape(describe_finding(each, language))}</li>' for each in notes)
    where = escape(" · ".join(_list_measures(verdict, session)))
    text = rule.text.get(language) or rule.text.get("vi", "")
    document = "" if ruled.document is None else ruled.document.name.get(language, "")
    source = session.say("works.rule_source", source=rule.source) if rule.source else ""
    return (
        f'<div class="bg-verdict"><div class="bg-verdict-head">{head}{sure}</div>'
        + (f'<div class="bg-verdict-where">{where}</div>' if where else "")
        + f"<ul>{decided}{noted}</ul>"
        + f"<details><summary>{escape(session.say('works.article_text'))}</summary>"
        + f'<div class="bg-article">{escape(text)}<div class="bg-soft">{escape(document)}</div>'
        + f'<div class="bg-soft">{escape(source)}</div></div></details></div>'
    )


def _say_sureness(verdict: Verdict, session: Session) -> str:
    if verdict.certainty in (None, Certainty.NOT) or verdict.outcome in _UNDECIDED:
        return ""
    said = describe_value(verdict.certainty, session.language)
    if verdict.probability is not None and verdict.certainty is Certainty.POSSIBLY:
        percent = format_number(round(100.0 * verdict.probability), session.language)
        said = session.say("works.probability", certainty=said, percent=percent)
    return f'<span class="bg-sure">{escape(said)}</span>'


def _list_measures(verdict: Verdict, session: Session) -> list[str]:
    """Return the figures of a verdict in words: distance and side, stretch, length or area inside."""
    said = []
    if verdict.distance_m is not None:
        side = "" if verdict.side is None else describe_value(verdict.side, session.language)
        said.append(
            session.say("works.distance", distance_m=round(verdict.distance_m, 1), side=side).rstrip(" ,")
        )
    if verdict.reference_from:
        same = verdict.reference_from == verdict.reference_to
        params = {"start": verdict.reference_from, "end": verdict.reference_to}
        said.append(session.say("works.beside_marker" if same else "works.beside_stretch", **params))
    if verdict.inside_m:
        said.append(session.say("works.inside_m", inside_m=round(verdict.inside_m, 1)))
    if verdict.inside_m2:
        said.append(session.say("works.inside_m2", inside_m2=round(verdict.inside_m2)))
    if verdict.crossings_m:
        said.append(session.say("works.crossings", count=len(verdict.crossings_m)))
    if verdict.certainty is Certainty.POSSIBLY and verdict.outcome not in _UNDECIDED:
        if verdict.certain_within_m:
            within_m = round(verdict.certain_within_m, 1)
            said.append(session.say("works.certain_within", within_m=within_m))
        if verdict.clear_beyond_m is not None:
            said.append(session.say("works.clear_beyond", beyond_m=round(verdict.clear_beyond_m, 1)))
    return said
