package pyrometer.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import pyrometer.session.CodeOrigin;
import pyrometer.session.CodePaths;
import pyrometer.session.Frame;
import pyrometer.session.Session;

/// Numbers the functions of two sets of recordings so that the same function has the same number in all of them.
///
/// A file may have been edited between the two, so the line of a function does not tell it; its name and file do. Where
/// a file has several functions of one name, those at one line are the same, and of the others the first is the first.
final class SameFunctions {
    static final int SELF = 0;
    static final int OUTSIDE = 1;

    /// @param file as people know it: where it lies may differ
    private record Name(String name, String file, CodeOrigin origin) {}

    /// What is known of one function.
    static final class Entry {
        final String label;
        final String file;
        final boolean application;
        final Set<Frame> frames = new LinkedHashSet<>();
        int lineBefore;
        int lineAfter;

        Entry(String label, String file, boolean application) {
            this.label = label;
            this.file = file;
            this.application = application;
        }
    }

    private final boolean qualified;
    private final Map<Session, CodePaths> paths = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Name, Map<Integer, Integer>> numbersBefore = new HashMap<>();
    private final Map<Name, Map<Integer, Integer>> numbersAfter = new HashMap<>();

    SameFunctions(List<Session> before, List<Session> after) {
        // Only since 3.11 does CPython tell K.run from L.run.
        qualified = before.stream().allMatch(SameFunctions::isQualified)
                && after.stream().allMatch(SameFunctions::isQualified);
        entries.add(new Entry(Function.Synthetic.SELF.label(), "", false));
        entries.add(new Entry(Function.Synthetic.OUTSIDE.label(), "", false));

        Map<Name, SortedSet<Integer>> linesBefore = lines(before);
        Map<Name, SortedSet<Integer>> linesAfter = lines(after);
        Set<Name> names = new LinkedHashSet<>(linesBefore.keySet());
        names.addAll(linesAfter.keySet());
        for (Name name : names) {
            number(
                    name,
                    linesBefore.getOrDefault(name, new TreeSet<>()),
                    linesAfter.getOrDefault(name, new TreeSet<>()));
        }
        before.forEach(session -> collect(session, numbersBefore));
        after.forEach(session -> collect(session, numbersAfter));
    }

    private static boolean isQualified(Session session) {
        return session.frames().stream()
                .anyMatch(frame ->
                        frame instanceof Frame.Python p && !p.qualifiedName().equals(p.name()));
    }

    List<Entry> entries() {
        return entries;
    }

    /// For each frame of the session the number of its function.
    int[] numbers(Session session, boolean isAfter) {
        Map<Name, Map<Integer, Integer>> numbers = isAfter ? numbersAfter : numbersBefore;
        return session.frames().stream()
                .mapToInt(frame ->
                        numbers.getOrDefault(name(frame, session), Map.of()).getOrDefault(line(frame), SELF))
                .toArray();
    }

    private Name name(Frame frame, Session session) {
        CodePaths ofSession = paths.computeIfAbsent(session, s -> new CodePaths(s.environment()));
        CodeOrigin origin = ofSession.origin(frame);
        return switch (frame) {
            case Frame.C c -> new Name(c.qualifiedName(), "", origin);
            case Frame.Python p ->
                new Name(qualified ? p.qualifiedName() : p.name(), ofSession.shorten(p.file()), origin);
        };
    }

    private static int line(Frame frame) {
        return switch (frame) {
            case Frame.C _ -> 0;
            case Frame.Python python -> python.firstLine();
        };
    }

    private Map<Name, SortedSet<Integer>> lines(Collection<Session> sessions) {
        Map<Name, SortedSet<Integer>> lines = new LinkedHashMap<>(); // numbers are the same each time
        for (Session session : sessions) {
            for (Frame frame : session.frames()) {
                lines.computeIfAbsent(name(frame, session), _ -> new TreeSet<>())
                        .add(line(frame));
            }
        }
        return lines;
    }

    private void number(Name name, SortedSet<Integer> before, SortedSet<Integer> after) {
        List<Integer> movedBefore = new ArrayList<>();
        for (int line : before) {
            if (after.contains(line)) {
                add(name, line, line);
            } else {
                movedBefore.add(line);
            }
        }
        List<Integer> movedAfter =
                after.stream().filter(line -> !before.contains(line)).toList();
        for (int i = 0; i < Math.max(movedBefore.size(), movedAfter.size()); i++) {
            add(
                    name,
                    i < movedBefore.size() ? movedBefore.get(i) : null,
                    i < movedAfter.size() ? movedAfter.get(i) : null);
        }
    }

    private void add(Name name, @Nullable Integer before, @Nullable Integer after) {
        Entry entry = new Entry(name.name(), name.file(), name.origin() == CodeOrigin.APPLICATION);
        if (before != null) {
            numbersBefore.computeIfAbsent(name, _ -> new HashMap<>()).put(before, entries.size());
            entry.lineBefore = before;
        }
        if (after != null) {
            numbersAfter.computeIfAbsent(name, _ -> new HashMap<>()).put(after, entries.size());
            entry.lineAfter = after;
        }
        entries.add(entry);
    }

    private void collect(Session session, Map<Name, Map<Integer, Integer>> numbers) {
        for (Frame frame : session.frames()) {
            Integer number =
                    numbers.getOrDefault(name(frame, session), Map.of()).get(line(frame));
            if (number != null) {
                entries.get(number).frames.add(frame);
            }
        }
    }
}
