package pyrometer.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The header's line about the program: a template by the rules of Python's `str.format`, with `args` as the only name.
final class Description {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{|}}|\\{([^{}]*)}|[{}]");

    private final String template;

    private Description(String template) {
        this.template = template;
    }

    /// The one that was given, or else this.
    static Description of(Givens givens, String otherwise) throws UsageException {
        Given given = givens.last(Switch.TARGET_DESCRIPTION).orElse(null);
        if (given == null) {
            return new Description(otherwise);
        }
        Matcher matcher = PLACEHOLDER.matcher(given.value());
        while (matcher.find()) {
            if (!matcher.group().matches("\\{\\{|}}|\\{args}")) {
                throw given.refusal(" knows {args} only, and {{ and }} for braces; not " + matcher.group());
            }
        }
        return new Description(given.value());
    }

    /// @param args what the program was started with
    String of(String args) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(placeholder -> Matcher.quoteReplacement(
                        switch (placeholder.group()) {
                            case "{{" -> "{";
                            case "}}" -> "}";
                            default -> args;
                        }));
    }
}
