package pyrometer.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The shell scripts that start the image: one file each, as reading another would cost at every start.
///
/// @param options of the JVM
/// @param becomeJava the end that all launchers share
/// @param inImage how `bin/pyrometer` of an image finds the image
/// @param inWheel how the command that a wheel installs finds it
/// @param ownPython how that command finds the Python that it was installed for
record Launchers(List<String> options, String becomeJava, String inImage, String inWheel, String ownPython) {
    static Launchers read(Path repository) throws IOException {
        Path shared = repository.resolve("profiler/src/main/launcher");
        Path own = repository.resolve("dist/src/main/launcher");
        List<String> options = new ArrayList<>(Files.readAllLines(shared.resolve("jvm.options")));
        options.removeIf(line -> line.startsWith("#") || line.isBlank());
        options.add("--enable-native-access=" + AppModule.NAME);
        return new Launchers(
                List.copyOf(options),
                Files.readString(shared.resolve("become-java.sh")),
                Files.readString(own.resolve("in-image.sh")),
                Files.readString(own.resolve("in-wheel.sh")),
                Files.readString(own.resolve("own-python.sh")));
    }

    String forImage() {
        return inImage + javaCommand() + rest();
    }

    /// @param build the name of the file in the image that this command belongs to
    String forWheel(String build) {
        return inWheel.replace("@build@", build) + javaCommand() + ownPython + rest();
    }

    private String javaCommand() {
        return """

                pyrometer_java="$pyrometer_image/bin/java
                -XX:AOTCache=$pyrometer_image/lib/pyrometer.aot
                %s"
                pyrometer_main="-m
                %s/%s"

                """.formatted(String.join("\n", options), AppModule.NAME, AppModule.MAIN);
    }

    /// Without the comment that tells what it is for.
    private String rest() {
        return becomeJava.substring(becomeJava.indexOf("\n\n") + 2);
    }
}
