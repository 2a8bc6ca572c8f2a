"""The legend, which is also the list of layers that can be switched off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from border_gis.boundary.line.version import BoundaryLine
from border_gis.i18n import describe_value, translate
from border_gis.maps.content import MapContent
from border_gis.maps.symbols import (
    AREA_LOOK,
    GATE_LOOK,
    INCIDENT_SHAPES,
    LAND_LOOK,
    LINE_CASING,
    LINE_STROKES,
    MARKER_LOOKS,
    OUTCOME_LOOKS,
    PARTY_COLOURS,
    STAGE_COLOURS,
    UNIT_LOOK,
    WORK_DASHES,
    WORK_SHAPES,
    Look,
    look_of_belt,
)
from border_gis.works.model import WorkParty
from border_gis.zones.belts import Belt

_GREY: Look = {"fillColor": "#8a97a0", "color": "#ffffff", "weight": 1}
Tally = Counter[tuple[str, str]]


def build_legend(
    content: MapContent, counts: Mapping[str, int], tallies: Mapping[str, Tally], language: str
) -> list[dict[str, Any]]:
    """Return the sections of the legend; only what the map shows has an entry.

    Parameters
    ----------
    content : MapContent
    counts : mapping of str to int
        How many things each layer shows.
    tallies : mapping of str to Counter
        For incidents and works, how many have each group (``"g"``) and each colour (``"s"``).
    language : {"vi", "en"}
    """
    works_by = [{**_section("maps.legend_paint", _paint_items(language), language), "radio": "paint"}]
    sections = [
        _section("maps.legend_base", _base_items(content, counts, language), language),
        *_line_choices(content, language),
        _belt_section(content, language),
        _section("maps.legend_incident_state", _incident_stages(tallies["incident"], language), language),
        _section("maps.legend_incident_kind", _incident_groups(tallies["incident"], language), language),
        *(works_by if content.colours_by_verdict and tallies["work"] else ()),
        {
            **_section("maps.legend_work_party", _work_parties(tallies["work"], language), language),
            "paint": "party",
        },
        *(_outcome_sections(language) if content.colours_by_verdict and tallies["work"] else ()),
        _section("maps.legend_work_kind", _work_groups(tallies["work"], language), language),
    ]
    return [section for section in sections if section["items"] or section.get("notes")]


def name_line(line: BoundaryLine, language: str) -> str:
    """Return the name of a version of the line with its legal status, said once."""
    status = describe_value(line.legal_status, language)
    return line.name if status.casefold() in line.name.casefold() else f"{line.name} · {status}"


def _base_items(content: MapContent, counts: Mapping[str, int], language: str) -> list[dict[str, Any]]:
    items = [
        _item(
            f"layer:line~{number}",
            name_line(line, language),
            None,
            strokes=[LINE_CASING, LINE_STROKES[line.legal_status]],
        )
        for number, line in enumerate(content.lines)
    ]
    looks = {
        "marker": MARKER_LOOKS["main"],
        "gate": GATE_LOOK,
        "unit": UNIT_LOOK,
    }
    if content.area is not None:
        label = translate("maps.layer_area", None, language)
        items.append(_item("layer:area", label, None, **{**AREA_LOOK, "area": True}))
    if content.land:
        label = translate("maps.layer_land", None, language)
        items.append(_item("layer:land", label, counts.get("land"), area=True, **LAND_LOOK))
    items += [
        _item(f"layer:{name}", translate(f"maps.layer_{name}", None, language), counts[name], **look)
        for name, look in looks.items()
        if counts.get(name)
    ]
    return items


def _line_choices(content: MapContent, language: str) -> list[dict[str, Any]]:
    """Return the choice of the version by which belts and verdicts are shown; nothing if there is one."""
    if len(content.lines) < 2 or not (content.belts or content.colours_by_verdict):
        return []
    items = [
        _item(
            f"by-line:{line.id}",
            name_line(line, language),
            None,
            strokes=[LINE_CASING, LINE_STROKES[line.legal_status]],
        )
        for line in content.lines
    ]
    return [{**_section("maps.legend_by_line", items, language), "radio": "by-line"}]


def _belt_section(content: MapContent, language: str) -> dict[str, Any]:
    items = [
        _item(f"zone:{belt.key}", _name_belt(belt, language), None, area=True, **look_of_belt(number))
        for number, belt in enumerate(content.belts)
    ]
    notes = [translate("maps.belts_for_the_eye", None, language)] if items else []
    if content.strip_is_unset:
        notes.append(translate("maps.belt_strip_unset", None, language))
    return {**_section("maps.legend_belts", items, language), "notes": notes}


def _name_belt(belt: Belt, language: str) -> str:
    articles = ", ".join(dict.fromkeys(rule.article for rule in belt.rules))
    if belt.is_strip:
        return translate("maps.belt_strip", {"distance_m": belt.widest_m, "articles": articles}, language)
    code = "maps.belt_stretches" if belt.widths else "maps.belt"
    size = belt.widest_m if belt.widest_m < 1_000.0 else belt.widest_m / 1_000.0
    unit = "m" if belt.widest_m < 1_000.0 else "km"
    return translate(code, {"size": size, "unit": unit, "articles": articles}, language)


def _paint_items(language: str) -> list[dict[str, Any]]:
    return [
        _item(f"paint:{way}", translate(f"maps.paint_{way}", None, language), None, weight=4, color=colour)
        for way, colour in (("party", PARTY_COLOURS[WorkParty.VN]["color"]), ("verdict", "#d55e00"))
    ]


def _outcome_sections(language: str) -> list[dict[str, Any]]:
    items = [
        _item(
            f"work-outcome:{outcome}",
            describe_value(outcome, language),
            None,
            strokes=[{"color": look["color"], "weight": look["weight"], "dashArray": look["dashArray"]}],
            fillColor=look["color"],
            mark=look["shape"],
        )
        for outcome, look in OUTCOME_LOOKS.items()
    ]
    return [{**_section("maps.legend_work_outcome", items, language), "paint": "verdict"}]


def _incident_stages(tally: Tally, language: str) -> list[dict[str, Any]]:
    return [
        _item(
            f"incident-colour:{stage}",
            translate(f"maps.stage_{stage}", None, language),
            tally["s", str(stage)],
            **{"shape": "circle", **look},
        )
        for stage, look in STAGE_COLOURS.items()
        if tally["s", str(stage)]
    ]


def _incident_groups(tally: Tally, language: str) -> list[dict[str, Any]]:
    return [
        _item(
            f"incident-group:{group}",
            translate(f"maps.group_{group}", None, language),
            tally["g", str(group)],
            **{**_GREY, **look},
        )
        for group, look in INCIDENT_SHAPES.items()
        if tally["g", str(group)]
    ]


def _work_parties(tally: Tally, language: str) -> list[dict[str, Any]]:
    return [
        _item(
            f"work-colour:{party}",
            describe_value(party, language),
            tally["s", str(party)],
            weight=4,
            color=look["color"],
        )
        for party, look in PARTY_COLOURS.items()
        if tally["s", str(party)]
    ]


def _work_groups(tally: Tally, language: str) -> list[dict[str, Any]]:
    return [
        _item(
            f"work-group:{group}",
            translate(f"maps.work_{group}", None, language),
            tally["g", str(group)],
            strokes=[{"color": "#5a6a75", "weight": 4, "dashArray": WORK_DASHES[group]}],
        )
        for group in WORK_SHAPES
        if tally["g", str(group)]
    ]


def _section(code: str, items: Iterable[dict[str, Any]], language: str) -> dict[str, Any]:
    return {"title": translate(code, None, language), "items": list(items)}


def _item(key: str, label: str, count: int | None, **swatch: Any) -> dict[str, Any]:
    return {"key": key, "label": label[:1].upper() + label[1:], "count": count, "swatch": swatch}
