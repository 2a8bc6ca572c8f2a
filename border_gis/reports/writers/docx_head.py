"""Head and foot of an official paper: national title, number, place and day; signature and recipients."""

from __future__ import annotations

from collections.abc import Iterator

from border_gis.i18n import translate
from border_gis.reports.content.model import Paper, Words
from border_gis.reports.writers.docx_xml import Style, TableLook, write_paragraph, write_table

_CENTRED = Style(size_pt=13.0, align="center")


def write_head(paper: Paper, text_mm: float) -> Iterator[str]:
    """Yield what stands above the text."""
    if paper.is_joint:
        yield from _write_joint_head(paper, text_mm)
        return
    head, language = paper.head, paper.languages[0]
    left = [write_paragraph(head.parent_organ[0].upper(), _CENTRED.but(size_pt=12.0))]
    left.append(write_paragraph(head.organ[0].upper(), _CENTRED.but(size_pt=12.0, bold=True)))
    left.append(write_paragraph("_______", _CENTRED.but(size_pt=8.0, bold=True)))
    if head.symbol:
        left.append(write_paragraph(head.symbol, _CENTRED.but(before_pt=4.0)))
    left.extend(_write_secrecy(paper))
    right = []
    if language == "vi":
        right.append(
            write_paragraph(_say("report.national_title", language), _CENTRED.but(size_pt=12.0, bold=True))
        )
        right.append(write_paragraph(_say("report.motto", language), _CENTRED.but(bold=True)))
        right.append(write_paragraph("_" * 24, _CENTRED.but(size_pt=8.0, bold=True)))
    right.append(write_paragraph(_write_day(paper, 0), _CENTRED.but(italic=True, before_pt=4.0)))
    look = TableLook((text_mm * 0.42, text_mm * 0.58), has_lines=False)
    yield write_table([["".join(left), "".join(right)]], look)
    yield write_paragraph(paper.title[0], _CENTRED.but(size_pt=14.0, bold=True, before_pt=18.0))
    yield write_paragraph(paper.subtitle[0], _CENTRED.but(bold=True))
    yield write_paragraph("_______", _CENTRED.but(size_pt=8.0, bold=True, after_pt=8.0))


def _write_joint_head(paper: Paper, text_mm: float) -> Iterator[str]:
    """Yield a head in which no language and no side comes first but by its column."""
    count = len(paper.languages)
    yield from _write_secrecy(paper)
    titles = _CENTRED.but(bold=True, size_pt={1: 14.0, 2: 13.0}.get(count, 11.5))
    cells = [
        write_paragraph(title, titles.but(after_pt=3.0))
        + write_paragraph(subtitle, titles.but(size_pt=titles.size_pt - 1.0, after_pt=3.0))
        + write_paragraph(
            _write_day(paper, place), titles.but(bold=False, italic=True, size_pt=titles.size_pt - 1.5)
        )
        for place, (title, subtitle) in enumerate(zip(paper.title, paper.subtitle, strict=True))
    ]
    look = TableLook((text_mm / count,) * count, has_lines=False, inner_lines=True)
    yield write_table([cells], look)
    yield write_paragraph("", _CENTRED.but(size_pt=6.0))


def _write_secrecy(paper: Paper) -> Iterator[str]:
    if paper.secrecy.rank:
        mark = " / ".join(
            dict.fromkeys(_say(f"secrecy.{paper.secrecy.value}", each).upper() for each in paper.languages)
        )
        style = _CENTRED.but(bold=True, before_pt=4.0, left_mm=22.0)
        yield write_paragraph(mark, style, border="box")


def _write_day(paper: Paper, place: int) -> str:
    day, language = paper.head.day, paper.languages[place]
    place_name = paper.head.place[place] if place < len(paper.head.place) else ""
    # Days below 10, and January and February, have a leading nought.
    params = {
        "place": place_name,
        "day": "     " if day is None else f"{day.day:02d}",
        "month": "     "
        if day is None
        else f"{day.month:02d}"
        if day.month < 3 or language != "vi"
        else str(day.month),
        "year": str(paper.head.year or "         ") if day is None else str(day.year),
    }
    return translate("report.place_and_day", params, language)


def write_foot(paper: Paper, text_mm: float) -> Iterator[str]:
    """Yield what stands below the text."""
    yield write_paragraph("", Style(size_pt=8.0))
    if paper.is_joint:
        sides = ("report.side_vn_signs", "report.side_cn_signs")
        cells = [
            "".join(
                write_paragraph(_say(code, language), _CENTRED.but(bold=True, size_pt=12.0))
                for language in paper.languages
            )
            + write_paragraph("\n\n\n", _CENTRED)
            for code in sides
        ]
        yield write_table([cells], TableLook((text_mm / 2.0,) * 2, has_lines=False))
        return
    head = paper.head
    left = write_paragraph(
        _say("report.recipients", paper.languages[0]), Style(size_pt=12.0, bold=True, italic=True)
    )
    left += "".join(write_paragraph(f"- {_first(each)}", Style(size_pt=11.0)) for each in head.recipients)
    right = write_paragraph(_first(head.signer_title).upper(), _CENTRED.but(bold=True))
    right += write_paragraph("\n\n\n\n", _CENTRED)
    right += write_paragraph(head.signer_name, _CENTRED.but(bold=True))
    yield write_table([[left, right]], TableLook((text_mm * 0.5,) * 2, has_lines=False))


def _first(words: Words) -> str:
    return words[0] if words else ""


def _say(code: str, language: str) -> str:
    return translate(code, None, language)
