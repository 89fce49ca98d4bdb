package pyrometer.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The options that were given: the configured ones first, then those of the command line in their order.
record Givens(List<Given> all) {
    /// Families of options of which the command line's replace the configured ones, as they exclude one another.
    private static final List<Set<Switch>> FAMILIES = List.of(
            EnumSet.of(Switch.SHOW, Switch.SHOW_REGEX, Switch.SHOW_ALL, Switch.HIDE, Switch.HIDE_REGEX),
            EnumSet.of(Switch.SAVE, Switch.NO_SAVE));

    /// Pairs that contradict each other: one source may not give both.
    private static final List<Set<Switch>> EXCLUSIVE = List.of(
            EnumSet.of(Switch.SHOW, Switch.SHOW_REGEX, Switch.SHOW_ALL),
            EnumSet.of(Switch.HIDE, Switch.HIDE_REGEX),
            EnumSet.of(Switch.SHOW_ALL, Switch.HIDE),
            EnumSet.of(Switch.SHOW_ALL, Switch.HIDE_REGEX),
            EnumSet.of(Switch.RANGE, Switch.FROM),
            EnumSet.of(Switch.RANGE, Switch.TO));

    Givens {
        all = List.copyOf(all);
    }

    /// The command line's options with the configured ones behind them, which count where the command line says
    /// nothing of the kind.
    ///
    /// @throws UsageException if options exclude each other
    static Givens of(List<Given> configured, List<Given> typed) throws UsageException {
        requireConsistent(configured);
        requireConsistent(typed);
        List<Given> all = new ArrayList<>();
        for (Given given : configured) {
            if (!isReplaced(given.option(), typed)) {
                all.add(given);
            }
        }
        all.addAll(typed);
        return new Givens(all);
    }

    private static boolean isReplaced(Switch configured, List<Given> typed) {
        return FAMILIES.stream()
                .filter(family -> family.contains(configured))
                .anyMatch(family -> typed.stream().anyMatch(given -> family.contains(given.option())));
    }

    private static void requireConsistent(List<Given> givens) throws UsageException {
        for (Set<Switch> choice : EXCLUSIVE) {
            List<Given> chosen = givens.stream()
                    .filter(given -> choice.contains(given.option()))
                    .toList();
            for (Given given : chosen) {
                if (given.option() != chosen.getFirst().option()) {
                    throw given.refusal(
                            " does not go with " + chosen.getFirst().option().typed());
                }
            }
        }
    }

    boolean has(Switch option) {
        return all.stream().anyMatch(given -> given.option() == option);
    }

    /// The one that counts, if an option was given several times: the last.
    Optional<Given> last(Switch option) {
        return all.reversed().stream().filter(given -> given.option() == option).findFirst();
    }

    Optional<String> value(Switch option) {
        return last(option).map(Given::value);
    }

    List<String> values(Switch option) {
        return all.stream()
                .filter(given -> given.option() == option)
                .map(Given::value)
                .toList();
    }

    /// Those of some options, in the order given.
    List<Given> of(Set<Switch> options) {
        return all.stream().filter(given -> options.contains(given.option())).toList();
    }
}
