package pyrometer.session;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which number the threads of other recordings have in a recorder.
final class ThreadNumbers {
    private final SessionRecorder recorder;
    private final Set<Integer> used = new HashSet<>();
    private final Map<ThreadSamples, Integer> numbers = new HashMap<>();

    ThreadNumbers(SessionRecorder recorder) {
        this.recorder = recorder;
    }

    /// The thread's number, if it has one.
    Optional<Integer> known(ThreadSamples thread) {
        return Optional.ofNullable(numbers.get(thread));
    }

    /// Makes the thread the same as one that has a number.
    void join(ThreadSamples thread, int number) {
        numbers.put(thread, number);
    }

    /// Gives the thread a number at the tick at which it is first seen.
    ///
    /// It is a new one even where another thread has the same ids, by which a recorder knows its main threads:
    /// process ids are used again.
    int add(ThreadSamples samples) {
        ThreadInfo thread = samples.thread();
        int number = recorder.thread(thread);
        if (!used.add(number)) {
            number = recorder.thread(
                    new ThreadInfo(thread.processId(), thread.ident(), thread.nativeId(), thread.name(), false));
            used.add(number);
        }
        numbers.put(samples, number);
        return number;
    }
}
