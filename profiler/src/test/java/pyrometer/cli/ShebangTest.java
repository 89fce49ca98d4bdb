package pyrometer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShebangTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "#!/usr/bin/env python3\n",
                "#! /usr/bin/env -S python3\nx",
                "#!/usr/bin/env LANG=C python3",
            })
    void envLeavesTheSearchToThePath(String head) {
        assertEquals(new Shebang.Python("python3", List.of()), Shebang.parse(head));
    }

    @Test
    void interpreterAndFlagsAreKept() {
        assertEquals(
                new Shebang.Python("/usr/bin/python3.9", List.of("-s", "-E")),
                Shebang.parse("#!/usr/bin/python3.9 -s -E\n"));
    }

    @Test
    void interpreterWithALongPathIsInTheSecondLine() {
        String head = "#!/bin/sh\n'''exec' \"/a long/path/python3\" \"$0\" \"$@\"\n' '''\nimport sys\n";

        assertEquals(new Shebang.Python("/a long/path/python3", List.of()), Shebang.parse(head));
    }

    @Test
    void otherProgramsAreNotPython() {
        assertEquals(new Shebang.Foreign("a script for bash"), Shebang.parse("#!/usr/bin/env bash\n"));
        assertEquals(new Shebang.Foreign("a machine program"), Shebang.parse("\u007fELF\u0002"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "print(1)\n", "#!/usr/bin/env\n", "PK\u0003\u0004"})
    void fileMaySayNothing(String head) {
        assertInstanceOf(Shebang.None.class, Shebang.parse(head));
    }
}
