"""What the link to the sampler is made of: its socket, and those who wait at it."""

from __future__ import annotations

import _socket
import _thread
import os
import sys
import weakref
from typing import Any, Dict, Optional, Tuple

_PR_SET_PTRACER = 0x59616D61
_YAMA_SCOPE = "/proc/sys/kernel/yama/ptrace_scope"
_ONLY_DESCENDANTS = "1"


def this_thread() -> int:
    """The number of this thread: not what gevent puts in the place of `get_ident`, which is the greenlet's."""
    if getattr(_thread.get_ident, "__self__", None) is _thread:
        return _thread.get_ident()
    frames, here = sys._current_frames(), sys._getframe()
    try:
        for ident in frames:
            if frames[ident] is here:
                return ident
        raise RuntimeError("this thread is not among those of its interpreter")
    finally:
        del frames, here  # A frame that knows itself would live on, with all that its callers know.


class Presence:
    """That there is a frame which has it."""


class Waiting:
    """
    Somebody who waits for a reply.

    :param presence: lives as long as the frame that waits
    """

    __slots__ = ("number", "presence", "reply", "thread", "wake")

    def __init__(self, number: int, presence: Presence) -> None:
        self.number = number
        self.presence = weakref.ref(presence)
        self.reply: Optional[Dict[str, Any]] = None
        self.thread = this_thread()
        # Locked until there is something to do: the reply is there, or the one who read for all has gone.
        self.wake = _thread.allocate_lock()
        self.wake.acquire()


class Link(_socket.socket):
    """A socket whose number may have become another file's, so that nothing closes it unasked."""

    def __del__(self) -> None:
        self.detach()


def identity(descriptor: int) -> Optional[Tuple[int, int]]:
    """What tells whether a descriptor is still the same file: a program that becomes a daemon closes all it has."""
    try:
        status = os.fstat(descriptor)
    except OSError as error:
        if is_of_a_handler(error):
            raise
        return None
    return status.st_dev, status.st_ino


def is_time_out(error: OSError) -> bool:
    """Whether there is nothing to read yet, or no room to write. A handler's own exception may be of that kind, too."""
    return isinstance(error, _socket.timeout) and not is_of_a_handler(error)


def is_of_a_handler(error: BaseException) -> bool:
    """Whether the exception comes from a signal handler of the program, rather than from what was called."""
    return error.__traceback__ is not None and error.__traceback__.tb_next is not None


def allow_to_read(pid: int) -> None:
    """Where Linux lets a process be read by its ancestors only (Yama), allows it to the sampler as well."""
    try:
        with open(_YAMA_SCOPE, encoding="ascii") as file:
            if file.read().strip() != _ONLY_DESCENDANTS:
                return
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(pid), 0, 0, 0)
    except (OSError, ImportError, AttributeError):
        pass  # no Yama; or the sampler says what it may not, and why
