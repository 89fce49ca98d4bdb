package pyrometer;

import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import pyrometer.memory.TargetGone;
import pyrometer.process.Finding;
import pyrometer.process.ReadPermission;

/// A running process cannot be profiled. The message is for the user: why, and what to do about it.
@NullMarked
public final class CannotAttach extends Exception {
    private static final long serialVersionUID = 1L;

    /// What keeps us from it.
    public enum Reason {
        /// The system does not allow to read it.
        PERMISSION,
        /// It is no Python that can be read.
        UNSUPPORTED,
        /// It has ended, or has no such thread.
        GONE
    }

    private final Reason reason;

    CannotAttach(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static CannotAttach gone(int pid) {
        return new CannotAttach(Reason.GONE, "process " + pid + " has ended, or is ending");
    }

    /// @param command how its user called what asks for this: what the message says to try with more privileges
    static CannotAttach refused(int pid, String command) {
        try {
            return new CannotAttach(Reason.PERMISSION, ReadPermission.explain(pid, command));
        } catch (TargetGone e) {
            return gone(pid);
        }
    }

    /// @param what it is instead
    static CannotAttach notPython(int pid, String what) {
        return new CannotAttach(Reason.UNSUPPORTED, "process " + pid + " is no CPython program: it is " + what);
    }

    /// @throws CannotAttach if it is no Python, or none that can be read
    static Finding.Python requirePython(int pid, Finding finding) throws CannotAttach {
        Optional<String> unreadable = Observation.unreadable(finding);
        if (unreadable.isPresent()) {
            throw new CannotAttach(Reason.UNSUPPORTED, unreadable.get() + ".");
        }
        return switch (finding) {
            case Finding.Python python -> python;
            case Finding.OtherPython(String name) -> throw notPython(pid, name);
            case Finding.NotPython(String what) -> throw notPython(pid, what);
        };
    }

    public Reason reason() {
        return reason;
    }
}
