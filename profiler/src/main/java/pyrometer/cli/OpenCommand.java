package pyrometer.cli;

/// Shows a recording in the browser.
final class OpenCommand {
    private final Recording recording;
    private final ReportOptions options;
    private final Surroundings surroundings;
    private final Stages stages;

    OpenCommand(Recording recording, ReportOptions options, Surroundings surroundings, Stages stages) {
        this.recording = recording;
        this.options = options;
        this.surroundings = surroundings;
        this.stages = stages;
    }

    void run() throws UsageException, UnusableException {
        ReportWriter writer = ReportWriter.inBrowser(options, surroundings, stages);
        writer.write(new Recordings(surroundings, stages).open(recording));
    }
}
