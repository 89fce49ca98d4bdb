package pyrometer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;

/// The help of each command: a page in the resources, into which the table of its options is put.
final class Help {
    private static final int INDENT = 30;
    private static final int WIDTH = 100;

    private Help() {}

    static String of(Subcommand command) {
        return page(command == Subcommand.RUN ? "pyrometer" : command.word())
                .replace("{commands}\n", commands())
                .replace("{options}\n", options(command.switches()));
    }

    private static String commands() {
        StringBuilder text = new StringBuilder();
        for (Subcommand command : Subcommand.named()) {
            append(text, "  pyrometer " + command.word(), command.summary());
        }
        return text.toString();
    }

    private static String options(Set<Switch> switches) {
        StringBuilder text = new StringBuilder();
        for (Switch.Group group : Switch.Group.values()) {
            boolean isTitled = false;
            for (Switch option : switches) {
                if (option.group() == group) {
                    if (!isTitled) {
                        text.append(text.isEmpty() ? "" : "\n")
                                .append(group.title())
                                .append(":\n");
                        isTitled = true;
                        text.append(group == Switch.Group.PROGRAM ? sources() : "");
                    }
                    append(text, "  " + names(option), option.help());
                }
            }
        }
        return text.toString();
    }

    /// What ends the options is none of them, so that it is in no table.
    private static String sources() {
        StringBuilder text = new StringBuilder();
        append(text, "  -m MODULE", "a module or package, as python -m does");
        append(text, "  -c CODE", "code from the command line, as python -c does");
        append(text, "  --", "what comes next is the program, even if it is called like an option or a command");
        return text.toString();
    }

    private static String names(Switch option) {
        String names = option.shortName().isEmpty() ? option.typed() : "-" + option.shortName() + ", " + option.typed();
        return option.takesValue() ? names + " " + option.value().placeholder() : names;
    }

    /// Two columns; the second is broken between words.
    private static void append(StringBuilder text, String left, String right) {
        text.append(left);
        int column = left.length();
        if (column > INDENT - 2) {
            text.append('\n');
            column = 0;
        }
        text.append(" ".repeat(INDENT - column));
        column = INDENT;
        for (String word : right.split(" ")) {
            if (column > INDENT && column + 1 + word.length() > WIDTH) {
                text.append('\n').append(" ".repeat(INDENT));
                column = INDENT;
            }
            text.append(column == INDENT ? "" : " ").append(word);
            column += word.length() + (column == INDENT ? 0 : 1);
        }
        text.append('\n');
    }

    private static String page(String name) {
        try (InputStream text = Objects.requireNonNull(Help.class.getResourceAsStream("help/" + name + ".txt"), name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
