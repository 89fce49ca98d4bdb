package pyrometer.session;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// What makes processes of two recordings the same: what they were started with, and which of several such they are.
///
/// @param command without digits, as numbers of files and processes differ from run to run; empty for the program
///     itself and its forks
/// @param earlier how many processes of that command the recording has before it; none for the program itself
public record ProcessKind(String command, int earlier) {
    private static final int LONGEST = 48;

    /// The kinds of all processes of a recording, by their numbers; no two are the same.
    static Map<Integer, ProcessKind> of(Session session) {
        Map<Integer, ProcessKind> kinds = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        commands(session).forEach((pid, startedWith) -> {
            String command = startedWith.replaceAll("[0-9]+", "");
            kinds.put(pid, new ProcessKind(command, counts.merge(command, 1, Integer::sum) - 1));
        });
        return kinds;
    }

    /// So much of a command as fits into a name.
    public static String brief(String command) {
        return command.length() > LONGEST ? command.substring(0, LONGEST) + "..." : command;
    }

    /// What each process was started with, its program without the folder, by their numbers and the program itself
    /// first; empty for the program itself and its forks.
    public static Map<Integer, String> commands(Session session) {
        Map<Integer, String> commands = new LinkedHashMap<>();
        for (ProcessInfo process : session.processes()) {
            boolean isFork =
                    process.commandLine().equals(session.processes().getFirst().commandLine());
            commands.put(process.pid(), isFork ? "" : process.command());
        }
        session.threads().forEach(thread -> commands.putIfAbsent(thread.thread().processId(), ""));
        return commands;
    }
}
