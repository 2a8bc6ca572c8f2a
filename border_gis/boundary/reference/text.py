"""Text as people send it, made even, with the way back to every original character.

Composed and decomposed accents, full-width digits, the many dashes and spaces, invisible
characters, emphasis and footnote marks all disappear here, so that the grammar meets one
way of writing; offsets into the original stay exact.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u30fc\u2500"
_TILDES = "~\u02dc\u223c\u301c\uff5e"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
_SUPERSCRIPTS = "\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
_SINGLE = (
    {ord(dash): "-" for dash in _DASHES}
    | {ord(tilde): "~" for tilde in _TILDES}
    | {ord(mark): "/" for mark in "\u2044\u2215\uff0f"}
    | {ord(mark): ">" for mark in "\u2192\u279c\u21d2"}
    | {ord(mark): "" for mark in _INVISIBLE}
    | {0x2B: "+", 0xFF0B: "+", 0xF7: "~", 0x2026: "..."}
    | dict(zip(map(ord, "號標間東約從與離側處編雙樁邊線國"), "号标间东约从与离侧处编双桩边线国", strict=True))
)
_MARKUP = re.compile(
    r"&(?:[a-z]{2,6}|#\d{2,5}|#x[0-9a-f]{2,5});|<sup>\s*\[?\d{1,3}\]?\s*</sup>|\[\^\d{1,3}\]"
    r"|</?[A-Za-z][A-Za-z0-9]{0,9}(?:\s[^<>]{0,80})?/?>"
    r"|\*{1,3}|(?<![A-Za-z0-9])_{1,3}|_{1,3}(?![A-Za-z0-9])|~~|`+",
    re.IGNORECASE,
)
_BREAK_TAG = re.compile(r"<(?:br|p|/p|tr|/tr|td|/td|li|/li|div|/div)\b", re.IGNORECASE)
_PLAIN_CLASS = (
    r"[\n\t\r -)+,\-./0-9:;<=>?@A-Z\[\\\]^a-z{|}\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]"
)
_PLAIN = re.compile(_PLAIN_CLASS + "*")
_PLAIN_RUN = re.compile(rf"(?:{_PLAIN_CLASS}(?![\u0300-\u036f]))+")


@dataclass(frozen=True, slots=True)
class EvenText:
    """A text made even.

    Attributes
    ----------
    text : str
        What the tokenizer reads.
    starts, ends : sequence of int or None
        For each character of ``text`` where its source begins and ends in the original;
        None where both texts are the same.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original offsets of ``text[start:end]`` (not empty)."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def make_even(text: str) -> EvenText:
    """Make a text even for reading.

    Parameters
    ----------
    text : str
        Any text, NFC or NFD, with or without markup.

    Returns
    -------
    EvenText
    """
    plain = _PLAIN.fullmatch(text) and not any(mark in text for mark in ("<", "[^", "_", "&"))
    if plain and unicodedata.is_normalized("NFC", text):
        return EvenText(text)
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for mark in _MARKUP.finditer(text):
        _copy(text, position, mark.start(), out, starts, ends)
        for character in _read_mark(mark.group()):
            out.append(character)
            starts.append(mark.start())
            ends.append(mark.end())
        position = mark.end()
    _copy(text, position, len(text), out, starts, ends)
    return EvenText("".join(out), starts, ends)


def _read_mark(mark: str) -> str:
    """Return what a piece of markup stands for: a line break, a character, or nothing."""
    if mark.startswith("&"):
        return "".join(_even_cluster(character) for character in html.unescape(mark))
    return "\n" if _BREAK_TAG.match(mark) else ""


def _copy(text: str, start: int, stop: int, out: list[str], starts: list[int], ends: list[int]) -> None:
    index = start
    while index < stop:
        run = _PLAIN_RUN.match(text, index, stop)
        if run is not None:
            out.append(run.group())
            starts.extend(range(index, run.end()))
            ends.extend(range(index + 1, run.end() + 1))
            index = run.end()
            continue
        after = index + 1
        while after < stop and unicodedata.combining(text[after]):
            after += 1
        for character in _even_cluster(text[index:after]):
            out.append(character)
            starts.append(index)
            ends.append(after)
        index = after


def _even_cluster(cluster: str) -> str:
    if len(cluster) > 1:
        cluster = unicodedata.normalize("NFC", cluster)
    if cluster in _SUPERSCRIPTS:
        return ""
    changed = _SINGLE.get(ord(cluster[0])) if len(cluster) == 1 else None
    if changed is not None:
        return changed
    if len(cluster) == 1 and (cluster.isspace() and cluster not in "\n\r\t"):
        return "\n" if cluster in "\u2028\u2029\u0085\x0b\x0c" else " "
    if len(cluster) == 1 and "\uff01" <= cluster <= "\uff5e":
        return unicodedata.normalize("NFKC", cluster)
    return cluster
