package pyrometer.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import pyrometer.Profiler;
import pyrometer.session.Session;

/// What a command needs of the other stages. [#real] is where they are wired; tests put in their own.
interface Stages {
    Path findPython(Optional<String> named, Surroundings surroundings) throws UnusableException;

    Profiler.Outcome profile(Profiler.Run run) throws Profiler.CannotStart;

    void render(Session session, ReportFormat format, ReportStyle style, Appendable out) throws IOException;

    static Stages real() {
        return new Stages() {
            @Override
            public Path findPython(Optional<String> named, Surroundings surroundings) throws UnusableException {
                String wanted = named.orElse("python3");
                return SearchPath.find(wanted, surroundings)
                        .orElseThrow(() -> new UnusableException("there is no Python " + wanted));
            }

            @Override
            public Profiler.Outcome profile(Profiler.Run run) throws Profiler.CannotStart {
                return Profiler.run(run);
            }

            @Override
            public void render(Session session, ReportFormat format, ReportStyle style, Appendable out)
                    throws IOException {
                out.append(session.description()).append('\n');
            }
        };
    }
}
