package pyrometer.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import pyrometer.render.Format;
import pyrometer.render.Options;
import pyrometer.session.Session;

/// The programs that other people's profiles are read with, which judge what we write. `.ci/fetch-consumers` puts them
/// into `.tools/consumers`; a test whose program is missing says so and is skipped.
public final class Consumers {
    public static final Path FOLDER = Interpreters.repository().resolve(".tools/consumers");
    private static final Path SCRIPTS = Path.of("src/test/resources/consumers").toAbsolutePath();
    private static final long MINUTES = 2;
    private static final int MOST_SAID = 2000;

    private Consumers() {}

    /// A file of a consumer; where it is missing, the test is skipped.
    public static Path file(String path) {
        Path file = FOLDER.resolve(path);
        assumeTrue(Files.exists(file), () -> file + " is missing: run .ci/fetch-consumers");
        return file;
    }

    /// A program of the machine; where it is missing, the test is skipped.
    public static String program(String name) {
        boolean found = List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        assumeTrue(found, () -> "there is no " + name + " on the PATH: install it");
        return name;
    }

    /// One of our own scripts that drive a consumer.
    public static String script(String name) {
        return SCRIPTS.resolve(name).toString();
    }

    /// The session as a file of the format in the folder.
    public static Path write(Path folder, String name, Format format, Options options, Session session) {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            format.renderer(options).render(session, out);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the command prints. It has to succeed without a word on standard error.
    public static String run(Object... command) {
        return run(Map.of(), command);
    }

    public static String run(Map<String, String> environment, Object... command) {
        List<String> words = new ArrayList<>();
        for (Object word : command) {
            words.add(word.toString());
        }
        try {
            Path errors = Files.createTempFile("consumer", ".err");
            ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            process.getInputStream().transferTo(output);
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(words + " does not end");
            }
            String said = Files.readString(errors);
            Files.delete(errors);
            assertEquals("", said.substring(Math.max(0, said.length() - MOST_SAID)), words.toString());
            assertEquals(0, process.exitValue(), words.toString());
            return output.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The JSON that the command prints.
    public static Json json(Object... command) {
        return Json.of(run(command));
    }
}
