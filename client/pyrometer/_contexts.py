"""
Which async context a profiler is for.

The sampler finds the value of one `ContextVar` in the memory of this process, and so tells the contexts in which a
profiler was started, or that were copied from them, from the others.
"""

from __future__ import annotations

import os
from contextvars import ContextVar
from typing import Optional, Tuple


class Scope:
    """What the variable holds while a profiler runs, in its context and in those copied from it."""

    __slots__ = ("_owner", "is_open")

    def __init__(self) -> None:
        self._owner = os.getpid()
        self.is_open = True

    @property
    def is_here(self) -> bool:
        return self.is_open and self._owner == os.getpid()

    @property
    def addresses(self) -> Tuple[int, int]:
        """Where the variable and this value are, in the memory of the process."""
        return id(_scope), id(self)

    def close(self) -> None:
        self.is_open = False
        if _scope.get() is self:
            _scope.set(None)


_scope: ContextVar[Optional[Scope]] = ContextVar("pyrometer.scope", default=None)


def is_taken() -> bool:
    """Whether a profiler runs that is bound to this context."""
    scope = _scope.get()
    return scope is not None and scope.is_here


def enter() -> Scope:
    if is_taken():
        raise RuntimeError(
            "There is already a profiler running. You cannot run multiple profilers in the same thread or async"
            " context, unless you disable async support."
        )
    scope = Scope()
    _scope.set(scope)
    return scope
