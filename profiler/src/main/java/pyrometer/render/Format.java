package pyrometer.render;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import pyrometer.session.SessionFile;

/// The formats a session can be rendered in, by the name they have after `-r`.
public enum Format {
    TEXT("text", ".txt") {
        @Override
        Set<Option> options() {
            return EnumSet.allOf(Option.class);
        }

        @Override
        public Renderer renderer(Options options) {
            return new ConsoleRenderer(options);
        }
    },
    JSON("json", ".json") {
        @Override
        Set<Option> options() {
            return EnumSet.complementOf(EnumSet.of(Option.UNICODE, Option.COLOR, Option.TIME));
        }

        @Override
        public Renderer renderer(Options options) {
            return new JsonRenderer(options);
        }
    },
    PYRO("pyro", ".pyro") {
        @Override
        Set<Option> options() {
            return EnumSet.noneOf(Option.class);
        }

        @Override
        public Renderer renderer(Options options) {
            return SessionFile::write;
        }
    };

    private final String label;
    private final String ending;

    Format(String label, String ending) {
        this.label = label;
        this.ending = ending;
    }

    /// What can be set about a rendering in this format.
    abstract Set<Option> options();

    public abstract Renderer renderer(Options options);

    /// The name of the format: `text`.
    public String label() {
        return label;
    }

    /// @throws UnusableOption if there is none of this name
    public static Format named(String name) throws UnusableOption {
        return Arrays.stream(values())
                .filter(format -> format.label.equals(name))
                .findFirst()
                .orElseThrow(() -> new UnusableOption("there is no format '" + name + "': choose from "
                        + Arrays.stream(values()).map(Format::label).collect(Collectors.joining(", "))));
    }

    /// The format that the name of an output file asks for; the format with the longest such ending.
    public static Optional<Format> ofFile(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> name.endsWith(format.ending))
                .max(Comparator.comparingInt(format -> format.ending.length()));
    }

    Option option(String key) throws UnusableOption {
        return Option.named(key)
                .filter(options()::contains)
                .orElseThrow(() -> new UnusableOption("the format " + label + " has no option '" + key + "': it has "
                        + options().stream().map(Option::key).collect(Collectors.joining(", "))));
    }
}
