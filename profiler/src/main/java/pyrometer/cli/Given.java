package pyrometer.cli;

/// An option that was given, its value and who gave it.
///
/// @param value empty for an option that takes none, or may stand without
record Given(Switch option, String value, Origin origin) {
    /// Who gave it.
    sealed interface Origin {
        /// The command line.
        record Typed() implements Origin {}

        /// A line of a configuration file.
        record Configured(String file, int line) implements Origin {}
    }

    static Given typed(Switch option, String value) {
        return new Given(option, value, new Origin.Typed());
    }

    boolean isTyped() {
        return origin instanceof Origin.Typed;
    }

    /// A refusal that tells where the option was given.
    ///
    /// @param predicate follows its name: `needs a number`
    UsageException refusal(String predicate) {
        return new UsageException(
                switch (origin) {
                    case Origin.Typed() -> option.typed() + predicate;
                    case Origin.Configured(String file, int line) ->
                        file + ":" + line + ": " + option.longName() + predicate;
                });
    }
}
