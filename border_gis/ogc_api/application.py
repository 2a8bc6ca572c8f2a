"""The service as an ASGI application: which addresses there are, and how each is answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from border_gis.errors import BorderGisError, InputError, NotFoundError
from border_gis.i18n import describe_error, translate
from border_gis.ogc_api import parameters as known
from border_gis.ogc_api.answers import GEOJSON, HTML, JSON, Answer, Answers
from border_gis.ogc_api.doors import CHALLENGES, HeadersDoor, LogDoor, TokenDoor
from border_gis.ogc_api.pages import read_style_sheet, write_page
from border_gis.services.error_logs import write_error_log
from border_gis.services.publishing import PUBLIC, Publication
from border_gis.services.service_tokens import opens
from border_gis.settings import LANGUAGES, LOOPBACK_ADDRESS, Settings

LOCAL_NAMES = (LOOPBACK_ADDRESS, "localhost")


def build_application(publication: Publication, url: str) -> ASGIApp:
    """Return the service.

    Parameters
    ----------
    publication : Publication
    url : str
        The address that it is reached at, without a stroke at its end. Requests that name
        another host than this one and this machine are refused.
    """
    service = _Service(publication, url)
    hosts = sorted({*LOCAL_NAMES, urlsplit(url).hostname or LOOPBACK_ADDRESS})
    is_public = publication.profile.code == PUBLIC
    doors = [
        Middleware(LogDoor),
        Middleware(HeadersDoor, is_public=is_public),
        Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
    ]
    if not is_public:
        workspace, profile = publication.workspace, publication.profile.code
        doors.append(
            Middleware(
                TokenDoor,
                opens=lambda token: opens(workspace, token, profile),
                refuse=service.refuse_without_token,
            )
        )
    routes = [
        Route("/style.css", service.style_sheet),
        Route("/", service.landing),
        Route("/conformance", service.conformance),
        Route("/openapi", service.openapi),
        Route("/collections", service.collections),
        Route("/collections/{collection}", service.collection),
        Route("/collections/{collection}/queryables", service.queryables),
        Route("/collections/{collection}/schema", service.schema),
        Route("/collections/{collection}/items", service.items),
        Route("/collections/{collection}/items/{item}", service.item),
    ]
    handlers: dict[Any, Any] = {HTTPException: service.refuse_address}
    return Starlette(routes=routes, middleware=doors, exception_handlers=handlers)


class _Service:
    """What stands behind each address."""

    def __init__(self, publication: Publication, url: str) -> None:
        self._settings: Settings = publication.workspace.settings
        self._url = url
        self._answers = {language: Answers(publication, language, url) for language in LANGUAGES}

    # Starlette runs these in threads of its own: they read the store.

    def style_sheet(self, _: Request) -> Response:
        return Response(read_style_sheet(), media_type="text/css")

    def landing(self, request: Request) -> Response:
        def more(answers: Answers) -> dict[str, Any]:
            return {"collections": answers.describe_collections().document["collections"]}

        return self._answer(request, "landing", lambda answers, _: answers.landing(), more=more)

    def conformance(self, request: Request) -> Response:
        return self._answer(request, "conformance", lambda answers, _: answers.conformance())

    def openapi(self, request: Request) -> Response:
        return self._answer(request, "openapi", lambda answers, _: answers.openapi())

    def collections(self, request: Request) -> Response:
        return self._answer(request, "collections", lambda answers, _: answers.describe_collections())

    def collection(self, request: Request) -> Response:
        name = request.path_params["collection"]
        return self._answer(request, "collection", lambda answers, _: answers.describe_collection(name))

    def queryables(self, request: Request) -> Response:
        name = request.path_params["collection"]
        return self._answer(request, "schema", lambda answers, _: answers.queryables(name))

    def schema(self, request: Request) -> Response:
        name = request.path_params["collection"]
        return self._answer(request, "schema", lambda answers, _: answers.schema(name))

    def items(self, request: Request) -> Response:
        name = request.path_params["collection"]
        return self._answer(
            request, "items", lambda answers, given: answers.items(name, given), allowed=known.ITEMS
        )

    def item(self, request: Request) -> Response:
        name, item = request.path_params["collection"], request.path_params["item"]
        return self._answer(request, "item", lambda answers, _: answers.item(name, item), allowed=known.ITEM)

    def refuse_address(self, request: Request, error: HTTPException) -> Response:
        """Answer an address that there is not, or a method that there is not."""
        code, name = (
            ("service.read_only", "MethodNotAllowed")
            if error.status_code == 405
            else ("service.no_address", "NotFound")
        )
        given = {name: request.query_params[name] for name in ("f", "lang") if name in request.query_params}
        asked = {name: value for name, value in given.items() if value in (*known.FORMATS, *LANGUAGES)}
        answers = self._answers[self._choose_language(request, asked)]
        answer = answers.refuse(error.status_code, name, translate(code, None, answers.language))
        return self._write(request, "error", answers, answer, asked, {}, headers=error.headers)

    async def refuse_without_token(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer whoever has no token, or one that opens nothing: all alike."""
        request = Request(scope)
        language = self._choose_language(request, {})
        said = {"code": "Unauthorized", "description": translate("service.needs_token", None, language)}
        response = Response(json.dumps(said, ensure_ascii=False), 401, media_type=JSON)
        for challenge in CHALLENGES:
            response.headers.append("WWW-Authenticate", challenge)
        await response(scope, receive, send)

    def _answer(
        self,
        request: Request,
        template: str,
        ask: Callable[[Answers, Mapping[str, str]], Answer],
        *,
        allowed: frozenset[str] = known.COMMON,
        more: Callable[[Answers], dict[str, Any]] | None = None,
    ) -> Response:
        answers = self._answers[self._choose_language(request, {})]
        parameters: dict[str, str] = {}
        further: dict[str, Any] = {}
        try:
            collection = request.path_params.get("collection", "")
            columns = answers.columns(collection) if allowed is known.ITEMS else {}
            parameters = _read_parameters(request, allowed, columns)
            answers = self._answers[self._choose_language(request, parameters)]
            answer = ask(answers, _prepare(parameters))
            if more is not None and self._wants_page(request, parameters):
                further = more(answers)
        except NotFoundError as error:
            answer = answers.refuse(404, "NotFound", describe_error(error, answers.language))
        except InputError as error:
            answer = answers.refuse(400, "InvalidParameterValue", describe_error(error, answers.language))
        except BorderGisError as error:
            write_error_log(error, self._settings)
            said = translate("service.not_now", None, answers.language)
            answer = answers.refuse(503, "ServiceUnavailable", said)
        except Exception as error:  # noqa: BLE001 - the last door: no traceback goes out
            write_error_log(error, self._settings)
            said = translate("service.unexpected", None, answers.language)
            answer = answers.refuse(500, "InternalError", said)
        return self._write(request, template, answers, answer, parameters, further)

    def _write(
        self,
        request: Request,
        template: str,
        answers: Answers,
        answer: Answer,
        parameters: Mapping[str, str],
        further: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        said = {"Content-Language": answer.language, **(headers or {})}
        if answer.media_type == GEOJSON:
            said["Content-Crs"] = f"<{known.CRS84}>"
        if not self._wants_page(request, parameters):
            text = json.dumps(answer.document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            return Response(text, answer.status, said, answer.media_type)
        collection = request.path_params.get("collection", "")
        is_fine = answer.status == 200
        shown = dict(further)
        titles: Mapping[str, str] = {}
        if is_fine and collection:
            titles = answers.titles(collection)
            shown |= {"collection": collection, "collection_title": answers.title(collection)}
            shown["offset"] = int(parameters.get("offset", 0))
        page = write_page(
            template if is_fine else "error",
            answer,
            url=self._url,
            path=request.url.path,
            parameters=parameters,
            titles=titles,
            more=shown,
            context=answers.lines() if is_fine and collection else (),
        )
        return Response(page, answer.status, said, HTML)

    def _choose_language(self, request: Request, parameters: Mapping[str, str]) -> str:
        if parameters.get("lang") in LANGUAGES:
            return parameters["lang"]
        for part in request.headers.get("accept-language", "").split(","):
            language = part.partition(";")[0].strip().lower().partition("-")[0]
            if language in LANGUAGES:
                return language
        return self._settings.language

    @staticmethod
    def _wants_page(request: Request, parameters: Mapping[str, str]) -> bool:
        """Return whether a page is wanted: as was said, or as the browser says."""
        if "f" in parameters:
            return parameters["f"] == "html"
        types = [part.partition(";")[0].strip() for part in request.headers.get("accept", "").split(",")]
        pages = [place for place, each in enumerate(types) if each == HTML]
        data = [place for place, each in enumerate(types) if each.endswith("json")]
        return bool(pages) and (not data or pages[0] < data[0])


def _read_parameters(request: Request, allowed: frozenset[str], columns: Mapping[str, str]) -> dict[str, str]:
    query = request.scope.get("query_string", b"")
    if len(query) > known.LONGEST_QUERY:
        raise InputError("service.query_too_long", most=known.LONGEST_QUERY)
    try:
        given = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        raise InputError("service.bad_query") from None
    known.check_parameters(given, allowed, LANGUAGES, columns)
    return dict(given)


def _prepare(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return parameters as pygeoapi reads them."""
    prepared = dict(parameters)
    if "bbox" in prepared:
        prepared["bbox"] = ",".join(repr(number) for number in known.read_box(prepared["bbox"]))
    if "sortby" in prepared:
        # A plus sign in an address is a space by the time that it is read.
        prepared["sortby"] = ",".join(
            part.strip().removeprefix("+") for part in prepared["sortby"].split(",")
        )
    return prepared
