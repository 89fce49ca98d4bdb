"""
The link to the process that samples this one, `pyrometer serve`; `protocol/client-protocol.md` is what is said.

There is one such process, started when it is first needed, and again in a forked child or when it was killed. Any thread
may ask it. One of those that wait reads for all; a reply is for whoever holds its number, in whatever order they come.

Nothing here lets another greenlet run: it would meet a lock that its own thread holds. So sockets, waiting and the number
of the thread are those of the system, whatever gevent has put in the places of `socket`, `select` and `threading`.

An exception can come at any moment, as KeyboardInterrupt does. So what is read is in a list before the call that reads
returns (zeros are what was not read; no JSON has one), replies may be handed out twice, and who reads is told by a dict's
entry rather than by a lock that could stay locked. Who was interrupted even as it gave up its entries is known by an
object that has gone with its frame. What the sampler does for somebody who has gone is undone when its reply comes.
"""

from __future__ import annotations

import _socket
import _thread
import collections
import itertools
import json
import math
import os
import sys
import time
from types import FrameType
from typing import Any, Callable, Deque, Dict, List, Optional, Set, Tuple

from . import _command, _spawn, errors
from ._link import Link, Presence, Waiting, allow_to_read, identity, is_of_a_handler, is_time_out

PROTOCOL = 1

# Seconds. A checkout builds the command when it is first run.
_START_TIMEOUT = 120.0
_TICK = 0.5

_CHUNK = 1 << 16
_LONGEST_REQUEST = 1 << 20
_MOST_SAID = 4000

# What sending, receiving and reading a reply raise where the link is broken.
_BROKEN = (OSError, ValueError, StopIteration, AttributeError)


class Sampler:
    """One run of `pyrometer serve`."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._lost: Optional[str] = None
        self._numbers = itertools.count(1)
        self._sending = _thread.RLock()
        self._waiting: Dict[int, Waiting] = {}
        self._reader: Dict[str, Waiting] = {}
        self._abandoned: Set[int] = set()
        self._errands: Deque[Dict[str, Any]] = collections.deque()
        # What was read and not yet handed out.
        self._chunks: List[bytearray] = []
        self._scan: Callable[[str, int], Tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
        self._errors: Optional[int] = None
        self._socket: Optional[Link] = None
        self._identity: Optional[Tuple[int, int]] = None
        _alive.append(self)
        try:
            self._start()
        except BaseException:
            self.drop()
            raise

    @property
    def is_usable(self) -> bool:
        return self._lost is None and self.owner == os.getpid()

    def ask(
        self, do: str, *, caller: Optional[FrameType] = None, timeout: Optional[float] = None, **members: Any
    ) -> Dict[str, Any]:
        """
        The reply to a request.

        :param caller: the frame of this thread at which a profile begins
        :param timeout: the seconds after which a sampler that does not answer counts as lost
        """
        reply = self._exchange({"do": do, **members}, caller, timeout)
        if "error" in reply:
            raise errors.of_reply(reply["error"], reply.get("message"))
        return reply

    def later(self, do: str, **members: Any) -> None:
        """Has a request sent before the next one. Waits for nothing, so that finalizers may call it."""
        self._errands.append({"do": do, **members})

    def drop(self) -> None:
        """Lets go of the sampler, which ends when nobody holds the other end of its input."""
        self._lost = self._lost or "it was let go"
        if self in _alive:
            _alive.remove(self)
        link, self._socket = self._socket, None
        said, self._errors = self._errors, None
        if link is None:
            return
        if identity(link.fileno()) != self._identity:
            link.detach()
            return
        link.close()
        if said is not None:
            os.close(said)

    def _start(self) -> None:
        command = _command.find()
        ours, theirs = _socket.socketpair()
        self._socket = Link(fileno=_spawn.out_of_the_way(ours.detach()))
        self._socket.settimeout(_TICK)
        self._identity = identity(self._socket.fileno())
        self._errors = _spawn.unnamed_file()
        other_end = _spawn.out_of_the_way(theirs.detach())
        try:
            _spawn.spawn([command, "serve"], other_end, self._errors)
        finally:
            os.close(other_end)
        hello = self._read_hello(command)
        if hello.get("protocol") != PROTOCOL:
            raise errors.SamplerNotStarted(
                f"{command} is of version {hello.get('version')}, which this package cannot talk to: install both from"
                " the same release"
            )
        self.pid = int(hello["pid"])
        allow_to_read(self.pid)

    def _read_hello(self, command: str) -> Dict[str, Any]:
        assert self._socket is not None
        deadline = time.monotonic() + _START_TIMEOUT
        line = bytearray()
        while not line.endswith(b"\n"):
            if time.monotonic() > deadline:
                raise errors.SamplerNotStarted(
                    f"{command} serve did not answer for {_START_TIMEOUT:.0f} seconds{self._said()}"
                )
            try:
                # Nothing else comes before it is asked, so nothing else is lost if this is interrupted.
                part = self._socket.recv(_CHUNK)
            except OSError as error:
                if is_time_out(error):
                    continue
                raise errors.SamplerNotStarted(f"{command} serve was cut off: {error}{self._said()}") from error
            if not part:
                raise errors.SamplerNotStarted(f"{command} serve ended at once{self._said()}")
            line += part
        try:
            hello = json.loads(line.decode("utf-8"))
            if hello["hello"] != "pyrometer":
                raise ValueError(hello)
            int(hello["pid"])
        except (ValueError, KeyError, TypeError) as error:
            try:
                line += self._socket.recv(_CHUNK)  # a JVM that cannot start says why in its second line
            except OSError:
                pass
            shown = bytes(line[:_MOST_SAID]).decode("utf-8", "replace").strip()
            raise errors.SamplerNotStarted(f"{command} serve is not Pyrometer; it said: {shown}") from error
        assert isinstance(hello, dict)
        return hello

    def _exchange(
        self, request: Dict[str, Any], caller: Optional[FrameType], timeout: Optional[float]
    ) -> Dict[str, Any]:
        """
        Sends a request and waits for its reply.

        All between the two happens in this one frame and in C functions, because the sampler may look at this thread
        meanwhile and has been told how many frames to skip.
        """
        link = self._socket
        if not self.is_usable or link is None:
            raise self.loss()
        if identity(link.fileno()) != self._identity:
            self.drop()
            raise self.loss()
        number = next(self._numbers)
        request["id"] = number
        if caller is not None:
            request["skip"] = _frames_up_to(caller)
        line = _line(request)
        if len(line) > _LONGEST_REQUEST:
            raise errors.BadOption(f"what is asked takes {len(line)} bytes, and may take {_LONGEST_REQUEST}")
        message = self._errands_to_send() + line
        unsent = memoryview(message)
        self._give_up_for_those_gone()
        presence = Presence()
        me = Waiting(number, presence)
        waiting = self._waiting
        chunks = self._chunks
        looked_at = 0
        clock = time.monotonic
        deadline = math.inf if timeout is None else clock() + timeout
        waiting[number] = me
        try:
            with self._sending:
                while unsent and clock() < deadline:
                    try:
                        unsent = unsent[link.send(unsent, _socket.MSG_NOSIGNAL) :]
                    except OSError as error:
                        if not is_time_out(error):
                            raise

            while me.reply is None:
                if self._lost is not None:
                    raise self.loss()
                if clock() > deadline:
                    self._lose("it did not answer")
                    continue
                reader = self._reader.setdefault("now", me)
                if reader is not me:
                    # One of this thread is below us, in whose midst a signal handler asks: it cannot read meanwhile.
                    is_there = reader.number in waiting and reader.presence() is not None
                    if is_there and reader.thread != me.thread:
                        me.wake.acquire(True, _TICK)
                        continue
                    self._reader["now"] = me

                for chunk in chunks[looked_at:]:
                    if b"\n" in chunk:
                        break
                else:
                    looked_at = len(chunks)
                    chunk = bytearray(_CHUNK)
                    chunks.append(chunk)
                    try:
                        size = link.recv_into(chunk)
                    except OSError as error:
                        if not is_time_out(error):
                            raise
                        if chunks and chunks[-1] is chunk:
                            chunks.pop()
                        continue
                    if size == 0:
                        self._lose("it has ended")
                        continue
                    if not chunks or chunks[-1] is not chunk:
                        chunks.append(chunk)  # a signal handler that asked has handed out the others
                    del chunk[size:]
                    continue

                lines = b"".join(chunks).replace(b"\0", b"").split(b"\n")
                rest = lines.pop()
                for line in lines:
                    reply = self._scan(line.decode("utf-8"), 0)[0]
                    asked = waiting.get(reply.get("id"))
                    if asked is None:
                        if reply.get("id") in self._abandoned:
                            self._undo(reply)
                        continue
                    asked.reply = reply
                    try:
                        asked.wake.release()
                    except RuntimeError:
                        pass  # it was awake already
                chunks[:] = [bytearray(rest)] if rest else []
                looked_at = 0
            return me.reply
        except BaseException as error:
            if isinstance(error, _BROKEN) and not is_of_a_handler(error):
                self._lose("it has ended" if isinstance(error, ConnectionError) else f"{type(error).__name__}: {error}")
                raise self.loss() from error
            if 0 < len(unsent) < len(message):
                self._lose("a request was interrupted in its midst")
            self._abandon(me)
            raise
        finally:
            try:
                self._leave(me)
            finally:
                self._leave(me)  # again, in case that the first was interrupted

    def _give_up_for_those_gone(self) -> None:
        """What was interrupted in the midst of leaving has left its entries."""
        for waiting in list(self._waiting.values()):
            if waiting.presence() is None:
                self._abandon(waiting)
                self._leave(waiting)
        reader = self._reader.get("now")
        if reader is not None and reader.presence() is None:
            self._leave(reader)

    def _abandon(self, waiting: Waiting) -> None:
        self._abandoned.add(waiting.number)
        self._waiting.pop(waiting.number, None)
        if waiting.reply is not None:
            self._undo(waiting.reply)

    def _leave(self, me: Waiting) -> None:
        """Gives up the waiting, and the reading to whoever waits on."""
        self._waiting.pop(me.number, None)
        if self._reader.get("now") is me:
            self._reader.pop("now", None)
        self._wake_all()
        if self._lost is not None and not self._waiting:
            self.drop()

    def _errands_to_send(self) -> bytes:
        lines = b""
        while self._errands:
            errand = self._errands.popleft()
            errand["id"] = next(self._numbers)
            lines += _line(errand)
        return lines

    def _undo(self, reply: Dict[str, Any]) -> None:
        """Undoes what was done for somebody who has not waited for it."""
        self._abandoned.discard(reply["id"])
        if "profiler" in reply:
            self.later("cancel", profiler=reply["profiler"])
        elif "session" in reply:
            self.later("forget", sessions=[reply["session"]])

    def _wake_all(self) -> None:
        for other in list(self._waiting.values()):
            try:
                other.wake.release()
            except RuntimeError:
                pass  # it was awake already

    def _lose(self, reason: str) -> None:
        self._lost = self._lost or reason + self._said()
        try:
            if self._socket is not None:
                self._socket.shutdown(_socket.SHUT_RDWR)  # wakes whoever reads
        except OSError:
            pass  # it was closed at the other end
        self._wake_all()

    def loss(self) -> errors.SamplerLost:
        """Why it cannot be asked any more."""
        if self.owner != os.getpid():
            return errors.SamplerLost(
                f"the sampler belongs to the process {self.owner}, which this one was forked from"
            )
        return errors.SamplerLost(f"the process that sampled this one is gone: {self._lost or 'its link was closed'}")

    def _said(self) -> str:
        """What the sampler said on its standard error, as the end of a sentence."""
        if self._errors is None:
            return ""
        try:
            size = os.fstat(self._errors).st_size
            said = os.pread(self._errors, _MOST_SAID, max(0, size - _MOST_SAID)).decode("utf-8", "replace").strip()
        except OSError:
            return ""
        return f"; it said:\n{said}" if said else ""


def _line(request: Dict[str, Any]) -> bytes:
    return json.dumps(request).encode("utf-8") + b"\n"


def _frames_up_to(caller: FrameType) -> int:
    """How many frames of this thread lie between the caller of this function's caller and `caller`."""
    frame: Optional[FrameType] = sys._getframe(1)
    count = 0
    while frame is not None and frame is not caller:
        frame = frame.f_back
        count += 1
    return count


_alive: List[Sampler] = []
_starting = _thread.allocate_lock()
_current: Optional[Sampler] = None


def is_there() -> bool:
    """Whether this process has a sampler."""
    return _current is not None and _current.is_usable


def current() -> Sampler:
    """The sampler of this process, started if there is none."""
    global _current
    usable = _current
    if usable is not None and usable.is_usable:
        return usable
    with _starting:
        if _current is None or not _current.is_usable:
            _current = Sampler()
        return _current


def _after_fork_in_child() -> None:
    """The sampler is the parent's: as long as this process held its input, it would not end with the parent."""
    global _current, _starting
    for inherited in list(_alive):
        inherited.drop()
    _current = None
    _starting = _thread.allocate_lock()


os.register_at_fork(after_in_child=_after_fork_in_child)
