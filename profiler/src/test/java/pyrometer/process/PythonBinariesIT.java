package pyrometer.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;

class PythonBinariesIT {
    private final PythonBinaries binaries = new PythonBinaries();

    static List<Interpreter> interpreters() {
        return Interpreters.all();
    }

    @AfterEach
    void close() throws IOException {
        binaries.close();
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void knowsAnInterpreterBeforeItIsStarted(Interpreter interpreter) {
        Finding.Python python = assertInstanceOf(Finding.Python.class, binaries.inspect(interpreter.executable()));

        assertEquals(interpreter.minor(), minor(python));
        assertFalse(python.binary().isFreeThreaded());
        assertFalse(python.binary().isDebug());
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void findsTheRuntimeOfARunningInterpreter(Interpreter interpreter) throws Exception {
        Process process = start(interpreter.executable().toString());
        try {
            long address = addressAccordingToPython(process);
            Finding.Python python =
                    assertInstanceOf(Finding.Python.class, binaries.find(TargetProcess.of((int) process.pid())));

            assertEquals(interpreter.minor(), minor(python));
            assertEquals(address, python.runtimeAddress());
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @MethodSource("interpreters")
    void looksIntoEachFileOnce(Interpreter interpreter) throws Exception {
        Finding.Python before = assertInstanceOf(Finding.Python.class, binaries.inspect(interpreter.executable()));
        Process process = start(interpreter.executable().toString());
        try {
            addressAccordingToPython(process);
            Finding.Python running =
                    assertInstanceOf(Finding.Python.class, binaries.find(TargetProcess.of((int) process.pid())));

            assertSame(before.binary(), running.binary());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aShellThatBecomesPythonIsFoundOut(@TempDir Path folder) throws Exception {
        Path shim = Files.writeString(
                folder.resolve("python3"),
                "#!/bin/sh\nread line\nexec '%s' \"$@\"\n"
                        .formatted(Interpreters.newest().executable()));
        assertTrue(shim.toFile().setExecutable(true));
        assertInstanceOf(Finding.NotPython.class, binaries.inspect(shim));

        Process process = new ProcessBuilder(shim.toString(), "-c", "import time; time.sleep(60)").start();
        try {
            TargetProcess target = TargetProcess.of((int) process.pid());
            assertInstanceOf(Finding.NotPython.class, binaries.find(target));

            process.outputWriter().append("go\n").flush();

            for (int i = 0; i < 2000 && !(binaries.find(target) instanceof Finding.Python); i++) {
                Thread.sleep(2);
            }
            assertEquals(Interpreters.newest().minor(), minor((Finding.Python) binaries.find(target)));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void findsAPythonWhoseProgramWasDeletedSince(@TempDir Path folder) throws Exception {
        Path program = Interpreters.of("3.11")
                .orElse(Interpreters.newest())
                .executable()
                .toRealPath();
        Path copy = Files.copy(program, folder.resolve("пайтон 3"));
        Process process = start(copy.toString());
        try {
            long address = addressAccordingToPython(process);
            Files.delete(copy);

            Finding.Python python =
                    assertInstanceOf(Finding.Python.class, binaries.find(TargetProcess.of((int) process.pid())));

            assertEquals(address, python.runtimeAddress());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void findsThePythonOfAContainerAndTranslatesItsThreadNumbers(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "needs unshare");
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        Path real = Interpreters.newest().executable().toRealPath();
        Path inside = folder.resolve("only inside");
        Files.createFile(inside);
        // A file system tree and process numbers of its own; the python there has a path that leads nowhere out here.
        ProcessBuilder command = new ProcessBuilder(
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "sh",
                "-c",
                "mount --bind \"$1\" \"$2\" && exec \"$2\""
                        + " -c 'import os, sys; print(os.getpid(), flush=True); sys.stdin.read()'",
                "sh",
                real.toString(),
                inside.toString());
        // Where it looks for its library may be relative to where it is.
        Path root = real.resolve("../..").normalize();
        command.environment().put("LD_LIBRARY_PATH", root + ":" + root.resolve("lib"));
        command.environment().put("PYTHONHOME", root.toString());
        Process process = command.start();
        try {
            assertEquals("1", process.inputReader().readLine());
            TargetProcess target = TargetProcess.of(
                    TargetProcess.of((int) process.pid()).children().getFirst());

            assertInstanceOf(Finding.Python.class, binaries.find(target));
            assertEquals(0, Files.size(inside));
            assertTrue(target.hasOwnThreadIds());
            assertEquals(OptionalInt.of(1), target.nativeThreadId(target.pid()));
            assertEquals(OptionalInt.of(target.pid()), target.threadWithNativeId(1));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Test
    void namesOtherPrograms() {
        Finding.NotPython shell = assertInstanceOf(Finding.NotPython.class, binaries.inspect(Path.of("/bin/sh")));
        assertTrue(shell.what().contains("/"), shell.what());

        Finding.NotPython nothing = assertInstanceOf(Finding.NotPython.class, binaries.inspect(Path.of("/nothing")));
        assertTrue(nothing.what().contains("/nothing"), nothing.what());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.7", "3.6"})
    void namesPythonsThatAreTooOld(String minor) throws IOException {
        Path versions = Path.of(System.getProperty("user.home"), ".pyenv/versions");
        assumeTrue(Files.isDirectory(versions), "needs pyenv");
        try (var installed = Files.list(versions)) {
            Optional<Path> program = installed
                    .map(folder -> folder.resolve("bin/python" + minor))
                    .filter(Files::exists)
                    .findFirst();
            assumeTrue(program.isPresent(), "needs CPython " + minor);

            assertEquals(new Finding.OtherPython("CPython " + minor), binaries.inspect(program.get()));
        }
    }

    private static String minor(Finding.Python python) {
        PythonVersion version = python.binary().version().orElseThrow();
        return version.major() + "." + version.minor();
    }

    /// A Python that writes where its `_PyRuntime` is and then waits.
    private static Process start(String python) throws IOException {
        return new ProcessBuilder(python, "-c", """
                        import ctypes, time
                        print(ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, '_PyRuntime')), flush=True)
                        time.sleep(60)
                        """)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static long addressAccordingToPython(Process process) throws IOException {
        return Long.parseLong(process.inputReader().readLine());
    }
}
