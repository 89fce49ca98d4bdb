package pyrometer.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import pyrometer.testing.Interpreters.Interpreter;

/// A virtual environment, used as from a shell in which it is not activated, on a machine that has no Java.
///
/// @param folder what `python -m venv` made
record PythonEnvironment(Path folder) {
    /// @param status of the process
    record Ended(int status, String output, String errors) {}

    static PythonEnvironment create(Interpreter interpreter, Path folder) throws Exception {
        // Without a pip of its own, which takes long to install.
        Ended made =
                run(Map.of(), interpreter.executable().toString(), "-m", "venv", "--without-pip", folder.toString());
        assertEquals(new Ended(0, "", ""), made);
        return new PythonEnvironment(folder);
    }

    Path bin(String program) {
        return folder.resolve("bin").resolve(program);
    }

    /// With the pip that came with the interpreter, read from the file in which that has it.
    void pip(String... arguments) throws Exception {
        Ended pip = run(Map.of(), bin("python").toString(), "-c", """
                import ensurepip, glob, os
                print(glob.glob(os.path.join(os.path.dirname(ensurepip.__file__), '_bundled', 'pip-*.whl'))[0])""");
        assumeTrue(pip.status() == 0, "this Python brings no pip");
        List<String> command = new ArrayList<>(List.of(bin("python").toString(), "-m", "pip"));
        command.addAll(List.of(arguments));
        Ended ended = run(
                Map.of("PYTHONPATH", pip.output().strip(), "PIP_NO_INDEX", "1", "PIP_DISABLE_PIP_VERSION_CHECK", "1"),
                command);
        assertEquals(0, ended.status(), ended::toString);
    }

    static Ended run(Map<String, String> variables, String... command) throws Exception {
        return run(variables, List.of(command));
    }

    static Ended run(Map<String, String> variables, List<String> command) throws Exception {
        Path errors = Files.createTempFile("errors", "");
        Path home = Files.createTempDirectory("home");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            Map<String, String> environment = builder.environment();
            environment.clear();
            environment.put("PATH", withoutJava(home).toString());
            environment.put("HOME", home.toString());
            environment.put("PYROMETER_DATA_HOME", home.resolve("data").toString());
            environment.putAll(variables);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output, Files.readString(errors));
        } finally {
            Files.delete(errors);
            Folders.delete(home);
        }
    }

    /// A folder for the PATH with nothing in it but what the launchers call.
    private static Path withoutJava(Path home) throws IOException {
        Path bin = Files.createDirectory(home.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("readlink"), Path.of("/bin/readlink"));
        return bin;
    }

    /// Every file in it with its size and the time when it was written.
    Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walked = Files.walk(folder)) {
            for (Path file : walked.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                files.put(
                        folder.relativize(file).toString(),
                        Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS) + " " + Files.size(file));
            }
        }
        return files;
    }

    /// Allows or forbids to write into it.
    void setWritable(boolean writable) throws IOException {
        List<Path> paths;
        try (Stream<Path> walked = Files.walk(folder)) {
            paths = walked.filter(path -> !Files.isSymbolicLink(path)).toList();
        }
        for (Path path : paths) {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(path));
            if (writable) {
                permissions.add(PosixFilePermission.OWNER_WRITE);
            } else {
                permissions.remove(PosixFilePermission.OWNER_WRITE);
            }
            Files.setPosixFilePermissions(path, permissions);
        }
    }
}
