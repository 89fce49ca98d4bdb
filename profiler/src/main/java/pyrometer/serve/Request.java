package pyrometer.serve;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import pyrometer.RunningProgram;
import pyrometer.render.Format;
import pyrometer.render.Options;
import pyrometer.render.UnusableOption;
import pyrometer.serve.Refusal.Kind;
import pyrometer.session.AsyncMode;

/// What a client can ask for.
sealed interface Request {
    double SHORTEST_INTERVAL = 0.0001;
    double LONGEST_INTERVAL = 3600;
    int DEEPEST_CALL = 1000;
    long MOST_SECONDS = 8_000_000_000L;

    record Start(int pid, RunningProgram.Part part, String description) implements Request {}

    /// @param atNanos when profiling ended
    record Stop(long profiler, long atNanos, Duration cpuTime) implements Request {}

    record Cancel(long profiler) implements Request {}

    /// @param path where the report is to be written, rather than into the reply
    record Render(long session, Format format, Options options, Optional<Path> path) implements Request {}

    record Load(Path path) implements Request {}

    /// A session whose samples went with the server that took them.
    ///
    /// @param shortest the shortest interval of those that it was put together from
    record Lost(
            String description,
            Instant started,
            Duration duration,
            Duration cpuTime,
            Duration shortest,
            Duration interval,
            List<String> path,
            List<String> prefixes,
            List<String> notes)
            implements Request {
        public Lost {
            path = List.copyOf(path);
            prefixes = List.copyOf(prefixes);
            notes = List.copyOf(notes);
        }
    }

    record Combine(List<Long> sessions) implements Request {
        public Combine {
            sessions = List.copyOf(sessions);
        }
    }

    record Frames(long session, boolean trimStem) implements Request {}

    record Forget(List<Long> sessions) implements Request {
        public Forget {
            sessions = List.copyOf(sessions);
        }
    }

    static Request of(Members members) throws Refusal {
        String what = members.text("do");
        return switch (what) {
            case "start" -> start(members);
            case "stop" ->
                new Stop(
                        members.whole("profiler"),
                        members.whole("at_ns"),
                        Duration.ofNanos(Math.max(0, members.whole("cpu_ns"))));
            case "cancel" -> new Cancel(members.whole("profiler"));
            case "render" -> render(members);
            case "load" -> new Load(path(members));
            case "lost" -> lost(members);
            case "combine" -> new Combine(sessions(members));
            case "frames" -> new Frames(members.whole("session"), members.flag("trim_stem", true));
            case "forget" -> new Forget(members.wholes("sessions"));
            default -> throw new Refusal(Kind.REQUEST, "there is no request '" + what + "'");
        };
    }

    private static Start start(Members members) throws Refusal {
        String mode = members.text("async_mode");
        if (!List.of("disabled", "enabled", "strict").contains(mode)) {
            throw new Refusal(
                    Kind.OPTION, "there is no async_mode '" + mode + "': choose from disabled, enabled, strict");
        }
        double seconds = members.number("interval");
        if (!(seconds >= SHORTEST_INTERVAL && seconds <= LONGEST_INTERVAL)) {
            throw new Refusal(Kind.OPTION, "interval is between 0.0001 and 3600 seconds; this is not: " + seconds);
        }
        RunningProgram.Part part = new RunningProgram.Part(
                members.whole("thread"),
                members.whole("native_thread", 1, Integer.MAX_VALUE),
                Duration.ofNanos(Math.round(seconds * 1e9)),
                members.whole("skip", 0, DEEPEST_CALL),
                scope(members, mode));
        return new Start(members.whole("pid", 1, Integer.MAX_VALUE), part, members.text("description"));
    }

    private static Optional<RunningProgram.Context> scope(Members members, String mode) throws Refusal {
        if (mode.equals("disabled")) {
            return Optional.empty();
        }
        List<Long> scope = members.wholes("scope");
        if (scope.size() != 2) {
            throw new Refusal(Kind.REQUEST, "'scope' has to be the addresses of a ContextVar and of its value");
        }
        AsyncMode asyncMode = mode.equals("strict") ? AsyncMode.STRICT : AsyncMode.ENABLED;
        return Optional.of(new RunningProgram.Context(scope.get(0), scope.get(1), asyncMode));
    }

    private static Render render(Members members) throws Refusal {
        try {
            Format format = Format.named(members.text("format"));
            Options options = Options.DEFAULT;
            for (String setting : members.settings("options")) {
                options = options.with(format, setting);
            }
            format.check(options);
            Optional<Path> path = members.has("path") ? Optional.of(path(members)) : Optional.empty();
            return new Render(members.whole("session"), format, options, path);
        } catch (UnusableOption e) {
            throw new Refusal(Kind.OPTION, String.valueOf(e.getMessage()));
        }
    }

    private static Lost lost(Members members) throws Refusal {
        return new Lost(
                members.text("target_description"),
                Instant.EPOCH.plus(time(members, "start_time")),
                time(members, "duration"),
                time(members, "cpu_time"),
                time(members, "min_interval"),
                time(members, "max_interval"),
                members.texts("sys_path"),
                members.texts("sys_prefixes"),
                members.texts("notes"));
    }

    private static Duration time(Members members, String name) throws Refusal {
        double seconds = members.number(name);
        if (!(seconds >= 0 && seconds <= MOST_SECONDS)) {
            throw new Refusal(Kind.REQUEST, "'" + name + "' has to be between 0 and " + MOST_SECONDS + " seconds");
        }
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private static List<Long> sessions(Members members) throws Refusal {
        List<Long> sessions = members.wholes("sessions");
        if (sessions.isEmpty()) {
            throw new Refusal(Kind.REQUEST, "'sessions' has to name at least one");
        }
        return sessions;
    }

    private static Path path(Members members) throws Refusal {
        String text = members.text("path");
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new Refusal(Kind.FILE, "this cannot be a path: " + text);
        }
        throw new Refusal(Kind.REQUEST, "'path' has to be absolute: " + text);
    }
}
