package pyrometer.cli;

import java.time.Duration;
import java.util.Optional;
import pyrometer.session.AsyncMode;

/// What to run, how to sample it and what to make of it: the command line of a run, read but not yet checked against
/// the files it names.
///
/// @param python the interpreter that was named, rather than the one that would be found
/// @param description the header's line about the program
/// @param asyncMode how the time of an event loop is shown
/// @param save whether the run is kept
record RunOptions(
        Program program,
        Optional<String> python,
        Duration interval,
        AsyncMode asyncMode,
        String description,
        boolean save,
        ReportOptions report) {}
