package pyrometer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import pyrometer.Attachment;
import pyrometer.Preparation;
import pyrometer.Profiler;
import pyrometer.render.Options;
import pyrometer.session.Environment;
import pyrometer.session.Quality;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;

/// Stages that run nothing, remember what they were asked for, and give the outcome they were told to.
final class FakeStages implements Stages {
    static final Path PYTHON = Path.of("/usr/bin/python3.99");

    final List<Profiler.Run> runs = new ArrayList<>();
    final List<Optional<String>> pythons = new ArrayList<>();
    final List<Options> styles = new ArrayList<>();
    final List<Path> loaded = new ArrayList<>();
    Profiler.Outcome outcome = new Profiler.Outcome(0, Optional.of(session()), Optional.empty());
    final List<String> attached = new ArrayList<>();
    Optional<String> refusal = Optional.empty();
    boolean isInterrupted;
    String report = "the report\n";
    Optional<IOException> renderFailure = Optional.empty();

    @Override
    public Path findPython(Optional<String> named, Surroundings surroundings) {
        pythons.add(named);
        return PYTHON;
    }

    @Override
    public Preparation prepare(Path python) {
        return Preparation.begin(python); // There is no such file.
    }

    @Override
    public Profiler.Outcome profile(Profiler.Run run, Preparation preparation) {
        runs.add(run);
        return outcome;
    }

    @Override
    public Session load(Path file) throws UnusableException {
        loaded.add(file);
        if (!Files.isReadable(file)) {
            throw new UnusableException("no permission to read " + file);
        }
        return session();
    }

    @Override
    public void save(Session session, OutputStream out) throws IOException {
        out.write("a recording".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void render(Session session, ReportChoice choice, OutputStream out) throws IOException {
        styles.add(choice.options());
        out.write((choice.format().label() + ": " + report).getBytes(StandardCharsets.UTF_8));
        if (renderFailure.isPresent()) {
            throw renderFailure.get();
        }
    }

    private static Session session() {
        return session("Program: test");
    }

    static Session session(String description) {
        Environment environment = new Environment("3.99.0", PYTHON.toString(), "/", List.of(), List.of(), "");
        return new SessionRecorder(Instant.EPOCH, Duration.ofMillis(1))
                .finish(1, description, Duration.ZERO, environment, new Quality(0, 0, 0, 0, 0));
    }

    @Override
    public List<String> commandLine(int pid) {
        return List.of("python", "my server.py");
    }

    @Override
    public Session attach(int pid, String command, Profiler.Settings settings, Attachment.Onlooker onlooker)
            throws UnusableException {
        onlooker.begins();
        int looks = 0;
        while (!onlooker.hasSeenEnough()) {
            looks++;
        }
        attached.add(pid + " " + settings.description() + " " + settings.interval() + (looks > 0 ? " seen" : ""));
        if (refusal.isPresent()) {
            throw new UnusableException(command + " " + refusal.get());
        }
        return session(settings.description());
    }

    @Override
    public BooleanSupplier interrupt() {
        return () -> isInterrupted;
    }

    @Override
    public void serve(String version) {
        report = "served by " + version;
    }
}
