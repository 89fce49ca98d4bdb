package pyrometer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.session.Session;
import pyrometer.testing.Recordings;

class SourceTextsTest {
    private static final FileTime EARLIER = FileTime.from(Recordings.STARTED.minusSeconds(1));
    private static final FileTime LATER = FileTime.from(Recordings.STARTED.plusSeconds(1));

    @TempDir
    private Path folder;

    @Test
    void theTextIsThatOfFilesThatAreStillWhatRan() throws IOException {
        Path same = file("same.py", "def f():\n    '</script>'\n", EARLIER);
        Path changed = file("changed.py", "x = 1\n", LATER);

        assertEquals(
                "{\"bytes\":25,\"files\":[{\"file\":\"" + same + "\",\"text\":\"def f():\\n    '</script>'\\n\"},"
                        + "{\"file\":\"" + changed + "\",\"why\":\"was changed after the recording began\"}]}",
                json("1 f(" + same + ":1) > g(" + changed + ":1)"));
    }

    @Test
    void nothingIsReadButPythonsSource() throws IOException {
        Path secret = file("id_rsa", "secret", EARLIER);
        Path folderLikeSource = Files.createDirectory(folder.resolve("folder.py"));

        assertEquals(
                "{\"bytes\":0,\"files\":[{\"file\":\"" + secret
                        + "\",\"why\":\"is no Python file whose place is known\"},"
                        + "{\"file\":\"" + folderLikeSource + "\",\"why\":\"is not there any more\"}]}",
                json("1 f(" + secret + ":1) > g(" + folderLikeSource + ":1) > h(<string>:1)"));
    }

    @Test
    void whatIsTooLongOrNoTextIsLeftOut() throws IOException {
        Path longest = file("long.py", "#".repeat((1 << 20) + 1), EARLIER);
        Path latin = folder.resolve("latin.py");
        Files.write(latin, new byte[] {'#', (byte) 0xe9});
        Files.setLastModifiedTime(latin, EARLIER);

        assertEquals(
                "{\"bytes\":0,\"files\":[{\"file\":\"" + longest + "\",\"why\":\"is too long for this report\"},"
                        + "{\"file\":\"" + latin + "\",\"why\":\"is not in UTF-8\"}]}",
                json("1 f(" + longest + ":1) > g(" + latin + ":1)"));
    }

    private Path file(String name, String text, FileTime changed) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setLastModifiedTime(file, changed);
        return file;
    }

    private static String json(String ticks) throws IOException {
        Session session = Recordings.with(Duration.ofMillis(1)).ticks(ticks).finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SourceTexts.of(session).writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
