"""A thousand texts of the kinds that offices read, with what a careful reader finds in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from border_gis.boundary.reference import Reading, ReferenceEnd, find

TEXTS = Path(__file__).parent / "texts"


def end_of(value: dict | None) -> tuple | None:
    return None if value is None else (value["number"], value["sub"], value["position"], value["offset_m"])


def plain(end: ReferenceEnd | None) -> tuple | None:
    if end is None:
        return None
    return (end.marker.number, end.marker.sub, end.marker.position, end.offset_m)


def as_plain(reading: Reading) -> tuple:
    direction = reading.direction.value if reading.direction else None
    return (reading.kind, plain(reading.start), plain(reading.end), direction)


@pytest.mark.parametrize("name", ["reports_vi", "lookalikes", "office_papers", "border_life"])
def test_every_reference_is_found_and_nothing_else(name: str) -> None:
    wrong = []
    for line in (TEXTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        expected = [
            [
                (r["kind"], end_of(r["from"]), end_of(r["to"]), r.get("direction"))
                for r in reference["readings"]
            ]
            for reference in item["references"]
        ]
        read = [[as_plain(reading) for reading in reference.readings] for reference in find(item["text"])]
        if read != expected:
            wrong.append((item["id"], item["text"], expected, read))
    assert wrong == []


def test_the_real_reports_give_the_places_that_a_careful_reader_lists(shared_data: Path) -> None:
    reports = shared_data.parent / "reports"
    text = (reports / "cao_bang_2022_annual_report_border_sections.txt").read_text(encoding="utf-8")
    read = {as_plain(reference.readings[0]) for reference in find(text)}

    def bare(
        number: int, sub: int | None = None, position: int | None = None, offset: float | None = None
    ) -> tuple:
        return (number, sub, position, offset)

    assert read == {
        ("range", bare(556, 1), bare(556, 2), None),
        ("range", bare(560), bare(561), None),
        ("point", bare(836, None, 2), None, None),
        ("point", bare(834, 1), None, None),
        ("range", bare(834, 1), bare(835), None),
        ("point", bare(840, None, None, 600.0), None, None),
        ("range", bare(632), bare(633), None),
        ("range", bare(739), bare(741), None),
        ("range", bare(532), bare(569), None),
        ("range", bare(571), bare(572), None),
        ("range", bare(737, 1), bare(739), None),
    }
