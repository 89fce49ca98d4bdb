package pyrometer.tree;

/// For each node of a tree, the frames and lines it was seen at, each with its time, as columns.
///
/// @param starts for each node its first entry; one more than there are nodes
/// @param frames the index in the session's frames
/// @param lines the line, or 0
/// @param times nanoseconds, the calls from there included
@SuppressWarnings("ArrayRecordComponent") // never compared, never leaves the package
record Places(int[] starts, int[] frames, int[] lines, long[] times) {

    int start(int node) {
        return starts[node];
    }

    int end(int node) {
        return starts[node + 1];
    }

    int frame(int entry) {
        return frames[entry];
    }

    int line(int entry) {
        return lines[entry];
    }

    long nanos(int entry) {
        return times[entry];
    }
}
