package pyrometer.session;

import java.util.Arrays;

/// How far apart two words are, to suggest what was meant.
public final class Spelling {
    private Spelling() {}

    /// Whether the one may be a slip of the pen for the other.
    public static boolean isNear(String typed, String known) {
        return !typed.isEmpty() && distance(typed, known) <= Math.max(1, known.length() / 3);
    }

    /// The number of letters to insert, remove or replace (Levenshtein).
    public static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        Arrays.setAll(above, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
