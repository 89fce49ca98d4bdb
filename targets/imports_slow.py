"""Start-up that is spent importing.

    imports_slow.py

True of it: about 0.3 s are spent in the `<module>` of slow_package/part.py, which slow_package/__init__.py imports,
which this program imports first thing; then 0.1 s in `work`. The import system is in between
(`<frozen importlib._bootstrap>`).
"""

import slow_package


def work():
    slow_package.spin(0.1)


print("ready", flush=True)
work()
