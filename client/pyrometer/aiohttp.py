"""
Profiles the requests of an `aiohttp.web` application.

    app = web.Application(middlewares=[middleware(url_argument="profile")])

With that, `?profile` in a URL shows the profile of the request instead of its response. Nothing is profiled, and nobody
may ask, unless `url_argument` or `profile_dir` is set. A response that the handler streams by itself cannot be taken
back, so it gets no page; a file in `profile_dir` it does.
"""

# Types are judged where the framework is not installed.
# mypy: disable-error-code="import-not-found, untyped-decorator"

from __future__ import annotations

from typing import Any, Awaitable, Callable

from ._requests import Page, Reports, log, printable

__all__ = ["middleware"]

Handler = Callable[[Any], Awaitable[Any]]


def middleware(**settings: Any) -> Callable[[Any, Handler], Awaitable[Any]]:
    """
    A middleware for `aiohttp.web.Application`.

    :param url_argument: the argument of a URL that asks for the report instead of the response, like `profile`
    :param show_callback: is given the request, and returns whether it may be profiled; may be async
    :param profile_dir: a folder that gets a report of each request
    :param profile_dir_renderer: what makes those: the name of a format, a renderer or its class
    :param filename: the pattern of their names, of `total_time`, `path`, `timestamp` and `ext`
    :param filename_callback: makes the name instead, of the request, the session and the renderer
    :param interval: seconds between samples
    """
    from aiohttp import web

    reports = Reports(**settings)

    async def profiled(request: Any, handler: Handler) -> Any:
        wanted = reports.wanted(request.method, request.rel_url.raw_query_string)
        if wanted is None or _is_websocket(request) or not await reports.allows_async(request):
            return await handler(request)
        recording = await reports.start_async(request, request.method, request.raw_path, wanted)
        if recording is None:
            return await handler(request)
        raised = None
        try:
            response = await handler(request)
        except web.HTTPException as error:
            # Not a failure, but a response: a redirect, a 404.
            response = raised = error
        finally:
            recording.stop()
        page = None
        if wanted.page and response.prepared:
            log.warning("%s streams its response, so its profile cannot be shown instead", printable(request.raw_path))
        elif wanted.page:
            page = await recording.page_async()
        if page is not None:
            return web.Response(body=page.body, status=Page.status(response.status), headers=page.headers)
        if raised is not None:
            raise raised
        return response

    marked: Callable[[Any, Handler], Awaitable[Any]] = web.middleware(profiled)
    return marked


def _is_websocket(request: Any) -> bool:
    return str(request.headers.get("Upgrade", "")).lower() == "websocket"
