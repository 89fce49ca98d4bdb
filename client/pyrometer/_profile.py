"""`profile`: a block or a function is profiled, and the report printed on standard error."""

from __future__ import annotations

import functools
import inspect
import sys
import types
from types import FrameType, TracebackType
from typing import Any, AsyncGenerator, Callable, Dict, Generator, Optional, Type, TypeVar, Union, cast, overload

from . import _contexts
from .errors import BadOption, PyrometerError
from .profiler import Profiler
from .renderers import ConsoleRenderer, FormatRenderer, Renderer, shows_color, shows_unicode
from .session import Session

_Function = TypeVar("_Function", bound=Callable[..., Any])


class ProfileContext:
    """A block that is profiled, as a `with` statement has it, or what makes functions be profiled."""

    def __init__(
        self,
        *,
        interval: float = 0.001,
        async_mode: Optional[str] = None,
        use_timing_thread: Optional[bool] = None,
        renderer: Union[Renderer, str, None] = None,
        target_description: Optional[str] = None,
    ) -> None:
        self._options: Dict[str, Any] = {
            "interval": interval,
            "async_mode": async_mode,
            "use_timing_thread": use_timing_thread,
            "renderer": renderer,
            "target_description": target_description,
        }
        self._renderer = FormatRenderer(renderer) if isinstance(renderer, str) else renderer
        self.profiler = Profiler(interval, async_mode or "disabled", use_timing_thread)

    @overload
    def __call__(self, func: _Function, /) -> _Function: ...
    @overload
    def __call__(
        self,
        /,
        *,
        interval: float = ...,
        async_mode: Optional[str] = ...,
        use_timing_thread: Optional[bool] = ...,
        renderer: Union[Renderer, str, None] = ...,
        target_description: Optional[str] = ...,
    ) -> ProfileContext: ...
    def __call__(self, func: Any = None, /, **options: Any) -> Any:
        if func is not None:
            return _profiled(func, self)
        return ProfileContext(**{**self._options, **options})

    def __enter__(self) -> None:
        if self.profiler.is_running:
            raise RuntimeError(
                "This profiler is already running - did you forget the brackets on pyrometer.profile() ?"
            )
        caller = sys._getframe(1)
        self._begin(caller, f"Block at {caller.f_code.co_filename}:{caller.f_lineno}")

    def __exit__(
        self,
        exc_type: Optional[Type[BaseException]],
        exc_value: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self._report(self.profiler.stop(), exc_type is not None)

    def _begin(self, caller: Optional[FrameType], description: str) -> None:
        self.profiler.start(caller, self._options["target_description"] or description)

    def _report(self, session: Session, fails: bool) -> None:
        """Prints the report. What keeps it from being made is said, and does not make the program fail."""
        out = sys.stderr
        if out is None:
            return
        renderer = self._renderer or ConsoleRenderer(
            color=shows_color(out), unicode=shows_unicode(out), short_mode=True
        )
        try:
            lost = session.loss
            report = _short(session, lost) if lost else renderer.render(session)
        except PyrometerError as error:
            if isinstance(error, BadOption) and not fails:
                raise
            report = _short(session, str(error))
        try:
            out.write(report)
        except (OSError, ValueError):
            pass  # it was closed


def _short(session: Session, why: str) -> str:
    return f"pyrometer: {session.target_description}: {why}\n"


class _Call:
    """One call of a profiled function."""

    def __init__(self, context: ProfileContext, description: str, caller: Optional[FrameType]) -> None:
        self._context = context
        self._description = description
        self._caller = caller

    def __enter__(self) -> None:
        caller, self._caller = self._caller, None
        self._context._begin(caller, self._description)

    def __exit__(
        self,
        exc_type: Optional[Type[BaseException]],
        exc_value: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self._context._report(self._context.profiler.finish(), exc_type is not None)


def _profiled(function: Callable[..., Any], context: ProfileContext) -> Any:
    """The function, each of whose calls is profiled: from its first step to its end if it has several."""
    if isinstance(function, (staticmethod, classmethod)):
        return type(function)(_profiled(function.__func__, context))

    description = _describe(function)

    def call(caller: Optional[FrameType]) -> _Call:
        return _Call(context(), description, caller)

    def call_async(caller: Optional[FrameType]) -> _Call:
        """Where nothing is said, what the function waits for is shown; unless the context is being profiled already."""
        if context._options["async_mode"] is None and not _contexts.is_taken():
            return _Call(context(async_mode="enabled"), description, caller)
        return call(caller)

    if inspect.isasyncgenfunction(function):
        return _wrap_async_generator(function, call_async)
    if inspect.iscoroutinefunction(function):
        return _wrap_coroutine(function, call_async)
    if inspect.isgeneratorfunction(function):
        return _wrap_generator(function, call)
    return _wrap_function(function, call)


def _describe(function: Callable[..., Any]) -> str:
    innermost = inspect.unwrap(function)
    while isinstance(innermost, functools.partial):
        innermost = innermost.func
    name = getattr(innermost, "__qualname__", None) or repr(innermost)
    code = getattr(innermost, "__code__", None)
    return f"Function {name} at {code.co_filename}:{code.co_firstlineno}" if code else f"Function {name}"


_NewCall = Callable[[Optional[FrameType]], _Call]


def _wrap_function(function: Callable[..., Any], call: _NewCall) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with call(sys._getframe().f_back):
            return function(*args, **kwargs)

    return wrapper


def _wrap_coroutine(function: Callable[..., Any], call: _NewCall) -> Callable[..., Any]:
    @functools.wraps(function)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        with call(sys._getframe().f_back):
            return await function(*args, **kwargs)

    return wrapper


def _wrap_generator(function: Callable[..., Any], call: _NewCall) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        __tracebackhide__ = True
        with call(sys._getframe().f_back):
            return (yield from function(*args, **kwargs))

    code = getattr(function, "__code__", None)
    if code is not None and code.co_flags & inspect.CO_ITERABLE_COROUTINE:
        return cast(Callable[..., Any], types.coroutine(wrapper))
    return wrapper


def _wrap_async_generator(function: Callable[..., Any], call: _NewCall) -> Callable[..., Any]:
    @functools.wraps(function)
    async def wrapper(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, Any]:
        __tracebackhide__ = True
        with call(sys._getframe().f_back):
            generator = function(*args, **kwargs)
            step = generator.__anext__()
            while True:
                try:
                    item = await step
                except StopAsyncIteration:
                    return
                try:
                    sent = yield item
                except GeneratorExit:
                    await generator.aclose()
                    raise
                except BaseException as thrown:
                    step = generator.athrow(thrown)
                else:
                    step = generator.asend(sent)

    return wrapper


class _Profile:
    """
    Profiles a block, `with profile(): ...`, or a function, `@profile` or `@profile(...)`, and prints a report on
    standard error.

    A function may be a coroutine function, a generator or an async generator; it is profiled from its first step to its
    end.

    :param interval: seconds between two looks
    :param async_mode: as of `Profiler`; `disabled` if not given, but `enabled` for functions that are `async` where
        nothing else profiles their context
    :param renderer: one of `pyrometer.renderers`, or the name of a format; short text if not given
    :param target_description: the line that the report begins with
    """

    @overload
    def __call__(self, func: _Function, /) -> _Function: ...
    @overload
    def __call__(
        self,
        /,
        *,
        interval: float = ...,
        async_mode: Optional[str] = ...,
        use_timing_thread: Optional[bool] = ...,
        renderer: Union[Renderer, str, None] = ...,
        target_description: Optional[str] = ...,
    ) -> ProfileContext: ...
    def __call__(self, func: Any = None, /, **options: Any) -> Any:
        context = ProfileContext(**options)
        return context if func is None else context(func)


profile = _Profile()
