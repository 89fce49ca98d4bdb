package pyrometer.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// A Python wheel: a zip file of what goes into `site-packages`, and what pip wants to know of it.
///
/// @param version of the package
/// @param tag for which Pythons and systems it is
record Wheel(String version, String tag) {
    private static final String NAME = "pyrometer";

    /// For the glibc that is needed. Where the older pips knew that by another name, it has that too.
    static Wheel of(String version, int glibcMinor) {
        String platform = "manylinux_2_" + glibcMinor + "_x86_64";
        return new Wheel(version, "py3-none-" + (glibcMinor == 17 ? platform + ".manylinux2014_x86_64" : platform));
    }

    String fileName() {
        return NAME + "-" + version + "-" + tag + ".whl";
    }

    /// @param client the Python package
    /// @param command the script that becomes the command `pyrometer`
    /// @param about the folder with the description and the entry points
    void write(Path client, Image image, String command, About about, Path file) throws IOException {
        try (ZipWriter zip = new ZipWriter(file)) {
            StringBuilder record = new StringBuilder();
            for (Path source : Folders.files(client)) {
                if (!source.toString().contains("__pycache__")) {
                    add(zip, record, NAME + "/" + client.relativize(source), source);
                }
            }
            for (Path source : Folders.files(image.folder())) {
                add(zip, record, NAME + "/_image/" + image.folder().relativize(source), source);
            }
            add(zip, record, part("data/scripts/" + NAME), command.getBytes(UTF_8), ZipWriter.Mode.EXECUTABLE);
            String info = part("dist-info/");
            add(zip, record, info + "METADATA", metadata(about).getBytes(UTF_8), ZipWriter.Mode.READABLE);
            add(zip, record, info + "WHEEL", description().getBytes(UTF_8), ZipWriter.Mode.READABLE);
            add(zip, record, info + "LICENSE", about.license().getBytes(UTF_8), ZipWriter.Mode.READABLE);
            if (!about.entryPoints().isEmpty()) {
                add(
                        zip,
                        record,
                        info + "entry_points.txt",
                        about.entryPoints().getBytes(UTF_8),
                        ZipWriter.Mode.READABLE);
            }
            record.append(info).append("RECORD,,\n");
            zip.add(info + "RECORD", record.toString().getBytes(UTF_8), ZipWriter.Mode.READABLE);
        }
    }

    private String part(String rest) {
        return NAME + "-" + version + "." + rest;
    }

    private static void add(ZipWriter zip, StringBuilder record, String name, Path source) throws IOException {
        ZipWriter.Mode mode = Files.isExecutable(source) ? ZipWriter.Mode.EXECUTABLE : ZipWriter.Mode.READABLE;
        add(zip, record, name, Files.readAllBytes(source), mode);
    }

    private static void add(ZipWriter zip, StringBuilder record, String name, byte[] content, ZipWriter.Mode mode)
            throws IOException {
        if (name.indexOf(',') >= 0 || name.indexOf('"') >= 0) {
            throw new IOException("a name that the list of the wheel's files cannot hold: " + name);
        }
        zip.add(name, content, mode);
        String hash = Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(content));
        record.append("%s,sha256=%s,%d%n".formatted(name, hash, content.length));
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private String description() {
        StringBuilder text = new StringBuilder("""
                Wheel-Version: 1.0
                Generator: pyrometer-dist (%s)
                Root-Is-Purelib: false
                """.formatted(version));
        String prefix = tag.substring(0, tag.lastIndexOf('-') + 1);
        for (String platform : tag.substring(prefix.length()).split("\\.")) {
            text.append("Tag: ").append(prefix).append(platform).append('\n');
        }
        return text.toString();
    }

    private String metadata(About about) {
        return """
                Metadata-Version: 2.1
                Name: %s
                Version: %s
                Summary: A profiler for Python programs that reads them from outside
                License: Apache-2.0; the Java in it is under GPL-2.0 with Classpath-exception-2.0
                Classifier: Environment :: Console
                Classifier: Framework :: Pytest
                Classifier: Intended Audience :: Developers
                Classifier: License :: OSI Approved :: Apache Software License
                Classifier: Operating System :: POSIX :: Linux
                Classifier: Programming Language :: Python :: 3
                Classifier: Programming Language :: Python :: 3.8
                Classifier: Programming Language :: Python :: 3.9
                Classifier: Programming Language :: Python :: 3.10
                Classifier: Programming Language :: Python :: 3.11
                Classifier: Programming Language :: Python :: 3.12
                Classifier: Programming Language :: Python :: 3.13
                Classifier: Programming Language :: Python :: 3.14
                Classifier: Programming Language :: Python :: Implementation :: CPython
                Classifier: Topic :: Software Development :: Debuggers
                Classifier: Topic :: Software Development :: Testing
                Classifier: Typing :: Typed
                Requires-Python: >=3.8
                Description-Content-Type: text/markdown

                """.formatted(NAME, version) + about.readme();
    }

    /// What the wheel says of itself.
    ///
    /// @param entryPoints what other programs look for in packages, as `entry_points.txt` has it; may be empty
    record About(String readme, String license, String entryPoints) {
        static About read(Path repository) throws IOException {
            Path entryPoints = repository.resolve("client/entry_points.txt");
            return new About(
                    Files.readString(repository.resolve("README.md")),
                    Files.readString(repository.resolve("LICENSE")),
                    Files.exists(entryPoints) ? Files.readString(entryPoints) : "");
        }
    }
}
