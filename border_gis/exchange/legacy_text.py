"""Vietnamese text in encodings from before Unicode: recognised, and converted when a person agrees.

Office files of the 1990s and 2000s, and spreadsheets that live on from them, hold Vietnamese
as TCVN3 (TCVN 5712:1993, its third character set, the fonts ".VnTime") or as VNI (two
characters for one letter, the fonts "VNI-Times"). To a program of today both are Latin
letters that make no sense: "Mèc giíi" for "Mốc giới". Decomposed Unicode (NFD) looks right and
compares wrong.

Nothing is converted because it could be: a text counts as old where its words are no
Vietnamese syllables as they stand and nearly all of them are after conversion.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class TextForm(StrEnum):
    """How Vietnamese text is written."""

    PLAIN = "plain"
    DECOMPOSED = "nfd"
    TCVN3 = "tcvn3"
    VNI = "vni"
    TWICE_ENCODED = "twice_encoded"


# TCVN 5712:1993: 0xA1 to 0xFE in the order of their codes, a space for its five bare tones. VN3 has no
# capitals with tones, VN2 has some at codes that are free in VN3.
_TCVN3 = dict(
    zip(
        (chr(code) for code in range(0xA1, 0xFF)),
        "ĂÂÊÔƠƯĐăâêôơưđẰ     àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)

_VNI_MARKS = {
    "ù": "\u0301",
    "ø": "\u0300",
    "û": "\u0309",
    "õ": "\u0303",
    "ï": "\u0323",
    "â": "\u0302",
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
_VNI_LETTERS = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
_VNI_BASES = "aeouyôö"
_VNI_PAIR = re.compile(f"([{_VNI_BASES}{_VNI_BASES.upper()}])([{''.join(_VNI_MARKS)}])", re.IGNORECASE)

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOPPED = re.compile(r"(?:c|ch|p|t)$")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|ch|kh|ph|th|tr|qu|[bcdđghklmnprstvx])?"
    r"(?:(?:iê|yê|uô|ươ|uyê|oă|uâ|oo)(?:ch|ng|nh|[cmnpt])"
    r"|(?:iêu|yêu|uôi|ươi|ươu|oai|oay|oeo|uây|uya|uyu|uê|uơ|uy|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi"
    r"|ua|ui|ưa|ưi|ưu)"
    r"|(?:oa|oe|uy|uê|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt])?)"
)
_WORD = re.compile(r"[^\W\d_]+")
_SURE, _DOUBTFUL = 0.9, 0.6
_FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class TextRecognition:
    """What some texts are taken for.

    Attributes
    ----------
    form : TextForm
    sense : float
        Share of the telling words (those with a letter that is not ASCII) that are
        Vietnamese syllables after conversion, 0 to 1.
    sense_as_is : float
        The same as they stand.
    words : int
        How many telling words there were.
    """

    form: TextForm
    sense: float
    sense_as_is: float
    words: int


def is_syllable(word: str) -> bool:
    """Return whether a word is spelled as a Vietnamese syllable is, tone included.

    A syllable that ends in a stop (c, ch, p, t) takes only the rising or the low tone.
    """
    letters = unicodedata.normalize("NFD", word.casefold())
    tones = [letter for letter in letters if letter in _TONES]
    if len(tones) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))
    if not _SYLLABLE.fullmatch(bare):
        return False
    return not _STOPPED.search(bare) or tones in (["\u0301"], ["\u0323"])


def recognise_form(texts: Iterable[str]) -> TextRecognition:
    """Say how texts that belong together (a column, a file) are written.

    Parameters
    ----------
    texts : iterable of str
        The more the surer: one word alone is never taken for an old encoding.
    """
    whole = "\n".join(texts)
    composed = unicodedata.normalize("NFC", whole)
    as_is, words = _measure_sense(composed)
    again = _decode_again(composed)
    # Chance hardly ever makes valid UTF-8: here a few syllables that happen to be right prove nothing.
    if again != composed and _measure_sense(again)[0] >= _SURE and _is_decoded_whole(composed, again):
        return TextRecognition(TextForm.TWICE_ENCODED, _measure_sense(again)[0], as_is, words)
    if words < _FEWEST_WORDS or as_is >= _SURE:
        form = TextForm.DECOMPOSED if composed != whole else TextForm.PLAIN
        return TextRecognition(form, as_is, as_is, words)
    tried = []
    for form in (TextForm.TCVN3, TextForm.VNI):
        converted = convert_text(composed, form)
        if converted != composed:
            tried.append((_measure_sense(converted)[0], form))
    best, form = max(tried, key=lambda each: each[0], default=(0.0, TextForm.PLAIN))
    if best >= _SURE and as_is < _DOUBTFUL:
        return TextRecognition(form, best, as_is, words)
    return TextRecognition(TextForm.DECOMPOSED if composed != whole else TextForm.PLAIN, as_is, as_is, words)


def convert_text(text: str, form: TextForm) -> str:
    """Return a text in composed Unicode; what the form does not know stays as it is."""
    match form:
        case TextForm.TCVN3:
            text = "".join(_convert_tcvn3(letter) for letter in text)
        case TextForm.VNI:
            text = _convert_vni(text)
        case TextForm.TWICE_ENCODED:
            text = _decode_again(text)
    return unicodedata.normalize("NFC", text)


def _convert_tcvn3(letter: str) -> str:
    found = _TCVN3.get(letter, letter)
    return letter if found == " " else found


def _convert_vni(text: str) -> str:
    def join(match: re.Match[str]) -> str:
        base, mark = match[1], _VNI_MARKS[match[2].lower()]
        lower = _VNI_LETTERS.get(base.lower(), base.lower())
        return unicodedata.normalize("NFC", (lower.upper() if base.isupper() else lower) + mark)

    parts = []
    end = 0
    for match in _VNI_PAIR.finditer(text):
        parts += [_convert_vni_letters(text[end : match.start()]), join(match)]
        end = match.end()
    return "".join([*parts, _convert_vni_letters(text[end:])])


def _convert_vni_letters(text: str) -> str:
    converted = []
    for letter in text:
        lower = _VNI_LETTERS.get(letter.lower())
        converted.append(letter if lower is None else lower.upper() if letter.isupper() else lower)
    return "".join(converted)


def _decode_again(text: str) -> str:
    """Undo UTF-8 that was read as Windows-1252, line by line; a line that was not stays."""
    lines = []
    for line in text.split("\n"):
        try:
            lines.append(b"".join(map(_encode_windows, line)).decode("utf-8"))
        except UnicodeError:
            lines.append(line)
    return "\n".join(lines)


def _encode_windows(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        # Five codes have no letter in Windows-1252; programs pass them on as they are.
        return letter.encode("latin-1")


def _is_decoded_whole(before: str, after: str) -> bool:
    lines = zip(before.split("\n"), after.split("\n"), strict=True)
    return all(old != new for old, new in lines if not old.isascii())


def _measure_sense(text: str) -> tuple[float, int]:
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if not words:
        return 1.0, 0
    return sum(map(is_syllable, words)) / len(words), len(words)
