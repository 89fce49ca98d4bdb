"""What becomes of the reports that the integrations make: their formats, their files, and the thread that writes them."""

from __future__ import annotations

import os
import re
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Callable, Optional, Tuple, Union

from . import renderers

if TYPE_CHECKING:
    from .session import Session

_MOST_NAME = 240  # bytes; file systems take 255
_MOST_NAMESAKES = 1000

# By the names that formats have after `pyrometer --renderer`.
ENDINGS = {
    "html": "html",
    "text": "txt",
    "json": "json",
    "speedscope": "speedscope.json",
    "firefox": "profile.json",
    "pprof": "pb.gz",
    "pstats": "pstats",
    "collapsed": "collapsed",
    "markdown": "md",
    "pyisession": "pyisession",
    "pyro": "pyro",
}


class Writer:
    """The thread of this process that makes and writes reports, so that no response waits for one."""

    MOST_WAITING = 64

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """After a fork there is no such thread, and what waited is the parent's."""
        self._thread: Optional[ThreadPoolExecutor] = None
        self._lock = threading.Lock()
        self.waiting = 0

    def is_full(self) -> bool:
        return self.waiting >= self.MOST_WAITING

    def submit(self, task: Callable[..., None], *arguments: Any) -> None:
        with self._lock:
            self.waiting += 1
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, thread_name_prefix="pyrometer-reports")
        try:
            future = self._thread.submit(task, *arguments)
        except RuntimeError:  # the interpreter is shutting down
            self._done(None)
            task(*arguments)
        else:
            future.add_done_callback(self._done)

    def _done(self, _: "Optional[Future[None]]") -> None:
        with self._lock:
            self.waiting -= 1


writer = Writer()
os.register_at_fork(after_in_child=writer.forget)


def write(session: "Session", renderer: Any, path: str) -> None:
    """Writes the report to the file; if that fails, a file of no length that reserved the name is gone, too."""
    try:
        if type(renderer).render is renderers.FormatRenderer.render:
            session.write(path, renderer.format, renderer.options)
            return
        beside = f"{path}.{os.getpid()}.tmp"
        with open(beside, "wb") as file:
            file.write(as_bytes(renderer.render(session)))
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(path) and os.path.getsize(path) == 0:
            os.unlink(path)
        raise


def free_path(folder: str, name: str) -> str:
    """The path of a new, empty file of that name, or with a number added if there is one already."""
    stem, ending = _parted(name)
    for number in range(1, _MOST_NAMESAKES):
        path = os.path.join(folder, name if number == 1 else f"{stem} ({number}){ending}")
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
            return path
        except FileExistsError:
            continue
    raise FileExistsError(f"{folder} has {_MOST_NAMESAKES} files called {name}")


def file_name(text: str) -> str:
    """
    A name for a file in one folder, whatever the text is. A client that chooses it cannot leave the folder, hide the
    file, or make the name longer than a file system takes.
    """
    name = "".join("_" if letter in "/\\" or not letter.isprintable() else letter for letter in text)
    if name.startswith("."):
        name = "_" + name[1:]
    stem, ending = _parted(name or "_")
    room = max(1, _MOST_NAME - len(ending.encode("utf-8")))
    return stem.encode("utf-8")[:room].decode("utf-8", "ignore") + ending


def renderer_extension(renderer: Any) -> str:
    return str(getattr(renderer, "output_file_extension", "txt"))


def of_format(name: str) -> renderers.Renderer:
    """What makes reports in a format that is given by its name."""
    if name not in ENDINGS:
        raise ValueError(f"there is no format {name!r}: use one of {', '.join(ENDINGS)}")
    renderer = renderers.FormatRenderer(name)
    renderer.output_file_extension = ENDINGS[name]
    return renderer


def _parted(name: str) -> Tuple[str, str]:
    """The name and its ending, of which `.speedscope.json` is one."""
    ending = re.search(r"(\.[A-Za-z]{1,16}){1,2}$", name)
    return (name[: ending.start()], ending.group()) if ending and ending.start() else (name, "")


def as_bytes(report: Union[str, bytes]) -> bytes:
    return report if isinstance(report, bytes) else report.encode("utf-8", "surrogateescape")
