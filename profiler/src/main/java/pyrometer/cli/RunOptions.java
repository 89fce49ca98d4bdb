package pyrometer.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What to run, how to sample it and what to make of it: the command line of a run, read but not yet checked against
/// the files it names.
///
/// @param python the interpreter that was named, rather than the one that would be found
/// @param renderer the format that was named
/// @param outfile where the report was sent
/// @param renderOptions `-p KEY[=VALUE]`, in the order given
/// @param color whether colour was asked for or refused
/// @param unicode whether line drawing characters were asked for or refused
/// @param description the header's line about the program
record RunOptions(
        Program program,
        Optional<String> python,
        Duration interval,
        Optional<String> renderer,
        Optional<String> outfile,
        List<String> renderOptions,
        boolean timeline,
        boolean showAll,
        Optional<Boolean> color,
        Optional<Boolean> unicode,
        String description) {
    RunOptions {
        renderOptions = List.copyOf(renderOptions);
    }
}
