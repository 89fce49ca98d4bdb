package pyrometer.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the paths of code files say in one [Environment]: whose code it is, and the short name people know a
/// file by.
///
/// Only the text of a path is looked at, never the disk: a session is read where the program is not.
/// Paths are compared component by component, so `/usr` does not own `/usr2`, nor `venv` what is in `venv-tools`.
public final class CodePaths {
    private static final Pattern LIBRARY_FOLDER = Pattern.compile("lib(32|64)?");
    private static final Pattern VERSION_FOLDER = Pattern.compile("python\\d+(\\.\\d+t?)?");
    private static final Pattern VERSION_ARCHIVE = Pattern.compile("python\\d+\\.zip");
    private static final Set<String> INSTALL_FOLDERS = Set.of("site-packages", "dist-packages");

    private final String workingDirectory;
    private final Set<List<String>> prefixes = new LinkedHashSet<>();
    private final Set<List<String>> searchPath = new LinkedHashSet<>();
    private final List<String> standardLibrary;
    private final Map<String, CodeOrigin> origins = new HashMap<>();
    private final Map<String, String> shortPaths = new HashMap<>();

    public CodePaths(Environment environment) {
        workingDirectory = environment.workingDirectory();
        standardLibrary = environment.standardLibrary().isEmpty() ? List.of() : parts(environment.standardLibrary());
        environment.prefixes().stream().filter(prefix -> !prefix.isEmpty()).forEach(p -> prefixes.add(parts(p)));
        for (String entry : environment.path()) {
            if (entry.startsWith("/") || !workingDirectory.isEmpty()) {
                searchPath.add(parts(entry));
            }
        }
    }

    public CodeOrigin origin(Frame frame) {
        return switch (frame) {
            case Frame.C _ -> CodeOrigin.BUILTIN;
            case Frame.Python python -> origin(python.file());
        };
    }

    /// Whose code a file is, by its `co_filename`.
    public CodeOrigin origin(String file) {
        return origins.computeIfAbsent(file, this::findOrigin);
    }

    /// The file relative to the entry of `sys.path` from which that takes the fewest components;
    /// the file as it is, where that is not longer.
    public String shorten(String file) {
        return shortPaths.computeIfAbsent(file, this::findShortPath);
    }

    /// The folder that makes a library of the file, one of those that hold the standard library or installed packages.
    public Optional<String> libraryFolder(String file) {
        if (!file.startsWith("/")) {
            return Optional.empty();
        }
        List<String> parts = parts(file);
        int depth = Math.max(installFolder(parts), standardLibraryFolder(parts));
        return depth == 0 ? Optional.empty() : Optional.of("/" + String.join("/", parts.subList(0, depth)));
    }

    private CodeOrigin findOrigin(String file) {
        if (file.isEmpty()) {
            return CodeOrigin.BUILTIN;
        }
        return file.startsWith("<") ? originOfUnwrittenCode(file) : originOfFile(parts(file));
    }

    private static CodeOrigin originOfUnwrittenCode(String name) {
        if (name.startsWith("<frozen importlib._bootstrap")) {
            return CodeOrigin.IMPORT_SYSTEM;
        }
        if (name.equals("<string>") || name.equals("<stdin>")) {
            return CodeOrigin.GENERATED;
        }
        if (name.startsWith("<ipython-input-")) {
            return CodeOrigin.APPLICATION;
        }
        return name.startsWith("<frozen ") ? CodeOrigin.STANDARD_LIBRARY : CodeOrigin.INSTALLED_LIBRARY;
    }

    private CodeOrigin originOfFile(List<String> file) {
        if (installFolder(file) > 0) {
            return CodeOrigin.INSTALLED_LIBRARY;
        }
        return standardLibraryFolder(file) > 0 ? CodeOrigin.STANDARD_LIBRARY : CodeOrigin.APPLICATION;
    }

    /// How many components the path of the folder has that the file is installed in, or 0.
    private int installFolder(List<String> file) {
        for (int i = file.size() - 2; i >= 0; i--) {
            if (INSTALL_FOLDERS.contains(file.get(i)) && isInstallFolder(file.subList(0, i + 1))) {
                return i + 1;
            }
        }
        return 0;
    }

    private boolean isInstallFolder(List<String> folder) {
        return searchPath.contains(folder)
                || prefixes.stream().anyMatch(prefix -> isBelow(folder, prefix))
                || isLibraryFolder(folder.subList(0, folder.size() - 1)); // ~/.local/lib/python3.12/site-packages
    }

    /// How many components the path of the standard library has that the file belongs to, or 0.
    private int standardLibraryFolder(List<String> file) {
        if (!standardLibrary.isEmpty() && isBelow(file, standardLibrary)) {
            return standardLibrary.size();
        }
        for (List<String> prefix : prefixes) {
            int depth = prefix.size();
            if (file.size() > depth + 2
                    && isBelow(file, prefix)
                    && (isLibraryFolder(file.subList(0, depth + 2)) || isLibraryArchive(file.subList(0, depth + 2)))) {
                return depth + 2;
            }
        }
        return prefixes.isEmpty() && standardLibrary.isEmpty() ? folderNamedLikeTheLibrary(file) : 0;
    }

    /// Of a program that was over before its interpreter could be asked, only the names of folders tell.
    private static int folderNamedLikeTheLibrary(List<String> file) {
        for (int depth = 2; depth < file.size(); depth++) {
            if (isLibraryFolder(file.subList(0, depth))) {
                return depth;
            }
        }
        return 0;
    }

    /// Whether the folder is named like `.../lib/python3.12`.
    private static boolean isLibraryFolder(List<String> folder) {
        int last = folder.size() - 1;
        return last > 0
                && VERSION_FOLDER.matcher(folder.get(last)).matches()
                && LIBRARY_FOLDER.matcher(folder.get(last - 1)).matches();
    }

    /// Whether the file is named like `.../lib/python312.zip`.
    private static boolean isLibraryArchive(List<String> archive) {
        int last = archive.size() - 1;
        return last > 0
                && VERSION_ARCHIVE.matcher(archive.get(last)).matches()
                && LIBRARY_FOLDER.matcher(archive.get(last - 1)).matches();
    }

    private static boolean isBelow(List<String> path, List<String> folder) {
        return path.size() > folder.size() && path.subList(0, folder.size()).equals(folder);
    }

    /// The path of the file from the root on, where it can be told: a script has the path that it was started by.
    public String absolute(String file) {
        boolean relative = !file.isEmpty() && !file.startsWith("/") && !file.startsWith("<");
        return relative && !workingDirectory.isEmpty() ? "/" + String.join("/", parts(file)) : file;
    }

    /// Whether the pattern is like the beginning of the file's path: as the program has it, from the root on, or from
    /// the program's working directory on. By which of them a script was started should make no difference.
    public boolean matches(Pattern pattern, String file) {
        String absolute = absolute(file);
        String below = workingDirectory + "/";
        return pattern.matcher(file).lookingAt()
                || pattern.matcher(absolute).lookingAt()
                || (!workingDirectory.isEmpty()
                        && absolute.startsWith(below)
                        && pattern.matcher(absolute.substring(below.length())).lookingAt());
    }

    private String findShortPath(String file) {
        if (file.startsWith("<") || !file.contains("/") || (!file.startsWith("/") && workingDirectory.isEmpty())) {
            return file;
        }
        List<String> target = parts(file);
        String shortest = file;
        int fewest = file.split("/", -1).length;
        for (List<String> entry : searchPath) {
            List<String> candidate = relative(target, entry);
            if (candidate.size() < fewest) {
                shortest = String.join("/", candidate);
                fewest = candidate.size();
            }
        }
        return shortest;
    }

    private static List<String> relative(List<String> file, List<String> folder) {
        int common = 0;
        while (common < Math.min(file.size(), folder.size()) && file.get(common).equals(folder.get(common))) {
            common++;
        }
        List<String> steps = new ArrayList<>();
        for (int up = common; up < folder.size(); up++) {
            steps.add("..");
        }
        steps.addAll(file.subList(common, file.size()));
        return steps;
    }

    /// The components of the absolute path, without `.` and `..`.
    private List<String> parts(String path) {
        String absolute = path.startsWith("/") ? path : workingDirectory + "/" + path;
        List<String> parts = new ArrayList<>();
        for (String part : absolute.split("/")) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }
}
