package pyrometer.session;

import java.util.Arrays;

/// The samples of one thread during a stretch of ticks, run-length coded, as they are collected. Reused.
///
/// Each run follows the one before; the first begins where the thread's samples of the last stretch
/// ended.
final class RunColumns {
    /// The stack of ticks at which the thread was not there.
    static final int ABSENT = -1;

    /// How ticks at which the thread was not there are coded, beside the states of [ThreadState].
    static final int ABSENT_CODE = 3;

    private static final int CODE_BITS = 3;
    private static final int FEW_CODE_BITS = 2;

    private int thread;
    private int startTick;
    private int endTick;
    private long samples;
    private int runs;
    private int[] stacks = new int[16];
    private int[] lengths = new int[16];
    private byte[] codes = new byte[16];

    void begin(int newThread, int firstTick) {
        thread = newThread;
        startTick = firstTick;
        endTick = firstTick;
        samples = 0;
        runs = 0;
    }

    int thread() {
        return thread;
    }

    int startTick() {
        return startTick;
    }

    int endTick() {
        return endTick;
    }

    long samples() {
        return samples;
    }

    int runs() {
        return runs;
    }

    void count(long more) {
        samples += more;
    }

    /// Adds what stands for all ticks from the end of the last run up to the one before `end`.
    void add(int end, int stack, int code) {
        if (runs == 0 || stacks[runs - 1] != stack || codes[runs - 1] != code) {
            if (runs == stacks.length) {
                stacks = Arrays.copyOf(stacks, 2 * runs);
                lengths = Arrays.copyOf(lengths, 2 * runs);
                codes = Arrays.copyOf(codes, 2 * runs);
            }
            stacks[runs] = stack;
            codes[runs] = (byte) code;
            lengths[runs] = 0;
            runs++;
        }
        lengths[runs - 1] += end - endTick;
        endTick = end;
    }

    /// The payload: two columns, how long each run was and in which state, and the difference of each
    /// stack to the one before.
    void encode(PayloadWriter out, PayloadWriter scratch) {
        scratch.clear();
        for (int run = 0; run < runs; run++) {
            scratch.varint((long) (lengths[run] - 1) << CODE_BITS | codes[run]);
        }
        out.varint(thread);
        out.varint(startTick);
        out.varint(samples);
        out.varint(runs);
        out.varint(scratch.size());
        out.append(scratch);
        int last = StackTrie.EMPTY;
        for (int run = 0; run < runs; run++) {
            if (codes[run] != ABSENT_CODE) {
                out.signed(stacks[run] - last);
                last = stacks[run];
            }
        }
    }

    static int code(ThreadState state) {
        return switch (state) {
            case RUNNING -> 0;
            case WAITING -> 1;
            case UNKNOWN -> 2;
            case WAITING_FOR_GIL -> 4;
            case COLLECTING -> 5;
        };
    }

    static ThreadState state(int code) {
        return switch (code) {
            case 0 -> ThreadState.RUNNING;
            case 1 -> ThreadState.WAITING;
            case 4 -> ThreadState.WAITING_FOR_GIL;
            case 5 -> ThreadState.COLLECTING;
            default -> ThreadState.UNKNOWN;
        };
    }

    /// Walks the runs of a payload.
    static final class Decoder {
        private final PayloadReader lengths;
        private final PayloadReader stacks;
        private final int codeBits;
        private final int thread;
        private final int startTick;
        private final long samples;
        private int left;
        private int end;
        private int stack;
        private int last = StackTrie.EMPTY;
        private int code;

        /// @param kind one of the two of runs
        Decoder(BlockKind kind, PayloadReader payload) throws Malformed {
            codeBits = kind == BlockKind.RUNS ? CODE_BITS : FEW_CODE_BITS;
            thread = payload.number("thread", Integer.MAX_VALUE);
            startTick = payload.number("tick", Integer.MAX_VALUE);
            samples = payload.number("samples", Integer.MAX_VALUE);
            left = payload.count("runs", 1);
            lengths = payload.part();
            stacks = payload;
            end = startTick;
        }

        int thread() {
            return thread;
        }

        int startTick() {
            return startTick;
        }

        long samples() {
            return samples;
        }

        boolean next() throws Malformed {
            if (left == 0) {
                lengths.requireEnd();
                stacks.requireEnd();
                return false;
            }
            left--;
            long lengthAndCode = lengths.varint();
            code = (int) lengthAndCode & ((1 << codeBits) - 1);
            long length = (lengthAndCode >>> codeBits) + 1;
            if (length > Integer.MAX_VALUE - end) {
                throw new Malformed("a run of " + length + " ticks");
            }
            end += (int) length;
            if (code == ABSENT_CODE) {
                stack = ABSENT;
            } else {
                long difference = stacks.signed();
                if (difference < -last || difference > Integer.MAX_VALUE - last) {
                    throw new Malformed("a stack that is " + difference + " after " + last);
                }
                last += (int) difference;
                stack = last;
            }
            return true;
        }

        /// The tick after the last one of the run.
        int end() {
            return end;
        }

        int stack() {
            return stack;
        }

        int code() {
            return code;
        }
    }
}
