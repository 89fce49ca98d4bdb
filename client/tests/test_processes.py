"""What happens to the program and to the process that samples it, in the accidents of a process's life."""

import sys
import unittest

from . import programs


class EndsTest(programs.Case):
    """What happens to the program and to the process that samples it, in the accidents of a process's life."""

    def test_the_sampler_ends_with_the_program(self):
        for end, status in (("pass", 0), ("sys.exit(3)", 3), ("os._exit(4)", 4), ("os.kill(os.getpid(), 9)", -9)):
            pid = self.passes(
                f"""
                profiler = thread_profiler()
                profiler.start()
                work()
                print(_sampler.current().pid, flush=True)
                {end}
                """,
                status,
            )
            programs.ends(int(pid))

    def test_a_profiler_can_be_stopped_while_the_interpreter_shuts_down(self):
        out = self.passes(
            """
            import atexit
            profiler = thread_profiler()
            atexit.register(lambda: (profiler.stop(), print("work" in profiler.output_text())))
            assert profiles()
            profiler.start()
            work(0.2)
            """
        )
        self.assertEqual(out, "True\n")

    def test_a_daemon_thread_may_be_in_a_block_at_the_end(self):
        self.passes(
            """
            import threading
            def loop():
                while True:
                    with thread_profiler():
                        time.sleep(0.001)
            threading.Thread(target=loop, daemon=True).start()
            time.sleep(0.2)
            """,
            options=("-W", "error"),
        )

    def test_exec_ends_the_sampler_and_not_the_program(self):
        out = self.passes(
            """
            with thread_profiler():
                work()
                print(_sampler.current().pid, flush=True)
                os.execv(sys.executable, [sys.executable, "-c", "print('other')"])
            """
        )
        pid, other = out.split()
        self.assertEqual(other, "other")
        programs.ends(int(pid))

    def test_a_killed_sampler_costs_the_recording_and_nothing_else(self):
        out = self.passes(
            """
            profiler = thread_profiler()
            profiler.start()
            work()
            os.kill(_sampler.current().pid, 9)
            session = profiler.stop()
            print(session.sample_count, session.root_frame(), session.notes)
            profiler.print()
            profiler.reset()
            assert profiles(profiler)
            profiler.print()
            """
        )
        first, rest = out.split("\n", 1)
        self.assertRegex(first, "^0 None .*What was recorded is lost")
        lost, found = rest.split("Profile at", 2)[1:]
        self.assertIn("What was recorded is lost", lost)
        self.assertIn("No samples were recorded", lost)
        self.assertIn("work", found)
        self.assertNotIn("lost", found)

    def test_a_report_after_the_sampler_was_killed_says_so(self):
        out = self.passes(
            """
            profiler = thread_profiler()
            assert profiles(profiler)
            os.kill(_sampler.current().pid, 9)
            profiler.print()
            assert profiles(profiler)
            print(profiler.last_session.notes)
            """
        )
        report, notes = out.rsplit("\n[", 1)
        for text in (report, notes):
            self.assertRegex(text, r"The \d+ samples of this recording were lost")

    def test_a_profiled_block_or_function_loses_its_sampler_quietly(self):
        outcome = programs.run(
            """
            @pyrometer.profile
            def function():
                os.kill(_sampler.current().pid, 9)
                return 5
            print(function())
            with pyrometer.profile():
                os.kill(_sampler.current().pid, 9)
            """
        )
        self.assertEqual((outcome.status, outcome.out), (0, "5\n"), outcome)
        self.assertRegex(outcome.err, r"^pyrometer: Function function at .*lost.*\npyrometer: Block at .*lost.*\n$")

    def test_a_write_to_a_dead_sampler_does_not_end_a_program_that_dies_of_sigpipe(self):
        self.passes(
            """
            import signal
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            profiler = thread_profiler()
            for _ in range(3):
                profiler.start()
                pid = _sampler.current().pid
                os.kill(pid, 9)
                while os.path.exists(f"/proc/{pid}"):
                    time.sleep(0.01)
                profiler.stop()
            """
        )


@unittest.skipIf(sys.version_info < (3, 13), "an interpreter of its own cannot have a socket before 3.13")
class InterpreterTest(programs.Case):
    def test_an_interpreter_of_its_own_can_profile(self):
        out = self.passes(
            """
            import _interpreters
            script = '''
            import sys, time
            sys.path[:0] = PATH
            import pyrometer
            samples = 0
            while not samples:
                with pyrometer.Profiler() as profiler:
                    time.sleep(0.2)
                samples = profiler.last_session.sample_count
            '''
            own = _interpreters.create()
            print(_interpreters.run_string(own, script.replace("PATH", repr(sys.path))))
            _interpreters.destroy(own)
            """
        )
        self.assertEqual(out, "None\n")


class ForkTest(programs.Case):
    def test_a_child_profiles_with_a_sampler_of_its_own(self):
        out = self.passes(
            """
            assert profiles()
            pid = _sampler.current().pid
            child = os.fork()
            if child == 0:
                print("child", profiles(), _sampler.current().pid == pid, flush=True)
                os._exit(0)
            os.waitpid(child, 0)
            print("parent", profiles(), _sampler.current().pid == pid)
            """
        )
        self.assertEqual(out, "child True False\nparent True True\n")

    def test_a_profiler_that_runs_at_a_fork_goes_on_in_the_parent_only(self):
        out = self.passes(
            """
            assert profiles()
            async_profiler = pyrometer.Profiler()
            profiler = thread_profiler()
            async_profiler.start()
            profiler.start()
            child = os.fork()
            if child == 0:
                session = profiler.stop()
                print("child", session.sample_count, session.notes, flush=True)
                with pyrometer.Profiler():
                    pass
                os._exit(0)
            os.waitpid(child, 0)
            work(0.2)
            profiler.stop()
            async_profiler.stop()
            profiler.print()
            """
        )
        child, parent = out.split("\n", 1)
        self.assertRegex(child, r"child 0 .*belongs to the process \d+, which this one was forked from")
        self.assertIn("work", parent)

    def test_a_child_that_leaves_a_profiled_block_says_so_in_a_line(self):
        outcome = programs.run(
            """
            with pyrometer.profile():
                child = os.fork()
                if child:
                    os.waitpid(child, 0)
                    work()
            """
        )
        self.assertEqual(outcome.status, 0, outcome)
        first, rest = outcome.err.split("\n", 1)
        self.assertRegex(first, "^pyrometer: Block at .* forked from")
        self.assertEqual(rest.count("Block at"), 1, outcome)

    def test_a_child_does_not_keep_its_parents_sampler(self):
        out = self.passes(
            """
            with thread_profiler():
                pass
            print(_sampler.current().pid, flush=True)
            if os.fork() == 0:
                os.close(1)
                os.close(2)
                time.sleep(20)
            """
        )
        programs.ends(int(out))

    def test_a_child_forked_amid_requests_of_other_threads_can_profile(self):
        self.passes(
            """
            import threading
            end = threading.Event()
            def loop():
                while not end.is_set():
                    with thread_profiler() as profiler:
                        pass
                    profiler.output_text()
            threads = [threading.Thread(target=loop) for _ in range(2)]
            for thread in threads:
                thread.start()
            time.sleep(0.3)
            for _ in range(2):
                child = os.fork()
                if child == 0:
                    os._exit(0 if profiles() else 7)
                status = os.waitpid(child, 0)[1]
                assert status == 0, status
            end.set()
            for thread in threads:
                thread.join()
            """,
            options=("-W", "error", "-W", "ignore::DeprecationWarning"),
        )

    def test_workers_return_what_they_recorded(self):
        out = self.passes(
            """
            import multiprocessing
            def task(seconds):
                with thread_profiler() as profiler:
                    work(seconds)
                return profiler.last_session
            with multiprocessing.get_context("fork").Pool(2) as pool:
                sessions = pool.map(task, [0.2, 0.3])
            print(round(pyrometer.Session.combine(*sessions).duration, 1) >= 0.5)
            """
        )
        self.assertEqual(out, "True\n")

    def test_works_in_workers_of_multiprocessing(self):
        out = self.passes(
            """
            import multiprocessing
            def task(n):
                return profiles()
            assert profiles()
            with multiprocessing.get_context("fork").Pool(2) as pool:
                print(pool.map(task, range(4)))
            """
        )
        self.assertEqual(out, "[True, True, True, True]\n")
