package pyrometer.memory;

/// The process that was being read has ended. Expected once in each recording, so it carries no stack trace.
public final class TargetGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TargetGone(int pid) {
        super("process " + pid + " has ended", null, false, false);
    }
}
