"""
Starts a program that the rest of this process does not notice.

It is a grandchild: `os.wait()` does not return it, and its end sends no SIGCHLD. It has a session of its own, so that
neither Ctrl-C in the terminal nor a signal for this process's group reaches it, and it inherits no descriptors but those
that it is given.
"""

from __future__ import annotations

import fcntl
import os
import posix
import signal
import tempfile
from typing import List, Tuple

from .errors import SamplerNotStarted

_SHELL = "/bin/sh"

# The shell gives what it starts in the background no input unless it is told so; 3 is the input. A folder that has been
# removed would keep the JVM from starting.
_SCRIPT = 'cd /; "$@" <&3 3<&- &'

# Below are the numbers that a program may want to have for its standard streams.
_FIRST_OWN_DESCRIPTOR = 10

_SIGNALS_TO_RESET = [
    number for number in range(1, 32) if number not in (signal.SIGKILL, signal.SIGSTOP)
]


def out_of_the_way(descriptor: int) -> int:
    """Moves the descriptor to a number that is not a standard stream's, even if those are closed."""
    if descriptor >= _FIRST_OWN_DESCRIPTOR:
        return descriptor
    moved: int = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _FIRST_OWN_DESCRIPTOR)
    os.close(descriptor)
    return moved


def unnamed_file() -> int:
    """The descriptor of a file for what the program says on standard error."""
    try:
        return out_of_the_way(os.memfd_create("pyrometer", os.MFD_CLOEXEC))
    except (OSError, AttributeError):  # an old kernel or C library, or one that forbids it
        with tempfile.TemporaryFile() as file:
            return out_of_the_way(os.dup(file.fileno()))


def spawn(command: List[str], stream: int, errors: int) -> None:
    """Starts the command with `stream` as its standard input and output, and `errors` as its standard error."""
    actions: List[Tuple[int, ...]] = [(os.POSIX_SPAWN_CLOSE, inherited) for inherited in _inherited()]
    actions += [(os.POSIX_SPAWN_DUP2, stream, wanted) for wanted in (0, 1, 3)]
    actions += [(os.POSIX_SPAWN_DUP2, errors, 2)]
    try:
        with _QuietChild() as quiet:
            quiet.pid = _posix_spawn([_SHELL, "-c", _SCRIPT, "pyrometer", *command], actions)
    except OSError as error:
        raise SamplerNotStarted(f"{_SHELL} could not be started, which starts the sampler: {error}") from error


def _posix_spawn(command: List[str], actions: List[Tuple[int, ...]]) -> int:
    def start(**own_group: object) -> int:
        return os.posix_spawn(
            command[0],
            command,
            os.environ,
            file_actions=actions,
            setsigmask=[],
            setsigdef=_SIGNALS_TO_RESET,
            **own_group,  # type: ignore[arg-type]
        )

    try:
        return start(setsid=True)
    except NotImplementedError:  # this Python was built where the C library could not do it
        return start(setpgroup=0)


def _inherited() -> List[int]:
    """The descriptors, beyond the standard streams, that a new program would inherit."""
    try:
        names = os.listdir("/proc/self/fd")
    except OSError:
        return []
    return [number for number in map(int, names) if number > 2 and _is_inherited(number)]


def _is_inherited(descriptor: int) -> bool:
    try:
        return os.get_inheritable(descriptor)
    except OSError:
        return False  # it was that of the folder


class _QuietChild:
    """
    Takes the place of a child that ends at once, without a SIGCHLD for the program that has a handler for it.

    The signal is kept pending in this thread, and taken out before it is let through; unless it was also for another
    child. A thread that does not block it may still get it, and finds no child that has changed.
    """

    def __init__(self) -> None:
        self.pid = 0
        self._hides = signal.getsignal(signal.SIGCHLD) not in (signal.SIG_DFL, signal.SIG_IGN)

    def __enter__(self) -> _QuietChild:
        if self._hides:
            self._blocked_before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self.pid:
                self._reap()
        finally:
            if self._hides:
                signal.pthread_sigmask(signal.SIG_SETMASK, self._blocked_before)

    def _reap(self) -> None:
        try:
            posix.waitpid(self.pid, 0)  # that of `os` may let another greenlet run
        except ChildProcessError:
            pass  # another thread waits for any child, or children are not waited for at all
        if self._hides and signal.SIGCHLD not in self._blocked_before:
            self._take_signal()

    def _take_signal(self) -> None:
        taken = signal.sigtimedwait([signal.SIGCHLD], 0)
        if taken is not None and (taken.si_pid != self.pid or _another_child_changed()):
            os.kill(os.getpid(), signal.SIGCHLD)


def _another_child_changed() -> bool:
    try:
        changes = os.WEXITED | os.WSTOPPED | os.WCONTINUED
        return os.waitid(os.P_ALL, 0, changes | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return False
