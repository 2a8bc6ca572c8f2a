"""The legend, which is also the list of layers that can be switched off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from border_gis.i18n import describe_value, translate
from border_gis.maps.content import MapContent
from border_gis.maps.symbols import (
    GATE_LOOK,
    INCIDENT_SHAPES,
    LINE_CASING,
    LINE_STROKES,
    MARKER_LOOKS,
    PARTY_COLOURS,
    STAGE_COLOURS,
    UNIT_LOOK,
    WORK_DASHES,
    WORK_SHAPES,
    Look,
)

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
    sections = [
        _section("maps.legend_base", _base_items(content, counts, language), language),
        _section("maps.legend_incident_state", _incident_stages(tallies["incident"], language), language),
        _section("maps.legend_incident_kind", _incident_groups(tallies["incident"], language), language),
        _section("maps.legend_work_party", _work_parties(tallies["work"], language), language),
        _section("maps.legend_work_kind", _work_groups(tallies["work"], language), language),
    ]
    return [section for section in sections if section["items"]]


def _base_items(content: MapContent, counts: Mapping[str, int], language: str) -> list[dict[str, Any]]:
    items = [
        _item(f"layer:line~{number}", line.name, None, strokes=[LINE_CASING, LINE_STROKES[line.legal_status]])
        for number, line in enumerate(content.lines)
    ]
    looks = {
        "marker": MARKER_LOOKS["main"],
        "gate": GATE_LOOK,
        "unit": UNIT_LOOK,
    }
    items += [
        _item(f"layer:{name}", translate(f"maps.layer_{name}", None, language), counts[name], **look)
        for name, look in looks.items()
        if counts.get(name)
    ]
    return items


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
