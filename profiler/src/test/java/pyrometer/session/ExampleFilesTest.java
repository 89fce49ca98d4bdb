package pyrometer.session;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pyrometer.testing.Interpreters;

/// Files that each version wrote open as they did then. They are never written anew.
class ExampleFilesTest {
    @ParameterizedTest
    @ValueSource(strings = {"session-1", "session-1-journal", "session-1-killed", "session-2"})
    void exampleIsReadAsItWasWritten(String name) throws Exception {
        Path folder = Interpreters.repository().resolve("protocol");

        Session session = SessionFile.read(folder.resolve(name + ".pyro"));

        SessionText.assertSame(Files.readString(folder.resolve(name + ".txt")), text(session));
    }

    /// In ASCII: not every file can hold half a character.
    private static String text(Session session) {
        StringBuilder text = new StringBuilder();
        SessionText.of(session).chars().forEach(c -> {
            if (c < 0x7F && (c >= ' ' || c == '\n')) {
                text.append((char) c);
            } else {
                text.append("\\u%04x".formatted(c));
            }
        });
        return text.toString();
    }
}
