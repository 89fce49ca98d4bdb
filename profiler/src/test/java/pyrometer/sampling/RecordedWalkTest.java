package pyrometer.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import pyrometer.memory.UnreadableMemory;
import pyrometer.session.Session;
import pyrometer.testing.OnEachRecording;
import pyrometer.testing.RecordedTarget;

/// What the sampler reads of a target is what the target says of itself, for every supported version, whether or
/// not
/// it is installed here. `mvn test -Dtest=RecordedWalkTest -Drecorded.update=true` makes the recordings anew.
class RecordedWalkTest {
    @BeforeAll
    static void recordAnewIfAsked() throws IOException, UnreadableMemory {
        if (Boolean.getBoolean("recorded.update")) {
            WalkRecorder.recordAll();
        }
    }

    @OnEachRecording
    void seesWhatTheTargetSaysOfItself(RecordedTarget target) throws UnreadableMemory {
        Session session = new RecordedWalk(target.runtime(target.memory()), target.memory()).watch();

        assertEquals(target.expected(), RecordedWalk.text(session));
    }
}
