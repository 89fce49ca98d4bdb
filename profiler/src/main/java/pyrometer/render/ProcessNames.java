package pyrometer.render;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import pyrometer.session.ProcessInfo;
import pyrometer.session.Session;
import pyrometer.session.ThreadInfo;

/// What tells the processes of a recording apart, beside their numbers.
final class ProcessNames {
    private static final int LONGEST = 48;

    private ProcessNames() {}

    /// What the thread's process was started with, in parentheses; empty for the program's own process, and for those
    /// that were forked and so have the same command line.
    static String command(Session session, ThreadInfo thread) {
        List<ProcessInfo> processes = session.processes();
        List<String> own = commandLine(processes, thread.processId());
        if (own.isEmpty() || own.equals(processes.getFirst().commandLine())) {
            return "";
        }
        List<String> words = new ArrayList<>(own);
        Path program = Path.of(words.getFirst()).getFileName();
        words.set(0, program == null ? words.getFirst() : program.toString());
        String text = String.join(" ", words);
        return " (" + (text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text) + ")";
    }

    private static List<String> commandLine(List<ProcessInfo> processes, int pid) {
        return processes.stream()
                .filter(process -> process.pid() == pid)
                .findFirst()
                .map(ProcessInfo::commandLine)
                .orElse(List.of());
    }
}
