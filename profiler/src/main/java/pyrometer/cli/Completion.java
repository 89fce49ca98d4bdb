package pyrometer.cli;

import java.util.List;

/// The scripts by which shells complete our command line, made from the tables by which it is parsed.
final class Completion {
    static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    private Completion() {}

    /// @param shell one of [#SHELLS]
    static String script(String shell) {
        return switch (shell) {
            case "bash" -> BashCompletion.script();
            case "zsh" -> ZshCompletion.script();
            case "fish" -> FishCompletion.script();
            default -> throw new IllegalArgumentException(shell);
        };
    }
}
