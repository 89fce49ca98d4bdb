"""
Profiles the requests of an ASGI application: FastAPI, Starlette, Litestar, Quart.

    app.add_middleware(ProfilerMiddleware, url_argument="profile")

With that, `?profile` in a URL shows the profile of the request instead of its response. Nothing is profiled, and nobody
may ask, unless `url_argument` or `profile_dir` is set. A request is profiled until the application has done with it,
which includes its background tasks, and the functions that it runs in worker threads.
"""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Dict, List, MutableMapping, Optional, Tuple
from urllib.parse import quote

from ._requests import Held, Page, Recording, Reports

__all__ = ["ProfilerMiddleware"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class ProfilerMiddleware:
    """
    :param url_argument: the argument of a URL that asks for the report instead of the response, like `profile`
    :param show_callback: is given the ASGI scope, and returns whether the request may be profiled; may be async
    :param profile_dir: a folder that gets a report of each request
    :param profile_dir_renderer: what makes those: the name of a format, a renderer or its class
    :param filename: the pattern of their names, of `total_time`, `path`, `timestamp` and `ext`
    :param filename_callback: makes the name instead, of the scope, the session and the renderer
    :param interval: seconds between samples
    """

    def __init__(self, app: App, **settings: Any) -> None:
        self.app = app
        self._reports = Reports(**settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        recording = await self._begin(scope) if scope["type"] == "http" else None
        if recording is None:
            await self.app(scope, receive, send)
        elif recording.wanted.page:
            await self._respond_with_page(recording, scope, receive, send)
        else:
            try:
                await self.app(scope, receive, send)
            finally:
                recording.stop()

    async def _begin(self, scope: Scope) -> Optional[Recording]:
        reports = self._reports
        query = scope.get("query_string", b"").decode("latin-1")
        wanted = reports.wanted(scope["method"], query)
        if wanted is None or not await reports.allows_async(scope):
            return None
        return await reports.start_async(scope, scope["method"], _path(scope, query), wanted)

    async def _respond_with_page(self, recording: Recording, scope: Scope, receive: Receive, send: Send) -> None:
        held = Held()
        status = 200

        async def hold(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            held.add(message, len(message.get("body") or b""))

        try:
            await self.app(scope, receive, hold)
        except Exception:
            recording.stop()
            for message in held:
                await send(message)
            raise
        except BaseException:
            recording.stop()
            raise
        recording.stop()
        page = await recording.page_async()
        for message in held if page is None and not held.is_too_large else _messages(page, status):
            await send(message)


def _path(scope: Scope, query: str) -> str:
    raw = scope.get("raw_path")
    path = raw.decode("latin-1") if raw else quote(scope["path"])
    return f"{path}?{query}" if query else path


def _messages(page: Optional[Page], of_response: int) -> List[Message]:
    """A page as what the application would have sent, or that there is neither a page nor a response any more."""
    status = Page.status(of_response) if page else 500
    body = page.body if page else Held.TOO_LARGE
    headers: Dict[str, str] = page.headers if page else {"Content-Type": "text/plain"}
    encoded: List[Tuple[bytes, bytes]] = [
        (name.lower().encode("ascii"), value.encode("latin-1")) for name, value in headers.items()
    ]
    return [
        {"type": "http.response.start", "status": status, "headers": encoded},
        {"type": "http.response.body", "body": body},
    ]
