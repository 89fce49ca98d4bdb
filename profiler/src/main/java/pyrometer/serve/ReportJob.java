package pyrometer.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import pyrometer.load.SessionFiles;
import pyrometer.load.UnreadableSession;
import pyrometer.render.ReportFile;
import pyrometer.serve.HeldSessions.Held;
import pyrometer.serve.Refusal.Kind;
import pyrometer.session.Environment;
import pyrometer.session.Merge;
import pyrometer.session.Quality;
import pyrometer.session.Session;
import pyrometer.session.SessionRecorder;
import pyrometer.session.Stem;
import pyrometer.session.UnusableSession;
import pyrometer.tree.CallTree;
import pyrometer.tree.CallTrees;
import pyrometer.tree.Function;

/// What can be made of sessions.
final class ReportJob {
    private final HeldSessions sessions;

    ReportJob(HeldSessions sessions) {
        this.sessions = sessions;
    }

    Replies.Content render(Request.Render request) throws Refusal {
        Session session = sessions.get(request.session()).session();
        ReportFile.Content report =
                out -> request.format().renderer(request.options()).render(session, out);
        try {
            if (request.path().isPresent()) {
                ReportFile.write(request.path().get(), report);
                return Replies.Content.NOTHING;
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            report.writeTo(bytes);
            return request.format().isBinary()
                    ? json -> json.writeBinaryField("base64", bytes.toByteArray())
                    : json -> json.writeStringField("text", bytes.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Refusal(
                    Kind.FILE,
                    "cannot write the report"
                            + request.path().map(path -> " to " + path).orElse("") + ": " + ReportFile.reason(e));
        }
    }

    Replies.Content load(Path path) throws Refusal {
        try {
            Session session = SessionFiles.open(path);
            return keep(new Held(session, session.interval()));
        } catch (UnreadableSession e) {
            throw new Refusal(Kind.CONTENT, "cannot read " + path + ": " + e.getMessage());
        } catch (UnusableSession e) {
            throw new Refusal(Kind.CONTENT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new Refusal(Kind.FILE, "cannot read " + path + ": " + ReportFile.reason(e));
        }
    }

    Replies.Content empty(Request.Lost lost) {
        SessionRecorder recorder = new SessionRecorder(lost.started(), lost.interval());
        lost.notes().forEach(recorder::note);
        Session session = recorder.finish(
                lost.duration().toNanos(),
                lost.description(),
                lost.cpuTime(),
                new Environment("", "", "", lost.prefixes(), lost.path(), ""),
                new Quality(0, 0, 0, 0, 0));
        return keep(new Held(session, lost.shortest()));
    }

    Replies.Content combine(List<Long> ids) throws Refusal {
        List<Session> parts = new ArrayList<>();
        Optional<Duration> shortest = Optional.empty();
        for (long id : ids) {
            Held held = sessions.get(id);
            parts.add(held.session());
            shortest = Optional.of(shortest.filter(known -> known.compareTo(held.shortest()) < 0)
                    .orElse(held.shortest()));
        }
        return keep(new Held(Merge.ofOneProgram(parts), shortest.orElseThrow()));
    }

    private Replies.Content keep(Held held) {
        long number = sessions.keep(held);
        return json -> SessionReply.write(json, number, held);
    }

    Replies.Content frames(long id, boolean trimStem) throws Refusal {
        Session whole = sessions.get(id).session();
        Session session = trimStem ? Stem.cutOff(whole) : whole;
        return json -> {
            if (session.threads().isEmpty()) {
                json.writeArrayFieldStart("functions");
                json.writeEndArray();
                json.writeArrayFieldStart("calls");
                json.writeEndArray();
            } else {
                write(json, new CallTrees(session).inTimeOrder(session.threads().getFirst()));
            }
        };
    }

    /// A function, and the class of what it was called on.
    private record Called(Function function, Optional<String> className) {}

    private static void write(JsonGenerator json, CallTree tree) throws IOException {
        Map<Called, Integer> numbers = new LinkedHashMap<>();
        int[] functions = new int[tree.size()];
        int[] depths = new int[tree.size()];
        for (int node = CallTree.ROOT + 1; node < tree.size(); node++) {
            Called called = new Called(tree.function(node), tree.className(node));
            functions[node] = numbers.computeIfAbsent(called, _ -> numbers.size());
            depths[node] = depths[tree.parent(node)] + 1;
        }
        json.writeArrayFieldStart("functions");
        for (Called called : numbers.keySet()) {
            write(json, called);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("calls");
        for (int node = CallTree.ROOT + 1; node < tree.size(); node++) {
            json.writeStartArray();
            json.writeNumber(depths[node] - 1);
            json.writeNumber(functions[node]);
            json.writeNumber(tree.nanos(node));
            json.writeNumber(hottestLine(tree.lineNanos(node)));
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Called called) throws IOException {
        json.writeStartArray();
        switch (called.function()) {
            case Function.Python python -> {
                json.writeString(python.name());
                json.writeString(python.file());
                json.writeNumber(python.firstLine());
            }
            case Function.C c -> {
                json.writeString(c.qualifiedName());
                json.writeString("<built-in>");
                json.writeNumber(0);
            }
            case Function.Synthetic synthetic -> {
                json.writeString(synthetic.label());
                json.writeString("");
                json.writeNumber(0);
            }
        }
        json.writeString(called.className().orElse(null));
        json.writeEndArray();
    }

    private static int hottestLine(SortedMap<Integer, Long> lines) {
        return lines.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0);
    }
}
