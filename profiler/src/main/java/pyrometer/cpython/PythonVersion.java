package pyrometer.cpython;

/// The version of an interpreter, as `PY_VERSION_HEX` has it.
///
/// @param hex `0x030d00f0` for the final release 3.13.0; the last byte is the release level and serial
public record PythonVersion(int hex) {
    public int major() {
        return hex >>> 24;
    }

    public int minor() {
        return (hex >>> 16) & 0xff;
    }

    public int micro() {
        return (hex >>> 8) & 0xff;
    }

    /// For example `3.12`.
    public String series() {
        return major() + "." + minor();
    }

    public boolean isAtLeast(int major, int minor) {
        return hex >>> 16 >= (major << 8 | minor);
    }

    @Override
    public String toString() {
        String release = series() + "." + micro();
        return switch ((hex >>> 4) & 0xf) {
            case 0xa -> release + "a" + (hex & 0xf);
            case 0xb -> release + "b" + (hex & 0xf);
            case 0xc -> release + "rc" + (hex & 0xf);
            default -> release;
        };
    }
}
