"""Writes every code object of the standard library to stdout, with what CPython itself says about its lines.

Per code object, little endian: a tag byte 1, then first line, flags, stack size, number of locals plus cells plus free
variables, as int32; name, bytecode, exception table and line table, each with an int32 length before it; the line of
each code unit as int32, 0 for none. A tag byte 0 ends the stream.
"""

import importlib.util
import marshal
import os
import struct
import sys
import sysconfig
import types
from array import array

NO_LINE = 0


def source_files():
    root = sysconfig.get_paths()["stdlib"]
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in ("site-packages", "__pycache__", "bad"))
        for name in sorted(files):
            if name.endswith(".py"):
                yield os.path.join(folder, name)


def compiled(path):
    """The module's code object, from its .pyc if there is one, or None if the file does not compile."""
    cache = importlib.util.cache_from_source(path)
    if os.path.exists(cache):
        with open(cache, "rb") as file:
            data = file.read()
        if data[:4] == importlib.util.MAGIC_NUMBER:
            return marshal.loads(data[16:])
    try:
        with open(path, "rb") as file:
            return compile(file.read(), path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, UnicodeDecodeError):
        return None


def code_objects(code):
    pending = [code]
    while pending:
        code = pending.pop()
        yield code
        pending.extend(const for const in code.co_consts if isinstance(const, types.CodeType))


def lines(code):
    units = len(code.co_code) // 2
    if hasattr(code, "co_lines"):
        result = array("i", [NO_LINE]) * units
        for start, end, line in code.co_lines():
            for unit in range(start // 2, min(end // 2, units)):
                result[unit] = line or NO_LINE
        return result
    import ctypes

    line_of = ctypes.pythonapi.PyCode_Addr2Line
    boxed = ctypes.py_object(code)
    return array("i", [line_of(boxed, 2 * unit) for unit in range(units)])


def slots(code):
    """The size of the frame's array before its value stack."""
    if sys.version_info < (3, 11):
        return code.co_nlocals + len(code.co_cellvars) + len(code.co_freevars)
    names = set(code.co_varnames)
    return code.co_nlocals + sum(name not in names for name in code.co_cellvars) + len(code.co_freevars)


def table(code):
    if sys.version_info >= (3, 10):
        return code.co_linetable
    return code.co_lnotab


def main():
    out = sys.stdout.buffer
    for path in source_files():
        module = compiled(path)
        if module is None:
            continue
        for code in code_objects(module):
            out.write(b"\1")
            out.write(struct.pack("<4i", code.co_firstlineno, code.co_flags, code.co_stacksize, slots(code)))
            name = "{}:{}".format(os.path.basename(path), code.co_name)
            for data in (name.encode("utf-8", "replace"), code.co_code, getattr(code, "co_exceptiontable", b""), table(code)):
                out.write(struct.pack("<i", len(data)))
                out.write(data)
            out.write(lines(code).tobytes())
    out.write(b"\0")
    out.flush()


main()
