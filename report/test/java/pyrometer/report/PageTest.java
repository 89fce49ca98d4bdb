package pyrometer.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// The page of the HTML report, as TypeScript: that its types are sound, and each of its own tests.
class PageTest {
    private static final Path DENO = Path.of(System.getProperty("deno", "deno"));

    @TempDir
    private Path temporary;

    private record Outcome(int status, String output) {}

    @BeforeAll
    static void findDeno() {
        assumeTrue(Files.exists(DENO), "no Deno: Maven Central has it for Linux on x86_64 with glibc only");
        assumeTrue(DENO.toFile().canExecute() || DENO.toFile().setExecutable(true), "cannot run " + DENO);
    }

    @Test
    void hasSoundTypes() throws Exception {
        Outcome checked = deno("check", "--no-remote", "--quiet", "src", "test");

        assertEquals(0, checked.status, checked.output);
    }

    @TestFactory
    List<DynamicTest> passesItsOwnTests() throws Exception {
        Path report = temporary.resolve("tests.xml");
        Outcome tested = deno("test", "--no-check", "--no-remote", "--allow-read=..", "--junit-path=" + report, "test");
        if (!Files.exists(report)) {
            return fail("the tests did not run: " + tested.output);
        }
        NodeList cases = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        assertFalse(cases.getLength() == 0, tested.output);

        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < cases.getLength(); i++) {
            tests.add(test((Element) cases.item(i)));
        }
        tests.add(DynamicTest.dynamicTest("nothing else is wrong", () -> {
            boolean failed = tested.output.contains("FAILED");
            assertEquals(failed ? 1 : 0, tested.status, tested.output);
        }));
        return tests;
    }

    private static DynamicTest test(Element testcase) {
        NodeList failures = testcase.getElementsByTagName("failure");
        NodeList errors = testcase.getElementsByTagName("error");
        return DynamicTest.dynamicTest(testcase.getAttribute("name"), () -> {
            for (NodeList wrong : List.of(failures, errors)) {
                if (wrong.getLength() > 0) {
                    fail(wrong.item(0).getTextContent());
                }
            }
        });
    }

    private Outcome deno(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(DENO.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Path output = temporary.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment()
                .put("DENO_DIR", Path.of("target/deno").toAbsolutePath().toString());
        builder.environment().put("DENO_NO_UPDATE_CHECK", "1");
        builder.environment().put("NO_COLOR", "1");
        int status = builder.start().waitFor();
        return new Outcome(status, Files.readString(output));
    }
}
