package pyrometer.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pyrometer.testing.Interpreters.Interpreter;

class OpcodesIT {
    @ParameterizedTest
    @MethodSource("pyrometer.testing.Interpreters#all")
    void tableIsWhatTheInterpreterItselfSays(Interpreter python) throws Exception {
        Process script = new ProcessBuilder(
                        python.executable().toString(),
                        Path.of("src/tools/opcodes.py").toAbsolutePath().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        String derived = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, script.waitFor());
        Path table = Path.of("src/main/resources/pyrometer/cpython/opcodes-" + python.minor() + ".txt");
        assertEquals(Files.readString(table), derived);
    }
}
