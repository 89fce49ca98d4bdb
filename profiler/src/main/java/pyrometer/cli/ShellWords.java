package pyrometer.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import pyrometer.render.Format;
import pyrometer.session.AsyncMode;

/// What the scripts for all shells list.
final class ShellWords {
    private ShellWords() {}

    /// The option as it may be typed: `-i` and `--interval`.
    static List<String> names(Switch option) {
        List<String> names = new ArrayList<>();
        if (!option.shortName().isEmpty()) {
            names.add("-" + option.shortName());
        }
        names.add(option.typed());
        return names;
    }

    static List<String> formats() {
        return Arrays.stream(Format.values()).map(Format::label).toList();
    }

    static List<String> commands() {
        return Subcommand.named().stream().map(Subcommand::word).toList();
    }

    /// What may stand behind `--async-mode`.
    static List<String> asyncModes() {
        return Stream.of(AsyncMode.ENABLED, AsyncMode.DISABLED)
                .map(AsyncMode::word)
                .toList();
    }
}
