package pyrometer.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import pyrometer.session.AsyncMode;

/// How to record a program.
///
/// @param interval between two looks
/// @param asyncMode how the time of an event loop is shown
/// @param children whether the processes that it starts are recorded too
/// @param description the header's line about the program
/// @param save whether the recording is kept
record RecordingOptions(
        Duration interval, AsyncMode asyncMode, boolean children, Description description, boolean save) {
    private static final Duration DEFAULT_INTERVAL = Duration.ofMillis(1);

    static RecordingOptions of(Givens givens, String description) throws UsageException {
        Optional<Given> interval = givens.last(Switch.INTERVAL);
        return new RecordingOptions(
                interval.isPresent() ? Seconds.interval(interval.get()) : DEFAULT_INTERVAL,
                asyncMode(givens),
                givens.has(Switch.CHILDREN),
                Description.of(givens, description),
                !givens.has(Switch.NO_SAVE));
    }

    private static AsyncMode asyncMode(Givens givens) throws UsageException {
        Optional<Given> given = givens.last(Switch.ASYNC_MODE);
        if (given.isEmpty()) {
            return AsyncMode.ENABLED;
        }
        for (AsyncMode mode : List.of(AsyncMode.ENABLED, AsyncMode.DISABLED)) {
            if (mode.word().equals(given.get().value())) {
                return mode;
            }
        }
        throw given.get()
                .refusal(" is enabled or disabled; this is not: " + given.get().value());
    }
}
