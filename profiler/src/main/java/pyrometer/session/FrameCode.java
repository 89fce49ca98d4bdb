package pyrometer.session;

/// The kinds of frames in a session file.
final class FrameCode {
    static final int C = 0;
    static final int PYTHON = 1;

    /// One with `__tracebackhide__`.
    static final int HIDDEN_PYTHON = 2;

    private FrameCode() {}
}
