package pyrometer.cpython;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A map from three words to a value, whose look-up allocates nothing. Forgets all when it is full.
final class WordTable<V> {
    private static final int WORDS = 3;
    private static final int FIRST_CAPACITY = 256;

    private final int maxSize;
    private long[] keys = new long[WORDS * FIRST_CAPACITY];
    private @Nullable Object[] values = new @Nullable Object[FIRST_CAPACITY];
    private int size;

    WordTable(int maxSize) {
        this.maxSize = maxSize;
    }

    @SuppressWarnings("unchecked") // only put() writes values
    @Nullable
    V get(long a, long b, long c) {
        return (V) values[find(a, b, c)];
    }

    void put(long a, long b, long c, V value) {
        int at = find(a, b, c);
        if (values[at] == null) {
            if (size == maxSize) {
                Arrays.fill(values, null);
                size = 0;
            } else if (2 * size >= values.length) {
                grow();
            }
            at = find(a, b, c);
            size++;
        }
        keys[WORDS * at] = a;
        keys[WORDS * at + 1] = b;
        keys[WORDS * at + 2] = c;
        values[at] = value;
    }

    int size() {
        return size;
    }

    /// Where the key is, or belongs.
    private int find(long a, long b, long c) {
        long hash = ((a * 31 + b) * 31 + c) * 0x9e3779b97f4a7c15L;
        int mask = values.length - 1;
        int at = (int) (hash >>> 40) & mask;
        while (values[at] != null
                && (keys[WORDS * at] != a || keys[WORDS * at + 1] != b || keys[WORDS * at + 2] != c)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new @Nullable Object[2 * oldValues.length];
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                int at = find(oldKeys[WORDS * i], oldKeys[WORDS * i + 1], oldKeys[WORDS * i + 2]);
                System.arraycopy(oldKeys, WORDS * i, keys, WORDS * at, WORDS);
                values[at] = oldValues[i];
            }
        }
    }
}
