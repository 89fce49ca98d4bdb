package pyrometer.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pyrometer.os.LinuxCalls;

/// Where the process begins and ends.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Map<String, Optional<String>> changes =
                InheritedLocale.changes(Optional.ofNullable(System.getProperty("pyrometer.lc_all")));
        Surroundings surroundings = new Surroundings(
                InheritedLocale.restored(System.getenv(), changes),
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                fileDescriptor -> new LinuxCalls().isTerminal(fileDescriptor));

        int status = new CommandLine(changes, surroundings, Stages.real()).run(List.of(args));

        surroundings.out().flush();
        surroundings.err().flush();
        System.exit(status);
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }
}
