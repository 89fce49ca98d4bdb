package pyrometer.render;

import java.util.HashMap;
import java.util.Map;

/// The different lines at which functions of a session were seen, by number: from 0 on, in the order in which they were
/// asked for.
final class StackPlaces {
    private final CalledFunctions functions;
    private final Map<Long, Integer> known = new HashMap<>();
    private final IntList functionNumbers = new IntList();
    private final IntList lines = new IntList();

    StackPlaces(CalledFunctions functions) {
        this.functions = functions;
    }

    /// The number of the place where a shown stack ends.
    int number(ShownStacks stacks, int stack) {
        return number(functions.number(stacks.frame(stack)), stacks.line(stack));
    }

    /// The number of what stands for the time in which a thread ran no Python code.
    int outsidePython() {
        return number(functions.outsidePython(), 0);
    }

    private int number(int function, int line) {
        Integer number = known.putIfAbsent((long) function << Integer.SIZE | (line & 0xffffffffL), lines.size());
        if (number != null) {
            return number;
        }
        functionNumbers.add(function);
        lines.add(line);
        return lines.size() - 1;
    }

    int size() {
        return lines.size();
    }

    /// The function of the place, by its number in [CalledFunctions].
    int function(int place) {
        return functionNumbers.get(place);
    }

    /// The line, or 0 where there is none.
    int line(int place) {
        return lines.get(place);
    }
}
