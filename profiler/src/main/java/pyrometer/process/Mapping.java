package pyrometer.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A range of addresses of the target, as a line of `/proc/PID/maps` describes it.
///
/// @param permissions for example `r-xp`
/// @param offset where the range begins in the file
/// @param device and `inode`: which file it is; the path may meanwhile name another one
/// @param path as the target sees it, without the note that the file is deleted; `[heap]` and the like for what is no
///     file; empty for anonymous memory
/// @param deleted whether the file has no name any more: replaced by an upgrade, say
public record Mapping(
        long start,
        long end,
        String permissions,
        long offset,
        String device,
        long inode,
        String path,
        boolean deleted) {
    private static final String DELETED = " (deleted)";

    public long length() {
        return end - start;
    }

    public boolean isFile() {
        return path.startsWith("/");
    }

    public boolean isExecutable() {
        return permissions.indexOf('x') >= 0;
    }

    /// The last part of the path.
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    boolean isSameFileAs(Mapping other) {
        return inode == other.inode && device.equals(other.device) && path.equals(other.path);
    }

    /// @param maps the content of `/proc/PID/maps`
    static List<Mapping> parse(byte[] maps) {
        List<Mapping> mappings = new ArrayList<>();
        int from = 0;
        while (from < maps.length) {
            int end = from;
            while (end < maps.length && maps[end] != '\n') {
                end++;
            }
            if (end > from) {
                mappings.add(parseLine(maps, from, end));
            }
            from = end + 1;
        }
        return mappings;
    }

    /// `7f8a1c000000-7f8a1c200000 r-xp 00026000 fd:00 1835043   /usr/lib/libc.so.6`: five fields, then spaces, then a
    /// path with any characters, where the kernel writes a line break as `\012`.
    private static Mapping parseLine(byte[] maps, int from, int end) {
        int[] fields = new int[6];
        int at = from;
        for (int field = 0; field < 5; field++) {
            fields[field] = at;
            while (at < end && maps[at] != ' ') {
                at++;
            }
            at++;
        }
        while (at < end && maps[at] == ' ') {
            at++;
        }
        int dash = fields[0];
        while (maps[dash] != '-') {
            dash++;
        }
        String path = at < end ? new String(maps, at, end - at, StandardCharsets.UTF_8).replace("\\012", "\n") : "";
        boolean deleted = path.startsWith("/") && path.endsWith(DELETED);
        return new Mapping(
                number(maps, fields[0], dash, 16),
                number(maps, dash + 1, fields[1] - 1, 16),
                new String(maps, fields[1], 4, StandardCharsets.US_ASCII),
                number(maps, fields[2], fields[3] - 1, 16),
                new String(maps, fields[3], fields[4] - 1 - fields[3], StandardCharsets.US_ASCII),
                number(maps, fields[4], endOfField(maps, fields[4], end), 10),
                deleted ? path.substring(0, path.length() - DELETED.length()) : path,
                deleted);
    }

    private static int endOfField(byte[] maps, int at, int end) {
        while (at < end && maps[at] != ' ') {
            at++;
        }
        return at;
    }

    private static long number(byte[] maps, int from, int to, int radix) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number * radix + Character.digit(maps[i], radix);
        }
        return number;
    }
}
