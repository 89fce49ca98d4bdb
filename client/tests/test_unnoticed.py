"""That the program does not see the process that samples it."""

from . import programs


class UnnoticedTest(programs.Case):
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
