package pyrometer.cli;

import java.util.ArrayList;
import java.util.List;
import pyrometer.session.Merge;
import pyrometer.session.Session;

/// Reports what is recorded already: one recording, or several put together.
final class ReportCommand {
    private final List<Recording> recordings;
    private final ReportOptions options;
    private final Surroundings surroundings;
    private final Stages stages;

    ReportCommand(List<Recording> recordings, ReportOptions options, Surroundings surroundings, Stages stages) {
        this.recordings = List.copyOf(recordings);
        this.options = options;
        this.surroundings = surroundings;
        this.stages = stages;
    }

    /// A conversion is a report whose format has to be said.
    static ReportCommand conversion(
            Recording recording, ReportOptions options, Surroundings surroundings, Stages stages)
            throws UsageException {
        if (ReportChoice.knownFormat(options).isEmpty()) {
            throw new UsageException("the name " + options.outfile().orElse("") + " does not tell the format to convert"
                    + " to: name it with -r");
        }
        return new ReportCommand(List.of(recording), options, surroundings, stages);
    }

    void run() throws UsageException, UnusableException {
        ReportWriter writer = ReportWriter.of(options, Destination.standardOutput(surroundings), surroundings, stages);
        Recordings opener = new Recordings(surroundings, stages);
        List<Session> sessions = new ArrayList<>();
        for (Recording recording : recordings) {
            sessions.add(opener.open(recording));
        }
        writer.write(sessions.size() == 1 ? sessions.getFirst() : Merge.of(sessions));
    }
}
