package pyrometer.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlainCodeTest {
    /// What the examples below answer, in words.
    public static final class Examples implements Supplier<List<String>> {
        sealed interface Shape permits Point, Line, Nothing {
            default String kind() {
                return switch (this) {
                    case Point _ -> "point";
                    case Line _ -> "line";
                    case Nothing _ -> "nothing";
                };
            }
        }

        record Point(int x, long y, double z, float w, byte b, short s, char c, boolean f, String name, Object all)
                implements Shape {}

        record Line(@Nullable Point from, @Nullable Object to) implements Shape {}

        record Nothing() implements Shape {}

        @Override
        public List<String> get() {
            int[] all = {1};
            Point one = new Point(1, 2, -0.0, Float.NaN, (byte) 3, (short) 4, 'c', true, "one", all);
            Point same = new Point(1, 2, -0.0, Float.NaN, (byte) 3, (short) 4, 'c', true, "one", all);
            Point other = new Point(1, 2, 0.0, Float.NaN, (byte) 3, (short) 4, 'c', true, "one", all);
            Point otherArray = new Point(1, 2, -0.0, Float.NaN, (byte) 3, (short) 4, 'c', true, "one", new int[] {1});
            Line line = new Line(one, "text");
            return List.of(
                    one.kind() + line.kind() + new Nothing().kind(),
                    describe(one) + describe(line) + describe(new Line(other, 3)) + describe("long text"),
                    describe("short") + describe(null) + describe(5) + describe(List.of()),
                    equal(one, same) + " " + equal(one, other) + " " + equal(one, otherArray) + " " + equal(one, one),
                    equal(one, null) + " " + equal(one, "one") + " " + equal(line, new Line(same, "text")),
                    (one.hashCode() == same.hashCode()) + " " + new Line(null, null).hashCode(),
                    equal(new Nothing(), new Nothing()) + " " + new Nothing().hashCode() + " " + new Nothing());
        }

        private static boolean equal(Object one, @Nullable Object other) {
            return one.equals(other);
        }

        private static String describe(@Nullable Object any) {
            return switch (any) {
                case null -> "null ";
                case Line(Point _, String to) when to.length() == 4 -> "line to " + to + " ";
                case Line(Point _, Integer to) -> "line to number " + to + " ";
                case Line _ -> "other line ";
                case Point point when point.x() > 5 -> "far ";
                case Point _ -> "near ";
                case CharSequence text when text.length() > 6 -> "long ";
                case CharSequence _ -> "short ";
                case Integer _ -> "number ";
                default -> "unknown ";
            };
        }
    }

    @Test
    void answersAsTheOriginalDoes() throws Exception {
        Written written = new Written();

        Object answers = ((Supplier<?>) written.loadClass(Examples.class.getName())
                        .getDeclaredConstructor()
                        .newInstance())
                .get();

        assertEquals(new Examples().get(), answers);
    }

    @Test
    void leavesOnlyTheTextOfRecordsToBootstraps() throws Exception {
        Written written = new Written();
        written.loadClass(Examples.class.getName());
        Class<?> line = written.loadClass(Examples.Line.class.getName());
        assertFalse(line == Examples.Line.class);

        assertTrue(bootstraps(original(Examples.class)).contains("typeSwitch"));
        assertFalse(bootstraps(written.bytes(Examples.class)).contains("typeSwitch"));
        assertEquals(List.of("equals", "hashCode", "toString"), bootstraps(original(Examples.Line.class)));
        assertEquals(List.of("toString"), bootstraps(written.bytes(Examples.Line.class)));
    }

    private static List<String> bootstraps(byte[] bytes) {
        TreeSet<String> names = new TreeSet<>();
        for (var method : ClassFile.of().parse(bytes).methods()) {
            method.code()
                    .ifPresent(code -> code.forEach(element -> {
                        if (element instanceof InvokeDynamicInstruction call) {
                            names.add(call.name().stringValue());
                        }
                    }));
        }
        return List.copyOf(names);
    }

    private static byte[] original(Class<?> type) throws IOException {
        return original(type.getName());
    }

    private static byte[] original(String name) throws IOException {
        String file = "/" + name.replace('.', '/') + ".class";
        try (InputStream in = Objects.requireNonNull(PlainCodeTest.class.getResourceAsStream(file), file)) {
            return in.readAllBytes();
        }
    }

    /// Has the examples with their bootstraps written out.
    private static final class Written extends ClassLoader {
        private final PlainCode plain = new PlainCode(ClassHierarchyResolver.defaultResolver());
        private final Map<String, byte[]> made = new HashMap<>();

        byte[] bytes(Class<?> original) {
            return Objects.requireNonNull(made.get(original.getName()), original.getName());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(Examples.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try {
                byte[] bytes = plain.of(original(name));
                made.put(name, bytes);
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
