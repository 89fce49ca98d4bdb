package pyrometer.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A recording of made-up samples, the same for the same seed: gaps, threads that come late, names in all
/// scripts and with half a character, deep stacks, ticks at odd times.
final class RandomSession {
    private static final List<ThreadState> STATES = List.of(ThreadState.values());
    private static final String[] NAMES = {
        "main", "größe", "日本語", "🐍", "\uD83D", "half\uDC80way", "", "<lambda>", "a".repeat(300), "\0", "\u07FF\uFFFF"
    };

    private static final int MOST_STACKS = 5_000;
    private static final int MOST_THREADS = 12;

    private final Random random;
    private final SessionRecorder recorder;
    private final List<Integer> threads = new ArrayList<>();
    private final List<Integer> stacks = new ArrayList<>();
    private long now;

    RandomSession(long seed, SessionRecorder recorder) {
        this.random = new Random(seed);
        this.recorder = recorder;
        stacks.add(StackTrie.EMPTY);
    }

    static Session inMemory(long seed, int ticks) {
        return new RandomSession(seed, new SessionRecorder(started(seed), Duration.ofMillis(1)))
                .ticks(ticks)
                .finish();
    }

    static Instant started(long seed) {
        return Instant.ofEpochSecond(seed * 1_000_003 % 4_000_000_000L, seed & 0xFFFF);
    }

    RandomSession ticks(int count) {
        long unit = List.of(62_500L, 62_501L, 500_000L).get(random.nextInt(3));
        for (int i = 0; i < count; i++) {
            now += unit * (random.nextInt(50) == 0 ? random.nextInt(5_000) : 14 + random.nextInt(4));
            recorder.tick(now);
            if (i == count / 10) {
                recorder.programBegins();
            }
            if (threads.isEmpty() || (random.nextInt(200) == 0 && threads.size() < MOST_THREADS)) {
                addThread();
            }
            for (int thread : threads) {
                look(thread);
            }
        }
        return this;
    }

    private void addThread() {
        int number = threads.size();
        int thread = recorder.thread(
                new ThreadInfo(number % 3, random.nextLong(), random.nextInt(), name(), random.nextInt(4) == 0));
        if (thread == number) {
            threads.add(thread);
        }
        recorder.process(new ProcessInfo(number % 3, number % 2, List.of("python", name()), "3.12.1"));
    }

    private void look(int thread) {
        switch (random.nextInt(thread % 4 == 3 ? 400 : 8)) {
            case 0 -> recorder.skip(thread);
            case 1 -> {
                // It could not be read.
            }
            case 2 -> recorder.describe(thread, new ThreadInfo(thread % 3, thread, thread, name(), false));
            case 3 -> sample(thread, newStack());
            default -> sample(thread, stacks.get(random.nextInt(stacks.size())));
        }
    }

    private void sample(int thread, int stack) {
        recorder.sample(thread, stack, STATES.get(random.nextInt(STATES.size())));
    }

    private int newStack() {
        if (stacks.size() > MOST_STACKS) {
            return stacks.getLast();
        }
        int stack = stacks.get(random.nextInt(stacks.size()));
        int depth = random.nextInt(100) == 0 ? 1_000 : 1 + random.nextInt(3);
        for (int i = 0; i < depth; i++) {
            stack = recorder.stacks().child(stack, recorder.frame(frame()), random.nextInt(3) * 100);
            stacks.add(stack);
        }
        return stack;
    }

    private Frame frame() {
        return random.nextInt(4) == 0
                ? new Frame.C(name())
                : new Frame.Python(
                        name(),
                        name(),
                        "/app/" + name(),
                        random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(200),
                        random.nextBoolean() ? null : name(),
                        random.nextInt(9) == 0);
    }

    private String name() {
        return NAMES[random.nextInt(NAMES.length)];
    }

    Session finish() {
        if (random.nextBoolean()) {
            recorder.note("Only a part: " + name());
        }
        recorder.host("host " + name());
        return recorder.finish(
                now + random.nextInt(1000),
                "Program: " + name(),
                Duration.ofNanos(random.nextLong(1L << 50)),
                environment(),
                new Quality(random.nextInt(), 1, 2, Long.MAX_VALUE, -1));
    }

    Environment environment() {
        return new Environment("3.12.1", "/bin/" + name(), "/app", List.of("/usr", name()), List.of(), "/usr/lib");
    }
}
