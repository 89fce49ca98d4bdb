package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.OnEachInterpreter;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.Pyrometer.Result;
import pyrometer.testing.PythonTarget;
import pyrometer.testing.Terminal;

/// However the program ends, its status is ours, what it says is as natively, and there is a report.
class EndsIT {
    private static final Interpreter PYTHON = Interpreters.newest();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "return, 0",
        "exit_3, 3",
        "exit_message, 1",
        "uncaught, 1",
        "os_exit_7, 7",
        "os_exit_9_from_a_thread, 9",
        "sigint, 130",
        "abort, 134",
        "sigkill, 137",
        "segfault, 139",
        "sigterm, 143"
    })
    void statusIsTheProgramsAndThereIsAReport(String kind, int status) throws IOException {
        Path report = folder.resolve("report.txt");

        Result result =
                Pyrometer.run(PYTHON, PythonTarget.programs(), "-o", report.toString(), "exits.py", kind, "0.7");

        assertEquals(status, result.status(), result::err);
        assertTrue(Files.readString(report).contains("work  exits.py"), () -> result.err());
    }

    @OnEachInterpreter
    void tracebackIsAsNatively(Interpreter python) throws IOException {
        List<String> natively = List.of(python.executable().toString(), "exits.py", "uncaught", "0.5");

        Result expected = Pyrometer.runCommand(PythonTarget.programs(), "", natively);
        Result result = Pyrometer.run(python, PythonTarget.programs(), "exits.py", "uncaught", "0.5");

        assertEquals(1, result.status());
        assertTrue(result.err().startsWith(expected.err()), result::err);
        assertTrue(result.err().substring(expected.err().length()).contains("work  exits.py"), result::err);
    }

    @OnEachInterpreter
    void programShorterThanOneIntervalSaysSo(Interpreter python) throws IOException {
        Result result = Pyrometer.run(python, folder, "-i", "30", "-c", "print('done')");

        assertEquals("done\n", result.out());
        assertEquals(0, result.status(), result::err);
        assertTrue(result.err().contains("Program: -c"), result::err);
    }

    @Test
    void emptyReportIsValidData() throws IOException {
        Path report = folder.resolve("report.json");

        Result result = Pyrometer.run(PYTHON, folder, "-o", report.toString(), "-c", "pass");

        assertEquals(0, result.status(), result::err);
        assertTrue(Files.readString(report).contains("\"root_frame\":"));
    }

    @Test
    void controlCIsTheProgramsAndThenThereIsAReport() throws IOException {
        Result result = pressControlC("import time; time.sleep(.7); print('ready', flush=True); time.sleep(30)");

        assertEquals(130, result.status(), result::out);
        assertTrue(result.out().contains("KeyboardInterrupt"), result::out);
        assertTrue(result.out().contains("<module>  <string>"), result::out);
    }

    @Test
    void programMayHandleControlC() throws IOException {
        Result result = pressControlC("""
                import time, sys
                try:
                    time.sleep(.7)
                    print('ready', flush=True)
                    time.sleep(30)
                except KeyboardInterrupt:
                    sys.exit(7)
                """);

        assertEquals(7, result.status(), result::out);
        assertFalse(result.out().contains("Traceback"), result::out);
        assertTrue(result.out().contains("<module>  <string>"), result::out);
    }

    @Test
    void programThatBecomesAnotherIsReportedOnAsBoth() throws IOException {
        Files.writeString(folder.resolve("becomes.py"), """
                import os, sys, time
                time.sleep(.5)
                def before(): time.sleep(.4)
                before()
                os.execv(sys.argv[1], [sys.argv[1], '-c', 'import time\\ndef after(): time.sleep(.6)\\nafter()'])
                """);

        Result result = Pyrometer.run(
                PYTHON, folder, "becomes.py", Interpreters.oldest().executable().toString());

        assertEquals(0, result.status(), result::err);
        assertTrue(result.err().contains("before  becomes.py"), result::err);
        assertTrue(result.err().contains("after  <string>"), result::err);
    }

    private Result pressControlC(String code) throws IOException {
        return Terminal.run(
                folder,
                List.of(new Terminal.Step("ready", Terminal.CONTROL_C)),
                List.of(Pyrometer.script(), "--python", PYTHON.executable().toString(), "--no-color", "-c", code));
    }
}
