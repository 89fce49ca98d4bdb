package pyrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import pyrometer.testing.Interpreters;
import pyrometer.testing.Interpreters.Interpreter;
import pyrometer.testing.OnEachInterpreter;
import pyrometer.testing.Profile;
import pyrometer.testing.Profile.Call;
import pyrometer.testing.Profile.Tree;
import pyrometer.testing.Pyrometer;
import pyrometer.testing.PythonTarget;

/// All threads of a process: each under its name, the main one first.
class ThreadsIT {
    @OnEachInterpreter
    void bothBusyThreadsAreSeenAllAlong(Interpreter python) {
        Profile profile = Profile.of(python, "two_busy_threads.py 1.5");

        assertEquals("MainThread", profile.threadNames().getFirst());
        double left = profile.thread("left").seconds("work_left");
        double right = profile.thread("right").seconds("work_right");
        assertEquals(left, right, 0.2 * Math.max(left, right));
        assertTrue(left > 0.8, () -> left + " of 1.5 s");
    }

    @OnEachInterpreter
    void threadsThatComputeWaitForTheGilInTurn(Interpreter python) {
        Profile profile = Profile.undisturbed(python, "two_busy_threads.py 1.5");

        for (String name : List.of("left", "right")) {
            // A half, less the time in which a thread could go on and there was no CPU for it.
            double waited = profile.secondsIn("waiting_for_gil", name);
            assertEquals(0.45, waited / profile.thread(name).seconds("work_" + name), 0.3, name);
        }
        assertTrue(profile.secondsIn("waiting", "MainThread") > 0.8, profile::toString);
        assertTrue(profile.secondsIn("waiting_for_gil", "MainThread") < 0.2, profile::toString);
    }

    @OnEachInterpreter
    void timeOfTheGarbageCollectorIsToldFromThatOfTheProgram(Interpreter python) {
        Profile profile = Profile.undisturbed(python, "collecting.py 1");

        double collected = profile.secondsIn("collecting", "MainThread");
        assertEquals(profile.main().seconds("collect"), collected, 0.1, profile::toString);
        assertTrue(collected > 0.25, profile::toString);
    }

    @OnEachInterpreter
    void threadsThatWaitAreAllFoundAndNamed(Interpreter python) {
        Profile profile = Profile.of(python, "threads_200.py 1.5 200");

        for (int i = 0; i < 200; i++) {
            assertTrue(profile.thread("idle-" + i).call("wait_for_work").isPresent(), "idle-" + i);
        }
        assertTrue(profile.main().seconds("busy") > 0.8, () -> profile.main().toString());
    }

    @Test
    void threadsThatOnlyWaitedTakeNoRoomInTheReport() throws IOException {
        Pyrometer.Result result =
                Pyrometer.run(Interpreters.newest(), PythonTarget.programs(), "threads_200.py", "1", "200");

        assertTrue(result.err().lines().count() < 30, result::err);
        assertTrue(result.err().contains("busy  threads_200.py"), result::err);
    }

    @OnEachInterpreter
    void mainThreadIsSeenBesideOneWithoutPython(Interpreter python) {
        Profile profile = Profile.of(python, "empty_c_thread.py 1");

        Tree main = profile.main();
        assertTrue(main.seconds("main") > 0.8, main::toString);
        assertEquals("MainThread", profile.threadNames().getFirst());
    }

    @OnEachInterpreter
    void codeOfASecondInterpreterIsSeen(Interpreter python) {
        Profile profile = Profile.of(python, "subinterpreters.py 1");
        assumeFalse(
                profile.result().out().contains("none here"),
                () -> python + " has no module to make interpreters with");

        List<String> functions = profile.trees().stream()
                .flatMap(tree -> tree.calls().stream())
                .filter(Call::isPython)
                .map(Call::function)
                .toList();
        assertTrue(functions.contains("guest_work"), functions::toString);
        assertTrue(functions.contains("main"), functions::toString);
    }
}
