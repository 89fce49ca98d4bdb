package pyrometer.render;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import pyrometer.session.SessionFile;
import pyrometer.session.Stem;

/// The formats a session can be rendered in, by the name they have after `-r`.
public enum Format {
    TEXT("text", "text", ".txt", Content.TEXT),
    JSON("json", "json", ".json", Content.TEXT),
    PYRO("pyro", "pyro", ".pyro", Content.BINARY),
    PSTATS("pstats", "pstats", ".pstats", Content.BINARY),
    SPEEDSCOPE("speedscope", "speedscope", ".speedscope.json", Content.TEXT),
    PPROF("pprof", "pprof", ".pb.gz .pprof", Content.BINARY),
    COLLAPSED("collapsed", "collapsed", ".collapsed .folded", Content.TEXT),
    FIREFOX("firefox", "firefox", ".profile.json", Content.TEXT),
    PYISESSION("pyisession", "session", ".pyisession", Content.TEXT),
    HTML("html", "html", ".html .htm", Content.TEXT),
    MARKDOWN("markdown", "md", ".md", Content.TEXT);

    private enum Content {
        TEXT,
        BINARY
    }

    private final String label;
    private final String alias;
    private final String endings;
    private final Content content;

    /// @param alias another name of the format, or the same
    /// @param endings of the names of its files, with blanks between them
    Format(String label, String alias, String endings, Content content) {
        this.label = label;
        this.alias = alias;
        this.endings = endings;
        this.content = content;
    }

    /// What can be set about a rendering in this format.
    Set<Option> options() {
        return switch (this) {
            case TEXT ->
                EnumSet.of(
                        Option.SHOW_ALL,
                        Option.TIMELINE,
                        Option.UNICODE,
                        Option.COLOR,
                        Option.TIME,
                        Option.FILTER_THRESHOLD,
                        Option.HIDE,
                        Option.SHOW,
                        Option.FLAT,
                        Option.FLAT_TIME,
                        Option.FUNCTION,
                        Option.LINES,
                        Option.FOLD_RECURSION,
                        Option.SHORT_MODE);
            case JSON ->
                EnumSet.of(
                        Option.SHOW_ALL,
                        Option.TIMELINE,
                        Option.FILTER_THRESHOLD,
                        Option.HIDE,
                        Option.SHOW,
                        Option.FOLD_RECURSION);
            case MARKDOWN ->
                EnumSet.of(
                        Option.SHOW_ALL,
                        Option.UNICODE,
                        Option.TIME,
                        Option.FILTER_THRESHOLD,
                        Option.HIDE,
                        Option.SHOW,
                        Option.FOLD_RECURSION);
            case PSTATS, SPEEDSCOPE, PPROF, COLLAPSED, FIREFOX -> EnumSet.of(Option.SHOW_ALL);
            // What the page shows at first.
            case HTML ->
                EnumSet.of(
                        Option.SHOW_ALL,
                        Option.TIMELINE,
                        Option.TIME,
                        Option.FILTER_THRESHOLD,
                        Option.HIDE,
                        Option.SHOW,
                        Option.FOLD_RECURSION,
                        Option.SOURCE);
            case PYRO, PYISESSION -> EnumSet.noneOf(Option.class);
        };
    }

    /// What writes a session in this format. Where a call asked for the recording, reports begin at the caller; a
    /// recording that is kept keeps all.
    public Renderer renderer(Options options) {
        Renderer renderer = rendererOf(options);
        return this == PYRO ? renderer : (session, out) -> renderer.render(Stem.cutOff(session), out);
    }

    private Renderer rendererOf(Options options) {
        return switch (this) {
            case TEXT -> new ConsoleRenderer(options);
            case JSON -> new JsonRenderer(options);
            case PYRO -> SessionFile::write;
            case PSTATS -> new PstatsRenderer(options);
            case SPEEDSCOPE -> new SpeedscopeRenderer(options);
            case PPROF -> new PprofRenderer(options);
            case COLLAPSED -> new CollapsedRenderer(options);
            case FIREFOX -> new FirefoxRenderer(options);
            case PYISESSION -> new PyisessionRenderer();
            case HTML -> new HtmlRenderer(options);
            case MARKDOWN -> new MarkdownRenderer(options);
        };
    }

    /// The name of the format: `text`.
    public String label() {
        return label;
    }

    /// Whether what is written is no text.
    public boolean isBinary() {
        return content == Content.BINARY;
    }

    /// Whether a reader of this format sees what the notes of a session say, such as that it is only a part.
    public boolean hasNotes() {
        return switch (this) {
            case PSTATS, COLLAPSED, PYISESSION -> false;
            case TEXT, JSON, PYRO, SPEEDSCOPE, PPROF, FIREFOX, HTML, MARKDOWN -> true;
        };
    }

    /// @throws UnusableOption if there is none of this name
    public static Format named(String name) throws UnusableOption {
        return Arrays.stream(values())
                .filter(format -> format.label.equals(name) || format.alias.equals(name))
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
