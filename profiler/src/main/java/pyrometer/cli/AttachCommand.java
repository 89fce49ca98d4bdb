package pyrometer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import pyrometer.Attachment;
import pyrometer.session.Session;

/// Looks at a program that runs already, until it ends, a time has passed or Ctrl-C is pressed; keeps the recording,
/// writes the report.
final class AttachCommand {
    private final AttachOptions options;
    private final Surroundings surroundings;
    private final Stages stages;

    AttachCommand(AttachOptions options, Surroundings surroundings, Stages stages) {
        this.options = options;
        this.surroundings = surroundings;
        this.stages = stages;
    }

    /// @return the exit status
    int run() throws UsageException, UnusableException {
        ReportWriter writer =
                ReportWriter.of(options.report(), Destination.standardOutput(surroundings), surroundings, stages);
        String args = words(stages.commandLine(options.pid()));
        try (RecordedRun recorded = RecordedRun.begin(options.recording(), args, surroundings, stages)) {
            String command = Printable.quoted(surroundings.command()) + " attach";
            Watch watch = new Watch(stages.interrupt());
            try (Session session = stages.attach(options.pid(), command, recorded.settings(), watch)) {
                return recorded.finish(session, writer) ? CommandLine.OK : CommandLine.UNUSABLE;
            } catch (UnusableException e) {
                recorded.forget();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String words(List<String> commandLine) {
        return commandLine.stream().map(Printable::quoted).collect(Collectors.joining(" "));
    }

    /// Looks at the clock, and out for Ctrl-C.
    private final class Watch implements Attachment.Onlooker {
        private final BooleanSupplier interrupt;
        private long startNanos;

        Watch(BooleanSupplier interrupt) {
            this.interrupt = interrupt;
        }

        @Override
        public void begins() {
            startNanos = System.nanoTime();
            surroundings.say("looking at process " + options.pid()
                    + options.duration()
                            .map(time -> " for " + seconds(time) + " s; Ctrl-C ends it sooner")
                            .orElse(" until it ends; Ctrl-C ends it sooner, and shows the report"));
        }

        @Override
        public boolean hasSeenEnough() {
            return interrupt.getAsBoolean()
                    || (options.duration().isPresent()
                            && System.nanoTime() - startNanos
                                    >= options.duration().get().toNanos());
        }

        private static String seconds(Duration time) {
            return time.toNanosPart() == 0
                    ? Long.toString(time.toSeconds())
                    : time.toSeconds() + "."
                            + "%09d".formatted(time.toNanosPart()).replaceFirst("0+$", "");
        }
    }
}
