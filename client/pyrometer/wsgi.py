"""
Profiles the requests of a WSGI application: Flask, Falcon, Bottle, Pyramid.

    app.wsgi_app = ProfilerMiddleware(app.wsgi_app, url_argument="profile")

With that, `?profile` in a URL shows the profile of the request instead of its response. Nothing is profiled, and nobody
may ask, unless `url_argument` or `profile_dir` is set. A request is profiled until its response is closed.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple
from urllib.parse import quote

from ._requests import Held, Page, Recording, Reports

__all__ = ["ProfilerMiddleware"]

Environ = Dict[str, Any]
StartResponse = Callable[..., Any]
App = Callable[[Environ, StartResponse], Iterable[bytes]]


class ProfilerMiddleware:
    """
    :param url_argument: the argument of a URL that asks for the report instead of the response, like `profile`
    :param show_callback: is given the WSGI environ, and returns whether the request may be profiled
    :param profile_dir: a folder that gets a report of each request
    :param profile_dir_renderer: what makes those: the name of a format, a renderer or its class
    :param filename: the pattern of their names, of `total_time`, `path`, `timestamp` and `ext`
    :param filename_callback: makes the name instead, of the environ, the session and the renderer
    :param interval: seconds between samples
    """

    def __init__(self, app: App, **settings: Any) -> None:
        self.app = app
        self._reports = Reports(**settings)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        recording = self._begin(environ)
        if recording is None:
            return self.app(environ, start_response)
        if recording.wanted.page:
            return self._respond_with_page(recording, environ, start_response)
        try:
            body = self.app(environ, start_response)
        except BaseException:
            recording.stop()
            raise
        if isinstance(body, (list, tuple)):  # There is nothing to come, and the server sees how long it is.
            recording.stop()
            return body
        return _RecordedBody(body, recording)

    def _begin(self, environ: Environ) -> Optional[Recording]:
        reports = self._reports
        query = environ.get("QUERY_STRING", "")
        method = environ.get("REQUEST_METHOD", "GET")
        wanted = reports.wanted(method, query)
        if wanted is None or not reports.allows(environ):
            return None
        return reports.start(environ, method, _path(environ, query), wanted)

    def _respond_with_page(
        self, recording: Recording, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        held = Held()
        begun: List[Tuple[Any, ...]] = []

        def hold(status: str, headers: List[Tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
            begun[:] = [(status, headers, exc_info) if exc_info else (status, headers)]
            return lambda chunk: held.add(chunk, len(chunk))

        try:
            body = self.app(environ, hold)
            try:
                for chunk in body:
                    held.add(chunk, len(chunk))
            finally:
                _close(body)
        finally:
            recording.stop()
        page = recording.page()
        if page is not None:
            status = Page.status(int(begun[0][0][:3]))
            start_response("200 OK" if status == 200 else begun[0][0], list(page.headers.items()))
            return [page.body]
        if held.is_too_large:
            start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [Held.TOO_LARGE]
        start_response(*begun[0])
        return held


class _RecordedBody:
    """A response whose end is the end of the recording. Servers iterate and close a body on the thread of the request."""

    def __init__(self, body: Iterable[bytes], recording: Recording) -> None:
        self._body = body
        self._recording: Optional[Recording] = recording

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        try:
            _close(self._body)
        finally:
            recording, self._recording = self._recording, None
            if recording is not None:
                recording.stop()


def _close(body: Any) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()


def _path(environ: Environ, query: str) -> str:
    path = quote((environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1"))
    return f"{path}?{query}" if query else path
