"""Texts as a person searches them: without accents, case or the difference of đ and d."""

from __future__ import annotations

import unicodedata


def fold_text(text: str) -> str:
    """Return a text without accents and case, its spaces single.

    ``đ`` does not decompose into a letter and an accent, so it is replaced by name.
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "d"))
    kept = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(kept.casefold().split())
