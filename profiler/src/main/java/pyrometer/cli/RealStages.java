package pyrometer.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import pyrometer.Attachment;
import pyrometer.CannotAttach;
import pyrometer.Preparation;
import pyrometer.Profiler;
import pyrometer.memory.TargetGone;
import pyrometer.process.CannotStart;
import pyrometer.process.PythonFinder;
import pyrometer.process.TargetProcess;
import pyrometer.serve.Server;
import pyrometer.session.Session;
import pyrometer.session.SessionFile;

/// The stages of the product.
final class RealStages implements Stages {
    /// Set by the launcher that pip installs: the interpreter beside it.
    private static final Optional<Path> OWN_PYTHON = Optional.ofNullable(System.getProperty("pyrometer.python"))
            .map(python -> Path.of(python).toAbsolutePath());

    @Override
    public Path findPython(Optional<String> named, Surroundings surroundings) throws UnusableException {
        try {
            return new PythonFinder(surroundings.environment(), OWN_PYTHON).find(named);
        } catch (CannotStart e) {
            throw new UnusableException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Preparation prepare(Path python) {
        return Preparation.begin(python);
    }

    @Override
    public Profiler.Outcome profile(Profiler.Run run, Preparation preparation) throws UnusableException {
        try {
            return Profiler.run(run, preparation);
        } catch (CannotStart e) {
            throw new UnusableException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<String> commandLine(int pid) throws UnusableException {
        try {
            return TargetProcess.of(pid).commandLine();
        } catch (TargetGone e) {
            throw new UnusableException("there is no process " + pid);
        }
    }

    @Override
    public Session attach(int pid, String command, Profiler.Settings settings, Attachment.Onlooker onlooker)
            throws UnusableException {
        try {
            return Attachment.record(pid, command, settings, onlooker);
        } catch (CannotAttach e) {
            throw new UnusableException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public BooleanSupplier interrupt() {
        return Interrupt.expected();
    }

    @Override
    public void render(Session session, ReportChoice choice, OutputStream out) throws IOException {
        choice.format().renderer(choice.options()).render(session, out);
    }

    @Override
    public Session load(Path file) throws UnusableException {
        return RecordingFile.open(file);
    }

    @Override
    public void save(Session session, OutputStream out) throws IOException {
        SessionFile.write(session, out);
    }

    @Override
    public void serve(String version) {
        Server.serve(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out), version);
    }
}
