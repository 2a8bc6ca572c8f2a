"""Fields of our own files that only say what was worked out: they come in again as nothing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from border_gis.exchange.derived_columns import JUDGED, MEASURED, SHORT_NAMES, split_number
from border_gis.exchange.incoming.targets import fold_name
from border_gis.i18n import LANGUAGES, translate


def find_derived(names: Iterable[str]) -> frozenset[str]:
    """Return those fields of a file that only say what was worked out.

    None of a file that is not one of ours: there a column "Kết luận" is what somebody wrote.
    """
    plain = {name: _plain_name(name) for name in names}
    if not set(MEASURED) <= set(plain.values()):
        return frozenset()
    return frozenset(name for name, known in plain.items() if known)


def _plain_name(name: str) -> str:
    folded = fold_name(name)
    known = _known_names()
    return known.get(folded) or known.get(split_number(folded)[0], "")


@lru_cache(maxsize=1)
def _known_names() -> dict[str, str]:
    """Return plain names by everything that a file of ours calls them."""
    found = {}
    for name in (*MEASURED, *JUDGED):
        titles = (translate(f"column.{name}", None, language) for language in LANGUAGES)
        for called in (name, SHORT_NAMES[name], *titles):
            found[fold_name(called)] = name
    return found
