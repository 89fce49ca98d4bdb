"""Where the command `pyrometer` is, of which `pyrometer serve` samples this process."""

from __future__ import annotations

import os
import shutil
from typing import List, Optional

from .errors import SamplerNotStarted

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


def find() -> str:
    """
    The absolute path of the command: what `PYROMETER_COMMAND` says, or what came with this package, or with the
    checkout that it lies in, or what is on the `PATH`.
    """
    named = os.environ.get("PYROMETER_COMMAND")
    if named:
        command = shutil.which(named)
        if command is None:
            raise SamplerNotStarted(f"PYROMETER_COMMAND names no program that can be run: {named}")
        return os.path.abspath(command)
    for candidate in _beside_this_package():
        if os.path.isfile(candidate) and os.access(candidate, os.X_OK):
            return candidate
    command = _on_the_path()
    if command is None:
        raise SamplerNotStarted(
            "the command pyrometer is not there: install the package again, put the command on the PATH,"
            " or say in PYROMETER_COMMAND where it is"
        )
    return command


def _beside_this_package() -> List[str]:
    checkout = os.path.dirname(os.path.dirname(_PACKAGE))
    return [os.path.join(_PACKAGE, "_image", "bin", "pyrometer"), os.path.join(checkout, "pyrometer")]


def _on_the_path() -> Optional[str]:
    command = shutil.which("pyrometer")
    return None if command is None else os.path.abspath(command)
