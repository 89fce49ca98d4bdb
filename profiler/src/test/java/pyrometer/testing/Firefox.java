package pyrometer.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Firefox without a window, driven over WebDriver BiDi: enough to see that a page works there too.
public final class Firefox implements AutoCloseable {
    private final Process process;
    private final Path profile;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final BlockingQueue<Json> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
    private final String context;
    private int lastId;

    private Firefox(Process process, Path profile) throws IOException {
        this.process = process;
        this.profile = profile;
        this.socket = http.newWebSocketBuilder()
                .buildAsync(address(process, profile), new Listener())
                .join();
        send("session.new", json -> json.writeObjectFieldStart("capabilities"), JsonGenerator::writeEndObject);
        send("session.subscribe", json -> json.writeArrayFieldStart("events"), json -> {
            json.writeString("log.entryAdded");
            json.writeEndArray();
        });
        Json tree = send("browsingContext.getTree");
        this.context = tree.get("contexts").items().getFirst().get("context").text();
    }

    /// The program on the PATH, if there is one.
    public static Optional<Path> find() {
        return Stream.of("firefox", "firefox-esr")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static Firefox start(Path program) throws IOException {
        Path profile = Files.createTempDirectory("pyrometer-firefox");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        program.toString(),
                        "--headless",
                        "--no-remote",
                        "--remote-debugging-port=0",
                        "--profile",
                        profile.toString()))
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("output.txt").toFile());
        builder.environment().put("HOME", profile.toString()); // It refuses those of other users.
        Process process = builder.start();
        try {
            return new Firefox(process, profile);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static URI address(Process process, Path profile) throws IOException {
        Path file = profile.resolve("WebDriverBiDiServer.json");
        long deadline = System.nanoTime() + Browser.DEADLINE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            String text = Files.exists(file) ? Files.readString(file) : "";
            if (text.strip().endsWith("}")) {
                return URI.create(
                        "ws://127.0.0.1:" + (int) Json.of(text).get("ws_port").number() + "/session");
            }
            Browser.pause();
        }
        throw new IOException("Firefox did not start: " + Files.readString(profile.resolve("output.txt")));
    }

    /// Goes to a page and waits until it is loaded.
    public void open(URI page) {
        send("browsingContext.navigate", json -> {
            json.writeStringField("context", context);
            json.writeStringField("url", page.toString());
            json.writeStringField("wait", "complete");
        });
    }

    /// The value of an expression, as text.
    public String text(String expression) {
        Json answer = send("script.evaluate", json -> {
            json.writeStringField("expression", "String(" + expression + ")");
            json.writeObjectFieldStart("target");
            json.writeStringField("context", context);
            json.writeEndObject();
            json.writeBooleanField("awaitPromise", true);
        });
        Json result = answer.fields().get("result");
        if (result == null) {
            throw new AssertionError(expression + ": "
                    + answer.get("exceptionDetails").get("text").text());
        }
        return result.get("value").text();
    }

    /// Waits until an expression is true.
    public void waitUntil(String condition) {
        long deadline = System.nanoTime() + Browser.DEADLINE.toNanos();
        while (!text("!!(" + condition + ")").equals("true")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + condition + "; the page says " + errors() + " and shows "
                        + text("document.body.innerText"));
            }
            Browser.pause();
        }
    }

    /// Presses and releases a key that has a character, as a person does.
    public void press(String key) {
        send("input.performActions", json -> {
            json.writeStringField("context", context);
            json.writeArrayFieldStart("actions");
            json.writeStartObject();
            json.writeStringField("type", "key");
            json.writeStringField("id", "keyboard");
            json.writeArrayFieldStart("actions");
            for (String type : List.of("keyDown", "keyUp")) {
                json.writeStartObject();
                json.writeStringField("type", type);
                json.writeStringField("value", key);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    /// What went wrong in the page.
    public List<String> errors() {
        return List.copyOf(errors);
    }

    @FunctionalInterface
    private interface Part {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private Json send(String method, Part... parameters) {
        StringWriter text = new StringWriter();
        int id = ++lastId;
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("id", id);
            json.writeStringField("method", method);
            json.writeObjectFieldStart("params");
            for (Part part : parameters) {
                part.writeTo(json);
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        socket.sendText(text.toString(), true).join();
        try {
            Json answer = answers.poll(Browser.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            if (answer == null || !answer.get("type").text().equals("success")) {
                throw new AssertionError(text + ": "
                        + (answer == null ? "no answer" : answer.get("message").text()));
            }
            return answer.get("result");
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a test", e);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                Json message = Json.of(parts.toString());
                parts.setLength(0);
                if (message.fields().containsKey("id")) {
                    answers.add(message);
                } else if (message.get("method").text().equals("log.entryAdded")
                        && message.get("params").get("level").text().equals("error")) {
                    errors.add(message.get("params").get("text").text());
                }
            }
            from.request(1);
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        http.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
