package pyrometer.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pyrometer.session.FunctionName;
import pyrometer.session.Slice;

/// Reads which part of a recording is to be reported.
final class Slices {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?|\\.\\d{1,9})(us|ms|s|m|h)?");

    private Slices() {}

    static Slice of(Givens givens) throws UsageException {
        OptionalLong from = OptionalLong.empty();
        OptionalLong to = OptionalLong.empty();
        Optional<Given> range = givens.last(Switch.RANGE);
        if (range.isPresent()) {
            String[] ends = range.get().value().split("-", -1);
            if (ends.length != 2 || (ends[0].isBlank() && ends[1].isBlank())) {
                throw range.get()
                        .refusal(" is two times with a dash between, such as 1.2s-3.4s or 500ms-; this is not: "
                                + range.get().value());
            }
            from = ends[0].isBlank() ? from : OptionalLong.of(nanos(range.get(), ends[0]));
            to = ends[1].isBlank() ? to : OptionalLong.of(nanos(range.get(), ends[1]));
        }
        Optional<Given> begin = givens.last(Switch.FROM);
        Optional<Given> end = givens.last(Switch.TO);
        from = begin.isPresent()
                ? OptionalLong.of(nanos(begin.get(), begin.get().value()))
                : from;
        to = end.isPresent() ? OptionalLong.of(nanos(end.get(), end.get().value())) : to;
        if (from.isPresent() && to.isPresent() && from.getAsLong() >= to.getAsLong()) {
            throw range.or(() -> end).orElseThrow().refusal(" ends where it starts, or before");
        }
        return new Slice(
                from,
                to,
                givens.values(Switch.THREAD),
                processes(givens),
                givens.has(Switch.ON_CPU),
                givens.value(Switch.FOCUS).map(FunctionName::new));
    }

    private static long nanos(Given given, String text) throws UsageException {
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
        // No recording lasts 292 years: later than that is its end.
        return nanos.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
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
