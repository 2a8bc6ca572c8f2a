"""Which province a marker stands in."""

from __future__ import annotations

from border_gis.boundary.reference import MarkerReference

# First number of each province from the tri-point on. The limits at 17, 85, 172, 520 and 962 are
# sourced (annex 9 of the Agreement by way of lawnet.vn 139050; nguoilambaohungyen.vn 5153;
# dantocmiennui on 962); that between Lạng Sơn and Quảng Ninh lies near 1300, and no source is exact.
_FIRST_NUMBERS = (
    (0, "Điện Biên"),
    (17, "Lai Châu"),
    (85, "Lào Cai"),
    (172, "Tuyên Quang"),
    (520, "Cao Bằng"),
    (962, "Lạng Sơn"),
    (1300, "Quảng Ninh"),
)
LAST_NUMBER = 1378

BORDER_PROVINCES = tuple(name for _, name in _FIRST_NUMBERS)
"""The provinces on this border since 1 July 2025, from west to east."""


def province_of_marker(reference: MarkerReference) -> str | None:
    """Return the province since 1 July 2025; None beyond the last number of this border."""
    if reference.number > LAST_NUMBER:
        return None
    return next(name for first, name in reversed(_FIRST_NUMBERS) if reference.number >= first)
