package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodePathsTest {
    private static final Environment VIRTUAL = new Environment(
            "3.12.1",
            "/home/u/proj/venv/bin/python",
            "/home/u/proj",
            List.of("/home/u/proj/venv", "/usr"),
            List.of(
                    "/home/u/proj/src",
                    "",
                    "/usr/lib/python312.zip",
                    "/usr/lib/python3.12",
                    "/usr/lib/python3.12/lib-dynload",
                    "/home/u/proj/venv/lib/python3.12/site-packages",
                    "/opt/shared/site-packages",
                    "/opt/tools"),
            "/usr/lib/python3.12");

    @ParameterizedTest
    @CsvSource({
        "/home/u/proj/src/app.py, APPLICATION",
        "/home/u/other/app.py, APPLICATION",
        "app.py, APPLICATION",
        "/usr/src/app/main.py, APPLICATION",
        "/usr/lib/python3.12x/a.py, APPLICATION",
        "/usr/library/python3.12/a.py, APPLICATION",
        "/home/u/proj/venv-tools/x.py, APPLICATION",
        "/home/u/proj/venv/project/x.py, APPLICATION",
        "/home/u/proj/venv/bin/pytest, APPLICATION",
        "/home/u/proj/src/site-packages/x.py, APPLICATION",
        "/home/u/proj/src/lib/python/x.py, APPLICATION",
        "/opt/tools/x.py, APPLICATION",
        "<ipython-input-3-abc>, APPLICATION",
        "/tmp/ipykernel_12/345.py, APPLICATION",
        "/usr/lib/python3.12/json/decoder.py, STANDARD_LIBRARY",
        "/usr/lib64/python3.12/os.py, STANDARD_LIBRARY",
        "/usr/lib/python312.zip/os.py, STANDARD_LIBRARY",
        "/usr/lib/python3.12/../python3.12/os.py, STANDARD_LIBRARY",
        "<frozen runpy>, STANDARD_LIBRARY",
        "<frozen zipimport>, STANDARD_LIBRARY",
        "/usr/lib/python3/dist-packages/apt.py, INSTALLED_LIBRARY",
        "/usr/local/lib/python3.12/dist-packages/x.py, INSTALLED_LIBRARY",
        "/usr/lib/python3.12/site-packages/x.py, INSTALLED_LIBRARY",
        "venv/lib/python3.12/site-packages/x/y.py, INSTALLED_LIBRARY",
        "/home/u/.local/lib/python3.12/site-packages/x.py, INSTALLED_LIBRARY",
        "/opt/shared/site-packages/x.py, INSTALLED_LIBRARY",
        "<attrs generated init x.Y>, INSTALLED_LIBRARY",
        "<decorator-gen-7>, INSTALLED_LIBRARY",
        "<frozen importlib._bootstrap>, IMPORT_SYSTEM",
        "<frozen importlib._bootstrap_external>, IMPORT_SYSTEM",
        "<string>, GENERATED",
        "<stdin>, GENERATED",
    })
    void aPathSaysWhoseCodeItIs(String file, CodeOrigin origin) {
        assertEquals(origin, new CodePaths(VIRTUAL).origin(file));
    }

    @Test
    void aFunctionWrittenInCIsBuiltIn() {
        assertEquals(CodeOrigin.BUILTIN, new CodePaths(VIRTUAL).origin(new Frame.C("sleep")));
    }

    @Test
    void folderNamesTellTheStandardLibraryOfAProgramThatWasSoonOver() {
        CodePaths unknown = new CodePaths(new Environment("", "", "", List.of(), List.of(), ""));

        assertEquals(CodeOrigin.STANDARD_LIBRARY, unknown.origin("/opt/py/lib/python3.8/json/x.py"));
        assertEquals(CodeOrigin.INSTALLED_LIBRARY, unknown.origin("/opt/py/lib/python3.8/site-packages/x.py"));
        assertEquals(CodeOrigin.APPLICATION, unknown.origin("/opt/lib/python/x.py/app.py"));
        assertEquals(CodeOrigin.APPLICATION, unknown.origin("/opt/app.py"));
    }

    @Test
    void prefixesTellTheStandardLibraryWhereItIsNotKnown() {
        Environment bare = new Environment("3.8.1", "/opt/py/bin/python3", "", List.of("/opt/py"), List.of(), "");

        assertEquals(CodeOrigin.STANDARD_LIBRARY, new CodePaths(bare).origin("/opt/py/lib/python3.8/json/x.py"));
        assertEquals(
                CodeOrigin.INSTALLED_LIBRARY, new CodePaths(bare).origin("/opt/py/lib/python3.8/site-packages/x.py"));
        assertEquals(CodeOrigin.APPLICATION, new CodePaths(bare).origin("/opt/py/app.py"));
    }

    @ParameterizedTest
    @CsvSource({
        "/home/u/proj/src/pkg/app.py, pkg/app.py",
        "/home/u/proj/run.py, run.py",
        "src/pkg/app.py, pkg/app.py",
        "run.py, run.py",
        "/usr/lib/python3.12/json/decoder.py, json/decoder.py",
        "/usr/lib/python3.12/lib-dynload/x.so, x.so",
        "/home/u/proj/venv/lib/python3.12/site-packages/requests/api.py, requests/api.py",
        "/home/u/other/app.py, ../other/app.py",
        "/srv/app.py, /srv/app.py",
        "/srv/deep/below/app.py, /srv/deep/below/app.py",
        "<string>, <string>",
        "<frozen importlib._bootstrap>, <frozen importlib._bootstrap>",
        "<made/by/hand>, <made/by/hand>",
    })
    void aShortPathIsTheOneWithFewestComponents(String file, String expected) {
        assertEquals(expected, new CodePaths(VIRTUAL).shorten(file));
    }
}
