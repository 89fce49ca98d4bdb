package pyrometer.session;

import org.jspecify.annotations.Nullable;

/// Walks the runs of one thread, decoding one chunk at a time. Chunks cut runs; they are put together
/// again here.
final class SampleRuns implements Runs {
    private final ThreadSamples thread;
    private final BlockStore store;
    private final Ticks ticks;
    private final int from;
    private final int to;
    private final boolean absentToo;
    private final Block block = new Block();

    private int chunk;
    private RunColumns.@Nullable Decoder decoder;

    /// Up to which tick pieces were read, and the piece that was read but does not belong to the run.
    private int position;

    private boolean hasPiece;
    private int pieceEnd;
    private int pieceStack;
    private int pieceCode;

    private int start;
    private int end;
    private int stack;
    private int code;
    private long startNanos;
    private long endNanos;

    /// @param absentToo whether there are runs too where the thread was not there, with the stack
    /// [RunColumns#ABSENT]
    SampleRuns(ThreadSamples thread, BlockStore store, Ticks ticks, int from, int to, boolean absentToo) {
        this.thread = thread;
        this.store = store;
        this.ticks = ticks;
        this.from = from;
        this.to = Math.min(to, ticks.count());
        this.absentToo = absentToo;
        this.chunk = thread.chunkOf(from) - 1;
        this.position = thread.chunks() == 0 ? thread.firstTick() : thread.start(chunk + 1);
        this.end = -1;
    }

    @Override
    public boolean next() {
        while (hasPiece || readPiece()) {
            int begin = position;
            stack = pieceStack;
            code = pieceCode;
            int lastEnd = end;
            int reach = pieceEnd;
            position = reach;
            hasPiece = false;
            while (reach < to && readPiece()) {
                if (pieceStack != stack || pieceCode != code) {
                    break;
                }
                reach = pieceEnd;
                position = reach;
                hasPiece = false;
            }
            start = Math.max(from, begin);
            end = Math.min(to, reach);
            if (start >= to) {
                return false;
            }
            if (start < end && (absentToo || code != RunColumns.ABSENT_CODE)) {
                startNanos = start == lastEnd ? endNanos : ticks.nanos(start - 1);
                endNanos = ticks.nanos(end - 1);
                return true;
            }
            end = -1;
        }
        return false;
    }

    /// Reads the next piece of a chunk. What no chunk has is a piece in which the thread was not there.
    private boolean readPiece() {
        try {
            while (decoder == null || !decoder.next()) {
                if (++chunk >= thread.chunks() || thread.start(chunk) >= to) {
                    return false;
                }
                store.load(thread.place(chunk), block);
                decoder = new RunColumns.Decoder(block.kind().orElseThrow(), block.reader());
                if (decoder.startTick() > position) {
                    return setPiece(decoder.startTick(), RunColumns.ABSENT, RunColumns.ABSENT_CODE);
                }
            }
            return setPiece(decoder.end(), decoder.stack(), decoder.code());
        } catch (Malformed e) {
            throw new IllegalStateException("a block of runs that was checked before", e);
        }
    }

    private boolean setPiece(int newEnd, int newStack, int newCode) {
        pieceEnd = newEnd;
        pieceStack = newStack;
        pieceCode = newCode;
        hasPiece = true;
        return true;
    }

    @Override
    public int start() {
        return start;
    }

    @Override
    public int end() {
        return end;
    }

    @Override
    public int stack() {
        return stack;
    }

    @Override
    public ThreadState state() {
        return RunColumns.state(code);
    }

    int code() {
        return code;
    }

    @Override
    public long startNanos() {
        return startNanos;
    }

    @Override
    public long endNanos() {
        return endNanos;
    }
}
