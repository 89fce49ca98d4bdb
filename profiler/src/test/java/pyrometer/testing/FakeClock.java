package pyrometer.testing;

import java.util.ArrayList;
import java.util.List;
import pyrometer.sampling.SampleClock;

/// A clock that stands still unless somebody sleeps or [#advance] is called.
public final class FakeClock implements SampleClock {
    private final List<Long> wakeUps = new ArrayList<>();
    private long now;

    public FakeClock(long now) {
        this.now = now;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void sleepUntil(long nanos) {
        wakeUps.add(nanos);
        now = Math.max(now, nanos);
    }

    /// Lets time pass, as work does.
    public void advance(long nanos) {
        now += nanos;
    }

    /// All times for which somebody has asked to be woken, in their order.
    public List<Long> wakeUps() {
        return List.copyOf(wakeUps);
    }
}
