package pyrometer.cli;

import java.util.Optional;

/// What to run, how to record it and what to make of it: the command line of a run, read but not yet checked against
/// the files it names.
///
/// @param python the interpreter that was named, rather than the one that would be found
record RunOptions(Program program, Optional<String> python, RecordingOptions recording, ReportOptions report) {}
