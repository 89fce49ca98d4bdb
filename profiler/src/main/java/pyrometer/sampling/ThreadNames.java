package pyrometer.sampling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pyrometer.cpython.PythonRuntime;
import pyrometer.memory.UnreadableMemory;
import pyrometer.session.SessionRecorder;
import pyrometer.session.ThreadInfo;

/// Gives threads the names that the module `threading` knows them by, once it does.
final class ThreadNames {
    /// Looks between two tries as long as there are threads without a name.
    private static final int PERIOD = 64;

    /// The same soon after a thread has come: it may not live long.
    private static final int QUICK_PERIOD = 4;

    private static final int QUICK_LOOKS = 32;

    private final PythonRuntime runtime;
    private final SessionRecorder recorder;
    private final long intervalNanos;

    /// Since the last thread came.
    private int looks;

    /// When the next try is due.
    private long dueNanos;

    ThreadNames(PythonRuntime runtime, SessionRecorder recorder, long intervalNanos) {
        this.runtime = runtime;
        this.recorder = recorder;
        this.intervalNanos = intervalNanos;
    }

    /// Says that a thread has come.
    void expect() {
        looks = 0;
        dueNanos = 0;
    }

    /// To be called at each look, after it.
    void look(long nanos, List<ThreadSampler> threads, long[] interpreters) {
        looks++;
        if (nanos < dueNanos) {
            return;
        }
        dueNanos = nanos + intervalNanos * (looks < QUICK_LOOKS ? QUICK_PERIOD : PERIOD);
        if (!hasUnnamed(threads)) {
            return;
        }
        for (int i = 0; i < interpreters.length; i++) {
            Map<Long, ThreadSampler> unnamed = new HashMap<>();
            for (ThreadSampler thread : threads) {
                if (thread.interpreter() == interpreters[i] && isUnnamed(thread)) {
                    unnamed.put(thread.info().ident(), thread);
                }
            }
            if (!unnamed.isEmpty()) {
                name(interpreters[i], i == 0 ? "" : " of interpreter " + i, unnamed);
            }
        }
    }

    private static boolean hasUnnamed(List<ThreadSampler> threads) {
        for (int i = 0; i < threads.size(); i++) {
            if (isUnnamed(threads.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUnnamed(ThreadSampler thread) {
        return thread.hasRun() && !thread.isNamed();
    }

    private void name(long interpreter, String suffix, Map<Long, ThreadSampler> unnamed) {
        try {
            runtime.threadNames(interpreter, unnamed.keySet()).forEach((ident, name) -> {
                ThreadSampler thread = unnamed.get(ident);
                if (thread != null) {
                    ThreadInfo old = thread.info();
                    thread.name(
                            new ThreadInfo(old.processId(), old.ident(), old.nativeId(), name + suffix, old.main()));
                    recorder.describe(thread.recorded(), thread.info());
                }
            });
        } catch (UnreadableMemory e) {
            // The threads are being listed: the next time tries again.
        }
    }
}
