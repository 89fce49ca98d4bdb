package pyrometer.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/// Tells a person at a terminal what is going on if it takes long. Nothing is said once it is over.
final class Patience implements AutoCloseable {
    private static final Duration USUAL = Duration.ofSeconds(2);

    private final Surroundings surroundings;
    private final String message;
    private boolean isOver;

    private Patience(Surroundings surroundings, String message) {
        this.surroundings = surroundings;
        this.message = message;
    }

    static Patience with(Surroundings surroundings, String message) {
        return with(surroundings, message, USUAL);
    }

    static Patience with(Surroundings surroundings, String message, Duration wait) {
        Patience patience = new Patience(surroundings, message);
        if (surroundings.isTerminal().test(Destination.STDERR)) {
            Thread.ofPlatform().daemon().name("patience").start(() -> patience.speakAfter(wait));
        }
        return patience;
    }

    private synchronized void speakAfter(Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        for (long left = wait.toNanos(); left > 0 && !isOver; left = end - System.nanoTime()) {
            try {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException e) {
                return;
            }
        }
        if (!isOver) {
            surroundings.say(message);
        }
    }

    /// The stream, where the first that is written to it ends the waiting.
    OutputStream until(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int octet) throws IOException {
                Patience.this.close();
                out.write(octet);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                Patience.this.close();
                out.write(bytes, from, length);
            }
        };
    }

    @Override
    public synchronized void close() {
        isOver = true;
        notifyAll();
    }
}
