package pyrometer.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Where all samples of a recording are: its ticks and its threads, as an index of blocks.
final class Samples {
    private final BlockStore store;
    private final Ticks ticks;
    private final List<ThreadSamples> threads = new ArrayList<>();

    Samples(BlockStore store) {
        this.store = store;
        this.ticks = new Ticks(store);
    }

    BlockStore store() {
        return store;
    }

    Ticks ticks() {
        return ticks;
    }

    int threads() {
        return threads.size();
    }

    ThreadSamples thread(int number) {
        return threads.get(number);
    }

    /// Adds a thread, or corrects what is known of one.
    void put(Stretch.NewThread thread) {
        if (thread.number() == threads.size()) {
            threads.add(new ThreadSamples(thread.info(), thread.firstTick(), thread.samples()));
        } else {
            threads.get(thread.number()).describe(thread.info());
        }
    }

    /// Main threads first, then by the order in which they were seen; without those that came when
    /// nothing was recorded any more.
    List<ThreadSamples> ordered() {
        List<ThreadSamples> ordered = new ArrayList<>(threads);
        ordered.removeIf(thread -> thread.firstTick() >= ticks.count());
        ordered.sort(Comparator.comparing(samples -> !samples.thread().main()));
        return ordered;
    }
}
