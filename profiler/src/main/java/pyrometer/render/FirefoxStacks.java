package pyrometer.render;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import pyrometer.session.StackTrie;

/// The stack table and the frame table of the Firefox Profiler: what samples refer to by number. A frame is a place,
/// and
/// whether the thread waits there.
final class FirefoxStacks {
    /// The caller of a stack that has none.
    static final int NO_STACK = -1;

    private final ShownStacks stacks;
    private final StackPlaces places;

    /// For each shown stack its number, and its number while it waits.
    private final int[] numbers;

    private final int[] waitingNumbers;

    private final IntList callers = new IntList();
    private final IntList frames = new IntList();

    private final Map<Integer, Integer> frameNumbers = new HashMap<>();
    private final IntList framePlaces = new IntList();
    private int[] ahead = new int[64];

    FirefoxStacks(ShownStacks stacks, StackPlaces places) {
        this.stacks = stacks;
        this.places = places;
        this.numbers = new int[stacks.size()];
        this.waitingNumbers = new int[stacks.size()];
        Arrays.fill(numbers, NO_STACK);
        Arrays.fill(waitingNumbers, NO_STACK);
    }

    /// The number of a shown stack; [StackTrie#EMPTY] is the time outside Python.
    int number(int stack, boolean waiting) {
        int[] known = waiting ? waitingNumbers : numbers;
        if (known[stack] == NO_STACK) {
            known[stack] = stack == StackTrie.EMPTY
                    ? add(NO_STACK, places.outsidePython(), waiting)
                    : add(caller(stack), places.number(stacks, stack), waiting);
        }
        return known[stack];
    }

    /// The number of the stack below.
    private int caller(int stack) {
        int steps = 0;
        int step = stacks.caller(stack);
        while (step != StackTrie.EMPTY && numbers[step] == NO_STACK) {
            ahead = steps < ahead.length ? ahead : Arrays.copyOf(ahead, 2 * steps);
            ahead[steps++] = step;
            step = stacks.caller(step);
        }
        int number = step == StackTrie.EMPTY ? NO_STACK : numbers[step];
        while (steps > 0) {
            int next = ahead[--steps];
            number = add(number, places.number(stacks, next), false);
            numbers[next] = number;
        }
        return number;
    }

    private int add(int caller, int place, boolean waiting) {
        int key = 2 * place + (waiting ? 1 : 0);
        Integer frame = frameNumbers.putIfAbsent(key, framePlaces.size());
        if (frame == null) {
            framePlaces.add(key);
        }
        callers.add(caller);
        frames.add(frame == null ? framePlaces.size() - 1 : frame);
        return callers.size() - 1;
    }

    /// How many stacks there are.
    int size() {
        return callers.size();
    }

    /// The number of the stack below, or [#NO_STACK].
    int callerOf(int number) {
        return callers.get(number);
    }

    int frameOf(int number) {
        return frames.get(number);
    }

    /// How many frames there are.
    int frameCount() {
        return framePlaces.size();
    }

    /// The place of a frame, by its number in [StackPlaces].
    int placeOf(int frame) {
        return framePlaces.get(frame) / 2;
    }

    boolean isWaiting(int frame) {
        return framePlaces.get(frame) % 2 == 1;
    }
}
