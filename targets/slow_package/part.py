"""Spends 0.3 s when it is imported."""

import time


def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


spin(0.3)
