package pyrometer.cpython;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import pyrometer.memory.MemoryReader;
import pyrometer.memory.UnreadableMemory;

/// Names the objects that call sites call, and remembers the names. Used by one thread.
///
/// An address alone does not identify a callable: bound methods come and go, and their memory is used again. So
/// [#known] answers from a copy of the object's first [#HEADER_SIZE] bytes, taken in the same read that checks that the
/// frame is still at this call; and [#resolve], for what has not been seen before, answers only if the object is still
/// what the copy says. The offsets are those of all versions from 3.8 to 3.14, on builds with a GIL.
final class Callables {
    /// How much of a callable has to be copied.
    static final int HEADER_SIZE = 48;

    /// A program has some thousands of them at most; more is a target that makes them up.
    static final int MAX_REMEMBERED = 1 << 16;

    private static final int MAX_NAME_BYTES = 256;
    private static final int MAX_BASES = 64;
    private static final int MAX_METHODS = 1024;
    private static final int MAX_BOUND = 4;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

    private static final int OB_REFCNT = 0;
    private static final int OB_TYPE = 8;

    /// The part of the first word that counts in all versions: 3.14 has flags in the upper bits.
    private static final long REFCNT_BITS = 0xffff_ffff_ffffL;

    /// More is not a count: allocators link free memory through its first word.
    private static final long MAX_REFCNT = 1L << 40;

    // PyCFunctionObject
    private static final int M_ML = 16;
    private static final int M_SELF = 24;
    private static final int M_MODULE = 32;

    // PyMethodDescrObject, PyWrapperDescrObject, wrapperobject, PyMethodObject
    private static final int D_TYPE = 16;
    private static final int D_METHOD = 40;
    private static final int DESCR = 16;
    private static final int IM_FUNC = 16;

    // PyTypeObject
    private static final int TP_NAME = 24;
    private static final int TP_CALL = 128;
    private static final int TP_FLAGS = 168;
    private static final int TP_METHODS = 232;
    private static final int TP_BASE = 256;
    private static final int TYPE_SIZE = 264;
    private static final int HEAP_TYPE = 1 << 9;
    private static final int READY = 1 << 12;
    private static final int TYPE_SUBCLASS = 1 << 31;

    /// `sizeof(PyMethodDef)`; its first member is the name.
    private static final int METHOD_DEF_SIZE = 32;

    /// How objects of one type are called.
    private enum Shape {
        BUILTIN,
        /// A function that Cython compiled: it begins as a built-in one does.
        CYTHON,
        METHOD_DESCRIPTOR,
        WRAPPER_DESCRIPTOR,
        METHOD_WRAPPER,
        METHOD,
        FUNCTION,
        TYPE,
        INSTANCE,
        NOT_CALLABLE
    }

    private record Type(long address, String name, int flags, long methods, long base, boolean isCallable) {
        boolean isHeapType() {
            return (flags & HEAP_TYPE) != 0;
        }

        /// Whether its objects are types themselves.
        boolean isMetatype() {
            return (flags & TYPE_SUBCLASS) != 0;
        }

        Shape shape() {
            if (isMetatype()) {
                return Shape.TYPE;
            }
            if (name.equals("cython_function_or_method")) {
                return Shape.CYTHON;
            }
            return switch (isHeapType() ? "" : name) {
                case "builtin_function_or_method", "builtin_method" -> Shape.BUILTIN;
                case "method_descriptor", "classmethod_descriptor" -> Shape.METHOD_DESCRIPTOR;
                case "wrapper_descriptor" -> Shape.WRAPPER_DESCRIPTOR;
                case "method-wrapper" -> Shape.METHOD_WRAPPER;
                case "method" -> Shape.METHOD;
                case "function" -> Shape.FUNCTION;
                default -> isCallable ? Shape.INSTANCE : Shape.NOT_CALLABLE;
            };
        }
    }

    private final MemoryReader memory;
    private final PyObjects objects;

    /// `func_qualname` of a function of Cython 3: behind `PyCMethodObject`, or `PyCFunctionObject` in 3.8.
    private final int qualifiedName;

    /// By type, and only of types that are never freed.
    private final WordTable<Shape> shapes = new WordTable<>(MAX_REMEMBERED);

    private final WordTable<Callable> names = new WordTable<>(MAX_REMEMBERED);

    Callables(Layout layout, MemoryReader memory) {
        this.memory = memory;
        this.objects = new PyObjects(memory, layout);
        this.qualifiedName = layout.version().isAtLeast(3, 9) ? 80 : 72;
    }

    /// What is being called, if that was resolved before. Allocates nothing.
    ///
    /// @param site the packed [CallSite]
    /// @param object the address from [CallSites#object]
    /// @param copy holds the first [#HEADER_SIZE] bytes of the object
    /// @param at where in the copy
    /// @return null if it has to be resolved
    @Nullable
    Callable known(int site, long object, MemorySegment copy, long at) {
        if (!isAlive(copy.get(WORD, at + OB_REFCNT))) {
            return Callable.NONE;
        }
        long type = copy.get(WORD, at + OB_TYPE);
        Shape shape = shapes.get(type, 0, 0);
        if (shape == null) {
            return null;
        }
        if (CallSite.kind(site) != CallSite.Kind.CALL) {
            return shape == Shape.BUILTIN ? null : names.get(type, 0, site & CallSite.METHOD_BITS);
        }
        return switch (shape) {
            case BUILTIN -> {
                long method = copy.get(WORD, at + M_ML);
                Callable ofMethod = names.get(type, method, 0);
                yield ofMethod != null ? ofMethod : names.get(type, method, copy.get(WORD, at + M_SELF));
            }
            case CYTHON -> names.get(type, copy.get(WORD, at + M_ML), 0);
            case METHOD_DESCRIPTOR, WRAPPER_DESCRIPTOR ->
                names.get(type, copy.get(WORD, at + D_TYPE), copy.get(WORD, at + D_METHOD));
            case TYPE -> names.get(type, object, copy.get(WORD, at + TP_NAME));
            case INSTANCE -> names.get(type, 0, 0);
            case METHOD, METHOD_WRAPPER -> null;
            case FUNCTION -> Callable.PYTHON_FUNCTION;
            case NOT_CALLABLE -> Callable.NONE;
        };
    }

    /// Whether the object lives as long as its module or class does, so that its memory is not soon used for another: a
    /// function of a module, or a method in the dictionary of a class.
    boolean isLasting(MemorySegment copy, long at) {
        Shape shape = shapes.get(copy.get(WORD, at + OB_TYPE), 0, 0);
        return shape == Shape.METHOD_DESCRIPTOR
                || shape == Shape.WRAPPER_DESCRIPTOR
                || (shape == Shape.BUILTIN && copy.get(WORD, at + M_MODULE) != 0);
    }

    /// What is being called, read from the target.
    ///
    /// @return [Callable#NONE] also if the object is not any more what the copy says
    /// @throws UnreadableMemory if a part of it cannot be read
    Callable resolve(int site, long object, MemorySegment copy, long at) throws UnreadableMemory {
        Header seen = new Header(object, copy, at);
        if (!isAlive(seen.word(OB_REFCNT))) {
            return Callable.NONE;
        }
        return switch (CallSite.kind(site)) {
            case NONE -> Callable.NONE;
            case CALL -> call(seen, 0);
            case ENTER -> enter(seen, site);
            case OPERATOR -> operator(seen, CallSite.operator(site), site);
        };
    }

    /// A callable can be freed before its call ends, and stays in its slot until the result takes the place; what the
    /// memory of a freed one says is half of what it was.
    private static boolean isAlive(long refcount) {
        long count = refcount & REFCNT_BITS;
        return count > 0 && count < MAX_REFCNT;
    }

    /// The first words of an object.
    private static final class Header {
        final long address;
        private final long[] words = new long[HEADER_SIZE / 8];

        Header(long address, MemorySegment copy, long at) {
            this.address = address;
            for (int i = 0; i < words.length; i++) {
                words[i] = copy.get(WORD, at + 8L * i);
            }
        }

        long word(int offset) {
            return words[offset / 8];
        }

        long type() {
            return word(OB_TYPE);
        }
    }

    private Header header(long address) throws UnreadableMemory {
        return new Header(address, memory.read(address, HEADER_SIZE), 0);
    }

    private Callable call(Header callable, int depth) throws UnreadableMemory {
        Type type = type(callable.type());
        Shape shape = type.shape();
        if (!type.isHeapType()) {
            shapes.put(type.address, 0, 0, shape);
        }
        return switch (shape) {
            case BUILTIN -> builtin(callable);
            case CYTHON -> {
                Callable called = new Callable(Callable.Kind.C_FUNCTION, cython(callable));
                yield type.isHeapType()
                        ? checked(callable, called)
                        : remember(callable, callable.word(M_ML), 0, called);
            }
            case METHOD_DESCRIPTOR, WRAPPER_DESCRIPTOR ->
                remember(
                        callable,
                        callable.word(D_TYPE),
                        callable.word(D_METHOD),
                        new Callable(Callable.Kind.C_FUNCTION, descriptor(callable)));
            case METHOD_WRAPPER -> {
                Header descriptor = header(callable.word(DESCR));
                yield type(descriptor.type()).shape() == Shape.WRAPPER_DESCRIPTOR
                        ? checked(callable, new Callable(Callable.Kind.C_FUNCTION, descriptor(descriptor)))
                        : Callable.NONE;
            }
            case METHOD ->
                depth < MAX_BOUND ? checked(callable, call(header(callable.word(IM_FUNC)), depth + 1)) : Callable.NONE;
            case TYPE -> {
                Callable called = new Callable(Callable.Kind.TYPE, type(callable.address).name);
                yield remember(callable, callable.address, callable.word(TP_NAME), called);
            }
            case INSTANCE -> {
                Callable called = new Callable(Callable.Kind.INSTANCE, type.name + ".__call__");
                yield type.isHeapType() ? checked(callable, called) : remember(callable, 0, 0, called);
            }
            case FUNCTION -> Callable.PYTHON_FUNCTION;
            case NOT_CALLABLE -> Callable.NONE;
        };
    }

    /// The method of a built-in object is named after the class that defines it: `list.append` also for a subclass, as
    /// when it is called through its descriptor. Where that class cannot be found the name depends on the object.
    private Callable builtin(Header function) throws UnreadableMemory {
        long method = function.word(M_ML);
        long self = function.word(M_SELF);
        String name = name(memory.readLong(method));
        Type selfType = self == 0 ? null : type(memory.readLong(self + OB_TYPE));
        if (selfType == null || isModule(selfType)) {
            return remember(function, method, 0, new Callable(Callable.Kind.C_FUNCTION, name));
        }
        Type owner = selfType.isMetatype() ? type(self) : selfType;
        Type definer = definer(owner, method);
        return definer != null
                ? remember(function, method, 0, new Callable(Callable.Kind.C_FUNCTION, definer.name + "." + name))
                : remember(function, method, self, new Callable(Callable.Kind.C_FUNCTION, owner.name + "." + name));
    }

    /// `func_qualname`, where it is one of the function's name.
    private String cython(Header function) throws UnreadableMemory {
        String name = name(memory.readLong(function.word(M_ML)));
        try {
            String qualified = objects.string(memory.readLong(function.address + qualifiedName));
            return qualified.endsWith("." + name) ? qualified : name;
        } catch (UnreadableMemory e) {
            return name; // Other versions of Cython keep it elsewhere.
        }
    }

    private String descriptor(Header descriptor) throws UnreadableMemory {
        String owner = type(descriptor.word(D_TYPE)).name;
        return owner + "." + name(memory.readLong(descriptor.word(D_METHOD)));
    }

    /// Up to 3.11 the bound `__exit__` takes the manager's slot before `__enter__` is called.
    private Callable enter(Header manager, int site) throws UnreadableMemory {
        Type type = type(manager.type());
        return switch (type.shape()) {
            case BUILTIN, METHOD_WRAPPER -> {
                Callable exit = call(manager, 0);
                yield exit.name().endsWith(".__exit__")
                        ? new Callable(Callable.Kind.OPERATOR, exit.name().replace(".__exit__", ".__enter__"))
                        : Callable.NONE;
            }
            case METHOD ->
                call(manager, 0).kind() == Callable.Kind.PYTHON_FUNCTION ? Callable.PYTHON_FUNCTION : Callable.NONE;
            default -> operator(manager, "__enter__", site);
        };
    }

    private Callable operator(Header operand, String method, int site) throws UnreadableMemory {
        Type type = type(operand.type());
        if (!type.isHeapType() && type.name.equals("bool")) {
            return Callable.NONE; // the result of a comparison, which has taken its operand's place
        }
        Callable called = new Callable(Callable.Kind.OPERATOR, type.name + "." + method);
        if (type.isHeapType()) {
            return checked(operand, called);
        }
        shapes.put(type.address, 0, 0, type.shape());
        return remember(operand, 0, site & CallSite.METHOD_BITS, called);
    }

    private Callable remember(Header object, long first, long second, Callable called) throws UnreadableMemory {
        Callable result = checked(object, called);
        if (result.kind() != Callable.Kind.NONE) {
            names.put(object.type(), first, second, result);
        }
        return result;
    }

    /// The answer, if the object still is the one that it was read from: then all that it refers to was alive, too.
    private Callable checked(Header object, Callable called) throws UnreadableMemory {
        Header now = header(object.address);
        boolean same = isAlive(now.word(OB_REFCNT)) && now.type() == object.type();
        Shape shape = shapes.get(object.type(), 0, 0);
        if (shape == Shape.BUILTIN || shape == Shape.CYTHON || shape == Shape.METHOD || shape == Shape.METHOD_WRAPPER) {
            same &= now.word(M_ML) == object.word(M_ML) && now.word(M_SELF) == object.word(M_SELF);
        } else if (shape == Shape.METHOD_DESCRIPTOR || shape == Shape.WRAPPER_DESCRIPTOR) {
            same &= now.word(D_TYPE) == object.word(D_TYPE) && now.word(D_METHOD) == object.word(D_METHOD);
        } else if (shape == Shape.TYPE) {
            same &= now.word(TP_NAME) == object.word(TP_NAME);
        }
        return same ? called : Callable.NONE;
    }

    /// The class that has the method among those that it defines itself.
    private @Nullable Type definer(Type from, long method) throws UnreadableMemory {
        Type type = from;
        for (int i = 0; i < MAX_BASES; i++) {
            if (type.methods != 0 && defines(type.methods, method)) {
                return type;
            }
            if (type.base == 0) {
                return null;
            }
            type = type(type.base);
        }
        return null;
    }

    /// Whether a method definition is an element of the array, which ends with a NULL name.
    private boolean defines(long methods, long method) throws UnreadableMemory {
        long offset = method - methods;
        if (offset < 0 || offset % METHOD_DEF_SIZE != 0 || offset >= (long) MAX_METHODS * METHOD_DEF_SIZE) {
            return false;
        }
        for (long at = methods; at < method; at += METHOD_DEF_SIZE) {
            if (memory.readLong(at) == 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isModule(Type from) throws UnreadableMemory {
        Type type = from;
        for (int i = 0; i < MAX_BASES; i++) {
            if (type.name.equals("module") && !type.isHeapType()) {
                return true;
            }
            if (type.base == 0) {
                return false;
            }
            type = type(type.base);
        }
        return false;
    }

    /// @throws UnreadableMemory also if there is no type at that address
    private Type type(long address) throws UnreadableMemory {
        MemorySegment type = memory.read(address, TYPE_SIZE);
        int flags = (int) type.get(WORD, TP_FLAGS);
        long metatype = type.get(WORD, OB_TYPE);
        long name = type.get(WORD, TP_NAME);
        long methods = type.get(WORD, TP_METHODS);
        long base = type.get(WORD, TP_BASE);
        boolean isCallable = type.get(WORD, TP_CALL) != 0;
        if ((flags & READY) == 0 || ((int) memory.readLong(metatype + TP_FLAGS) & TYPE_SUBCLASS) == 0) {
            throw new UnreadableMemory("no type at 0x%x".formatted(address));
        }
        String qualified = name(name);
        String unqualified = qualified.substring(qualified.lastIndexOf('.') + 1);
        return new Type(address, unqualified, flags, methods, base, isCallable);
    }

    private String name(long address) throws UnreadableMemory {
        byte[] name = memory.readCString(address, MAX_NAME_BYTES);
        for (byte b : name) {
            if (b >= 0 && b < ' ') {
                throw new UnreadableMemory("no name at 0x%x".formatted(address));
            }
        }
        if (name.length == 0) {
            throw new UnreadableMemory("an empty name at 0x%x".formatted(address));
        }
        return new String(name, StandardCharsets.UTF_8);
    }
}
