package pyrometer.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import pyrometer.CannotAttach;
import pyrometer.RunningProgram;
import pyrometer.serve.HeldSessions.Held;
import pyrometer.serve.Refusal.Kind;
import pyrometer.session.Session;

/// Answers the requests of one program until it ends: those that begin and end a recording at once, on the
/// thread that
/// reads them; all others on threads of their own.
public final class Server {
    private static final int LONGEST_LINE = 1 << 20;
    private static final int WORKERS = 2;
    private static final Duration WATCH_PERIOD = Duration.ofSeconds(2);

    private final Lines requests;
    private final Replies replies;
    private final Crew crew;
    private final HeldSessions sessions = new HeldSessions();
    private final ReportJob reports = new ReportJob(sessions);

    // Of the thread that reads requests.

    private final Map<Long, Profiler> profilers = new HashMap<>();
    private long lastProfiler;
    private volatile Optional<RunningProgram> program;

    private record Profiler(RunningProgram.Recording recording, Request.Start start) {}

    /// Who does what takes its time.
    ///
    /// @param samplers a thread for each recording
    /// @param workers for reports
    record Crew(ExecutorService samplers, ExecutorService workers) {
        static Crew hired() {
            return new Crew(
                    Executors.newCachedThreadPool(daemons("sampler-")),
                    Executors.newFixedThreadPool(WORKERS, daemons("worker-")));
        }

        private static ThreadFactory daemons(String name) {
            return Thread.ofPlatform().daemon().name(name, 1).factory();
        }
    }

    Server(InputStream in, OutputStream out, Crew crew, Optional<RunningProgram> program) {
        this.requests = new Lines(in, LONGEST_LINE);
        this.replies = new Replies(out);
        this.crew = crew;
        this.program = program;
    }

    /// Serves until the input ends or nobody reads the output any more.
    ///
    /// @param version of Pyrometer
    public static void serve(InputStream in, OutputStream out, String version) {
        Crew crew = Crew.hired();
        Server server = new Server(in, out, crew, Optional.empty());
        Thread main = Thread.ofPlatform().daemon().name("requests").start(() -> server.serve(version));
        try {
            while (!main.join(WATCH_PERIOD) && !server.isAbandoned()) {
                // It is served.
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the server", e);
        }
    }

    private void serve(String version) {
        try {
            replies.hello(version);
            DressRehearsal.play(crew);
            serve();
        } catch (IOException e) {
            // Who asked is gone.
        }
    }

    /// Whether the program has ended, and something else keeps our input open: a process that it has forked.
    private boolean isAbandoned() {
        return program.isPresent() && !program.get().isThere();
    }

    /// Answers requests until there are no more.
    void serve() throws IOException {
        while (true) {
            OptionalLong id = OptionalLong.empty();
            try {
                Optional<byte[]> line = requests.next();
                if (line.isEmpty()) {
                    return;
                }
                Members members = Members.parse(line.get());
                long number = members.whole("id");
                id = OptionalLong.of(number);
                answer(number, Request.of(members));
            } catch (Lines.TooLong e) {
                replies.refuse(id, new Refusal(Kind.REQUEST, "a request has at most " + LONGEST_LINE + " bytes"));
            } catch (Refusal e) {
                replies.refuse(id, e);
            } catch (RuntimeException e) {
                replies.refuse(id, fault(e));
            }
        }
    }

    static Refusal fault(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return new Refusal(
                Kind.FAULT,
                "a fault of Pyrometer's, please report it: " + e + (trace.length > 0 ? " at " + trace[0] : ""));
    }

    private void answer(long id, Request request) throws IOException, Refusal {
        switch (request) {
            case Request.Start start -> start(id, start);
            case Request.Stop stop -> stop(id, stop);
            case Request.Cancel(long profiler) -> {
                remove(profiler).recording().cancel();
                replies.reply(id, Replies.Content.NOTHING);
            }
            case Request.Render render -> work(id, () -> reports.render(render));
            case Request.Load(var path) -> work(id, () -> reports.load(path));
            case Request.Lost lost -> work(id, () -> reports.empty(lost));
            case Request.Combine(var ids) -> work(id, () -> reports.combine(ids));
            case Request.Frames(long session, boolean trimStem) -> work(id, () -> reports.frames(session, trimStem));
            case Request.Forget(var ids) -> {
                sessions.forget(ids);
                replies.reply(id, Replies.Content.NOTHING);
            }
        }
    }

    private void start(long id, Request.Start start) throws IOException, Refusal {
        RunningProgram.Recording recording;
        try {
            recording = begin(start);
        } catch (CannotAttach e) {
            throw refusal(e);
        }
        long profiler = ++lastProfiler;
        profilers.put(profiler, new Profiler(recording, start));
        replies.reply(id, json -> json.writeNumberField("profiler", profiler));
        crew.samplers().execute(recording::run);
        program.ifPresent(known -> crew.workers().execute(known::lookAtEnvironment));
    }

    private RunningProgram.Recording begin(Request.Start start) throws CannotAttach {
        if (program.isPresent() && program.get().pid() == start.pid()) {
            try {
                return program.get().begin(start.part());
            } catch (CannotAttach e) {
                program = Optional.empty(); // It has become another program, perhaps.
            }
        }
        RunningProgram attached = RunningProgram.attach(start.pid(), "python ...");
        program = Optional.of(attached);
        return attached.begin(start.part());
    }

    private static Refusal refusal(CannotAttach e) {
        Kind kind = switch (e.reason()) {
            case PERMISSION -> Kind.PERMISSION;
            case UNSUPPORTED -> Kind.UNSUPPORTED;
            case GONE -> Kind.STATE;
        };
        return new Refusal(kind, String.valueOf(e.getMessage()));
    }

    private void stop(long id, Request.Stop stop) throws IOException, Refusal {
        Profiler profiler = remove(stop.profiler());
        Session session =
                profiler.recording().end(stop.atNanos(), profiler.start().description(), stop.cpuTime());
        Held held = new Held(session, session.interval());
        long number = sessions.keep(held);
        replies.reply(id, json -> SessionReply.write(json, number, held));
    }

    private Profiler remove(long id) throws Refusal {
        Profiler profiler = profilers.remove(id);
        if (profiler == null) {
            throw new Refusal(Kind.STATE, "there is no profiler " + id + " that runs");
        }
        return profiler;
    }

    /// What takes its time.
    private interface Job {
        Replies.Content run() throws Refusal;
    }

    private void work(long id, Job job) {
        crew.workers().execute(() -> {
            try {
                reply(id, job);
            } catch (IOException e) {
                // Nobody reads the reply. Who reads requests will notice.
            }
        });
    }

    private void reply(long id, Job job) throws IOException {
        try {
            replies.reply(id, job.run());
        } catch (Refusal e) {
            replies.refuse(OptionalLong.of(id), e);
        } catch (RuntimeException | OutOfMemoryError e) {
            replies.refuse(OptionalLong.of(id), fault(e));
        }
    }
}
