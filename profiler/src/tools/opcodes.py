"""Writes the opcode table of the interpreter that runs it, as profiler/src/main/resources/pyrometer/cpython has them.

    for v in 3.8 3.9 3.10 3.11 3.12 3.13 3.14; do python$v opcodes.py > opcodes-$v.txt; done

Bytecode is frozen within a minor version, so a table holds for all its releases. Most of it is what the `opcode` module
says; what that module does not know, or knows differently than the interpreter behaves, is written out below.
"""

import opcode
import sys

MINOR = sys.version_info[1]

HEADER = """\
# Opcodes of CPython 3.{minor}, written by profiler/src/tools/opcodes.py.
#
# number name, then what differs from "an instruction without caches that leaves the depth of the value stack alone and
# goes on with the next one":
#   as=       a specialised or instrumented form of this opcode: all else is as there
#   hidden    stands in the place of another opcode, which the code's monitoring data knows
#   caches=   code units of inline cache behind it
#   effect=   what it does to the depth. n is the oparg, h is n >> 8, #m the number of bits set in n & m
#   jump=     where its oparg leads: so many code units (or bytes) forward or back from its end, or to that unit or byte
#   jumped=   the effect if it jumps, where that is another
#   ends      the next instruction is not reached
#   block=    what it does with the values that a raised exception or a finally clause pushes (3.8)
#   site=     what it calls: the kind, the slot in a stack of depth d ("?": or the next slot, if that one is NULL), and
#             the method, if it is an operator
"""

# The interpreter takes the values of a call away at CALL; the compiler counts them off at PRECALL.
EFFECTS = {11: {"PRECALL": "0", "CALL": "-1-n"}}.get(MINOR, {})

# Has two or three parts, and no other number of them.
EFFECTS["BUILD_SLICE"] = "1-n"

ENDS = {
    "ENTER_EXECUTOR",
    "INTERPRETER_EXIT",
    "JUMP_ABSOLUTE",
    "JUMP_BACKWARD",
    "JUMP_BACKWARD_NO_INTERRUPT",
    "JUMP_FORWARD",
    "RAISE_VARARGS",
    "RERAISE",
    "RETURN_CONST",
    "RETURN_VALUE",
}

# Among the jumps by the module's account only.
NO_JUMPS = {"END_ASYNC_FOR", "ENTER_EXECUTOR"}

HIDDEN = {"INSTRUMENTED_LINE", "INSTRUMENTED_INSTRUCTION"}

# In 3.8 a finally clause is one piece of code for its normal and its exceptional entry, at different depths.
BLOCKS = {
    "SETUP_FINALLY": "handler",
    "SETUP_WITH": "handler",
    "SETUP_ASYNC_WITH": "handler",
    "BEGIN_FINALLY": "begin",
    "CALL_FINALLY": "call",
    "END_FINALLY": "end",
    "POP_FINALLY": "pop",
    "POP_EXCEPT": "pop-except",
    "WITH_CLEANUP_START": "with-start",
    "WITH_CLEANUP_FINISH": "with-finish",
    "END_ASYNC_FOR": "async-for",
} if MINOR == 8 else {}

# Values on the stack before a generator's first instruction.
GENERATOR_DEPTH = 1 if 10 <= MINOR <= 12 else 0

OPERATORS = {
    "POWER": "pow",
    "MULTIPLY": "mul",
    "MATRIX_MULTIPLY": "matmul",
    "MODULO": "mod",
    "ADD": "add",
    "SUBTRACT": "sub",
    "FLOOR_DIVIDE": "floordiv",
    "TRUE_DIVIDE": "truediv",
    "LSHIFT": "lshift",
    "RSHIFT": "rshift",
    "AND": "and",
    "XOR": "xor",
    "OR": "or",
}


def sites():
    """Where each calling instruction keeps what it calls. From Python/ceval.c and Python/bytecodes.c."""
    if MINOR <= 10:
        found = {
            "CALL_FUNCTION": "call:d-n-1",
            "CALL_METHOD": "call:d-n-2?",
            "CALL_FUNCTION_KW": "call:d-n-2",
            "SETUP_WITH": "enter:d-1",
        }
        for name, method in OPERATORS.items():
            for form in ("BINARY_", "INPLACE_"):
                found[form + name] = "operator:d-2:__{}__".format(method)
    elif MINOR <= 12:
        found = {"PRECALL": "call:d-n-2?", "CALL": "call:d-n-2?"}
    else:
        found = {"CALL": "call:d-n-2", "CALL_KW": "call:d-n-3"}
    found["CALL_FUNCTION_EX"] = "call:" + ("d-2-#1" if MINOR <= 12 else "d-3-#1" if MINOR == 13 else "d-4")
    found["WITH_EXCEPT_START"] = "call:" + ("d-7" if MINOR <= 10 else "d-4" if MINOR <= 13 else "d-5")
    found["BEFORE_WITH"] = "enter:d-1"
    found["BINARY_OP"] = "operator:d-2:binary"
    found["COMPARE_OP"] = "operator:d-2:compare" + (">>5" if MINOR >= 13 else ">>4" if MINOR == 12 else "")
    found["CONTAINS_OP"] = "operator:d-1:__contains__"
    found["BINARY_SUBSCR"] = "operator:d-2:__getitem__"
    found["STORE_SUBSCR"] = "operator:d-2:__setitem__"
    found["DELETE_SUBSCR"] = "operator:d-2:__delitem__"
    found["FOR_ITER"] = "operator:d-1:__next__"
    found["GET_ITER"] = "operator:d-1:__iter__"
    return found


SITES = sites()


def numbers():
    """The numbers of all opcodes that the memory of a process can hold, specialised ones included."""
    found = dict(opcode.opmap)
    if hasattr(opcode, "_specialized_opmap"):
        found.update(opcode._specialized_opmap)
    elif hasattr(opcode, "_specialized_instructions"):
        free = [number for number, name in enumerate(opcode.opname[:256]) if name.startswith("<")]
        found.update(zip(opcode._specialized_instructions, free))
    return {name: number for name, number in found.items() if number < 256}


def bases(names):
    """The opcode that each specialised or instrumented one is a form of."""
    found = {}
    for base, forms in getattr(opcode, "_specializations", {}).items():
        for form in forms:
            found[form] = base
    for name in names:
        if name.startswith("INSTRUMENTED_") and name not in HIDDEN:
            found[name] = name[len("INSTRUMENTED_"):]
        elif name not in opcode.opmap and name not in found:
            found[name] = max((base for base in opcode.opmap if name.startswith(base + "_")), key=len)
    return found


def caches(name):
    entries = getattr(opcode, "_inline_cache_entries", {})
    return entries.get(name, 0) if isinstance(entries, dict) else entries[opcode.opmap[name]]


def terms(*parts):
    """A sum as text: terms((1, ""), (-2, "n")) is 1-2n."""
    text = ""
    for factor, unit in parts:
        if factor:
            digits = "" if unit and abs(factor) == 1 else str(abs(factor))
            text += ("-" if factor < 0 else "+" if text else "") + digits + unit
    return text or "0"


def formula(effect):
    """The simplest formula for a function of the oparg."""
    samples = [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 31, 255, 256, 511, 1000]
    constant = effect(0)
    candidates = [(terms((constant, ""), (effect(1) - constant, "n")), lambda n: constant + n * (effect(1) - constant))]
    for mask in (1, 4, 15):
        per_bit = effect(mask & -mask) - constant
        candidates.append((
            terms((constant, ""), (per_bit, "#{}".format(mask))),
            lambda n, mask=mask, per_bit=per_bit: constant + per_bit * bin(n & mask).count("1"),
        ))
    candidates.append((terms((constant, ""), (1, "n"), (-255, "h")), lambda n: constant + n - 255 * (n >> 8)))
    for text, function in candidates:
        if all(function(n) == effect(n) for n in samples):
            return text
    raise ValueError("no formula for {}".format([effect(n) for n in samples]))


def effect(name, jump):
    number = opcode.opmap[name]
    if name in EFFECTS:
        return EFFECTS[name]
    if number < opcode.HAVE_ARGUMENT and MINOR <= 12:
        return str(opcode.stack_effect(number, None, jump=jump))
    if number < opcode.HAVE_ARGUMENT:
        return str(opcode.stack_effect(number, jump=jump))
    return formula(lambda n: opcode.stack_effect(number, n, jump=jump))


def jump(name):
    number = opcode.opmap[name]
    if name in NO_JUMPS:
        return None
    if number in opcode.hasjabs:
        return "to-unit" if MINOR == 10 else "to-byte"
    if number in opcode.hasjrel:
        return "back" if "BACKWARD" in name else "forward" if MINOR >= 10 else "forward-bytes"
    return None


def properties(name):
    if name in HIDDEN:
        return ["hidden"]
    found = []
    if caches(name):
        found.append("caches={}".format(caches(name)))
    try:
        straight, jumped = effect(name, False), effect(name, True)
    except ValueError:
        straight, jumped = "0", "0"  # never in compiled code: ENTER_EXECUTOR, RESERVED
    if straight != "0":
        found.append("effect=" + straight)
    if jump(name):
        found.append("jump=" + jump(name))
        if jumped != straight:
            found.append("jumped=" + jumped)
    if name in ENDS:
        found.append("ends")
    if name in BLOCKS:
        found.append("block=" + BLOCKS[name])
    if name in SITES:
        found.append("site=" + SITES[name])
    return found


def main():
    print(HEADER.format(minor=MINOR), end="")
    if GENERATOR_DEPTH:
        print("#\n# A generator or coroutine begins with this many values on its stack:")
        print("generator-depth {}".format(GENERATOR_DEPTH))
    print()
    names = numbers()
    base = bases(names)
    for name, number in sorted(names.items(), key=lambda item: item[1]):
        if name.startswith("<"):
            continue
        print(" ".join([str(number), name] + (["as=" + base[name]] if name in base else properties(name))))


main()
