package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.session.Session;
import pyrometer.session.ThreadState;
import pyrometer.testing.Recordings;

/// Stacks as deep as the program likes, with every kind of frame, go through every pass to every format.
class AnyDepthTest {
    private static final int DEPTH = 100_000;

    /// Some formats are compressed.
    private static final int FEWEST_BYTES = 500;

    /// Small enough that a format whose size grows with the square of the depth could not stay below.
    private static final int MOST_BYTES = 100_000_000;

    @ParameterizedTest
    @EnumSource(Format.class)
    void deepStacksAreRendered(Format format) throws IOException {
        Session session = deepSession();

        for (Options options : List.of(
                Options.DEFAULT,
                Options.DEFAULT.withShowAll(true),
                Options.DEFAULT.withTimeline(true),
                Options.DEFAULT.withTimeline(true).withShowAll(true).withUnicode(true))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            format.renderer(options).render(session, out);
            assertTrue(out.size() > FEWEST_BYTES && out.size() < MOST_BYTES, () -> options + ": " + out.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "lines", "function=b", "fold_recursion", "short_mode"})
    void soAreTheirTables(String view) throws IOException, UnusableOption {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Format.TEXT
                .renderer(Options.DEFAULT.with(Format.TEXT, view).with(Format.TEXT, "show_all"))
                .render(deepSession(), out);

        assertTrue(out.size() > 300 && out.size() < MOST_BYTES, () -> view + ": " + out.size());
    }

    private static Session deepSession() {
        List<String> kinds = List.of(
                "f",
                "f",
                "g",
                "K:m",
                "!hidden",
                "load(<frozen importlib._bootstrap>:1)",
                "e(<string>:1)",
                "a(lib:x/a.py:1)",
                "b(lib:x/b.py:1)",
                "c(std:c.py:1)",
                "d(std:c.py:2)");
        List<String> frames = new ArrayList<>();
        for (int i = 0; i < DEPTH; i++) {
            frames.add(kinds.get(i % kinds.size()));
        }
        return Recordings.with(Duration.ofMillis(1))
                .tick(3_000_000)
                .sample("MainThread", frames, ThreadState.RUNNING)
                .tick(1_000_000)
                .sample("MainThread", frames.subList(0, DEPTH - 1), ThreadState.RUNNING)
                .tick(1_000_000)
                .sample("MainThread", frames.subList(0, DEPTH / 2), ThreadState.RUNNING)
                .finish();
    }
}
