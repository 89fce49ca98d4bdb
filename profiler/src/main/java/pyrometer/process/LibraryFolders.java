package pyrometer.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the dynamic linker will look for the libraries of a program.
final class LibraryFolders {
    private static final List<String> USUAL = List.of(
            "/lib/x86_64-linux-gnu",
            "/usr/lib/x86_64-linux-gnu",
            "/lib/aarch64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/lib64",
            "/usr/lib64",
            "/lib",
            "/usr/lib",
            "/usr/local/lib64",
            "/usr/local/lib");

    private LibraryFolders() {}

    /// @param runPath what the program says about it itself
    static List<Path> of(Path program, Optional<String> runPath) {
        List<Path> folders = new ArrayList<>();
        Path own = program.getParent();
        String origin = own == null ? "/" : own.toString();
        add(folders, runPath.orElse("").replace("$ORIGIN", origin).replace("${ORIGIN}", origin));
        String libraryPath = System.getenv("LD_LIBRARY_PATH");
        add(folders, libraryPath == null ? "" : libraryPath);
        for (String folder : USUAL) {
            folders.add(Path.of(folder));
        }
        return folders;
    }

    private static void add(List<Path> folders, String joined) {
        for (String folder : joined.split(":")) {
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder));
            }
        }
    }
}
