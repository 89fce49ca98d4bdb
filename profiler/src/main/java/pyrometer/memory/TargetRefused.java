package pyrometer.memory;

/// The operating system does not let us read that process.
public final class TargetRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TargetRefused(int pid) {
        super("not permitted to read the memory of process " + pid, null, false, false);
    }
}
