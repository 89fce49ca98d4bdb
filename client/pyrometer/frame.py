"""The calls of a session, as a tree for people's own code."""

from __future__ import annotations

import os
from typing import Iterator, List, Optional, Sequence, Tuple

__all__ = ["Frame", "AWAIT", "BUILT_IN", "OUT_OF_CONTEXT", "ROOT", "SELF"]

BUILT_IN = "<built-in>"
SELF = "[self]"
AWAIT = "[await]"
OUT_OF_CONTEXT = "[out-of-context]"
#: What has more than one root below it.
ROOT = "[root]"
_SYNTHETIC = frozenset([SELF, AWAIT, OUT_OF_CONTEXT, ROOT])


class Paths:
    """What a session knows of the folders that code comes from."""

    def __init__(self, sys_path: Sequence[str], sys_prefixes: Sequence[str]) -> None:
        self._sys_path = sys_path
        self._prefixes = [prefix.rstrip(os.sep) + os.sep for prefix in sys_prefixes if prefix]

    def is_library(self, path: str) -> bool:
        return any(path.startswith(prefix) for prefix in self._prefixes)

    def shorten(self, path: str) -> str:
        """The path as seen from the entry of `sys.path` from which it has the fewest parts."""
        if os.sep not in path:
            return path
        candidates = [path, *(os.path.relpath(path, folder) for folder in self._sys_path)]
        return min(candidates, key=lambda candidate: candidate.count(os.sep))


class Frame:
    """
    A function, called from its parent in the tree: one or more calls in a row.

    Besides functions there are `[self]`, the time in the code of the function itself, `[await]`, in which it waits, and
    `[out-of-context]`.
    """

    __slots__ = ("_children", "_paths", "class_name", "file_path", "function", "hot_line_no", "line_no", "parent", "time")

    def __init__(
        self,
        function: str,
        file_path: Optional[str] = None,
        line_no: Optional[int] = None,
        class_name: Optional[str] = None,
        time: float = 0.0,
        hot_line_no: Optional[int] = None,
        paths: Optional[Paths] = None,
    ) -> None:
        self.function = function
        #: `<built-in>` for a function of C; nothing for what is no function.
        self.file_path = file_path
        #: Where the function begins.
        self.line_no = line_no
        #: The class of `self` or `cls`.
        self.class_name = class_name
        #: Seconds, with those of the children.
        self.time = time
        #: The line that was seen most often.
        self.hot_line_no = hot_line_no
        self.parent: Optional[Frame] = None
        self._children: List[Frame] = []
        self._paths = paths or Paths([], [])

    @property
    def children(self) -> Tuple[Frame, ...]:
        """In the order of time."""
        return tuple(self._children)

    def add_child(self, child: Frame) -> None:
        child.parent = self
        self._children.append(child)

    @property
    def identifier(self) -> str:
        """The same for all frames of one function."""
        if self.is_synthetic:
            return self.function
        return f"{self.function}\x00{self.file_path or ''}\x00{self.line_no or 0}"

    @property
    def is_synthetic(self) -> bool:
        """Whether it is no function: `[self]`, `[await]` or `[out-of-context]`."""
        return self.file_path is None and self.function in _SYNTHETIC

    @property
    def total_self_time(self) -> float:
        """Seconds in the function itself, waiting included, rather than in functions that it calls."""
        return self.time - sum(child.time for child in self._children if not child.is_synthetic)

    @property
    def proportion_of_parent(self) -> float:
        if self.parent is None:
            return 1.0
        return self.time / self.parent.time if self.parent.time else float("nan")

    @property
    def file_path_short(self) -> Optional[str]:
        """The path from the nearest entry of `sys.path`."""
        if self.is_synthetic and self.parent is not None:
            return self.parent.file_path_short
        return self._paths.shorten(self.file_path) if self.file_path else None

    def code_position_short(self) -> Optional[str]:
        path = self.file_path_short
        return f"{path}:{self.line_no}" if path and self.line_no else path

    @property
    def is_application_code(self) -> bool:
        """Whether it is the program's own code: neither of Python, nor of an installed package."""
        path = self.file_path
        if self.is_synthetic or not path:
            return False
        if path in ("<string>", "<stdin>"):
            return self.parent is None or self.parent.is_application_code
        if path.startswith("<"):
            return path.startswith("<ipython-input-")
        return not self._paths.is_library(path)

    def await_time(self) -> float:
        """Seconds in which it waited, itself or in what it called."""
        return sum(frame.time for frame in self.walk() if frame.function == AWAIT and frame.is_synthetic)

    def walk(self) -> Iterator[Frame]:
        """This frame and all below it, each before its children."""
        todo = [self]
        while todo:
            frame = todo.pop()
            yield frame
            todo.extend(reversed(frame._children))

    def __repr__(self) -> str:
        return f"Frame({self.function!r}, time={self.time:f}, children={len(self._children)})"


def tree(functions: Sequence[Sequence[object]], calls: Sequence[Sequence[int]], paths: Paths) -> Optional[Frame]:
    """The root of the tree that the sampler's reply to `frames` lists, or nothing if it lists none."""
    root = Frame(ROOT, paths=paths)
    branch: List[Frame] = []
    for depth, function, nanoseconds, hot_line in calls:
        name, file_path, line_no, class_name = functions[function][:4]
        frame = Frame(
            str(name),
            str(file_path) or None,
            int(line_no) if isinstance(line_no, int) and file_path else None,
            None if class_name is None else str(class_name),
            nanoseconds / 1e9,
            hot_line or None,
            paths,
        )
        del branch[depth:]
        (branch[-1] if branch else root).add_child(frame)
        branch.append(frame)
    roots = root.children
    if len(roots) > 1:
        root.time = sum(each.time for each in roots)
        return root
    for only in roots:
        only.parent = None
        return only
    return None
