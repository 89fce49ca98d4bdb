package pyrometer.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pyrometer.session.Slice;

/// What to make of a recording: the command line of a report, read but not yet checked against the format.
///
/// @param renderer the format that was named
/// @param outfile where the report was sent
/// @param look how it is to look, in the order given
/// @param slice the part that is reported
record ReportOptions(Optional<Given> renderer, Optional<String> outfile, List<Given> look, Slice slice) {
    private static final Set<Switch> LOOK = EnumSet.of(
            Switch.TIMELINE,
            Switch.SHOW_ALL,
            Switch.SHOW,
            Switch.SHOW_REGEX,
            Switch.HIDE,
            Switch.HIDE_REGEX,
            Switch.COLOR,
            Switch.NO_COLOR,
            Switch.UNICODE,
            Switch.NO_UNICODE,
            Switch.SOURCE,
            Switch.RENDER_OPTION);

    ReportOptions {
        look = List.copyOf(look);
    }

    static ReportOptions of(Givens givens) throws UsageException {
        return new ReportOptions(
                givens.last(Switch.RENDERER), givens.value(Switch.OUTFILE), givens.of(LOOK), Slices.of(givens));
    }

    ReportOptions withOutfile(String file) {
        return new ReportOptions(renderer, Optional.of(file), look, slice);
    }
}
