package pyrometer.render;

import java.util.Map;
import pyrometer.session.ProcessKind;
import pyrometer.session.Session;
import pyrometer.session.ThreadInfo;

/// What tells the threads and processes of a recording apart.
final class ProcessNames {
    private final Map<Integer, String> commands;
    private final boolean areSeveral;

    ProcessNames(Session session) {
        commands = ProcessKind.commands(session);
        areSeveral = session.threads().stream()
                        .map(thread -> thread.thread().processId())
                        .distinct()
                        .count()
                > 1;
    }

    /// Whether threads of more than one process were seen.
    boolean areSeveral() {
        return areSeveral;
    }

    /// The name of the thread and, where there are several processes, that of its own.
    String thread(ThreadInfo thread) {
        return areSeveral ? thread.name() + ", " + process(thread.processId()) : thread.name();
    }

    /// The number of the process and what it was started with, unless that is what the program was started with.
    String process(int pid) {
        String command = command(pid);
        return "process " + pid + (command.isEmpty() ? "" : " (" + command + ")");
    }

    /// What the process was started with, in a few words; empty for the program itself and its forks.
    String command(int pid) {
        return ProcessKind.brief(commands.getOrDefault(pid, ""));
    }
}
