package pyrometer.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import pyrometer.session.Session;
import pyrometer.session.ThreadState;
import pyrometer.testing.Recordings;

class CallTreesTest {
    @Test
    void looksInARowThatSeeTheSameCallAreOneNode() {
        Session session = Recordings.of("""
                10 main > a > b
                20 main > a > c
                5  main > a
                7  main > d
                9  main > a > b
                """);

        assertEquals("""
                main 51
                  a 35
                    b 10
                      [self] 10
                    c 20
                      [self] 20
                    [self] 5
                  d 7
                    [self] 7
                  a 9
                    b 9
                      [self] 9
                """, TreeText.of(TreeText.inTimeOrder(session)));
    }

    @Test
    void addedUpCallsOfOneFunctionAreOneNodeInOrderOfFirstSight() {
        Session session = Recordings.of("""
                10 main > a > b
                5  main > a
                7  main > d
                9  main > a > b
                """);

        assertEquals("""
                main 31
                  a 24
                    b 19
                      [self] 19
                    [self] 5
                  d 7
                    [self] 7
                """, TreeText.of(TreeText.addedUp(session)));
    }

    @Test
    void aFunctionIsKnownByNameFileAndFirstLineAndNotByTheLineItIsAt() {
        Session session = Recordings.of("""
                1 main(m.py:1)#2 > f(m.py:10)#11
                1 main(m.py:1)#3 > f(m.py:10)#12
                1 main(m.py:1)#3 > f(m.py:20)#21
                1 main(m.py:1)#3 > f(n.py:10)#11
                """);

        assertEquals("""
                main 4
                  f 2
                    [self] 2
                  f 1
                    [self] 1
                  f 1
                    [self] 1
                """, TreeText.of(TreeText.inTimeOrder(session)));
    }

    @Test
    void theTimeAtEachLineIsKept() {
        Session session = Recordings.of("""
                1 main#2 > f
                5 main#3 > f
                1 main#2 > g
                2 main#7
                """);

        assertEquals(
                Map.of(2, 2_000_000L, 3, 5_000_000L, 7, 2_000_000L),
                TreeText.addedUp(session).lineNanos(1));
        assertEquals(
                Map.of(2, 2_000_000L, 3, 5_000_000L, 7, 2_000_000L),
                TreeText.inTimeOrder(session).lineNanos(1));
    }

    @Test
    void theClassWithMostTimeNamesTheCall() {
        Session session = Recordings.of("""
                3 main > Base:run(r.py:5)
                4 main > Sub:run(r.py:5)
                2 main > Base:run(r.py:5)
                """);

        assertEquals("""
                main 9
                  Base.run 9
                    [self] 9
                """, TreeText.of(TreeText.inTimeOrder(session)));
    }

    @Test
    void timeWithoutPythonCodeIsShownAsSuch() {
        Session session = Recordings.of("""
                3 main
                4 .
                """);

        assertEquals("""
                main 3
                  [self] 3
                [outside Python] 4
                """, TreeText.of(TreeText.addedUp(session)));
        assertEquals(TreeText.of(TreeText.addedUp(session)), TreeText.of(TreeText.inTimeOrder(session)));
    }

    @Test
    void theStartOfTheInterpreterIsInNoTree() {
        Session session = Recordings.with(Duration.ofMillis(1))
                .ticks("8 boot")
                .ticks("2 main")
                .programBegins()
                .ticks("3 main > a")
                .finish();

        CallTree tree = TreeText.addedUp(session);

        assertEquals(session.duration().toNanos(), tree.totalNanos());
        assertEquals("""
                main 5
                  [self] 2
                  a 3
                    [self] 3
                """, TreeText.of(tree));
    }

    @Test
    void aTreeCanStandForSomeTicksOnly() {
        Session session = Recordings.of("""
                1 main > a
                2 main > a
                4 main > b
                8 main > b
                """);

        CallTree tree = new CallTrees(session)
                .addedUp(session.threads().getFirst(), 1, 3)
                .check();

        assertEquals("""
                main 6
                  a 2
                    [self] 2
                  b 4
                    [self] 4
                """, TreeText.of(tree));
    }

    @Test
    void aThreadThatLivedForAWhileHasThatTime() {
        Session session = Recordings.of("""
                1 main
                2 main || worker: w
                4 main || worker: w
                8 main
                """);

        CallTrees trees = new CallTrees(session);

        assertEquals(6_000_000, trees.addedUp(session.threads().get(1)).totalNanos());
        assertEquals(15_000_000, trees.addedUp(session.threads().get(0)).totalNanos());
    }

    @Test
    void aTickThatCouldNotBeReadBelongsToTheNextSample() {
        Session session = Recordings.of("""
                1 main > a
                2 -
                4 main > b
                """);

        assertEquals("""
                main 7
                  a 1
                    [self] 1
                  b 6
                    [self] 6
                """, TreeText.of(TreeText.addedUp(session)));
    }

    @Test
    void anEmptySessionGivesAnEmptyTree() {
        Session session = Recordings.of("0 main");

        assertTrue(TreeText.addedUp(session).isEmpty());
        assertTrue(TreeText.inTimeOrder(session).isEmpty());
    }

    @Test
    void stacksOfAnyDepthAreTrees() {
        Session session = Recordings.with(Duration.ofMillis(1))
                .tick(1_000_000)
                .sample("MainThread", Recordings.chain("f", 100_000), ThreadState.RUNNING)
                .finish();

        assertEquals(100_002, TreeText.addedUp(session).size());
        assertEquals(100_002, TreeText.inTimeOrder(session).size());
    }
}
