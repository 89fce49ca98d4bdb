"""Requests of signal handlers and of many threads, and exceptions in their midst."""

import signal
from unittest import mock

from pyrometer import _link

from . import programs


class InterruptTest(programs.Case):
    """Exceptions that come at any moment, as Ctrl-C does."""

    def test_an_interrupt_at_any_moment_leaves_the_link_usable(self):
        out = self.passes(
            """
            import random, signal, sys
            class Interrupt(BaseException):
                pass
            def interrupt(*_):
                raise Interrupt
            # One that comes in the midst of a finalizer Python itself reports and drops.
            sys.unraisablehook = lambda dropped: (
                None if dropped.exc_type is Interrupt else sys.__unraisablehook__(dropped)
            )
            with thread_profiler():
                work()
            link = _sampler.current()
            signal.signal(signal.SIGALRM, interrupt)
            random.seed(5)
            interrupted = 0
            for _ in range(150):
                profiler = thread_profiler()
                try:
                    signal.setitimer(signal.ITIMER_REAL, random.uniform(0.0001, 0.006))
                    profiler.start()
                    profiler.stop()
                    profiler.output_text()
                    signal.setitimer(signal.ITIMER_REAL, 0)
                except Interrupt:
                    interrupted += 1
                signal.setitimer(signal.ITIMER_REAL, 0)
                with thread_profiler():
                    pass  # takes what was left behind
            assert profiles()
            assert link.is_usable, link.loss()
            assert not link._waiting and not link._reader
            print(interrupted > 20)
            """,
            options=("-W", "error"),
        )
        self.assertEqual(out, "True\n")

    def test_an_exception_of_a_signal_handler_is_not_taken_for_a_failure(self):
        self.passes(
            """
            import signal
            def late(*_):
                raise TimeoutError("the program's own")
            signal.signal(signal.SIGALRM, late)
            with thread_profiler() as profiler:
                work()
            link = _sampler.current()
            times = 0
            for _ in range(50):
                signal.setitimer(signal.ITIMER_REAL, 0.001)
                try:
                    while True:
                        profiler.output_text()
                except TimeoutError:
                    times += 1
            assert times == 50
            assert link.is_usable, link.loss()
            assert profiles()
            """
        )

    def test_an_exception_of_a_signal_handler_does_not_make_a_descriptor_another_file(self):
        def interrupted(descriptor):
            raise TimeoutError("the program's own")

        with mock.patch("os.fstat", interrupted), self.assertRaisesRegex(TimeoutError, "own"):
            _link.identity(0)
        self.assertIsNone(_link.identity(99999))

    def test_a_signal_handler_may_profile_while_the_program_does(self):
        self.passes(
            """
            import signal
            handled = []
            def handle(*_):
                with thread_profiler() as own:
                    pass
                own.output_text()
                handled.append(1)
                signal.setitimer(signal.ITIMER_REAL, 0.003)
            signal.signal(signal.SIGALRM, handle)
            with thread_profiler():
                pass
            signal.setitimer(signal.ITIMER_REAL, 0.003)
            while len(handled) < 30:
                with thread_profiler() as profiler:
                    pass
                profiler.output_text()
            signal.setitimer(signal.ITIMER_REAL, 0)
            """
        )

    def test_ctrl_c_in_a_block_gives_the_report_and_passes(self):
        outcome = programs.run(
            """
            import _thread
            assert profiles()
            with pyrometer.profile():
                work(0.2)
                _thread.interrupt_main()
                work()
            """
        )
        self.assertIn("KeyboardInterrupt", outcome.err)
        self.assertIn("work  program.py", outcome.err.replace("/", " "))
        self.assertIn(outcome.status, (-signal.SIGINT, 1))


class ThreadsTest(programs.Case):
    def test_many_threads_get_their_own_replies(self):
        self.passes(
            """
            import threading
            wrong = []
            def loop(n):
                for i in range(20):
                    name = f"{n}-{i}"
                    profiler = thread_profiler()
                    profiler.start(target_description=name)
                    profiler.stop()
                    if not profiler.output_text().startswith(name) or profiler.last_session.target_description != name:
                        wrong.append(name)
            threads = [threading.Thread(target=loop, args=(n,)) for n in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert not wrong, wrong
            """
        )

    def test_starts_one_sampler_for_many_threads(self):
        out = self.passes(
            """
            import threading
            pids = set()
            def start():
                with thread_profiler():
                    pids.add(_sampler.current().pid)
            threads = [threading.Thread(target=start) for n in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            print(len(pids))
            """
        )
        self.assertEqual(out, "1\n")

    def test_a_killed_sampler_wakes_all_who_wait(self):
        self.passes(
            """
            import threading
            with thread_profiler() as profiler:
                work()
            def loop():
                for _ in range(5):
                    profiler.output_html()
            threads = [threading.Thread(target=loop) for n in range(4)]
            for thread in threads:
                thread.start()
            time.sleep(0.05)
            os.kill(_sampler.current().pid, 9)
            for thread in threads:
                thread.join()
            """
        )
