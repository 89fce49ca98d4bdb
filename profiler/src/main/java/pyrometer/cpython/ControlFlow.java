package pyrometer.cpython;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import pyrometer.cpython.Opcodes.Opcode;

/// One walk along all the ways through a code object, to find the depth of its value stack before each instruction.
final class ControlFlow {
    /// An instruction with its prefixes.
    ///
    /// @param first the code unit at which it begins
    /// @param at the code unit of the opcode itself, behind any `EXTENDED_ARG`
    record Instruction(int first, int at, Opcode opcode, int oparg) {
        int end() {
            return at + 1 + opcode.caches();
        }
    }

    /// More ways than this into one instruction are not followed (3.8 only: elsewhere there is one).
    private static final int MAX_STATES = 16;

    private final Opcodes opcodes;
    private final Bytecode code;
    private final List<@Nullable List<StackState>> states;
    private final ArrayDeque<Integer> units = new ArrayDeque<>();
    private final ArrayDeque<StackState> pending = new ArrayDeque<>();

    private ControlFlow(Opcodes opcodes, Bytecode code) {
        this.opcodes = opcodes;
        this.code = code;
        this.states = new ArrayList<>(Collections.nCopies(code.count(), null));
    }

    /// @throws UnsoundBytecode if two ways meet at different depths, or one leaves the code or the stack
    static ControlFlow of(Opcodes opcodes, Bytecode code) {
        if (code.count() > Bytecode.MAX_UNITS) {
            throw new UnsoundBytecode(code.count() + " code units");
        }
        ControlFlow flow = new ControlFlow(opcodes, code);
        if (code.count() > 0) {
            flow.enter(0, new StackState(code.isGenerator() ? opcodes.generatorDepth() : 0, null));
        }
        flow.enterHandlers();
        while (!flow.units.isEmpty()) {
            flow.follow(flow.units.pop(), flow.pending.pop());
        }
        return flow;
    }

    /// The states of the stack in which the instruction that begins at a code unit can be reached.
    List<StackState> statesAt(int unit) {
        List<StackState> found = states.get(unit);
        return found == null ? List.of() : found;
    }

    /// @return null if monitoring hides it
    @Nullable
    Instruction decode(int first) {
        int oparg = 0;
        for (int at = first; at < code.count(); at++) {
            Opcode opcode = opcodes.get(code.opcode(at));
            if (opcode != null && opcode.hidden()) {
                opcode = opcodes.get(code.hiddenOpcode(at));
                if (code.hiddenOpcode(at) == 0 || opcode == null || opcode.hidden()) {
                    return null;
                }
            }
            if (opcode == null) {
                throw new UnsoundBytecode("opcode %d at unit %d".formatted(code.opcode(at), at));
            }
            oparg = oparg << 8 | code.argument(at);
            if (!opcode.isExtendedArg()) {
                return new Instruction(first, at, opcode, oparg);
            }
        }
        throw new UnsoundBytecode("the code ends within an instruction");
    }

    private void follow(int unit, StackState state) {
        Instruction instruction = decode(unit);
        if (instruction == null) {
            return;
        }
        Opcode opcode = instruction.opcode;
        int oparg = instruction.oparg;
        int next = instruction.end();
        switch (opcode.block()) {
            case NONE -> {
                goOn(instruction, state);
                if (opcode.jump() != Opcodes.Jump.NONE) {
                    enter(target(instruction), state.push(opcode.jumped().of(oparg)));
                }
            }
            case HANDLER -> {
                goOn(instruction, state);
                enter(target(instruction), state.raised(opcode.jumped().of(oparg)));
            }
            case BEGIN -> enter(next, state.pushNull());
            case CALL -> {
                goOn(instruction, state);
                enter(target(instruction), state.pushAddress());
            }
            case END -> enterIfReached(next, state.endFinally());
            case POP -> enter(next, state.popFinally(oparg));
            case POP_EXCEPT -> enter(next, state.popExcept());
            case WITH_START -> enter(next, state.startWithCleanup());
            case WITH_FINISH -> {
                enter(next, state.push(-2));
                enterIfReached(next, state.swallowed());
            }
            case ASYNC_FOR -> enter(next, state.endAsyncFor());
        }
    }

    private void goOn(Instruction instruction, StackState state) {
        if (!instruction.opcode.ends()) {
            enter(instruction.end(), state.push(instruction.opcode.effect().of(instruction.oparg)));
        }
    }

    private void enterIfReached(int unit, @Nullable StackState state) {
        if (state != null) {
            enter(unit, state);
        }
    }

    private static int target(Instruction instruction) {
        int oparg = instruction.oparg;
        return switch (instruction.opcode.jump()) {
            case NONE -> throw new IllegalStateException(instruction.opcode.name());
            case FORWARD -> instruction.end() + oparg;
            case FORWARD_BYTES -> instruction.end() + oparg / 2;
            case BACK -> instruction.end() - oparg;
            case TO_UNIT -> oparg;
            case TO_BYTE -> oparg / 2;
        };
    }

    private void enter(int unit, StackState state) {
        if (unit < 0 || unit >= code.count() || state.depth() < 0 || state.depth() > code.stackSize()) {
            throw new UnsoundBytecode(
                    "unit %d of %d at depth %d of %d".formatted(unit, code.count(), state.depth(), code.stackSize()));
        }
        List<StackState> known = states.get(unit);
        if (known == null) {
            known = new ArrayList<>(1);
            states.set(unit, known);
        } else if (known.contains(state)) {
            return;
        } else if ((state.group() == null && known.getFirst().group() == null) || known.size() == MAX_STATES) {
            throw new UnsoundBytecode("unit %d at depth %d and %s".formatted(unit, state.depth(), known));
        }
        known.add(state);
        units.push(unit);
        pending.push(state);
    }

    /// The exception table (3.11 and later): for each range of code its length, its handler, and `depth << 1 | lasti`.
    /// The handler begins with that depth, the index of the raising instruction if it wants it, and the exception.
    private void enterHandlers() {
        Varints table = new Varints(code.exceptionTable());
        while (table.hasNext()) {
            table.next();
            table.next();
            int handler = table.next();
            int depthAndLasti = table.next();
            enter(handler, new StackState((depthAndLasti >> 1) + (depthAndLasti & 1) + 1, null));
        }
    }

    /// Numbers of six bits to a byte, highest first, bit 6 set where more follow.
    private static final class Varints {
        private final byte[] bytes;
        private int at;

        Varints(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean hasNext() {
            return at < bytes.length;
        }

        int next() {
            int value = 0;
            while (at < bytes.length) {
                int b = bytes[at++];
                value = value << 6 | (b & 63);
                if ((b & 64) == 0) {
                    return value;
                }
            }
            throw new UnsoundBytecode("the exception table ends within an entry");
        }
    }
}
