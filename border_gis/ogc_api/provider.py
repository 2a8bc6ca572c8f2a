"""The provider that pygeoapi asks for features: released records, and nothing else.

pygeoapi makes a provider for each request out of a plain mapping. It copies its configuration,
so that the publication travels in a holder of which a copy is the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pygeoapi.provider.base import (
    BaseProvider,
    ProviderInvalidQueryError,
    ProviderItemNotFoundError,
)

from border_gis.errors import InputError
from border_gis.i18n import describe_error, translate
from border_gis.ogc_api.parameters import read_interval
from border_gis.services.published_features import FeatureQuery, releases_geometry
from border_gis.services.publishing import Publication

PROVIDER = f"{__name__}.ReleasedProvider"
LEVEL = "border-gis:level"
"""Where a page says how secret what is on it is, until that is written out in words."""


@dataclass(frozen=True, eq=False)
class ReleasedKind:
    """One kind of record of a publication, in one language.

    Attributes
    ----------
    publication : Publication
    kind : str
    part : {"", "points", "lines", "areas"}
    language : str
    titles : mapping of str to str
        What the fields are called.
    """

    publication: Publication
    kind: str
    part: str
    language: str
    titles: Mapping[str, str]

    def __deepcopy__(self, memo: dict[int, Any]) -> ReleasedKind:
        """Return itself: it cannot be changed, and holds an open store."""
        return self


class BadValueError(ProviderInvalidQueryError):
    """A value that a field cannot hold."""

    ogc_exception_code = "InvalidParameterValue"


class ReleasedProvider(BaseProvider):
    """Released records of one kind, as pygeoapi asks for them.

    Parameters
    ----------
    provider_def : mapping
        Of pygeoapi; ``data`` is a ``ReleasedKind``.
    """

    def __init__(self, provider_def: dict[str, Any]) -> None:
        super().__init__(provider_def)
        self.released: ReleasedKind = provider_def["data"]
        self.editable = False
        self.geometry = None
        if releases_geometry(self.released.kind, self.released.publication.profile):
            self.geometry = "geometry"
        self.get_fields()

    def get_fields(self) -> dict[str, dict[str, Any]]:
        """Return the fields that go out, with type and title."""
        columns = self.released.publication.columns(self.released.kind)
        self._fields = {
            name: {"type": kind, "title": self.released.titles.get(name, name)}
            for name, kind in columns.items()
        }
        return self._fields

    def query(
        self,
        offset: int = 0,
        limit: int = 10,
        resulttype: str = "results",
        bbox: Sequence[float] = (),
        datetime_: str | None = None,
        properties: Sequence[tuple[str, str]] = (),
        sortby: Sequence[Mapping[str, str]] = (),
        select_properties: Sequence[str] = (),
        skip_geometry: bool = False,
        **_: Any,
    ) -> dict[str, Any]:
        """Return a page of features as a GeoJSON feature collection.

        Raises
        ------
        BadValueError
            If a value or an interval cannot be understood.
        """
        try:
            begins, ends = read_interval(datetime_) if datetime_ else (None, None)
            asked = FeatureQuery(
                box=(bbox[0], bbox[1], bbox[2], bbox[3]) if bbox else None,
                begins=begins,
                ends=ends,
                equals=tuple(properties),
                sort=tuple((each["property"], each["order"] == "-") for each in sortby),
                offset=offset,
                limit=limit,
            )
            is_count = resulttype == "hits"
            page = self.released.publication.find(
                self.released.kind, replace(asked, limit=0) if is_count else asked, self.released.part
            )
        except InputError as error:
            said = describe_error(error, self.released.language)
            raise BadValueError(said, user_msg=said) from error
        features = [
            each.write(with_geometry=not skip_geometry, only=select_properties) for each in page.features
        ]
        return {
            "type": "FeatureCollection",
            "features": features,
            "numberMatched": page.matched,
            "numberReturned": len(features),
            LEVEL: page.level.value,
        }

    def get(self, identifier: str, **_: Any) -> dict[str, Any]:
        """Return one feature.

        Raises
        ------
        ProviderItemNotFoundError
            If nothing that goes out has this id.
        """
        found = self.released.publication.layer(self.released.kind, self.released.part).feature(identifier)
        if found is None:
            said = translate("service.no_item", None, self.released.language)
            raise ProviderItemNotFoundError(said, user_msg=said)
        return {**found.write(), LEVEL: found.level.value}
