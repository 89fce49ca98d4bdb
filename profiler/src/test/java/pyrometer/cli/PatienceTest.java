package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void whoWaitsIsToldWhatFor() {
        try (Patience _ = Patience.with(surroundings(true), "reading a.pyro ...", Duration.ofMillis(1))) {
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
                while (said().isEmpty()) {
                    Thread.sleep(1);
                }
            });
        }

        assertEquals("pyrometer: reading a.pyro ...\n", said());
    }

    @Test
    void nothingIsSaidOfWhatIsOver() throws IOException, InterruptedException {
        Patience closed = Patience.with(surroundings(true), "reading", LONG);
        closed.close();
        ByteArrayOutputStream report = new ByteArrayOutputStream();
        Patience writing = Patience.with(surroundings(true), "making", LONG);
        OutputStream out = writing.until(report);
        out.write('a');
        out.write(new byte[] {'b', 'c'});
        out.flush();

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("patience")) {
                thread.join();
            }
        }

        assertEquals("abc", report.toString(StandardCharsets.UTF_8));
        assertEquals("", said());
    }

    @Test
    void nothingIsSaidWhereNobodyWaits() {
        try (Patience _ = Patience.with(surroundings(false), "reading", Duration.ZERO)) {
            assertEquals(
                    0,
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().equals("patience"))
                            .count());
        }
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private Surroundings surroundings(boolean terminal) {
        PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Surroundings(Map.of(), print, print, _ -> terminal, Path.of("/"), "pyrometer");
    }
}
