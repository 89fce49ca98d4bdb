package pyrometer.cpython;

/// The bytes are not what CPython's compiler writes: torn, forged, or of an unknown build. Carries no stack trace.
final class UnsoundBytecode extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsoundBytecode(String message) {
        super(message, null, false, false);
    }
}
