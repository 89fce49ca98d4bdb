package pyrometer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/// Reads the section `[tool.pyrometer]`: keys are the long names of options. The only class that knows the TOML parser,
/// which is loaded with it.
final class ProjectToml {
    private final String file;
    private final TomlTable section;

    private ProjectToml(String file, TomlTable section) {
        this.file = file;
        this.section = section;
    }

    /// @param file its name, for messages
    static List<Given> read(String text, String file) throws UsageException {
        TomlParseResult parsed;
        try {
            parsed = Toml.parse(text);
        } catch (StackOverflowError e) {
            throw new UsageException(file + " is nested too deeply to be read; --no-config disregards it");
        }
        if (parsed.hasErrors()) {
            TomlParseError error = parsed.errors().getFirst();
            throw new UsageException(file + ":" + error.position().line() + ": " + error.getMessage()
                    + "; --no-config disregards the file");
        }
        List<String> path = List.of(ProjectFile.SECTION.split("\\."));
        Object section = parsed.get(path);
        if (section == null) {
            return List.of(); // Mentioned, in a comment or as a part of another name.
        }
        if (!(section instanceof TomlTable table)) {
            throw new UsageException(file + ": " + ProjectFile.SECTION + " is not a table: write [tool.pyrometer]");
        }
        return new ProjectToml(file, table).givens();
    }

    private List<Given> givens() throws UsageException {
        List<Given> givens = new ArrayList<>();
        for (String key : section.keySet()) {
            Switch option = option(key);
            boolean isOff = !option.takesValue() && Boolean.FALSE.equals(section.get(List.of(key)));
            if (isOff && contrary(option) == option) {
                continue; // It is off anyway.
            }
            for (String value : values(key, option)) {
                givens.add(given(key, option, value));
            }
        }
        return givens;
    }

    private Switch option(String key) throws UsageException {
        Optional<Switch> option = Switch.named(key);
        if (option.isPresent() && Switch.CONFIGURABLE.contains(option.get())) {
            return option.get();
        }
        List<String> known = Switch.CONFIGURABLE.stream().map(Switch::longName).toList();
        if (key.startsWith("no-") && known.contains(key.substring(3))) {
            throw mistake(key, "there is no key " + key + ": write " + key.substring(3) + " = false");
        }
        if (option.isPresent()) {
            throw mistake(key, key + " is for the command line only; keys are " + String.join(", ", known));
        }
        throw mistake(
                key,
                "there is no key " + key
                        + Suggestion.nearest(key, known)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; keys are " + String.join(", ", known)));
    }

    private List<String> values(String key, Switch option) throws UsageException {
        Object value = section.get(List.of(key));
        return switch (option.value()) {
            case NONE -> {
                if (value instanceof Boolean truth) {
                    yield List.of(truth.toString());
                }
                throw mistake(key, key + " is true or false, not " + kind(value));
            }
            case SECONDS -> {
                if (value instanceof Long || value instanceof Double) {
                    yield List.of(value.toString());
                }
                throw mistake(key, key + " is a number of seconds, not " + kind(value));
            }
            case KEY_VALUE -> {
                if (value instanceof TomlArray array) {
                    yield texts(key, array);
                }
                throw mistake(key, key + " is an array, such as [\"time=percent_of_total\"], not " + kind(value));
            }
            default -> {
                if (value instanceof String text) {
                    yield List.of(text);
                }
                throw mistake(key, key + " is a string, not " + kind(value));
            }
        };
    }

    private List<String> texts(String key, TomlArray array) throws UsageException {
        List<String> texts = new ArrayList<>();
        for (Object item : array.toList()) {
            if (!(item instanceof String text)) {
                throw mistake(key, key + " is an array of strings, and this is " + kind(item));
            }
            texts.add(text);
        }
        return texts;
    }

    private Given given(String key, Switch option, String value) {
        Given.Origin origin = new Given.Origin.Configured(file, line(key));
        if (option.takesValue()) {
            return new Given(option, value, origin);
        }
        return new Given(Boolean.parseBoolean(value) ? option : contrary(option), "", origin);
    }

    /// The option that says the contrary of a flag; itself, if there is none.
    private static Switch contrary(Switch flag) {
        return Switch.named("no-" + flag.longName()).orElse(flag);
    }

    private static String kind(@Nullable Object value) {
        return switch (value) {
            case Boolean _ -> "a truth value";
            case Long _, Double _ -> "a number";
            case String _ -> "a string";
            case TomlArray _ -> "an array";
            case TomlTable _ -> "a table";
            case null -> "nothing";
            default -> "a " + value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    private int line(String key) {
        var position = section.inputPositionOf(List.of(key));
        return position == null ? 1 : position.line();
    }

    private UsageException mistake(String key, String message) {
        return new UsageException(file + ":" + line(key) + ": " + message);
    }
}
