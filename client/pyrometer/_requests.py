"""
What the integrations with web frameworks share: which requests are profiled, and what becomes of their recordings.

A request never fails because of this. Settings that cannot work are refused when they are read; what goes wrong later is
logged as `pyrometer`, and the request goes on as if nobody had asked.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import logging
import math
import os
import re
import time
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Tuple, Union
from urllib.parse import parse_qsl

from . import _sampler, renderers
from ._report_files import as_bytes, file_name, free_path, of_format, renderer_extension, write, writer
from .errors import PyrometerError, StateError
from .profiler import Profiler

if TYPE_CHECKING:
    from .session import Session

log = logging.getLogger("pyrometer")

FILENAME = "{total_time:.3f}s {path} {timestamp:.0f}.{ext}"

_MOST_PATH = 100

# Seconds without an attempt after one that failed: it may have cost a moment, and the next request is no different.
_PAUSE = 10.0


_POLICY = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]*)"')
_HEAD_OF_PAGE = 4096


class Reports:
    """
    The settings of one integration, and what they make of a request.

    :param url_argument: the argument of a URL that asks for the report instead of the response; nobody may ask if none
    :param show_callback: is given the request, and says whether it may be profiled at all
    :param profile_dir: the folder that gets a report of each request; none if it is not set
    :param profile_dir_renderer: what makes those: a renderer, its class, the path of that, or the name of a format
    :param filename: the pattern of their names
    :param filename_callback: makes the name instead, of the request, the session and the renderer
    :param interval: seconds between samples
    """

    def __init__(
        self,
        *,
        url_argument: Optional[str] = None,
        show_callback: Union[Callable[[Any], Any], str, None] = None,
        profile_dir: Union[str, "os.PathLike[str]", None] = None,
        profile_dir_renderer: Any = None,
        filename: str = FILENAME,
        filename_callback: Union[Callable[[Any, Any, Any], str], str, None] = None,
        interval: float = 0.001,
    ) -> None:
        self.url_argument = _checked_argument(url_argument)
        self.show_callback = _callback("show_callback", show_callback)
        self.folder = None if profile_dir is None else _checked_folder(profile_dir)
        self.renderer = _renderer(profile_dir_renderer)
        self.filename = _checked_pattern(filename)
        self.filename_callback = _callback("filename_callback", filename_callback)
        self.interval = _checked_interval(interval)
        self._not_before = 0.0

    def wanted(self, method: str, query: str) -> Optional["Wanted"]:
        """What is to be made of such a request; the callback still has to allow it."""
        argument = self.url_argument
        page = bool(query) and method != "HEAD" and argument is not None and _has_argument(query, argument)
        if not page and self.folder is None:
            return None
        return Wanted(page, self.folder is not None)

    def allows(self, request: Any) -> bool:
        """What the callback says, which is no if it fails."""
        if self.show_callback is None:
            return True
        try:
            answer = self.show_callback(request)
            if inspect.isawaitable(answer):
                _close(answer)
                raise TypeError("an async show_callback needs an async framework")
            return bool(answer)
        except Exception:
            log.exception("show_callback failed; the request is not profiled")
            return False

    async def allows_async(self, request: Any) -> bool:
        """The same, of a callback that may be async."""
        if self.show_callback is None:
            return True
        try:
            answer = self.show_callback(request)
            return bool(await answer if inspect.isawaitable(answer) else answer)
        except Exception:
            log.exception("show_callback failed; the request is not profiled")
            return False

    def start(self, request: Any, method: str, path: str, wanted: "Wanted") -> Optional["Recording"]:
        """
        Begins to profile in this context, or logs why not.

        :param path: with the query, as the client sent it
        """
        if time.monotonic() < self._not_before:
            return None
        if not wanted.page and self.has_too_many_waiting(path):
            return None
        profiler = Profiler(interval=self.interval, async_mode="enabled")
        try:
            profiler.start(target_description=f"{printable(method)} {printable(path)}")
        except (StateError, RuntimeError) as error:
            self._not_started(path, error, isinstance(error, StateError) or _is_another_running(error))
            return None
        except Exception as error:
            self._not_started(path, error, False)
            return None
        return Recording(self, profiler, request, path, wanted)

    async def start_async(self, request: Any, method: str, path: str, wanted: "Wanted") -> Optional["Recording"]:
        """The same, and if the sampler has to be started first, which takes a moment, the event loop goes on."""
        if not _sampler.is_there() and time.monotonic() >= self._not_before:
            try:
                await asyncio.get_running_loop().run_in_executor(None, _sampler.current)
            except Exception:
                pass  # start() meets the same, and logs it; or the event loop is not asyncio's
        return self.start(request, method, path, wanted)

    def has_too_many_waiting(self, path: str) -> bool:
        """Whether another report cannot be written, which is logged."""
        if writer.is_full():
            log.warning("many reports wait to be written to %s; there is none of %s", self.folder, printable(path))
            return True
        return False

    def _not_started(self, path: str, error: Exception, only_this_one: bool) -> None:
        if not only_this_one:
            self._not_before = time.monotonic() + _PAUSE
        log.warning("%s is not profiled: %s", printable(path), error)


class Wanted:
    """What a request is profiled for."""

    __slots__ = ("file", "page")

    def __init__(self, page: bool, file: bool) -> None:
        #: The report takes the place of the response.
        self.page = page
        #: A report goes to the folder.
        self.file = file


class Recording:
    """A request that is being profiled."""

    def __init__(self, reports: Reports, profiler: Profiler, request: Any, path: str, wanted: Wanted) -> None:
        self._reports = reports
        self._profiler = profiler
        self._request = request
        self._path = path
        self.wanted = wanted
        self._began = time.time()
        self._session: Optional[Session] = None

    def stop(self) -> None:
        """Ends the recording, and has its file written by and by."""
        try:
            # A server may end a request on another thread than it began it.
            self._session = self._profiler.finish()
            if self.wanted.file and not self._reports.has_too_many_waiting(self._path):
                name, is_taken_over = self._name(self._session)
                writer.submit(self._write, self._session, name, is_taken_over)
        except Exception as error:
            _log("the profile of %s is lost", printable(self._path), error=error)

    def page(self) -> Optional["Page"]:
        """The page that is shown instead of the response, or none if it could not be made."""
        if self._session is None:
            return None
        try:
            return Page(as_bytes(renderers.HTMLRenderer().render(self._session)))
        except Exception as error:
            _log("the report of %s could not be made", printable(self._path), error=error)
            return None

    async def page_async(self) -> Optional["Page"]:
        """The same, made while the event loop goes on."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # the event loop is not asyncio's
            return self.page()
        return await loop.run_in_executor(None, self.page)

    def _name(self, session: "Session") -> Tuple[str, bool]:
        """The name of the file, and whether a file that has it is to be replaced."""
        reports = self._reports
        if reports.filename_callback is not None:
            name = reports.filename_callback(self._request, session, reports.renderer)
            if not isinstance(name, str):
                raise ValueError(f"Filename callback return value should be a string, not {name!r}")
            return file_name(name), True
        values = _values(session.duration, file_name(self._path)[:_MOST_PATH], self._began, reports.renderer)
        return file_name(reports.filename.format(**values)), "{timestamp" not in reports.filename

    def _write(self, session: "Session", name: str, is_taken_over: bool) -> None:
        reports = self._reports
        assert reports.folder is not None
        try:
            os.makedirs(reports.folder, exist_ok=True)
            path = os.path.join(reports.folder, name) if is_taken_over else free_path(reports.folder, name)
            write(session, reports.renderer, path)
        except Exception as error:
            _log("the report of %s could not be written to %s", printable(self._path), reports.folder, error=error)


class Page:
    """A report as a response."""

    @staticmethod
    def status(of_response: int) -> int:
        """The status of a page in place of a response: an error stays one, for whoever counts them."""
        return of_response if of_response >= 400 else 200

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.headers: Dict[str, str] = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
        }
        # A policy that others add for the application's own pages would keep this one's script from running.
        policy = _POLICY.search(body[:_HEAD_OF_PAGE])
        if policy:
            self.headers["Content-Security-Policy"] = policy.group(1).decode("ascii", "replace")


class Held:
    """
    The body of the response that a page takes the place of. It is given after all if there is no page, so it is kept,
    unless it is large.
    """

    MOST = 16 << 20

    TOO_LARGE = (
        b"The profile of this request could not be shown; the log says why."
        b" The response itself was too large to be kept meanwhile.\n"
    )

    def __init__(self) -> None:
        self._chunks: List[Any] = []
        self._size = 0
        self.is_too_large = False

    def add(self, chunk: Any, size: int) -> None:
        self._size += size
        if self._size > self.MOST:
            self.is_too_large = True
            self._chunks.clear()
        else:
            self._chunks.append(chunk)

    def __iter__(self) -> Any:
        return iter(self._chunks)


def printable(text: str) -> str:
    """Text of a client's for a log or a title: without control characters, and not too long."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[: 2 * _MOST_PATH])
    return shown if len(text) <= 2 * _MOST_PATH else shown + "..."


def _log(message: str, *values: Any, error: Exception) -> None:
    """What the system or the sampler refuse says enough; of anything else, such as a fault of a callback, also where."""
    is_expected = isinstance(error, (PyrometerError, OSError))
    log.error(message + ": %s", *values, error, exc_info=not is_expected)


def _values(duration: float, path: str, timestamp: float, renderer: Any) -> Dict[str, Any]:
    return {"total_time": duration, "path": path, "timestamp": timestamp, "ext": renderer_extension(renderer)}


def _has_argument(query: str, name: str) -> bool:
    try:
        return any(key == name for key, _ in parse_qsl(query, keep_blank_values=True, max_num_fields=1000))
    except ValueError:
        return False


def _is_another_running(error: Exception) -> bool:
    return "already a profiler running" in str(error)


def _close(awaitable: Any) -> None:
    if inspect.iscoroutine(awaitable):
        awaitable.close()


def _checked_argument(name: Optional[str]) -> Optional[str]:
    if name is not None and (not isinstance(name, str) or not name):
        raise ValueError(f"url_argument is the name of an argument in the URL, like 'profile', not {name!r}")
    return name


def _checked_interval(interval: float) -> float:
    if isinstance(interval, bool) or not isinstance(interval, (int, float)):
        raise TypeError(f"interval is a number of seconds, not {interval!r}")
    if not 0 < interval < math.inf:
        raise ValueError(f"interval is a number of seconds above 0, not {interval!r}")
    return float(interval)


def _checked_folder(folder: Union[str, "os.PathLike[str]"]) -> str:
    path = os.path.abspath(os.fspath(folder))
    try:
        os.makedirs(path, exist_ok=True)
    except OSError as error:
        raise type(error)(error.errno, f"profile_dir cannot be made: {error.strerror}", path) from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise PermissionError(13, "profile_dir cannot be written to", path)
    return path


def _checked_pattern(pattern: str) -> str:
    if not isinstance(pattern, str):
        raise TypeError(f"filename is a pattern like {FILENAME!r}, not {pattern!r}")
    try:
        name = pattern.format(**_values(1.0, "_", 0.0, renderers.HTMLRenderer()))
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise ValueError(
            f"filename is a pattern with total_time, path, timestamp and ext, like {FILENAME!r}; {pattern!r} is not:"
            f" {type(error).__name__}: {error}"
        ) from None
    if not name:
        raise ValueError("filename is empty")
    return pattern


def _callback(setting: str, callback: Union[Callable[..., Any], str, None]) -> Optional[Callable[..., Any]]:
    found = imported(setting, callback) if isinstance(callback, str) else callback
    if found is not None and not callable(found):
        raise TypeError(f"{setting} is a function, or the path of one, not {callback!r}")
    return found


def imported(setting: str, path: str) -> Any:
    """What a path like `package.module.name` names."""
    module, _, name = path.rpartition(".")
    try:
        return getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ImportError(f"{setting} names {path!r}, which cannot be imported: {error}") from error


def _renderer(renderer: Any) -> Any:
    if renderer is None:
        return renderers.HTMLRenderer()
    if isinstance(renderer, str):
        renderer = imported("profile_dir_renderer", renderer) if "." in renderer else of_format(renderer)
    if isinstance(renderer, type):
        renderer = renderer()
    if not callable(getattr(renderer, "render", None)):
        raise ValueError(f"profile_dir_renderer is a renderer, its class, or its name, not {renderer!r}")
    return renderer
