"""
A plugin for pytest, which profiles the whole run, or each test by itself:

    pytest --pyrometer              the report of the run, after the tests
    pytest --pyrometer=FOLDER       a file for each test

Without the option it does nothing. What goes wrong is told at the end of the run; no test fails because of it.
"""

# Types are judged where the framework is not installed.
# mypy: disable-error-code="import-not-found, untyped-decorator"

from __future__ import annotations

import os
from typing import Any, Dict, Generator, List, Optional

import pytest

from ._report_files import file_name, of_format, renderer_extension, write
from ._requests import Reports
from .profiler import ASYNC_MODES, Profiler

_NAME = "pyrometer-reports"
_OPTION = "--pyrometer"
_MOST_PROBLEMS = 5


def pytest_addoption(parser: Any) -> None:
    group = parser.getgroup("pyrometer", "profiling with Pyrometer")
    group.addoption(
        _OPTION,
        metavar="FOLDER",
        nargs="?",
        const="",
        default=None,
        help="profile each test, with its fixtures, and write a report of it to FOLDER;"
        " without a folder, profile the whole run and print the report",
    )
    group.addoption(
        "--pyrometer-format",
        metavar="FORMAT",
        default=None,
        help="the format of the reports: html, speedscope, json and so on; html for files, text for the run, if not given",
    )
    group.addoption(
        "--pyrometer-interval", metavar="SECONDS", type=float, default=0.001, help="seconds between samples; 0.001"
    )
    group.addoption(
        "--pyrometer-async-mode",
        choices=ASYNC_MODES,
        default=None,
        help="how async code is profiled; enabled for tests that are async, else disabled, if not given",
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: Any) -> None:
    folder = config.getoption(_OPTION)
    if folder is None:
        return
    if folder and _looks_like_tests(config, folder):
        raise pytest.UsageError(
            f"{_OPTION} {folder} could mean either: for reports in that folder say {_OPTION}={folder}, for one report of"
            f" the tests there say {_OPTION} behind it"
        )
    try:
        renderer = of_format(config.getoption("--pyrometer-format") or ("html" if folder else "text"))
        settings = Reports(profile_dir=folder or None, interval=config.getoption("--pyrometer-interval"))
    except (OSError, TypeError, ValueError) as error:
        raise pytest.UsageError(f"{_OPTION}: {error}") from None
    async_mode = config.getoption("--pyrometer-async-mode")
    if folder:
        plugin: Any = _EachTest(config, str(settings.folder), renderer, settings.interval, async_mode)
    elif renderer_extension(renderer) not in ("txt", "md"):
        raise pytest.UsageError(f"--pyrometer-format: the run is reported as text or markdown, files need {_OPTION}=FOLDER")
    else:
        plugin = _WholeRun(config, renderer, settings.interval, async_mode or "disabled")
    config.pluginmanager.register(plugin, _NAME)


class _EachTest:
    def __init__(
        self, config: Any, folder: str, renderer: Any, interval: float, async_mode: Optional[str]
    ) -> None:
        self._config = config
        self._folder = folder
        self._renderer = renderer
        self._interval = interval
        self._async_mode = async_mode
        self._written = 0
        self._problems: List[str] = []
        self._taken: Dict[str, int] = {}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Generator[None, Any, None]:
        __tracebackhide__ = True
        profiler = Profiler(interval=self._interval, async_mode=self._async_mode or _async_mode(item))
        try:
            profiler.start(target_description=item.nodeid)
        except Exception as error:
            self._problems.append(f"{item.nodeid} was not profiled: {error}")
            yield
            return
        try:
            yield
        finally:
            self._report(item.nodeid, profiler)

    def _report(self, test: str, profiler: Profiler) -> None:
        try:
            session = profiler.stop()
            os.makedirs(self._folder, exist_ok=True)
            write(session, self._renderer, os.path.join(self._folder, self._name(test)))
            self._written += 1
        except Exception as error:
            self._problems.append(f"{test} has no report: {error}")

    def _name(self, test: str) -> str:
        ending = "." + renderer_extension(self._renderer)
        name = file_name(test + ending)
        number = self._taken[name] = self._taken.get(name, 0) + 1
        return name if number == 1 else f"{name[: -len(ending)]} ({number}){ending}"

    def pytest_sessionfinish(self) -> None:
        _tell_controller(self._config, written=self._written, problems=self._problems)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        output = _told_by_worker(node)
        self._written += output.get("written", 0)
        self._problems += output.get("problems", [])

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        _print(terminalreporter, f"{self._written} reports in {self._folder}", self._problems)


class _WholeRun:
    def __init__(self, config: Any, renderer: Any, interval: float, async_mode: str) -> None:
        self._config = config
        self._renderer = renderer
        self._profiler = Profiler(interval=interval, async_mode=async_mode)
        self._reports: List[str] = []
        self._problems: List[str] = []

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtestloop(self) -> Generator[None, Any, None]:
        __tracebackhide__ = True
        # With workers, they run the tests.
        if _has_workers(self._config):
            yield
            return
        try:
            self._profiler.start(target_description=f"Tests: pytest {' '.join(self._config.invocation_params.args)}")
        except Exception as error:
            self._problems.append(f"the run was not profiled: {error}")
            yield
            return
        try:
            yield
        finally:
            self._report()

    def _report(self) -> None:
        try:
            self._reports.append(self._renderer.render(self._profiler.stop()))
        except Exception as error:
            self._problems.append(f"there is no report: {error}")

    def pytest_sessionfinish(self) -> None:
        _tell_controller(self._config, reports=self._reports, problems=self._problems)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        output = _told_by_worker(node)
        self._reports += output.get("reports", [])
        self._problems += output.get("problems", [])

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        _print(terminalreporter, "\n".join(self._reports), self._problems)


def _looks_like_tests(config: Any, folder: str) -> bool:
    """Whether what follows the option, without a `=`, is there already: tests, more likely than a place for reports."""
    arguments = [str(argument) for argument in config.invocation_params.args]
    return (_OPTION, folder) in zip(arguments, arguments[1:]) and os.path.exists(folder.partition("::")[0])


def _async_mode(item: Any) -> str:
    """
    A test that is async waits in its context, which is what is to be seen. Others may have a profiler of their own in
    theirs, of which there can be one only.
    """
    import inspect

    function = getattr(item, "obj", None)
    return "enabled" if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function) else "disabled"


def _print(terminal: Any, text: str, problems: List[str]) -> None:
    terminal.section("pyrometer")
    if text:
        terminal.write_line(text)
    for problem in problems[:_MOST_PROBLEMS]:
        terminal.write_line(f"pyrometer: {problem}")
    if len(problems) > _MOST_PROBLEMS:
        terminal.write_line(f"pyrometer: and {len(problems) - _MOST_PROBLEMS} more like that")


# pytest-xdist: workers run the tests, the controller prints.


def _has_workers(config: Any) -> bool:
    return bool(getattr(config.option, "tx", None)) and not hasattr(config, "workerinput")


def _tell_controller(config: Any, **output: Any) -> None:
    if hasattr(config, "workeroutput"):
        config.workeroutput[_NAME] = output


def _told_by_worker(node: Any) -> Dict[str, Any]:
    output: Dict[str, Any] = getattr(node, "workeroutput", {}).get(_NAME, {})
    return output
