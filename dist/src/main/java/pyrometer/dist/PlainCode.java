package pyrometer.dist;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes out in a class what the JVM would make up when it first runs it: the choice of a `switch` over types, and
/// `equals` and `hashCode` of records. Both are methods spun at run time, some milliseconds each, which the JVM's
/// cache does not keep; of a short run they were a fifth.
final class PlainCode {
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
    private static final int METHOD = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

    private final ClassFile classes;

    /// @param hierarchy of the classes that will be given, and the JDK's
    PlainCode(ClassHierarchyResolver hierarchy) {
        classes = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy));
    }

    /// The same class without the bootstraps that can be written out.
    byte[] of(byte[] original) {
        ClassModel model = classes.parse(original);
        List<Method> methods = new ArrayList<>();
        ClassTransform calls =
                ClassTransform.transformingMethodBodies((code, element) -> replace(model, methods, code, element));
        byte[] transformed = classes.transformClass(model, calls.andThen(ClassTransform.endHandler(builder -> {
            for (Method method : methods) {
                method.addTo(builder);
            }
        })));
        return methods.isEmpty() ? original : transformed;
    }

    /// One that is to be added.
    private record Method(String name, MethodTypeDesc type, Consumer<CodeBuilder> code) {
        void addTo(ClassBuilder builder) {
            builder.withMethodBody(name, type, METHOD, code);
        }
    }

    private static void replace(ClassModel model, List<Method> methods, CodeBuilder code, CodeElement element) {
        if (element instanceof InvokeDynamicInstruction call) {
            Consumer<CodeBuilder> written = writtenOut(call);
            if (written != null) {
                Method method = new Method("written$" + methods.size(), call.typeSymbol(), written);
                methods.add(method);
                boolean isInterface = model.flags().has(AccessFlag.INTERFACE);
                code.invokestatic(model.thisClass().asSymbol(), method.name(), method.type(), isInterface);
                return;
            }
        }
        code.with(element);
    }

    private static @Nullable Consumer<CodeBuilder> writtenOut(InvokeDynamicInstruction call) {
        DirectMethodHandleDesc bootstrap = call.bootstrapMethod();
        List<ConstantDesc> arguments = call.bootstrapArgs();
        return switch (bootstrap.owner().displayName() + "." + bootstrap.methodName()) {
            case "SwitchBootstraps.typeSwitch" -> areTypes(arguments) ? code -> choose(code, arguments) : null;
            case "ObjectMethods.bootstrap" ->
                switch (call.name().stringValue()) {
                    case "hashCode" -> code -> hash(code, fields(arguments));
                    case "equals" -> code -> compare(code, (ClassDesc) arguments.getFirst(), fields(arguments));
                    default -> null;
                };
            default -> null;
        };
    }

    private static boolean areTypes(List<ConstantDesc> labels) {
        return labels.stream().allMatch(label -> label instanceof ClassDesc type && !type.isPrimitive());
    }

    /// Which of the types, from the one with the second parameter as its number on, the first parameter is of: -1 for
    /// null, their count if of none.
    private static void choose(CodeBuilder code, List<ConstantDesc> types) {
        code.aload(0).ifThen(Opcode.IFNULL, isNull -> isNull.loadConstant(-1).ireturn());
        for (int i = 0; i < types.size(); i++) {
            Label next = code.newLabel();
            code.iload(1).loadConstant(i).if_icmpgt(next);
            code.aload(0).instanceOf((ClassDesc) types.get(i)).ifeq(next);
            code.loadConstant(i).ireturn();
            code.labelBinding(next);
        }
        code.loadConstant(types.size()).ireturn();
    }

    /// The getters that the bootstrap is given name the fields.
    private static List<DirectMethodHandleDesc> fields(List<ConstantDesc> arguments) {
        return arguments.stream()
                .skip(2)
                .map(DirectMethodHandleDesc.class::cast)
                .toList();
    }

    private static void hash(CodeBuilder code, List<DirectMethodHandleDesc> fields) {
        code.loadConstant(0);
        for (DirectMethodHandleDesc field : fields) {
            code.loadConstant(31).imul();
            ClassDesc type = load(code, 0, field);
            if (type.isPrimitive()) {
                ClassDesc wrapper = wrapper(type);
                code.invokestatic(wrapper, "hashCode", MethodTypeDesc.of(CD_int, type));
            } else {
                code.invokestatic(OBJECTS, "hashCode", MethodTypeDesc.of(CD_int, CD_Object));
            }
            code.iadd();
        }
        code.ireturn();
    }

    private static void compare(CodeBuilder code, ClassDesc record, List<DirectMethodHandleDesc> fields) {
        Label same = code.newLabel();
        Label different = code.newLabel();
        code.aload(0).aload(1).if_acmpeq(same);
        code.aload(1).instanceOf(record).ifeq(different);
        code.aload(1).checkcast(record).astore(2);
        for (DirectMethodHandleDesc field : fields) {
            ClassDesc type = load(code, 0, field);
            load(code, 2, field);
            if (type.isPrimitive()) {
                code.invokestatic(wrapper(type), "compare", MethodTypeDesc.of(CD_int, type, type));
                code.ifne(different);
            } else {
                code.invokestatic(OBJECTS, "equals", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object));
                code.ifeq(different);
            }
        }
        code.labelBinding(same).loadConstant(1).ireturn();
        code.labelBinding(different).loadConstant(0).ireturn();
    }

    /// @return the field's type
    private static ClassDesc load(CodeBuilder code, int local, DirectMethodHandleDesc field) {
        ClassDesc type = MethodTypeDesc.ofDescriptor(
                        field.lookupDescriptor().startsWith("(")
                                ? field.lookupDescriptor()
                                : "()" + field.lookupDescriptor())
                .returnType();
        code.aload(local).getfield(field.owner(), field.methodName(), type);
        return type;
    }

    private static ClassDesc wrapper(ClassDesc primitive) {
        return switch (TypeKind.from(primitive)) {
            case BOOLEAN -> ConstantDescs.CD_Boolean;
            case BYTE -> ConstantDescs.CD_Byte;
            case CHAR -> ConstantDescs.CD_Character;
            case SHORT -> ConstantDescs.CD_Short;
            case INT -> ConstantDescs.CD_Integer;
            case LONG -> ConstantDescs.CD_Long;
            case FLOAT -> ConstantDescs.CD_Float;
            case DOUBLE -> ConstantDescs.CD_Double;
            case REFERENCE, VOID -> throw new IllegalStateException("no primitive: " + primitive);
        };
    }
}
