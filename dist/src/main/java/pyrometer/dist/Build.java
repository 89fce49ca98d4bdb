package pyrometer.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Builds the image, the tarball and the wheel, unless they are already those of these sources.
///
/// @param repository the checkout, with the profiler built
/// @param version of what is built
/// @param target where it goes
public record Build(Path repository, String version, Path target) {
    /// @param args the checkout, the version, the folder for the result
    public static void main(String[] args) throws IOException, InterruptedException {
        new Build(Path.of(args[0]).toRealPath(), args[1], Path.of(args[2]).toAbsolutePath()).run();
    }

    private void run() throws IOException, InterruptedException {
        String build = "build-" + digest();
        if (Files.exists(target.resolve("done"))
                && Files.readString(target.resolve("done")).equals(build)) {
            return;
        }
        Files.deleteIfExists(target.resolve("done"));
        Path module = target.resolve("pyrometer-module.jar");
        List<Path> jars = new ArrayList<>(libraries());
        jars.add(program());
        AppModule.write(jars, version, module);

        Launchers launchers = Launchers.read(repository);
        Image image = Image.link(module, target.resolve("pyrometer-" + version));
        image.license(repository.resolve("LICENSE"), libraries(), repository.resolve("dist/src/main/legal"));
        Files.writeString(image.folder().resolve(build), "");
        Path command = Files.writeString(image.folder().resolve("bin/pyrometer"), launchers.forImage());
        if (!command.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make " + command + " executable");
        }
        Path scratch = target.resolve("training");
        Folders.delete(scratch);
        image.train(launchers.options(), python(), Files.createDirectories(scratch));

        Path tarball = target.resolve("pyrometer-" + version + "-linux-x86_64.tar.gz");
        pack(image, tarball);
        Wheel wheel = Wheel.of(version, Glibc.minorNeededBy(image));
        Path wheelFile = target.resolve(wheel.fileName());
        wheel.write(
                repository.resolve("client/pyrometer"),
                image,
                launchers.forWheel(build),
                Wheel.About.read(repository),
                wheelFile);
        Files.writeString(target.resolve("done"), build);
        System.out.printf(
                "dist: %s%n      %s (%d MB)%n      %s (%d MB)%n",
                image.folder(), tarball, megabytes(tarball), wheelFile, megabytes(wheelFile));
    }

    private static long megabytes(Path file) throws IOException {
        return Math.round(Files.size(file) / 1e6);
    }

    private static void pack(Image image, Path tarball) throws IOException, InterruptedException {
        Path folder = image.folder();
        int status = new ProcessBuilder(
                        "tar",
                        "--create",
                        "--gzip",
                        "--file=" + tarball,
                        "--owner=0",
                        "--group=0",
                        "--numeric-owner",
                        "--directory=" + folder.getParent(),
                        folder.getFileName().toString())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("tar failed with status " + status);
        }
    }

    /// A Python to train with: the program behind `python3`, which may be a script that chooses one, or else one of
    /// those
    /// that the tests have fetched.
    private Path python() throws IOException, InterruptedException {
        List<String> candidates = new ArrayList<>(List.of("python3"));
        Path fetched = repository.resolve(".tools/python");
        if (Files.isDirectory(fetched)) {
            try (Stream<Path> versions = Files.list(fetched)) {
                versions.sorted().forEach(version -> candidates.add(version + "/bin/python" + version.getFileName()));
            }
        }
        for (String candidate : candidates) {
            String executable = executableOf(candidate);
            if (!executable.isEmpty()) {
                return Path.of(executable).toRealPath();
            }
        }
        throw new IOException("there is no python3 on the PATH; the JVM's cache is trained by profiling with one");
    }

    /// @return where the program is, or nothing if it does not work
    private static String executableOf(String python) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(python, "-c", "import sys; print(sys.executable)").start();
            String executable = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            return process.waitFor() == 0 ? executable : "";
        } catch (IOException e) {
            return ""; // There is none.
        }
    }

    private Path program() {
        return repository.resolve("profiler/target/pyrometer.jar");
    }

    private List<Path> libraries() throws IOException {
        return Folders.files(repository.resolve("profiler/target/lib"));
    }

    /// Of everything that the result depends on.
    private String digest() throws IOException {
        List<Path> inputs = new ArrayList<>(libraries());
        inputs.add(program());
        inputs.add(Path.of(System.getProperty("java.home"), "release"));
        inputs.add(repository.resolve("README.md"));
        inputs.add(repository.resolve("LICENSE"));
        for (String folder : List.of("client", "profiler/src/main/launcher", "dist/src/main", "dist/target/classes")) {
            inputs.addAll(Folders.files(repository.resolve(folder)));
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path input : inputs) {
                if (!input.toString().contains("__pycache__")) {
                    digest.update(input.toString().getBytes(UTF_8));
                    digest.update(Files.readAllBytes(input));
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
