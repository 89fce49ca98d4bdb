"""What was recorded between the start and the stop of a profiler."""

from __future__ import annotations

import base64
import errno
import json
import os
import sys
from typing import TYPE_CHECKING, Any, Callable, Dict, List, NoReturn, Optional, Tuple, Union

from . import _sampler, _spawn
from .errors import FileError, NoRecording, PyrometerError, SamplerLost
from .frame import Frame, Paths, tree

if TYPE_CHECKING:
    from ._sampler import Sampler

__all__ = ["Session"]

PathOrStr = Union[str, bytes, "os.PathLike[str]"]

_PYINSTRUMENT_ENDING = ".pyisession"


class _Recording:
    """The sampler's part of a session, which it keeps for as long as this object lives."""

    def __init__(self, sampler: Sampler, number: int) -> None:
        self.number = number
        self.sampler = sampler

    def __del__(self) -> None:
        sampler: Optional[Sampler] = getattr(self, "sampler", None)  # none if it was interrupted as it was made
        if sampler is not None and sampler.is_usable:
            sampler.later("forget", sessions=[self.number])


class Session:
    """
    A recording: what the program did, and when. The samples are in the process that took them; this describes them, and
    asks for reports.
    """

    def __init__(self, description: Dict[str, Any], recording: Optional[_Recording]) -> None:
        #: When it began, in seconds since the epoch.
        self.start_time: float = description["start_time"]
        #: Seconds.
        self.duration: float = description["duration"]
        #: Looks that found something to profile.
        self.sample_count: int = description["sample_count"]
        #: Seconds that the process computed, on all its threads.
        self.cpu_time: float = description["cpu_time"] or 0.0
        #: The shortest and the longest interval between looks of what it was put together from, in seconds.
        self.min_interval: float = description["min_interval"]
        self.max_interval: float = description["max_interval"]
        self.target_description: str = description["target_description"]
        self.sys_path: List[str] = list(description["sys_path"])
        self.sys_prefixes: List[str] = list(description["sys_prefixes"])
        #: What was lost, and why; sentences that the reports show.
        self.notes: List[str] = list(description["notes"])
        self._recording = recording
        self._paths = Paths(self.sys_path, self.sys_prefixes)

    @property
    def loss(self) -> Optional[str]:
        """Why there is nothing in it any more, if it has been lost."""
        if self._recording is None:
            return self.notes[-1]
        return None if self._recording.sampler.is_usable else str(self._recording.sampler.loss())

    # Files

    @staticmethod
    def load(filename: PathOrStr) -> Session:
        """
        Opens a recording of any kind that `pyrometer report` reads: Pyrometer's own, a report in HTML, or what
        pyinstrument saves.
        """
        path = _absolute(filename)
        with open(path, "rb"):
            pass  # raises what Python raises for a file that cannot be read
        return _ask_for("load", path=path)

    def save(self, filename: PathOrStr) -> None:
        """
        Writes the recording to a file: as pyinstrument does if its name ends in `.pyisession`, else in Pyrometer's own
        format, for which `.pyro` is the usual ending. An old file is only replaced by a complete new one.
        """
        of_pyinstrument = _absolute(filename).endswith(_PYINSTRUMENT_ENDING)
        self.write(filename, "pyisession" if of_pyinstrument else "pyro")

    def write(self, filename: PathOrStr, format: str, options: Optional[Dict[str, Any]] = None) -> None:
        """Writes a report to a file, as `render` makes it."""
        path = _absolute(filename)
        try:
            self._ask("render", format=format, options=options or {}, path=path)
        except FileError as error:
            _raise_as_python_does(path, error)

    # Reports

    def render(self, format: str, options: Optional[Dict[str, Any]] = None) -> Union[str, bytes]:
        """
        A report, as text or, if the format is binary, as bytes.

        :param format: a name that `pyrometer --renderer` takes
        :param options: those that `pyrometer --render-option` takes, by their names
        """
        reply = self._ask("render", format=format, options=options or {})
        if "base64" in reply:
            return base64.b64decode(reply["base64"])
        return str(reply["text"])

    def root_frame(self, trim_stem: bool = True) -> Optional[Frame]:
        """
        The calls as a tree, or nothing if the session is empty. It is made anew each time.

        :param trim_stem: begin where the profiler was started, rather than where the thread began
        """
        reply = self._ask("frames", trim_stem=trim_stem)
        return tree(reply["functions"], reply["calls"], self._paths)

    # pyinstrument's form of it

    def to_json(self, include_frame_records: bool = True) -> Dict[str, Any]:
        """The session as pyinstrument saves it: each sample with its whole stack, which can be large."""
        session: Dict[str, Any] = json.loads(self.render("pyisession"))
        if not include_frame_records:
            del session["frame_records"]
        return session

    @staticmethod
    def from_json(json_dict: Dict[str, Any]) -> Session:
        """The session that `to_json`, or pyinstrument's, gave."""
        return _of_bytes(json.dumps(json_dict).encode("utf-8"))

    @property
    def frame_records(self) -> List[Any]:
        """The samples, as `to_json` gives them."""
        records: List[Any] = self.to_json()["frame_records"]
        return records

    @property
    def start_call_stack(self) -> List[str]:
        """The stack at which the profiler was started, as `to_json` gives it."""
        stack: List[str] = self.to_json()["start_call_stack"]
        return stack

    def resample(self, interval: float) -> Session:
        """A session with at most one sample for each interval, in seconds. The time of those left out is kept."""
        session = self.to_json()
        kept = []
        time = 0.0
        for stack, passed in session["frame_records"]:
            time += passed
            if time >= interval:
                kept.append([stack, time])
                time = 0.0
        session.update(frame_records=kept, sample_count=len(kept), min_interval=interval, max_interval=interval)
        return Session.from_json(session)

    # Several

    def __reduce__(self) -> Tuple[Callable[[bytes], Session], Tuple[Union[str, bytes]]]:
        """A copy, such as a worker process returns, is a recording of its own."""
        return _of_bytes, (self.render("pyro"),)

    @staticmethod
    def combine(session1: Session, session2: Session) -> Session:
        """Both sessions, one after the other in the order in which they began."""
        first, second = session1._kept(), session2._kept()
        if first.sampler is not second.sampler:
            first = session1._kept()  # it was lost while the second was looked at
        reply = first.sampler.ask("combine", sessions=[first.number, second.number])
        combined = of_reply(first.sampler, reply)
        combined.notes = list(dict.fromkeys([*session1.notes, *session2.notes, *combined.notes]))
        return combined

    def followed_by(self, later: Session) -> Session:
        """Both sessions, as far as they are not lost. Never fails."""
        if later.loss:
            if self.loss:
                return later
            self.notes += later.notes
            return self
        try:
            return Session.combine(self, later)
        except PyrometerError as error:
            later.notes.append(f"What was recorded before is lost: {error}.")
            return later

    # Places

    def shorten_path(self, path: str) -> str:
        """The path as seen from the entry of `sys_path` from which it has the fewest parts."""
        return self._paths.shorten(path)

    @staticmethod
    def current_sys_prefixes() -> List[str]:
        """Where this Python is installed, in which what is there is no code of the program's own."""
        return [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix]

    def _ask(self, do: str, **members: Any) -> Dict[str, Any]:
        recording = self._kept()
        try:
            return recording.sampler.ask(do, session=recording.number, **members)
        except SamplerLost:
            recording = self._kept()  # without the samples, and with a note that says so
            return recording.sampler.ask(do, session=recording.number, **members)

    def _kept(self) -> _Recording:
        if self._recording is not None and self._recording.sampler.is_usable:
            return self._recording
        if self._recording is not None:
            self._be_lost(self._recording.sampler.loss())
        sampler = _sampler.current()
        self._recording = of_reply(sampler, sampler.ask("lost", **self._description()))._recording
        assert self._recording is not None
        return self._recording

    def _be_lost(self, reason: SamplerLost) -> None:
        self.notes.append(f"The {self.sample_count} samples of this recording were lost: {reason}")
        self.sample_count = 0
        self._recording = None

    def _description(self) -> Dict[str, Any]:
        """What stands for the session where its samples are lost."""
        return {
            "start_time": self.start_time,
            "duration": self.duration,
            "min_interval": self.min_interval,
            "max_interval": self.max_interval,
            "target_description": self.target_description,
            "cpu_time": self.cpu_time,
            "sys_path": self.sys_path,
            "sys_prefixes": self.sys_prefixes,
            "notes": self.notes,
        }


def of_reply(sampler: Sampler, reply: Dict[str, Any]) -> Session:
    """The session that the sampler's reply describes."""
    return Session(reply, _Recording(sampler, reply["session"]))


def lost(description: str, interval: float, start_time: float, duration: float, cpu_time: float, why: str) -> Session:
    """The session of a profiler that cannot say what it saw."""
    return Session(
        {
            "start_time": start_time,
            "duration": duration,
            "sample_count": 0,
            "cpu_time": cpu_time,
            "min_interval": interval,
            "max_interval": interval,
            "target_description": description,
            "sys_path": [entry for entry in sys.path if isinstance(entry, str)],
            "sys_prefixes": Session.current_sys_prefixes(),
            "notes": [why],
        },
        None,
    )


def _of_bytes(content: bytes) -> Session:
    with open(_spawn.unnamed_file(), "wb") as file:
        file.write(content)
        file.flush()
        path = f"/proc/{os.getpid()}/fd/{file.fileno()}"
        try:
            return _ask_for("load", path=path)
        except NoRecording as error:
            raise NoRecording(str(error).replace(path, "the session")) from None


def _absolute(filename: PathOrStr) -> str:
    return os.path.abspath(os.fsdecode(filename))


def _ask_for(do: str, **members: Any) -> Session:
    sampler = _sampler.current()
    return of_reply(sampler, sampler.ask(do, **members))


def _raise_as_python_does(path: str, error: FileError) -> NoReturn:
    folder = os.path.dirname(path)
    for applies, number in (
        (os.path.isdir(path), errno.EISDIR),
        (not os.path.exists(folder), errno.ENOENT),
        (not os.path.isdir(folder), errno.ENOTDIR),
        (not os.access(folder, os.W_OK | os.X_OK), errno.EACCES),
    ):
        if applies:
            raise OSError(number, os.strerror(number), path) from error
    raise error
