package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.Pyrometer.Result;

/// The last lines of `./verify`: no test is skipped or fails without a reason that is printed.
class SummaryIT {
    private static final Path SUMMARY = Interpreters.repository().resolve(".ci/summary.awk");

    @TempDir
    private Path folder;

    @Test
    void printsWhyATestWasSkippedOrFailed() throws IOException {
        Path report = Files.writeString(folder.resolve("TEST-some.xml"), """
                <testsuite>
                  <testcase name="passes" classname="T" time="1"/>
                  <testcase name="assumes" classname="T" time="1">
                    <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: came with 3.12
                  at T.java
                ]]></skipped>
                  </testcase>
                  <testcase name="aborts" classname="T" time="1">
                    <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: too busy
                ]]></skipped>
                  </testcase>
                  <testcase name="disabled" classname="T" time="1">
                    <skipped message="for now"/>
                  </testcase>
                  <testcase name="fails" classname="T" time="1">
                    <failure message="expected: &lt;1&gt;" type="AssertionFailedError"/>
                  </testcase>
                </testsuite>
                """);

        Result said = Pyrometer.runCommand(folder, "", List.of("awk", "-f", SUMMARY.toString(), report.toString()));

        assertEquals(1, said.status());
        assertEquals("""
                skipped: T.assumes: came with 3.12
                skipped: T.aborts: too busy
                skipped: T.disabled: for now
                FAILED:  T.fails: expected: <1>
                1 passed (0 of them repeated), 1 failed, 3 skipped
                """, said.out());
    }
}
