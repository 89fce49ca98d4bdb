"""
Profiles cells and lines of IPython and Jupyter: `%load_ext pyrometer`, then `%%pyrometer` above a cell, or `%pyrometer`
before a statement.

A cell that begins with `%%pyrometer` is still the cell that IPython runs, in its own event loop, with one statement
around it that starts and stops a profiler. So its names, its errors, its result and its interrupts are what they are
without it. The report is shown when the cell has ended, however it ended.
"""

# Types are judged where the framework is not installed.
# mypy: disable-error-code="import-not-found, untyped-decorator"

from __future__ import annotations

import argparse
import ast
import html
import json
import re
import shlex
import sys
from typing import Any, Dict, List, Optional, Tuple

from IPython import get_ipython
from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand
from IPython.core.magic_arguments import argument, magic_arguments
from IPython.display import display

from .errors import BadOption, PyrometerError
from .profiler import ASYNC_MODES, Profiler
from .renderers import FormatRenderer
from .session import lost

_MAGIC = "%%pyrometer"
_MARK = "__pyrometer_cell__"
_RESULT = "-pyrometer-result-"  # a name that no code can have
_LINE = "<pyrometer line>"

_OPTION = re.compile(r"\s*(--?[A-Za-z][\w-]*)(=?)")
_VALUE = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[^\s"'])+)""")

#: What is recorded now, the innermost last.
_running: List["_Recording"] = []


def load(shell: Any) -> None:
    """What `%load_ext pyrometer` does."""
    if any(isinstance(transformer, _CellTransformer) for transformer in shell.ast_transformers):
        return
    shell.register_magics(PyrometerMagics)
    shell.input_transformers_cleanup.append(_marked)
    shell.ast_transformers.append(_CellTransformer())
    shell.events.register("post_run_cell", _show_reports)


def unload(shell: Any) -> None:
    """What `%unload_ext pyrometer` does."""
    shell.ast_transformers[:] = [each for each in shell.ast_transformers if not isinstance(each, _CellTransformer)]
    if _marked in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.remove(_marked)
        shell.events.unregister("post_run_cell", _show_reports)
    for kind in ("line", "cell"):
        shell.magics_manager.magics[kind].pop("pyrometer", None)


@magics_class
class PyrometerMagics(Magics):  # type: ignore[misc]
    @magic_arguments()
    @argument(
        "-p",
        "--render-option",
        dest="render_options",
        action="append",
        default=[],
        metavar="NAME[=VALUE]",
        help="an option of the report, as in -p time=percent_of_total or -p processor_options.filter_threshold=0",
    )
    @argument("--show", metavar="GLOB", help="show library code whose path matches, as in '*/numpy/*'")
    @argument("--show-regex", metavar="REGEX", help="the same, with a regular expression")
    @argument("--hide", metavar="GLOB", help="hide code whose path matches")
    @argument("--hide-regex", metavar="REGEX", help="the same, with a regular expression")
    @argument("--show-all", action="store_true", help="hide nothing")
    @argument("--timeline", action="store_true", help="calls in the order of time, rather than merged and sorted")
    @argument("--interval", type=float, default=0.001, metavar="SECONDS", help="the time between samples; 0.001")
    @argument(
        "--async-mode",
        "--async_mode",
        choices=ASYNC_MODES,
        help="how async code is profiled; enabled for cells that await, else disabled, if not given",
    )
    @argument("--height", "-h", type=int, default=600, metavar="PIXELS", help="the height of the report; 600")
    @argument("code", nargs="*", help="for %%pyrometer, the statement to profile")
    @no_var_expand
    @line_cell_magic
    def pyrometer(self, line: str, cell: Optional[str] = None) -> Any:
        """Profile a cell or a statement, and show where its time goes."""
        words, code = _split(line)
        if cell is not None and not code:
            code = self.shell.transform_cell(cell)
        if not code.strip():
            return None
        return _run_statement(self.shell, words, code, "Line" if cell is None else "Cell")


def _run_statement(shell: Any, words: List[str], code: str, what: str) -> Any:
    """Runs code that is part of a cell. What an expression gives is what the magic gives."""
    module = compile(code, _LINE, "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    assert isinstance(module, ast.Module)
    if _awaits(module):
        raise UsageError(f"a line cannot await; use {_MAGIC} above the cell")
    recording = _Recording(_parsed(words), f"{what} in cell [{_number(shell)}]", False)
    body = _with_result(module.body)
    program = compile(_profiled(body, _begin_last), _LINE, "exec")
    _running.append(recording)
    try:
        exec(program, shell.user_ns)
        return shell.user_ns.pop(_RESULT, None)
    finally:
        shell.user_ns.pop(_RESULT, None)
        if recording in _running:
            _running.remove(recording)
        recording.show_if_possible()


def _marked(lines: List[str]) -> List[str]:
    """
    The lines of a cell that begins with `%%pyrometer`, with a call in place of that line, for `_CellTransformer`.

    A cell with another magic in its second line is left to IPython, which hands it to ours as a whole.
    """
    if not lines or not re.match(_MAGIC + r"(\s|$)", lines[0]):
        return lines
    body = lines[1:]
    if not "".join(body).strip() or body[0].startswith("%%"):
        return lines
    arguments = lines[0].rstrip("\n")[len(_MAGIC) :].strip()
    if "?" in arguments[-1:]:
        return lines
    return [f"{_MARK}({arguments!r})\n", *body]


class _CellTransformer(ast.NodeTransformer):
    def visit_Module(self, node: ast.Module) -> ast.Module:
        arguments = _arguments(node)
        if arguments is None:
            return node
        imports, body = _futures_first(node.body[1:])
        module = ast.Module(body=body, type_ignores=[])
        begin = f"__import__('pyrometer.ipython').ipython.begin_cell({arguments!r}, {_awaits(module)})"
        interactive = isinstance(body[-1], ast.Expr) if body else False
        profiled = _profiled(_with_result(body) if interactive else body, begin)
        result = [ast.Expr(ast.Name(_RESULT, ast.Load()))] if interactive else []
        if interactive:
            ast.copy_location(result[0], body[-1])
        cell = ast.Module(body=[*imports, *profiled.body, *result], type_ignores=node.type_ignores)
        return ast.fix_missing_locations(cell)


def _arguments(module: ast.Module) -> Optional[str]:
    """What is behind `%%pyrometer` in the cell, if it was there."""
    first = module.body[0] if module.body else None
    if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Call):
        return None
    call = first.value
    if not isinstance(call.func, ast.Name) or call.func.id != _MARK:
        return None
    argument = call.args[0]
    assert isinstance(argument, ast.Constant)
    return str(argument.value)


_begin_last = "__import__('pyrometer.ipython').ipython.begin_last()"
_END = "__import__('pyrometer.ipython').ipython.end_last()"


def _profiled(body: List[ast.stmt], begin: str) -> ast.Module:
    """The statements as one, in one code object, so that the profile begins with it."""
    module = ast.parse(f"{begin}\ntry: pass\nfinally: {_END}")
    around = module.body[1]
    assert isinstance(around, ast.Try)
    around.body = body or around.body
    return ast.fix_missing_locations(module)


def _with_result(body: List[ast.stmt]) -> List[ast.stmt]:
    """The statements, which keep what the last one gives if it is an expression."""
    if not body or not isinstance(body[-1], ast.Expr):
        return body
    last = body[-1]
    kept = ast.Assign(targets=[ast.Name(_RESULT, ast.Store())], value=last.value)
    return [*body[:-1], ast.fix_missing_locations(ast.copy_location(kept, last))]


def _futures_first(body: List[ast.stmt]) -> Tuple[List[ast.stmt], List[ast.stmt]]:
    """The imports from `__future__`, which have to come first, and the rest."""
    futures: List[ast.stmt] = []
    rest: List[ast.stmt] = []
    for statement in body:
        is_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        (futures if is_future else rest).append(statement)
    return futures, rest


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _awaits(module: ast.Module) -> bool:
    """Whether the code itself awaits, outside of functions."""
    todo: List[ast.AST] = [module]
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)) or getattr(node, "is_async", False):
            return True
        todo += [child for child in ast.iter_child_nodes(node) if not isinstance(child, _FUNCTIONS)]
    return False


class _Recording:
    """One profiled cell or statement."""

    def __init__(self, options: argparse.Namespace, description: str, is_async: bool) -> None:
        self.description = description
        self._height = options.height
        self._report_options = _report_options(options)
        _try(self._report_options)
        mode = options.async_mode or ("enabled" if is_async else "disabled")
        try:
            self.profiler = Profiler(interval=options.interval, async_mode=mode)
        except ValueError as error:
            raise UsageError(str(error)) from None

    def show_if_possible(self) -> None:
        """Shows the report, or why there is none: what the code did is not to be lost for that."""
        try:
            self._show()
        except Exception as error:
            print(f"pyrometer: {error}", file=sys.stderr)

    def _show(self) -> None:
        """Shows the page, below the cell; and the text where pages cannot be shown, or have no such option."""
        session = self.profiler.last_session
        if session is None:
            return
        text = FormatRenderer("text", {"unicode": True, **self._report_options}).render(session)
        shown = {"text/plain": text}
        try:
            page = FormatRenderer("html", self._report_options).render(session)
            shown["text/html"] = _frame(page, self._height)
        except BadOption:
            pass
        display(_Report(shown))


class _Report:
    def __init__(self, shown: Dict[str, str]) -> None:
        self._shown = shown

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Dict[str, str]:
        return self._shown

    def __repr__(self) -> str:
        return self._shown["text/plain"]


def begin_cell(line: str, is_async: bool) -> None:
    """Called at the beginning of a profiled cell."""
    words, rest = _split(line)
    if rest:
        raise UsageError(f"unrecognized arguments: {rest}")
    recording = _Recording(_parsed(words), f"Cell [{_number(get_ipython())}]", is_async)
    _running.append(recording)
    _start(recording)


def begin_last() -> None:
    _start(_running[-1])


def _start(recording: _Recording) -> None:
    cell = sys._getframe(2)
    try:
        recording.profiler.start(caller_frame=cell, target_description=recording.description)
    except (PyrometerError, RuntimeError):
        _running.remove(recording)
        raise


def end_last() -> None:
    """Called at the end of a profiled cell or statement."""
    if _running and _running[-1].profiler.is_running:
        _running[-1].profiler.stop()


def _show_reports(_: Any = None) -> None:
    """Called by IPython when a cell has ended, however it ended."""
    get_ipython().user_ns.pop(_RESULT, None)
    while _running:
        recording = _running.pop()
        if recording.profiler.is_running:
            recording.profiler.stop()
        recording.show_if_possible()


def _number(shell: Any) -> int:
    """The number of the cell that is run. IPython's own counter may be one ahead already."""
    return len(shell.history_manager.input_hist_parsed) - 1


def _frame(page: str, height: int) -> str:
    return (
        f'<iframe width="100%" height="{height}" style="border: 0; resize: vertical"'
        f' sandbox="allow-scripts allow-downloads allow-popups" srcdoc="{html.escape(page)}"></iframe>'
    )


def _split(line: str) -> Tuple[List[str], str]:
    """The options at the beginning of a line, and the rest as it is: its quotes are code."""
    takes_value = {
        name: action.nargs != 0 for action in PyrometerMagics.pyrometer.parser._actions for name in action.option_strings
    }
    words: List[str] = []
    at = 0
    while True:
        option = _OPTION.match(line, at)
        if option is None:
            break
        if option.group(1) not in takes_value:
            raise UsageError(f"unrecognized arguments: {option.group(1)}")
        words.append(option.group(1))
        at = option.end()
        if not takes_value[option.group(1)]:
            continue
        value = _VALUE.match(line, at)
        if value is None:
            raise UsageError(f"argument {option.group(1)}: expected one argument")
        words[-1] = f"{words[-1]}={_unquoted(value.group(1))}" if words[-1].startswith("--") else words[-1]
        if not words[-1].startswith("--"):
            words.append(_unquoted(value.group(1)))
        at = value.end()
    rest = line[at:].strip()
    return words, rest[2:].lstrip() if rest.startswith("-- ") else rest


def _unquoted(value: str) -> str:
    return "".join(shlex.split(value)) if value[:1] in "\"'" or '="' in value or "='" in value else value


def _parsed(words: List[str]) -> argparse.Namespace:
    parsed: argparse.Namespace = PyrometerMagics.pyrometer.parser.parse_args(words)
    return parsed


def _report_options(options: argparse.Namespace) -> Dict[str, Any]:
    """The options of the report, by the names that reports have for them."""
    wanted: Dict[str, Any] = {}
    for name in ("show_all", "timeline"):
        if getattr(options, name):
            wanted[name] = True
    for name in ("show", "hide"):
        glob, regex = getattr(options, name), getattr(options, name + "_regex")
        if glob and regex:
            raise UsageError(f"--{name} and --{name}-regex exclude each other")
        if glob or regex:
            wanted.setdefault("processor_options", {})[name + "_regex"] = regex or _as_regex(glob)
    for option in options.render_options:
        name, equals, value = option.partition("=")
        place = wanted
        *folders, name = name.split(".")
        for folder in folders:
            place = place.setdefault(folder, {})
            if not isinstance(place, dict):
                raise UsageError(f"-p {option}: {folder} has a value already")
        place[name] = _json_or_text(value) if equals else True
    return wanted


def _try(report_options: Dict[str, Any]) -> None:
    """Says what is wrong with the options before anything is run, by a report of nothing."""
    if report_options:
        nothing = lost("", 0.001, 0.0, 0.0, 0.0, "")
        try:
            FormatRenderer("text", report_options).render(nothing)
        except BadOption as error:
            raise UsageError(str(error)) from None


def _as_regex(glob: str) -> str:
    import fnmatch

    return fnmatch.translate(glob)


def _json_or_text(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value
