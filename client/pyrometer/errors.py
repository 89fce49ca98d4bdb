"""What can go wrong, each also of the built-in type that it is a case of."""

from __future__ import annotations

from typing import Dict, Type

__all__ = [
    "BadOption",
    "FileError",
    "InternalError",
    "NoRecording",
    "NotPermitted",
    "PyrometerError",
    "SamplerLost",
    "SamplerNotStarted",
    "StateError",
    "UnsupportedPython",
]


class PyrometerError(Exception):
    """All that Pyrometer raises by itself; the message says what happened and what to do."""


class NotPermitted(PyrometerError, PermissionError):
    """The system does not allow to read this process from outside."""


class UnsupportedPython(PyrometerError, RuntimeError):
    """This interpreter cannot be read."""


class BadOption(PyrometerError, ValueError):
    """A format, an option or its value does not exist, or cannot be used here."""


class FileError(PyrometerError, OSError):
    """A file could not be read or written."""


class NoRecording(PyrometerError, ValueError):
    """A file holds no recording."""


class StateError(PyrometerError, RuntimeError):
    """Something cannot be done now."""


class InternalError(PyrometerError, RuntimeError):
    """A fault of Pyrometer's own; the message is for a bug report."""


class SamplerNotStarted(PyrometerError, RuntimeError):
    """The process that samples could not be started."""


class SamplerLost(PyrometerError, RuntimeError):
    """The process that samples has ended, and with it what it had recorded."""


_BY_CODE: Dict[str, Type[PyrometerError]] = {
    "permission": NotPermitted,
    "unsupported": UnsupportedPython,
    "option": BadOption,
    "file": FileError,
    "content": NoRecording,
    "state": StateError,
}


def of_reply(code: object, message: object) -> PyrometerError:
    """The exception for an error that the sampler replied."""
    return _BY_CODE.get(str(code), InternalError)(str(message))
