"""`python -m pyrometer ...` is the command `pyrometer ...`."""

from __future__ import annotations

import os
import sys

from . import _command
from .errors import SamplerNotStarted


def main() -> None:
    try:
        command = _command.find()
        os.execv(command, [command, *sys.argv[1:]])
    except (SamplerNotStarted, OSError) as error:
        sys.exit(f"pyrometer: {error}")


if __name__ == "__main__":
    main()
