"""Tests of the package against the real sampler. `python -m tests` runs them, from the folder `client`."""
