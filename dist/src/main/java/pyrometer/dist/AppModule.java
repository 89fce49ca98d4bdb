package pyrometer.dist;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.attribute.ModuleMainClassAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ModuleDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// The program and its libraries as one module, for the image's own file of classes. The JVM holds its cache to the
/// time
/// and place of every jar, which installing changes; to that file it does not.
///
/// The libraries are no modules of their own there, as two of them lack a descriptor and `jlink` wants one.
final class AppModule {
    static final String NAME = "pyrometer";
    static final String MAIN = "pyrometer.cli.Main";

    private static final String CLASS = ".class";
    private static final String DESCRIPTOR = "module-info.class";

    private AppModule() {}

    /// @param jars the program's and those of its libraries
    static void write(List<Path> jars, String version, Path file) throws IOException {
        try (OutputStream bytes = Files.newOutputStream(file);
                JarOutputStream out = new JarOutputStream(bytes)) {
            out.putNextEntry(new JarEntry(DESCRIPTOR));
            out.write(descriptor(version));
            PlainCode plain = new PlainCode(hierarchy(jars));
            for (Path jar : jars) {
                copyClassesAndResources(jar, plain, out);
            }
        }
    }

    /// Which class extends which, of the jars and the JDK.
    private static ClassHierarchyResolver hierarchy(List<Path> jars) throws IOException {
        Map<ClassDesc, byte[]> classes = new HashMap<>();
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                    JarEntry entry = entries.nextElement();
                    if (belongs(entry) && entry.getName().endsWith(CLASS)) {
                        String name =
                                entry.getName().substring(0, entry.getName().length() - CLASS.length());
                        byte[] bytes = file.getInputStream(entry).readAllBytes();
                        classes.put(ClassDesc.ofInternalName(name), bytes);
                    }
                }
            }
        }
        return ClassHierarchyResolver.ofResourceParsing(type -> {
                    byte[] bytes = classes.get(type);
                    return bytes == null ? null : new ByteArrayInputStream(bytes);
                })
                .orElse(ClassHierarchyResolver.defaultResolver())
                .cached();
    }

    private static void copyClassesAndResources(Path jar, PlainCode plain, JarOutputStream out) throws IOException {
        try (JarFile in = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = in.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (belongs(entry)) {
                    out.putNextEntry(new JarEntry(entry.getName())); // Twice the same name would fail, as it should.
                    byte[] content = in.getInputStream(entry).readAllBytes();
                    out.write(
                            entry.getName().startsWith(NAME) && entry.getName().endsWith(CLASS)
                                    ? plain.of(content)
                                    : content);
                }
            }
        }
    }

    private static boolean belongs(JarEntry entry) {
        String name = entry.getName();
        return !entry.isDirectory() && !name.startsWith("META-INF/") && !name.equals(DESCRIPTOR);
    }

    private static byte[] descriptor(String version) {
        ModuleAttribute needs = ModuleAttribute.of(
                ModuleDesc.of(NAME),
                module -> module.moduleVersion(version)
                        .requires(ModuleDesc.of("java.base"), List.of(AccessFlag.MANDATED), null)
                        .requires(ModuleDesc.of("jdk.unsupported"), List.of(), null));
        return ClassFile.of().buildModule(needs, file -> file.with(ModuleMainClassAttribute.of(ClassDesc.of(MAIN))));
    }
}
