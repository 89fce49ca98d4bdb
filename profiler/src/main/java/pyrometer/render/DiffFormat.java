package pyrometer.render;

import java.util.Arrays;
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
    },
    /// Looks at `filterThreshold` and `showAll`, which are what the page shows at first. Of one run on each side.
    HTML("html", ".html .htm") {
        @Override
        public DiffRenderer renderer(Options options) {
            return new HtmlDiffRenderer(options);
        }
    };

    private final String label;
    private final String endings;

    /// @param endings of the names of its files, with blanks between them
    DiffFormat(String label, String endings) {
        this.label = label;
        this.endings = endings;
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
                .filter(format -> Arrays.stream(format.endings.split(" ")).anyMatch(name::endsWith))
                .findFirst();
    }
}
