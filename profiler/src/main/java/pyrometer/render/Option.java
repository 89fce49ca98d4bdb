package pyrometer.render;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What can be set about a rendering, by the name it has after `-p`.
enum Option {
    SHOW_ALL("show_all", "true or false") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return options.withShowAll(truth(value));
        }
    },
    TIMELINE("timeline", "true or false") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return options.withTimeline(truth(value));
        }
    },
    UNICODE("unicode", "true or false") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return options.withUnicode(truth(value));
        }
    },
    COLOR("color", "true or false") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return options.withColor(truth(value));
        }
    },
    TIME("time", "seconds or percent_of_total") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return switch (value) {
                case "seconds" -> options.withTime(Options.Time.SECONDS);
                case "percent_of_total" -> options.withTime(Options.Time.PERCENT_OF_TOTAL);
                default -> throw unusable(value);
            };
        }
    },
    FILTER_THRESHOLD("processor_options.filter_threshold", "a number from 0 to 1") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            try {
                double share = Double.parseDouble(value);
                if (share >= 0 && share <= 1) {
                    return options.withFilterThreshold(share);
                }
            } catch (NumberFormatException _) {
                // said below
            }
            throw unusable(value);
        }
    },
    HIDE("processor_options.hide_regex", "a regular expression for the path of a file") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return options.withHide(Optional.of(pattern(value)));
        }
    },
    SHOW("processor_options.show_regex", "a regular expression for the path of a file") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return options.withShow(Optional.of(pattern(value)));
        }
    },
    FLAT("flat", "true or false") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return options.withView(options.view().withFlat(truth(value)));
        }
    },
    FLAT_TIME("flat_time", "self or total") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return switch (value) {
                case "self" -> options.withView(options.view().withFlatByTotal(false));
                case "total" -> options.withView(options.view().withFlatByTotal(true));
                default -> throw unusable(value);
            };
        }
    },
    FUNCTION("function", "the name of a function, as name, module.name or file:line") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            if (value.isBlank() || value.equals("true")) {
                throw unusable(value);
            }
            return options.withView(options.view().withFunction(Optional.of(value)));
        }
    },
    LINES("lines", "true or false") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return options.withView(options.view().withLines(truth(value)));
        }
    },
    FOLD_RECURSION("fold_recursion", "true or false") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return options.withView(options.view().withFoldedRecursion(truth(value)));
        }
    },
    SOURCE("source", "true or false") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return options.withSource(truth(value));
        }
    },
    SHORT_MODE("short_mode", "true or false") {
        @Override
        Options set(Options options, String value) throws UnusableOption {
            return options.withView(options.view().withShortMode(truth(value)));
        }
    };

    private final String key;
    private final String accepted;

    Option(String key, String accepted) {
        this.key = key;
        this.accepted = accepted;
    }

    abstract Options set(Options options, String value) throws UnusableOption;

    String key() {
        return key;
    }

    static Optional<Option> named(String key) {
        return Arrays.stream(values()).filter(option -> option.key.equals(key)).findFirst();
    }

    boolean truth(String value) throws UnusableOption {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw unusable(value);
        };
    }

    Pattern pattern(String value) throws UnusableOption {
        try {
            return Pattern.compile(value);
        } catch (PatternSyntaxException e) {
            throw new UnusableOption(key + ": " + e.getDescription() + " in the regular expression '" + value + "'");
        }
    }

    UnusableOption unusable(String value) {
        return new UnusableOption(key + " cannot be '" + value + "': it takes " + accepted);
    }
}
