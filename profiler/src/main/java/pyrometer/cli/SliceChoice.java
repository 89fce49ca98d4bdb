package pyrometer.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which part of a recording is to be reported.
///
/// @param from since the start of the recording
/// @param to since the start of the recording
/// @param threads by name; all if there are none
/// @param processes by number; all if there are none
/// @param onCpu whether the time that a thread waited is left out
/// @param focus the function whose calls are looked at
record SliceChoice(
        Optional<Duration> from,
        Optional<Duration> to,
        List<String> threads,
        List<Integer> processes,
        boolean onCpu,
        Optional<String> focus) {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?|\\.\\d{1,9})(us|ms|s|m|h)?");

    SliceChoice {
        threads = List.copyOf(threads);
        processes = List.copyOf(processes);
    }

    static final SliceChoice EVERYTHING =
            new SliceChoice(Optional.empty(), Optional.empty(), List.of(), List.of(), false, Optional.empty());

    static SliceChoice of(Givens givens) throws UsageException {
        Optional<Duration> from = Optional.empty();
        Optional<Duration> to = Optional.empty();
        if (givens.last(Switch.RANGE).isPresent()) {
            Given range = givens.last(Switch.RANGE).get();
            String[] ends = range.value().split("-", -1);
            if (ends.length != 2 || (ends[0].isBlank() && ends[1].isBlank())) {
                throw range.refusal(" is two times with a dash between, such as 1.2s-3.4s or 500ms-; this is not: "
                        + range.value());
            }
            from = ends[0].isBlank() ? Optional.empty() : Optional.of(time(range, ends[0]));
            to = ends[1].isBlank() ? Optional.empty() : Optional.of(time(range, ends[1]));
        }
        for (Given given : givens.last(Switch.FROM).stream().toList()) {
            from = Optional.of(time(given, given.value()));
        }
        for (Given given : givens.last(Switch.TO).stream().toList()) {
            to = Optional.of(time(given, given.value()));
        }
        requireForward(from, to, givens);
        return new SliceChoice(
                from,
                to,
                givens.values(Switch.THREAD),
                processes(givens),
                givens.has(Switch.ON_CPU),
                givens.value(Switch.FOCUS));
    }

    boolean isEverything() {
        return equals(EVERYTHING);
    }

    private static void requireForward(Optional<Duration> from, Optional<Duration> to, Givens givens)
            throws UsageException {
        if (from.isPresent() && to.isPresent() && from.get().compareTo(to.get()) >= 0) {
            Given given =
                    givens.last(Switch.RANGE).or(() -> givens.last(Switch.TO)).orElseThrow();
            throw given.refusal(" ends at " + to.get().toMillis() + " ms, which is not after its start at "
                    + from.get().toMillis() + " ms");
        }
    }

    private static Duration time(Given given, String text) throws UsageException {
        Matcher matcher = TIME.matcher(text.strip());
        if (!matcher.matches()) {
            throw given.refusal(" takes a time, such as 1.2, 1.2s, 300ms, 2m; this is not one: " + text);
        }
        long unit = switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 1_000_000_000L;
        };
        BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        // A recording of 292 years has no end; nor has one that is to be reported to a later moment.
        return Duration.ofNanos(nanos.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue());
    }

    private static List<Integer> processes(Givens givens) throws UsageException {
        List<Integer> processes = new ArrayList<>();
        for (String text : givens.values(Switch.PROCESS)) {
            try {
                processes.add(Integer.parseUnsignedInt(text));
            } catch (NumberFormatException e) {
                throw new UsageException("--process takes a process's number, as ps prints it; this is not: " + text);
            }
        }
        return processes;
    }
}
