"""What pygeoapi is told of a publication, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from border_gis.exchange.outgoing.records import LAYERS, title_of
from border_gis.i18n import has_words, translate
from border_gis.ogc_api.parameters import CRS84, LARGEST_LIMIT, USUAL_LIMIT
from border_gis.ogc_api.provider import PROVIDER, ReleasedKind
from border_gis.services.published_features import releases_geometry
from border_gis.services.published_geometry import GEOMETRY_PARTS
from border_gis.services.publishing import Publication

_MIXED_KINDS = frozenset({"work", "incident"})
EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of the service: a kind of record, or its points, lines or areas alone.

    Attributes
    ----------
    name : str
    kind : str
    part : {"", "points", "lines", "areas"}
    """

    name: str
    kind: str
    part: str = ""

    def title(self, language: str) -> str:
        """Return what it is called."""
        whole = translate(f"layer.{LAYERS[self.kind][0]}", None, language)
        return f"{whole} – {translate(f'service.part_{self.part}', None, language)}" if self.part else whole

    def description(self, language: str) -> str:
        """Return what it holds."""
        return translate(f"service.about_{LAYERS[self.kind][0]}", None, language)


def list_collections(publication: Publication) -> dict[str, Collection]:
    """Return the collections of a publication by name.

    Works and incidents are points, lines and areas. QGIS draws one kind in a layer, so that
    each stands for itself too.
    """
    collections: dict[str, Collection] = {}
    for kind in publication.kinds:
        name = LAYERS[kind][0]
        collections[name] = Collection(name, kind)
        if kind in _MIXED_KINDS and releases_geometry(kind, publication.profile):
            for part in GEOMETRY_PARTS:
                collections[f"{name}_{part}"] = Collection(f"{name}_{part}", kind, part)
    return collections


def build_configuration(publication: Publication, language: str, url: str) -> dict[str, Any]:
    """Return the configuration of pygeoapi.

    Parameters
    ----------
    publication : Publication
    language : {"vi", "en"}
    url : str
        The address that the service is reached at, without a stroke at its end.
    """

    def say(code: str) -> str:
        return translate(code, None, language)

    resources = {
        name: {
            "type": "collection",
            "title": collection.title(language),
            "description": collection.description(language),
            "keywords": [say("service.keyword_border"), collection.title(language)],
            "links": [],
            # What is said of extents is read from what goes out, when it is asked for.
            "extents": {"spatial": {"bbox": list(EVERYWHERE), "crs": CRS84}},
            "providers": [
                {
                    "type": "feature",
                    "name": PROVIDER,
                    "data": ReleasedKind(
                        publication,
                        collection.kind,
                        collection.part,
                        language,
                        _titles(publication, collection.kind, language),
                    ),
                    "crs": [CRS84],
                    "storage_crs": CRS84,
                }
            ],
        }
        for name, collection in list_collections(publication).items()
    }
    return {
        "server": {
            "url": url,
            "languages": [language],
            "encoding": "utf-8",
            "mimetype": "application/json; charset=UTF-8",
            "limits": {
                "default_items": USUAL_LIMIT,
                "max_items": LARGEST_LIMIT,
                "on_exceed": "throttle",
            },
            "admin": False,
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": say("service.title"),
                "description": say("service.about"),
                "keywords": [say("service.keyword_border")],
                "terms_of_service": f"{url}/?f=html#licence",
                "url": f"{url}/?f=html",
            },
            "license": {"name": say("service.licence"), "url": f"{url}/?f=html#licence"},
            "provider": {"name": say("service.title"), "url": url},
            "contact": {},
        },
        "resources": resources,
    }


def name_field(name: str, language: str) -> str:
    """Return what a field is called."""
    own = f"service.field_{name}"
    return translate(own, None, language) if has_words(own) else title_of(name, language)


def _titles(publication: Publication, kind: str, language: str) -> dict[str, str]:
    return {name: name_field(name, language) for name in publication.columns(kind)}
