package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Consumers;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.PythonTests;

/// The Python package, by its own tests, which talk to the real sampler: on each interpreter; and that its types are
/// sound.
class ClientIT {
    @TempDir
    private Path temporary;

    @Test
    void hasSoundTypes() throws Exception {
        Pyrometer.Result checked = Pyrometer.runCommand(
                Interpreters.repository().resolve("client"),
                "",
                List.of(
                        Consumers.file("mypy/bin/mypy").toString(),
                        "--strict",
                        "--cache-dir=" + temporary,
                        "pyrometer"));

        assertEquals(0, checked.status(), checked.out() + checked.err());
    }

    @TestFactory
    Stream<DynamicNode> passesItsOwnTests() {
        return Interpreters.all().stream()
                .map(python -> dynamicContainer(
                        "CPython " + python,
                        new PythonTests(python.executable(), temporary).of(PythonTests.Said.NOTHING)));
    }
}
