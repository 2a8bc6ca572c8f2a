"""Draw across the line at a work: the line, the strip, the distances of the rules, and the work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, floor, log10

from border_gis.boundary.parties import Side
from border_gis.i18n import format_number, translate
from border_gis.maps.cross_section import (
    BREAK_PX,
    LEFT_PX,
    RIGHT_PX,
    SIGMAS,
    CrossSection,
    Scale,
    choose_scale,
)
from border_gis.maps.symbols import OUTCOME_LOOKS, WorkGroup, group_of_work
from border_gis.works.model import WorkKind

WIDTH_PX, HEIGHT_PX = 760.0, 318.0
LONGEST_NAME = 34

_TOP_PX, _GROUND_PX, _AXIS_PX = 44.0, 226.0, 262.0
_SIDE_PX = 138.0
"""What the names of the two sides take of the top row."""

_INK, _SOFT, _BOUNDARY = "#1d2f3a", "#54697a", "#b3122e"
_SIDE_FILLS = {Side.CN: "#f8f2ea", Side.VN: "#edf5f9"}


def draw_cross_section(section: CrossSection, language: str) -> str:
    """Return the drawing as one SVG element; every text of it is escaped.

    Parameters
    ----------
    section : CrossSection
    language : {"vi", "en"}
    """
    scale = choose_scale(section)
    parts = [
        _draw_sides(scale, language),
        *_draw_limits(section, scale, language),
        *_draw_strip(section, scale, language),
        *_draw_line(section, scale, language),
        *_draw_work(section, scale),
        *_draw_axis(scale, language),
        *_draw_break(scale, language),
        *_draw_measure(section, scale, language),
        *_name_work(section, scale, language),
    ]
    said = escape(describe_cross_section(section, language), quote=True)
    return (
        f'<svg class="bg-section" viewBox="0 0 {WIDTH_PX:g} {HEIGHT_PX:g}" role="img" aria-label="{said}" '
        'xmlns="http://www.w3.org/2000/svg" font-family="Be Vietnam Pro, Segoe UI, Noto Sans, sans-serif">'
        '<defs><pattern id="bg-hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="7" stroke="#d55e00" '
        'stroke-opacity="0.35" stroke-width="1.6"/></pattern></defs>' + "".join(parts) + "</svg>"
    )


def describe_cross_section(section: CrossSection, language: str) -> str:
    """Return in words what the drawing shows, for whoever cannot see it."""
    return translate(
        "section.described",
        {
            "name": section.name,
            "distance": _metres(section.distance_m, language),
            "side": _side(section, language),
        },
        language,
    )


def _draw_sides(scale: Scale, language: str) -> str:
    middle = scale.place(0.0)
    chinese, vietnamese = (translate(f"section.side_{side}", None, language) for side in ("cn", "vn"))
    height = _AXIS_PX - 24.0
    return (
        _rect(LEFT_PX, 24.0, middle - LEFT_PX, height, _SIDE_FILLS[Side.CN])
        + _rect(middle, 24.0, RIGHT_PX - middle, height, _SIDE_FILLS[Side.VN])
        + _rect(LEFT_PX, _GROUND_PX, RIGHT_PX - LEFT_PX, _AXIS_PX - _GROUND_PX, "#d9d2c3", opacity=0.7)
        + _text(LEFT_PX + 2, 15.0, chinese.upper(), size=12.5, weight=600, fill="#7a5a2e")
        + _text(RIGHT_PX - 2, 15.0, vietnamese.upper(), size=12.5, weight=600, fill="#0b5d78", anchor="end")
    )


def _draw_limits(section: CrossSection, scale: Scale, language: str) -> Iterator[str]:
    for number, limit in enumerate(section.limits):
        if limit.distance_m > scale.core_m:
            continue
        left, right = scale.place(-limit.distance_m), scale.place(limit.distance_m)
        yield _rect(left, _TOP_PX, right - left, _GROUND_PX - _TOP_PX, "url(#bg-hatch)")
        for x in (left, right):
            yield _line(x, _TOP_PX - 4, x, _GROUND_PX, "#b85200", width=1.4, dashes="6 4")
        said = translate(
            "section.limit",
            {"distance": _metres(limit.distance_m, language), "article": limit.article},
            language,
        )
        y = _TOP_PX + 13.0 + 17.0 * number
        yield _text(right - 7, y, said, size=12.5, fill="#8a3d00", weight=600, anchor="end", halo=True)


def _draw_strip(section: CrossSection, scale: Scale, language: str) -> Iterator[str]:
    half_m = section.strip_half_width_m
    if half_m is None:
        return
    left, right = scale.place(-half_m), scale.place(half_m)
    yield _rect(left, _TOP_PX, right - left, _GROUND_PX - _TOP_PX, "#007a5a", opacity=0.22)
    for x in (left, right):
        yield _line(x, _TOP_PX, x, _GROUND_PX, "#007a5a", width=1.6)
    said = translate("section.strip", {"distance": _metres(half_m, language)}, language)
    end = max(left - 7, LEFT_PX + 7.3 * len(said))
    yield _text(end, _TOP_PX + 13.0, said, size=12.5, fill="#00573f", weight=600, anchor="end", halo=True)


def _draw_line(section: CrossSection, scale: Scale, language: str) -> Iterator[str]:
    x = scale.place(0.0)
    spread_m = SIGMAS * section.line_accuracy_m
    left, right = scale.place(-min(spread_m, scale.core_m)), scale.place(min(spread_m, scale.core_m))
    yield _rect(left, _GROUND_PX, right - left, 8.0, _BOUNDARY, opacity=0.28)
    yield _line(x, 22.0, x, _AXIS_PX, _BOUNDARY, width=2.6, dashes="12 4 3 4")
    accuracy = translate(
        "section.line",
        {"name": _shorten(section.line_name), "accuracy": _metres(section.line_accuracy_m, language)},
        language,
    )
    half = 4.4 * len(accuracy)
    at = min(max(x, LEFT_PX + _SIDE_PX + half), RIGHT_PX - _SIDE_PX - half)
    yield _text(at, 15.0, accuracy, size=12.5, fill=_BOUNDARY, weight=600, anchor="middle", halo=True)
    if section.strip_half_width_m is None:
        said = translate("section.strip_unset", None, language)
        yield _text(x - 9, _TOP_PX + 13.0, said, size=12, fill="#00573f", anchor="end", halo=True)


def _span(section: CrossSection, scale: Scale) -> tuple[float, float]:
    """Return between which pixels the work stands, never too thin to be seen."""
    left, right = scale.place(section.low_m), scale.place(section.high_m)
    middle = (left + right) / 2.0
    return min(left, middle - 6.0), max(right, middle + 6.0)


def _draw_work(section: CrossSection, scale: Scale) -> Iterator[str]:
    colour = str(OUTCOME_LOOKS[section.outcome]["color"])
    left, right = _span(section, scale)
    if section.accuracy_m is not None:
        spread_m = SIGMAS * section.accuracy_m
        low, high = scale.place(section.low_m - spread_m), scale.place(section.high_m + spread_m)
        low, high = min(low, left), max(high, right)
        yield _rect(low, 150.0, high - low, _GROUND_PX - 150.0, colour, opacity=0.16)
        for x in (low, high):
            yield _line(x, 150.0, x, _GROUND_PX, colour, width=1.3, dashes="2 3")
    dashes = "5 4" if section.is_illustrative else ""
    yield from _draw_shape(section.kind, left, right, colour, dashes)


def _name_work(section: CrossSection, scale: Scale, language: str) -> Iterator[str]:
    left, right = _span(section, scale)
    label = _shorten(section.name)
    middle = min(max((left + right) / 2.0, LEFT_PX + 4.0 * len(label)), RIGHT_PX - 4.0 * len(label))
    yield _text(middle, 98.0, label, size=14, weight=700, fill=_INK, anchor="middle", halo=True)
    spread = (
        translate("section.accuracy_unknown", None, language)
        if section.accuracy_m is None
        else translate("section.accuracy", {"accuracy": _metres(section.accuracy_m, language)}, language)
    )
    below = translate("section.illustrative", None, language) if section.is_illustrative else spread
    half = 3.4 * len(below)
    at = min(max((left + right) / 2.0, LEFT_PX + half), RIGHT_PX - half)
    yield _text(at, 115.0, below, size=12.5, fill=_SOFT, anchor="middle", halo=True)


def _draw_shape(kind: WorkKind | None, left: float, right: float, colour: str, dashes: str) -> Iterator[str]:
    """Draw a work on the ground: a fence as posts and wires, a house with a roof, a road flat, or a block."""
    group = WorkGroup.OTHER if kind is None else group_of_work(kind)
    style = f'stroke="{colour}" stroke-width="2.2" stroke-dasharray="{dashes}"'
    if group is WorkGroup.FENCE:
        count = max(2, min(12, int((right - left) / 14.0) + 1))
        for number in range(count):
            x = left + (right - left) * number / (count - 1)
            yield f'<line x1="{x:.1f}" y1="166" x2="{x:.1f}" y2="{_GROUND_PX:g}" {style}/>'
        for y in (176.0, 191.0, 206.0):
            yield f'<line x1="{left:.1f}" y1="{y:g}" x2="{right:.1f}" y2="{y:g}" {style}/>'
    elif group is WorkGroup.TRANSPORT:
        yield (
            f'<rect x="{left:.1f}" y="{_GROUND_PX - 9:g}" width="{right - left:.1f}" height="9" '
            f'fill="{colour}" fill-opacity="0.75" {style}/>'
        )
    elif kind is WorkKind.BUILDING:
        middle = (left + right) / 2.0
        corners = ((left, _GROUND_PX), (left, 188), (middle, 166), (right, 188), (right, _GROUND_PX))
        points = " ".join(f"{x:.1f},{y:g}" for x, y in corners)
        yield f'<polygon points="{points}" fill="{colour}" fill-opacity="0.75" {style}/>'
    else:
        yield (
            f'<rect x="{left:.1f}" y="172" width="{right - left:.1f}" height="{_GROUND_PX - 172:g}" '
            f'fill="{colour}" fill-opacity="0.75" {style}/>'
        )


def _draw_measure(section: CrossSection, scale: Scale, language: str) -> Iterator[str]:
    """Draw an arrow from the line to the nearest edge of the work, with the distance."""
    said = _metres(section.distance_m, language)
    x = scale.place(0.0)
    left, right = _span(section, scale)
    nearest = right if section.high_m < 0 else left
    if section.distance_m <= 0.0 or abs(nearest - x) < 3.0:
        crosses = section.low_m < 0.0 < section.high_m
        on_line = translate("section.crosses" if crosses else "section.on_line", None, language)
        yield _text(x, 140.0, on_line, size=13.5, weight=700, fill=_BOUNDARY, anchor="middle", halo=True)
        return
    low, high = sorted((x, nearest))
    yield _line(low, 140.0, high, 140.0, _INK, width=1.4)
    for tip, way in ((low, 1.0), (high, -1.0)):
        yield (
            f'<path d="M{tip + way * 7:.1f},136 L{tip:.1f},140 L{tip + way * 7:.1f},144" fill="none" '
            f'stroke="{_INK}" stroke-width="1.4"/>'
        )
    yield _text((low + high) / 2.0, 134.0, said, size=13.5, weight=700, fill=_INK, anchor="middle", halo=True)


def _draw_axis(scale: Scale, language: str) -> Iterator[str]:
    left, right = scale.core_px
    yield _line(left, _AXIS_PX, right, _AXIS_PX, _INK, width=1.4)
    for distance_m in _ticks(-scale.core_m, scale.core_m, 9):
        yield _tick(scale.place(distance_m), abs(distance_m), language)
    if scale.tail_side:
        ends = sorted(
            scale.place(scale.tail_side * (metres + 1e-9)) for metres in (scale.tail_from_m, scale.tail_to_m)
        )
        yield _line(ends[0], _AXIS_PX, ends[1], _AXIS_PX, _INK, width=1.4)
        for metres in _ticks(scale.tail_from_m, scale.tail_to_m, 3):
            yield _tick(scale.place(scale.tail_side * metres), metres, language)
    said = translate("section.axis", None, language)
    yield _text(WIDTH_PX / 2.0, HEIGHT_PX - 22.0, said, size=12.5, fill=_SOFT, anchor="middle")
    code = "section.decides_nothing"
    yield _text(
        WIDTH_PX / 2.0,
        HEIGHT_PX - 6.0,
        translate(code, None, language),
        size=11.5,
        fill=_SOFT,
        anchor="middle",
    )


def _tick(x: float, metres: float, language: str) -> str:
    label = format_number(metres, language, ",.0f") if metres >= 10 else format_number(metres, language)
    at = min(max(x, LEFT_PX + 4.0 * len(label)), RIGHT_PX - 4.0 * len(label))
    return _line(x, _AXIS_PX, x, _AXIS_PX + 5, _INK, width=1.4) + _text(
        at, _AXIS_PX + 19, label, size=12, fill=_INK, anchor="middle"
    )


def _draw_break(scale: Scale, language: str) -> Iterator[str]:
    if not scale.tail_side:
        return
    left, right = scale.core_px
    edge = right if scale.tail_side > 0 else left - BREAK_PX
    for x in (edge + 9.0, edge + BREAK_PX - 9.0):
        points = " ".join(
            f"{x + (5 if number % 2 else -5):.1f},{y:.1f}"
            for number, y in enumerate(range(24, int(_AXIS_PX) + 8, 12))
        )
        yield f'<polyline points="{points}" fill="none" stroke="#ffffff" stroke-width="7"/>'
        yield f'<polyline points="{points}" fill="none" stroke="{_SOFT}" stroke-width="1.3"/>'
    left_out_m = scale.tail_from_m - scale.core_m
    told = []
    if left_out_m >= 0.5:
        told.append(translate("section.left_out", {"distance": _metres(left_out_m, language)}, language))
    if not scale.is_tail_to_scale:
        told.append(translate("section.not_to_scale", None, language))
    said = " · ".join(told)
    middle = edge + BREAK_PX / 2.0
    half = 3.3 * len(said)
    at = min(max(middle, LEFT_PX + half), RIGHT_PX - half)
    yield _text(at, 40.0, said, size=12, fill=_SOFT, anchor="middle", halo=True)


def _ticks(from_m: float, to_m: float, most: int) -> Sequence[float]:
    """Return round metres between two distances, at most so many."""
    raw = max((to_m - from_m) / most, 1e-6)
    base = 10.0 ** floor(log10(raw))
    step = next(base * factor for factor in (1.0, 2.0, 5.0, 10.0) if base * factor >= raw)
    return [number * step for number in range(ceil(from_m / step), floor(to_m / step) + 1)]


def _shorten(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def _metres(metres: float, language: str) -> str:
    spec = ",.0f" if metres >= 100.0 else ",.1f"
    written = format_number(metres, language, spec)
    return f"{written.removesuffix(',0' if language == 'vi' else '.0')} m"


def _side(section: CrossSection, language: str) -> str:
    if section.side not in (Side.CN, Side.VN):
        return ""
    return translate(f"section.side_{section.side.value}", None, language)


def _rect(x: float, y: float, width: float, height: float, fill: str, *, opacity: float = 1.0) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.0):.1f}" height="{height:.1f}" fill="{fill}" '
        f'fill-opacity="{opacity:g}"/>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, *, width: float, dashes: str = "") -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width:g}" stroke-dasharray="{dashes}"/>'
    )


def _text(
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    fill: str,
    weight: int = 400,
    anchor: str = "start",
    halo: bool = False,
) -> str:
    paint = (
        ' paint-order="stroke" stroke="#ffffff" stroke-width="3.5" stroke-linejoin="round"' if halo else ""
    )
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{1.12 * size:.1f}" font-weight="{weight}" fill="{fill}" '
        f'text-anchor="{anchor}"{paint}>{escape(text)}</text>'
    )
