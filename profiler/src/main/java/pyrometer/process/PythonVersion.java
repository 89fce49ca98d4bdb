package pyrometer.process;

import java.util.Optional;

/// A version of CPython.
///
/// @param hex as `Py_Version` has it: major, minor, micro, then release level and serial in one byte, which is zero
/// where
///     only major and minor are known
public record PythonVersion(int hex) {
    private static final int FINAL = 0xf;

    static PythonVersion of(int major, int minor) {
        return new PythonVersion(major << 24 | minor << 16);
    }

    /// From a name such as `libpython3.12.so.1.0`, `python2.7` or `libpython3.13t.so`; nothing if it has no version.
    static Optional<PythonVersion> ofFileName(String name) {
        int at = name.indexOf("python");
        if (at < 0) {
            return Optional.empty();
        }
        at += "python".length();
        int dot = at;
        while (dot < name.length() && isDigit(name.charAt(dot))) {
            dot++;
        }
        int end = dot + 1;
        while (end < name.length() && isDigit(name.charAt(end))) {
            end++;
        }
        if (dot != at + 1 || dot >= name.length() || name.charAt(dot) != '.' || end == dot + 1 || end > dot + 3) {
            return Optional.empty();
        }
        return Optional.of(of(Integer.parseInt(name, at, dot, 10), Integer.parseInt(name, dot + 1, end, 10)));
    }

    public int major() {
        return hex >>> 24;
    }

    public int minor() {
        return hex >>> 16 & 0xff;
    }

    public int micro() {
        return hex >>> 8 & 0xff;
    }

    /// Whether more than major and minor are known.
    public boolean isExact() {
        return (hex & 0xff) != 0;
    }

    /// Whether the version can be one: what comes from a damaged file may be anything.
    boolean isPlausible() {
        return (major() == 2 || major() == 3) && minor() < 50;
    }

    /// As Python prints it: `3.12.1`, `3.15.0a2`, or `3.9` where no more is known.
    @Override
    public String toString() {
        String minor = major() + "." + minor();
        if (!isExact()) {
            return minor;
        }
        int level = hex >>> 4 & 0xf;
        String suffix = switch (level) {
            case FINAL -> "";
            case 0xa -> "a" + (hex & 0xf);
            case 0xb -> "b" + (hex & 0xf);
            case 0xc -> "rc" + (hex & 0xf);
            default -> "?";
        };
        return minor + "." + micro() + suffix;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
