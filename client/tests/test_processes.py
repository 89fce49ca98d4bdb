import signal
import unittest

from . import programs


class ProgramTest(unittest.TestCase):
    def passes(self, code, status=0, **how):
        """Runs the program; it has to say nothing on standard error."""
        outcome = programs.run(code, **how)
        self.assertEqual((outcome.status, outcome.err), (status, ""), outcome)
        return outcome.out


class EndsTest(ProgramTest):
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


class ForkTest(ProgramTest):
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


class UnnoticedTest(ProgramTest):
    """That the program does not see the process that samples it."""

    def test_it_is_no_child(self):
        self.passes(
            """
            with thread_profiler():
                try:
                    raise AssertionError(os.waitpid(-1, os.WNOHANG))
                except ChildProcessError:
                    pass
            """
        )

    def test_the_program_gets_no_sigchld_but_of_its_own_children(self):
        self.passes(
            """
            import signal
            got = []
            def reap(*_):
                got.append(os.waitpid(-1, os.WNOHANG)[0])
            signal.signal(signal.SIGCHLD, reap)
            assert profiles()
            assert not got, got
            child = os.fork()
            if child == 0:
                os._exit(0)
            os.kill(_sampler.current().pid, 9)
            assert profiles()
            assert got == [child], got
            """
        )

    def test_a_program_that_ignores_its_children_can_be_profiled(self):
        self.passes(
            """
            import signal
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            assert profiles()
            """
        )

    def test_it_is_in_another_group_and_session(self):
        self.passes(
            """
            with thread_profiler():
                pid = _sampler.current().pid
                assert os.getpgid(pid) != os.getpgid(0)
            """
        )

    def test_it_inherits_no_descriptor(self):
        self.passes(
            """
            reader, writer = os.pipe()
            os.set_inheritable(writer, True)
            with thread_profiler():
                os.close(writer)
                assert os.read(reader, 1) == b""
            """
        )

    def test_the_program_may_have_closed_its_standard_streams(self):
        with_file = programs.run(
            """
            with thread_profiler():
                pass
            descriptor = os.open("/tmp", os.O_RDONLY)
            found = profiles()
            os.fstat(descriptor)
            sys.exit(0 if found and descriptor < 3 else 5)
            """,
            shell='exec "$@" <&- >&- 2>&-',
            options=(),
        )
        self.assertEqual(with_file.status, 0, with_file)

    def test_a_program_that_closes_all_descriptors_keeps_its_new_ones_clean(self):
        out = self.passes(
            """
            profiler = thread_profiler()
            profiler.start()
            work()
            os.closerange(3, 256)
            files = [open("own", "w+b", buffering=0) for _ in range(40)]
            print(profiler.stop().notes)
            del profiler
            assert os.path.getsize("own") == 0
            for file in files:
                file.close()
            print(profiles())
            """,
        )
        self.assertRegex(out, r"What was recorded is lost.*\nTrue\n$")

    def test_the_folder_of_the_program_may_have_been_removed(self):
        self.passes(
            """
            folder = os.path.abspath("gone")
            os.mkdir(folder)
            os.chdir(folder)
            os.rmdir(folder)
            assert profiles()
            """
        )

    def test_its_environment_and_signals_stay_as_they_were(self):
        self.passes(
            """
            import signal, threading
            def state():
                return dict(os.environ), [signal.getsignal(n) for n in signal.valid_signals()], \\
                    signal.pthread_sigmask(signal.SIG_BLOCK, []), threading.active_count(), os.getcwd()
            before = state()
            with thread_profiler() as profiler:
                work()
            profiler.output_html()
            assert state() == before
            """
        )


class InterruptTest(ProgramTest):
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


class ThreadsTest(ProgramTest):
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

