package pyrometer.dist;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;

/// A folder that holds Pyrometer and as much of the JDK as it needs; it works wherever it is put, and is never written.
record Image(Path folder) {
    /// What `jlink` puts there and nothing of ours uses: for agents, for making other archives, for running a jar by
    /// its name.
    private static final List<String> UNUSED = List.of("bin/keytool", "lib/classlist", "lib/jexec", "lib/jrt-fs.jar");

    /// Looks every way that has code of its own: text, tasks that wait, a page, files, and a client's sampler, which
    /// rehearses and finds that nobody asks for more.
    private static final List<String> TRAINING = List.of(
            "-c",
            "for i in range(10**7): i * i",
            "---",
            "-o",
            "training.pyro",
            "-c",
            "import asyncio, json\nasyncio.run(asyncio.wait_for(asyncio.sleep(0.2), 1))\n"
                    + "for i in range(10**5): json.dumps([i])",
            "---",
            "report",
            "training.pyro",
            "---",
            "report",
            "training.pyro",
            "-o",
            "training.html",
            "---",
            "report",
            "training.pyro",
            "-o",
            "training.json",
            "---",
            "serve");

    /// Links the modules. What is not compressed starts faster, and a wheel is compressed anyway.
    static Image link(Path module, Path folder) throws IOException {
        Folders.delete(folder);
        int status = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IOException("this JDK has no jlink; take one with all its modules"))
                .run(
                        System.out,
                        System.err,
                        "--module-path",
                        module.toString(),
                        "--add-modules",
                        AppModule.NAME,
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        folder.toString());
        if (status != 0) {
            throw new IOException("jlink failed with status " + status);
        }
        for (String unused : UNUSED) {
            Files.deleteIfExists(folder.resolve(unused));
        }
        return new Image(folder);
    }

    /// The licences of what is in the image beside the JDK, whose own are there already.
    ///
    /// @param own of Pyrometer
    /// @param libraries jars, some with their licences in them
    /// @param others a folder for each library whose jar has none
    void license(Path own, List<Path> libraries, Path others) throws IOException {
        Path legal = folder.resolve("legal");
        Folders.copy(own, legal.resolve("pyrometer/LICENSE"));
        for (Path file : Folders.files(others)) {
            Folders.copy(file, legal.resolve(others.relativize(file).toString()));
        }
        for (Path jar : libraries) {
            String name = jar.getFileName().toString().replaceFirst("-[0-9][0-9.]*\\.jar$", "");
            Path licenses = Files.createDirectories(legal.resolve(name));
            copyLicenses(jar, licenses);
            if (Folders.files(licenses).isEmpty()) {
                throw new IOException("no licence of " + jar.getFileName() + ": put it into " + others.resolve(name));
            }
        }
    }

    private static void copyLicenses(Path jar, Path to) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                if (entry.getName().startsWith("META-INF/") && name.matches("(.*-)?(LICENSE|NOTICE)(\\.txt)?")) {
                    Files.write(to.resolve(name), file.getInputStream(entry).readAllBytes());
                }
            }
        }
    }

    /// Records what the JVM loads and compiles while Pyrometer works (JEP 514).
    ///
    /// @param options of the JVM, the same that the launcher gives
    /// @param python what to profile; no script that chooses one, as its start is not the usual one
    /// @param scratch a folder for what the runs leave
    void train(List<String> options, Path python, Path scratch) throws IOException, InterruptedException {
        Path log = scratch.resolve("training.log");
        List<String> command = new ArrayList<>();
        command.add(folder.resolve("bin/java").toString());
        command.add("-XX:AOTCacheOutput=" + cache());
        command.addAll(options);
        command.add("-Dpyrometer.lc_all=unset"); // as the launcher does: the program's environment is changed
        command.addAll(List.of("-m", AppModule.NAME + "/pyrometer.cli.Training"));
        command.addAll(TRAINING);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("PYROMETER_PYTHON", python.toString());
        builder.environment().put("PYROMETER_DATA_HOME", scratch.resolve("data").toString());
        int status = builder.start().waitFor();
        if (status != 0 || !Files.isRegularFile(cache())) {
            throw new IOException(
                    "the training run for the JVM's cache failed, as " + log + " says:\n" + Files.readString(log));
        }
    }

    private Path cache() {
        return folder.resolve("lib/pyrometer.aot");
    }
}
