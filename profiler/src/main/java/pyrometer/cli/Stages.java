package pyrometer.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import pyrometer.Attachment;
import pyrometer.Preparation;
import pyrometer.Profiler;
import pyrometer.session.Session;

/// What a command needs of the other stages. [#real] is where they are wired; tests put in their own.
interface Stages {
    /// The interpreter that was named, else the one that runs scripts here.
    Path findPython(Optional<String> named, Surroundings surroundings) throws UnusableException;

    /// Begins to get ready for a run of this interpreter.
    Preparation prepare(Path python);

    Profiler.Outcome profile(Profiler.Run run, Preparation preparation) throws UnusableException;

    /// What a process was started with.
    List<String> commandLine(int pid) throws UnusableException;

    /// Records a program that runs already.
    ///
    /// @param command how the user asked for it, without the number
    Session attach(int pid, String command, Profiler.Settings settings, Attachment.Onlooker onlooker)
            throws UnusableException;

    /// Makes Ctrl-C a question that is answered here, from now on.
    ///
    /// @return whether it was pressed
    BooleanSupplier interrupt();

    void render(Session session, ReportChoice choice, OutputStream out) throws IOException;

    /// Reads a recording, of whatever kind its content is.
    Session load(Path file) throws UnusableException;

    /// Writes a recording.
    void save(Session session, OutputStream out) throws IOException;

    /// Answers the program at standard input and output until it ends.
    void serve(String version);

    static Stages real() {
        return new RealStages();
    }
}
