package pyrometer.session;

import java.util.ArrayList;
import java.util.List;

/// One profiled process.
///
/// @param pid its number, as [ThreadInfo#processId] has it
/// @param parentPid the number of the process that started it, or 0 where it is not known
/// @param commandLine the program and its arguments; empty where it is not known
/// @param pythonVersion for example `3.12.1`, or an empty string where it is not known
public record ProcessInfo(int pid, int parentPid, List<String> commandLine, String pythonVersion) {
    public ProcessInfo {
        commandLine = List.copyOf(commandLine);
    }

    /// The command line as people write it, without the folder of the program.
    String command() {
        if (commandLine.isEmpty()) {
            return "";
        }
        List<String> words = new ArrayList<>(commandLine);
        words.set(0, words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1));
        return String.join(" ", words);
    }
}
