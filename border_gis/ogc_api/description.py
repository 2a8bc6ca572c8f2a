"""The description of the service in OpenAPI 3.0: what it answers, and nothing that stands elsewhere.

The one that pygeoapi makes points to files on other hosts for most of what it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from border_gis import __version__
from border_gis.i18n import translate
from border_gis.ogc_api.configuration import Collection
from border_gis.ogc_api.parameters import CRS84, FORMATS, LARGEST_LIMIT, LARGEST_OFFSET, USUAL_LIMIT
from border_gis.services.publishing import PUBLIC, Publication
from border_gis.settings import LANGUAGES

Described = dict[str, Any]


def describe_service(
    publication: Publication, collections: Mapping[str, Collection], configuration: Described, language: str
) -> Described:
    """Return the OpenAPI document.

    Parameters
    ----------
    publication : Publication
    collections : mapping of str to Collection
        By name.
    configuration : dict
        Of pygeoapi, for titles and the address.
    language : {"vi", "en"}
    """

    def say(code: str) -> str:
        return translate(code, None, language)

    metadata = configuration["metadata"]
    paths: Described = {
        "/": _operation("getLandingPage", say("service.title"), "service", ["f", "lang"]),
        "/openapi": _operation("getDescription", say("service.link_service_desc"), "service", ["f", "lang"]),
        "/conformance": _operation(
            "getConformance", say("service.link_conformance"), "service", ["f", "lang"]
        ),
        "/collections": _operation("getCollections", say("service.link_data"), "service", ["f", "lang"]),
    }
    for name, collection in collections.items():
        title = configuration["resources"][name]["title"]
        start, tag = f"/collections/{name}", name
        camel = name.title().replace("_", "")
        paths[start] = _operation(f"describe{camel}", title, tag, ["f", "lang"])
        paths[f"{start}/queryables"] = _operation(
            f"get{camel}Queryables", say("service.link_queryables"), tag, ["f", "lang"]
        )
        paths[f"{start}/schema"] = _operation(
            f"get{camel}Schema", say("service.link_schema"), tag, ["f", "lang"]
        )
        names = list(publication.columns(collection.kind))
        page = [
            "f",
            "lang",
            "bbox",
            "bbox-crs",
            "crs",
            "datetime",
            "limit",
            "offset",
            "skipGeometry",
            "resulttype",
        ]
        paths[f"{start}/items"] = _operation(
            f"get{camel}Features",
            title,
            tag,
            page,
            [_list_parameter("properties", names), _list_parameter("sortby", _signed(names))]
            + [
                _parameter(column, {"type": "string" if column_type == "array" else column_type})
                for column, column_type in publication.columns(collection.kind).items()
            ],
        )
        item_id = _parameter("featureId", {"type": "string"})
        item_id |= {"in": "path", "required": True, "style": "simple"}
        paths[f"{start}/items/{{featureId}}"] = _operation(
            f"get{camel}Feature", title, tag, ["f", "lang", "crs"], [item_id]
        )
    described: Described = {
        "openapi": "3.0.2",
        "info": {
            "title": metadata["identification"]["title"],
            "description": metadata["identification"]["description"],
            "version": __version__,
            "license": metadata["license"],
            "termsOfService": metadata["identification"]["terms_of_service"],
        },
        "servers": [{"url": configuration["server"]["url"]}],
        "tags": [{"name": "service"}, *({"name": name} for name in collections)],
        "paths": paths,
        "components": {"parameters": _parameters()},
    }
    if publication.profile.code != PUBLIC:
        described["components"]["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer"},
            "basic": {"type": "http", "scheme": "basic"},
        }
        described["security"] = [{"bearer": []}, {"basic": []}]
    return described


def _operation(
    name: str, title: str, tag: str, parameters: list[str], further: list[Described] | None = None
) -> Described:
    listed: list[Described] = [{"$ref": f"#/components/parameters/{each}"} for each in parameters]
    return {
        "get": {
            "summary": title,
            "operationId": name,
            "tags": [tag],
            "parameters": listed + (further or []),
            "responses": {
                "200": {"description": "OK"},
                "400": {"description": "Bad request"},
                "404": {"description": "Not found"},
            },
        }
    }


def _parameters() -> Described:
    limit = {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": USUAL_LIMIT}
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    return {
        "f": _parameter("f", {"type": "string", "enum": list(FORMATS)}),
        "lang": _parameter("lang", {"type": "string", "enum": list(LANGUAGES)}),
        "bbox": _parameter("bbox", numbers),
        "bbox-crs": _parameter("bbox-crs", {"type": "string", "enum": [CRS84]}),
        "crs": _parameter("crs", {"type": "string", "enum": [CRS84]}),
        "datetime": _parameter("datetime", {"type": "string"}),
        "limit": _parameter("limit", limit),
        "offset": _parameter(
            "offset", {"type": "integer", "minimum": 0, "maximum": LARGEST_OFFSET, "default": 0}
        ),
        "skipGeometry": _parameter("skipGeometry", {"type": "boolean", "default": False}),
        "resulttype": _parameter("resulttype", {"type": "string", "enum": ["results", "hits"]}),
    }


def _parameter(name: str, schema: Described) -> Described:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": schema,
        "style": "form",
        "explode": False,
    }


def _list_parameter(name: str, values: list[str]) -> Described:
    return _parameter(name, {"type": "array", "items": {"type": "string", "enum": values}})


def _signed(names: list[str]) -> list[str]:
    return [sign + name for name in names for sign in ("", "-")]
