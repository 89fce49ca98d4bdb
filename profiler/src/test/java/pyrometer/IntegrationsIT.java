package pyrometer;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Consumers;
import pyrometer.testing.PythonTests;

/// The integrations of the Python package with web frameworks, event loops, pytest and notebooks: by tests of its own
/// against the real ones, on the oldest and the newest Python that they support.
class IntegrationsIT {
    private static final List<String> ENVIRONMENTS = List.of("3.10", "3.14");
    private static final List<String> MODULES = List.of(
            "with_settings",
            "with_asgi",
            "with_wsgi",
            "with_gevent",
            "with_aiohttp",
            "with_django",
            "with_pytest",
            "with_ipython",
            "with_async_contexts",
            "with_uvloop",
            "with_trio",
            "with_anyio");

    @TempDir
    private Path temporary;

    @TestFactory
    Stream<DynamicNode> workWithTheRealFrameworks() {
        return ENVIRONMENTS.stream().map(minor -> dynamicContainer("CPython " + minor, modules(minor)));
    }

    /// Each module in a process of its own.
    private Stream<DynamicNode> modules(String minor) {
        Path python = Consumers.file("frameworks-" + minor + "/bin/python");
        return MODULES.stream()
                .map(name -> dynamicContainer(
                        name,
                        new PythonTests(python, temporary)
                                .of(PythonTests.Said.ANYTHING, "tests.integrations." + name)));
    }
}
