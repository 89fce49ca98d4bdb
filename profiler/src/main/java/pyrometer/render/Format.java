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
            return EnumSet.complementOf(EnumSet.of(Option.SOURCE));
        }

        @Override
        public Renderer renderer(Options options) {
            return new ConsoleRenderer(options);
        }
    },
    JSON("json", ".json") {
        @Override
        Set<Option> options() {
            return EnumSet.of(
                    Option.SHOW_ALL,
                    Option.TIMELINE,
                    Option.FILTER_THRESHOLD,
                    Option.HIDE,
                    Option.SHOW,
                    Option.FOLD_RECURSION);
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

        @Override
        public boolean isBinary() {
            return true;
        }
    },
    PSTATS("pstats", ".pstats") {
        @Override
        Set<Option> options() {
            return EnumSet.of(Option.SHOW_ALL);
        }

        @Override
        public Renderer renderer(Options options) {
            return new PstatsRenderer(options);
        }

        @Override
        public boolean isBinary() {
            return true;
        }
    },
    SPEEDSCOPE("speedscope", ".speedscope.json") {
        @Override
        Set<Option> options() {
            return EnumSet.of(Option.SHOW_ALL);
        }

        @Override
        public Renderer renderer(Options options) {
            return new SpeedscopeRenderer(options);
        }
    },
    PPROF("pprof", ".pb.gz .pprof") {
        @Override
        Set<Option> options() {
            return EnumSet.of(Option.SHOW_ALL);
        }

        @Override
        public Renderer renderer(Options options) {
            return new PprofRenderer(options);
        }

        @Override
        public boolean isBinary() {
            return true;
        }
    },
    COLLAPSED("collapsed", ".collapsed .folded") {
        @Override
        Set<Option> options() {
            return EnumSet.of(Option.SHOW_ALL);
        }

        @Override
        public Renderer renderer(Options options) {
            return new CollapsedRenderer(options);
        }
    },
    FIREFOX("firefox", ".profile.json") {
        @Override
        Set<Option> options() {
            return EnumSet.of(Option.SHOW_ALL);
        }

        @Override
        public Renderer renderer(Options options) {
            return new FirefoxRenderer(options);
        }
    },
    PYISESSION("pyisession", ".pyisession") {
        @Override
        String alias() {
            return "session";
        }

        @Override
        Set<Option> options() {
            return EnumSet.noneOf(Option.class);
        }

        @Override
        public Renderer renderer(Options options) {
            return new PyisessionRenderer();
        }
    },
    /// The options are what the page shows at first.
    HTML("html", ".html .htm") {
        @Override
        Set<Option> options() {
            return EnumSet.of(
                    Option.SHOW_ALL,
                    Option.TIMELINE,
                    Option.TIME,
                    Option.FILTER_THRESHOLD,
                    Option.HIDE,
                    Option.SHOW,
                    Option.FOLD_RECURSION,
                    Option.SOURCE);
        }

        @Override
        public Renderer renderer(Options options) {
            return new HtmlRenderer(options);
        }
    },
    MARKDOWN("markdown", ".md") {
        @Override
        String alias() {
            return "md";
        }

        @Override
        Set<Option> options() {
            return EnumSet.of(
                    Option.SHOW_ALL,
                    Option.UNICODE,
                    Option.TIME,
                    Option.FILTER_THRESHOLD,
                    Option.HIDE,
                    Option.SHOW,
                    Option.FOLD_RECURSION);
        }

        @Override
        public Renderer renderer(Options options) {
            return new MarkdownRenderer(options);
        }
    };

    private final String label;
    private final String endings;

    /// @param endings of the names of its files, with blanks between them
    Format(String label, String endings) {
        this.label = label;
        this.endings = endings;
    }

    /// What can be set about a rendering in this format.
    abstract Set<Option> options();

    public abstract Renderer renderer(Options options);

    /// The name of the format: `text`.
    public String label() {
        return label;
    }

    /// Another name of the format.
    String alias() {
        return label;
    }

    /// Whether what is written is no text, and would only upset a terminal.
    public boolean isBinary() {
        return false;
    }

    /// @throws UnusableOption if there is none of this name
    public static Format named(String name) throws UnusableOption {
        return Arrays.stream(values())
                .filter(format -> format.label.equals(name) || format.alias().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnusableOption("there is no format '" + name + "': choose from "
                        + Arrays.stream(values()).map(Format::label).collect(Collectors.joining(", "))));
    }

    /// The format that the name of an output file asks for; the format with the longest such ending.
    public static Optional<Format> ofFile(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.endingOf(name) > 0)
                .max(Comparator.comparingInt(format -> format.endingOf(name)));
    }

    /// The length of the longest of the format's endings that the name has.
    private int endingOf(String name) {
        return Arrays.stream(endings.split(" "))
                .filter(name::endsWith)
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    /// Makes sure that the options go together, and that each does something.
    ///
    /// @throws UnusableOption if not, with what to leave out
    public void check(Options options) throws UnusableOption {
        if (options.timeline() && !options().contains(Option.TIMELINE)) {
            throw new UnusableOption("the format " + label + " has no timeline");
        }
        if (options.showAll() && !options().contains(Option.SHOW_ALL)) {
            throw new UnusableOption("the format " + label + " hides nothing, so there is nothing more to show");
        }
        options.view().check(options);
    }

    Option option(String key) throws UnusableOption {
        return Option.named(key)
                .filter(options()::contains)
                .orElseThrow(() -> new UnusableOption("the format " + label + " has no option '" + key + "': it has "
                        + (options().isEmpty()
                                ? "none"
                                : options().stream().map(Option::key).collect(Collectors.joining(", ")))));
    }
}
