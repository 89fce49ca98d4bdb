package pyrometer.render;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The formats a comparison can be rendered in, by the name they have after `-r`.
public enum DiffFormat {
    /// Looks at `unicode`, `color` and `filterThreshold`, and at `showAll`, which leaves no call out.
    TEXT("text", ".txt") {
        @Override
        public DiffRenderer renderer(Options options) {
            return new ConsoleDiffRenderer(options);
        }
    },
    /// Always has everything.
    JSON("json", ".json") {
        @Override
        public DiffRenderer renderer(Options options) {
            return new JsonDiffRenderer();
        }
    },
    /// For a comment to a change: without the calls.
    MARKDOWN("markdown", ".md") {
        @Override
        public DiffRenderer renderer(Options options) {
            return new MarkdownDiffRenderer();
        }
    };

    private final String label;
    private final String ending;

    DiffFormat(String label, String ending) {
        this.label = label;
        this.ending = ending;
    }

    public abstract DiffRenderer renderer(Options options);

    /// The name of the format: `text`.
    public String label() {
        return label;
    }

    /// @throws UnusableOption if there is none of this name
    public static DiffFormat named(String name) throws UnusableOption {
        return Arrays.stream(values())
                .filter(format -> format.label.equals(name))
                .findFirst()
                .orElseThrow(() -> new UnusableOption("a comparison has no format '" + name + "': choose from "
                        + Arrays.stream(values()).map(DiffFormat::label).collect(Collectors.joining(", "))));
    }

    /// The format that the name of an output file asks for.
    public static Optional<DiffFormat> ofFile(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> name.endsWith(format.ending))
                .max(Comparator.comparingInt(format -> format.ending.length()));
    }
}
