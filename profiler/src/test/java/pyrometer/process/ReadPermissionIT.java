package pyrometer.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Becomes other users, so it needs root and `setpriv`; skipped elsewhere.
class ReadPermissionIT {
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    private static final String PROTECTED =
            "import ctypes, time; ctypes.CDLL(None).prctl(4, 0, 0, 0, 0); print('ready', flush=True); time.sleep(60)";
    private static final String PLAIN = "import time; print('ready', flush=True); time.sleep(60)";

    /// Becomes its arguments, with a filter like those of containers: `process_vm_readv` fails with EPERM.
    private static final String FILTERED = """
            import ctypes, os, sys
            class Step(ctypes.Structure):
                _fields_ = [("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint)]
            class Filter(ctypes.Structure):
                _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.POINTER(Step))]
            number = {"x86_64": 310, "aarch64": 270}[os.uname().machine]
            steps = (Step * 4)(
                Step(0x20, 0, 0, 0), Step(0x15, 0, 1, number), Step(0x06, 0, 0, 0x50001), Step(0x06, 0, 0, 0x7fff0000))
            prctl = ctypes.CDLL(None).prctl
            PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
            assert prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
            assert prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(Filter(4, steps)), 0, 0) == 0
            os.execvp(sys.argv[1], sys.argv[1:])
            """;

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void needsRoot() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs a Python that all users can run");
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aProcessOfAnotherUserIsNamedSo() throws Exception {
        Process target = start(List.of(), PLAIN);

        String reason = explain(AS_NOBODY, target);

        assertTrue(reason.contains("it belongs to root (user 0), Pyrometer runs as nobody (user 65534)"), reason);
        assertTrue(reason.contains("try: sudo pyrometer attach " + target.pid()), reason);
    }

    @Test
    void aProtectedProcessIsNamedSo() throws Exception {
        Process target = start(AS_NOBODY, PROTECTED);

        String reason = explain(AS_NOBODY, target);

        assertTrue(reason.contains("PR_SET_DUMPABLE"), reason);
        assertTrue(reason.contains("sudo"), reason);
    }

    @Test
    void rootWithoutTheCapabilityIsTold() throws Exception {
        Process target = start(List.of(), PLAIN);

        String reason = explain(List.of("setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace"), target);

        assertTrue(reason.contains("privileges (capabilities) that Pyrometer lacks"), reason);
        assertTrue(reason.contains("--cap-add SYS_PTRACE"), reason);
    }

    @Test
    void aFilterOfSystemCallsIsNamedSo() throws Exception {
        Process target = start(List.of(), PLAIN);

        String reason = explain(List.of("/usr/bin/python3", "-c", FILTERED), target);

        assertTrue(reason.contains("a seccomp filter forbids the system call process_vm_readv"), reason);
        assertTrue(reason.contains("--cap-add SYS_PTRACE"), reason);
    }

    private String explain(List<String> as, Process target) throws Exception {
        List<String> command = new ArrayList<>(as);
        command.addAll(JavaPrograms.command(ExplainPermission.class, "" + target.pid()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private Process start(List<String> as, String code) throws IOException {
        List<String> command = new ArrayList<>(as);
        command.addAll(List.of("/usr/bin/python3", "-c", code));
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        assertEquals("ready", process.inputReader().readLine());
        return process;
    }
}
