package pyrometer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StackTrieTest {
    private record Step(int parent, int frame, int line) {}

    private final StackTrie trie = new StackTrie();

    @Test
    void emptyTrieHasOnlyTheEmptyStack() {
        assertEquals(1, trie.size());
        assertThrows(IllegalArgumentException.class, () -> trie.parent(StackTrie.EMPTY));
        assertThrows(IllegalArgumentException.class, () -> trie.frame(1));
        assertThrows(IllegalArgumentException.class, () -> trie.line(-1));
    }

    @Test
    void refusesParentsAndFramesThatDoNotExist() {
        assertThrows(IllegalStateException.class, () -> trie.child(1, 0, 0));
        assertThrows(IllegalStateException.class, () -> trie.child(-1, 0, 0));
        assertThrows(IllegalStateException.class, () -> trie.child(StackTrie.EMPTY, -1, 0));
        assertEquals(1, trie.size());
    }

    /// Each number chooses a parent among the nodes so far, a frame and a line.
    @Property
    void sameStepIsSameNodeAndAnotherStepAnother(
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 1 << 20) Integer> choices) {
        StackTrie trie = new StackTrie();
        Map<Step, Integer> nodes = new HashMap<>();

        for (int choice : choices) {
            Step step = new Step(choice % trie.size(), choice / 7 % 5, choice / 35 % 3);
            int size = trie.size();
            int node = trie.child(step.parent(), step.frame(), step.line());
            Integer known = nodes.putIfAbsent(step, node);

            assertEquals(known == null ? size : known, node);
            assertEquals(known == null ? size + 1 : size, trie.size());
        }

        nodes.forEach((step, node) -> {
            assertTrue(step.parent() < node);
            assertEquals(step, new Step(trie.parent(node), trie.frame(node), trie.line(node)));
        });
    }

    @Test
    void keepsEverythingWhileItGrows() {
        int deepest = StackTrie.EMPTY;
        for (int i = 0; i < 100_000; i++) {
            deepest = trie.child(deepest, i, -i);
        }

        assertEquals(100_001, trie.size());
        int node = StackTrie.EMPTY;
        for (int i = 0; i < 100_000; i++) {
            node = trie.child(node, i, -i);
        }
        assertEquals(deepest, node);
        assertEquals(100_001, trie.size());
        for (int i = 99_999; i >= 0; i--) {
            assertEquals(i, trie.frame(node));
            assertEquals(-i, trie.line(node));
            node = trie.parent(node);
        }
        assertEquals(StackTrie.EMPTY, node);
    }
}
