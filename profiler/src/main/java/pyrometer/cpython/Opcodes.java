package pyrometer.cpython;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The opcodes of one minor version of CPython, from the table `opcodes-3.X.txt`, which says what its columns mean.
final class Opcodes {
    /// Where the oparg of a jump leads, from the end of the instruction or absolutely.
    enum Jump {
        NONE,
        FORWARD,
        FORWARD_BYTES,
        BACK,
        TO_UNIT,
        TO_BYTE
    }

    /// What an opcode of 3.8 does with the values that an exception or a `finally` clause pushes. See [StackState].
    enum Block {
        NONE,
        HANDLER,
        BEGIN,
        CALL,
        END,
        POP,
        POP_EXCEPT,
        WITH_START,
        WITH_FINISH,
        ASYNC_FOR
    }

    /// What an instruction calls.
    ///
    /// @param slot how far below the top of the stack it is, as a function of the oparg; negative
    /// @param orNext if that slot is NULL, the one above holds it
    /// @param method the operator's method, or the table to look it up in by the oparg; empty for a call
    record Site(CallSite.Kind kind, Formula slot, boolean orNext, String method) {}

    /// @param hidden it stands in the place of another one, which monitoring has put away
    /// @param caches how many code units of inline cache follow
    /// @param effect what it adds to the depth of the stack
    /// @param jumped what it adds if it jumps
    /// @param ends whether the next instruction is never reached from it
    record Opcode(
            String name,
            boolean hidden,
            int caches,
            Formula effect,
            Jump jump,
            Formula jumped,
            boolean ends,
            Block block,
            @Nullable Site site) {
        boolean isExtendedArg() {
            return name.equals("EXTENDED_ARG");
        }
    }

    private static final int COUNT = 256;

    private final int minor;
    private final @Nullable Opcode[] byNumber = new @Nullable Opcode[COUNT];
    private int generatorDepth;

    private Opcodes(int minor) {
        this.minor = minor;
    }

    /// Reads the table of Python 3.`minor`: some milliseconds, so once, and not before it is needed.
    static Opcodes of(int minor) {
        Opcodes opcodes = new Opcodes(minor);
        String file = "opcodes-3." + minor + ".txt";
        try (var in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Opcodes.class.getResourceAsStream(file), file), StandardCharsets.UTF_8))) {
            opcodes.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return opcodes;
    }

    int minor() {
        return minor;
    }

    /// The opcode with this number; a specialised or instrumented one reads as the one that it is a form of.
    ///
    /// @return null if there is none
    @Nullable
    Opcode get(int number) {
        return byNumber[number];
    }

    /// How many values are on the stack when a generator or coroutine begins.
    int generatorDepth() {
        return generatorDepth;
    }

    private void read(BufferedReader in) throws IOException {
        Map<String, Opcode> byName = new HashMap<>();
        String[] form = new String[COUNT];
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" ");
            if (words[0].equals("generator-depth")) {
                generatorDepth = Integer.parseInt(words[1]);
                continue;
            }
            int number = Integer.parseInt(words[0]);
            if (words.length > 2 && words[2].startsWith("as=")) {
                form[number] = words[2].substring(3);
            } else {
                Opcode opcode = parse(words);
                byNumber[number] = opcode;
                byName.put(opcode.name, opcode);
            }
        }
        for (int number = 0; number < COUNT; number++) {
            if (form[number] != null) {
                byNumber[number] = Objects.requireNonNull(byName.get(form[number]), form[number]);
            }
        }
    }

    private static Opcode parse(String[] words) {
        boolean hidden = false;
        int caches = 0;
        Formula effect = Formula.ZERO;
        Jump jump = Jump.NONE;
        Formula jumped = null;
        boolean ends = false;
        Block block = Block.NONE;
        Site site = null;
        for (int i = 2; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            String value = words[i].substring(equals + 1);
            switch (equals < 0 ? words[i] : words[i].substring(0, equals)) {
                case "hidden" -> hidden = true;
                case "caches" -> caches = Integer.parseInt(value);
                case "effect" -> effect = Formula.parse(value);
                case "jump" -> jump = Jump.valueOf(constant(value));
                case "jumped" -> jumped = Formula.parse(value);
                case "ends" -> ends = true;
                case "block" -> block = Block.valueOf(constant(value));
                case "site" -> site = parseSite(value);
                default -> throw new IllegalStateException("unknown property: " + String.join(" ", words));
            }
        }
        return new Opcode(words[1], hidden, caches, effect, jump, jumped == null ? effect : jumped, ends, block, site);
    }

    /// For example `call:d-n-2?` or `operator:d-2:__pow__`.
    private static Site parseSite(String text) {
        String[] parts = text.split(":");
        boolean orNext = parts[1].endsWith("?");
        String slot = parts[1].substring(1, parts[1].length() - (orNext ? 1 : 0));
        return new Site(
                CallSite.Kind.valueOf(constant(parts[0])),
                Formula.parse(slot),
                orNext,
                parts.length > 2 ? parts[2] : "");
    }

    private static String constant(String text) {
        return text.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
