"""The profiler: what is between its start and its stop is recorded."""

from __future__ import annotations

import math
import os
import sys
import threading
import time as clock
from types import FrameType, TracebackType
from typing import IO, Any, Dict, Optional, Type, Union, overload

from . import _contexts, _link, _sampler
from .errors import PyrometerError, SamplerLost
from .renderers import ConsoleRenderer, HTMLRenderer, Renderer, shows_color, shows_unicode
from .session import PathOrStr, Session, lost, of_reply

__all__ = ["Profiler"]

ASYNC_MODES = ("enabled", "disabled", "strict")

# The seconds in which the sampler has to begin or end, before it counts as lost.
_PATIENCE = 30.0


class _Run:
    """A profiler that runs."""

    # The sampler's name for it; nothing before it has begun and after it has ended.
    number: Optional[int] = None

    def __init__(self, sampler: _sampler.Sampler, description: str, scope: Optional[_contexts.Scope]) -> None:
        self.sampler = sampler
        self.description = description
        self.scope = scope
        self.process = os.getpid()
        self.thread = _link.this_thread()
        self.started = clock.time()
        self.started_monotonic = clock.monotonic()
        self.cpu_ns = clock.process_time_ns()

    def __del__(self) -> None:
        if self.number is not None and self.sampler.is_usable:
            self.sampler.later("cancel", profiler=self.number)


class Profiler:
    """
    Records what this thread, or this async context, does between `start()` and `stop()`.

    :param interval: seconds between two looks
    :param async_mode: `enabled` profiles the async context in which it is started and those made from it, and shows
        where they wait; `strict` shows time in other contexts as `[out-of-context]`; `disabled` profiles the thread,
        whatever it executes. Only of `disabled` ones several can run at once in one thread or context.
    :param use_timing_thread: accepted for programs that were written for pyinstrument; the time is taken elsewhere
    """

    def __init__(
        self, interval: float = 0.001, async_mode: str = "enabled", use_timing_thread: Optional[bool] = None
    ) -> None:
        if isinstance(interval, bool) or not isinstance(interval, (int, float)):
            raise TypeError(f"interval is a number of seconds, not {interval!r}")
        if not (interval > 0 and math.isfinite(interval)):
            raise ValueError(f"interval is a number of seconds above zero, not {interval!r}")
        if async_mode not in ASYNC_MODES:
            raise ValueError(f"async_mode is one of {', '.join(ASYNC_MODES)}, not {async_mode!r}")
        self._interval = interval
        self._async_mode = async_mode
        self.use_timing_thread = use_timing_thread
        self._run: Optional[_Run] = None
        self._last_session: Optional[Session] = None

    @property
    def interval(self) -> float:
        """Seconds between two looks."""
        return self._interval

    @property
    def async_mode(self) -> str:
        return self._async_mode

    @property
    def last_session(self) -> Optional[Session]:
        """What was recorded until the last `stop()`, since the profiler was made or reset."""
        return self._last_session

    @property
    def is_running(self) -> bool:
        return self._run is not None

    def start(self, caller_frame: Optional[FrameType] = None, target_description: Optional[str] = None) -> None:
        """
        Begins to record.

        :param caller_frame: where reports begin; the caller if not given
        :param target_description: the line that reports have in their header
        """
        if self._run is not None:
            raise ValueError("Profiler is already running.")
        caller = caller_frame or sys._getframe(1)
        description = target_description or f"Profile at {caller.f_code.co_filename}:{caller.f_lineno}"
        scope = None if self._async_mode == "disabled" else _contexts.enter()
        try:
            self._run = self._begin(description, scope, caller)
        except BaseException:
            if scope is not None:
                scope.close()
            raise

    def _begin(self, description: str, scope: Optional[_contexts.Scope], caller: FrameType) -> _Run:
        try:
            return self._begin_with(_sampler.current(), description, scope, caller)
        except SamplerLost:  # it was killed since it was last asked: a new one takes its place
            return self._begin_with(_sampler.current(), description, scope, caller)

    def _begin_with(
        self, sampler: _sampler.Sampler, description: str, scope: Optional[_contexts.Scope], caller: FrameType
    ) -> _Run:
        run = _Run(sampler, description, scope)
        in_scope = {} if scope is None else {"scope": list(scope.addresses)}
        reply = sampler.ask(
            "start",
            caller=caller,
            timeout=_PATIENCE,
            pid=run.process,
            thread=run.thread,
            native_thread=threading.get_native_id(),
            interval=self._interval,
            async_mode=self._async_mode,
            description=description,
            **in_scope,
        )
        run.number = reply["profiler"]
        return run

    def stop(self) -> Session:
        """
        Ends the recording and returns it, together with those since the profiler was made or reset.

        If the sampler was killed meanwhile, or this process was forked from the one that started the profiler, the
        session is empty and its `notes` say so.
        """
        run = self._run
        if run is None:
            raise RuntimeError("This profiler is not currently running.")
        if run.process == os.getpid() and run.thread != _link.this_thread():
            raise RuntimeError(
                "Failed to stop profiling. Make sure that you start/stop profiling on the same thread."
            )
        return self.finish()

    def finish(self) -> Session:
        """Stops, on whatever thread: a generator may end on another one than it began."""
        now = clock.monotonic_ns()
        run, self._run = self._run, None
        assert run is not None
        cpu_ns = clock.process_time_ns() - run.cpu_ns
        if run.scope is not None:
            run.scope.close()
        number, run.number = run.number, None
        try:
            reply = run.sampler.ask("stop", timeout=_PATIENCE, profiler=number, at_ns=now, cpu_ns=cpu_ns)
            session = of_reply(run.sampler, reply)
        except PyrometerError as error:
            session = self._lost(run, cpu_ns, error)
        self._last_session = session if self._last_session is None else self._last_session.followed_by(session)
        return self._last_session

    def _lost(self, run: _Run, cpu_ns: int, error: PyrometerError) -> Session:
        forked = run.process != os.getpid()
        duration = clock.monotonic() - run.started_monotonic
        return lost(
            run.description,
            self._interval,
            run.started,
            duration,
            0.0 if forked else cpu_ns / 1e9,
            f"What was recorded is lost: {error}.",
        )

    def reset(self) -> None:
        """Forgets what was recorded; stops first if it runs."""
        if self.is_running:
            self.stop()
        self._last_session = None

    def __enter__(self) -> Profiler:
        self.start(caller_frame=sys._getframe(1))
        return self

    def __exit__(
        self,
        exc_type: Optional[Type[BaseException]],
        exc_value: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.stop()

    # Reports of the last session

    def print(
        self,
        file: Optional[IO[str]] = None,
        *,
        unicode: Optional[bool] = None,
        color: Optional[bool] = None,
        show_all: bool = False,
        timeline: bool = False,
        time: str = "seconds",
        flat: bool = False,
        flat_time: str = "self",
        short_mode: bool = False,
        processor_options: Optional[Dict[str, Any]] = None,
    ) -> None:
        """
        Prints the report as text; see `ConsoleRenderer` for the options.

        :param file: standard output if not given
        :param unicode: if not given, as the file's encoding allows
        :param color: if not given, whether the file is a terminal
        """
        out = sys.stdout if file is None else file
        print(
            self.output_text(
                unicode=shows_unicode(out) if unicode is None else unicode,
                color=shows_color(out) if color is None else color,
                show_all=show_all,
                timeline=timeline,
                time=time,
                flat=flat,
                flat_time=flat_time,
                short_mode=short_mode,
                processor_options=processor_options,
            ),
            file=out,
        )

    def output_text(
        self,
        unicode: bool = False,
        color: bool = False,
        show_all: bool = False,
        timeline: bool = False,
        time: str = "seconds",
        flat: bool = False,
        flat_time: str = "self",
        short_mode: bool = False,
        processor_options: Optional[Dict[str, Any]] = None,
    ) -> str:
        """The report as text; see `ConsoleRenderer` for the options."""
        return self.output(
            ConsoleRenderer(
                unicode=unicode,
                color=color,
                show_all=show_all,
                timeline=timeline,
                time=time,
                flat=flat,
                flat_time=flat_time,
                short_mode=short_mode,
                processor_options=processor_options,
            )
        )

    def output_html(self, resample_interval: Optional[float] = None) -> str:
        """The report as a page that stands alone."""
        return self.output(HTMLRenderer(resample_interval=resample_interval))

    def write_html(
        self,
        path: PathOrStr,
        timeline: bool = False,
        show_all: bool = False,
        resample_interval: Optional[float] = None,
    ) -> None:
        """Writes the report as a page that stands alone. The options are pyinstrument's; the page itself has them."""
        self._session_to_report().write(path, "html")

    def open_in_browser(self, timeline: bool = False, resample_interval: Optional[float] = None) -> str:
        """Shows the report in a browser. Returns the path of the temporary file that holds it."""
        return HTMLRenderer(resample_interval=resample_interval).open_in_browser(self._session_to_report())

    @overload
    def output(self, renderer: Renderer) -> str: ...
    @overload
    def output(self, renderer: str, **options: Any) -> Union[str, bytes]: ...
    def output(self, renderer: Union[Renderer, str], **options: Any) -> Union[str, bytes]:
        """
        The report that a renderer makes.

        :param renderer: one of `pyrometer.renderers` or with a like method `render`; or the name of a format, which
            gives bytes if it is a binary one
        :param options: for a format given by name, those that `pyrometer --render-option` takes
        """
        session = self._session_to_report()
        if isinstance(renderer, str):
            return session.render(renderer, options)
        if options:
            raise TypeError("options go with the name of a format; a renderer has its own")
        return renderer.render(session)

    def _session_to_report(self) -> Session:
        if self.is_running:
            raise Exception("can't render profile output because this profiler is still running")
        if self._last_session is None:
            raise Exception("can't render profile output because this profiler has not completed a profile session yet")
        return self._last_session


