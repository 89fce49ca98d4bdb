"""
Descriptions of reports: which format, with which options. The sampler makes them.

Whatever has a method `render(session)` that returns text can be used where a renderer is asked for, and so can the name
of a format: `html`, `json`, `speedscope`, `firefox`, `pprof` and so on, as `pyrometer --renderer` takes them.
"""

from __future__ import annotations

import codecs
import os
import tempfile
from typing import TYPE_CHECKING, Any, Dict, Optional
from urllib.parse import quote

from .errors import BadOption

if TYPE_CHECKING:
    from .session import Session

__all__ = [
    "ConsoleRenderer",
    "FrameRenderer",
    "HTMLRenderer",
    "JSONRenderer",
    "PstatsRenderer",
    "Renderer",
    "SessionRenderer",
    "SpeedscopeRenderer",
]


class Renderer:
    """Makes a report of a session. A class of one's own overrides `render`."""

    output_file_extension: str = "txt"
    output_is_binary: bool = False

    class MisconfigurationError(Exception):
        """Options that do not go together."""

    def render(self, session: Session) -> str:
        """The report. What is binary comes as text that `encode("utf-8", "surrogateescape")` turns into its bytes."""
        raise NotImplementedError


class FormatRenderer(Renderer):
    """A format of the sampler's, by its name."""

    def __init__(self, format: str, options: Optional[Dict[str, Any]] = None) -> None:
        self.format = format
        self.options: Dict[str, Any] = options or {}

    def render(self, session: Session) -> str:
        report = session.render(self.format, self.options)
        return report if isinstance(report, str) else report.decode("utf-8", "surrogateescape")


class FrameRenderer(FormatRenderer):
    """A report that is a tree of calls.

    :param show_all: hide nothing: libraries, the import system, what takes less than one percent
    :param timeline: calls in the order of time, rather than merged and sorted
    :param processor_options: `filter_threshold`, `hide_regex`, `show_regex`
    """

    _format = ""

    def __init__(
        self, show_all: bool = False, timeline: bool = False, processor_options: Optional[Dict[str, Any]] = None
    ) -> None:
        if not self._format:
            raise TypeError(
                f"{type(self).__name__} is no format of Pyrometer's, whose processors are not in Python: a renderer of"
                ' one\'s own is a Renderer, and finds its tree in session.root_frame() or session.render("json")'
            )
        given = {"show_all": show_all, "timeline": timeline, "processor_options": processor_options}
        super().__init__(self._format, {name: value for name, value in given.items() if value})
        self.show_all = show_all
        self.timeline = timeline
        self.processor_options: Dict[str, Any] = processor_options or {}


class _WholeRenderer(FrameRenderer):
    """A report in which no call is left out for being short, or folded away, and which has one order of calls.

    :param timeline: accepted, as `processor_options` is, for programs that were written for pyinstrument
    """

    def __init__(
        self, show_all: bool = False, timeline: bool = False, processor_options: Optional[Dict[str, Any]] = None
    ) -> None:
        super().__init__(show_all)
        self.timeline = timeline
        self.processor_options = processor_options or {}


class ConsoleRenderer(FrameRenderer):
    """Text.

    :param unicode: draw the tree with line characters rather than in ASCII
    :param color: in the colours of a terminal
    :param flat: a table of functions rather than a tree
    :param time: `seconds`, or `percent_of_total`
    :param flat_time: what the table shows and is sorted by: `self`, or `total`
    :param short_mode: no header
    """

    _format = "text"

    def __init__(
        self,
        show_all: bool = False,
        timeline: bool = False,
        processor_options: Optional[Dict[str, Any]] = None,
        unicode: bool = False,
        color: bool = False,
        flat: bool = False,
        time: str = "seconds",
        flat_time: str = "self",
        short_mode: bool = False,
    ) -> None:
        if flat and timeline:
            raise Renderer.MisconfigurationError("a table of functions has no order of time: flat or timeline, not both")
        super().__init__(show_all, timeline, processor_options)
        self.options.update(unicode=unicode, color=color, short_mode=short_mode)
        if flat:
            self.options.update(flat=True, flat_time=flat_time)
        if time != "seconds":
            self.options.update(time=time)


class HTMLRenderer(FormatRenderer):
    """A page that stands alone.

    It shows the calls, merged or in the order of time, and hides or shows at a click; so there is nothing to choose. The
    arguments are accepted for programs that were written for pyinstrument.
    """

    output_file_extension = "html"

    def __init__(
        self, *, resample_interval: Optional[float] = None, show_all: bool = False, timeline: bool = False
    ) -> None:
        super().__init__("html")

    def open_in_browser(self, session: Session, output_filename: Optional[str] = None) -> str:
        """Writes the page to a file, a temporary one if none is named, and shows it. Returns the path."""
        if output_filename is None:
            handle, output_filename = tempfile.mkstemp(suffix=".html", prefix="pyrometer-")
            os.close(handle)
        path = os.path.abspath(output_filename)
        session.write(path, self.format, self.options)
        import webbrowser  # only here, because it takes longer to load than all of this package

        webbrowser.open("file://" + quote(os.fsencode(path)))
        return path


class JSONRenderer(FrameRenderer):
    """The tree of calls, as JSON."""

    _format = "json"
    output_file_extension = "json"


class SpeedscopeRenderer(_WholeRenderer):
    """What speedscope.app shows. It is always in the order of time."""

    _format = "speedscope"
    output_file_extension = "speedscope.json"


class PstatsRenderer(_WholeRenderer):
    """What the module `pstats` and its viewers read."""

    _format = "pstats"
    output_file_extension = "pstats"
    output_is_binary = True


class SessionRenderer(FormatRenderer):
    """The session itself, as `Session.load` and pyinstrument read it."""

    output_file_extension = "pyisession"

    def __init__(self, tree_format: bool = False) -> None:
        if tree_format:
            raise BadOption("a session is saved as its samples: leave out tree_format, or use JSONRenderer")
        super().__init__("pyisession")


def shows_color(file: object) -> bool:
    """Whether a file is a terminal, and its user has nothing against colour."""
    is_a_terminal = getattr(file, "isatty", None)
    if is_a_terminal is None or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb":
        return False
    try:
        return bool(is_a_terminal())
    except (OSError, ValueError):
        return False  # it was closed


def shows_unicode(file: object) -> bool:
    encoding = getattr(file, "encoding", None)
    try:
        return bool(encoding) and "utf" in codecs.lookup(encoding or "").name
    except LookupError:
        return False
