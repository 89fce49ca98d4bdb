"""
Profiles the requests of a Django site, under WSGI and ASGI, with sync and async views.

    MIDDLEWARE = ["pyrometer.django.ProfilerMiddleware", ...]

With that and `DEBUG`, `?profile` in a URL shows the profile of the request instead of its response. Without `DEBUG`,
nobody may ask unless `PYROMETER_URL_ARGUMENT` or `PYROMETER_SHOW_CALLBACK` says so.
"""

# Types are judged where the framework is not installed.
# mypy: disable-error-code="import-not-found"

from __future__ import annotations

import inspect
from typing import Any, Callable, Optional

from ._requests import Recording, Reports

__all__ = ["ProfilerMiddleware"]

_PREFIX = "PYROMETER_"
_SETTINGS = [
    "url_argument",
    "show_callback",
    "profile_dir",
    "profile_dir_renderer",
    "filename",
    "filename_callback",
    "interval",
]
_URL_ARGUMENT = "profile"


class ProfilerMiddleware:
    """
    Is configured by settings:

    | setting | |
    |---|---|
    | `PYROMETER_URL_ARGUMENT` | the argument of a URL that asks for the report instead of the response |
    | `PYROMETER_SHOW_CALLBACK` | is given the request, and returns whether it may be profiled; a function or its path |
    | `PYROMETER_PROFILE_DIR` | a folder that gets a report of each request |
    | `PYROMETER_PROFILE_DIR_RENDERER` | what makes those: the name of a format, a renderer, its class or its path |
    | `PYROMETER_FILENAME` | the pattern of their names, of `total_time`, `path`, `timestamp` and `ext` |
    | `PYROMETER_FILENAME_CALLBACK` | makes the name instead, of the request, the session and the renderer |
    | `PYROMETER_INTERVAL` | seconds between samples |
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response
        self._reports = _reports()
        self._is_async = _is_coroutine_function(get_response)
        if self._is_async:
            _mark_as_coroutine_function(self)

    def __call__(self, request: Any) -> Any:
        if self._is_async:
            return self._respond_async(request)
        recording = self._begin(request)
        if recording is None:
            return self.get_response(request)
        try:
            response = self.get_response(request)
        finally:
            recording.stop()
        return _instead(response, recording.page() if recording.wanted.page else None)

    async def _respond_async(self, request: Any) -> Any:
        recording = None
        wanted = self._reports.wanted(request.method, request.META.get("QUERY_STRING", ""))
        if wanted is not None and await self._allows_async(request):
            recording = await self._reports.start_async(request, request.method, request.get_full_path(), wanted)
        if recording is None:
            return await self.get_response(request)
        try:
            response = await self.get_response(request)
        finally:
            recording.stop()
        return _instead(response, await recording.page_async() if recording.wanted.page else None)

    def _begin(self, request: Any) -> Optional[Recording]:
        wanted = self._reports.wanted(request.method, request.META.get("QUERY_STRING", ""))
        if wanted is None or not self._reports.allows(request):
            return None
        return self._reports.start(request, request.method, request.get_full_path(), wanted)

    async def _allows_async(self, request: Any) -> bool:
        callback = self._reports.show_callback
        if callback is None or inspect.iscoroutinefunction(callback):
            return await self._reports.allows_async(request)
        # It may look up the user, which Django allows in the thread of its database connections only.
        from asgiref.sync import sync_to_async

        return bool(await sync_to_async(self._reports.allows, thread_sensitive=True)(request))


def _reports() -> Reports:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    given = {
        name: getattr(settings, _PREFIX + name.upper())
        for name in _SETTINGS
        if getattr(settings, _PREFIX + name.upper(), None) is not None
    }
    if settings.DEBUG or "show_callback" in given:
        given.setdefault("url_argument", _URL_ARGUMENT)
    try:
        return Reports(**given)
    except (ImportError, OSError, TypeError, ValueError) as error:
        raise ImproperlyConfigured(f"{_PREFIX}*: {error}") from error


def _instead(response: Any, page: Any) -> Any:
    """The response, or the page in its place."""
    if page is None:
        return response
    from django.http import HttpResponse

    shown = HttpResponse(page.body, status=page.status(response.status_code), headers=page.headers)
    # What is to be closed with the response. To close it already would say that the request has finished, too.
    shown._resource_closers += response._resource_closers
    return shown


def _is_coroutine_function(function: Any) -> bool:
    from asgiref.sync import iscoroutinefunction

    return bool(iscoroutinefunction(function))


def _mark_as_coroutine_function(middleware: Any) -> None:
    from asgiref.sync import markcoroutinefunction

    markcoroutinefunction(middleware)
