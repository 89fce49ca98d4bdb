"""
Tests of the integrations against the real frameworks, which the environments of `.ci/fetch-consumers` have:

    .tools/consumers/frameworks-3.14/bin/python -m tests tests.integrations.with_asgi

from the folder `client`. Their names keep them from those that run without a framework.
"""
