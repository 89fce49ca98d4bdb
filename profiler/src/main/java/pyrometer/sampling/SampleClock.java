package pyrometer.sampling;

import pyrometer.os.LinuxCalls;

/// The time, and waiting for it.
public interface SampleClock {
    /// Monotonic, in nanoseconds, as [System#nanoTime()].
    long now();

    /// Waits until [#now()] is at least `nanos`, or an early wake-up.
    void sleepUntil(long nanos);

    /// The machine's clock, set to wake the calling thread as exactly as it can.
    static SampleClock precise() {
        LinuxCalls calls = new LinuxCalls();
        calls.setTimerSlack(1);
        return new SampleClock() {
            @Override
            public long now() {
                return System.nanoTime();
            }

            @Override
            public void sleepUntil(long nanos) {
                calls.sleepUntil(nanos);
            }
        };
    }
}
