package pyrometer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import pyrometer.Profiler;
import pyrometer.process.CannotStart;
import pyrometer.process.PythonFinder;
import pyrometer.session.Session;

/// What a command needs of the other stages. [#real] is where they are wired; tests put in their own.
interface Stages {
    /// The interpreter that was named, else the one that runs scripts here.
    Path findPython(Optional<String> named, Surroundings surroundings) throws UnusableException;

    Profiler.Outcome profile(Profiler.Run run) throws UnusableException;

    void render(Session session, ReportChoice choice, OutputStream out) throws IOException;

    static Stages real() {
        return new Stages() {
            @Override
            public Path findPython(Optional<String> named, Surroundings surroundings) throws UnusableException {
                try {
                    return new PythonFinder(surroundings.environment()).find(named);
                } catch (CannotStart e) {
                    throw new UnusableException(String.valueOf(e.getMessage()));
                }
            }

            @Override
            public Profiler.Outcome profile(Profiler.Run run) throws UnusableException {
                try {
                    return Profiler.run(run);
                } catch (CannotStart e) {
                    throw new UnusableException(String.valueOf(e.getMessage()));
                }
            }

            @Override
            public void render(Session session, ReportChoice choice, OutputStream out) throws IOException {
                choice.format().renderer(choice.options()).render(session, out);
            }
        };
    }
}
