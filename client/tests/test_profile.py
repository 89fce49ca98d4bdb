import asyncio
import contextlib
import functools
import inspect
import io
import sys
import threading
import types
import unittest

from pyrometer import profile
from pyrometer.errors import BadOption
from pyrometer.renderers import ConsoleRenderer, Renderer

from . import busy


@contextlib.contextmanager
def printed():
    """What is printed on standard error."""
    out = io.StringIO()
    with contextlib.redirect_stderr(out):
        yield out


def reports(text):
    return text.count("Function ") + text.count("Block at ")


class BlockTest(unittest.TestCase):
    def test_prints_a_short_report_on_standard_error(self):
        with printed() as out:
            line = sys._getframe().f_lineno + 1
            with profile() as given:
                busy.outer()

        self.assertIsNone(given)
        self.assertIn(f"Block at {__file__}:{line}", out.getvalue())
        self.assertRegex(out.getvalue(), r"0\.[23]\d\d outer")
        self.assertNotIn("Recorded:", out.getvalue())

    def test_prints_a_report_and_lets_exceptions_pass(self):
        with printed() as out, self.assertRaises(ZeroDivisionError):
            with profile():
                busy.spin(0.3)
                1 / 0

        self.assertIn("spin", out.getvalue())

    def test_takes_a_renderer_a_format_and_a_description(self):
        class Own(Renderer):
            def render(self, session):
                return f"own: {session.target_description}"

        for renderer, expected in (
            (ConsoleRenderer(show_all=True), "spin"),
            ("json", '"target_description"'),
            (Own(), "own: mine"),
        ):
            with printed() as out:
                with profile(renderer=renderer, target_description="mine", interval=0.002):
                    busy.spin(0.3)
            self.assertIn(expected, out.getvalue())
            self.assertIn("mine", out.getvalue())

    def test_a_format_that_does_not_exist_is_an_error_but_hides_none(self):
        with self.assertRaisesRegex(BadOption, "there is no format 'postcard'"):
            with profile(renderer="postcard"):
                pass
        with printed() as out, self.assertRaises(ZeroDivisionError):
            with profile(renderer="postcard"):
                1 / 0
        self.assertIn("postcard", out.getvalue())

    def test_an_unknown_option_is_an_error(self):
        with self.assertRaisesRegex(TypeError, "colour"):
            profile(colour=True)

    def test_blocks_can_be_in_blocks(self):
        with printed() as out:
            with profile():
                with profile():
                    busy.spin(0.3)

        self.assertEqual(reports(out.getvalue()), 2)

    def test_the_same_context_cannot_be_entered_twice_at_once(self):
        context = profile()
        with printed(), context:
            with self.assertRaisesRegex(RuntimeError, "did you forget the brackets"):
                with context:
                    pass

    def test_writes_nothing_where_there_is_no_standard_error(self):
        closed = io.StringIO()
        closed.close()
        for stream in (None, closed):
            with contextlib.redirect_stderr(stream):
                with profile():
                    pass


class FunctionTest(unittest.TestCase):
    def test_keeps_what_a_function_is_and_returns(self):
        @profile
        def add(a: int, *, b: int = 1) -> int:
            """Adds."""
            busy.spin(0.3)
            return a + b

        with printed() as out:
            self.assertEqual(add(1, b=2), 3)

        line = inspect.unwrap(add).__code__.co_firstlineno
        self.assertEqual((add.__name__, add.__doc__), ("add", "Adds."))
        self.assertEqual(str(inspect.signature(add)), "(a: int, *, b: int = 1) -> int")
        self.assertIn(f"Function {add.__qualname__} at {__file__}:{line}", out.getvalue())
        self.assertIn("add", out.getvalue())

    def test_the_report_shows_the_caller_and_the_function_and_nothing_of_ours(self):
        @profile(renderer=ConsoleRenderer())
        def profiled():
            busy.spin(0.3)

        def caller():
            profiled()

        with printed() as out:
            caller()

        calls = [line.split() for line in out.getvalue().splitlines()]
        functions = [words[-2] for words in calls if len(words) > 2 and ":" in words[-1] and words[-1].endswith(tuple("0123456789"))]
        self.assertEqual([name for name in functions if name in ("caller", "profiled", "wrapper")], ["caller", "profiled"])

    def test_reports_each_call(self):
        @profile
        def count(n):
            busy.spin(0.01)
            return n and count(n - 1)

        with printed() as out:
            count(2)

        self.assertEqual(reports(out.getvalue()), 3)

    def test_takes_options(self):
        @profile(interval=0.002, target_description="mine")
        def function():
            busy.spin(0.3)

        with printed() as out:
            function()

        self.assertIn("mine", out.getvalue())

    def test_exceptions_pass(self):
        @profile
        def fail():
            raise KeyError("x")

        with printed(), self.assertRaises(KeyError):
            fail()

    def test_profiles_methods_of_each_kind(self):
        class Kinds:
            @profile
            def method(self):
                return self

            @profile
            @classmethod
            def of_class(cls):
                return cls

            @classmethod
            @profile
            def of_class_too(cls):
                return cls

            @profile
            @staticmethod
            def static():
                return 1

        kinds = Kinds()
        with printed() as out:
            self.assertIs(kinds.method(), kinds)
            self.assertIs(kinds.of_class(), Kinds)
            self.assertIs(Kinds.of_class_too(), Kinds)
            self.assertEqual(kinds.static(), 1)

        self.assertEqual(reports(out.getvalue()), 4)
        self.assertIn("Kinds.method", out.getvalue())

    def test_profiles_what_is_called_like_a_function(self):
        with printed() as out:
            self.assertEqual(profile(functools.partial(max, 1))(2), 2)
            self.assertEqual(profile(len)([1]), 1)

        self.assertIn("Function len", out.getvalue())


class CoroutineTest(unittest.TestCase):
    def test_is_profiled_from_its_first_step_to_its_end(self):
        @profile
        async def function(a, *, b):
            busy.spin(0.3)
            await asyncio.sleep(0.05)
            busy.spin(0.3)
            return a + b

        self.assertTrue(inspect.iscoroutinefunction(function))
        with printed() as out:
            coroutine = function(1, b=2)
            self.assertEqual(out.getvalue(), "")
            self.assertEqual(asyncio.run(coroutine), 3)

        self.assertEqual(reports(out.getvalue()), 1)
        self.assertIn("spin", out.getvalue())

    def test_exceptions_and_cancellation_pass(self):
        ended = []

        @profile
        async def function():
            try:
                await asyncio.sleep(100)
            except asyncio.CancelledError:
                ended.append("cancelled")
                raise

        async def main():
            task = asyncio.ensure_future(function())
            await asyncio.sleep(0.01)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task

        with printed() as out:
            asyncio.run(main())

        self.assertEqual(ended, ["cancelled"])
        self.assertEqual(reports(out.getvalue()), 1)

    def test_many_run_at_once_and_call_each_other(self):
        @profile
        async def inner(n):
            await asyncio.sleep(0.01)
            return n

        @profile
        async def outer():
            return await asyncio.gather(inner(1), inner(2)), await inner(3)

        async def main():
            return await asyncio.gather(outer(), outer())

        with printed() as out:
            self.assertEqual(asyncio.run(main()), [([1, 2], 3)] * 2)

        self.assertEqual(reports(out.getvalue()), 8)

    def test_a_coroutine_that_is_dropped_ends_its_profile(self):
        @profile
        async def function():
            await asyncio.sleep(0)

        with printed() as out:
            never_begun = function()
            never_begun.close()
            self.assertEqual(out.getvalue(), "")
            begun = function()
            begun.send(None)
            begun.close()

        self.assertEqual(reports(out.getvalue()), 1)


class GeneratorTest(unittest.TestCase):
    def test_is_driven_as_it_was(self):
        steps = []

        def plain():
            try:
                steps.append((yield 1))
                try:
                    yield 2
                except KeyError as error:
                    steps.append(error.args)
                    yield 3
                return 4
            finally:
                steps.append("closed")

        profiled = profile(plain)

        def drive(make):
            steps.clear()
            generator = make()
            told = [next(generator), generator.send("sent"), generator.throw(KeyError("thrown"))]
            try:
                next(generator)
            except StopIteration as end:
                told.append(end.value)
            return told, list(steps)

        self.assertTrue(inspect.isgeneratorfunction(profiled))
        with printed() as out:
            self.assertEqual(drive(profiled), drive(plain))
            generator = profiled()
            next(generator)
            generator.close()

        self.assertEqual(steps[-1], "closed")
        self.assertEqual(reports(out.getvalue()), 2)

    def test_exceptions_pass(self):
        @profile
        def fails():
            yield 1
            raise KeyError("x")

        with printed(), self.assertRaises(KeyError):
            list(fails())

    def test_may_end_on_another_thread(self):
        @profile
        def function():
            yield 1
            yield 2

        generator = function()
        with printed() as out:
            next(generator)
            rest = []
            other = threading.Thread(target=lambda: rest.extend(generator))
            other.start()
            other.join()

        self.assertEqual(rest, [2])
        self.assertEqual(reports(out.getvalue()), 1)

    def test_one_that_can_be_awaited_still_can(self):
        @profile
        @types.coroutine
        def wait():
            yield from asyncio.sleep(0.01).__await__()
            return 5

        async def main():
            return await wait()

        with printed() as out:
            self.assertEqual(asyncio.run(main()), 5)
        self.assertEqual(reports(out.getvalue()), 1)


class AsyncGeneratorTest(unittest.TestCase):
    def test_is_driven_as_it_was(self):
        steps = []

        async def plain():
            try:
                steps.append((yield 1))
                await asyncio.sleep(0.001)
                try:
                    yield 2
                except KeyError as error:
                    steps.append(error.args)
                    yield 3
            finally:
                await asyncio.sleep(0.001)
                steps.append("closed")

        profiled = profile(plain)

        async def drive(make):
            steps.clear()
            generator = make()
            told = [
                await generator.__anext__(),
                await generator.asend("sent"),
                await generator.athrow(KeyError("thrown")),
            ]
            try:
                await generator.__anext__()
            except StopAsyncIteration:
                told.append("end")
            early = make()
            told.append(await early.__anext__())
            await early.aclose()
            told.append([item async for item in make()])
            return told, list(steps)

        self.assertTrue(inspect.isasyncgenfunction(profiled))
        with printed() as out:
            self.assertEqual(asyncio.run(drive(profiled)), asyncio.run(drive(plain)))

        self.assertEqual(steps[-1], "closed")
        self.assertEqual(reports(out.getvalue()), 3)

    def test_exceptions_pass(self):
        @profile
        async def fails():
            yield 1
            raise KeyError("x")

        async def main():
            return [item async for item in fails()]

        with printed(), self.assertRaises(KeyError):
            asyncio.run(main())

    def test_one_that_is_left_is_closed_with_the_loop(self):
        closed = []

        @profile
        async def function():
            try:
                yield 1
                yield 2
            finally:
                closed.append(True)

        async def main():
            generator = function()
            await generator.__anext__()
            return generator

        with printed() as out:
            asyncio.run(main())

        self.assertEqual(closed, [True])
        self.assertEqual(reports(out.getvalue()), 1)
