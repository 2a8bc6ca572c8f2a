"""Make the Chinese letters that ship with the program: a subset of Noto, with TrueType outlines.

    python scripts/build_paper_letters.py NotoSansCJK-Regular.ttc NotoSerifCJK-Regular.ttc

Needs fontTools (tested with 4.68), which the program itself does not. The collections are those of
Noto CJK 2.004 and 2.001. What is kept: all of GB 2312, ASCII, and whatever Chinese stands in the
program's words and data. What is left out: the other weights and languages, vertical
writing, hinting. Cubic outlines become quadratic ones within 3 units of 1000 (0.01 mm at 12 pt), because
writers of PDF embed TrueType outlines.
"""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "static" / "paper-letters-1"
SIMPLIFIED_CHINESE = 2
LARGEST_ERROR = 3.0
NAMES = ("NotoSansSC-Regular.ttf.gz", "NotoSerifSC-Regular.ttf.gz")
READ_FOR_LETTERS = ("border_gis/i18n/words/*.toml", "data/**/*.csv", "data/**/*.toml")


def list_letters() -> set[int]:
    """Return the code points of GB 2312, of ASCII and of the Chinese in words and data."""
    # Dashes, quotes and signs too: beside Chinese words, programs take them from the Chinese font.
    letters = {
        *range(0x20, 0x7F),
        *range(0xA0, 0x100),
        *range(0x2010, 0x2060),
        *range(0x2190, 0x2194),
        0x2212,
    }
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                letters.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    for pattern in READ_FOR_LETTERS:
        for path in ROOT.glob(pattern):
            letters |= {ord(each) for each in path.read_text(encoding="utf-8") if "⺀" <= each <= "鿿"}
    return letters


def cut_down(collection: Path, letters: set[int]) -> TTFont:
    """Return the face for simplified Chinese with these letters only."""
    options = subset.Options()
    options.font_number = SIMPLIFIED_CHINESE
    options.layout_features = []
    options.name_IDs = ["*"]
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GSUB", "GPOS", "GDEF"]
    font = subset.load_font(str(collection), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    saved = io.BytesIO()
    font.save(saved)
    return TTFont(saved, recalcTimestamp=False)


def make_quadratic(font: TTFont) -> None:
    """Replace the cubic outlines of a font by TrueType ones."""
    drawn, outlines = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, LARGEST_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder, table.glyphs = font.getGlyphOrder(), outlines
    most = font["maxp"]
    most.tableVersion = 0x00010000
    for field in ("Zones", "TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements",
                  "SizeOfInstructions", "ComponentElements", "Points", "Contours", "CompositePoints",
                  "CompositeContours", "ComponentDepth"):  # fmt: skip
        setattr(most, f"max{field}", 0)
    most.maxZones = 1
    del font["CFF "]
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def main(collections: list[str]) -> None:
    """Write both subsets, packed."""
    letters = list_letters()
    for name, collection in zip(NAMES, collections, strict=True):
        font = cut_down(Path(collection), letters)
        make_quadratic(font)
        plain = FOLDER / name.removesuffix(".gz")
        font.save(plain)
        (FOLDER / name).write_bytes(gzip.compress(plain.read_bytes(), 9, mtime=0))
        plain.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
