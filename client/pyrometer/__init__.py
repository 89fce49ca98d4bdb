"""
Pyrometer shows where a Python program spends its time, by watching it from outside its process.

    with pyrometer.profile():
        ...

prints a report of the block on standard error. `Profiler` is started and stopped by hand, and makes reports in any
format. This package only asks: a process of its own samples, adds up and renders.
"""

from typing import Any

from . import renderers
from ._profile import profile
from .errors import PyrometerError
from .profiler import Profiler
from .session import Session

__all__ = ["Profiler", "PyrometerError", "Session", "__version__", "profile", "renderers"]

__version__ = "0.1.0"


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext pyrometer` calls."""
    from . import ipython

    ipython.load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """What `%unload_ext pyrometer` calls."""
    from . import ipython

    ipython.unload(shell)
