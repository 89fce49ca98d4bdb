package pyrometer.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import pyrometer.memory.Ranges;
import pyrometer.memory.RemoteMemory;
import pyrometer.memory.TargetGone;
import pyrometer.memory.TargetRefused;

/// Finds out why we may not read a process, after the kernel has said no more than "not permitted".
///
/// The kernel's order of checks is in `ptrace(2)` under "Ptrace access mode checking".
public final class ReadPermission {
    private static final int CAP_SYS_PTRACE = 19;
    private static final String CONTAINER =
            "in a container, start it with the capability: docker run --cap-add SYS_PTRACE, or in Kubernetes"
                    + " securityContext.capabilities.add: [SYS_PTRACE]";

    private final int pid;
    private final String sudo;
    private final String ownStatus;
    private final String status;

    private ReadPermission(int pid, String command, String ownStatus, String status) {
        this.pid = pid;
        this.sudo = "try: sudo " + command;
        this.ownStatus = ownStatus;
        this.status = status;
    }

    /// Why it was refused, and what to do about it, for the user.
    ///
    /// @param command how Pyrometer was called
    /// @throws TargetGone if the process has ended meanwhile
    public static String explain(int pid, String command) {
        String ownStatus = ProcFs.readText(ownPid(), "status");
        return new ReadPermission(pid, command, ownStatus, ProcFs.readText(pid, "status")).explain();
    }

    private String explain() {
        String refused = "not permitted to read process " + pid + ": ";
        if (isFiltered()) {
            return refused + "a seccomp filter forbids the system call process_vm_readv to Pyrometer; " + CONTAINER;
        }
        if (hasPtraceCapability()) {
            return refused + (isInAnotherUserNamespace() ? otherNamespace() : otherReason());
        }
        String owner = field(status, "Uid");
        String own = field(ownStatus, "Uid").split("\t")[1];
        if (!owner.equals(String.join("\t", own, own, own, own))) {
            return refused
                    + "it belongs to %s, Pyrometer runs as %s; %s"
                            .formatted(user(owner.split("\t")[0]), user(own), sudo);
        }
        if (!field(status, "Gid").equals(uniform(field(ownStatus, "Gid").split("\t")[1]))) {
            return refused + "it runs with another group than Pyrometer; " + sudo;
        }
        if (isInAnotherUserNamespace()) {
            return refused + otherNamespace();
        }
        if (!isSubset(capabilities(status, "CapPrm"), capabilities(ownStatus, "CapPrm"))) {
            return refused + "it has privileges (capabilities) that Pyrometer lacks; " + sudo + "; " + CONTAINER;
        }
        if (isUndumpable(owner)) {
            return refused + "it is protected against being read (it changed its user or privileges when it started,"
                    + " or asked for it with prctl PR_SET_DUMPABLE); " + sudo;
        }
        return refused
                + switch (yamaScope()) {
                    case 1 ->
                        "this system lets a user read only programs started from the reader"
                                + " (kernel.yama.ptrace_scope is 1); " + sudo
                                + "; or let Pyrometer start the program; or until the next boot: sudo sysctl"
                                + " kernel.yama.ptrace_scope=0";
                    case 2 -> "this system lets only root read other programs (kernel.yama.ptrace_scope is 2); " + sudo;
                    case 3 -> yamaForbidsAll();
                    default -> otherReason();
                };
    }

    private String otherReason() {
        if (yamaScope() == 3) {
            return yamaForbidsAll();
        }
        return "a security module such as SELinux or AppArmor may forbid it; its log says so: sudo dmesg | tail";
    }

    private static String yamaForbidsAll() {
        return "this system lets nobody read another program (kernel.yama.ptrace_scope is 3), and that can only be"
                + " changed by a restart: set kernel.yama.ptrace_scope = 1 in /etc/sysctl.d and restart";
    }

    private String otherNamespace() {
        return "it is in another user namespace, as a container without root has; run Pyrometer on the host: sudo"
                + " pyrometer, with the process number that the host has for it";
    }

    /// Whether not even our own memory can be read in this way.
    private static boolean isFiltered() {
        var ranges = new Ranges(16);
        ranges.add(ranges.remoteVector().address(), 8);
        try {
            return new RemoteMemory(ownPid()).read(ranges) != 1;
        } catch (TargetRefused e) {
            return true;
        } catch (IllegalStateException e) {
            return true; // An error number that process_vm_readv itself does not give: ENOSYS, say.
        }
    }

    private boolean hasPtraceCapability() {
        return (capabilities(ownStatus, "CapEff") >>> CAP_SYS_PTRACE & 1) != 0;
    }

    private boolean isInAnotherUserNamespace() {
        try {
            return !ProcFs.readLink(pid, "ns/user").equals(ProcFs.readLink(ownPid(), "ns/user"));
        } catch (TargetRefused | UncheckedIOException e) {
            return false; // Not told to us.
        }
    }

    /// The kernel gives the `/proc` files of a protected process to root.
    private boolean isUndumpable(String owner) {
        try {
            Object fileOwner = Files.getAttribute(Path.of("/proc/" + pid + "/stat"), "unix:uid");
            return fileOwner.equals(0) && !owner.startsWith("0\t");
        } catch (IOException e) {
            throw ProcFs.failure(pid, e);
        }
    }

    private static int yamaScope() {
        try {
            return Integer.parseInt(Files.readString(Path.of("/proc/sys/kernel/yama/ptrace_scope"))
                    .strip());
        } catch (IOException | NumberFormatException e) {
            return 0; // The kernel was built without it.
        }
    }

    private static long capabilities(String status, String which) {
        return Long.parseUnsignedLong(field(status, which), 16);
    }

    private static boolean isSubset(long part, long whole) {
        return (part & ~whole) == 0;
    }

    private static String field(String status, String name) {
        return ProcFs.field(status, name);
    }

    private static String uniform(String id) {
        return String.join("\t", id, id, id, id);
    }

    private static String user(String uid) {
        try {
            for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
                String[] fields = line.split(":");
                if (fields.length > 2 && fields[2].equals(uid)) {
                    return "%s (user %s)".formatted(fields[0], uid);
                }
            }
        } catch (IOException e) {
            // Then the number has to do.
        }
        return "user " + uid;
    }

    private static int ownPid() {
        return (int) ProcessHandle.current().pid();
    }
}
