package pyrometer.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the samples in memory, encoded.
final class MemorySink implements SampleSink {
    private final Samples samples = new Samples(BlockStore.inMemory());
    private final StretchEncoder encoder = new StretchEncoder(BlockWriter.plain());

    @Override
    public boolean isDue(Stretch stretch, long nanos) {
        return stretch.isFull();
    }

    @Override
    public Stretch take(Stretch stretch) {
        encoder.encodeSamples(stretch);
        encoder.index(stretch, samples.store().keep(encoder.out()), samples);
        return stretch;
    }

    @Override
    public Samples finish(@Nullable Stretch last) {
        if (last != null) {
            take(last);
        }
        close();
        return samples;
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public boolean isFile() {
        return false;
    }

    @Override
    public void close() {
        encoder.close();
    }
}
