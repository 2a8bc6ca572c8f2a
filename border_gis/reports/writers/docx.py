"""Write a paper as DOCX, in the layout of Decree 30/2020 (articles 8 and 9, annex I).

A4, margins 20 mm above and below, 30 mm on the left, 15 mm on the right; Times New Roman 13; the number
of the page in the middle of the top margin, not on the first. A paper in several languages has them side
by side, in columns of the same width and letters of the same size.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.shared import Mm, Pt

from border_gis.i18n import translate
from border_gis.reports.content.model import (
    Block,
    Cell,
    Chart,
    Facts,
    Heading,
    Paper,
    Paragraph,
    PhotoPages,
    Picture,
    Table,
    Words,
)
from border_gis.reports.writers.column_widths import fit_columns
from border_gis.reports.writers.docx_charts import write_chart
from border_gis.reports.writers.docx_head import write_foot, write_head
from border_gis.reports.writers.docx_letters import embed_chinese_letters
from border_gis.reports.writers.docx_photos import write_photo_pages
from border_gis.reports.writers.docx_xml import (
    NAMESPACE,
    Style,
    TableLook,
    write_paragraph,
    write_table,
)

WIDTH_MM, HEIGHT_MM = 210.0, 297.0
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 20.0, 20.0, 30.0, 15.0
TEXT_MM = WIDTH_MM - LEFT_MM - RIGHT_MM
PICTURE_MARGIN_MM = 8.0

_SMALL_SPACING = f'<w:spacing xmlns:w="{NAMESPACE}" w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
_SMALL_LETTERS = f'<w:rPr xmlns:w="{NAMESPACE}"><w:sz w:val="2"/></w:rPr>'
_NOT_CUT = 8
"""Rows of a list of facts that stand on one page."""

_BODY = {1: 13.0, 2: 11.0, 3: 10.0}
_CELL = {1: 10.5, 2: 9.0, 3: 8.5}


class _Writer:
    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        count = len(paper.languages)
        self.body = Style(size_pt=_BODY.get(count, 10.0), align="both", after_pt=6.0)
        self.cell = Style(size_pt=_CELL.get(count, 8.5))
        self.tables = 0
        self.chapters = 0

    def columns(self, words: Words, style: Style) -> str:
        """Write words in each language: one below the last of them alone, side by side if several."""
        if len(words) == 1:
            return write_paragraph(words[0], style)
        width_mm = TEXT_MM / len(words)
        side_by_side = style.but(first_line_mm=0.0, align="left" if style.align == "both" else style.align)
        cells = [write_paragraph(text, side_by_side) for text in words]
        look = TableLook((width_mm,) * len(words), has_lines=False, inner_lines=True)
        return write_table([cells], look)

    def stacked(self, words: Words, style: Style) -> str:
        """Write words in each language, one below the other; what is the same in all stands once.

        Where only some are the same each has its line all the same: the lines are in the order of the
        languages, and 2.400 in Vietnamese is 2,400 in the others.
        """
        lines = words[:1] if len(set(words)) == 1 else words
        return "".join(write_paragraph(text, style) for text in lines)

    def block(self, block: Block, following: Block | None = None) -> Iterator[str]:
        if isinstance(block, Heading):
            yield self.heading(block)
        elif isinstance(block, Paragraph):
            is_item = block.mark == "item"
            words = tuple(f"- {text}" for text in block.text) if is_item else block.text
            # What leads to a table stands on its page.
            leads = isinstance(following, Facts | Table)
            yield self.columns(words, self.style_of(block).but(keep_next=leads))
        elif isinstance(block, Facts):
            yield from self.facts(block)
        elif isinstance(block, Table):
            yield from self.table(block)

    def heading(self, block: Heading) -> str:
        style = self.body.but(
            bold=True, align="left", before_pt=10.0 if block.level == 1 else 4.0, after_pt=4.0,
            keep_next=True, italic=block.level > 1, outline=block.level - 1,
        )  # fmt: skip
        if block.level > 1:
            return self.columns(block.text, style)
        self.chapters += 1
        return self.columns(tuple(f"{self.chapters}. {text}" for text in block.text), style)

    def style_of(self, block: Paragraph) -> Style:
        if block.mark == "mark":
            return self.body.but(bold=True, italic=True, align="center", after_pt=2.0)
        if block.mark == "note":
            return self.body.but(italic=True, size_pt=self.body.size_pt - 1.0)
        if block.mark == "item":
            return self.body.but(left_mm=5.0, hanging_mm=4.0, after_pt=3.0)
        return self.body.but(first_line_mm=10.0)

    def caption(self, caption: Words) -> str:
        self.tables += 1
        named = tuple(
            translate("report.table_name", {"number": self.tables, "caption": text}, language)
            for text, language in zip(caption, self.paper.languages, strict=True)
        )
        style = self.cell.but(
            bold=True, align="center", before_pt=6.0, after_pt=3.0, keep_next=True,
            size_pt=self.cell.size_pt + 1.0,
        )  # fmt: skip
        return self.stacked(named, style) if len(named) == 1 else write_paragraph(" / ".join(named), style)

    def facts(self, facts: Facts) -> Iterator[str]:
        yield self.caption(facts.caption)
        # A short list is not cut in two; a long one would leave half a page empty.
        kept = range(len(facts.rows) - 1 if len(facts.rows) <= _NOT_CUT else 0)
        rows = [
            [
                self.stacked(label, self.cell.but(bold=True, keep_next=place in kept)),
                self.stacked(self.written(cell), self.cell),
                write_paragraph(record, self.cell.but(size_pt=self.cell.size_pt - 1.0)),
            ]
            for place, (label, cell, record) in enumerate(facts.rows)
        ]
        yield write_table(rows, TableLook((TEXT_MM * 0.34, TEXT_MM * 0.46, TEXT_MM * 0.20)))

    def table(self, table: Table) -> Iterator[str]:
        yield self.caption(table.caption)
        cells = (
            zip(*(row.cells for row in table.rows), strict=True) if table.rows else [()] * len(table.columns)
        )
        widths_mm = fit_columns(
            [column.width for column in table.columns],
            [column.title for column in table.columns],
            [[said for cell in column for said in self.written(cell)] for column in cells],
            [column.is_figure for column in table.columns],
            TEXT_MM,
            self.cell.size_pt,
        )
        look = TableLook(widths_mm, heads=1)
        head = self.cell.but(bold=True, align="center")
        rows = [[self.stacked(column.title, head) for column in table.columns]]
        left, right = self.cell, self.cell.but(align="right")
        rows += [
            [
                self.stacked(self.written(cell), right if column.is_figure else left)
                for cell, column in zip(row.cells, table.columns, strict=True)
            ]
            for row in table.rows
        ]
        yield write_table(rows, look)
        yield write_paragraph("", self.cell.but(size_pt=4.0))

    def written(self, cell: Cell) -> Words:
        return tuple(cell.write(language, place) for place, language in enumerate(self.paper.languages))


def write_docx(paper: Paper) -> bytes:
    """Return the paper as DOCX."""
    writer = _Writer(paper)
    document = Document()
    document.core_properties.title = f"{paper.title[0]} – {paper.subtitle[0]}"
    document.core_properties.author = ""
    document.core_properties.comments = ""
    _forget_template(document)
    _lay_out(document)
    parts = [*write_head(paper, TEXT_MM)]
    for block, following in zip_longest(paper.blocks, paper.blocks[1:]):
        parts.extend(writer.block(block, following))
        if isinstance(block, Chart):
            parts.append(write_chart(document, block))
    parts.extend(write_foot(paper, TEXT_MM))
    for pages in (block for block in paper.blocks if isinstance(block, PhotoPages)):
        parts.extend(write_photo_pages(document, pages, TEXT_MM, writer.cell))
    # A table at the very end would have Word add a paragraph of its own.
    parts.append(write_paragraph("", Style(size_pt=1.0, line=0.1)))
    body = document.element.body
    end = body[-1]
    for element in _parse(parts):
        end.addprevious(element)
    for picture in (block for block in paper.blocks if isinstance(block, Picture)):
        _add_picture(document, picture)
    output = io.BytesIO()
    document.save(output)
    content = output.getvalue()
    return embed_chinese_letters(content) if "zh" in paper.languages else content


def _forget_template(document: Any) -> None:
    """Leave out the little picture of the empty template that the document was begun from."""
    links = document.part.package.rels
    for key in [key for key, link in links.items() if link.reltype.endswith("/thumbnail")]:
        del links[key]


def _parse(parts: Sequence[str]) -> list[object]:
    """Parse all parts at once.

    What stands side by side goes into one table as long as nothing else comes between; other
    tables are kept apart by a paragraph, or they would be one.
    """
    joined: list[str] = []
    for part in parts:
        follows = bool(joined) and joined[-1].endswith("</w:tbl>") and part.startswith("<w:tbl>")
        grid, end, rows = part.partition("</w:tblGrid>")
        if follows and joined[-1].startswith(grid + end) and 'w:val="single" w:sz="2"' in grid:
            joined[-1] = joined[-1].removesuffix("</w:tbl>") + rows
            continue
        if follows:
            joined.append(write_paragraph("", Style(size_pt=1.0, line=0.1)))
        joined.append(part)
    return list(parse_xml(f'<w:body xmlns:w="{NAMESPACE}">{"".join(joined)}</w:body>'))


def _lay_out(document: object) -> None:
    section = document.sections[0]  # type: ignore[attr-defined]
    section.page_width, section.page_height = Mm(WIDTH_MM), Mm(HEIGHT_MM)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.header_distance, section.footer_distance = Mm(9.0), Mm(9.0)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph._p.getparent().replace(paragraph._p, parse_xml(_page_number()))
    normal = document.styles["Normal"]  # type: ignore[attr-defined]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)


def _page_number() -> str:
    letters = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/><w:sz w:val="26"/>'
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>2</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    runs = "".join(f"<w:r><w:rPr>{letters}</w:rPr>{part}</w:r>" for part in parts)
    return f'<w:p xmlns:w="{NAMESPACE}"><w:pPr><w:jc w:val="center"/></w:pPr>{runs}</w:p>'


def _add_picture(document: Any, picture: Picture) -> None:
    """Add a picture on a page of its own, in its true size."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    # The paragraph that ends the section before would begin a page of its own where that is full.
    small_properties = document.element.body.xpath("./w:p/w:pPr[w:sectPr]")[-1]
    small_properties.insert(0, parse_xml(_SMALL_SPACING))
    small_properties.insert(1, parse_xml(_SMALL_LETTERS))
    section.page_width = Mm(picture.width_mm + 2.0 * PICTURE_MARGIN_MM + 2.0)
    section.page_height = Mm(picture.height_mm + 2.0 * PICTURE_MARGIN_MM + 2.0)
    is_wide = picture.width_mm > picture.height_mm
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(PICTURE_MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(PICTURE_MARGIN_MM)
    section.header_distance = section.footer_distance = Mm(2.0)
    section.different_first_page_header_footer = False
    section.header.is_linked_to_previous = False
    small = section.header.paragraphs[0]
    small.paragraph_format.line_spacing = Pt(1)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run()
    shown = run.add_picture(io.BytesIO(picture.png), width=Mm(picture.width_mm), height=Mm(picture.height_mm))
    shown._inline.docPr.set("descr", picture.caption[0])
