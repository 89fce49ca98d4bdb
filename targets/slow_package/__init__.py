"""Slow to import: see imports_slow.py."""

from slow_package.part import spin

__all__ = ["spin"]
