package pyrometer.memory;

/// Bytes that were asked for could not be read: freed, never mapped, or not plausible. Expected all day while the
/// target runs, so it carries no stack trace.
public final class UnreadableMemory extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadableMemory(String message) {
        super(message, null, false, false);
    }
}
