"""Ask pygeoapi, and make its answers say what this service has and no more.

pygeoapi links to processes, tiles, jobs and JSON-LD and claims to take changes, whatever it was
told to serve; its words for links are English. Here these links go, and the others speak the
visitor's language. Its pages are never used: see ``border_gis.ogc_api.pages``.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pygeoapi import l10n
from pygeoapi.api import (
    API,
    APIRequest,
    conformance,
    describe_collections,
    get_collection_schema,
    landing_page,
)
from pygeoapi.api.itemtypes import get_collection_item, get_collection_items, get_collection_queryables
from shapely.geometry.base import BaseGeometry

from border_gis.access import Secrecy, highest_level
from border_gis.i18n import has_words, translate
from border_gis.ogc_api.configuration import EVERYWHERE, build_configuration, list_collections, name_field
from border_gis.ogc_api.description import describe_service
from border_gis.ogc_api.parameters import CRS84
from border_gis.ogc_api.provider import LEVEL
from border_gis.services.publishing import Publication
from border_gis.services.releasing import write_mark

GEOJSON = "application/geo+json"
SCHEMA_JSON = "application/schema+json"
OPENAPI_JSON = "application/vnd.oai.openapi+json;version=3.0"
JSON = "application/json"
HTML = "text/html"

_NOT_SERVED = ("/processes", "/jobs", "/TileMatrixSets")
_NOT_CONFORMING = (
    "create-replace-delete",
    "ogcapi-processes",
    "ogcapi-tiles",
    "ogcapi-edr",
    "ogcapi-records",
)
_GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"

# pygeoapi tells its parents' loggers whom it was asked by and for what.
logging.getLogger("pygeoapi").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Answer:
    """What is answered.

    Attributes
    ----------
    status : int
        Of HTTP.
    document : dict
    media_type : str
    language : str
    """

    status: int
    document: dict[str, Any]
    media_type: str
    language: str


class _JsonRequest(APIRequest):
    """A request for JSON with parameters that have been checked."""

    def __init__(self, parameters: Mapping[str, str], language: str) -> None:
        self._data = b""
        self._args = dict(parameters)
        self._path_info = ""
        self._raw_locale = language
        self._locale = l10n.str2locale(language)
        self._format = "json"
        self._headers: dict[str, str] = {}


class Answers:
    """What the service answers in one language.

    Parameters
    ----------
    publication : Publication
    language : {"vi", "en"}
    url : str
        The address that the service is reached at, without a stroke at its end.
    """

    def __init__(self, publication: Publication, language: str, url: str) -> None:
        self.publication, self.language, self.url = publication, language, url
        self.collections = list_collections(publication)
        configuration = build_configuration(publication, language, url)
        self._openapi = describe_service(publication, self.collections, configuration, language)
        self._api = API(configuration, self._openapi)
        # Asked once: each time it is asked, pygeoapi makes its own list longer.
        self._conformance = self._ask(conformance, {})

    def columns(self, collection: str) -> Mapping[str, str]:
        """Return the fields of a collection, with their types."""
        known = self.collections.get(collection)
        return self.publication.columns(known.kind) if known else {}

    def title(self, collection: str) -> str:
        """Return what a collection is called."""
        return self.collections[collection].title(self.language)

    def titles(self, collection: str) -> dict[str, str]:
        """Return what the fields of a collection are called."""
        return {name: name_field(name, self.language) for name in self.columns(collection)}

    def lines(self) -> list[BaseGeometry]:
        """Return where the versions of the line run that may go out."""
        if "line" not in self.publication.kinds:
            return []
        return [
            each.geometry for each in self.publication.layer("line").features if each.geometry is not None
        ]

    def landing(self) -> Answer:
        """Return the first page."""
        answer = self._ask(landing_page, {})
        licence = {
            "rel": "license",
            "type": HTML,
            "title": self._say("service.licence"),
            "href": f"{self.url}/?f=html#licence",
        }
        answer.document["links"].append(licence)
        kinds = self.publication.kinds
        answer.document.update(self._notices(*(self.publication.layer(kind).level for kind in kinds)))
        return answer

    def conformance(self) -> Answer:
        """Return what the service conforms to."""
        uris = self._conformance.document["conformsTo"]
        kept = [uri for uri in uris if not any(part in uri for part in _NOT_CONFORMING)]
        return Answer(200, {"conformsTo": kept}, JSON, self.language)

    def openapi(self) -> Answer:
        """Return the description of the service in OpenAPI 3.0."""
        return Answer(200, self._openapi, OPENAPI_JSON, self.language)

    def describe_collections(self) -> Answer:
        """Return all collections."""
        answer = self._ask(describe_collections, {})
        for each in answer.document["collections"]:
            self._complete(each)
        return answer

    def describe_collection(self, name: str) -> Answer:
        """Return one collection."""
        answer = self._ask(describe_collections, {}, name)
        if answer.status == 200:
            self._complete(answer.document)
        return answer

    def queryables(self, name: str) -> Answer:
        """Return what can be asked of a collection."""
        answer = self._ask(get_collection_queryables, {}, name, media_type=SCHEMA_JSON)
        titles = {**self.titles(name), "geometry": self._say("service.geometry")}
        for field, described in answer.document.get("properties", {}).items():
            described["title"] = titles.get(field, field)
        return answer

    def schema(self, name: str) -> Answer:
        """Return the fields of a collection as JSON Schema."""
        return self._ask(get_collection_schema, {}, name, media_type=SCHEMA_JSON)

    def items(self, name: str, parameters: Mapping[str, str]) -> Answer:
        """Return a page of a collection."""
        answer = self._ask(get_collection_items, parameters, name, media_type=GEOJSON)
        return self._stamp(answer)

    def item(self, name: str, item_id: str) -> Answer:
        """Return one thing."""
        return self._stamp(self._ask(get_collection_item, {}, name, item_id, media_type=GEOJSON))

    def refuse(self, status: int, code: str, said: str) -> Answer:
        """Return why something is not answered."""
        return Answer(status, {"code": code, "description": said}, JSON, self.language)

    def _ask(
        self,
        function: Callable[..., tuple[dict[str, str], int, str]],
        parameters: Mapping[str, str],
        *words: str,
        media_type: str = JSON,
    ) -> Answer:
        _, status, content = function(self._api, _JsonRequest(parameters, self.language), *words)
        document = json.loads(content)
        if int(status) != 200:
            if document.get("description") == "Collection not found":
                document["description"] = self._say("service.no_collection")
            return Answer(
                int(status), {key: document[key] for key in ("code", "description")}, JSON, self.language
            )
        for holder in (document, *document.get("collections", ())):
            if "links" in holder:
                holder["links"] = [self._finish_link(link) for link in holder["links"] if _is_served(link)]
        return Answer(200, document, media_type, self.language)

    def _finish_link(self, link: dict[str, Any]) -> dict[str, Any]:
        code = f"service.link_{link['rel'].rsplit('/', 1)[-1].replace('-', '_')}"
        if has_words(code):
            link["title"] = self._say(code)
        link["href"] = link["href"].replace(f"{self.url}?", f"{self.url}/?")
        link.pop("hreflang", None)
        return link

    def _complete(self, collection: dict[str, Any]) -> None:
        known = self.collections[collection["id"]]
        layer = self.publication.layer(known.kind, known.part)
        collection["extent"]["spatial"]["bbox"] = [_round_outwards(layer.extent or EVERYWHERE)]
        collection["extent"]["spatial"]["crs"] = CRS84
        if layer.interval is not None:
            days = [
                None if day is None else f"{day.isoformat()}T{time}+07:00"
                for day, time in zip(layer.interval, ("00:00:00", "23:59:59"), strict=True)
            ]
            collection["extent"]["temporal"] = {"interval": [days], "trs": _GREGORIAN}
        sources = dict.fromkeys(str(each.properties.get("source") or "") for each in layer.features)
        named = [source for source in sources if source]
        if 0 < len(named) <= 5:
            collection["attribution"] = "; ".join(named)
        collection.update(self._notices(layer.level))
        if any(each.properties.get("demonstration") for each in layer.features):
            collection["description"] += " " + self._say("service.demonstration")

    def _stamp(self, answer: Answer) -> Answer:
        """Say of features how secret they are, beside what everything says of itself."""
        if answer.status == 200:
            answer.document.update(self._notices(Secrecy(answer.document.pop(LEVEL))))
        return answer

    def _notices(self, *levels: Secrecy) -> dict[str, str]:
        """Return what everything that goes out says of itself: level, profile, who, when, what it is not."""
        mark = replace(self.publication.mark, level=highest_level(levels))
        said = [write_mark(mark, self.language), self._say("service.no_legal_value")]
        if self.publication.workspace.is_demonstration:
            said.append(self._say("service.demonstration"))
        return {"notice": " ".join(said)}

    def _say(self, code: str) -> str:
        return translate(code, None, self.language)


def _round_outwards(box: Sequence[float]) -> list[float]:
    """Return a box of six decimals that holds the other."""
    west, south, east, north = box
    low = [math.floor(value * 1e6) / 1e6 for value in (west, south)]
    return low + [math.ceil(value * 1e6) / 1e6 for value in (east, north)]


def _is_served(link: Mapping[str, str]) -> bool:
    is_other_form = "jsonld" in link["href"] or link.get("type") == "application/ld+json"
    return not is_other_form and not any(part in link["href"] for part in _NOT_SERVED)
